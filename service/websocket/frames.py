"""Builds the frames that the server sends (RFC 6455, 5.2): texts, pings and pongs, unmasked. Pure."""

import struct
from typing import Final

SMALL_PAYLOAD: Final = 126
"""Length in bytes from which a payload's length takes two more bytes in the header."""

MEDIUM_PAYLOAD: Final = 65_536
"""Length in bytes from which a payload's length takes eight more bytes in the header."""

PING: Final = b"\x89\x00"


def text_frame(payload: bytes) -> bytes:
    """Returns the payload as one text frame, the same bytes for every receiver."""
    size = len(payload)
    if size < SMALL_PAYLOAD:
        return b"\x81%c%b" % (size, payload)
    if size < MEDIUM_PAYLOAD:
        return b"\x81\x7e" + struct.pack("!H", size) + payload
    return b"\x81\x7f" + struct.pack("!Q", size) + payload


def payload_of(frame: bytes) -> bytes:
    """Returns the payload of a frame that `text_frame` made."""
    begin = {0x7E: 4, 0x7F: 10}.get(frame[1], 2)
    return frame[begin:]


def pong_frame(payload: bytes) -> bytes:
    """Returns the answer to a ping, whose payload has at most 125 bytes."""
    return b"\x8a%c%b" % (len(payload), payload)
