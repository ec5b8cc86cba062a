-- Version 4: the present topic of each room that has one. It is also an entry, but retention drops entries.
CREATE TABLE topic (
  room INTEGER PRIMARY KEY REFERENCES room (id),
  seq INTEGER NOT NULL,
  draft TEXT NOT NULL,
  person TEXT NOT NULL,
  name TEXT NOT NULL,
  at INTEGER NOT NULL,
  text TEXT NOT NULL
) STRICT;
