"""HTTP and WebSocket to the byte, over a raw socket: also what no library would send."""

import json
import select
import socket
import struct
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field

PATIENCE_SECONDS = 30
PAGE_MESSAGES = 17
"""Of 4,000 characters of four bytes: with the last one they reach log.contract.PAGE_BYTES."""

KEY = "dGhlIHNhbXBsZSBub25jZQ=="

CONT, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA


@dataclass
class Answer:
    status: int
    headers: list = field(default_factory=list)
    body: bytes = b""

    def header(self, name):
        values = [value for key, value in self.headers if key == name.lower()]
        return ", ".join(values) if values else None

    @property
    def json(self):
        return json.loads(self.body)


def ask(port, path, method="GET", headers=(), host="localhost", body=b""):
    """One HTTP request on a line of its own."""
    with Line(port) as line:
        line.write(request(path, method, headers, host) + body)
        return line.answer(is_head=method == "HEAD")


def request(path, method="GET", headers=(), host="localhost", version="1.1"):
    lines = [f"{method} {path} HTTP/{version}", f"Host: {host}", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "surrogateescape")


def upgrade(query="", headers=(), host="localhost"):
    handshake = ("Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Key: {KEY}", "Sec-WebSocket-Version: 13")
    return request(f"/ws{query}", headers=(*handshake, *headers), host=host)


def frame(payload=b"", opcode=TEXT, *, fin=True, masked=True, rsv=0, declared=None):
    """One frame as a browser would send it, or not quite."""
    size = len(payload) if declared is None else declared
    head = bytes([fin << 7 | rsv << 4 | opcode])
    flag = masked << 7
    if size < 126:
        head += bytes([flag | size])
    elif size < 65_536:
        head += bytes([flag | 126]) + struct.pack("!H", size)
    else:
        head += bytes([flag | 127]) + struct.pack("!Q", size)
    return head + b"\0\0\0\0" + payload if masked else head + payload


def said(**fields):
    return frame(json.dumps(fields).encode())


def say(draft, text):
    return said(type="say", draft=draft, text=text)


def close_frame(code=1000, reason=b""):
    return frame(struct.pack("!H", code) + reason, CLOSE)


