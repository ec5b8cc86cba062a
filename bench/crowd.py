"""Many connections to one server, in one thread and one epoll: it counts what arrives and parses none of it.

Each connection comes from one of many loopback addresses, so that no table of ports runs out.
"""

import select
import socket
import time
from collections.abc import Callable
from typing import Final

from bench.dialects import Dialect
from bench.figures import Marks

PATIENCE_SECONDS: Final = 60.0
READ_BYTES: Final = 1 << 18
IP_BIND_ADDRESS_NO_PORT: Final = 24


class Line:
    """One connection."""

    __slots__ = ("began", "heard", "index", "marks", "ready_seconds", "socket", "step", "unsent")

    def __init__(self, index: int) -> None:
        self.index, self.marks = index, Marks()
        self.step, self.heard, self.unsent = -1, b"", b""
        self.began = self.ready_seconds = 0.0
        self.socket: socket.socket

    def connect(self, port: int, receive_bytes: int | None) -> None:
        self.began = self.began or time.monotonic()
        self.socket = socket.socket()
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setsockopt(socket.IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1)
        if receive_bytes:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        self.socket.bind((f"127.0.{1 + self.index // 200 % 200}.{1 + self.index % 200}", 0))
        self.socket.connect_ex(("127.0.0.1", port))

    def send(self, data: bytes) -> bool:
        """Never waits: what does not fit is kept for later, and whether all went is told."""
        data = self.unsent + data
        try:
            sent = self.socket.send(data)
        except BlockingIOError:
            sent = 0
        self.unsent = data[sent:]
        return not self.unsent


class Crowd:
    def __init__(self, port: int, dialect: Dialect) -> None:
        self.port, self.dialect = port, dialect
        self.epoll = select.epoll()
        self.lines: list[Line] = []
        self.by_fd: dict[int, Line] = {}
        self.failures = 0
        """Handshakes that had to be tried again."""

    def gather(self, count: int, at_once: int = 256, query: str = "", receive_bytes: int | None = None) -> float:
        """Until all are in, so many handshakes at a time; returns the seconds it took."""
        began = time.monotonic()
        request = self.dialect.handshake(query)
        waiting = [Line(len(self.lines) + number) for number in range(count)][::-1]
        self.lines += waiting[::-1]
        ready = knocking = 0
        while ready < count:
            while waiting and knocking < at_once:
                self._knock(waiting.pop(), receive_bytes)
                knocking += 1
            for fd, _ in self.epoll.poll(1):
                line = self.by_fd[fd]
                try:
                    done = self._advance(line, request)
                except OSError:
                    self.failures += 1
                    del self.by_fd[fd]
                    line.socket.close()
                    line.step, line.heard = -1, b""
                    waiting.append(line)
                    knocking -= 1
                    continue
                if done:
                    ready += 1
                    knocking -= 1
            if time.monotonic() - began > PATIENCE_SECONDS:
                raise TimeoutError(
                    f"{count - ready} of {count} handshakes were not answered in {PATIENCE_SECONDS:.0f} s"
                )
        return time.monotonic() - began

    def _knock(self, line: Line, receive_bytes: int | None) -> None:
        line.connect(self.port, receive_bytes)
        self.by_fd[line.socket.fileno()] = line
        self.epoll.register(line.socket, select.EPOLLOUT)

    def _advance(self, line: Line, request: bytes) -> bool:
        """One step of the handshake; whether it was the last."""
        if line.step == len(self.dialect.steps):
            self._count(line)
            return False
        if line.step < 0:
            if error := line.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                raise OSError(error, "the connection failed")
            line.socket.send(request)
            line.step = 0
            self.epoll.modify(line.socket, select.EPOLLIN)
            return False
        line.heard += _received(line.socket)
        _, mark, after = line.heard.partition(self.dialect.steps[line.step][1])
        if not mark:
            if not line.heard.startswith(b"HTTP/1.1 101"[: len(line.heard)]):
                raise OSError(f"refused: {line.heard[:200]!r}")
            return False
        line.step += 1
        if line.step < len(self.dialect.steps):
            line.socket.send(self.dialect.steps[line.step][0])
            return False
        line.ready_seconds, line.heard = time.monotonic() - line.began, b""
        line.marks.feed(after)
        return True

    def _count(self, line: Line) -> None:
        line.marks.feed(_received(line.socket))

    def listen(self, until: float, is_enough: Callable[[], bool] = lambda: False) -> None:
        """Counts what comes, until a moment of the monotonic clock or enough came."""
        while (left := until - time.monotonic()) > 0 and not is_enough():
            for fd, _ in self.epoll.poll(min(left, 0.05)):
                self._count(self.by_fd[fd])

    def ignore(self, line: Line) -> None:
        """From here on nothing is read on this one."""
        self.epoll.unregister(line.socket)

    @property
    def counted(self) -> int:
        return sum(line.marks.count for line in self.lines)

    def close(self) -> None:
        for line in self.lines:
            line.socket.close()


def _received(line: socket.socket) -> bytes:
    try:
        data = line.recv(READ_BYTES)
    except BlockingIOError:
        return b""
    if not data:
        raise ConnectionResetError("the server closed")
    return data
