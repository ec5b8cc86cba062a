-- A log as Hubbub's version 1 left it: a lobby whose first eight messages were dropped for their age, and two more rooms.
PRAGMA application_id = 1215652450;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE life (
  epoch TEXT NOT NULL,
  probes INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO "life" VALUES('2ca1933b7e8a602c',3);
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
INSERT INTO "message" VALUES(1,9,'d-9','0123456789abcdef','Ana','Hi',1767864001750);
INSERT INTO "message" VALUES(1,10,'d-10','fedcba9876543210','Bo','It''s "quoted"; --',1767864003000);
INSERT INTO "message" VALUES(1,11,'d-11','0123456789abcdef','Anna Ñ 👋','two
lines',1767864004250);
INSERT INTO "message" VALUES(1,12,'d-12','0123456789abcdef','Ana','👩‍🚀 é שלום',1767864005500);
INSERT INTO "message" VALUES(1,13,'d-13','fedcba9876543210','Bo',' x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x',1767864006750);
INSERT INTO "message" VALUES(1,14,'d-14','0123456789abcdef','Anna Ñ 👋','last',1767864008000);
INSERT INTO "message" VALUES(2,1,'d-1','0123456789abcdef','Anna Ñ 👋','in the den 1',1767864068000);
INSERT INTO "message" VALUES(2,2,'d-2','fedcba9876543210','Bo','in the den 2',1767864128000);
INSERT INTO "message" VALUES(2,3,'d-3','0123456789abcdef','Anna Ñ 👋','in the den 3',1767864188000);
INSERT INTO "message" VALUES(2,4,'d-4','fedcba9876543210','Bo','in the den 4',1767864248000);
INSERT INTO "message" VALUES(3,1,'gone','fedcba9876543210','Bo','kept a while',1767864248000);
CREATE TABLE room (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  head INTEGER NOT NULL DEFAULT 0,
  last_at INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO "room" VALUES(1,'lobby',14,1767864008000);
INSERT INTO "room" VALUES(2,'den-2',4,1767864248000);
INSERT INTO "room" VALUES(3,'left',1,1767864248000);
CREATE UNIQUE INDEX message_draft ON message (room, draft);
COMMIT;
