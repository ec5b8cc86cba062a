"""WebSocket frames split, malformed and random (FAULTS D2): each gets its close code, and no other connection notices."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.frames import CONT, PING, close_code, close_frame, frame, json_frame, upgrade
from tests.websocket.test_reader import BREACHES, read_by_the_core, streams


def test_a_breach_has_its_code_wherever_it_is_split(case, thorough):
    """A short breach is split at every byte, a long one at some."""
    most = thorough(1, 300)
    for code, sent in BREACHES:
        for place in range(len(sent)) if len(sent) <= most else case.chance.sample(range(len(sent)), most):
            tab = case.tab()
            tab.write_separately(sent[:place])
            tab.write(sent[place:] + json_frame(type="say", draft="late", text="this comes too late"))
            assert tab.close_code() == code, sent[:50]
            assert tab.is_closed(), sent[:50]
            tab.reset()
            case.count("breaches of the WebSocket protocol closed with the right code")


@pytest.mark.parametrize("ending", ["reset", "__exit__", "half_close"])
def test_a_connection_may_end_at_every_byte_of_its_beginning(case, ending, thorough):
    """It ends in the handshake or in the first frames. No connection is left, and only complete messages are received."""
    says = (json_frame(**case.draft(f"d{size}", f"{size} 👋{'x' * size}")) for size in (0, 200, 3_000))
    fragments = frame(b'{"type":', fin=False) + frame(b"x" * 125, PING) + frame(b'"typing"}', CONT)
    data = b"".join((upgrade(f"?room={case.room}"), *says, fragments))
    for place in range(0, len(data), thorough(97, 5)):
        connection = case.connection()
        connection.write(data[:place])
        getattr(connection, ending)()
        case.count("connections ended in the middle of a frame or handshake")
    case.tab()  # by now all of them were accepted
    case.server.await_claim(lambda: case.gauge("connections") <= len(case.crowd.people) + 1)


@pytest.mark.parametrize(
    ("sent", "figure"),
    [
        (streams, "random sequences of frames sent"),
        (st.binary(min_size=1, max_size=200), "random byte sequences sent"),
    ],
    ids=["frames", "bytes"],
)
def test_random_frames_and_bytes_close_connections_as_websockets_would(case, sent, figure, fuzz):
    """If they are the beginning of a longer frame, the connection stays until the tab ends it."""

    @fuzz(40, 3_000)
    @given(sent.map(lambda data: data + close_frame(4321)))
    def holds(data):
        tab = case.tab()
        with suppress(ConnectionError):  # it may be closed before everything is written
            tab.write(data)
            tab.half_close()
        _, answer = read_by_the_core(data)
        assert tab.close_code() in ({None, 1000, 1005} if answer is None else {close_code(answer[2:])})
        tab.reset()
        case.count(figure)

    holds()


def test_a_peer_that_sends_a_close_frame_and_does_not_close_is_disconnected(case_with):
    with case_with() as case:
        before = case.open_files()
        tabs = [case.tab() for _ in range(20)]
        for tab in tabs:
            tab.write(close_frame(1000))
            assert tab.close_code() == 1000
        case.server.await_claim(lambda: case.open_files() <= before)
