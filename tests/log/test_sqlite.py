"""The log in a SQLite file while faults happen to the file: drafts that cannot be stored are refused, and nothing is lost."""

import asyncio
import re
import shutil
import sqlite3
from contextlib import closing

import pytest
from structlog.testing import capture_logs

from service.log import NotStored
from service.log.sqlite import appends, heads, journal, messageless_runs, pages, retention, search, search_index
from service.log.sqlite.database import JOURNAL_BYTES
from service.log.sqlite.log import SqliteLog
from service.log.sqlite.retention import SLICE_LIMIT
from service.log.sqlite.wipe import overwriting, wiper
from service.log.writes import (
    COMMIT_LIMIT,
    COMMIT_PAUSE_SECONDS,
    DRAFT_PAUSE_SECONDS,
    LONGEST_PAUSE_SECONDS,
    pause_after,
)
from service.text.search_query import Query
from tests.support.logs import (
    ANA,
    append_all,
    deletion,
    draft,
    drafts,
    edit,
    reaction,
    seqs,
    sqlite_log,
    write_connection,
)

PAGE_BYTES = 4_096


async def test_a_commit_waits_for_the_disk(path):
    """With synchronous = FULL (2) a commit returns only when it is on the disk."""
    async with sqlite_log(path) as log:
        assert write_connection(log).execute("PRAGMA synchronous").fetchone() == (2,)
        assert write_connection(log).execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_the_pause_after_a_commit_grows_with_what_it_held_and_has_an_end():
    pauses = [pause_after(drafts) for drafts in (0, 1, 12, 10_000)]
    assert pauses == [COMMIT_PAUSE_SECONDS, COMMIT_PAUSE_SECONDS, 12 * DRAFT_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS]


async def test_many_drafts_share_one_commit(path):
    async with sqlite_log(path) as log:
        commits = []
        write_connection(log).set_trace_callback(lambda sql: commits.append(sql) if sql == "COMMIT" else None)
        await append_all(log, drafts(2_000))
        assert 1 <= len(commits) <= 20


async def test_a_full_disk_stores_nothing_keeps_reading_and_recovers(path):
    """Some drafts of a commit still find space. They are rolled back with those that do not."""
    async with sqlite_log(path) as log:
        before = await append_all(log, drafts(10))
        pages = write_connection(log).execute("PRAGMA page_count").fetchone()[0]
        write_connection(log).execute(f"PRAGMA max_page_count = {pages + 20}")
        large = [draft(f"large{number}", "x" * 4_000) for number in range(200)]
        results = await asyncio.gather(*map(log.append, large), return_exceptions=True)
        stored = [result for result in results if not isinstance(result, NotStored)]
        assert len(stored) <= 20
        assert {str(result) for result in results if isinstance(result, NotStored)} == {"database or disk is full"}
        assert (await log.read("lobby", after=0, limit=500)).entries == before + stored
        write_connection(log).execute("PRAGMA max_page_count = 1073741823")
        again = await append_all(log, large)
        assert [message.seq for message in again] == list(range(11, 211))
        assert (await log.read("lobby", limit=1)).head == 210


async def test_a_commit_that_fails_stores_and_delivers_nothing(path):
    async with sqlite_log(path) as log:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            results = await asyncio.gather(*map(log.append, drafts(5)), return_exceptions=True)
            assert {type(result) for result in results} == {NotStored}
            with pytest.raises(NotStored, match="locked"):
                await log.check()
            other.execute("ROLLBACK")
        assert [message.seq for message in await append_all(log, drafts(5))] == [1, 2, 3, 4, 5]
        async for batch in log.live():
            assert [news.frame.seq for news in batch] == [1, 2, 3, 4, 5]
            return


async def test_a_journal_that_grew_while_another_program_read_is_small_again_afterwards(path):
    journal = path.with_name("hubbub.db-wal")
    async with sqlite_log(path) as log:
        with closing(sqlite3.connect(path, isolation_level=None)) as backup:
            backup.execute("BEGIN")
            backup.execute("SELECT count(*) FROM entry").fetchone()
            await append_all(log, [draft(f"d{number}", "x" * 4_000) for number in range(4_000)])
            assert journal.stat().st_size > 2 * JOURNAL_BYTES
            backup.execute("ROLLBACK")
        await append_all(log, drafts(2, start=5_000))
        await append_all(log, drafts(2, start=6_000))
        assert journal.stat().st_size <= JOURNAL_BYTES


