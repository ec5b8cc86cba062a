"""Many connections to a server, or to nodes in turn, in one thread with one epoll. They count messages and parse nothing."""

import select
import time
from collections.abc import Callable, Sequence
from typing import Final

from bench.load.connection import Connection
from bench.load.wire import WireFormat

OPEN_SECONDS: Final = 60.0
"""Time for all handshakes together; after that the measurement fails."""


class ConnectionPool:
    def __init__(self, wire: WireFormat, *ports: int) -> None:
        self.wire, self.ports = wire, ports
        self.epoll = select.epoll()
        self.connections: list[Connection] = []
        self.retries = 0
        """Handshakes that failed and were started again."""
        self._by_fd: dict[int, Connection] = {}

    def open(self, count: int, parallel: int = 256, queries: Sequence[str] = ("",), receive_bytes: int = 0) -> float:
        """Opens connections, at most `parallel` handshakes at a time; returns the seconds it took. Takes queries in turn."""
        began = time.monotonic()
        handshakes = [self.wire.handshake(query) for query in queries]
        waiting = [Connection(len(self.connections) + number) for number in range(count)]
        self.connections += waiting
        waiting.reverse()
        opening: set[Connection] = set()
        while waiting or opening:
            while waiting and len(opening) < parallel:
                opening.add(self._connect(waiting.pop(), receive_bytes))
            failed = self._advance(opening, handshakes)
            waiting += failed
            self.retries += len(failed)
            if time.monotonic() - began > OPEN_SECONDS:
                left = len(waiting) + len(opening)
                raise TimeoutError(f"{left} of {count} handshakes had no answer within {OPEN_SECONDS:.0f} s")
        return time.monotonic() - began

    def _connect(self, connection: Connection, receive_bytes: int) -> Connection:
        connection.connect(self.ports[connection.index % len(self.ports)], receive_bytes)
        self._by_fd[connection.socket.fileno()] = connection
        self.epoll.register(connection.socket, select.EPOLLOUT)
        return connection

    def _advance(self, opening: set[Connection], handshakes: list[bytes]) -> list[Connection]:
        """Takes every handshake one step further, removes those that end, and returns those that failed."""
        failed = []
        for fd, _ in self.epoll.poll(1):
            connection = self._by_fd[fd]
            if connection not in opening:
                connection.counter.feed(connection.read())
                continue
            try:
                is_open = self._step(connection, handshakes[connection.index % len(handshakes)])
            except OSError:
                del self._by_fd[fd]
                connection.socket.close()
                failed.append(connection)
                is_open = True
            if is_open:
                opening.remove(connection)
        return failed

    def _step(self, connection: Connection, handshake: bytes) -> bool:
        if connection.step >= 0:
            return connection.advance(self.wire)
        connection.request(handshake)
        self.epoll.modify(connection.socket, select.EPOLLIN)
        return False

    def count(self, until: float, is_enough: Callable[[], bool] = lambda: False) -> None:
        """Counts messages until a time of the monotonic clock, or until there are enough."""
        while (left := until - time.monotonic()) > 0 and not is_enough():
            for fd, _ in self.epoll.poll(min(left, 0.05)):
                connection = self._by_fd[fd]
                connection.counter.feed(connection.read())

    def stop_reading(self, connection: Connection) -> None:
        self.epoll.unregister(connection.socket)

    @property
    def counted(self) -> int:
        return sum(connection.counter.count for connection in self.connections)

    def close(self) -> None:
        for connection in self.connections:
            connection.socket.close()
