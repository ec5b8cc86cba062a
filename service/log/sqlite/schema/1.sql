-- Version 1. `at` is milliseconds since 1970; the head of a room stays when its messages are dropped for their age.
CREATE TABLE life (
  epoch TEXT NOT NULL,
  probes INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE room (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  head INTEGER NOT NULL DEFAULT 0,
  last_at INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE message (
  room INTEGER NOT NULL REFERENCES room (id),
  seq INTEGER NOT NULL,
  draft TEXT NOT NULL,
  person TEXT NOT NULL,
  name TEXT NOT NULL,
  text TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (room, seq)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX message_draft ON message (room, draft);
