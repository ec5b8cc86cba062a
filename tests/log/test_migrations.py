"""A log of an older version becomes one of today's when it is opened, in one step, and nothing in it is lost or changed."""

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from service.log import LogUnusable
from service.log.columns import COLUMNS
from service.log.sqlite import migrations
from service.log.sqlite.log import SqliteLog
from service.log.sqlite.migrations import SCHEMAS
from service.protocol import Reactions
from tests.support.logs import ANA, append_all, draft, edit, reaction, sqlite_log, topic

VERSION_1 = Path(__file__).with_name("version_1.sql").read_text("utf-8")
EPOCH, ENTRIES = "2ca1933b7e8a602c", 19
LOBBY = [
    (9, "d-9", "Ana", "Hi"),
    (10, "d-10", "Bo", 'It\'s "quoted"; --'),
    (11, "d-11", "Anna Ñ 👋", "two\nlines"),
    (12, "d-12", "Ana", "👩\u200d🚀 é שלום"),
    (13, "d-13", "Bo", " x" * 40),
    (14, "d-14", "Anna Ñ 👋", "last"),
]
DAY = 86_400
LAST_AT = 1_767_864_248

PREPARE = """
import os, resource, signal, sys
from service.log.sqlite import database, migrations, startup
if sys.argv[2] == "killed":
    leave = database.transaction.__exit__
    database.transaction.__exit__ = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
else:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    migrations.SCHEMAS.append("CREATE TABLE much AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 9999)"
        "SELECT randomblob(1000) FROM n;\\n")
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
startup.prepare(startup.Path(sys.argv[1]), make_folder=False)
"""


@pytest.fixture(params=[1, 2, 3])
def old(request, path):
    """A file of an older version of Hubbub, and the note in its lock file that says where the log ended."""
    with closing(sqlite3.connect(path)) as database:
        database.executescript(VERSION_1)
        database.executescript("".join([*SCHEMAS[1 : request.param], f"PRAGMA user_version = {request.param}"]))
        database.execute("PRAGMA journal_mode = WAL")
    path.with_name("hubbub.db.lock").write_text(f"{EPOCH} {ENTRIES:020}\n")
    return path


def version(path):
    with closing(sqlite3.connect(path)) as database:
        return database.execute("PRAGMA user_version").fetchone()[0]


async def test_an_old_log_is_migrated_when_it_is_opened_with_all_that_is_in_it(old):
    before = version(old)
    with capture_logs() as lines:
        SqliteLog.prepare(old)
        SqliteLog.prepare(old)
    assert [(line["event"], line["before"], line["version"]) for line in lines] == [
        ("log_migrated", before, len(SCHEMAS))
    ]
    async with sqlite_log(old, clock=lambda: LAST_AT + 5) as log:
        page = await log.read("lobby", limit=50)
        assert [(one.seq, one.draft, one.author.name, one.text) for one in page.entries] == LOBBY
        assert (page.head, page.floor, page.entries[0].at) == (14, 8, "2026-01-08T09:20:01.750Z")
        assert [(await log.read(room, limit=50)).head for room in ("den-2", "left")] == [4, 1]
        assert log.epoch == EPOCH
        assert await log.append(draft("d-12", "something else")) == page.entries[3]
        assert (await log.append(draft("new", reply=14))).seq == 15
        assert [one.seq for one in await append_all(log, [edit("e", 9, "Hi!"), reaction("r", 9)])] == [16, 17]
        assert (await log.append(topic("t", "Old friends"))) == (await log.read("lobby", limit=1)).topic
        (first, *_, last) = (await log.messages("lobby", limit=50)).messages
        assert (first.text, first.edited, last.reply) == ("Hi!", last.at, 14)
        assert first.reactions == [Reactions("👍", 1, [ANA.id])]


async def test_what_is_old_in_a_migrated_log_is_dropped_as_ever(old):
    async with sqlite_log(old, retention_days=7, clock=lambda: LAST_AT + 7 * DAY - 100) as log:
        await log.check()
        await log.check()
        pages = [await log.read(room, limit=50) for room in ("lobby", "den-2")]
        assert [(page.floor, page.head) for page in pages] == [(14, 14), (2, 4)]


def test_a_migrated_log_has_the_schema_of_a_new_one_and_the_columns_of_its_entries(old, tmp_path):
    def schema(path):
        SqliteLog.prepare(path)
        with closing(sqlite3.connect(path)) as database:
            columns = {row[1] for row in database.execute("PRAGMA table_info(entry)")}
            return columns, sorted(database.execute("SELECT name, sql FROM sqlite_schema").fetchall())

    assert schema(old) == schema(tmp_path / "new.db")
    assert schema(old)[0] == {"room", *COLUMNS, "edited"}


@pytest.mark.parametrize("fault", ["killed", "disk full"])
def test_a_migration_that_does_not_end_leaves_the_old_log_as_it_was(old, fault):
    before = version(old)
    ended = subprocess.run([sys.executable, "-c", PREPARE, old, fault], capture_output=True, text=True, check=False)
    assert ended.returncode == (-signal.SIGKILL if fault == "killed" else 1)
    assert fault == "killed" or "cannot be used as the log" in ended.stderr
    with closing(sqlite3.connect(old)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (before,)
        table = "message" if before == 1 else "entry"
        assert database.execute(f"SELECT count(*), max(seq) FROM {table}").fetchone() == (11, 14)
    SqliteLog.prepare(old)
    assert version(old) == len(SCHEMAS)


def test_a_migration_that_fails_is_named_and_leaves_the_old_log_as_it_was(old, monkeypatch):
    before = version(old)
    monkeypatch.setattr(migrations, "SCHEMAS", [*SCHEMAS, "CREATE TABLE more (x);\nINSERT INTO nowhere VALUES (1);\n"])
    with pytest.raises(LogUnusable, match="no such table: nowhere"):
        SqliteLog.prepare(old)
    assert version(old) == before
