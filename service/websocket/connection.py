"""One WebSocket: bytes to text messages, by websockets' sans-I/O core wherever they are not plain, limited both ways.

It lives by its callbacks alone: no task, and a timer only while it rests or closes. Who listens to it hears
`said`, `paused`, `resumed` and `lost`, and writes whole frames into it.
"""

import asyncio
import logging
import math
from time import perf_counter
from typing import Final, Protocol

from websockets.frames import Opcode
from websockets.protocol import OPEN
from websockets.server import ServerProtocol

from service.protocol import MALFORMED
from service.websocket.fairness import Share
from service.websocket.frames import Plain, plain_frames, pong_frame, size_of
from service.websocket.write_buffer import unsent_bytes

FRAGMENT_LIMIT: Final = 1_024
"""Frames that one message may be cut into. Empty ones cost the sender nothing, so bytes alone are no bound."""

CLOSE_SECONDS: Final = 3.0
"""How long the other side may take to answer a close before the line is cut."""

TURN_SECONDS: Final = 0.003
"""For what came on one line; then it rests, and everybody else has their turn."""

PLAIN_BYTES: Final = 4_096
"""Of plain frames that are read without a look at the clock."""

CORE_BYTES: Final = 2_048
"""The same of all others, which cost the core many times as much."""

FAST_SECONDS: Final = 0.001
"""For each text; a line on which they come faster is made to rest."""

REST_SECONDS: Final = 0.004
"""How long it is not read then; what came meanwhile is read at once. The log commits no sooner, and a read costs as much as
all the rest that is done with a text."""

UNSUPPORTED: Final = 1003
TOO_BIG: Final = 1009

core_logger = logging.getLogger("hubbub.websocket")
core_logger.setLevel(logging.WARNING)  # the core reports every close; the hub does that in our words

_NOTHING: Final[Plain] = [], [], 0, False
"""Of plain frames, while what comes is for the core."""


class Listener(Protocol):
    """What a connection tells the hub."""

    def received(self, connection: "Connection", text: str) -> bool:
        """Whether it was a draft, and is on its way."""

    def paused(self, connection: "Connection") -> None: ...
    def resumed(self, connection: "Connection") -> None: ...
    def closed(self, connection: "Connection") -> None: ...


