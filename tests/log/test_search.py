"""The search of the SQLite log: it finds what a person would by reading everything, and keeps no word of a removed text."""

import asyncio
import re
import sqlite3
import threading
from contextlib import closing, suppress
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.log import Draft, Rejected
from service.log.contract import SearchPage
from service.log.retention_rounds import ROUND_SECONDS
from service.log.sqlite import log as sqlite
from service.log.sqlite import messageless_runs, search_index
from service.log.sqlite.appends import Appends
from service.log.sqlite.database import transaction
from service.log.sqlite.migrations import migrate
from service.log.sqlite.pages import read_messages
from service.log.sqlite.retention import Retention
from service.log.sqlite.search import SEARCH_SECONDS, search
from service.log.sqlite.search_index import BLOCK_ENTRIES, BUSY_PAUSE, IDLE_SECONDS, RETRY_SECONDS, SearchIndex
from service.log.writes import COMMIT_LIMIT
from service.protocol import DeleteMessage, EditMessage, Person, React, Say
from service.text.search_query import AUTHOR, Query, parse_query
from service.text.search_terms import search_terms
from tests.support.clock import Clock
from tests.support.logs import append_all, draft, drafts, seqs, sqlite_log, write_connection

VERSION_1 = Path(__file__).with_name("version_1.sql").read_text("utf-8")
PERSONS = [Person("0123456789abcdef", "Ana"), Person("fedcba9876543210", "Ana Bó"), Person("00112233445566ff", "東京")]
TEXTS = st.lists(st.sampled_from(["a", "ab", "abc", "b", "Straße", "東京都", "京都"]), max_size=3).map(" ".join)
MESSAGES = st.integers(0, 11)
"""Back from the last entry."""
STEPS = st.one_of(
    st.tuples(st.just("say"), TEXTS),
    st.tuples(st.just("say"), TEXTS),
    st.tuples(st.just("edit"), MESSAGES, TEXTS),
    st.tuples(st.just("delete"), MESSAGES),
    st.tuples(st.just("react"), MESSAGES),
    st.tuples(st.just("drop"), MESSAGES),
    st.tuples(st.just("index")),
)
SAID = st.lists(st.tuples(st.just("say"), TEXTS), min_size=4, max_size=12)
QUERIES = st.builds(
    Query,
    st.lists(st.sampled_from(["a", "ab", "b", "strass", "東", "京都", "x"]), max_size=3).map(tuple),
    st.sampled_from([(), (), ("ana",), ("ana", "bo"), ("京",)]),
    st.none() | st.integers(0, 20),
)


class Searched:
    """A room in a small log. Each entry is a millisecond younger than the one before."""

    def __init__(self, database):
        migrate(database)
        self.database, self.clock = database, Clock(0.0)
        self.index = SearchIndex(database, self.clock)
        self.appends = Appends(database, self.index, None)
        self.sent = 0

    def step(self, kind, *arguments):
        match kind, arguments:
            case "say", (text,):
                self.append(Say(self.draft, text), PERSONS[(self.sent + 1) % 3])
            case "edit", (back, text):
                self.append(EditMessage(self.draft, max(1, self.sent - back), text))
            case "delete", (back,):
                self.append(DeleteMessage(self.draft, max(1, self.sent - back)))
            case "react", (back,):
                self.append(React(self.draft, max(1, self.sent - back), "👍", on=True))
            case "drop", (back,):
                self.drop(self.sent - back)
            case "index", ():
                self.index.index_block()

    @property
    def draft(self):
        return f"d{self.sent + 1}"

    def append(self, frame, author=None):
        author = author or PERSONS[frame.message % 3]
        with transaction(self.database), suppress(Rejected):
            entry, _ = self.appends.append(Draft("lobby", author, frame), self.sent)
            self.appends.heads.save({"lobby"})
            self.index.note_head(1, entry.seq)
            self.sent = entry.seq

    def index_all(self):
        while self.index.wait_seconds is not None:
            self.index.index_block()

    def drop(self, oldest):
        retention = Retention(self.database, 1, lambda: 86_400 + oldest / 1_000, lambda: 0.0)
        while retention.is_due:
            retention.drop_slice()
            if not retention.is_in_round:
                break

    def find(self, query, limit, clock):
        """All pages of a search. A page may be empty because its time is up, but then the next one goes on further down."""
        before, found = None, []
        while True:
            page = search(self.database, "lobby", query, before, limit, ticks=clock)
            assert len(page.messages) <= limit
            found += page.messages
            if page.next is None:
                return found
            assert before is None or page.next < before
            before = page.next

    def messages(self):
        return read_messages(self.database, "lobby", None, None, 500).messages

    def terms(self):
        rows = self.database.execute("SELECT block, term, places FROM search_term").fetchall()
        return {(block + place, term) for block, term, places in rows for place in memoryview(places).cast("H")}


