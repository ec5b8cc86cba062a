"""The hub and its rooms against a model of a few lines: whatever comes in whatever order, each tab hears 1, 2, 3, … from the
`after` of its welcome on, and in the end the head. Log and lines are doubles: they answer, and are full, as chance has it."""

import asyncio
import json
import random
from collections import deque
from typing import Any, cast

import pytest
from structlog.testing import capture_logs

from service.access.join_request import JoinRequest
from service.chat import cursor, room
from service.chat.hub import Hub
from service.log import NotStored, Page, RoomFrame
from service.protocol import Message, Person
from service.settings import Settings
from service.websocket.connection import Connection
from service.websocket.fairness import Share

ROOMS = ("lobby", "den")
PEOPLE = [Person(f"{number:016}", f"P{number}") for number in range(4)]
MOST_TABS = 12
STEPS = 150
ALL = 1 << 30
FULL_BYTES, EMPTY_BYTES = 400, 100
TEXT = 1


class Log:
    """Numbers at once. What a read finds is of some moment while it is on its way, even of two: the worst that a log may do."""

    epoch = "e"

    def __init__(self):
        self.head, self.floor = dict.fromkeys(ROOMS, 0), dict.fromkeys(ROOMS, 0)
        self.fresh: list[RoomFrame] = []
        self.reads: deque[tuple[asyncio.Future, str, int | None, int, int, int]] = deque()

    def append(self, name, count):
        for _ in range(count):
            self.head[name] += 1
            self.fresh.append(RoomFrame(name, message(self.head[name])))

    def forget(self, name, up_to):
        self.floor[name] = max(self.floor[name], min(up_to, self.told(name)))

    def told(self, name):
        return self.head[name] - sum(news.room == name for news in self.fresh)

    def take(self, count):
        batch, self.fresh = self.fresh[:count], self.fresh[count:]
        return batch

    async def read(self, name, *, after=None, limit):
        answer = asyncio.get_running_loop().create_future()
        self.reads.append((answer, name, after, limit, self.head[name], self.floor[name]))
        return await answer

    def answer(self, fails=False):
        """In order, as one thread does."""
        if not self.reads:
            return
        answer, name, after, limit, head, floor = self.reads.popleft()
        first = max(self.floor[name], head - limit if after is None else min(after, head))
        messages = [message(seq) for seq in range(first + 1, self.head[name] + 1)][:limit]
        if after is None:
            messages = messages[: head - first]
        if answer.done():
            return
        answer.set_exception(NotStored("a fault")) if fails else answer.set_result(Page(messages, head, floor))


def message(seq):
    return Message(seq, f"d{seq}", PEOPLE[0], "t", "x" * (seq * 7 % 40))


class Transport(asyncio.Transport):
    """A line that holds what is written while it is full, and says so at once or a turn later, as transports do."""

    connection: Connection

    def __init__(self, chance):
        self._says_at_once = chance.random() < 0.5
        self.is_full = chance.random() < 0.3
        self._is_paused = self._is_closing = self.is_lost = False
        self.buffer, self.taken = bytearray(), bytearray()

    def write(self, data):
        if self._is_closing:
            return
        self.buffer += data
        if not self.is_full:
            self.drain(ALL)
        elif self._says_at_once:
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
        self.taken += self.buffer[:size]
        del self.buffer[:size]
        if self._is_paused and len(self.buffer) <= EMPTY_BYTES:
            self._is_paused = False
            self.connection.resume_writing()

    def abort(self):
        if not self._is_closing:
            self._is_closing = True
            self.buffer.clear()
            asyncio.get_running_loop().call_soon(self._end)

    def _end(self):
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
        """Nobody says anything here."""

    resume_reading = write_eof = pause_reading

    def can_write_eof(self):
        return True


class Tab:
    def __init__(self, hub, chance, name, after):
        self.room, self.last, self.transport = name, cast(Any, None), Transport(chance)
        self.connection = self.transport.connection = Connection(self.transport, 65_536, Share())
        person, epoch = chance.choice(PEOPLE), chance.choice([None, "e", "e", "other"])
        visit = JoinRequest(name, after, epoch, person.id, person.name)
        self.joining = asyncio.ensure_future(hub.join(self.connection, visit))

    def hear(self):
        """All that came since it last did: first where its view begins, and then always the next message."""
        for told in taken_frames(self.transport.taken):
            if told["type"] == "welcome":
                assert self.last is None
                assert told["after"] <= told["head"]
                self.last = told["after"]
            elif told["type"] == "message":
                assert told["seq"] == self.last + 1
                self.last = told["seq"]


