"""Somebody who wants the container's memory: never reads, and sends pings and the beginning of a long message."""

import socket
from contextlib import suppress

WRITE_SECONDS = 0.05
"""Whoever is not taken from for so long is held back, and that is what has to happen."""

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
BEGINNING = b"\x01\xfe\xea\x60\0\0\0\0" + b"x" * 60_000
"""60,000 bytes of a text whose end never comes."""

PINGS = (b"\x89\xfd\0\0\0\0" + b"x" * 125) * 500
FLOOD_BYTES = 20 * 2**20


class Attacker:
    def __init__(self, port: int, room: str) -> None:
        self._line = socket.socket()
        self._line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        self._line.connect(("localhost", port))
        upgrade = f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {KEY}\r\nSec-WebSocket-Version: 13"
        self._line.sendall(f"GET /ws?room={room} HTTP/1.1\r\nHost: localhost:{port}\r\n{upgrade}\r\n\r\n".encode())

    def __enter__(self) -> "Attacker":
        return self

    def __exit__(self, *exception: object) -> None:
        self._line.close()

    def flood(self) -> None:
        self._line.settimeout(WRITE_SECONDS)
        with suppress(OSError):
            self._line.sendall(BEGINNING)
            for _ in range(FLOOD_BYTES // len(PINGS)):
                self._line.sendall(PINGS)