class Line:
    """A TCP connection to the service."""

    def __init__(self, port, receive_bytes=None, patience_seconds=PATIENCE_SECONDS):
        self._port, self._patience_seconds = port, patience_seconds
        self._socket = socket.socket()
        if receive_bytes:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        self._socket.settimeout(self._patience_seconds)
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

    def write(self, data):
        self._socket.sendall(data)

    def write_apart(self, *pieces):
        """Each is read by the service before the next is written: between them goes a question on a line of its own."""
        for piece in pieces:
            self.write(piece)
            assert ask(self._port, "/health").status == 200

    def flood(self, data, limit):
        """Writes the same again and again; how much was taken, up to the limit, before nothing more was for a second."""
        taken = 0
        self._socket.settimeout(1)
        with suppress(TimeoutError):
            while taken < limit:
                taken += self._socket.send(data[taken % len(data) :])
        self._socket.settimeout(self._patience_seconds)
        return taken

    def flood_and_read(self, data, seconds):
        """Writes the same again and again for so long, and forgets what it hears."""
        taken, end = 0, time.monotonic() + seconds
        while time.monotonic() < end:
            readable, writable, _ = select.select([self._socket], [self._socket], [], 0.1)
            if readable:
                self._socket.recv(1 << 18)
            if writable:
                taken += self._socket.send(data[taken % len(data) :], socket.MSG_DONTWAIT)

    def read_slowly(self, size, seconds, is_over):
        """Takes so many bytes each time, and keeps them for later, until the event is set."""
        while not is_over.wait(seconds):
            self._buffer += self._socket.recv(size)

    def sip(self, size, seconds):
        """Takes so many bytes each time, and keeps them for later, until the line ends."""
        is_over = threading.Event()
        while (data := self._socket.recv(size)) and not is_over.wait(seconds):
            self._buffer += data

    def await_word(self):
        """Until something has come, which stays where it is."""
        assert self._socket.recv(1, socket.MSG_PEEK)

    def has_more(self):
        """Whether anything has come that was not looked at."""
        return bool(self._buffer or select.select([self._socket], [], [], 0)[0])

    def shut(self):
        """Half a goodbye: nothing more comes from here, but it still reads."""
        self._socket.shutdown(socket.SHUT_WR)

    def reset(self):
        """Ends the line without a word: the other side sees RST."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._socket.close()

    def local_port(self):
        return self._socket.getsockname()[1]

    # HTTP.

    def answer(self, is_head=False):
        """The next HTTP answer; status 0 if the line ended without one."""
        while b"\r\n\r\n" not in self._buffer:
            if not self._more():
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

    def is_ended(self):
        """Whether nothing but the end of the line comes."""
        return not self._buffer and not self._more()

    def comes_to_an_end(self):
        """Whatever still comes, and then the end; an error if it does not come in time."""
        while self._more():
            self._buffer.clear()
        return True

    def ends_while_dripping(self, drops):
        """Whether the other side ends the line while a byte goes out every tenth of a second, so many times."""
        for _ in range(drops):
            with suppress(ConnectionError):
                self._socket.send(b"x")
            if select.select([self._socket], [], [], 0.1)[0] and not self._more():
                return True
        return False

    # WebSocket.

    def frame(self):
        """The next frame as (opcode, payload), or None at the end of the line."""
        head = self._take(2)
        if head is None:
            return None
        assert head[0] & 0x80, "the service never splits a message"
        assert not head[1] & 0x80, "the service never masks"
        size = head[1]
        if size == 126:
            size = struct.unpack("!H", self._take(2))[0]
        elif size == 127:
            size = struct.unpack("!Q", self._take(8))[0]
        payload = self._take(size)
        return None if payload is None else (head[0] & 0x0F, payload)

    def hear(self, *types):
        """The next JSON frame of one of these types; others, such as news of people, go by."""
        while (found := self.frame()) is not None:
            opcode, payload = found
            assert opcode != CLOSE, f"closed with {payload!r} while waiting for {types}"
            if opcode == TEXT and (spoken := json.loads(payload))["type"] in types:
                return spoken
        raise AssertionError(f"the line ended while waiting for {types}")

    def hear_messages(self, count):
        return [self.hear("message") for _ in range(count)]

    def hear_until(self, seq):
        """The messages up to this one."""
        messages: list[dict] = []
        while not messages or messages[-1]["seq"] < seq:
            messages.append(self.hear("message"))
        return messages

    def messages_until(self, due):
        """The messages that come before a moment of the monotonic clock; without one, before the line ends."""
        while self._is_readable(due):
            found = self.frame()
            if found is None:
                return
            if found[0] == TEXT and (spoken := json.loads(found[1]))["type"] == "message":
                yield spoken

    def _is_readable(self, due):
        if self._buffer or due is None:
            return True
        return bool(select.select([self._socket], [], [], max(0, due - time.monotonic()))[0])

    def close_code(self):
        """The code in the close frame that comes sooner or later; None if the line ends without one."""
        while (found := self.frame()) is not None:
            opcode, payload = found
            if opcode == CLOSE:
                return struct.unpack("!H", payload[:2])[0] if payload else 1005
        return None

    def _take(self, size):
        while len(self._buffer) < size:
            if not self._more():
                return None
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def _more(self):
        try:
            data = self._socket.recv(1 << 18)
        except ConnectionError:
            return False
        self._buffer += data
        return bool(data)


class Tab(Line):
    """A line after its handshake, with its welcome."""

    def __init__(self, port, query="", headers=(), glued=b"", **more):
        super().__init__(port, **more)
        self.write(upgrade(query, headers) + glued)
        answer = self.answer()
        if answer.status != 101:
            self._socket.close()
            raise AssertionError(f"the handshake was answered with {answer.status}: {answer.body!r}")
        self.welcome = self.hear("welcome")

    def say(self, draft, text):
        self.write(say(draft, text))


def fill(port, room, text="🦦" * 4_000, messages=PAGE_MESSAGES):
    """Says so much there that its history is a page as long as there is one."""
    with Tab(port, f"?room={room}") as tab:
        for number in range(messages):
            tab.say(f"long-{number}", text)
        tab.hear_until(messages)
    return f"/api/rooms/{room}/messages?limit=500"
