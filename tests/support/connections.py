"""Raw TCP connections to the service: HTTP and WebSocket to the byte, as slow and as broken as a test wants them."""

import json
import select
import socket
import struct
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field

from tests.support.frames import CLOSE, TEXT, close_code, json_frame, request, say, split_frame, upgrade

TIMEOUT_SECONDS = 30
PAGE_MESSAGES = 17
"""Number of messages, each of 4,000 characters of four bytes, that fill a page: they reach PAGE_BYTES of log/contract.py."""


@dataclass
class Answer:
    status: int
    headers: list = field(default_factory=list)
    body: bytes = b""

    def header(self, name):
        values = [value for key, value in self.headers if key == name.lower()]
        return ", ".join(values) if values else None

    def cookies(self):
        """Returns the cookies that the answer sets: by name, the value and the attributes."""
        found = {}
        for cookie in (value for key, value in self.headers if key == "set-cookie"):
            pair, *attributes = cookie.split("; ")
            name, _, value = pair.partition("=")
            found[name] = (value, {attribute.lower() for attribute in attributes})
        return found

    def cookie_header(self):
        """Returns the header that a browser with these cookies sends."""
        return "Cookie: " + "; ".join(f"{name}={value}" for name, (value, _) in self.cookies().items())

    @property
    def json(self):
        return json.loads(self.body)


def ask(port, path, method="GET", headers=(), host="localhost", body=b""):
    """Sends one HTTP request on a connection of its own, and returns the answer."""
    with RawConnection(port) as connection:
        connection.write(request(path, method, headers, host) + body)
        return connection.answer(is_head=method == "HEAD")


