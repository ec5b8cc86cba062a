"""Slow, silent and too large requests, and slow readers of answers: each connection is closed in time."""

import pytest

from tests.support.connections import RawConnection, ask, fill_room
from tests.support.frames import KEY, request
from tests.support.server import running

TRICKLED_BYTES = 100
"""Bytes, one every 0.1 s: for ten times the timeouts of the service under test."""

FORM = "POST /passphrase HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n"
HANDSHAKE = f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {KEY}\r\n"

SLOW = {
    "nothing at all": "",
    "the request line": "GET /",
    "the headers": "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
    "the handshake": f"GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n{HANDSHAKE}X-Slow: ",
    "the body": f"{FORM}\r\n".replace("100000", "60000"),
    "the body of a request that asks for an upgrade": f"{FORM}Upgrade: websocket\r\n{HANDSHAKE}\r\n".replace(
        "100000", "60000"
    ),
    "a chunk": "POST /passphrase HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n4000\r\n",
}


@pytest.fixture(scope="module")
def impatient(tmp_path_factory):
    with running(
        tmp_path_factory.mktemp("impatient"),
        app="tests.support.apps:short_timeouts()",
        PASSPHRASE="correct horse battery",
    ) as server:
        yield server


@pytest.mark.parametrize("begin", SLOW.values(), ids=SLOW)
def test_a_request_of_one_byte_at_a_time_is_closed_in_time(impatient, begin):
    with RawConnection(impatient.port) as connection:
        connection.write(begin.encode())
        assert connection.closes_while_trickling(TRICKLED_BYTES)


def test_a_connection_that_falls_silent_is_closed(impatient):
    connections = [RawConnection(impatient.port) for _ in SLOW]
    for connection, begin in zip(connections, SLOW.values(), strict=True):
        connection.write(begin.encode())
    for connection, what in zip(connections, SLOW, strict=True):
        assert connection.closes(), what
        connection.__exit__()


def test_a_body_that_never_comes_does_not_keep_its_connection_open(impatient):
    with RawConnection(impatient.port) as connection:
        connection.write(b"GET /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n")
        assert connection.answer().status == 404
        assert connection.closes_while_trickling(TRICKLED_BYTES)


def test_nobody_waits_for_slow_requests(impatient):
    connections = [RawConnection(impatient.port) for _ in range(200)]
    for connection in connections:
        connection.write(b"GET / HTTP/1.1\r\nHo")
    assert ask(impatient.port, "/health").status == 200
    for connection in connections:
        assert connection.closes()
        connection.__exit__()


HISTORY = "/api/rooms/long/messages?limit=500"
QUOTES, QUOTED = '"' * 4_000, 66
"""A page of quotes is half a megabyte, because JSON spells each in two bytes."""

ASKS = {
    "keep-alive": request(HISTORY),
    "Connection: close": request(HISTORY, headers=("Connection: close",)),
    "HTTP/1.0": request(HISTORY, version="1.0"),
    "twice": request(HISTORY) * 2,
}


@pytest.fixture(scope="module")
def long(tmp_path_factory):
    """A service with short timeouts and a room with a long history: more than twice what the buffers of a connection hold."""
    with running(tmp_path_factory.mktemp("long"), app="tests.support.apps:short_timeouts()", RATE=0) as server:
        assert fill_room(server.port, "long", QUOTES, QUOTED) == HISTORY
        yield server


@pytest.mark.parametrize("asked", ASKS.values(), ids=ASKS)
def test_a_slow_reader_gets_the_whole_answer(long, asked):
    """It reads for three times as long as the timeouts of the service."""
    with RawConnection(long.port, receive_bytes=16_384) as connection:
        connection.write(asked)
        connection.read_slowly(16_384, 0.1)
        for _ in range(asked.count(b"GET ")):
            assert len(connection.answer().json["messages"]) == QUOTED


def test_a_reader_that_stops_in_the_middle_of_an_answer_is_disconnected(long):
    """This holds also after a half close and with `Connection: close`, for which the kernel would wait without a limit."""
    open_files = long.open_files()
    connections = [connect_and_ask(long, asked) for asked in ASKS.values() for _ in range(2)]
    for connection in connections[::2]:
        connection.half_close()
    long.await_claim(lambda: long.open_files() <= open_files)
    for connection in connections:
        connection.__exit__()


def test_a_stop_does_not_wait_for_slow_readers(start):
    server = start(RATE=0)
    fill_room(server.port, "long")
    connections = [connect_and_ask(server, asked) for asked in ASKS.values()]
    assert server.stop() == 0
    for connection in connections:
        connection.__exit__()


def connect_and_ask(server, asked):
    connection = RawConnection(server.port, receive_bytes=4_096)
    connection.write(asked)
    connection.await_data()
    return connection


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
def test_a_request_too_large_is_refused_and_its_connection_closed(impatient, sent):
    with RawConnection(impatient.port) as connection:
        connection.write(sent.encode())
        answer = connection.answer()
        assert (answer.status, answer.json["code"]) == (413, "http_413")
        assert answer.json["reason"].endswith(".")
        assert connection.closes()
