-- Version 2: the table holds entries of any kind. Renaming and adding a column change the schema alone and read no message, so
-- this takes some ms however large the log is. The index keeps its old name, and `text` is '' in kinds without a text: changing
-- either would rewrite the whole log.
ALTER TABLE message RENAME TO entry;
ALTER TABLE entry ADD COLUMN kind TEXT NOT NULL DEFAULT 'message';
