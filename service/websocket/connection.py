"""One WebSocket after its upgrade: a thin transport between the socket, its `Reader` and a `Listener`.

It lives by the callbacks of its transport: no task, and a timer only while it is paused or closes.
"""

import asyncio
import math
from collections.abc import Callable
from time import perf_counter
from typing import Final, Protocol

from service.websocket.fairness import TURN_SECONDS, Throttle, needs_pause
from service.websocket.reader import Reader
from service.websocket.write_buffer import unsent_bytes

CLOSE_SECONDS: Final = 3.0
"""Time for the peer to answer a close frame; then the connection is aborted."""


class Listener(Protocol):
    """What a connection calls."""

    def received(self, connection: "Connection", text: str) -> bool:
        """True if the text was a draft, and is on its way into the log."""

    def paused(self, connection: "Connection") -> None:
        """More than the high-water mark is unsent: the peer does not read. Stop writing."""

    def resumed(self, connection: "Connection") -> None: ...
    def closed(self, connection: "Connection") -> None: ...


class Connection(asyncio.Protocol):
    """Until `start` nothing is read and nothing is sent.

    `upgrade`, the response to the handshake, then goes out in one piece with what was written meanwhile; `early`, the bytes
    that came together with the handshake, are read first. `released` is called at the end, whether it was started or not.
    """

    __slots__ = (
        "_closing",
        "_is_throttled",
        "_listener",
        "_loop",
        "_reader",
        "_released",
        "_throttle",
        "_transport",
        "_unsent",
        "is_paused",
        "received_at",
    )

    def __init__(
        self,
        transport: asyncio.Transport,
        frame_limit: int,
        throttle: Throttle,
        upgrade: bytes = b"",
        early: bytes = b"",
        released: Callable[[], None] | None = None,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._transport, self._throttle, self._released = transport, throttle, released
        self._reader = Reader(frame_limit)
        if early:
            self._reader.receive(early)
        self._unsent: list[bytes] | None = [upgrade]
        """Written before `start`; None from then on."""
        self._listener: Listener | None = None
        self._closing: asyncio.TimerHandle | None = None
        self._is_throttled = False
        self.received_at = self._loop.time()
        self.is_paused = False
        transport.pause_reading()

    def start(self, listener: Listener) -> None:
        self._listener = listener
        self._send_unsent()
        self._read_on()

    @property
    def is_open(self) -> bool:
        return self._reader.is_open and not self._transport.is_closing()

    def write(self, frames: bytes) -> None:
        """Whole frames, without blocking; the listener stops when it is told `paused`. Nothing follows a close frame."""
        if self._unsent is not None:
            self._unsent.append(frames)
        elif self._closing is None:
            self._transport.write(frames)

    def close(self, code: int, reason: str = "") -> None:
        """Starts the closing handshake; the connection is aborted if no answer comes. Nothing more is received."""
        self._send_closing(self._reader.close(code, reason))

    def abort(self) -> None:
        """Ends the connection now, without a close frame."""
        self._transport.abort()

    def unsent_bytes(self) -> int:
        return unsent_bytes(self._transport)

    # What the transport calls.

    def data_received(self, data: bytes) -> None:
        last, self.received_at = self.received_at, self._loop.time()
        if self._listener is None or self._is_throttled:
            self._reader.receive(data)
        else:
            self._take_turn(data, self.received_at - last)

    def _take_turn(self, data: bytes, seconds_since_last: float) -> None:
        reader, began = self._reader, perf_counter()
        messages = drafts = 0
        events = reader.read(data)
        while True:
            for event in events:
                if type(event) is not str:
                    self.write(event)  # type: ignore[arg-type]
                elif self._closing is None:
                    messages += 1
                    drafts += self._received(event)
            if reader.last_words is not None:
                self._end(reader.last_words)
            if not reader.has_more or perf_counter() - began >= TURN_SECONDS:
                break
            events = reader.read()
        if needs_pause(reader.has_more, seconds_since_last, messages):
            self._pause(perf_counter() - began, drafts)

    def _received(self, text: str) -> bool:
        return self._listener is not None and self._listener.received(self, text)

    def _pause(self, turn_seconds: float, drafts: int) -> None:
        if self._transport.is_closing():
            return
        self._is_throttled = True
        self._transport.pause_reading()
        self._loop.call_later(self._throttle.begin_pause(turn_seconds, drafts), self._end_pause, drafts)

    def _end_pause(self, drafts: int) -> None:
        self._throttle.end_pause(drafts)
        self._is_throttled = False
        self._read_on()

    def _read_on(self) -> None:
        """First what has arrived already."""
        if self._may_read and self._reader.has_more:
            self._take_turn(b"", math.inf)
        if self._may_read:
            self._transport.resume_reading()

    @property
    def _may_read(self) -> bool:
        return not (self._is_throttled or self.is_paused or self._transport.is_closing())

    def pause_writing(self) -> None:
        """The peer does not read. It is not read either, so that it cannot make us buffer answers."""
        self.is_paused = True
        if not self._transport.is_closing():
            self._transport.pause_reading()
        if self._listener is not None:
            self._listener.paused(self)

    def resume_writing(self) -> None:
        self.is_paused = False
        if self._transport.is_closing() or self._listener is None:
            return
        self._listener.resumed(self)
        self._read_on()

    def connection_lost(self, _: Exception | None) -> None:
        if self._closing is not None:
            self._closing.cancel()
        self._reader.release()
        released, self._released = self._released, None
        if released is not None:
            released()
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.closed(self)

    # The end.

    def _end(self, last_words: bytes) -> None:
        """Closes our half only: after a full close, unread bytes of the peer would cause a reset, and our close frame be lost."""
        self._reader.last_words = None
        self._send_closing(last_words)
        if self._transport.is_closing():
            return
        if self._transport.can_write_eof():
            self._transport.write_eof()
        else:  # TLS has no half
            self._transport.close()

    def _send_closing(self, frames: bytes) -> None:
        self._send_unsent()
        if frames:
            self._transport.write(frames)
        if self._closing is None:
            self._closing = self._loop.call_later(CLOSE_SECONDS, self._transport.abort)

    def _send_unsent(self) -> None:
        unsent, self._unsent = self._unsent, None
        if unsent is not None:
            self._transport.write(b"".join(unsent))
