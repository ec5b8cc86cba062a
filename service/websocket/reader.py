"""Reads the bytes of one WebSocket: makes texts of them, and answers pings and closes. Sans-I/O: it never writes or waits, and
reads no clock.

Ordinary frames are read here: whole, masked texts of less than 64 KB, pings and pongs. Nearly everything that a tab sends is
one of these, and reading it here takes a seventh of the time that websockets' core needs. fallback_reader.py reads all others.
"""

from typing import Final

from service.websocket.fallback_reader import Event, FallbackReader
from service.websocket.frames import SMALL_PAYLOAD, pong_frame
from service.websocket.private_apis import apply_mask

ORDINARY_BYTES: Final = 4_096
"""Bytes of ordinary frames after which a `read` ends, so that the caller can look at the clock."""

CORE_BYTES: Final = 2_048
"""Bytes given to the core in one `read`: fewer, because the core takes several times as long for each byte."""

_FINAL_TEXT: Final = 0x81
_FINAL_PING: Final = 0x89
_FINAL_PONG: Final = 0x8A
_MASKED: Final = 0x80
_MASK_BYTES: Final = 4


class FrameReader:
    """Bytes come in by `feed` or `read`, and their events out by `read`."""

    __slots__ = ("_fallback", "_frame_limit", "_unread", "has_more", "is_open", "last_bytes")

    def __init__(self, frame_limit: int) -> None:
        self._frame_limit = frame_limit
        self._unread = b""
        self._fallback: FallbackReader | None = None
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
        end, must_wait = 0, False
        if self._fallback is None or not self._fallback.needs_all_bytes:
            events, end = read_ordinary_frames(data, ORDINARY_BYTES)
            must_wait = end < len(data) and is_cut(data, end)
        if end < ORDINARY_BYTES and end < len(data) and not must_wait:
            fallback = self._made_fallback()
            self.last_bytes = fallback.read(data[end : end + CORE_BYTES], events)
            self.is_open = fallback.is_open
            end += CORE_BYTES
        self._unread = data[end:]
        self.has_more = not must_wait and end < len(data)
        return events

    def close(self, code: int, reason: str = "") -> bytes:
        """Returns the close frame to send, or nothing if either side has begun to close. From now on the peer's frames are
        ignored, except its close frame."""
        self.is_open = False
        return self._made_fallback().close(code, reason)

    def release(self) -> None:
        """Frees the memory at the end of the connection, also of unread bytes."""
        self._unread, self.has_more = b"", False
        if self._fallback is not None:
            self._fallback.release()

    def _made_fallback(self) -> FallbackReader:
        if self._fallback is None:
            self._fallback = FallbackReader(self._frame_limit)
        return self._fallback


def read_ordinary_frames(data: bytes, limit: int) -> tuple[list[Event], int]:
    """Reads the ordinary frames at the beginning of `data`. Returns their events, and where the last of these frames ends.

    Stops before a frame that is not ordinary or whose end is missing, before a text that is not UTF-8, and when `limit` bytes
    are read.
    """
    events: list[Event] = []
    begin, available = 0, len(data)
    while begin < available and begin < limit:
        place = _payload_place(data, begin)
        if place is None or place[1] > available:
            break
        payload, end = place
        kind = data[begin]
        if kind != _FINAL_PONG:
            content = apply_mask(data[payload:end], data[payload - _MASK_BYTES : payload])
            if kind == _FINAL_PING:
                _add_pong(events, pong_frame(content))
            else:
                try:
                    events.append(str(content, "utf-8"))
                except UnicodeDecodeError:
                    break
        begin = end
    return events, begin


def is_cut(data: bytes, begin: int) -> bool:
    """Whether at `begin` is an ordinary frame whose end is missing."""
    place = _payload_place(data, begin)
    return place is not None and place[1] > len(data)


def _payload_place(data: bytes, begin: int) -> tuple[int, int] | None:
    """Returns where the payload of the ordinary frame at `begin` starts and ends; None if that frame is not ordinary.

    The end may be beyond `data`. It always is if a part of the header is missing.
    """
    kind = data[begin]
    if kind != _FINAL_TEXT and kind != _FINAL_PING and kind != _FINAL_PONG:
        return None
    if begin + 1 == len(data):
        return begin + 2, begin + 2
    size, payload = data[begin + 1] - _MASKED, begin + 2 + _MASK_BYTES
    if 0 <= size < SMALL_PAYLOAD:
        return payload, payload + size
    if size != SMALL_PAYLOAD or kind != _FINAL_TEXT:
        return None
    payload += 2  # two more bytes have the length
    return payload, payload + int.from_bytes(data[begin + 2 : begin + 4], "big")


def _add_pong(events: list[Event], pong: bytes) -> None:
    """Adds a pong. If the last event is a pong, joins the two, so that they are sent in one write."""
    last = events[-1] if events else ""
    if isinstance(last, bytes):
        events[-1] = last + pong
    else:
        events.append(pong)
