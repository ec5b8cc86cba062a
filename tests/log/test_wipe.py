"""The copies of removed texts in the pages of the SQLite file are wiped, and nothing else is changed by it, whatever happens."""

import asyncio
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from service.log.sqlite import journal
from service.log.sqlite.journal import Journal
from service.log.sqlite.wipe.disk_page import PAGE_SIZE
from service.log.sqlite.wipe.overwriting import PageFilling
from service.log.sqlite.wipe.unclean_pages import PagesFile, UnexpectedPage
from service.log.sqlite.wipe.wiper import Wiper
from tests.support.clock import Clock
from tests.support.logs import append_all, deletion, draft, edit, sqlite_log

KILLED = """
import asyncio, os, signal, sys
from service.log.sqlite import journal
from service.log.sqlite.wipe import overwriting
from tests.support.logs import append_all, deletion, sqlite_log, write_connection
fill = overwriting.PageFilling._grow
def fill_and_die(self, *arguments):
    fill(self, *arguments)
    if os.path.getsize(f"{sys.argv[1]}-wal") > 4_096:  # what is not committed has reached the journal
        os.kill(os.getpid(), signal.SIGKILL)
overwriting.PageFilling._grow = fill_and_die
journal.TRUNCATE_SECONDS = 0
async def main():
    async with sqlite_log(sys.argv[1], edit_hours=None) as log:
        write_connection(log).execute("PRAGMA cache_size = 1")  # so that what is not committed reaches the journal
        for seq in range(1, 400, 10):
            await log.append(deletion(f"x{seq}", seq, room="room-1"))
asyncio.run(main())
"""


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr(journal, "TRUNCATE_SECONDS", 0.001)
    monkeypatch.setattr(journal, "WIPE_SECONDS", 0.001)
    monkeypatch.setattr(journal, "WIPE_PAUSE", 0)


class Rooms:
    """Rooms that grow together, so that SQLite rearranges pages. Each text has a unique word; some fill more than a page."""

    def __init__(self):
        self.random = random.Random(1)
        self.standing: dict[tuple[str, int], str] = {}
        """The word of each message, by room and seq."""

    def text(self):
        length = self.random.choice([self.random.randint(0, 60), self.random.randint(300, 4_000)])
        return f"word{self.random.getrandbits(64):016x}" + "." * length

    async def fill(self, log, messages, rooms=9):
        for start in range(0, messages, 10):
            names = [f"room-{self.random.randrange(rooms)}" for _ in range(10)]
            await self.append(log, [draft(f"{start + n}", self.text(), room=room) for n, room in enumerate(names)])

    async def remove(self, log, count):
        chosen = self.random.sample(sorted(self.standing), count)
        for one in chosen:
            del self.standing[one]
        await self.append(log, [edit(f"e{seq}", seq, self.text(), room=room) for room, seq in chosen[::2]])
        await self.append(log, [deletion(f"d{seq}", seq, room=room) for room, seq in chosen[1::2]])
        async with asyncio.timeout(60):
            while log._journal.wait_seconds is not None:
                await log.check()

    async def append(self, log, drafts):
        for one, entry in zip(drafts, await append_all(log, drafts), strict=True):
            if hasattr(one.frame, "text"):
                self.standing[one.room, getattr(entry, "message", entry.seq)] = one.frame.text[:20]


async def fill(path, messages):
    async with sqlite_log(path) as log:
        await Rooms().fill(log, messages, rooms=3)


def words(data):
    return {one.decode() for one in re.findall(rb"word[0-9a-f]{16}", data)}


def rows_of(path):
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        tables = ("entry", "search_term")
        return [database.execute(f"SELECT * FROM {table}").fetchall() for table in tables]


async def test_no_page_keeps_a_copy_of_a_removed_text(path):
    rooms = Rooms()
    async with sqlite_log(path, edit_hours=None) as log:
        await rooms.fill(log, 4_000)
        await rooms.remove(log, 1_500)
        assert words(path.read_bytes()) == set(rooms.standing.values())
    assert {(room, seq): text[:20] for room, seq, text in texts_in(path)} == rooms.standing


