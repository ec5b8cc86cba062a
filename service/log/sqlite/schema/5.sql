-- Version 5: runs of many entries of which none is a message, so that a page of messages does not read them one by one. Runs of
-- fewer than 64 entries, and runs from before this version, are not stored (messageless_runs.py).
CREATE TABLE messageless_run (
  room INTEGER NOT NULL REFERENCES room (id),
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  PRIMARY KEY (room, first)
) STRICT, WITHOUT ROWID;
