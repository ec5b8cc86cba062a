"""The plain frames of a WebSocket (RFC 6455, 5.2), read and written in one pass: whole texts, pings and pongs. Pure.

Nearly everything that a tab sends is of this kind, and it costs a seventh of what websockets' sans-I/O core takes for it.
The core reads every other frame.
"""

import struct
from typing import Final

from websockets.frames import Frame

from service.websocket.seam import apply_mask

SMALL_PAYLOAD: Final = 126
MEDIUM_PAYLOAD: Final = 65_536

PING: Final = b"\x89\x00"

_FINAL_TEXT: Final = 0x81
_FINAL_PING: Final = 0x89
_FINAL_PONG: Final = 0x8A
_MASKED: Final = 0x80
_MASK_BYTES: Final = 4

Event = str | bytes
"""A message, or frames to send: the answers to pings."""


def text_frame(payload: bytes) -> bytes:
    """The payload as one unmasked text frame, the same bytes for every receiver."""
    size = len(payload)
    if size < SMALL_PAYLOAD:
        return b"\x81%c%b" % (size, payload)
    if size < MEDIUM_PAYLOAD:
        return b"\x81\x7e" + struct.pack("!H", size) + payload
    return b"\x81\x7f" + struct.pack("!Q", size) + payload


def pong_frame(payload: bytes) -> bytes:
    """The answer to a ping, whose payload has at most 125 bytes."""
    return b"\x8a%c%b" % (len(payload), payload)


def read_plain_frames(data: bytes, limit: int) -> tuple[list[Event], int, bool]:
    """Reads the whole, final, masked texts of less than 64 KB, pings and pongs that `data` begins with.

    Returns their events in order, where the last frame ends, and whether the next is a plain one of which the end is missing.
    No frame is begun beyond `limit` bytes. A text that is not UTF-8 is left to the core, like every other frame.
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
            is_cut = available - begin < 2 or _is_plain(kind, data[begin + 1] - _MASKED)
            break
        size, mask = data[begin + 1] - _MASKED, begin + 2
        if not 0 <= size < SMALL_PAYLOAD:
            if not _is_plain(kind, size):
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


def _is_plain(kind: int, size: int) -> bool:
    """By the first two bytes; of the frames whose length takes two more bytes, only texts are plain."""
    return 0 <= size < SMALL_PAYLOAD or (size == SMALL_PAYLOAD and kind == _FINAL_TEXT)


def size_of(frame: Frame) -> int:
    """Bytes of a masked frame, in the shortest encoding of its length."""
    size = len(frame.data)
    length_bytes = 0 if size < SMALL_PAYLOAD else 2 if size < MEDIUM_PAYLOAD else 8
    return 2 + length_bytes + _MASK_BYTES + size
