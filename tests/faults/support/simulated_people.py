"""Ordinary people, hundreds of them on one thread: each has one tab, and comes back as the page does when the line is lost.

Each holds on to what did not settle, says it again after a drop, and writes what they saw into the ledger.
"""

import asyncio
import json
import socket
import threading
import time
from itertools import count

from tests.support.frames import CLOSE, PING, PONG, TEXT, close_frame, frame, say, upgrade

WAIT_SECONDS = 120
MESSAGE = b'{"type":"message"'


class Crowd:
    """The thread they live on. Every verb is called from the test's own thread."""

    def __init__(self, ledger, room, chance):
        self.ledger, self.room = ledger, room
        self.people = []
        self._chance = chance
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
        """So many people come in, and are welcomed; the answer is a list of them."""
        people = [Person(self, port, next(self._numbers), **more) for _ in range(number)]
        self.do(self._enter(people), seconds)
        self.until(lambda: all(person.welcome for person in people), "everybody is welcomed", seconds)
        return people

    def do(self, work, seconds=WAIT_SECONDS):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    def call(self, verb, *arguments):
        """A plain verb of a person's, on the people's thread."""

        async def call():
            return verb(*arguments)

        return self.do(call())

    def until(self, claim, meaning, seconds=WAIT_SECONDS):
        """Returns when the claim holds; it is looked at again whenever anybody hears anything."""
        try:
            self.do(self._until(claim, seconds), seconds + 5)
        except TimeoutError:
            raise AssertionError(f"not within {seconds} s: {meaning}") from None

    def changed(self):
        self._changed.set()

    def later(self, seconds, verb):
        """A delay of up to so many seconds: nobody comes back at the same moment."""
        self._loop.call_later(self._chance.uniform(0, seconds), verb)

    async def talk(self, people, a_second):
        """Longer and shorter texts, in turn, at a pace that a late turn does not slow down."""
        began = time.monotonic()
        for number in count():
            people[number % len(people)].say(f"{number}{' words' * self._chance.randrange(200)}")
            await asyncio.sleep(began + number / a_second - time.monotonic())

    def drop_one(self, people):
        """The line of one of those who have one just now is torn."""
        if here := [person for person in people if person.is_upgraded]:
            self._chance.choice(here).drop()

    def start(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _enter(self, people):
        self.people += people
        for person in people:
            await person.come()

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


class Person(asyncio.Protocol):
    """One tab of one person's. `is_patient` ones come back, with the number they have, until they leave."""

    def __init__(self, crowd, port, number, *, is_patient=True, headers=(), back_seconds=0.2, receive_bytes=None):
        self.number, self.port = number, port
        self.is_patient, self.back_seconds, self.receive_bytes = is_patient, back_seconds, receive_bytes
        self.welcome: dict = {}
        self.last = 0
        self.unsettled = {}
        self.close_codes = []
        self.losses = self.fresh_views = 0
        self.longest_away = 0.0
        self.on_message = None
        self.refused = []
        self.left: set[str] = set()
        self._crowd, self._ledger, self._headers = crowd, crowd.ledger, headers
        self._drafts = count()
        self._asked = self._transport = self._lost_at = self._trying = None
        self._buffer = b""
        self._is_leaving = self._is_upgraded = False

    # Coming and going.

    async def come(self):
        line = socket.socket()
        line.setblocking(False)
        if self.receive_bytes:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.receive_bytes)
        loop = asyncio.get_running_loop()
        try:
            await loop.sock_connect(line, ("127.0.0.1", self.port))
            await loop.create_connection(lambda: self, sock=line)
        except BaseException:  # also when the case ends while they come
            line.close()
            raise

    def leave(self):
        self._is_leaving = True
        if self._transport is not None:
            self._transport.write(close_frame())
            self._transport.close()

    def drop(self):
        """The line is torn, if there is one."""
        if self._transport is not None:
            self._transport.abort()

    def stop_reading(self):
        """As a tab that hangs: it takes nothing, and does not even see that it was let go."""
        self._transport.pause_reading()

    def go_on_reading(self):
        """And come back on an ordinary line, if it was let go meanwhile."""
        self.receive_bytes = None
        self._transport.resume_reading()

    def connection_made(self, transport):
        self._transport, self._buffer, self._is_upgraded = transport, b"", False
        self._asked = self.last if self.welcome else None
        since = f"&after={self.last}&epoch={self.welcome['epoch']}" if self.welcome else ""
        transport.write(upgrade(f"?room={self._crowd.room}{since}", self._headers))

    def connection_lost(self, _):
        self._transport = None
        self.losses += 1
        self._lost_at = self._lost_at or time.monotonic()
        self._crowd.changed()
        self._come_back()

    def _come_back(self):
        if self.is_patient and not self._is_leaving:
            self._crowd.later(self.back_seconds, self._knock)

    def _knock(self):
        if not self._is_leaving:
            self._trying = asyncio.ensure_future(self._try())

    async def _try(self):
        try:
            await self.come()
        except OSError:
            self._come_back()

    # Talking.

    def say(self, text):
        draft = self._ledger.invoke(f"p{self.number}-{next(self._drafts)}", text)
        self.unsettled[draft] = text
        if self.is_upgraded:
            self._transport.write(say(draft, text))
        return draft

    @property
    def is_upgraded(self):
        return self._transport is not None and self._is_upgraded

    @property
    def is_at_home(self):
        """Has a line, and was welcomed on it."""
        return self.is_upgraded and self._lost_at is None

    @property
    def is_settled(self):
        return not self.unsettled and self._transport is not None

    # Hearing.

    def data_received(self, data):
        self._buffer += data
        if not self._is_upgraded and not self._read_answer():
            return
        while (found := self._next_frame()) is not None:
            self._hear(*found)
        self._crowd.changed()

    def _read_answer(self):
        head, end, rest = self._buffer.partition(b"\r\n\r\n")
        if not end:
            return False
        self._is_upgraded = head.startswith(b"HTTP/1.1 101")
        self._buffer = rest
        if not self._is_upgraded:  # full, or restarting: knock again later
            self._transport.abort()
        return self._is_upgraded

    def _next_frame(self):
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        size, start = buffer[1], 2
        if size > 125:
            start = 4 if size == 126 else 10
            size = int.from_bytes(buffer[2:start])
        if len(buffer) < start + size or len(buffer) < start:
            return None
        self._buffer = buffer[start + size :]
        return buffer[0] & 0x0F, buffer[start : start + size]

    def _hear(self, opcode, payload):
        if opcode == TEXT and payload.startswith(MESSAGE):
            self._place(self._ledger.see(payload))
        elif opcode == TEXT:
            self._hear_news(json.loads(payload))
        elif opcode == PING:
            self._transport.write(frame(payload, PONG))
        elif opcode == CLOSE:
            self.close_codes.append(int.from_bytes(payload[:2]))
            self._transport.write(frame(payload, CLOSE))
            self._transport.close()

    def _hear_news(self, news):
        if news["type"] == "welcome":
            self._be_welcomed(news)
        elif news["type"] == "people":
            self.left |= set(news["left"])
        elif news["type"] == "refused":
            self.refused.append(news)
            self._try_again(news)
        elif news["type"] == "beat" and news["head"] < self.last:
            self._ledger.breach(f"person {self.number} has {self.last}, and a beat says {news['head']}")

    def _try_again(self, refusal):
        """What was refused for now is said again when it may be."""
        if refusal.get("draft") in self.unsettled and (wait := refusal.get("retry_ms")):
            asyncio.get_running_loop().call_later(wait / 1000, self._say_again, refusal["draft"])

    def _say_again(self, draft):
        if draft in self.unsettled and self.is_upgraded:
            self._transport.write(say(draft, self.unsettled[draft]))

    def _be_welcomed(self, welcome):
        if self._asked is not None and (welcome["after"], welcome["epoch"]) != (self._asked, self.welcome["epoch"]):
            self.fresh_views += 1
        if self._lost_at is not None:
            self.longest_away = max(self.longest_away, time.monotonic() - self._lost_at)
            self._lost_at = None
        self.welcome, self.last = welcome, welcome["after"]
        for draft, text in self.unsettled.items():
            self._transport.write(say(draft, text))

    def _place(self, seen):
        """Every number follows the one before; only a draft of our own may come back from below the view."""
        is_own = self.unsettled.pop(seen.draft, None) is not None
        if is_own:
            self._ledger.settle(seen.draft, seen.seq)
        if seen.seq == self.last + 1:
            self.last = seen.seq
            if self.on_message is not None:
                self.on_message(seen)
        elif not (is_own and seen.seq <= self.welcome["after"]):
            self._ledger.breach(f"person {self.number} heard {seen.seq} after {self.last}")
