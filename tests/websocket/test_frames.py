"""Frames read in one go: the same that the core makes of them, and left to it wherever they are not the plain ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as some
from websockets.protocol import OPEN
from websockets.server import ServerProtocol

from service.websocket.frames import plain_frames, pong_frame, size_of, text_frame
from tests.support.frames import BINARY, CLOSE, CONT, PING, PONG, TEXT, frame

SIZES = (0, 1, 125, 126, 127, 65_535)


def core_events(data):
    core = ServerProtocol(state=OPEN, max_size=None)
    core.receive_data(data)
    return core.events_received()


def masked(payload, mask=b"\x01\x02\x03\xff"):
    """The same frame with a mask that changes something."""
    plain = frame(payload)
    head = plain[: len(plain) - len(payload) - 4]
    return head + mask + bytes(byte ^ mask[place % 4] for place, byte in enumerate(payload))


def read(data):
    return plain_frames(data, len(data))


@pytest.mark.parametrize("size", SIZES)
def test_plain_texts_are_read_whatever_their_length_and_their_number(size):
    payload = bytes(place % 251 for place in range(size))
    whole = masked(b"before") + masked(payload) + masked(b"")
    assert read(masked(payload)) == ([payload], [], len(masked(payload)), False)
    assert read(whole) == ([b"before", payload, b""], [], len(whole), False)


@pytest.mark.parametrize("size", [0, 1, 125])
def test_pings_are_read_and_pongs_passed_over_between_texts(size):
    ping, pong = frame(b"?" * size, PING), frame(b"!" * size, PONG)
    whole = ping + masked(b"one") + pong + ping + masked(b"two")
    assert read(whole) == ([b"one", b"two"], [b"?" * size] * 2, len(whole), False)


@pytest.mark.parametrize("size", SIZES[:-1])
@pytest.mark.parametrize("opcode", [TEXT, PING, PONG])
def test_what_is_cut_is_read_up_to_there(size, opcode):
    whole = frame(b"x" * min(size, 125 if opcode != TEXT else size), opcode)
    for place in range(1, len(whole)):
        assert read(whole[:place]) == ([], [], 0, True)
        assert read(masked(b"one") + whole[:place]) == ([b"one"], [], len(masked(b"one")), True)


def test_no_frame_is_begun_beyond_the_limit():
    whole = masked(b"one") + masked(b"two") + masked(b"three")
    size = len(masked(b"one"))
    for limit in range(1, size + 1):
        assert plain_frames(whole, limit) == ([b"one"], [], size, False)
    assert plain_frames(whole, size + 1)[0] == [b"one", b"two"]
    assert plain_frames(masked(b"x" * 9_000), 100)[0] == [b"x" * 9_000]


OTHERS = {
    "a fragment": frame(b"x", fin=False),
    "a continuation": frame(b"x", CONT),
    "binary": frame(b"x", BINARY),
    "a ping in fragments": frame(b"x", PING, fin=False),
    "a long ping": frame(b"x" * 126, PING),
    "a long pong": frame(b"x" * 126, PONG),
    "a close": frame(b"", CLOSE),
    "reserved bits": frame(b"x", rsv=4),
    "unmasked": frame(b"x", masked=False),
    "an unmasked ping": frame(b"x", PING, masked=False),
    "a long text": frame(b"x" * 65_536),
    "a length in more bytes than it needs": b"\x81\xff" + bytes(8) + bytes(4),
}


@pytest.mark.parametrize("name", OTHERS)
def test_every_other_frame_is_left_to_the_core_also_beside_plain_ones(name):
    before = frame(b"before")
    assert read(OTHERS[name]) == ([], [], 0, False)
    assert read(before + OTHERS[name]) == ([b"before"], [], len(before), False)
    assert read(OTHERS[name] + frame(b"after")) == ([], [], 0, False)


rows = some.lists(
    some.builds(
        frame,
        some.binary(max_size=200),
        some.sampled_from((TEXT, TEXT, TEXT, PING, PONG)),
        fin=some.sampled_from((True, True, False)),
    ),
    max_size=4,
).map(b"".join)


@given(rows | some.binary(max_size=60), some.integers(1, 300))
def test_what_is_read_in_one_go_is_what_the_core_would_have_read(data, limit):
    texts, pings, end, is_cut = plain_frames(data, limit)
    events = core_events(data[:end])
    assert all(event.fin for event in events)
    assert texts == [bytes(event.data) for event in events if event.opcode == TEXT]
    assert pings == [bytes(event.data) for event in events if event.opcode == PING]
    assert {event.opcode for event in events} <= {TEXT, PING, PONG}
    if is_cut:
        assert core_events(data[end:]) == []


def test_a_ping_is_answered_with_its_own_words():
    for payload in (b"", b"x", b"x" * 125):
        assert pong_frame(payload) == frame(payload, PONG, masked=False)


@pytest.mark.parametrize("size", [*SIZES, 65_536])
def test_the_size_of_a_frame_is_that_of_its_shortest_spelling(size):
    whole = frame(b"x" * size)
    (event,) = core_events(whole)
    assert size_of(event) == len(whole)


@pytest.mark.parametrize("size", [*SIZES, 65_536])
def test_what_we_write_is_what_the_core_would_read_unmasked(size):
    whole = text_frame(b"x" * size)
    assert whole == frame(b"x" * size, masked=False)
