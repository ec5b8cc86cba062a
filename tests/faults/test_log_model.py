"""Compares each log with a small model, after random appends, resent drafts, reads, drops for age and restarts."""

import asyncio
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from msgspec.structs import replace

from service.log import Draft, Rejected, RoomFrame
from service.log.retention_rounds import JUMP_SECONDS, ROUND_SECONDS
from service.log.rules import message_of
from service.log.sqlite import messageless_runs
from service.protocol import (
    DeleteMessage,
    Edit,
    EditMessage,
    Entry,
    Message,
    React,
    Say,
    SetTopic,
    Topic,
    Typing,
    rfc3339,
)
from tests.support.limited_role import limited_database
from tests.support.logs import ANA, BO, fold, sqlite_log
from tests.support.postgres import postgres_log

ROOMS = st.sampled_from(["lobby", "den"])
MESSAGES = st.integers(1, 5)
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5)
"""Without what PostgreSQL cannot store; the service removes it from what people write."""
FIELDS = st.one_of(
    st.tuples(st.just(Say), TEXTS, st.none() | MESSAGES),
    st.tuples(st.just(EditMessage), MESSAGES, TEXTS),
    st.tuples(st.just(DeleteMessage), MESSAGES),
    st.tuples(st.just(React), MESSAGES, st.sampled_from("👍🦦"), st.booleans()),
    st.tuples(st.just(SetTopic), TEXTS),
)
DRAFTS = st.lists(st.tuples(st.integers(0, 30), st.sampled_from([ANA, BO]), FIELDS), min_size=1, max_size=6)
SEQS = st.integers(0, 30) | st.sampled_from([0, 2**53 - 1])
HOUR_MS, DAY_SECONDS = 3_600_000, 86_400
IN_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""The many commits of this test take less time in memory, and no claim here is about the disk."""


@dataclass
class Room:
    """The model of a room. Keeps entries as they were appended, and folds their messages again each time."""

    edit_hours: float | None
    standing: list[tuple[int, Entry]] = field(default_factory=list)
    head: int = 0
    last_at: int = 0
    topic: Topic | None = None

    @property
    def entries(self) -> list[Entry]:
        return [entry for _, entry in self.standing]

    def append(self, draft: Draft, now: int) -> tuple[Entry | str, bool]:
        for entry in self.current():
            if entry.draft == draft.id:
                return entry, False
        at = max(self.last_at, now)
        if fault := self.fault(draft, at):
            return fault, False
        seq, at_text = self.head + 1, rfc3339(at)
        entry = draft.become(seq, at_text, 0) if isinstance(draft.frame, React) else draft.become(seq, at_text)
        if isinstance(draft.frame, React):
            entry = replace(entry, count=self.persons(draft, entry))
        self.head, self.last_at = seq, at
        self.standing.append((at, entry))
        if isinstance(entry, Topic):
            self.topic = entry if entry.text else None
        return entry, True

    def fault(self, draft: Draft, at: int) -> str | None:
        frame = draft.frame
        about = message_of(draft)
        message = {one.seq: one for one in fold(self.entries)}.get(about)
        if about is None:
            return None
        if message is None or (message.deleted and not isinstance(frame, Say)):
            return "no_such_message"
        if isinstance(frame, (EditMessage, DeleteMessage)):
            if message.author.id != draft.author.id:
                return "not_yours"
            began = next(began for began, entry in self.standing if entry.seq == about)
            if self.edit_hours is not None and at - began >= self.edit_hours * HOUR_MS:
                return "too_late"
        return None

    def persons(self, draft: Draft, entry: Entry) -> int:
        (message,) = [one for one in fold([*self.entries, entry]) if one.seq == draft.frame.message]
        return sum(one.count for one in message.reactions if one.emoji == draft.frame.emoji)

    def current(self) -> list[Entry]:
        """The entries as they are read: messages and edits with the latest text."""
        messages = {one.seq: one for one in fold(self.entries)}
        texts = {seq: one.text for seq, one in messages.items()}
        return [
            replace(entry, text=texts[entry.seq], deleted=messages[entry.seq].deleted)
            if isinstance(entry, Message)
            else replace(entry, text=texts.get(entry.message, ""))
            if isinstance(entry, Edit)
            else entry
            for entry in self.entries
        ]

    def forget(self, oldest: int) -> None:
        self.standing = [(at, entry) for at, entry in self.standing if at >= oldest]

    @property
    def floor(self) -> int:
        return self.standing[0][1].seq - 1 if self.standing else self.head


def page(items, after, before, limit):
    if after is not None:
        return [one for one in items if one.seq > after][:limit]
    return [one for one in items if before is None or one.seq < before][-limit:]


class LogMachine(RuleBasedStateMachine):
    """`new_log` of a subclass returns a function that opens the log of one example. It is called with an empty folder."""

    new_log: Callable

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(dir=IN_MEMORY)
        self.open_log = self.new_log(Path(self.folder.name))
        self.runner = asyncio.Runner()
        self.now, self.ticks = 1_700_000_000.0, 0.0
        self.log = None

    @initialize(days=st.sampled_from([0, 1]), edit_hours=st.sampled_from([None, 0, 1]))
    def begin(self, days, edit_hours):
        self.days, self.edit_hours = days, edit_hours
        self.rooms: dict[str, Room] = {room: Room(edit_hours) for room in ("lobby", "den")}
        self.runner.run(self._open())

    async def _open(self):
        options = {"retention_days": self.days, "edit_hours": self.edit_hours}
        self.opened = self.open_log(**options, clock=lambda: self.now, ticks=lambda: self.ticks)
        self.log = await self.opened.__aenter__()
        self.next_forget, self.gain = 0.0, self.now - self.ticks
        self.heard: list[RoomFrame] = []
        self.expected: list[RoomFrame] = []
        self.follower = asyncio.create_task(self._follow())

    async def _follow(self):
        async for batch in self.log.live():
            self.heard += batch

    async def _close(self):
        await self.opened.__aexit__(None, None, None)
        self._age()
        self.follower.cancel()
        await asyncio.gather(self.follower, return_exceptions=True)

    @rule(room=ROOMS, drafts=DRAFTS)
    def append(self, room, drafts):
        """Appends drafts together. An id may come twice, asking for something else and by another person."""
        self.runner.run(
            self._append(
                room,
                [Draft(room, author, kind(f"d{number}", *fields)) for number, author, (kind, *fields) in drafts],
            )
        )

    async def _append(self, room, drafts):
        await self._settle_age()
        found = await asyncio.gather(*map(self.log.append, drafts), return_exceptions=True)
        expected = [self.rooms[room].append(draft, int(self.now * 1000)) for draft in drafts]
        # A log may read what a known draft became after it has stored the others that came together with it.
        latest = {entry.seq: entry for entry in self.rooms[room].current()}
        for (one, is_new), answer in zip(expected, found, strict=True):
            read = answer.code if isinstance(answer, Rejected) else answer
            assert read == one or (not is_new and read == latest.get(one.seq))
        self.expected += [RoomFrame(room, entry) for entry, is_new in expected if is_new and not isinstance(entry, str)]

    async def _settle_age(self):
        """Waits until old entries are dropped. The log drops them after each commit, so before the second `check` returns."""
        await self.log.check()
        await self.log.check()
        self._age()

    def _age(self):
        if self.days and self.ticks >= self.next_forget:
            self.next_forget = self.ticks + ROUND_SECONDS
            gain_before, self.gain = self.gain, self.now - self.ticks
            if self.gain - gain_before > JUMP_SECONDS:
                return
            for room in self.rooms.values():
                room.forget(int((self.now - self.days * DAY_SECONDS) * 1000))

    @rule(room=ROOMS, after=st.none() | SEQS, before=st.none() | SEQS, limit=st.integers(1, 12))
    def read(self, room, after, before, limit):
        model, options = self.rooms[room], {"after": after, "before": before, "limit": limit}
        entries = self.runner.run(self.log.read(room, **options))
        messages = self.runner.run(self.log.messages(room, **options))
        assert entries.entries == page(model.current(), after, before, limit)
        assert messages.messages == page(fold(model.entries), after, before, limit)
        assert (entries.head, entries.floor) == (messages.head, messages.floor) == (model.head, model.floor)
        assert entries.topic == model.topic
        assert self.runner.run(self.log.heads(self.rooms)) == {name: one.head for name, one in self.rooms.items()}

    @rule(room=ROOMS)
    def announce(self, room):
        news = RoomFrame(room, Typing(ANA))
        self.log.announce(news)
        self.expected.append(news)

    @rule(seconds=st.sampled_from([0.001, 1, ROUND_SECONDS, DAY_SECONDS / 2, DAY_SECONDS, DAY_SECONDS + 1]))
    def wait(self, seconds):
        """Lets time pass, and waits until entries that are too old now are dropped."""
        self.now += seconds
        self.ticks += seconds
        self.runner.run(self._settle_age())

    @rule(seconds=st.sampled_from([-3_600, -1, 1, 3_600, DAY_SECONDS]))
    def set_the_clock(self, seconds):
        self.now += seconds
        self.runner.run(self._settle_age())

    @rule()
    def reopen(self):
        self.runner.run(self._close())
        self.runner.run(self._open())

    @invariant()
    def everything_is_heard_live_in_order(self):
        if self.log is not None:
            self.runner.run(self._hear_all())

    async def _hear_all(self):
        async with asyncio.timeout(10):
            while len(self.heard) < len(self.expected):
                await asyncio.sleep(0)
        assert self.heard == self.expected

    def teardown(self):
        if self.log is not None:
            self.runner.run(self._close())
        self.runner.close()
        self.folder.cleanup()


def test_a_log_does_what_its_model_does(figures, fuzz, thorough, monkeypatch):
    class SqliteMachine(LogMachine):
        def new_log(self, folder):
            return partial(sqlite_log, folder / "hubbub.db")

    monkeypatch.setattr(messageless_runs, "RUN_ENTRIES", 2)
    run_state_machine_as_test(fuzz(8, 600)(SqliteMachine))
    figures.add("random sequences of log operations compared with the model", thorough(8, 600))


def test_a_log_in_postgresql_does_what_its_model_does(postgres, fuzz):
    class PostgresMachine(LogMachine):
        def new_log(self, folder):
            """With no more rights than docs/operating.md gives."""
            _, node = limited_database(postgres)
            return partial(postgres_log, node)

    run_state_machine_as_test(fuzz(2, 200)(PostgresMachine))
