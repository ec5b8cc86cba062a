"""The hub against a model: in whatever order things happen, each tab receives every entry after its welcome's `after` once.

Nothing that is written has a text that a delivered edit or deletion has removed, and in the end every tab has the same texts.

The log and the transports are doubles: when a read is answered, and when a transport is full, is a step of the machine.
"""

import asyncio
import json
from collections import deque
from itertools import accumulate
from typing import Any, cast
from unittest.mock import patch

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from msgspec import structs
from structlog.testing import capture_logs

from service.access.join_request import JoinRequest
from service.chat import catch_up, recent_frames
from service.chat import room as room_module
from service.chat.hub import Hub
from service.log import NotStored, Page, RoomFrame
from service.protocol import Deletion, Edit, Message, Person, Reaction, Topic
from service.settings import Settings
from service.websocket.connection import Connection
from service.websocket.throttling import Throttle
from tests.support.frames import TEXT, split_frame

ROOMS = st.sampled_from(["lobby", "lobby", "den"])
PEOPLE = [Person(f"{number:016}", f"P{number}") for number in range(4)]
MOST_TABS = 5
ALL = 1 << 30
FULL_BYTES, EMPTY_BYTES = 400, 100
TURNS = st.sampled_from([0, 0, 1, 1, 2, 5])
"""Turns of the loop after a step. With none the next step happens in the same turn."""


FIRST_PAGE, PAGE_LIMIT, PAGE_BYTES = 4, 10, 150
KINDS = st.tuples(st.sampled_from("mmmreeedt"), st.integers(0, 4))
"""A message, a topic, or a reaction, an edit or a deletion of the message that is this far from the newest one."""


class Log:
    """Stores drafts at once. A read returns the log of any moment while it waits, even parts of two: no log may do worse.

    Each text begins with the number of the entry that gave it.
    """

    epoch = "e"

    node = None

    def __init__(self):
        self.entries: dict[str, list[Any]] = {"lobby": [], "den": []}
        self.texts: dict[tuple[str, int], list[tuple[int, str]]] = {}
        """The texts that each message had, each with the number of the entry that gave it; "" of a deletion."""
        self.floor = {"lobby": 0, "den": 0}
        self.fresh: list[RoomFrame] = []
        self.reads: deque[tuple[asyncio.Future, str, dict, int, int]] = deque()

    def head(self, name):
        return len(self.entries[name])

    def append(self, name, kinds):
        for kind, distance in kinds:
            entry = self._entry(name, kind, distance)
            if not isinstance(entry, (Reaction, Topic)):
                message = getattr(entry, "message", entry.seq)
                self.texts.setdefault((name, message), []).append((entry.seq, getattr(entry, "text", "")))
            self.entries[name].append(entry)
            self.fresh.append(RoomFrame(name, entry))

    def _entry(self, name, kind, distance):
        seq = self.head(name) + 1
        entry, text = (seq, f"d{seq}", PEOPLE[0], "t"), f"{seq}:{'x' * (seq * 7 % 40)}"
        messages = [message for (room, message), texts in self.texts.items() if room == name and texts[-1][1]]
        if kind == "m" or not messages:
            return Message(*entry, text)
        if kind == "t":
            return Topic(*entry, text if distance else "")
        message = messages[-1 - distance % len(messages)]
        if kind == "r":
            return Reaction(*entry, message, "👍", True, 1)
        return Edit(*entry, message, text) if kind == "e" else Deletion(*entry, message)

    def topic(self, name, head):
        topics = [entry for entry in self.entries[name][:head] if isinstance(entry, Topic)]
        return topics[-1] if topics and topics[-1].text else None

    def text(self, name, message, head):
        return next(text for seq, text in reversed(self.texts[name, message]) if seq <= max(head, message))

    def current(self, name, entry, head):
        """The entry as it is stored when this is the head."""
        if isinstance(entry, Message):
            text = self.text(name, entry.seq, head)
            return structs.replace(entry, text=text, deleted=text == "")
        return structs.replace(entry, text=self.text(name, entry.message, head)) if isinstance(entry, Edit) else entry

    def drop(self, name, up_to):
        delivered = self.head(name) - sum(one.room == name for one in self.fresh)
        self.floor[name] = max(self.floor[name], min(up_to, delivered))

    def take(self, count):
        batch, self.fresh = self.fresh[:count], self.fresh[count:]
        return batch

    async def heads(self, names):
        """Of what is delivered, so that no tab waits for a delivery: tests/chat/test_hub_nodes.py has that."""
        return {name: self.head(name) - sum(one.room == name for one in self.fresh) for name in names}

    async def read(self, name, **which):
        answer = asyncio.get_running_loop().create_future()
        self.reads.append((answer, name, which, self.head(name), self.floor[name]))
        return await answer

    def answer(self, fails=False):
        if not self.reads:
            return
        answer, name, which, head, floor = self.reads.popleft()
        if answer.done():
            return
        if fails:
            answer.set_exception(NotStored("a fault"))
            return
        after = which.get("after")
        last = which.get("before", head + 1) - 1 if after is None else self.head(name)
        first = max(self.floor[name], last - which["limit"] if after is None else min(after, head))
        found = [self.current(name, entry, head) for entry in self.entries[name][first:last]][: which["limit"]]
        answer.set_result(
            Page(
                within_page(found) if after is not None else within_page(found[::-1])[::-1],
                head,
                floor,
                self.topic(name, head),
            )
        )