def taken_frames(data):
    """The text frames that are whole, taken off the data."""
    while len(data) >= 2:
        opcode, size, start = data[0] & 15, data[1], 2
        if size == 126:
            size, start = int.from_bytes(data[2:4]), 4
        if len(data) < start + size:
            return
        if opcode == TEXT:
            yield json.loads(data[start : start + size])
        del data[: start + size]


class World:
    def __init__(self, chance):
        self.chance, self.log, self.tabs, self.skipped = chance, Log(), [], 0.0
        self.faults: list[dict] = []
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, fault: self.faults.append(fault))
        self.hub = Hub(cast(Any, self.log), Settings(rate=0), "v", lambda: loop.time() + self.skipped)

    async def live(self):
        for _ in range(STEPS):
            await self.turn(self.chance.choice([0, 0, 1, 1, 2, 5]))
            self.step(self.chance.choice(ROOMS), self.chance.choice(self.tabs) if self.tabs else None)
            self.check()
        await self.become_quiet()
        for tab in self.tabs:
            if tab.connection.is_open:
                assert tab.last == self.log.head[tab.room]
                assert tab.connection in self.hub.rooms._rooms[tab.room].live
        await self.go()

    async def turn(self, times):
        for _ in range(times):
            await asyncio.sleep(0)

    def check(self):
        for tab in self.tabs:
            tab.hear()
        self.tabs = [tab for tab in self.tabs if not tab.transport.is_lost]
        assert not self.faults

    def step(self, name, tab):
        chance, log = self.chance, self.log
        steps = {
            lambda: log.append(name, chance.randint(1, 12)): 6,
            lambda: self.hub.rooms.deliver(log.take(chance.randint(0, len(log.fresh)))): 8,
            log.answer: 8,
            lambda: log.answer(fails=True): 2,
            lambda: log.forget(name, chance.randint(0, log.head[name])): 1,
            lambda: self.knock(name, 1): 4,
            lambda: self.knock_while_it_is_answered(name): 3,
            self.hub.tick: 2,
            lambda: self.skip(chance.choice([0.5, 6, 11])): 2,
        }
        if tab:
            steps |= {
                lambda: tab.transport.drain(chance.choice([1, 50, 300, 10_000])): 6,
                lambda: self.fill_or_empty(tab.transport): 6,
            }
        if tab and tab.joining.done():
            steps |= {tab.transport.abort: 2, lambda: tab.connection.close(4008, "x"): 1}
        chance.choices(list(steps), list(steps.values()))[0]()

    def knock(self, name, count):
        head = self.log.head[name]
        for _ in range(min(count, MOST_TABS - len(self.tabs))):
            after = self.chance.choice([None, 0, head, self.chance.randint(0, head + 2), max(0, head - 10)])
            self.tabs.append(Tab(self.hub, self.chance, name, after))

    def knock_while_it_is_answered(self, name):
        self.log.answer(fails=self.chance.random() < 0.5)
        self.knock(name, 3)

    def fill_or_empty(self, transport):
        transport.is_full = not transport.is_full
        if not transport.is_full:
            transport.drain(ALL)

    def skip(self, seconds):
        self.skipped += seconds

    async def become_quiet(self):
        """All is delivered, and everybody reads."""
        for tab in self.tabs:
            tab.transport.is_full = False
        while self.log.fresh or self.log.reads or any(tab.transport.buffer for tab in self.tabs):
            self.hub.rooms.deliver(self.log.take(ALL))
            self.log.answer()
            for tab in self.tabs:
                tab.transport.drain(ALL)
            await self.turn(5)
        self.check()

    async def go(self):
        """Nothing is left of anybody."""
        for tab in self.tabs:
            tab.transport.abort()
        await self.turn(2)
        self.skip(1_000)
        self.hub.tick()
        assert (self.hub._tabs, self.hub.rooms._rooms, self.hub.rooms._opening) == ({}, {}, {})
        assert not any(self.hub._heartbeat._turns)
        assert not self.faults


@pytest.fixture
def small_rooms(monkeypatch):
    """A few messages are more than is at hand, and than a page holds."""
    limits = {
        "RECENT_LIMIT": 8,
        "RECENT_BYTES": 700,
        "PIECE_BYTES": 300,
        "PAGE_LIMIT": 10,
        "CATCH_UP_LIMIT": 30,
        "FIRST_PAGE": 6,
    }
    for name, number in limits.items():
        monkeypatch.setattr(cursor if name == "PIECE_BYTES" else room, name, number)


def test_every_tab_hears_every_message_once_and_in_order_whatever_happens(seed, thorough, small_rooms):
    for number in range(thorough(60, 2_000)):
        with capture_logs():
            asyncio.run(live(random.Random(f"{seed} {number}")))


async def live(chance):
    await World(chance).live()
