"""The hub against a model: in whatever order things happen, each tab receives every entry after its welcome's `after` once.

The log and the transports are doubles: when a read is answered, and when a transport is full, is a step of the machine.
"""

import asyncio
import json
from collections import deque
from typing import Any, cast
from unittest.mock import patch

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from structlog.testing import capture_logs

from service.access.join_request import JoinRequest
from service.chat import catch_up, room
from service.chat.hub import Hub
from service.log import NotStored, Page, RoomFrame
from service.protocol import Message, Person
from service.settings import Settings
from service.websocket.connection import Connection
from service.websocket.fairness import Throttle
from tests.support.frames import TEXT, split_frame

ROOMS = st.sampled_from(["lobby", "lobby", "den"])
PEOPLE = [Person(f"{number:016}", f"P{number}") for number in range(4)]
MOST_TABS = 5
ALL = 1 << 30
FULL_BYTES, EMPTY_BYTES = 400, 100
TURNS = st.sampled_from([0, 0, 1, 1, 2, 5])
"""Turns of the loop after a step. With none the next step happens in the same turn."""


def message(seq):
    return Message(seq, f"d{seq}", PEOPLE[0], "t", "x" * (seq * 7 % 40))


class Log:
    """Stores drafts at once. A read returns the log of any moment while it waits, even parts of two: no log may do worse."""

    epoch = "e"

    def __init__(self):
        self.head, self.floor = {"lobby": 0, "den": 0}, {"lobby": 0, "den": 0}
        self.fresh: list[RoomFrame] = []
        self.reads: deque[tuple[asyncio.Future, str, int | None, int, int, int]] = deque()

    def append(self, name, count):
        for _ in range(count):
            self.head[name] += 1
            self.fresh.append(RoomFrame(name, message(self.head[name])))

    def drop(self, name, up_to):
        delivered = self.head[name] - sum(one.room == name for one in self.fresh)
        self.floor[name] = max(self.floor[name], min(up_to, delivered))

    def take(self, count):
        batch, self.fresh = self.fresh[:count], self.fresh[count:]
        return batch

    async def read(self, name, *, after=None, limit):
        answer = asyncio.get_running_loop().create_future()
        self.reads.append((answer, name, after, limit, self.head[name], self.floor[name]))
        return await answer

    def answer(self, fails=False):
        if not self.reads:
            return
        answer, name, after, limit, head, floor = self.reads.popleft()
        first = max(self.floor[name], head - limit if after is None else min(after, head))
        last = head if after is None else self.head[name]
        if answer.done():
            return
        page = Page([message(seq) for seq in range(first + 1, last + 1)][:limit], head, floor)
        answer.set_exception(NotStored("a fault")) if fails else answer.set_result(page)


class Transport(asyncio.Transport):
    """Keeps written bytes while it is full, and pauses its connection at once or a turn later, as transports do."""

    connection: Connection

    def __init__(self, pauses_at_once, is_full):
        self._pauses_at_once, self.is_full = pauses_at_once, is_full
        self._is_paused = self._is_closing = self.is_lost = False
        self.buffer, self.sent = bytearray(), bytearray()

    def write(self, data):
        if self._is_closing:
            return
        self.buffer += data
        if not self.is_full:
            self.drain(ALL)
        elif self._pauses_at_once:
            self._look()
        else:
            asyncio.get_running_loop().call_soon(self._look)

    def _look(self):
        if len(self.buffer) > FULL_BYTES and not self._is_paused and not self._is_closing:
            self._is_paused = True
            self.connection.pause_writing()

    def drain(self, size):
        if self._is_closing:
            return
        self.sent += self.buffer[:size]
        del self.buffer[:size]
        if self._is_paused and len(self.buffer) <= EMPTY_BYTES:
            self._is_paused = False
            self.connection.resume_writing()

    def abort(self):
        if not self._is_closing:
            self._is_closing = True
            self.buffer.clear()
            asyncio.get_running_loop().call_soon(self._lose)

    def _lose(self):
        self.is_lost = True
        self.connection.connection_lost(None)

    def is_closing(self):
        return self._is_closing

    def get_write_buffer_size(self):
        return len(self.buffer)

    def fileno(self):
        raise OSError

    def get_extra_info(self, name, default=None):
        return self

    def pause_reading(self):
        """Does nothing: no peer sends anything here."""

    resume_reading = write_eof = pause_reading

    def can_write_eof(self):
        return True


class Tab:
    def __init__(self, hub, request, transport):
        self.room, self.last, self.transport = request.room, cast(Any, None), transport
        self.connection = transport.connection = Connection(transport, 65_536, Throttle())
        self.joining = asyncio.ensure_future(hub.join(self.connection, request))

    def receive(self):
        """Checks that a welcome comes first, and that after its `after` each message is the next one."""
        while found := split_frame(self.transport.sent):
            opcode, payload, size = found
            del self.transport.sent[:size]
            frame = json.loads(payload) if opcode == TEXT else {"type": "none"}
            if frame["type"] == "welcome":
                assert self.last is None
                assert frame["after"] <= frame["head"]
                self.last = frame["after"]
            elif frame["type"] == "message":
                assert frame["seq"] == self.last + 1
                self.last = frame["seq"]


