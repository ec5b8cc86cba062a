"""The reader: from any bytes, cut anywhere, it reads what the core of websockets reads from them one by one."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as some
from websockets.frames import Frame, Opcode
from websockets.protocol import OPEN, SEND_EOF
from websockets.server import ServerProtocol

from service.websocket.fallback_reader import FRAGMENT_LIMIT, TOO_BIG, UNSUPPORTED, size_of
from service.websocket.frames import pong_frame, text_frame
from service.websocket.reader import FrameReader, is_cut, read_ordinary_frames
from tests.support.frames import BINARY, CLOSE, CONT, PING, PONG, TEXT, close_frame, frame

FRAME_LIMIT = 70_000
SIZES = (0, 1, 125, 126, 127, 4_095, 65_535, 65_536)


def masked(payload, opcode=TEXT, fin=True, mask=b"\x01\x02\x03\xff"):
    """Returns a frame with a mask that is not zero."""
    whole = frame(payload, opcode, fin=fin)
    head = whole[: len(whole) - len(payload) - 4]
    return head + mask + bytes(byte ^ mask[place % 4] for place, byte in enumerate(payload))


def read(*pieces):
    """Returns the messages as texts, the answers to pings as bytes, and the last bytes."""
    reader, events, last_bytes = FrameReader(FRAME_LIMIT), [], None
    for piece in pieces:
        reader.feed(piece)
        while reader.has_more:
            events += reader.read()
            if reader.last_bytes is not None:
                assert last_bytes is None
                last_bytes, reader.last_bytes = reader.last_bytes, None
    return joined(events), last_bytes


def joined(events):
    """Joins answers that follow each other."""
    found: list[str | bytes] = []
    for event in events:
        if found and isinstance(found[-1], bytes) and isinstance(event, bytes):
            found[-1] += event
        else:
            found.append(event)
    return found


def read_by_the_core(data):
    """Returns what the core of websockets reads, byte by byte, so that nothing after a fault can change it."""
    core, events, message = ServerProtocol(state=OPEN, max_size=FRAME_LIMIT), [], b""
    for place in range(len(data)):
        core.receive_data(data[place : place + 1])
        for event in core.events_received():
            if event.opcode in (Opcode.TEXT, Opcode.CONT):
                message += event.data
                if event.fin:
                    try:
                        events.append(message.decode())
                    except UnicodeDecodeError:
                        core.fail(1007, "text that is not UTF-8")
                    message = b""
            elif event.opcode is Opcode.BINARY:
                core.fail(UNSUPPORTED, "binary messages are not accepted")
        answers = core.data_to_send()
        if SEND_EOF in answers:
            return joined(events), b"".join(answers)
        events += answers
    return joined(events), None


payloads = some.text(max_size=40).map(str.encode) | some.binary(max_size=40)
streams = some.lists(
    some.builds(masked, payloads, some.sampled_from((TEXT, TEXT, TEXT, PING, PONG)))
    | some.builds(masked, payloads, some.sampled_from((TEXT, CONT, CONT, PING, PONG)), some.booleans())
    | some.builds(frame, payloads, some.integers(0, 15), fin=some.booleans(), masked=some.booleans())
    | some.binary(max_size=8),
    max_size=8,
).map(b"".join)


@given(streams, some.lists(some.integers(0, 400)))
@example(frame(b"\xff") + close_frame(1000), [])
@example(frame(b"\xff") + frame(b"?", PING), [])
@example(frame(b"a", fin=False) + frame(b"1", PING) + frame(b"b", CONT) + frame(b"2", PING) + frame(b"c"), [])
def test_a_stream_is_read_as_the_core_reads_it_however_it_is_cut(data, cuts):
    places = [0, *sorted(place for place in cuts if place < len(data)), len(data)]
    pieces = [data[start:end] for start, end in pairwise(places)]
    assert read(*pieces) == read_by_the_core(data)


EMOJI = "👋".encode()
PIECE = b"x" * 4_096
BREACHES = [
    *((1002, frame(b"{}", rsv=bit)) for bit in (1, 2, 4)),
    *((1002, frame(b"", opcode)) for opcode in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15)),
    *((1002, close_frame(code)) for code in (999, 1005, 1006, 1015, 5000)),
    (1002, frame(b"x", CLOSE)),
    (1002, close_frame(1000, b"x" * 124)),
    (1002, frame(b"{}", masked=False)),
    (1002, frame(b"", PING, fin=False)),
    (1002, frame(b"x" * 126, PING)),
    (1002, frame(b"x", CONT)),
    (1002, frame(b"{", fin=False) + frame(b"}")),
    (1003, frame(b"{}", BINARY)),
    (1003, frame(b"{", BINARY, fin=False) + frame(b"}", CONT)),
    *((1007, frame(data)) for data in (b'{"type":"\xff"}', EMOJI[:3], b"\xed\xa0\x80", b"\xc0\xaf")),
    (1007, frame(b'{"type":"say', fin=False) + frame(b"\xff", CONT)),
    (1007, frame(EMOJI[:2], fin=False) + frame(b"", CONT)),
    (1007, close_frame(1000, b"\xff")),
    *((1009, frame(b"", declared=size)) for size in (2**63 - 1, 1 << 20)),
    (1009, frame(PIECE, fin=False) + frame(PIECE, CONT, fin=False) * 255),
    (1009, frame(b"x", fin=False) + frame(b"", CONT, fin=False) * 2_000 + frame(b"", CONT)),
]


def test_a_breach_has_its_code_wherever_it_is_cut_and_nothing_is_received_after_it():
    for code, sent in BREACHES:
        for place in range(0, len(sent), 1 if len(sent) < 200 else len(sent) // 3):
            events, last_bytes = read(frame(b"before") + sent[:place], sent[place:] + frame(b"late"))
            assert (events, last_bytes and last_bytes[2:4]) == (["before"], code.to_bytes(2)), (sent[:50], place)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("neighbour", [b"", frame(b"", PING), frame(b"", fin=False) + frame(b"", CONT)])
def test_a_text_of_every_length_is_one_message_and_read_as_it_was_written(size, neighbour):
    payload = "".join(chr(32 + place % 90) for place in range(size))
    whole = neighbour + masked(payload.encode()) + neighbour
    assert [event for event in read(whole)[0] if event].count(payload) == (1 if payload else 0)
    assert read(whole) == read(whole[:7], whole[7:])
    assert text_frame(payload.encode()) == frame(payload.encode(), masked=False)
    assert size_of(Frame(Opcode.TEXT, payload.encode())) == len(masked(payload.encode()))


OTHERS = {
    "a fragment": frame(b"x", fin=False),
    "a continuation": frame(b"x", CONT),
    "binary": frame(b"x", BINARY),
    "a ping in fragments": frame(b"x", PING, fin=False),
    "a long ping": frame(b"x" * 126, PING),
    "a long pong": frame(b"x" * 126, PONG),
    "a close": frame(b"", CLOSE),
    "reserved bits": frame(b"x", rsv=4),
    "no mask": frame(b"x", masked=False),
    "a ping without a mask": frame(b"x", PING, masked=False),
    "a long text": frame(b"x" * 65_536),
    "bad UTF-8": frame(b"\xff"),
    "a length in more bytes than it needs": b"\x81\xff" + bytes(8) + bytes(4),
}


@pytest.mark.parametrize("name", OTHERS)
def test_every_other_frame_is_left_to_the_core_also_beside_ordinary_ones(name):
    before = frame(b"?", PING) + frame(b"before")
    whole = before + OTHERS[name] + frame(b"after")
    assert read_ordinary_frames(OTHERS[name], 100) == ([], 0)
    assert read_ordinary_frames(whole, 100) == ([pong_frame(b"?"), "before"], len(before))
    assert not is_cut(whole, len(before))


@pytest.mark.parametrize("text", ["two", "2" * 200], ids=["short", "with a length of two bytes"])
def test_no_ordinary_frame_is_begun_beyond_the_limit_and_a_missing_end_is_reported(text):
    one, two = masked(b"one"), masked(text.encode())
    for limit in range(1, len(one) + 1):
        assert read_ordinary_frames(one + two, limit) == (["one"], len(one))
    for end in range(1, len(two)):
        assert read_ordinary_frames(one + two[:end], 1_000) == (["one"], len(one))
        assert is_cut(one + two[:end], len(one))
    assert not is_cut(one + two, len(one))


def test_a_message_has_a_limit_of_fragments_which_may_be_empty():
    most = frame(b"{", fin=False) + frame(b"", CONT, fin=False) * (FRAGMENT_LIMIT - 2)
    assert read(most + frame(b"}", CONT)) == (["{}"], None)
    assert read(most + frame(b"", CONT, fin=False))[1][2:4] == TOO_BIG.to_bytes(2, "big")


def test_after_our_close_nothing_is_received_until_theirs():
    reader = FrameReader(FRAME_LIMIT)
    assert reader.close(4008, "stalled")[2:4] == (4008).to_bytes(2, "big")
    assert reader.close(1012) == b""
    assert reader.read(frame(b"late") + frame(b"\xff") + frame(b"x", BINARY)) == []
    assert reader.last_bytes is None
    reader.read(close_frame(4008))
    assert reader.last_bytes == b""
