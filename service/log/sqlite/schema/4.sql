-- Version 4: the present topic of each room that has one. The topic is also an entry, but retention may drop that entry.
CREATE TABLE topic (
  room INTEGER PRIMARY KEY REFERENCES room (id),
  seq INTEGER NOT NULL,
  draft TEXT NOT NULL,
  person TEXT NOT NULL,
  name TEXT NOT NULL,
  at INTEGER NOT NULL,
  text TEXT NOT NULL
) STRICT;
