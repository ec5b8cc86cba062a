"""Bytes and frames (RFC 6455, 5.2), for what is nearly all of the talk: whole text frames. Pure.

All else is the business of websockets' sans-I/O core, which reads frames one step at a time and any way they come.
"""

import struct
from typing import Final

from websockets.frames import Frame, apply_mask  # type: ignore[attr-defined]  # in C, where its wheel brings that

SMALL_PAYLOAD: Final = 126
MEDIUM_PAYLOAD: Final = 65_536

PING: Final = b"\x89\x00"

_FINAL_TEXT: Final = 0x81
_MASKED: Final = 0x80
_MASK_BYTES: Final = 4


def text_frame(payload: bytes) -> bytes:
    """The payload as one unmasked text frame: what is written is the same for everybody."""
    size = len(payload)
    if size < SMALL_PAYLOAD:
        return b"\x81%c%b" % (size, payload)
    if size < MEDIUM_PAYLOAD:
        return b"\x81\x7e" + struct.pack("!H", size) + payload
    return b"\x81\x7f" + struct.pack("!Q", size) + payload


def whole_texts(data: bytes) -> list[bytes] | None:
    """The payloads, if this is nothing but whole, final, masked text frames of less than 64 KB; otherwise None.

    Nearly everything that a tab sends comes like this, and costs a seventh of what the core takes for it.
    """
    payloads, begin = [], 0
    while begin < len(data):
        if len(data) - begin < 2 + _MASK_BYTES or data[begin] != _FINAL_TEXT:
            return None
        size, mask = data[begin + 1] - _MASKED, begin + 2
        if size == SMALL_PAYLOAD:
            size, mask = int.from_bytes(data[mask : mask + 2], "big"), mask + 2
        elif not 0 <= size < SMALL_PAYLOAD:
            return None
        text = mask + _MASK_BYTES
        begin = text + size
        if begin > len(data):
            return None
        payloads.append(apply_mask(data[text:begin], data[mask:text]))
    return payloads


def size_of(frame: Frame) -> int:
    """Of a masked frame, in bytes, in the shortest spelling it can have."""
    size = len(frame.data)
    length_bytes = 0 if size < SMALL_PAYLOAD else 2 if size < MEDIUM_PAYLOAD else 8
    return 2 + length_bytes + _MASK_BYTES + size
