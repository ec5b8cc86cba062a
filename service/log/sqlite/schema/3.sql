-- Version 3: edits, deletions, reactions and replies. The new columns are fields of these entries, and `edited`, the time of a
-- message's last edit. The row of an edit has no text: its text is in the row of its message. No row is rewritten.
ALTER TABLE entry ADD COLUMN reply INTEGER;
ALTER TABLE entry ADD COLUMN deleted INTEGER;
ALTER TABLE entry ADD COLUMN message INTEGER;
ALTER TABLE entry ADD COLUMN emoji TEXT;
ALTER TABLE entry ADD COLUMN "on" INTEGER;
ALTER TABLE entry ADD COLUMN count INTEGER;
ALTER TABLE entry ADD COLUMN edited INTEGER;

-- The reactions that are on. `since` is the seq of the reaction with which this emoji came to the message; all reactions with the
-- emoji have this value, until the last of them is switched off. So the primary key has the order in which reactions are shown.
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

-- The index of the search. A block is up to 1,024 entries of a room without a gap, from `first` to `last`. Its terms are written
-- together. When one of its messages changes, all its terms are deleted (has_terms = 0) until the block is indexed again.
-- `places` are the numbers of the messages with this term, minus `first` of the block: two bytes each, the lower byte first.
ALTER TABLE room ADD COLUMN indexed INTEGER NOT NULL DEFAULT 0;

CREATE TABLE search_block (
  room INTEGER NOT NULL REFERENCES room (id),
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  has_terms INTEGER NOT NULL,
  PRIMARY KEY (room, first)
) STRICT, WITHOUT ROWID;

CREATE INDEX search_block_without_terms ON search_block (room, first) WHERE has_terms = 0;

CREATE TABLE search_term (
  room INTEGER NOT NULL REFERENCES room (id),
  block INTEGER NOT NULL,
  term TEXT NOT NULL,
  places BLOB NOT NULL,
  PRIMARY KEY (room, block, term)
) STRICT, WITHOUT ROWID;
