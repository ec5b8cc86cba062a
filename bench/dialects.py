"""How each contender is spoken to, to the byte: the handshake, what follows it, and a message."""

import json
import struct
from collections.abc import Callable
from dataclasses import dataclass

from bench.figures import stamp

MASK = b"\1\2\3\4"


@dataclass(frozen=True, slots=True)
class Dialect:
    path: str
    steps: tuple[tuple[bytes, bytes], ...]
    """After the handshake's request: what to say next, and what to wait for. The first says nothing."""
    say: Callable[[str, str], str]
    """From a draft's id and a text to the text frame."""

    def handshake(self, query: str = "") -> bytes:
        return (
            f"GET {self.path}{query} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        ).encode()

    def frame(self, number: int, words: str) -> bytes:
        return masked(self.say(f"d{number:08d}", f"{words} {stamp(number)}"))


def masked(text: str) -> bytes:
    payload = text.encode()
    size = len(payload)
    head = bytes([0x81, 0x80 | size]) if size < 126 else b"\x81\xfe" + struct.pack("!H", size)
    key = int.from_bytes((MASK * (size // 4 + 1))[:size])
    return head + MASK + (int.from_bytes(payload) ^ key).to_bytes(size)


def _plain(draft: str, text: str) -> str:
    return json.dumps({"type": "say", "draft": draft, "text": text}, ensure_ascii=False, separators=(",", ":"))


def _socket_io(draft: str, text: str) -> str:
    said = json.dumps(["say", {"draft": draft, "text": text}], ensure_ascii=False, separators=(",", ":"))
    return f"42{said}"


DIALECTS = {
    "hubbub": Dialect("/ws", ((b"", b'"type":"welcome"'),), _plain),
    "plain": Dialect("/", ((b"", b"\r\n\r\n"),), _plain),
    "socket.io": Dialect(
        "/socket.io/?EIO=4&transport=websocket", ((b"", b'0{"sid"'), (masked("40"), b'40{"sid"')), _socket_io
    ),
}
