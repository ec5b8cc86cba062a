"""Reads one WebSocket: bytes to texts, answers to pings, and closes. Sans-I/O: it never writes, waits or reads a clock.

Ordinary frames are read here: whole, masked texts of less than 64 KB, pings and pongs. Nearly everything that a tab sends is
one of these, and reading it here takes a seventh of the time that websockets' core needs. core_reader.py reads all others.
"""

from typing import Final

from service.websocket.core_reader import CoreReader, Event
from service.websocket.frames import SMALL_PAYLOAD, pong_frame
from service.websocket.seam import apply_mask

ORDINARY_BYTES: Final = 4_096
"""Bytes of ordinary frames in one `read`, so that the caller can look at the clock between two."""

CORE_BYTES: Final = 2_048
"""Bytes given to the core in one `read`; the core takes several times as long for a byte."""

_FINAL_TEXT: Final = 0x81
_FINAL_PING: Final = 0x89
_FINAL_PONG: Final = 0x8A
_MASKED: Final = 0x80
_MASK_BYTES: Final = 4


class FrameReader:
    """Bytes come in by `feed` or `read`, and their events out by `read`."""

    __slots__ = ("_core", "_frame_limit", "_unread", "has_more", "is_open", "last_bytes")

    def __init__(self, frame_limit: int) -> None:
        self._frame_limit = frame_limit
        self._unread = b""
        self._core: CoreReader | None = None
        self.has_more = False
        """Whether another `read` would find something without further bytes."""
        self.last_bytes: bytes | None = None
        """The last bytes to send, once the closing handshake is complete or the peer broke the protocol."""
        self.is_open = True
        """Whether neither side has begun to close."""

    def feed(self, data: bytes) -> None:
        """Keeps the bytes for the next `read`."""
        self._unread += data
        self.has_more = True

    def read(self, data: bytes = b"") -> list[Event]:
        """Returns the events of the next few kilobytes, in the order in which they arrived."""
        data = self._unread + data
        events: list[Event] = []
        end, is_cut = 0, False
        if self._core is None or not self._core.needs_all_bytes:
            events, end, is_cut = read_ordinary_frames(data, ORDINARY_BYTES)
        if end < ORDINARY_BYTES and end < len(data) and not is_cut:
            core = self._made_core()
            self.last_bytes = core.read(data[end : end + CORE_BYTES], events)
            self.is_open = core.is_open
            end += CORE_BYTES
        self._unread = data[end:]
        self.has_more = not is_cut and end < len(data)
        return events

    def close(self, code: int, reason: str = "") -> bytes:
        """Returns the close frame to send, or nothing if one was sent. Until the peer closes too, its frames are ignored."""
        self.is_open = False
        return self._made_core().close(code, reason)

    def release(self) -> None:
        """Frees the memory at the end of the connection, also of unread bytes."""
        self._unread, self.has_more = b"", False
        if self._core is not None:
            self._core.release()

    def _made_core(self) -> CoreReader:
        if self._core is None:
            self._core = CoreReader(self._frame_limit)
        return self._core


def read_ordinary_frames(data: bytes, limit: int) -> tuple[list[Event], int, bool]:
    """Reads the ordinary frames at the beginning of `data`.

    Returns their events in order, where the last frame ends, and whether an ordinary frame follows whose end is missing.
    Stops before a frame that is not ordinary, before a text that is not UTF-8, and when `limit` bytes are read.
    """
    events: list[Event] = []
    pongs: list[bytes] = []
    begin, available = 0, len(data)
    is_cut = False
    while begin < available and begin < limit:
        kind = data[begin]
        if kind != _FINAL_TEXT and kind != _FINAL_PING and kind != _FINAL_PONG:
            break
        if available - begin < 2 + _MASK_BYTES:
            is_cut = available - begin < 2 or _is_ordinary(kind, data[begin + 1] - _MASKED)
            break
        size, mask = data[begin + 1] - _MASKED, begin + 2
        if not 0 <= size < SMALL_PAYLOAD:
            if not _is_ordinary(kind, size):
                break
            size, mask = int.from_bytes(data[mask : mask + 2], "big"), mask + 2
        payload = mask + _MASK_BYTES
        end = payload + size
        if end > available:
            is_cut = True
            break
        if kind == _FINAL_TEXT:
            try:
                text = str(apply_mask(data[payload:end], data[mask:payload]), "utf-8")
            except UnicodeDecodeError:
                break
            if pongs:
                events.append(b"".join(pongs))
                pongs.clear()
            events.append(text)
        elif kind == _FINAL_PING:
            pongs.append(pong_frame(apply_mask(data[payload:end], data[mask:payload])))
        begin = end
    if pongs:
        events.append(b"".join(pongs))
    return events, begin, is_cut


def _is_ordinary(kind: int, size: int) -> bool:
    """Decides by the first two bytes; only texts may have a length that takes two more bytes."""
    return 0 <= size < SMALL_PAYLOAD or (size == SMALL_PAYLOAD and kind == _FINAL_TEXT)
