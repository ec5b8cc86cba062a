"""The SQLite log against a model of a few lines: whatever is appended, resent, read, dropped for its age or reopened."""

import asyncio
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from service.log import Draft, RoomFrame
from service.log.sqlite.log import SqliteLog
from service.log.sqlite.retention import JUMP_SECONDS, ROUND_SECONDS
from service.protocol import Message, Typing, rfc3339
from tests.support.logs import ANA, BO, draft

ROOMS = st.sampled_from(["lobby", "den"])
DRAFTS = st.lists(
    st.tuples(st.integers(0, 12), st.sampled_from([ANA, BO]), st.text(max_size=5)), min_size=1, max_size=6
)
SEQS = st.integers(0, 30) | st.sampled_from([0, 2**53 - 1])
DAY_SECONDS = 86_400
IN_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""The many commits of this test take less time in memory, and no claim here is about the disk."""


@dataclass
class Room:
    """The model of a room."""

    standing: list[tuple[int, Message]] = field(default_factory=list)
    head: int = 0
    last_at: int = 0

    def append(self, draft: Draft, now: int) -> tuple[Message, bool]:
        for _, message in self.standing:
            if message.draft == draft.id:
                return message, False
        self.head, self.last_at = self.head + 1, max(self.last_at, now)
        message = Message(self.head, draft.id, draft.author, rfc3339(self.last_at), draft.frame.text)
        self.standing.append((self.last_at, message))
        return message, True

    def forget(self, oldest: int) -> None:
        self.standing = [(at, message) for at, message in self.standing if at >= oldest]

    def page(self, after: int | None, before: int | None, limit: int) -> list[Message]:
        messages = [message for _, message in self.standing]
        if after is not None:
            return [message for message in messages if message.seq > after][:limit]
        return [message for message in messages if before is None or message.seq < before][-limit:]

    @property
    def floor(self) -> int:
        return self.standing[0][1].seq - 1 if self.standing else self.head


class LogMachine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(dir=IN_MEMORY)
        self.path = str(Path(self.folder.name) / "hubbub.db")
        self.runner = asyncio.Runner()
        self.now, self.ticks = 1_700_000_000.0, 0.0
        self.rooms: dict[str, Room] = {"lobby": Room(), "den": Room()}
        self.log = None

    @initialize(days=st.sampled_from([0, 1]))
    def begin(self, days):
        SqliteLog.prepare(self.path)
        self.days = days
        self.runner.run(self._open())

    async def _open(self):
        self.log = SqliteLog.open(self.path, retention_days=self.days, clock=lambda: self.now, ticks=lambda: self.ticks)
        self.next_forget, self.gain = 0.0, self.now - self.ticks
        self.heard: list[RoomFrame] = []
        self.expected: list[RoomFrame] = []
        self.follower = asyncio.create_task(self._follow())

    async def _follow(self):
        async for batch in self.log.live():
            self.heard += batch

    async def _close(self):
        await self.log.close()
        self._age()
        self.follower.cancel()
        await asyncio.gather(self.follower, return_exceptions=True)

    @rule(room=ROOMS, drafts=DRAFTS)
    def append(self, room, drafts):
        """Appends drafts together. An id may come twice, with another text and by another person."""
        self.runner.run(
            self._append(room, [draft(f"d{number}", text, room=room, author=author) for number, author, text in drafts])
        )

    async def _append(self, room, drafts):
        await self._settle_age()
        found = await asyncio.gather(*(self.log.append(draft) for draft in drafts))
        expected = [self.rooms[room].append(draft, int(self.now * 1000)) for draft in drafts]
        assert found == [message for message, _ in expected]
        self.expected += [RoomFrame(room, message) for message, is_new in expected if is_new]

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
        page = self.runner.run(self.log.read(room, after=after, before=before, limit=limit))
        model = self.rooms[room]
        assert page.entries == model.page(after, before, limit)
        assert (page.head, page.floor) == (model.head, model.floor)

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


def test_a_log_does_what_its_model_does(figures, fuzz, thorough):
    run_state_machine_as_test(fuzz(8, 600)(LogMachine))
    figures.add("random sequences of log operations compared with the model", thorough(8, 600))