async def test_no_file_keeps_a_removed_text(path, monkeypatch):
    """Nor does the journal, while the log is open, once no reader needs its old pages."""
    monkeypatch.setattr(journal, "TRUNCATE_SECONDS", 0.001)

    def stored():
        found = b"".join(file.read_bytes() for file in path.parent.glob("hubbub.db*"))
        return {word for word in ("first", "second", "third", "long", "kept") if f"{word} text".encode() in found}

    async with sqlite_log(path) as log:
        await append_all(log, [draft("a", "first text"), draft("b", "long text " * 1_000), draft("c", "kept text")])
        with closing(sqlite3.connect(path, isolation_level=None)) as backup:
            backup.execute("BEGIN")
            backup.execute("SELECT count(*) FROM entry").fetchone()
            for one in (edit("d", 1, "second text"), edit("e", 1, "third text"), deletion("f", 2)):
                await log.append(one)
            assert stored() == {"first", "second", "third", "long", "kept"}
            backup.execute("ROLLBACK")
        for _ in range(
            3
        ):  # the journal is emptied behind a commit, if the last try is 1 ms ago; a third one is behind that
            await log.check()
        assert stored() == {"third", "kept"}
        await log.append(deletion("g", 1))
    assert stored() == {"kept"}


@pytest.mark.parametrize("gone", ["deleted", "replaced"])
async def test_a_deleted_or_replaced_file_is_noticed_and_used_again_when_it_is_back(path, gone):
    """SQLite itself would continue to write into a file that nobody can open any more."""
    async with sqlite_log(path) as log:
        await append_all(log, drafts(3))
        aside = path.with_name("aside.db")
        path.rename(aside)
        if gone == "replaced":
            shutil.copy(aside, path)
        with pytest.raises(NotStored):
            await log.append(draft("lost"))
        with pytest.raises(NotStored):
            await log.check()
        aside.replace(path)
        await log.check()
        assert (await log.append(draft("lost"))).seq == 4


async def test_damage_while_running_refuses_reads_and_drafts(filled):
    async with sqlite_log(filled) as log:
        with filled.open("r+b") as file:
            file.seek(4096)
            file.write(b"\xff" * (filled.stat().st_size - 4096))
        with pytest.raises(NotStored):
            await log.read("lobby", after=0, limit=500)
        with pytest.raises(NotStored):
            await log.append(draft("next"))
        with pytest.raises(NotStored):
            await log.check()


