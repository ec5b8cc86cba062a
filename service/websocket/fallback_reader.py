"""Reads the frames that reader.py does not: fragments, long texts, closes and faults, with websockets' sans-I/O core."""

import logging
from typing import Final

from websockets.frames import Close, Frame, Opcode
from websockets.protocol import OPEN, SEND_EOF
from websockets.server import ServerProtocol

from service.protocol import MALFORMED
from service.websocket.frames import MEDIUM_PAYLOAD, SMALL_PAYLOAD
from service.websocket.private_apis import release_core

FRAGMENT_LIMIT: Final = 1_024
"""Most fragments of one message. Empty fragments do not count towards the size limit, so their number needs a limit of its
own."""

UNSUPPORTED: Final = 1003
TOO_BIG: Final = 1009

_MASK_BYTES: Final = 4

Event = str | bytes
"""A text that arrived, or frames to send: the answers to pings."""

core_logger = logging.getLogger("hubbub.websocket")
core_logger.setLevel(logging.WARNING)  # the core would log every close; the hub logs those that matter


class FallbackReader:
    """Made only when a connection needs it: the core takes a fifth of the memory of a connection."""

    __slots__ = ("_backlog", "_core", "_fragments", "is_open")

    def __init__(self, frame_limit: int) -> None:
        self._core = ServerProtocol(state=OPEN, max_size=frame_limit, logger=core_logger)
        self._backlog = 0
        """Upper bound of the bytes in the core that are not yet a complete frame."""
        self._fragments: list[bytes] | None = None
        self.is_open = True
        """Whether neither side has begun to close."""

    @property
    def needs_all_bytes(self) -> bool:
        """Whether all bytes must go to the core: it is within a frame or a message, or a side has begun to close."""
        return self._backlog > 0 or self._fragments is not None or not self.is_open

    def read(self, data: bytes, events: list[Event]) -> bytes | None:
        """Appends texts, and pongs to be sent, to `events`. Returns the last bytes to send if the connection ends here."""
        core = self._core
        core.receive_data(data)
        self._backlog += len(data)
        answers = core.data_to_send()  # one for each ping, in order, and then the close frame
        for frame in core.events_received():
            assert isinstance(frame, Frame)
            self._backlog -= size_of(frame)
            if not self.is_open:
                continue
            if frame.opcode is Opcode.PING:
                events.append(answers.pop(0))
            elif fault := self._read_frame(frame, events):
                core.fail(fault.code)  # from here on the core ignores all bytes
                core.data_to_send()  # drops the core's close frame: it would come after its answers to later frames
                answers = [Frame(Opcode.CLOSE, fault.serialize()).serialize(mask=False), SEND_EOF]
                break
        self.is_open = self.is_open and core.state is OPEN
        return b"".join(answers) if SEND_EOF in answers else None

    def _read_frame(self, frame: Frame, events: list[Event]) -> Close | None:
        """Returns a `Close` if the frame is a fault. The connection then ends without the peer's answer (RFC 6455,
        7.1.7)."""
        if frame.opcode is Opcode.TEXT and frame.fin:
            return _end_text(bytes(frame.data), events)
        if frame.opcode is Opcode.TEXT:
            self._fragments = [bytes(frame.data)]
        elif frame.opcode is Opcode.CONT and self._fragments is not None:
            self._fragments.append(bytes(frame.data))
            if frame.fin:
                fragments, self._fragments = self._fragments, None
                return _end_text(b"".join(fragments), events)
            if len(self._fragments) >= FRAGMENT_LIMIT:
                return Close(TOO_BIG, "a message in too many fragments")
        elif frame.opcode is Opcode.BINARY:
            return Close(UNSUPPORTED, "binary messages are not accepted")
        return None

    def close(self, code: int, reason: str) -> bytes:
        """Returns the close frame to send, or nothing if either side has begun to close."""
        if self.is_open:
            self._core.send_close(code, reason)
        self.is_open = False
        return b"".join(self._core.data_to_send())

    def release(self) -> None:
        release_core(self._core)


def _end_text(data: bytes, events: list[Event]) -> Close | None:
    try:
        events.append(str(data, "utf-8"))
    except UnicodeDecodeError:
        return Close(MALFORMED, "text that is not UTF-8")
    return None


def size_of(frame: Frame) -> int:
    """Returns the size in bytes of a masked frame that has its length in the shortest encoding."""
    size = len(frame.data)
    length_bytes = 0 if size < SMALL_PAYLOAD else 2 if size < MEDIUM_PAYLOAD else 8
    return 2 + length_bytes + _MASK_BYTES + size