class Connection:
    """After the upgrade. Until `listen` it neither hears nor speaks.

    What came glued to the handshake, and after it, waits; what is written goes out in one piece with `answer`, the
    handshake's own.
    """

    __slots__ = (
        "_behind",
        "_closing",
        "_core",
        "_frame_limit",
        "_is_resting",
        "_listener",
        "_loop",
        "_parts",
        "_share",
        "_transport",
        "_unsent",
        "_waiting",
        "is_paused",
        "received_at",
    )

    def __init__(
        self, transport: asyncio.Transport, frame_limit: int, share: Share, answer: bytes = b"", early: bytes = b""
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._transport, self._frame_limit, self._share = transport, frame_limit, share
        self._waiting = early
        """What came and waits: for `listen`, for the end of a rest, or for the rest of its frame."""
        self._unsent: list[bytes] | None = [answer]
        """What waits for `listen`; None from then on."""
        self._core: ServerProtocol | None = None
        """Made when first needed: most lines say nothing but whole texts. It is a fifth of what a line takes in memory."""
        self._listener: Listener | None = None
        self._parts: list[bytes] | None = None
        self._behind = 0
        """Bytes that the core was given and that no frame has come of yet, or more."""
        self._closing: asyncio.TimerHandle | None = None
        self._is_resting = False
        self.received_at = self._loop.time()
        self.is_paused = False
        transport.pause_reading()

    def start(self, listener: Listener) -> None:
        """From here on all that is written goes out, and `listener` hears; first what is already there."""
        self._listener = listener
        self._begin_to_speak()
        self._read_on()

    @property
    def is_open(self) -> bool:
        return self._is_undisturbed and not self._transport.is_closing()

    @property
    def _is_undisturbed(self) -> bool:
        """Neither side has begun to close."""
        return self._core is None or self._core.state is OPEN

    def write(self, frames: bytes) -> None:
        """Whole frames, never blocking; the hub stops writing when it hears `paused`. Nothing follows a close frame."""
        if self._unsent is not None:
            self._unsent.append(frames)
        elif self._closing is None:
            self._transport.write(frames)

    def _begin_to_speak(self) -> None:
        unsent, self._unsent = self._unsent, None
        if unsent is not None:
            self._transport.write(b"".join(unsent))

    def close(self, code: int, reason: str = "") -> None:
        """Starts the closing handshake; the line is cut if no answer comes. Nothing more is heard."""
        core = self._made_core()
        if core.state is OPEN:
            core.send_close(code, reason)
        self._flush(core)

    def abort(self) -> None:
        """Ends the line now, without a word."""
        self._transport.abort()

    def unsent_bytes(self) -> int:
        return unsent_bytes(self._transport)

    # What the transport tells, through Sanic's protocol.

    def data_received(self, data: bytes) -> None:
        heard_before, self.received_at = self.received_at, self._loop.time()
        if self._waiting:
            data = self._waiting + data
        if self._listener is None or self._is_resting:
            self._waiting = data
        else:
            self._read(data, self.received_at - heard_before)

    def _read(self, data: bytes, seconds: float) -> None:
        """As much as its turn is long. It rests if there is more then, or if this came after so few seconds."""
        began = perf_counter()
        heard = drafts = 0
        is_cut = False
        while data and not is_cut and perf_counter() - began < TURN_SECONDS:
            texts, pings, end, is_cut = plain_frames(data, PLAIN_BYTES) if self._is_between else _NOTHING
            for text in texts:
                if self._closing is None:
                    drafts += self._said(text)
            heard += len(texts)
            if pings:
                self.write(b"".join(map(pong_frame, pings)))
            if not is_cut and end < PLAIN_BYTES and end < len(data):
                self._parse(data[end : end + CORE_BYTES])
                end += CORE_BYTES
            data = data[end:]
        self._waiting = data
        if (data and not is_cut) or seconds < FAST_SECONDS * (heard or 1):
            self._rest(0.0 if drafts else perf_counter() - began)

    @property
    def _is_between(self) -> bool:
        """Whatever comes next is the beginning of a frame, and the core need not know of it."""
        return not self._behind and self._parts is None and self._is_undisturbed

    def _rest(self, idle_seconds: float) -> None:
        """Longer if so much time went by and nothing was said: drafts have a limit of their own."""
        if self._transport.is_closing():
            return
        self._is_resting = True
        self._transport.pause_reading()
        if idle_seconds:
            self._loop.call_later(max(REST_SECONDS, self._share.begin(idle_seconds)), self._end_share)
        else:
            self._loop.call_later(REST_SECONDS, self._end_rest)

    def _end_share(self) -> None:
        self._share.end()
        self._end_rest()

    def _end_rest(self) -> None:
        self._is_resting = False
        self._read_on()

    def _read_on(self) -> None:
        """First what is already there."""
        if self._may_read and self._waiting:
            data, self._waiting = self._waiting, b""
            self._read(data, math.inf)
        if self._may_read:
            self._transport.resume_reading()

    @property
    def _may_read(self) -> bool:
        return not (self._is_resting or self.is_paused or self._transport.is_closing())

    def _parse(self, data: bytes) -> None:
        self._behind += len(data)
        core = self._made_core()
        core.receive_data(data)
        for frame in core.events_received():
            self._behind -= size_of(frame)  # type: ignore[arg-type]
            if self._closing is None:
                self._take(frame.opcode, bytes(frame.data), frame.fin)  # type: ignore[union-attr]
        self._flush(core)

    def _made_core(self) -> ServerProtocol:
        if self._core is None:
            self._core = ServerProtocol(state=OPEN, max_size=self._frame_limit, logger=core_logger)
        return self._core

    def eof_received(self) -> bool:
        if self._core is not None:
            self._core.receive_eof()
        return False  # the transport closes itself

    def pause_writing(self) -> None:
        """Who does not read may not make us buffer answers either: its line is no longer read."""
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
        if self._core is not None:
            # Its parser holds it, and what was not parsed yet: with them it would wait for the collector.
            self._core.parser.close()
            self._core.parser_exc = None
        self._waiting = b""
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.closed(self)

    def _take(self, opcode: Opcode, data: bytes, fin: bool) -> None:
        if opcode is Opcode.TEXT and fin:
            self._said(data)
        elif opcode is Opcode.TEXT:
            self._parts = [data]
        elif opcode is Opcode.CONT and self._parts is not None:
            self._join(data, fin)
        elif opcode is Opcode.BINARY:
            self._fail(UNSUPPORTED, "only text is spoken here")

    def _join(self, data: bytes, fin: bool) -> None:
        assert self._parts is not None
        self._parts.append(data)
        if fin:
            parts, self._parts = self._parts, None
            self._said(b"".join(parts))
        elif len(self._parts) >= FRAGMENT_LIMIT:
            self._fail(TOO_BIG, "a message in too many fragments")

    def _said(self, data: bytes) -> bool:
        try:
            text = str(data, "utf-8")
        except UnicodeDecodeError:
            self._fail(MALFORMED, "text that is not UTF-8")
            return False
        return self._listener is not None and self._listener.received(self, text)

    def _fail(self, code: int, reason: str) -> None:
        """A broken peer need not be waited for (RFC 6455, 7.1.7)."""
        core = self._made_core()
        core.fail(code, reason)
        self._flush(core)

    def _flush(self, core: ServerProtocol) -> None:
        """Writes what the core wants said; an empty piece is its sign to half-close."""
        self._begin_to_speak()
        for data in core.data_to_send():
            if data:
                self._transport.write(data)
            else:
                self._half_close()
        if self._closing is None and core.close_expected():
            self._closing = self._loop.call_later(CLOSE_SECONDS, self._transport.abort)

    def _half_close(self) -> None:
        """Not a full close: unread data of theirs would turn it into a reset, and our close frame would be lost."""
        if self._transport.is_closing():
            return
        if self._transport.can_write_eof():
            self._transport.write_eof()
        else:  # TLS has no half
            self._transport.close()

    # What Sanic asks of its WebSocket object.

    def fail_connection(self, code: int) -> None:
        """Sanic calls this for whoever is left at the very end of a shutdown."""
        self._transport.abort()