def terms_of(messages):
    return {
        (one.seq, term)
        for one in messages
        if not one.deleted
        for term in [*search_terms(one.text), *(AUTHOR + term for term in search_terms(one.author.name))]
    }


@settings(max_examples=150, deadline=None)
@given(
    SAID,
    st.lists(STEPS, max_size=20),
    QUERIES,
    st.integers(1, 4),
    st.sampled_from([0, SEARCH_SECONDS / 3, SEARCH_SECONDS]),
)
def test_a_search_finds_what_reading_finds_whatever_is_indexed_edited_deleted_or_dropped(
    said, steps, query, limit, slow
):
    def ticks():
        clock.now += slow
        return clock.now

    clock = Clock(0.0)
    with (
        closing(sqlite3.connect(":memory:", isolation_level=None)) as database,
        patch.object(search_index, "BLOCK_ENTRIES", 4),
        patch.object(messageless_runs, "RUN_ENTRIES", 2),
        patch.object(search_index, "BLOCK_CHARACTERS", 9),
    ):
        room = Searched(database)
        for step in said + steps:
            room.step(*step)
            assert room.terms() <= terms_of(room.messages()), "a word is left of a text that was removed"
        times = dict(database.execute("SELECT seq, at FROM entry"))
        expected = [
            one
            for one in reversed(room.messages())
            if not one.deleted and query.matches(one.text, one.author.name)
            if query.before is None or times[one.seq] < query.before
        ]
        assert room.find(query, limit, ticks) == expected
        room.index_all()
        assert database.execute("SELECT count(*) FROM search_block WHERE NOT has_terms").fetchone() == (0,)
        indexed = database.execute("SELECT indexed FROM room").fetchone()[0]
        assert sum(seq > indexed for seq in times) < 4, "a full block is not indexed"
        assert room.find(query, limit, ticks) == expected


@pytest.mark.parametrize(("took", "idle", "busy"), [
    (0.0, IDLE_SECONDS, 0.0), (1.0, 1.0, BUSY_PAUSE * 1.0), (None, RETRY_SECONDS, RETRY_SECONDS),
])  # fmt: skip
def test_the_next_block_is_indexed_after_a_while_that_leaves_the_time_to_the_drafts(took, idle, busy):
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        ticks = Clock(0.0)
        index = SearchIndex(database, ticks)
        if took is None:
            index.put_off()
        else:
            migrate(database)
            database.set_trace_callback(lambda _: setattr(ticks, "now", took))
            index.index_block()
            index._may_be_stale = True
        assert index.wait_seconds == idle
        assert index.is_due(is_idle=True) == (took is not None)
        ticks.now += busy - 0.01
        assert not index.is_due(is_idle=False)
        ticks.now += 0.01
        assert index.is_due(is_idle=False)


async def test_drafts_that_wait_are_stored_before_a_block_is_indexed(path):
    ticks = Clock(0.0)
    async with sqlite_log(path, ticks=ticks) as log:
        await becomes(lambda: log._index.wait_seconds is None)  # it has looked once whether there is something to index
        await log.check()  # and has finished: the writer's thread does both
        log._index._took = 0.1
        ticks.now += 0.1 * BUSY_PAUSE / 2
        done, all_wait = [], threading.Event()

        def note(sql):
            all_wait.wait()
            done.extend(re.findall("INTO (entry|search_block)", sql))

        write_connection(log).set_trace_callback(note)
        futures = [log.append(draft) for draft in drafts(COMMIT_LIMIT + 1)]
        all_wait.set()
        await asyncio.gather(*futures)
        await indexed(path)
        assert done.index("search_block") > COMMIT_LIMIT


async def test_a_fault_of_the_index_is_put_off_and_nothing_else(path, monkeypatch):
    """Old messages are still dropped, because on a full disk nothing else frees space."""
    clock, ticks, faults = Clock(2_000_000_000.0), Clock(0.0), []

    def fail(_):
        faults.append(ticks.now)
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(SearchIndex, "index_block", fail)
    async with sqlite_log(path, clock=clock, ticks=ticks, retention_days=0.001) as log:
        await append_all(log, drafts(10))
        for seconds in (0, ROUND_SECONDS - 1, 1):
            clock.now, ticks.now = clock.now + seconds, ticks.now + seconds
            await log.check()
            await log.check()  # the writer cleans up after its commit, so a second one is behind it
        assert (await log.read("lobby", limit=1)).floor == 10
        assert faults == [0, ROUND_SECONDS - 1]