def texts_in(path):
    with closing(sqlite3.connect(path)) as database:
        return database.execute(
            "SELECT room.name, seq, text FROM entry JOIN room ON room.id = room WHERE text <> ''"
        ).fetchall()


def test_a_kill_in_the_middle_of_wiping_changes_no_row(path):
    asyncio.run(fill(path, 2_000))
    before = rows_of(path)[0]
    ended = subprocess.run([sys.executable, "-c", KILLED, path], capture_output=True, text=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert path.with_name("hubbub.db-wal").stat().st_size > 4_096
    after = {row[:3]: row for row in rows_of(path)[0]}
    changed = [row for row in before if after[row[:3]] != row]
    assert len(changed) <= 40
    assert all(after[row[:3]][5] == "" for row in changed)


@pytest.mark.parametrize(("took", "pause"), [(0.0, 0.1), (0.02, 0.4), (3.0, 1.0)])
def test_wiping_takes_a_small_part_of_the_time_and_delays_no_emptying_of_the_journal(monkeypatch, took, pause):
    class Steps:
        is_due = True

        def step(self):
            clock.now += took

    monkeypatch.undo()
    clock = Clock(100.0)
    monkeypatch.setattr(time, "monotonic", clock)
    with closing(sqlite3.connect(":memory:")) as database:
        emptied = Journal(database, cast("Wiper", Steps()))
        emptied.note_removal()
        clock.now += journal.TRUNCATE_SECONDS
        emptied.empty_if_due()
        assert emptied.wait_seconds == pytest.approx(pause)


CIRCLE = bytes([2, *[0] * 10, 2]) + bytes(PAGE_SIZE - 12)
"""A page that leads to a page with the same bytes."""


@pytest.mark.parametrize("unexpected", ["pages of another size", "no bytes", "any bytes", "a circle of pages"])
async def test_nothing_is_wiped_in_a_file_that_is_not_as_expected(path, monkeypatch, unexpected):
    rooms, rnd, reads, filled = Rooms(), random.Random(1), [], []

    def read(_, size, place):
        reads.append(place)
        return {"no bytes": b"", "any bytes": rnd.randbytes(size)}.get(unexpected, CIRCLE)

    async with sqlite_log(path) as log:
        await rooms.fill(log, 500)
    if unexpected == "pages of another size":
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            for change in (
                "PRAGMA journal_mode = DELETE",
                "PRAGMA page_size = 8192",
                "VACUUM",
                "PRAGMA journal_mode = WAL",
            ):
                database.execute(change)
    monkeypatch.setattr(PageFilling, "fill", lambda *_: filled.append(1))
    async with sqlite_log(path, edit_hours=None) as log:
        monkeypatch.setattr(os, "pread", read)
        with capture_logs() as lines:
            await rooms.remove(log, 20)
    assert (lines, filled) == ([], [])
    assert bool(reads) == (unexpected != "pages of another size")


def test_bytes_that_are_no_page_do_no_harm(path, fuzz):
    asyncio.run(fill(path, 200))
    with closing(sqlite3.connect(path)) as database:
        root = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'entry'").fetchone()[0]
    pages = bytearray(path.read_bytes())
    changes = st.lists(st.tuples(st.integers(0, len(pages) - 1), st.binary(min_size=1, max_size=4)), max_size=200)

    @given(changes, st.integers(0, len(pages)))
    def holds(changes, end):
        damaged = pages[:]
        for place, written in changes:
            damaged[place : place + len(written)] = written
        path.write_bytes(damaged[:end] if end % 3 == 0 else damaged)
        with closing(PagesFile(path)) as file, suppress(UnexpectedPage):
            file.pages_with_rests(root, (0, 0), (1 << 63, 0))

    fuzz(50, 2_000)(holds)()
