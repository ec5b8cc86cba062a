"""Watches: each tab knows the head of every room that it watches, within a second, and the service keeps no more than that."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any, cast
from unittest.mock import patch

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from structlog.testing import capture_logs

from service.chat import watches
from service.chat.watches import Watches
from service.log import NotStored
from tests.support.frames import split_frame
from tests.support.hub import running_hub, until
from tests.support.logs import append_all, drafts

ROOMS = ["den", "café"]
TABS = st.integers(0, 2)


@dataclass(eq=False)
class Tab:
    """Is its own connection. Keeps what it was told since it began to watch these rooms."""

    watches: Watches
    log: "Log"
    rooms: list[str] = field(default_factory=list)
    heads: dict[str, int] = field(default_factory=dict)
    is_paused: bool = False
    frames: int = 0

    @property
    def connection(self):
        return self

    def write(self, data):
        assert not self.is_paused or not self.rooms
        _, payload, size = split_frame(bytearray(data))
        assert size == len(data)
        heads = json.loads(payload)["rooms"]
        if not self.heads:
            assert set(heads) == set(self.rooms), "not all heads at first"
        for name, head in heads.items():
            assert self.heads.get(name, 0) <= head <= self.log.heads_now[name]
        self.heads |= heads
        self.frames += 1


class Log:
    """Answers a read when a test says so, with the heads of the moment when it was asked."""

    def __init__(self):
        self.heads_now = dict.fromkeys(ROOMS, 0)
        self.undelivered: dict[str, int] = {}
        self.reads: list[tuple[asyncio.Future, dict[str, int]]] = []

    async def heads(self, rooms):
        answer = asyncio.get_running_loop().create_future()
        self.reads.append((answer, {room: self.heads_now[room] for room in rooms}))
        return await answer


class WatchMachine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.runner = asyncio.Runner()
        self.later: list[tuple] = []
        self.runner.get_loop().call_later = lambda _, *call: self.later.append(call)  # type: ignore[method-assign,assignment]
        self.log = Log()
        self.watches = Watches(cast(Any, self.log))
        self.tabs = [Tab(self.watches, self.log) for _ in range(3)]

    def do(self, step):
        async def run():
            step()
            for _ in range(3):
                await asyncio.sleep(0)

        with capture_logs():
            self.runner.run(run())

    @rule(number=TABS, rooms=st.lists(st.sampled_from(ROOMS), unique=True), is_answered=st.booleans())
    def watch(self, number, rooms, is_answered):
        tab = self.tabs[number]
        if tab.is_paused:
            return  # nothing is read from it
        tab.rooms, tab.heads, before = rooms, {}, tab.frames
        self.do(lambda: self.watches.watch(cast(Any, tab), rooms))
        assert rooms or tab.frames == before + 1
        if is_answered:
            self.answer_a_read(fails=False)

    @rule(number=TABS)
    def close(self, number):
        tab = self.tabs[number]
        tab.rooms, tab.heads, tab.is_paused = [], {}, False
        self.do(lambda: self.watches.closed(cast(Any, tab)))

    @rule(number=TABS, is_paused=st.booleans())
    def pause(self, number, is_paused):
        self.tabs[number].is_paused = is_paused

    @rule(name=st.sampled_from(ROOMS), count=st.integers(1, 3), is_delivered=st.booleans())
    def append(self, name, count, is_delivered):
        self.log.heads_now[name] += count
        self.log.undelivered[name] = self.log.heads_now[name]
        if is_delivered:
            self.deliver()

    @rule()
    def deliver(self):
        for name, head in self.log.undelivered.items():
            self.watches.note_head(name, head)
        self.log.undelivered.clear()

    @rule(fails=st.booleans())
    def answer_a_read(self, fails):
        def answer():
            if self.log.reads:
                answer, heads = self.log.reads.pop(0)
                answer.set_exception(NotStored("a fault")) if fails else answer.set_result(heads)

        self.do(answer)

    @rule()
    def write_a_piece(self):
        if self.later:
            write, tabs = self.later.pop(0)
            write(tabs)

    @rule(is_over=st.booleans())
    def tick(self, is_over):
        """Ticks, and may write all pieces; else other steps come before them."""
        while self.later:
            self.write_a_piece()
        before = [tab.frames for tab in self.tabs]
        self.do(self.watches.tick)
        while is_over and self.later:
            self.write_a_piece()
        assert all(tab.frames <= frames + 1 for tab, frames in zip(self.tabs, before, strict=True))

    @invariant()
    def keeps_only_what_is_watched(self):
        watched = {name for tab in self.tabs for name in tab.rooms}
        assert len(self.watches) == len(watched)
        assert len(self.watches._lists) == len({frozenset(tab.rooms) for tab in self.tabs if tab.rooms})

    def teardown(self):
        """In the end every tab knows every head, and nothing is written while nothing changes."""
        for tab in self.tabs:
            tab.is_paused = False
        self.deliver()
        self.tick(is_over=True)
        while self.log.reads:
            self.answer_a_read(fails=False)
        self.tick(is_over=True)
        assert [tab.heads for tab in self.tabs] == [
            {name: self.log.heads_now[name] for name in tab.rooms} for tab in self.tabs
        ]
        before = [tab.frames for tab in self.tabs]
        self.tick(is_over=True)
        assert [tab.frames for tab in self.tabs] == before
        for number in range(3):
            self.close(number)
        state = vars(self.watches)
        assert not any(state[name] for name in ("_rooms", "_lists", "_list_of", "_unanswered", "_unread", "_read_task"))
        self.runner.close()


def test_every_tab_knows_the_heads_of_what_it_watches_whatever_happens_meanwhile(fuzz):
    with patch.object(watches, "PIECE_TABS", 1):
        run_state_machine_as_test(fuzz(60, 3_000)(WatchMachine))


async def test_a_tab_is_told_of_rooms_that_nobody_is_in_and_a_refused_watch_changes_nothing(path):
    async with running_hub(path, rate=0) as running, running.tab() as tab:
        await append_all(running.log, drafts(3, room="den-2"))
        tab.send(type="watch", rooms=["Den 2", "LOBBY", "den-2", "nowhere"])
        assert await tab.receive("heads") == {"type": "heads", "rooms": {"den-2": 3, "lobby": 0, "nowhere": 0}}
        tab.send(type="watch", rooms=["lobby", "a!"])
        tab.send(type="watch", rooms=["lobby"] * 101)
        assert [(await tab.receive("refused"))["code"] for _ in range(2)] == ["bad_room", "too_many"]
        await append_all(running.log, drafts(2, room="den-2", start=4))
        await append_all(running.log, drafts(1, room="elsewhere"))
        tab.say("hi")
        await tab.receive("message")
        await until(lambda: len(running.hub._watches._changed) == 2)
        running.tick()
        assert (await tab.receive("heads"))["rooms"] == {"den-2": 5, "lobby": 1}
        assert list(running.hub.rooms._rooms) == ["lobby"]
        tab.send(type="watch", rooms=[])
        assert (await tab.receive("heads"))["rooms"] == {}
        tab.send(type="watch", rooms=["room"])
        await tab.receive("heads")
    running.check_empty()
