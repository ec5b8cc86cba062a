"""The door (FAULTS D1): a handshake with something wrong in it is refused or let in, never half, and nobody inside notices."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.frames import KEY, PING, PONG, frame, request, upgrade

HANDSHAKE = f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {KEY}\r\nSec-WebSocket-Version: 13\r\n"


def head(extra, first="GET /ws HTTP/1.1"):
    return f"{first}\r\nHost: localhost\r\n{HANDSHAKE}{extra}\r\n".encode("latin-1")


AMBIGUOUS = {
    "a zero in a header": head("X: a\0b\r\n"),
    "a zero in a name": head("X\0Y: a\r\n"),
    "a bare line feed": head("X: a\nY: b\r\n"),
    "a bare line feed before a length": head("X: a\nContent-Length: 0\r\n"),
    "a bare carriage return": head("X: a\rY: b\r\n"),
    "a bare carriage return in the first line": head("", "GET\r /ws HTTP/1.1"),
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
    "a length below nothing": head("Content-Length: -5\r\n") + b"hello",
    "a length with an underscore": head("Content-Length: 1_0\r\n") + b"hello, you",
    "a length with a strange space": head("Content-Length: 5\xa0\r\n") + b"hello",
    "no length": head("Content-Length:\r\n"),
    "an encoding that is none of ours": head("Transfer-Encoding: identity\r\n"),
}
"""What could be read in two ways (RFC 9112, 5.1 and 6.3), with a request behind it that must not be one."""


@pytest.mark.parametrize("sent", AMBIGUOUS.values(), ids=AMBIGUOUS)
@pytest.mark.parametrize("upgrades", [True, False], ids=["upgrade", "plain"])
def test_what_could_be_read_in_two_ways_is_refused_and_its_line_ended(sent, upgrades, case):
    line = case.line()
    line.write((sent if upgrades else sent.replace(HANDSHAKE.encode(), b"")) + request("/health"))
    assert line.answer().status == 400
    assert line.is_closed()
    case.count("bad inputs tried")


@pytest.mark.parametrize("size", [b"0x5", b"+5", b"5_", b"\xd9\xa5", b"", b"-5"])
def test_a_chunk_whose_size_could_be_read_in_two_ways_ends_its_line(size, case):
    line = case.line()
    line.write(b"POST /ws HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
    line.write(size + b"\r\nhello\r\n0\r\n\r\n" + request("/health"))
    assert line.answer().status in (400, 405)  # it may be refused before it is read
    assert line.is_closed()
    case.count("bad inputs tried")


HEADS = {
    "200 headers": head("".join(f"X-{number}: x\r\n" for number in range(200))),
    "a header of 7 KB": head("X: " + "x" * 7_000 + "\r\n"),
    "a header of 9 KB": head("X: " + "x" * 9_000 + "\r\n"),
    "a body": head("Content-Length: 5\r\n") + b"hello",
    "a chunked body": head("Transfer-Encoding: chunked\r\n") + b"5\r\nhello\r\n0\r\n\r\n",
    "two upgrades": head("Upgrade: h2c\r\n"),
    "a list of upgrades": head("").replace(b": websocket", b": h2c, websocket"),
    "a list of connections": head("").replace(b": Upgrade", b": keep-alive, Upgrade"),
    "an absolute address": head("", "GET http://localhost/ws HTTP/1.1"),
    "another scheme": head("", "GET gopher://localhost/ws HTTP/1.1"),
    "a fragment": head("", "GET /ws#room HTTP/1.1"),
    "a dotted path": head("", "GET /x/../ws HTTP/1.1"),
    "a double slash": head("", "GET //ws HTTP/1.1"),
    "CONNECT": head("", "CONNECT localhost:80 HTTP/1.1"),
    "a method of 5 KB": head("", "G" * 5_000 + " /ws HTTP/1.1"),
    "HTTP/2's preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "expect: continue": head("Expect: 100-continue\r\n"),
}


@pytest.mark.parametrize("sent", HEADS.values(), ids=HEADS)
def test_a_strange_head_gets_a_clean_answer(sent, case):
    """Let in and talking, or refused and closed: there is no third state, and no error of ours."""
    line = case.line()
    line.write(sent)
    with suppress(OSError):
        line.write(frame(b"inside?", PING))
    assert_let_in_or_refused(line)
    case.count("bad inputs tried")


def assert_let_in_or_refused(line):
    status = line.answer().status
    if status == 100:
        status = line.answer().status
    if status == 101:
        while (found := line.frame()) is not None and found != (PONG, b"inside?"):
            pass
    else:
        assert status in (0, 400, 404, 405, 413, 417, 426, 431, 505), status


@pytest.mark.parametrize("place", ["a header", "a name of a header", "the address", "a cookie"])
def test_any_bytes_at_the_door_harm_nobody(case, place, fuzz):
    @fuzz(40, 800)
    @given(st.binary(min_size=1, max_size=60))
    def holds(noise):
        line = case.line()
        line.write(spoilt(place, noise))
        with suppress(OSError):  # it may have hung up at the first word
            line.write(frame(b"inside?", PING))
            line.half_close()
        assert_let_in_or_refused(line)
        line.reset()
        case.count("random handshakes tried")

    holds()


def spoilt(place, noise):
    whole = upgrade("?room=lobby", ("X-Header: here", "Cookie: name=here"))
    mark = {
        "a header": (b"X-Header: here", b"X-Header: %b"),
        "a name of a header": (b"X-Header: here", b"%b: here"),
        "the address": (b"/ws?room=lobby", b"/ws?room=%b"),
        "a cookie": (b"name=here", b"name=%b"),
    }[place]
    return whole.replace(mark[0], mark[1] % noise)


def test_a_name_in_any_bytes_is_one_or_none(case):
    """The cookie is anybody's to write; whoever it calls, the greeting is a sentence and the log stays clean."""
    for name in (
        "%00",
        "%1b%5b31m",
        "%0d%0a",
        "你好",
        "\udcff",
        "%F0%9F%A6%A6",
        "%ff",
        "a" * 8_000,
        '"',
        "%22",
        "\x1b[31m",
    ):
        line = case.line()
        line.write(upgrade(f"?room={case.room}", (f"Cookie: name={name}",)))
        answer = line.answer()
        if answer.status == 101:
            assert line.receive("welcome")["you"]["name"].isprintable()
        else:
            assert answer.status in (0, 400, 413), answer
        case.count("bad inputs tried")


def test_requests_by_the_hundred_on_one_line_are_all_answered(case):
    line = case.line()
    line.write(request("/health") * 200)
    assert [line.answer().status for _ in range(200)] == [200] * 200
