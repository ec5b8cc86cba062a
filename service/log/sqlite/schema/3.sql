-- Version 3: edits, deletions, reactions and replies. The columns are new fields of entries, and `edited`, the time of a
-- message's last edit; the text of an edit is that of its message's row. Again only the schema changes.
ALTER TABLE entry ADD COLUMN reply INTEGER;
ALTER TABLE entry ADD COLUMN deleted INTEGER;
ALTER TABLE entry ADD COLUMN message INTEGER;
ALTER TABLE entry ADD COLUMN emoji TEXT;
ALTER TABLE entry ADD COLUMN "on" INTEGER;
ALTER TABLE entry ADD COLUMN count INTEGER;
ALTER TABLE entry ADD COLUMN edited INTEGER;

-- The reactions that are on. `since` is the seq with which the first of this emoji began that has not ended, so that rows are in
-- the order in which they are shown.
CREATE TABLE reaction (
  room INTEGER NOT NULL REFERENCES room (id),
  message INTEGER NOT NULL,
  since INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  emoji TEXT NOT NULL,
  person TEXT NOT NULL,
  PRIMARY KEY (room, message, since, seq)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX reaction_person ON reaction (room, message, emoji, person);