def within_page(entries):
    sizes = list(accumulate((len(getattr(entry, "text", "")) for entry in entries), initial=0))
    return [entry for entry, before in zip(entries, sizes, strict=False) if before < PAGE_BYTES]


class Transport(asyncio.Transport):
    """Keeps written bytes while it is full, and pauses its connection at once or a turn later, as transports do."""

    connection: Connection
    tab: "ModelTab"

    def __init__(self, pauses_at_once, is_full):
        self._pauses_at_once, self.is_full = pauses_at_once, is_full
        self._is_paused = self._is_closing = self.is_lost = False
        self.buffer, self.sent = bytearray(), bytearray()

    def write(self, data):
        if self._is_closing:
            return
        self.tab.check(data)
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


class ModelTab:
    def __init__(self, hub, log, request, transport):
        self.hub, self.log, self.room, self.last, self.transport = hub, log, request.room, cast(Any, None), transport
        self.after, self.texts, self.wrong = request.after, cast(dict[int, str], {}), cast(list[tuple], [])
        transport.tab = self
        self.connection = transport.connection = Connection(transport, 65_536, Throttle())
        self.joining = asyncio.ensure_future(hub.join(self.connection, request))

    def check(self, data):
        """Checks frames when they are written: the tab may receive them much later. Notes errors, and raises none."""
        room = self.hub.rooms._rooms.get(self.room)  # None if the log cannot be read
        for frame in frames_in(bytearray(data)):
            if frame["type"] == "welcome" and self.after is None:
                view = self.log.entries[self.room][frame["after"] : frame["head"]]
                messages = [entry for entry in view if isinstance(entry, Message)]
                is_full = len(view) == PAGE_LIMIT or frame["after"] == room.floor
                if not is_full and (messages[:1] != view[:1] or len(messages) != FIRST_PAGE):
                    self.wrong.append(("not a first page", frame))
            if frame["type"] == "welcome":
                topic = self.log.topic(self.room, frame["head"])
                if frame.get("topic", {}).get("seq") != (topic and topic.seq):
                    self.wrong.append(("not the topic", frame))
            if "text" in frame and frame["type"] != "topic":
                texts = self.log.texts[self.room, frame.get("message", frame["seq"])]
                (written,) = (seq for seq, text in texts if text == frame["text"])
                if [seq for seq, _ in texts if written < seq <= room.head]:
                    self.wrong.append(("a removed text", frame))

    def receive(self):
        """Checks that a welcome comes first, and that after its `after` each entry is the next one."""
        for frame in frames_in(self.transport.sent):
            if frame["type"] == "welcome":
                assert self.last is None
                assert frame["after"] <= frame["head"]
                self.last = frame["after"]
            elif "seq" in frame:
                assert frame["seq"] == self.last + 1
                self.last = frame["seq"]
                message = frame.get("message", frame["seq"]) if frame["type"] != "topic" else None
                assert frame["type"] != "message" or frame.get("deleted", False) == (frame["text"] == "")
                if message == frame["seq"] or (message in self.texts and frame["type"] in ("edit", "deletion")):
                    self.texts[message] = frame.get("text", "")


