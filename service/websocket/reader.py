"""Reads one WebSocket: bytes to messages, answers to pings, and closes. Sans-I/O: it never writes, waits or looks at a clock.

Plain frames are read in one pass; websockets' core reads the others, and only then is one made: it is a fifth of the memory
that a connection takes.
"""

import logging
from typing import Final

from websockets.frames import Close, Frame, Opcode
from websockets.protocol import OPEN, SEND_EOF
from websockets.server import ServerProtocol

from service.protocol import MALFORMED
from service.websocket.frames import Event, read_plain_frames, size_of
from service.websocket.seam import release_core

FRAGMENT_LIMIT: Final = 1_024
"""Fragments of one message. Empty fragments cost the sender nothing, so a limit on bytes does not bound our work."""

PLAIN_BYTES: Final = 4_096
"""Bytes of plain frames in one `read`, so that its caller can look at the clock."""

CORE_BYTES: Final = 2_048
"""Bytes of other frames in one `read`; the core takes several times as long for a byte."""

UNSUPPORTED: Final = 1003
TOO_BIG: Final = 1009

core_logger = logging.getLogger("hubbub.websocket")
core_logger.setLevel(logging.WARNING)  # the core reports every close; the hub does that in our words


class Reader:
    """Once the closing handshake is complete, or after a fault of the peer, `last_words` are the bytes to send before the end."""

    __slots__ = (
        "_core",
        "_core_backlog",
        "_fragments",
        "_frame_limit",
        "_needs_core",
        "_unread",
        "has_more",
        "is_open",
        "last_words",
    )

    def __init__(self, frame_limit: int) -> None:
        self._frame_limit = frame_limit
        self._unread = b""
        self._core: ServerProtocol | None = None
        self._core_backlog = 0
        """Bytes that the core was given and that were no whole frame yet, or more."""
        self._fragments: list[bytes] | None = None
        self._needs_core = False
        """Plain frames are not to be recognised: the core is within a frame or a message, or a close was sent."""
        self.has_more = False
        """Whether another `read` would find something without more bytes."""
        self.last_words: bytes | None = None
        self.is_open = True
        """Neither side has begun to close."""

    def receive(self, data: bytes) -> None:
        self._unread += data
        self.has_more = True

    def read(self, data: bytes = b"") -> list[Event]:
        """What the next few kilobytes say, in the order in which they arrived."""
        data = self._unread + data
        events: list[Event] = []
        end, is_cut = 0, False
        if not self._needs_core:
            events, end, is_cut = read_plain_frames(data, PLAIN_BYTES)
        if end < PLAIN_BYTES and end < len(data) and not is_cut:
            self._read_with_core(data[end : end + CORE_BYTES], events)
            end += CORE_BYTES
        self._unread = data[end:]
        self.has_more = not is_cut and end < len(data)
        return events

    def close(self, code: int, reason: str = "") -> bytes:
        """The close frame to send, if none was sent. Until the peer closes, too, what it sends is read and ignored."""
        core = self._made_core()
        if self.is_open:
            core.send_close(code, reason)
        self.is_open, self._needs_core = False, True
        return b"".join(core.data_to_send())

    def release(self) -> None:
        """Frees the memory at the end of the connection, also what was not read."""
        self._unread, self.has_more = b"", False
        if self._core is not None:
            release_core(self._core)

    def _made_core(self) -> ServerProtocol:
        if self._core is None:
            self._core = ServerProtocol(state=OPEN, max_size=self._frame_limit, logger=core_logger)
        return self._core

    def _read_with_core(self, data: bytes, events: list[Event]) -> None:
        core = self._made_core()
        core.receive_data(data)
        self._core_backlog += len(data)
        answers = core.data_to_send()  # one for each ping, in order, and then what closes
        for frame in core.events_received():
            assert isinstance(frame, Frame)
            self._core_backlog -= size_of(frame)
            if not self.is_open:
                continue
            if frame.opcode is Opcode.PING:
                events.append(answers.pop(0))
            elif fault := self._take(frame, events):
                core.fail(fault.code)  # from here on it ignores all
                core.data_to_send()  # its own close frame, which would follow its answer to what came later
                answers = [Frame(Opcode.CLOSE, fault.serialize()).serialize(mask=False), SEND_EOF]
                break
        if SEND_EOF in answers:
            self.last_words = b"".join(answers)
        self.is_open = self.is_open and core.state is OPEN
        self._needs_core = self._core_backlog > 0 or self._fragments is not None or not self.is_open

    def _take(self, frame: Frame, events: list[Event]) -> Close | None:
        """Returns a close if the connection fails by this frame. The peer's answer is not waited for (RFC 6455, 7.1.7)."""
        if frame.opcode is Opcode.TEXT and frame.fin:
            return _end_message(bytes(frame.data), events)
        if frame.opcode is Opcode.TEXT:
            self._fragments = [bytes(frame.data)]
        elif frame.opcode is Opcode.CONT and self._fragments is not None:
            self._fragments.append(bytes(frame.data))
            if frame.fin:
                fragments, self._fragments = self._fragments, None
                return _end_message(b"".join(fragments), events)
            if len(self._fragments) >= FRAGMENT_LIMIT:
                return Close(TOO_BIG, "a message in too many fragments")
        elif frame.opcode is Opcode.BINARY:
            return Close(UNSUPPORTED, "only text is spoken here")
        return None


def _end_message(data: bytes, events: list[Event]) -> Close | None:
    try:
        events.append(str(data, "utf-8"))
    except UnicodeDecodeError:
        return Close(MALFORMED, "text that is not UTF-8")
    return None