async def test_after_the_first_sign_of_damage_nothing_is_stored(filled):
    """Otherwise writes to the undamaged pages would still succeed, in a file that cannot be opened after the next stop."""
    with filled.open("r+b") as file:
        place = file.read().index(b"d20" + ANA.id.encode())
        file.seek(place // PAGE_BYTES * PAGE_BYTES)
        file.write(b"\xff" * PAGE_BYTES)
    log = SqliteLog.open(filled)
    assert (await log.append(draft("unaware"))).seq == 201
    with pytest.raises(NotStored, match="malformed"):
        await log.read("lobby", after=0, limit=500)
    with pytest.raises(NotStored, match="is damaged"):
        await log.append(draft("next"))
    with pytest.raises(NotStored, match="is damaged"):
        await log.check()
    await log.close()


async def test_a_draft_that_breaks_the_writer_refuses_no_other_draft_and_is_logged_once(path):
    """An error that nobody foresaw: here by half a character, which no tab can send."""
    async with sqlite_log(path) as log:
        batch = [*drafts(3), draft("poison", "\ud800"), *drafts(3, start=4)]
        with capture_logs() as lines:
            results = await asyncio.gather(*map(log.append, batch), return_exceptions=True)
        poison = results.pop(3)
        assert isinstance(poison, NotStored)
        assert [message.seq for message in results] == [1, 2, 3, 4, 5, 6]
        assert [(line["event"], type(line["exc_info"])) for line in lines] == [("commit_failed", UnicodeEncodeError)]
        assert (await log.append(draft("next"))).seq == 7


@pytest.mark.parametrize(
    "damage", ["at = 1 << 58", "text = CAST(X'ff' AS TEXT)"], ids=["a time that cannot be", "text that is none"]
)
async def test_a_stored_message_that_cannot_be_read_is_damage(path, damage):
    async with sqlite_log(path) as log:
        await append_all(log, drafts(3))
        with closing(sqlite3.connect(path)) as other, other:
            other.execute(f"UPDATE entry SET {damage} WHERE seq = 2")
        with pytest.raises(NotStored, match=r"impossible time|not UTF-8"):
            await log.append(draft("d2"))
        with pytest.raises(NotStored, match="is damaged"):
            await log.check()
        with pytest.raises(NotStored, match=r"impossible time|not UTF-8"):
            await log.read("lobby", limit=10)


async def test_a_defect_in_reading_refuses_this_read_and_is_logged(path, monkeypatch):
    async with sqlite_log(path) as log:
        await append_all(log, drafts(3))
        with monkeypatch.context() as meanwhile, capture_logs() as lines:
            meanwhile.setattr(pages, "entry_of", lambda row: [][row[0]])
            with pytest.raises(NotStored, match="cannot be read"):
                await log.read("lobby", limit=10)
        assert [line["event"] for line in lines] == ["read_failed"]
        assert len((await log.read("lobby", limit=10)).entries) == 3


async def test_others_are_stored_while_many_old_messages_are_dropped(path):
    """Two commits are made meanwhile, with one slice of old messages dropped between them."""
    many = 5 * SLICE_LIMIT
    async with sqlite_log(path, clock=lambda: 1_000_000_000.0) as log:
        await append_all(log, drafts(many))
    async with sqlite_log(path, retention_days=1) as log:
        done = []
        write_connection(log).set_trace_callback(lambda sql: done.append(" ".join(sql.split()[:3])))
        await append_all(log, [draft(f"new{number}") for number in range(COMMIT_LIMIT + 1)])
        async with asyncio.timeout(10):
            while (await log.read("lobby", limit=1)).floor < many:
                await log.check()
        last_insert = len(done) - done[::-1].index("INSERT INTO entry")
        assert done[:last_insert].count("DELETE FROM entry") == 1
        assert done[last_insert:].count("DELETE FROM entry") >= 4


async def test_nothing_is_dropped_in_a_file_that_was_replaced(path):
    async with sqlite_log(path, clock=lambda: 1_000_000_000.0) as log:
        await append_all(log, drafts(10))
    async with sqlite_log(path, retention_days=1) as log:
        shutil.copy(path, path.with_name("copy.db"))
        path.with_name("copy.db").replace(path)
        for _ in range(2):
            with pytest.raises(NotStored, match="replaced"):
                await log.check()
        assert (await log.read("lobby", limit=1)).floor == 0


async def test_who_reads_messages_does_not_read_the_many_reactions_between_them(path):
    """Runs of reactions end with a commit, with a message in the middle of a commit, and with a restart."""
    for part in (1, 2):
        async with sqlite_log(path) as log:
            for step in (1, 2, 3):
                many = [reaction(f"{part}-{step}-{number}", 1, on=number % 2 == 1) for number in range(2_000)]
                await append_all(log, [draft(f"{part}-{step}"), *many][: 1_990 * step])
    async with sqlite_log(path) as log:
        steps = []
        for reader in (log._reader, log._searcher):
            reader._database.set_progress_handler(lambda: steps.append(100), 100)
        for read, found in [
            (log.messages("lobby", limit=50), [1, 1_991, 3_992, 5_993, 7_983, 9_984]),
            (log.messages("lobby", before=5_000, limit=2), [1_991, 3_992]),
            (log.messages("lobby", after=0, limit=2), [1, 1_991]),
            (log.messages("lobby", after=3_000, limit=2), [3_992, 5_993]),
            (log.search("lobby", Query((), ("ana",)), limit=4), [9_984, 7_983, 5_993, 3_992]),
        ]:
            steps.clear()
            assert seqs((await read).messages) == found
            assert sum(steps) < 10_000, found


async def test_a_page_is_a_snapshot_even_if_messages_are_dropped_while_it_is_read(path):
    async with sqlite_log(path) as log:
        await append_all(log, drafts(100))
        log._reader._database.set_trace_callback(lambda sql: drop(path, 90) if "seq > " in sql else None)
        torn = await log.read("lobby", after=10, limit=5)
        assert [message.seq for message in torn.entries] == [11, 12, 13, 14, 15]
        assert (torn.head, torn.floor) == (100, 0)
        next_page = await log.read("lobby", after=15, limit=5)
        assert (next_page.entries[0].seq, next_page.floor) == (91, 90)


def drop(path, seq):
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("DELETE FROM entry WHERE seq <= ?", (seq,))


async def test_drafts_above_the_limit_of_waiting_ones_are_refused_at_once(path):
    async with sqlite_log(path) as log:
        futures = [log.append(one) for one in drafts(25_000)]
        results = await asyncio.gather(*futures, return_exceptions=True)
        stored = [result for result in results if not isinstance(result, NotStored)]
        assert [message.seq for message in stored] == list(range(1, 20_001))
        assert all("too many messages" in str(result) for result in results[20_000:])


STATEMENTS = {
    f"{module.__name__}.{name}": value
    for module in (appends, heads, messageless_runs, overwriting, pages, retention, search, search_index, wiper)
    for name, value in vars(module).items()
    if isinstance(value, str)
    and re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE) ", value)
    and not name.startswith("SELECT")
}


def test_every_statement_finds_its_rows_by_an_index(filled):
    """Without the index a catch-up would read the whole log."""
    with closing(sqlite3.connect(filled)) as database:
        for name, statement in STATEMENTS.items():
            bound = len(set(re.findall(r"\?\d", statement))) or statement.count("?")
            plan = database.execute(f"EXPLAIN QUERY PLAN {statement}", (1,) * bound).fetchall()
            steps = [step[-1] for step in plan]
            slow = r"SCAN (entry|room|reaction|search_term|block|messageless_run)|USE TEMP B-TREE"
            assert not [step for step in steps if re.match(slow, step)], (name, steps)
