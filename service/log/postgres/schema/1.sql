-- Version 1. `at` is milliseconds since 1970. Texts that are compared have the collation "C", which compares bytes.
CREATE TABLE life (
  version integer NOT NULL,
  epoch text NOT NULL,
  probes bigint NOT NULL DEFAULT 0
);

-- The numbers of a room are assigned by its row: a node that appends to the room holds the row's lock until it commits. `floor`
-- is the last number that retention dropped. Half of each page stays free, so that the new version of a row, which each commit
-- writes, fits into the same page.
CREATE TABLE room (
  name text COLLATE "C" PRIMARY KEY,
  head bigint NOT NULL DEFAULT 0,
  last_at bigint NOT NULL DEFAULT 0,
  floor bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

-- Each field of an entry is a column of its name. The row of an edit has no text: its text is in the row of its message. `edited`
-- is the time of a message's last edit. `terms` are the terms by which search finds a message: the words of its text, the words
-- of its author's name with the prefix @, and its room with the prefix /, so that one index serves all rooms.
CREATE TABLE entry (
  room text COLLATE "C" NOT NULL,
  seq bigint NOT NULL,
  kind text COLLATE "C" NOT NULL,
  draft text COLLATE "C" NOT NULL,
  person text COLLATE "C" NOT NULL,
  name text NOT NULL,
  at bigint NOT NULL,
  text text,
  reply bigint,
  deleted boolean,
  message bigint,
  emoji text COLLATE "C",
  "on" boolean,
  count bigint,
  edited bigint,
  terms tsvector,
  PRIMARY KEY (room, seq),
  UNIQUE (room, draft)
);

-- With this index a page of messages does not read the reactions, edits and deletions between them.
CREATE INDEX entry_message ON entry (room, seq) WHERE kind = 'message';

-- The list of terms that are not in the index yet is limited to 512 kB, so that the append that empties it does not take long.
CREATE INDEX entry_terms ON entry USING gin (terms) WITH (gin_pending_list_limit = 512);

-- The present topic of each room that has one. The topic is also an entry, but retention may drop that entry.
CREATE TABLE topic (
  room text COLLATE "C" PRIMARY KEY,
  seq bigint NOT NULL,
  draft text NOT NULL,
  person text NOT NULL,
  name text NOT NULL,
  at bigint NOT NULL,
  text text NOT NULL
);

-- The reactions that are on. `since` is the seq of the reaction with which this emoji came to the message; all reactions with the
-- emoji have this value, until the last of them is switched off.
CREATE TABLE reaction (
  room text COLLATE "C" NOT NULL,
  message bigint NOT NULL,
  emoji text COLLATE "C" NOT NULL,
  person text COLLATE "C" NOT NULL,
  since bigint NOT NULL,
  seq bigint NOT NULL,
  PRIMARY KEY (room, message, emoji, person)
);
