"""One WebSocket after its upgrade: an asyncio.Protocol that passes texts from its transport to a callback (`Receive`), and
writes frames.

The transport's callbacks do all the work: there is no task, and a timer runs only while the connection is throttled or closes.
"""

import asyncio
import math
from collections.abc import Callable
from time import perf_counter
from typing import Final, Protocol

from service.websocket.reader import FrameReader
from service.websocket.throttling import TURN_SECONDS, Throttle, needs_throttling
from service.websocket.unsent import unsent_bytes

CLOSE_SECONDS: Final = 3.0
"""Time for the peer to answer a close frame; then the connection is aborted."""

Receive = Callable[[str], bool]
"""Takes each text of the tab: `Commands.receive` of chat/commands.py, bound to the tab. Returns whether it was a draft."""


class Listener(Protocol):
    """Learns about the state of connections. The hub (chat/hub.py) implements it."""

    def paused(self, connection: "Connection") -> None:
        """The peer does not read, so more bytes than the high-water mark are unsent. The listener stops writing until
        `resumed`."""

    def resumed(self, connection: "Connection") -> None: ...
    def closed(self, connection: "Connection") -> None: ...


class Connection(asyncio.Protocol):
    """Until `start` nothing is read, and only `close` sends something.

    `upgrade` is the response to the handshake; `start` or `close` sends it in one write with all frames written before.
    `early` are bytes that arrived together with the handshake; they are read first.
    `released` is called when the connection is lost, also if it was never started.
    """

    __slots__ = (
        "_before_start",
        "_close_timer",
        "_is_throttled",
        "_listener",
        "_loop",
        "_reader",
        "_receive",
        "_released",
        "_throttle",
        "_transport",
        "is_paused",
        "last_active_at",
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
        self._reader = FrameReader(frame_limit)
        if early:
            self._reader.feed(early)
        self._before_start: list[bytes] | None = [upgrade]
        """The response to the handshake, and the frames that were written before `start`; None once they are sent."""
        self._listener: Listener | None = None
        self._receive: Receive | None = None
        self._close_timer: asyncio.TimerHandle | None = None
        self._is_throttled = False
        self.last_active_at = self._loop.time()
        """When the peer last sent something, or read so much that writing resumed, which chat/heartbeat.py notes."""
        self.is_paused = False
        """Whether writing is paused (back-pressure)."""
        transport.pause_reading()

    def start(self, listener: Listener, receive: Receive) -> None:
        self._listener, self._receive = listener, receive
        self._send_before_start()
        self._resume_reading()

    @property
    def is_open(self) -> bool:
        return self._reader.is_open and not self._transport.is_closing()

    def write(self, frames: bytes) -> None:
        """Sends whole frames without blocking, and ignores them after a close frame. The caller stops while `is_paused`.

        In the browser `#receive` of client/connection/socket.js gets them.
        """
        if self._before_start is not None:
            self._before_start.append(frames)
        elif self._close_timer is None:
            self._transport.write(frames)

    def close(self, code: int, reason: str = "") -> None:
        """Starts the closing handshake, and aborts the connection if the peer does not answer. Receives nothing more."""
        self._send_closing(self._reader.close(code, reason))

    def abort(self) -> None:
        """Ends the connection at once, without a close frame."""
        self._transport.abort()

    def unsent_bytes(self) -> int:
        return unsent_bytes(self._transport)

    # Called by the transport.

    def data_received(self, data: bytes) -> None:
        last, self.last_active_at = self.last_active_at, self._loop.time()
        if self._receive is None or self._is_throttled:
            self._reader.feed(data)
        else:
            self._take_turn(data, self.last_active_at - last)

    def _take_turn(self, data: bytes, seconds_since_last: float) -> None:
        """Processes `data` and buffered bytes for about TURN_SECONDS at most: passes each text to `_receive`, and answers pings.

        Then may throttle the connection.
        """
        reader, began = self._reader, perf_counter()
        texts = drafts = 0
        events = reader.read(data)
        while True:
            for event in events:
                if type(event) is not str:
                    self.write(event)  # type: ignore[arg-type]
                elif self._close_timer is None and self._receive is not None:
                    texts += 1
                    if self._receive(event):
                        drafts += 1
            if reader.last_bytes is not None:
                self._end(reader.last_bytes)
            if not reader.has_more or perf_counter() - began >= TURN_SECONDS:
                break
            events = reader.read()
        if needs_throttling(reader.has_more, seconds_since_last, texts):
            self._throttle_reading(perf_counter() - began, drafts)

    def _throttle_reading(self, turn_seconds: float, drafts: int) -> None:
        if self._transport.is_closing():
            return
        self._is_throttled = True
        self._transport.pause_reading()
        self._loop.call_later(self._throttle.begin(turn_seconds, drafts), self._end_throttling, drafts)

    def _end_throttling(self, drafts: int) -> None:
        self._throttle.end(drafts)
        self._is_throttled = False
        self._resume_reading()

    def _resume_reading(self) -> None:
        """Processes buffered bytes, then resumes reading from the socket."""
        if self._may_read and self._reader.has_more:
            self._take_turn(b"", math.inf)
        if self._may_read:
            self._transport.resume_reading()

    @property
    def _may_read(self) -> bool:
        return not (self._is_throttled or self.is_paused or self._transport.is_closing())

    def pause_writing(self) -> None:
        """Pauses reading too: a peer that does not read must not make the server buffer answers to what it sends."""
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
        self._resume_reading()

    def connection_lost(self, _: Exception | None) -> None:
        if self._close_timer is not None:
            self._close_timer.cancel()
        self._reader.release()
        released, self._released = self._released, None
        if released is not None:
            released()
        listener, self._listener, self._receive = self._listener, None, None
        if listener is not None:
            listener.closed(self)

    # Closing.

    def _end(self, last_bytes: bytes) -> None:
        """Closes only the sending half: if the whole socket were closed, unread bytes of the peer would cause a reset, and our
        close frame would be lost."""
        self._reader.last_bytes = None
        self._send_closing(last_bytes)
        if self._transport.is_closing():
            return
        if self._transport.can_write_eof():
            self._transport.write_eof()
        else:  # TLS cannot close one half
            self._transport.close()

    def _send_closing(self, frames: bytes) -> None:
        self._send_before_start()
        if frames:
            self._transport.write(frames)
        if self._close_timer is None:
            self._close_timer = self._loop.call_later(CLOSE_SECONDS, self._transport.abort)

    def _send_before_start(self) -> None:
        written, self._before_start = self._before_start, None
        if written is not None:
            self._transport.write(b"".join(written))
