"""Bytes and frames (RFC 6455, 5.2), for what is nearly all of the talk: plain frames, which are texts, pings and pongs. Pure.

All else is the business of websockets' sans-I/O core, which reads frames one step at a time and any way they come.
"""

import struct
from typing import Final

from websockets.frames import Frame, apply_mask  # type: ignore[attr-defined]  # in C, where its wheel brings that

SMALL_PAYLOAD: Final = 126
MEDIUM_PAYLOAD: Final = 65_536

PING: Final = b"\x89\x00"

_FINAL_TEXT: Final = 0x81
_FINAL_PING: Final = 0x89
_FINAL_PONG: Final = 0x8A
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


def pong_frame(payload: bytes) -> bytes:
    """The answer to a ping, which has at most 125 bytes."""
    return b"\x8a%c%b" % (len(payload), payload)


Plain = tuple[list[bytes], list[bytes], int, bool]
"""What plain frames said: texts and pings (pongs say nothing). Where they end. Whether another one is cut there."""


def plain_frames(data: bytes, limit: int) -> Plain:
    """The whole, final, masked texts of less than 64 KB, pings and pongs at the beginning of this.

    None is begun beyond `limit` bytes. Nearly everything that a tab sends is of this kind, and costs a seventh of what the
    core takes for it.
    """
    texts: list[bytes] = []
    pings: list[bytes] = []
    begin, there = 0, len(data)
    while begin < there and begin < limit:
        kind = data[begin]
        if kind != _FINAL_TEXT and kind != _FINAL_PING and kind != _FINAL_PONG:
            break
        if there - begin < 2 + _MASK_BYTES:
            return texts, pings, begin, there - begin < 2 or _is_plain(kind, data[begin + 1] - _MASKED)
        size, mask = data[begin + 1] - _MASKED, begin + 2
        if not 0 <= size < SMALL_PAYLOAD:
            if not _is_plain(kind, size):
                break
            size, mask = int.from_bytes(data[mask : mask + 2], "big"), mask + 2
        payload = mask + _MASK_BYTES
        end = payload + size
        if end > there:
            return texts, pings, begin, True
        if kind == _FINAL_TEXT:
            texts.append(apply_mask(data[payload:end], data[mask:payload]))
        elif kind == _FINAL_PING:
            pings.append(apply_mask(data[payload:end], data[mask:payload]))
        begin = end
    return texts, pings, begin, False


def _is_plain(kind: int, size: int) -> bool:
    """By the first two bytes; of those frames whose length takes two more, only texts are."""
    return 0 <= size < SMALL_PAYLOAD or (size == SMALL_PAYLOAD and kind == _FINAL_TEXT)


def size_of(frame: Frame) -> int:
    """Of a masked frame, in bytes, in the shortest spelling it can have."""
    size = len(frame.data)
    length_bytes = 0 if size < SMALL_PAYLOAD else 2 if size < MEDIUM_PAYLOAD else 8
    return 2 + length_bytes + _MASK_BYTES + size
