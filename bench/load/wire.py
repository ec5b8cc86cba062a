"""The bytes that each server expects: its handshake, the steps after it, and a message."""

import json
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bench.load.stamps import stamp

MASK: Final = b"\1\2\3\4"


@dataclass(frozen=True, slots=True)
class WireFormat:
    path: str
    steps: tuple[tuple[bytes, bytes], ...]
    """After the request: bytes to send, and bytes to wait for. The first step sends nothing."""
    encode: Callable[[str, str], str]
    """Makes a text frame's payload from a draft id and a text."""

    def handshake(self, query: str = "") -> bytes:
        return (
            f"GET {self.path}{query} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        ).encode()

    def message(self, number: int, text: str) -> bytes:
        return text_frame(self.encode(f"d{number:08d}", f"{text} {stamp(number)}"))


def text_frame(text: str) -> bytes:
    """A masked WebSocket frame, as a browser sends it."""
    payload = text.encode()
    size = len(payload)
    head = bytes([0x81, 0x80 | size]) if size < 126 else b"\x81\xfe" + struct.pack("!H", size)
    key = int.from_bytes((MASK * (size // 4 + 1))[:size])
    return head + MASK + (int.from_bytes(payload) ^ key).to_bytes(size)


def _say(draft: str, text: str) -> str:
    return _json({"type": "say", "draft": draft, "text": text})


def _socket_io_say(draft: str, text: str) -> str:
    return "42" + _json(["say", {"draft": draft, "text": text}])


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


HUBBUB: Final = WireFormat("/ws", ((b"", b'"type":"welcome"'),), _say)
BARE: Final = WireFormat("/", ((b"", b"\r\n\r\n"),), _say)
SOCKET_IO: Final = WireFormat(
    "/socket.io/?EIO=4&transport=websocket",
    ((b"", b'0{"sid"'), (text_frame("40"), b'40{"sid"')),
    _socket_io_say,
)
