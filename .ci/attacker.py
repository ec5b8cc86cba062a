"""An attacker that tries to exhaust the container's memory: it never reads, and sends pings and an endless message."""

import socket
from contextlib import suppress

WRITE_SECONDS = 0.05
"""If the server reads nothing for so long, back-pressure works, and the attack ends."""

KEY = "dGhlIHNhbXBsZSBub25jZQ=="
BEGINNING = b"\x01\xfe\xea\x60\0\0\0\0" + b"x" * 60_000
"""The first frame of a fragmented text, 60,000 bytes; the last one is never sent."""

PINGS = (b"\x89\xfd\0\0\0\0" + b"x" * 125) * 500
FLOOD_BYTES = 20 * 2**20


class Attacker:
    def __init__(self, port: int, room: str) -> None:
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        self._socket.connect(("localhost", port))
        upgrade = f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {KEY}\r\nSec-WebSocket-Version: 13"
        self._socket.sendall(f"GET /ws?room={room} HTTP/1.1\r\nHost: localhost:{port}\r\n{upgrade}\r\n\r\n".encode())

    def __enter__(self) -> "Attacker":
        return self

    def __exit__(self, *exception: object) -> None:
        self._socket.close()

    def flood(self) -> None:
        self._socket.settimeout(WRITE_SECONDS)
        with suppress(OSError):
            self._socket.sendall(BEGINNING)
            for _ in range(FLOOD_BYTES // len(PINGS)):
                self._socket.sendall(PINGS)