class HubMachine(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.runner = asyncio.Runner()
        self.loop = self.runner.get_loop()
        self.faults: list[dict] = []
        self.loop.set_exception_handler(lambda _, fault: self.faults.append(fault))
        self.log, self.tabs, self.skipped, self.steps = Log(), [], 0.0, []
        self.hub = Hub(cast(Any, self.log), Settings(rate=0), "v", lambda: self.loop.time() + self.skipped)

    def do(self, turns, *steps):
        """Does these steps in one turn of the loop, and before them those of earlier calls that had no turn."""
        self.steps += steps
        if turns:
            self.runner.run(self._do(turns))

    async def _do(self, turns):
        while self.steps:
            self.steps.pop(0)()
        for _ in range(turns):
            await asyncio.sleep(0)

    @rule(name=ROOMS, count=st.integers(0, 12), delivered=st.integers(0, 30), turns=TURNS)
    def append_and_deliver(self, name, count, delivered, turns):
        """Delivers any number of entries, which may be fewer than were appended here, or older ones."""
        self.do(
            turns,
            lambda: self.log.append(name, count),
            lambda: self.hub.rooms.deliver(self.log.take(delivered)),
        )

    @rule(fails=st.sampled_from([False, False, False, True]), turns=TURNS)
    def answer_a_read(self, fails, turns):
        self.do(turns, lambda: self.log.answer(fails))

    @rule(name=ROOMS, share=st.floats(0, 1), turns=TURNS)
    def drop_old_messages(self, name, share, turns):
        self.do(turns, lambda: self.log.drop(name, int(share * self.log.head[name])))

    @rule(
        name=ROOMS,
        count=st.integers(1, 3),
        missed=st.none() | st.integers(-2, 12) | st.just(ALL),
        epoch=st.sampled_from([None, "e", "e", "other"]),
        person=st.sampled_from(PEOPLE),
        transport=st.tuples(st.booleans(), st.booleans()),
        turns=TURNS,
    )
    def join(self, name, count, missed, epoch, person, transport, turns):
        def join():
            after = None if missed is None else max(0, self.log.head[name] - missed)
            request = JoinRequest(name, after, epoch, person.id, person.name)
            for _ in range(min(count, MOST_TABS - len(self.tabs))):
                self.tabs.append(Tab(self.hub, request, Transport(*transport)))

        self.do(turns, join)

    @rule(seconds=st.sampled_from([0.0, 0.5, 6.0, 11.0]), turns=TURNS)
    def tick(self, seconds, turns):
        self.skipped += seconds
        self.do(turns, self.hub.tick)

    def to_a_tab(self, number, turns, step):
        def do():
            if self.tabs:
                step(self.tabs[number % len(self.tabs)])

        self.do(turns, do)

    @rule(number=st.integers(0, MOST_TABS), size=st.sampled_from([0, 50, 300, ALL, ALL]), turns=TURNS)
    def read(self, number, size, turns):
        """Lets a tab read this number of bytes, and then nothing until the next such rule; or everything from now on."""

        def step(tab):
            tab.transport.is_full = size < ALL
            tab.transport.drain(size)

        self.to_a_tab(number, turns, step)

    @precondition(lambda self: self.tabs)
    @rule(number=st.integers(0, MOST_TABS), closes=st.sampled_from(["abort", "close"]), turns=TURNS)
    def leave(self, number, closes, turns):
        def step(tab):
            if tab.joining.done():
                tab.transport.abort() if closes == "abort" else tab.connection.close(4008, "x")

        self.to_a_tab(number, turns, step)

    @invariant()
    def every_tab_receives_the_next_message(self):
        for tab in self.tabs:
            tab.receive()
            rooms = self.hub.rooms._rooms.values()
            assert not (tab.connection.is_paused and any(tab.connection in one.live_connections for one in rooms))
        self.tabs = [tab for tab in self.tabs if not tab.transport.is_lost]
        assert not self.faults

    def teardown(self):
        self.runner.run(self._end())
        self.runner.close()

    async def _end(self):
        """Lets all tabs read until they have everything that was appended. Then closes them, and checks that the hub is empty."""
        await self._do(1)
        for tab in self.tabs:
            tab.transport.is_full = False
        while self.log.fresh or self.log.reads or any(tab.transport.buffer for tab in self.tabs):
            self.hub.rooms.deliver(self.log.take(ALL))
            self.log.answer()
            for tab in self.tabs:
                tab.transport.drain(ALL)
            await self._do(5)
        self.every_tab_receives_the_next_message()
        for tab in self.tabs:
            if tab.connection.is_open:
                assert tab.last == self.log.head[tab.room]
                assert self.hub._tabs[tab.connection].cursor.is_live
            tab.transport.abort()
        await self._do(2)
        self.skipped += 1_000
        self.hub.tick()
        assert (self.hub._tabs, self.hub.rooms._rooms, self.hub.rooms._opening) == ({}, {}, {})
        assert not any(self.hub._heartbeat._turns)
        assert not self.faults


def test_every_tab_receives_every_message_once_and_in_order_whatever_happens(fuzz):
    """The limits are so small that a few messages exceed the memory of a room, and a page."""
    limits = {"RECENT_LIMIT": 8, "RECENT_BYTES": 700, "PAGE_LIMIT": 10, "CATCH_UP_LIMIT": 30, "FIRST_PAGE": 6}
    with patch.multiple(room, **cast(Any, limits)), patch.object(catch_up, "PIECE_BYTES", 300), capture_logs():
        run_state_machine_as_test(fuzz(100, 3_000, steps=100)(HubMachine))
