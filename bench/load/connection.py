"""One connection of the load generator: the steps of its handshake, then a counter of the messages it receives."""

import socket
import time
from typing import Final

from bench.load.stamps import StampCounter
from bench.load.wire import WireFormat

READ_BYTES: Final = 1 << 18
IP_BIND_ADDRESS_NO_PORT: Final = 24
"""From linux/in.h: the kernel chooses the port when it connects, so that addresses can share ports."""


class Connection:
    __slots__ = ("counter", "handshake_seconds", "index", "received", "socket", "started_at", "step", "unsent")

    def __init__(self, index: int) -> None:
        self.index, self.counter = index, StampCounter()
        self.started_at = self.handshake_seconds = 0.0
        self.unsent = b""

    def connect(self, port: int, receive_bytes: int = 0) -> None:
        """Connects from one of many loopback addresses: a single one has only 28,000 ports."""
        self.started_at = self.started_at or time.monotonic()
        self.step, self.received = -1, b""
        self.socket = socket.socket()
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setsockopt(socket.IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1)
        if receive_bytes:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        self.socket.bind((f"127.0.{1 + self.index // 200 % 200}.{1 + self.index % 200}", 0))
        self.socket.connect_ex(("127.0.0.1", port))

    def request(self, handshake: bytes) -> None:
        if error := self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            raise OSError(error, "the connection failed")
        self.socket.send(handshake)
        self.step = 0

    def advance(self, wire: WireFormat) -> bool:
        """Reads an answer of the handshake; returns whether it was the last."""
        self.received += self.read()
        _, expected, after = self.received.partition(wire.steps[self.step][1])
        if not expected:
            if not self.received.startswith(b"HTTP/1.1 101"[: len(self.received)]):
                raise OSError(f"refused: {self.received[:200]!r}")
            return False
        self.step += 1
        if self.step < len(wire.steps):
            self.socket.send(wire.steps[self.step][0])
            return False
        self.handshake_seconds, self.received = time.monotonic() - self.started_at, b""
        self.counter.feed(after)
        return True

    def send(self, data: bytes) -> None:
        """Never blocks: keeps what the socket does not accept for the next call."""
        data = self.unsent + data
        try:
            sent = self.socket.send(data)
        except BlockingIOError:
            sent = 0
        self.unsent = data[sent:]

    def read(self) -> bytes:
        try:
            data = self.socket.recv(READ_BYTES)
        except BlockingIOError:
            return b""
        if not data:
            raise ConnectionResetError("the server closed the connection")
        return data
