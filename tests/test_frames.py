"""Frames read in one go: the same that the core makes of them, and left to it wherever they are not the plain ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as some
from websockets.protocol import OPEN
from websockets.server import ServerProtocol

from service.frames import size_of, text_frame, whole_texts
from tests.wire import BINARY, CLOSE, CONT, PING, PONG, TEXT, frame

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


@pytest.mark.parametrize("size", SIZES)
def test_whole_texts_are_read_whatever_their_length_and_their_number(size):
    payload = bytes(place % 251 for place in range(size))
    assert whole_texts(masked(payload)) == [payload]
    assert whole_texts(masked(b"before") + masked(payload) + masked(b"")) == [b"before", payload, b""]


@pytest.mark.parametrize("size", SIZES[:-1])
def test_what_is_not_there_yet_is_left_to_the_core(size):
    whole = masked(b"x" * size)
    for place in range(1, len(whole)):
        assert whole_texts(whole[:place]) is None
        assert whole_texts(masked(b"one") + whole[:place]) is None


OTHERS = {
    "a fragment": frame(b"x", fin=False),
    "a continuation": frame(b"x", CONT),
    "binary": frame(b"x", BINARY),
    "a ping": frame(b"x", PING),
    "a pong": frame(b"x", PONG),
    "a close": frame(b"", CLOSE),
    "reserved bits": frame(b"x", rsv=4),
    "unmasked": frame(b"x", masked=False),
    "a long text": frame(b"x" * 65_536),
    "a length in more bytes than it needs": b"\x81\xff" + bytes(8) + bytes(4),
}


@pytest.mark.parametrize("name", OTHERS)
def test_every_other_frame_is_left_to_the_core_also_beside_plain_ones(name):
    assert whole_texts(OTHERS[name]) is None
    assert whole_texts(frame(b"before") + OTHERS[name]) is None
    assert whole_texts(OTHERS[name] + frame(b"after")) is None


rows = some.lists(
    some.builds(
        frame,
        some.binary(max_size=200),
        some.sampled_from((TEXT, TEXT, TEXT, PING, PONG)),
        fin=some.sampled_from((True, True, False)),
    ),
    max_size=4,
).map(b"".join)


@given(rows | some.binary(max_size=60))
def test_what_is_read_in_one_go_is_what_the_core_would_have_read(data):
    texts = whole_texts(data)
    if texts is not None:
        events = core_events(data)
        assert texts == [bytes(event.data) for event in events]
        assert all(event.opcode == TEXT and event.fin for event in events)


@pytest.mark.parametrize("size", [*SIZES, 65_536])
def test_the_size_of_a_frame_is_that_of_its_shortest_spelling(size):
    whole = frame(b"x" * size)
    (event,) = core_events(whole)
    assert size_of(event) == len(whole)


@pytest.mark.parametrize("size", [*SIZES, 65_536])
def test_what_we_write_is_what_the_core_would_read_unmasked(size):
    whole = text_frame(b"x" * size)
    assert whole == frame(b"x" * size, masked=False)
