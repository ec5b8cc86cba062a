"""Who is slow, silent or too large on the way in: each is let go in time, whatever little they still send."""

import pytest

from tests.support.connections import RawConnection, ask, fill_room
from tests.support.frames import KEY, request
from tests.support.server import running

DRIPS = 100
"""Drops of a tenth of a second each: ten times the patience of the service under test."""

FORM = "POST /passphrase HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n"
HANDSHAKE = f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {KEY}\r\n"

SLOW = {
    "nothing at all": "",
    "the request line": "GET /",
    "the headers": "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
    "the handshake": f"GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n{HANDSHAKE}X-Slow: ",
    "the body": f"{FORM}\r\n".replace("100000", "60000"),
    "the body of what says it will upgrade": f"{FORM}Upgrade: websocket\r\n{HANDSHAKE}\r\n".replace("100000", "60000"),
    "a chunk": "POST /passphrase HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n4000\r\n",
}


@pytest.fixture(scope="module")
def hasty(tmp_path_factory):
    with running(
        tmp_path_factory.mktemp("hasty"), app="tests.support.apps:short_timeouts()", PASSPHRASE="correct horse battery"
    ) as server:
        yield server


@pytest.mark.parametrize("begin", SLOW.values(), ids=SLOW)
def test_who_sends_a_byte_now_and_then_is_let_go(hasty, begin):
    with RawConnection(hasty.port) as line:
        line.write(begin.encode())
        assert line.closes_while_trickling(DRIPS)


def test_who_falls_silent_is_let_go(hasty):
    lines = [RawConnection(hasty.port) for _ in SLOW]
    for line, begin in zip(lines, SLOW.values(), strict=True):
        line.write(begin.encode())
    for line, what in zip(lines, SLOW, strict=True):
        assert line.closes(), what
        line.__exit__()


def test_what_a_request_leaves_behind_unsent_does_not_keep_its_line(hasty):
    with RawConnection(hasty.port) as line:
        line.write(b"GET /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n")
        assert line.answer().status == 404
        assert line.closes_while_trickling(DRIPS)


def test_nobody_else_waits_for_who_is_slow(hasty):
    lines = [RawConnection(hasty.port) for _ in range(200)]
    for line in lines:
        line.write(b"GET / HTTP/1.1\r\nHo")
    assert ask(hasty.port, "/health").status == 200
    for line in lines:
        assert line.closes()
        line.__exit__()


HISTORY = "/api/rooms/long/messages?limit=500"
QUOTES, QUOTED = '"' * 4_000, 66
"""A page of them is half a megabyte: JSON spells each in two bytes."""

ASKS = {
    "keep-alive": request(HISTORY),
    "Connection: close": request(HISTORY, headers=("Connection: close",)),
    "HTTP/1.0": request(HISTORY, version="1.0"),
    "twice": request(HISTORY) * 2,
}


@pytest.fixture(scope="module")
def long(tmp_path_factory):
    """Hasty as well, with a room whose history is long: more than twice of what fits on a line that is not read."""
    with running(tmp_path_factory.mktemp("long"), app="tests.support.apps:short_timeouts()", RATE=0) as server:
        assert fill_room(server.port, "long", QUOTES, QUOTED) == HISTORY
        yield server


@pytest.mark.parametrize("asked", ASKS.values(), ids=ASKS)
def test_who_reads_an_answer_slowly_gets_all_of_it(long, asked):
    """For three times as long as the service under test waits for anything."""
    with RawConnection(long.port, receive_bytes=16_384) as line:
        line.write(asked)
        line.read_slowly(16_384, 0.1)
        for _ in range(asked.count(b"GET ")):
            assert len(line.answer().json["messages"]) == QUOTED


def test_who_stops_reading_in_the_middle_of_an_answer_is_let_go(long):
    """Also who has said goodbye, or asked for an end: the kernel alone would wait for as long as it is asked to."""
    open_files = long.open_files()
    lines = [ask_and_wait(long, asked) for asked in ASKS.values() for _ in range(2)]
    for line in lines[::2]:
        line.half_close()
    long.await_claim(lambda: long.open_files() <= open_files)
    for line in lines:
        line.__exit__()


def test_a_stop_does_not_wait_for_who_reads_slowly(start):
    server = start(RATE=0)
    fill_room(server.port, "long")
    lines = [ask_and_wait(server, asked) for asked in ASKS.values()]
    assert server.stop() == 0
    for line in lines:
        line.__exit__()


def ask_and_wait(server, asked):
    line = RawConnection(server.port, receive_bytes=4_096)
    line.write(asked)
    line.await_data()
    return line


LARGE = {
    "a header": "GET / HTTP/1.1\r\nHost: localhost\r\nX-Large: " + "x" * 9_000 + "\r\n\r\n",
    "many headers": "GET / HTTP/1.1\r\nHost: localhost\r\n" + "X: y\r\n" * 2_000 + "\r\n",
    "headers without an end": "GET / HTTP/1.1\r\nHost: localhost\r\n" + "X: y\r\n" * 2_000,
    "an address": "GET /" + "x" * 9_000 + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a body, as declared": f"{FORM}\r\n",
    "a body, in chunks": (
        "POST /passphrase HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        + ("4000\r\n" + "x" * 0x4000 + "\r\n") * 5
    ),
}


@pytest.mark.parametrize("sent", LARGE.values(), ids=LARGE)
def test_what_is_too_large_is_refused_and_its_line_ended(hasty, sent):
    with RawConnection(hasty.port) as line:
        line.write(sent.encode())
        answer = line.answer()
        assert (answer.status, answer.json["code"]) == (413, "http_413")
        assert answer.json["reason"].endswith(".")
        assert line.closes()
