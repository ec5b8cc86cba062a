"""Simulated people, up to thousands on one thread: each has one tab, and reconnects and resends as the page does."""

import asyncio
import json
import socket
import threading
import time
from collections import deque
from contextlib import contextmanager
from itertools import count

from tests.faults.support.changed_messages import Screen
from tests.support.connections import read_head
from tests.support.frames import CLOSE, PING, PONG, TEXT, close_frame, frame, json_frame, say, split_frame, upgrade

WAIT_SECONDS = 120
ENTRIES = tuple(f'{{"type":"{kind}"'.encode() for kind in ("message", "edit", "deletion", "reaction"))
CHANGES = 0.3
"""Share of changes in what people do: reactions, edits and deletions."""


class Crowd:
    """The people of one room, and the thread with their event loop. Its methods are for the test's thread."""

    def __init__(self, ledger, room, chance):
        self.ledger, self.room, self.chance = ledger, room, chance
        self.people = []
        self._numbers = count()
        self._loop = asyncio.new_event_loop()
        self._changed = asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_forever, name="crowd", daemon=True)
        self._thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.do(self._leave())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def join(self, port, number=1, *, seconds=WAIT_SECONDS, **more):
        """Returns `number` new people when each has its welcome."""
        people = [SimulatedPerson(self, port, next(self._numbers), **more) for _ in range(number)]
        self.do(self._connect(people), seconds)
        self.until(lambda: all(person.welcome for person in people), "everybody is welcomed", seconds)
        return people

    def do(self, work, seconds=WAIT_SECONDS):
        return self.start(work).result(seconds)

    def start(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def call(self, verb, *arguments):
        """Calls a method of a person on the people's thread."""

        async def call():
            return verb(*arguments)

        return self.do(call())

    def each(self, verb, people, *arguments):
        """Calls a method of each of these people."""
        self.call(lambda: [verb(person, *arguments) for person in people])

    def until(self, claim, meaning, seconds=WAIT_SECONDS):
        """Returns when the claim holds; checked whenever anybody receives something."""
        try:
            self.do(self._until(claim, seconds), seconds + 5)
        except TimeoutError:
            raise AssertionError(f"not within {seconds} s: {meaning}") from None

    def settle(self, port):
        """Waits until everybody who reconnects is connected, has no unsettled draft, and has received all messages."""
        staying = [person for person in self.people if person.reconnects]
        self.until(lambda: all(person.is_settled for person in staying), "everybody's drafts are settled")
        head = read_head(port, self.room)
        self.until(lambda: all(person.last >= head for person in staying), f"everybody has received {head}")

    @contextmanager
    def talking(self, people, a_second):
        """Lets these people send `a_second` drafts a second, all together, within the block."""
        talk = self.start(self._talk(people, a_second))
        yield
        talk.cancel()

    async def _talk(self, people, a_second):
        """Says texts of up to 1,000 characters, and changes them, each person in turn, at a fixed rate."""
        began = time.monotonic()
        for number in count():
            person = people[number % len(people)]
            if person.is_upgraded or person.talks_offline:
                person.act(f"{number}{' words' * self.chance.randrange(200)}")
            await asyncio.sleep(began + number / a_second - time.monotonic())

    def drop_one(self, people):
        """Resets one of these people's connections."""
        if connected := [person for person in people if person.is_upgraded]:
            self.chance.choice(connected).drop()

    def changed(self):
        self._changed.set()

    async def _connect(self, people):
        self.people += people
        for person in people:
            await person.connect()

    async def _leave(self):
        for person in self.people:
            person.leave()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _until(self, claim, seconds):
        async with asyncio.timeout(seconds):
            while not claim():
                self._changed.clear()
                await self._changed.wait()


class SimulatedPerson(asyncio.Protocol):
    """One person with one tab. If `reconnects`, it connects again after each drop, with its last number, until it leaves."""

    def __init__(
        self, crowd, port, number, *, reconnects=True, talks_offline=True, reconnect_seconds=0.2, receive_bytes=None
    ):
        self.number, self.port, self.talks_offline = number, port, talks_offline
        self.reconnects, self.reconnect_seconds, self.receive_bytes = reconnects, reconnect_seconds, receive_bytes
        self.welcome: dict = {}
        self.last = 0
        self.screen = Screen()
        self.unsettled = {}
        self._secret = None
        self._own: deque[int] = deque(maxlen=5)
        self.close_codes = []
        self.drops = self.new_views = 0
        self.longest_outage = 0.0
        self.on_message = None
        self.refused = []
        self.left: set[str] = set()
        self._crowd, self._ledger = crowd, crowd.ledger
        self._drafts = count()
        self._asked = self._transport = self._dropped_at = self._connecting = None
        self._buffer = b""
        self._is_leaving = self.is_upgraded = False

    # Connecting.

    async def connect(self):
        connection = socket.socket()
        connection.setblocking(False)
        if self.receive_bytes:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.receive_bytes)
        loop = asyncio.get_running_loop()
        try:
            await loop.sock_connect(connection, ("127.0.0.1", self.port))
            await loop.create_connection(lambda: self, sock=connection)
        except BaseException:  # also when the case ends while they connect
            connection.close()
            raise

    def leave(self):
        self._is_leaving = True
        if self._transport is not None:
            self._transport.write(close_frame())
            self._transport.close()

    def drop(self):
        """Resets the connection, if there is one."""
        if self._transport is not None:
            self._transport.abort()

    def stop_reading(self):
        self._transport.pause_reading()

    def resume_reading(self):
        """Reads again. If it was disconnected meanwhile, it reconnects with an ordinary receive buffer."""
        self.receive_bytes = None
        self._transport.resume_reading()

    def connection_made(self, transport):
        self._transport, self._buffer, self.is_upgraded = transport, b"", False
        self._asked = self.last if self.welcome else None
        secret = (f"Sec-WebSocket-Protocol: hubbub, hubbub_person.{self._secret}",) if self._secret else ()
        after = f"&after={self.last}&epoch={self.welcome['epoch']}" if self.welcome else ""
        transport.write(upgrade(f"?room={self._crowd.room}{after}", secret))

    def connection_lost(self, _):
        self._transport, self.is_upgraded = None, False
        self.drops += 1
        self._dropped_at = self._dropped_at or time.monotonic()
        self._crowd.changed()
        self._reconnect_later()

    def _reconnect_later(self):
        if self.reconnects and not self._is_leaving:
            self._connecting = asyncio.ensure_future(self._reconnect())

    async def _reconnect(self):
        await asyncio.sleep(self._crowd.chance.uniform(0, self.reconnect_seconds))  # not all at the same moment
        try:
            await self.connect()
        except OSError:
            self._reconnect_later()

    # Sending.

    def act(self, text):
        """Says the text, or changes a message."""
        if self._ledger.recent and self._crowd.chance.random() < CHANGES:
            self.change(text)
        else:
            self.say(text)

    def say(self, text):
        draft = self._ledger.invoke(self._new_draft(), text)
        return self._add(draft, None, say(draft, text))

    def change(self, text):
        """Edits or deletes an own message, or reacts to one of the latest."""
        chance, draft = self._crowd.chance, self._new_draft()
        kind = chance.choice(["react", "react", "edit", "edit", "delete"]) if self._own else "react"
        message = chance.choice(self._ledger.recent if kind == "react" else self._own)
        reaction = {"emoji": chance.choice("👍🎉👎"), "on": chance.random() < 0.7}
        fields = {"react": reaction, "edit": {"text": text}, "delete": {}}[kind]
        self._ledger.invoke(draft, fields.get("text"))
        return self._add(draft, message, json_frame(type=kind, draft=draft, message=message, **fields))

    def _new_draft(self):
        return f"p{self.number}-{next(self._drafts)}"

    def _add(self, draft, message, sent):
        self.unsettled[draft] = message, sent
        self._send(draft)
        return draft

    def _send(self, draft):
        if draft in self.unsettled and self.is_upgraded:
            _, sent = self.unsettled[draft]
            self._transport.write(sent)

    @property
    def is_welcomed(self):
        return self.is_upgraded and self._dropped_at is None

    @property
    def is_settled(self):
        return not self.unsettled and self._transport is not None

    # Receiving.

    def data_received(self, data):
        self._buffer += data
        if not self.is_upgraded and not self._read_answer():
            return
        while (found := split_frame(self._buffer)) is not None:
            opcode, payload, size = found
            self._buffer = self._buffer[size:]
            self._receive(opcode, payload)
        self._crowd.changed()

    def _read_answer(self):
        head, end, rest = self._buffer.partition(b"\r\n\r\n")
        if not end:
            return False
        self.is_upgraded = head.startswith(b"HTTP/1.1 101")
        self._buffer = rest
        if not self.is_upgraded:  # the server is full or stopping: reconnect later
            self._transport.abort()
        return self.is_upgraded

    def _receive(self, opcode, payload):
        if opcode == TEXT and payload.startswith(ENTRIES):
            self._place(self._ledger.see(payload))
        elif opcode == TEXT:
            self._receive_other(json.loads(payload))
        elif opcode == PING:
            self._transport.write(frame(payload, PONG))
        elif opcode == CLOSE:
            self.close_codes.append(int.from_bytes(payload[:2]))
            self._transport.write(frame(payload, CLOSE))
            self._transport.close()

    def _receive_other(self, received):
        if received["type"] == "welcome":
            self._receive_welcome(received)
        elif received["type"] == "people":
            self.left |= set(received["left"])
        elif received["type"] == "refused" and received["code"] == "no_such_message":
            self._note_rejected(received["draft"])
        elif received["type"] == "refused":
            self.refused.append(received)
            if wait := received.get("retry_ms"):
                asyncio.get_running_loop().call_later(wait / 1000, self._send, received.get("draft"))
        elif received["type"] == "beat" and received["head"] < self.last:
            self._ledger.breach(f"person {self.number} has {self.last}, and a beat says {received['head']}")

    def _note_rejected(self, draft):
        """A draft that was sent twice is rejected twice, and never if it is in the log."""
        if draft in self.unsettled:
            self._ledger.rejected[draft], _ = self.unsettled.pop(draft)
        elif draft not in self._ledger.rejected:
            self._ledger.breach(f"person {self.number} got {draft} in the log, and then rejected")

    def _receive_welcome(self, welcome):
        if self._asked is not None and (welcome["after"], welcome["epoch"]) != (self._asked, self.welcome["epoch"]):
            self.new_views += 1
        if welcome["after"] != self._asked or welcome["epoch"] != self.welcome.get("epoch"):
            self.screen = Screen(welcome["after"])
        if self._dropped_at is not None:
            self.longest_outage = max(self.longest_outage, time.monotonic() - self._dropped_at)
            self._dropped_at = None
        self.welcome, self.last = welcome, welcome["after"]
        self._secret = welcome.get("secret", self._secret)
        for draft in self.unsettled:
            self._send(draft)

    def _place(self, seen):
        """Checks that each number follows the last one. Only an own draft may come again from before the view."""
        is_own = self.unsettled.pop(seen.draft, None) is not None
        if is_own:
            self._ledger.settle(seen.draft, seen.seq)
            if seen.frame["type"] == "message":
                self._own.append(seen.seq)
        if seen.seq == self.last + 1:
            self.last = seen.seq
            self.screen.apply(seen.frame)
            if self.on_message is not None:
                self.on_message(seen)
        elif not (is_own and seen.seq <= self.welcome["after"]):
            self._ledger.breach(f"person {self.number} received {seen.seq} after {self.last}")
