"""Handshakes with something wrong in them (FAULTS D1): each is accepted or refused, and no other connection notices."""

from contextlib import suppress
from itertools import product

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
    **{
        f"the target {target!r}": head(first=f"GET {target} HTTP/1.1")
        for target in ("x", "?", "http://", "http://[", "/\0", "\\r")
    },
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
    **{
        f"a chunk of {size!r} bytes": b"POST /ws HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        + size
        + b"\r\nhello\r\n0\r\n\r\n"
        for size in (b"0x5", b"+5", b"5_", b"\xd9\xa5", b"", b"-5")
    },
}
"""Heads that two programs could read differently (RFC 9112, 5.1 and 6.3)."""


def test_an_ambiguous_head_is_refused_and_its_connection_closed(case):
    """A request after it is not answered, whether or not it asks for an upgrade."""
    for (name, sent), asked in product(AMBIGUOUS.items(), (HANDSHAKE.encode(), b"")):
        connection = case.connection()
        connection.write(sent.replace(HANDSHAKE.encode(), asked) + request("/health"))
        assert connection.answer().status in (400, 405), name  # POST may be refused before its chunk is read
        assert connection.is_closed(), name
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


def test_a_strange_head_is_accepted_or_refused(case):
    for sent in STRANGE.values():
        assert_accepted_or_refused(case.connection(), sent)
        case.count("invalid inputs sent")


def assert_accepted_or_refused(connection, sent, *, half_closes=False):
    """Checks that the handshake is either refused with an error, or accepted, and then a ping answered."""
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


PLACES = (
    *((b"X-Header: here", b"X-Header: %b"), (b"X-Header: here", b"%b: here")),
    *((b"/ws?room=lobby", b"/ws?room=%b"), (b"hubbub_name=here", b"hubbub_name=%b")),
)


def test_random_bytes_in_a_handshake_harm_nobody(case, fuzz):
    """The bytes are in a header's value, in its name, in the address or in a cookie."""
    whole = upgrade("?room=lobby", ("X-Header: here", "Cookie: hubbub_name=here"))

    @fuzz(60, 3_200)
    @given(st.sampled_from(PLACES), st.binary(min_size=1, max_size=60))
    def holds(place, data):
        connection = case.connection()
        assert_accepted_or_refused(connection, whole.replace(place[0], place[1] % data), half_closes=True)
        connection.reset()
        case.count("random handshakes sent")

    holds()


def test_hundreds_of_requests_at_once_on_one_connection_are_all_answered(case):
    connection = case.connection()
    connection.write(request("/health") * 200)
    assert [connection.answer().status for _ in range(200)] == [200] * 200