class RawConnection:
    """A TCP connection to the service."""

    def __init__(self, port, receive_bytes=None, timeout_seconds=TIMEOUT_SECONDS):
        self._port, self._timeout_seconds = port, timeout_seconds
        self._socket = socket.socket()
        if receive_bytes:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        self._socket.settimeout(timeout_seconds)
        try:
            self._socket.connect(("127.0.0.1", port))
        except OSError:
            self._socket.close()
            raise
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._buffer = bytearray()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._socket.close()

    def local_port(self):
        return self._socket.getsockname()[1]

    # Writing, and ending it.

    def write(self, data):
        self._socket.sendall(data)

    def write_separately(self, *pieces):
        """Writes each piece after the service has read the one before: it has then answered another request."""
        for piece in pieces:
            self.write(piece)
            assert ask(self._port, "/health").status == 200

    def flood(self, data, limit, seconds=1.0):
        """Writes `data` again and again, up to the limit, until nothing is accepted for a time. Returns the bytes accepted."""
        accepted = 0
        self._socket.settimeout(seconds)
        with suppress(TimeoutError):
            while accepted < limit:
                accepted += self._socket.send(data[accepted % len(data) :])
        self._socket.settimeout(self._timeout_seconds)
        return accepted

    def flood_and_read(self, data, seconds):
        """Writes `data` again and again, and drops what it receives."""
        sent, end = 0, time.monotonic() + seconds
        while time.monotonic() < end:
            readable, writable, _ = select.select([self._socket], [self._socket], [], 0.1)
            if readable:
                self._socket.recv(1 << 18)
            if writable:
                sent += self._socket.send(data[sent % len(data) :], socket.MSG_DONTWAIT)

    def half_close(self):
        """Sends FIN: nothing more can be written, but answers can be read."""
        self._socket.shutdown(socket.SHUT_WR)

    def reset(self):
        """Closes with RST."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._socket.close()

    # Reading bytes.

    def read_slowly(self, size, seconds, is_over=None):
        """Reads at most `size` bytes each time, keeps them, and waits; until the event is set or the connection ends."""
        is_over = is_over or threading.Event()
        while not is_over.is_set() and (data := self._socket.recv(size)):
            self._buffer += data
            is_over.wait(seconds)

    def await_data(self):
        """Waits until data has come, and leaves it unread."""
        assert self._socket.recv(1, socket.MSG_PEEK)

    def has_data(self):
        """Whether data has come that was not read."""
        return bool(self._buffer or select.select([self._socket], [], [], 0)[0])

    def is_closed(self):
        """Whether the connection ends without further data. Waits for either."""
        return not self._buffer and not self._read_more()

    def closes(self):
        """Drops further data until the connection ends. Raises TimeoutError if it does not end in time."""
        while self._read_more():
            self._buffer.clear()
        return True

    def closes_while_trickling(self, count):
        """Whether the service closes the connection while a byte is sent every tenth of a second, `count` times."""
        for _ in range(count):
            with suppress(ConnectionError):
                self._socket.send(b"x")
            if select.select([self._socket], [], [], 0.1)[0] and not self._read_more():
                return True
        return False

    def _take(self, size):
        while len(self._buffer) < size:
            if not self._read_more():
                return None
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def _read_more(self):
        try:
            data = self._socket.recv(1 << 18)
        except ConnectionError:
            return False
        self._buffer += data
        return bool(data)

    # Reading HTTP.

    def answer(self, is_head=False):
        """Returns the next HTTP answer; its status is 0 if the connection ended without one."""
        while b"\r\n\r\n" not in self._buffer:
            if not self._read_more():
                return Answer(0)
        head, _, rest = bytes(self._buffer).partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
        answer = Answer(int(first.split()[1]), headers)
        has_body = not is_head and answer.status not in (101, 204, 304)
        size = int(answer.header("content-length") or 0) if has_body else 0
        self._buffer = bytearray(rest)
        answer.body = self._take(size) or b""
        return answer

    # Reading WebSocket frames.

    def frame(self):
        """Returns the next frame as (opcode, payload), or None at the end of the connection."""
        while (found := split_frame(self._buffer)) is None:
            if not self._read_more():
                return None
        opcode, payload, size = found
        del self._buffer[:size]
        return opcode, payload

    def frames_until(self, *last):
        """Yields the frames before one of these (opcode, payload), or before the connection ends."""
        while (found := self.frame()) is not None and found not in last:
            yield found

    def receive(self, *types):
        """Returns the next JSON frame of one of these types, and drops others, such as changes of people."""
        while (found := self.frame()) is not None:
            opcode, payload = found
            assert opcode != CLOSE, f"closed with {payload!r} while waiting for {types}"
            if opcode == TEXT and (received := json.loads(payload))["type"] in types:
                return received
        raise AssertionError(f"the connection ended while waiting for {types}")

    def receive_messages(self, count):
        return [self.receive("message") for _ in range(count)]

    def receive_until(self, seq):
        """Returns the next messages, up to this number."""
        messages: list[dict] = []
        while not messages or messages[-1]["seq"] < seq:
            messages.append(self.receive("message"))
        return messages

    def close_code(self):
        """Waits for a close frame and returns its code; None if the connection ends without one."""
        return next((close_code(payload) for opcode, payload in self.frames_until() if opcode == CLOSE), None)


class RawTab(RawConnection):
    """A connection after its handshake, with its welcome."""

    def __init__(self, port, query="", headers=(), glued=b"", **more):
        super().__init__(port, **more)
        self.write(upgrade(query, headers) + glued)
        answer = self.answer()
        if answer.status != 101:
            self._socket.close()
            raise AssertionError(f"the handshake was answered with {answer.status}: {answer.body!r}")
        self.welcome = self.receive("welcome")

    def say(self, draft, text):
        self.write(say(draft, text))

    def send(self, **fields):
        self.write(json_frame(**fields))


def fill_room(port, room, text="🦦" * 4_000, messages=PAGE_MESSAGES):
    """Says so much that the room's history fills the largest page. Returns the path to read it."""
    with RawTab(port, f"?room={room}") as tab:
        for number in range(messages):
            tab.say(f"long-{number}", text)
        tab.receive_until(messages)
    return f"/api/rooms/{room}/messages?limit=500"


def read_history(port, room):
    """Returns all messages of a room, read over HTTP."""
    path = f"/api/rooms/{room}/messages?limit=500&after="
    messages: list[dict] = []
    while True:
        answer = ask(port, f"{path}{messages[-1]['seq'] if messages else 0}")
        assert answer.status == 200, answer.body
        if not (page := answer.json["messages"]):
            return messages
        messages += page


def read_head(port, room):
    return ask(port, f"/api/rooms/{room}/messages?limit=1").json["head"]
