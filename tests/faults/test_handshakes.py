"""Handshakes with something wrong in them (FAULTS D1): each is accepted or refused, and no other connection notices."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.frames import KEY, PING, PONG, frame, request, upgrade

HANDSHAKE = f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {KEY}\r\nSec-WebSocket-Version: 13\r\n"


def head(extra="", first="GET /ws HTTP/1.1"):
    return f"{first}\r\nHost: localhost\r\n{HANDSHAKE}{extra}\r\n".encode("latin-1")


AMBIGUOUS = {
    "a NUL in a header": head("X: a\0b\r\n"),
    "a NUL in a name": head("X\0Y: a\r\n"),
    "a bare line feed": head("X: a\nY: b\r\n"),
    "a bare line feed before a length": head("X: a\nContent-Length: 0\r\n"),
    "a bare carriage return": head("X: a\rY: b\r\n"),
    "a bare carriage return in the request line": head(first="GET\r /ws HTTP/1.1"),
    "a folded header": head("X: a\r\n b\r\n"),
    "a space before a colon": head("X : a\r\n"),
    "a space before the colon of a length": head("Content-Length : 5\r\n") + b"hello",
    "no name before a colon": head(": a\r\n"),
    "no colon": head("X\r\n"),
    "two kinds of length": head("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") + b"0\r\n\r\n",
    "two lengths": head("Content-Length: 5\r\nContent-Length: 6\r\n") + b"hello",
    "two lengths in one": head("Content-Length: 5, 6\r\n") + b"hello",
    "a length in digits of another script": head("Content-Length: ٥\r\n".encode().decode("latin-1")) + b"hello",
    "a length with a sign": head("Content-Length: +5\r\n") + b"hello",
    "a negative length": head("Content-Length: -5\r\n") + b"hello",
    "a length with an underscore": head("Content-Length: 1_0\r\n") + b"hello, you",
    "a length with a no-break space": head("Content-Length: 5\xa0\r\n") + b"hello",
    "an empty length": head("Content-Length:\r\n"),
    "an unknown transfer encoding": head("Transfer-Encoding: identity\r\n"),
}
"""What two programs could read differently (RFC 9112, 5.1 and 6.3)."""


@pytest.mark.parametrize("upgrades", [True, False], ids=["upgrade", "no upgrade"])
def test_an_ambiguous_head_is_refused_and_its_connection_closed(upgrades, case):
    """And the request behind it is not answered."""
    for name, sent in AMBIGUOUS.items():
        connection = case.connection()
        connection.write((sent if upgrades else sent.replace(HANDSHAKE.encode(), b"")) + request("/health"))
        assert connection.answer().status == 400, name
        assert connection.is_closed(), name
        case.count("invalid inputs sent")


def test_a_chunk_of_ambiguous_size_closes_its_connection(case):
    for size in (b"0x5", b"+5", b"5_", b"\xd9\xa5", b"", b"-5"):
        connection = case.connection()
        connection.write(b"POST /ws HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        connection.write(size + b"\r\nhello\r\n0\r\n\r\n" + request("/health"))
        assert connection.answer().status in (400, 405), size  # it may be refused before it is read
        assert connection.is_closed(), size
        case.count("invalid inputs sent")


STRANGE = {
    "200 headers": head("".join(f"X-{number}: x\r\n" for number in range(200))),
    "a header of 7 KB": head("X: " + "x" * 7_000 + "\r\n"),
    "a header of 9 KB": head("X: " + "x" * 9_000 + "\r\n"),
    "a body": head("Content-Length: 5\r\n") + b"hello",
    "a chunked body": head("Transfer-Encoding: chunked\r\n") + b"5\r\nhello\r\n0\r\n\r\n",
    "two upgrades": head("Upgrade: h2c\r\n"),
    "a list of upgrades": head().replace(b": websocket", b": h2c, websocket"),
    "a list of connections": head().replace(b": Upgrade", b": keep-alive, Upgrade"),
    "an absolute address": head(first="GET http://localhost/ws HTTP/1.1"),
    "another scheme": head(first="GET gopher://localhost/ws HTTP/1.1"),
    "a fragment": head(first="GET /ws#room HTTP/1.1"),
    "a dotted path": head(first="GET /x/../ws HTTP/1.1"),
    "a double slash": head(first="GET //ws HTTP/1.1"),
    "CONNECT": head(first="CONNECT localhost:80 HTTP/1.1"),
    "a method of 5 KB": head(first="G" * 5_000 + " /ws HTTP/1.1"),
    "HTTP/2's preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "expect: continue": head("Expect: 100-continue\r\n"),
}
PING_FRAME = frame(b"connected?", PING)


@pytest.mark.parametrize("sent", STRANGE.values(), ids=STRANGE)
def test_a_strange_head_is_accepted_or_refused(sent, case):
    assert_accepted_or_refused(case.connection(), sent)
    case.count("invalid inputs sent")


def assert_accepted_or_refused(connection, sent, *, half_closes=False):
    """A ping after it is answered, or the head got an error; there is no third state."""
    with suppress(OSError):  # it may be closed before everything is written
        connection.write(sent)
        connection.write(PING_FRAME)
        if half_closes:
            connection.half_close()
    status = connection.answer().status
    if status == 100:
        status = connection.answer().status
    if status == 101:
        list(connection.frames_until((PONG, b"connected?")))
    else:
        assert status in (0, 400, 404, 405, 413, 417, 426, 431, 505), status


PLACES = {
    "a header": (b"X-Header: here", b"X-Header: %b"),
    "a name of a header": (b"X-Header: here", b"%b: here"),
    "the address": (b"/ws?room=lobby", b"/ws?room=%b"),
    "a cookie": (b"name=here", b"name=%b"),
}


@pytest.mark.parametrize("place", PLACES)
def test_random_bytes_in_a_handshake_harm_nobody(case, place, fuzz):
    before, after = PLACES[place]
    whole = upgrade("?room=lobby", ("X-Header: here", "Cookie: name=here"))

    @fuzz(30, 800)
    @given(st.binary(min_size=1, max_size=60))
    def holds(data):
        connection = case.connection()
        assert_accepted_or_refused(connection, whole.replace(before, after % data), half_closes=True)
        connection.reset()
        case.count("random handshakes sent")

    holds()


NAMES = ("%00", "%1b%5b31m", "%0d%0a", "你好", "\udcff", "%F0%9F%A6%A6", "%ff", "a" * 8_000, '"', "%22", "\x1b[31m")


def test_any_bytes_in_the_name_cookie_give_a_printable_name_or_none(case):
    for name in NAMES:
        connection = case.connection()
        connection.write(upgrade(f"?room={case.room}", (f"Cookie: name={name}",)))
        answer = connection.answer()
        if answer.status == 101:
            assert connection.receive("welcome")["you"]["name"].isprintable()
        else:
            assert answer.status in (0, 400, 413), answer
        case.count("invalid inputs sent")


def test_hundreds_of_requests_at_once_on_one_connection_are_all_answered(case):
    connection = case.connection()
    connection.write(request("/health") * 200)
    assert [connection.answer().status for _ in range(200)] == [200] * 200