def frames_in(data):
    """The frames in these bytes, which it removes."""
    while found := split_frame(data):
        opcode, payload, size = found
        del data[:size]
        yield json.loads(payload) if opcode == TEXT else {"type": "none"}


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

    @initialize(kinds=st.lists(KINDS, max_size=30))
    def begin_with_a_tab_in_the_lobby(self, kinds):
        """Hypothesis leaves out some rules in each run; without this one it would often be that nobody joins."""
        self.log.append("lobby", kinds)
        self.log.take(ALL)
        self.join("lobby", 1, None, None, PEOPLE[0], (True, False), 2)
        self.do(5, *[self.log.answer] * 3)

    @rule(name=ROOMS, kinds=st.lists(KINDS, max_size=12), delivered=st.integers(0, 30), turns=TURNS)
    def append_and_deliver(self, name, kinds, delivered, turns):
        """Delivers any number of entries, which may be fewer than were appended here, or older ones."""
        self.do(
            turns,
            lambda: self.log.append(name, kinds),
            lambda: self.hub.rooms.deliver(self.log.take(delivered)),
        )

    @rule(fails=st.sampled_from([False, False, False, True]), turns=TURNS)
    def answer_a_read(self, fails, turns):
        self.do(turns, lambda: self.log.answer(fails))

    @rule(name=ROOMS, share=st.floats(0, 1), turns=TURNS)
    def drop_old_messages(self, name, share, turns):
        self.do(turns, lambda: self.log.drop(name, int(share * self.log.head(name))))

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
            after = None if missed is None else max(0, self.log.head(name) - missed)
            request = JoinRequest(name, after, epoch, person.id, person.name, counts_entries=True)
            for _ in range(min(count, MOST_TABS - len(self.tabs))):
                self.tabs.append(ModelTab(self.hub, self.log, request, Transport(*transport)))

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
    def every_tab_receives_the_next_entry(self):
        for tab in self.tabs:
            tab.receive()
            assert not tab.wrong
            rooms = self.hub.rooms._rooms.values()
            assert not (tab.connection.is_paused and any(tab.connection in one.live_connections for one in rooms))
        self.tabs = [tab for tab in self.tabs if not tab.transport.is_lost]
        assert not self.faults

    def teardown(self):
        self.runner.run(self._end())
        self.runner.close()

    async def _end(self):
        """Lets all tabs read until they have everything that was appended. Then closes them, and checks that the hub is empty."""
        await self._do(5)
        for tab in self.tabs:
            tab.transport.is_full = False
        while self.log.fresh or self.log.reads or any(tab.transport.buffer for tab in self.tabs):
            self.hub.rooms.deliver(self.log.take(ALL))
            self.log.answer()
            for tab in self.tabs:
                tab.transport.drain(ALL)
            await self._do(5)
        self.every_tab_receives_the_next_entry()
        for tab in self.tabs:
            if tab.connection.is_open:
                head = self.log.head(tab.room)
                assert tab.last == head
                assert tab.texts == {message: self.log.text(tab.room, message, head) for message in tab.texts}
                assert self.hub._tabs[tab.connection].cursor.is_live
            tab.transport.abort()
        await self._do(2)
        self.skipped += 1_000
        self.hub.tick()
        assert (self.hub._tabs, self.hub.rooms._rooms, self.hub.rooms._opening) == ({}, {}, {})
        assert not any(self.hub._heartbeat._turns)
        assert not self.faults


def test_every_tab_receives_every_entry_once_and_in_order_and_no_removed_text_whatever_happens(fuzz):
    """The limits are so small that a few entries exceed the memory of a room, and a page."""
    limits = {"PAGE_LIMIT": PAGE_LIMIT, "CATCH_UP_LIMIT": 30, "FIRST_PAGE": FIRST_PAGE}
    recent = {"RECENT_LIMIT": 6, "RECENT_BYTES": 700}
    with (
        patch.multiple(room_module, RECENT_LIMIT=6, **cast(Any, limits)),
        patch.multiple(recent_frames, **cast(Any, recent)),
        patch.object(catch_up, "PIECE_BYTES", 300),
        capture_logs(),
    ):
        run_state_machine_as_test(fuzz(60, 3_000, steps=100)(HubMachine))