async def test_a_search_that_takes_long_delays_nobody_who_joins(path, monkeypatch):
    may_end, done = threading.Event(), []

    def slow_search(database, room, *_):
        assert may_end.wait(10)
        done.append(room)
        return SearchPage([], 0, None)

    monkeypatch.setattr(sqlite, "search", slow_search)
    async with sqlite_log(path) as log:
        searches = [asyncio.ensure_future(log.search(room, Query(("a",)), limit=1)) for room in ("a", "left", "b")]
        await log.append(draft("a"))
        assert (await log.read("lobby", limit=1)).head == 1
        assert not searches[0].done()
        searches[1].cancel()
        may_end.set()
        await asyncio.gather(*searches, return_exceptions=True)
        assert done == ["a", "b"], "nobody waits for the answer of a search that was cancelled"


async def test_a_removed_text_leaves_the_journal_also_while_others_write_and_search_all_the_time(path, monkeypatch):
    def long_search(database, *_):
        database.execute("SELECT count(*) FROM room").fetchone()
        threading.Event().wait(0.07)
        return SearchPage([], 0, None)

    monkeypatch.setattr(sqlite, "search", long_search)
    async with sqlite_log(path) as log:
        secret = await log.append(draft("secret", "hunter2"))
        await log.append(Draft("lobby", secret.author, DeleteMessage("delete", secret.seq)))
        searching = [asyncio.create_task(without_end(log.search, "lobby", Query(("a",)), limit=1)) for _ in range(2)]
        writing = asyncio.create_task(without_end(log.check))
        await becomes(lambda: not words_in_files(path, b"hunter2"))
        for task in (*searching, writing):
            task.cancel()


async def without_end(ask, *arguments, **options):
    while True:
        await ask(*arguments, **options)


async def test_a_log_of_an_older_version_is_indexed_after_it_was_migrated(path):
    with closing(sqlite3.connect(path)) as database:
        database.executescript(VERSION_1)
        database.execute(
            "WITH RECURSIVE n (i) AS (SELECT 5 UNION ALL SELECT i + 1 FROM n LIMIT ?) INSERT INTO message"
            " SELECT 2, i, 'more-' || i, '0123456789abcdef', 'Ana', 'more ' || i, 1767864248000 FROM n",
            (BLOCK_ENTRIES,),
        )
        database.execute("UPDATE room SET head = ? WHERE id = 2", (BLOCK_ENTRIES + 4,))
        database.commit()
    async with sqlite_log(path) as log:
        await indexed(path)
        assert seqs((await log.search("den-2", parse_query("from:ana more 99"), limit=2)).messages) == [999, 998]


def words_in_files(path, word):
    return [file.name for file in path.parent.iterdir() if word in file.read_bytes()]


async def test_messages_are_indexed_behind_the_commits_and_their_words_leave_the_files_with_them(path):
    async with sqlite_log(path) as log:
        secret = await log.append(draft("secret", "hunter2 forgotten"))
        kept = await log.append(draft("kept", "hunter3"))
        await append_all(log, drafts(BLOCK_ENTRIES))
        await indexed(path)
        assert seqs((await log.search("lobby", parse_query("hunter"), limit=5)).messages) == [2, 1]
        await log.append(Draft("lobby", secret.author, EditMessage("edit", secret.seq, "remembered")))
        await log.append(Draft("lobby", kept.author, DeleteMessage("delete", kept.seq)))
        await indexed(path)
        assert seqs((await log.search("lobby", parse_query("rem from:an"), limit=5)).messages) == [1]
        assert (await log.search("lobby", parse_query("hunter"), limit=5)).messages == []
        await becomes(lambda: not words_in_files(path, b"hunter") + words_in_files(path, b"forgotten"))
        assert "hubbub.db" in words_in_files(path, b"remembered")


async def indexed(path):
    with closing(sqlite3.connect(path)) as database:
        await becomes(lambda: database.execute("SELECT min(has_terms) FROM search_block").fetchone() == (1,))


async def becomes(claim):
    async with asyncio.timeout(30):
        while not claim():
            await asyncio.sleep(0.02)
