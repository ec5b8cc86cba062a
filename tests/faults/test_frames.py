"""WebSocket frames split, malformed and random (FAULTS D2): each gets its close code, and no other connection notices."""

import json
from contextlib import suppress
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.frames import (
    BINARY,
    CLOSE,
    CONT,
    PING,
    PONG,
    TEXT,
    close_code,
    close_frame,
    frame,
    json_frame,
    upgrade,
)
from tests.websocket.test_connection import BREACHES

MOST_MESSAGES = 1_000
CONTROLS = (CLOSE, PING, PONG)


# Split anywhere.


def valid_frames(case, *sizes):
    """One of every kind, with texts of these sizes, the last text in fragments of one byte; and the drafts in them."""
    drafts = [case.draft(f"c{case.chance.getrandbits(64)}", f"{size} 👋{'x' * size}") for size in sizes]
    whole, last = drafts[:-1], json.dumps(drafts[-1], ensure_ascii=False).encode()
    fragments = frame(last[:1], fin=False) + frame(b"?", PING)
    fragments += b"".join(frame(bytes([byte]), CONT, fin=False) for byte in last[1:]) + frame(b"", CONT)
    others = frame(b"", PONG) + frame(b"x" * 125, PING) + json_frame(type="typing")
    return b"".join(json_frame(**draft) for draft in whole) + others + fragments, drafts


@pytest.mark.parametrize("longest", [1, 2, 7, 100, 1_460])
def test_frames_may_be_split_anywhere(case, longest, thorough):
    for _ in range(thorough(1, 40)):
        tab, is_quick_and_small = case.tab(), thorough(True, False) and longest < 7
        data, drafts = valid_frames(case, 0, 200, *([] if is_quick_and_small else [3_000]), 5)
        tab.write_separately(*pieces(data, case.chance, longest))
        texts = {draft["draft"]: draft["text"] for draft in drafts}
        messages = (tab.receive("message") for _ in range(MOST_MESSAGES))
        received = islice((message for message in messages if message["draft"] in texts), len(texts))
        assert [(message["draft"], message["text"]) for message in received] == list(texts.items())
        tab.reset()


def pieces(data, chance, longest):
    """The same bytes, split at random places."""
    begin = 0
    while begin < len(data):
        end = begin + chance.randint(1, longest)
        yield data[begin:end]
        begin = end


@pytest.mark.parametrize(("sent", "code"), BREACHES.values(), ids=BREACHES)
def test_a_breach_has_its_code_wherever_it_is_split(sent, code, case, thorough):
    """At every byte if it is short, else at some."""
    most = thorough(4, 300)
    for place in range(len(sent)) if len(sent) <= most else case.chance.sample(range(len(sent)), most):
        tab = case.tab()
        tab.write_separately(sent[:place])
        tab.write(sent[place:] + json_frame(type="say", draft="late", text="this comes too late"))
        assert tab.close_code() == code
        assert tab.is_closed()
        tab.reset()
        case.count("breaches of the WebSocket protocol closed with the right code")


@pytest.mark.parametrize("ending", ["reset", "__exit__", "half_close"])
def test_a_connection_may_end_at_every_byte_of_its_beginning(case, ending, thorough):
    """In the handshake and in the first frames: no connection is left behind, and only whole messages are received."""
    data = upgrade(f"?room={case.room}") + valid_frames(case, 0, 200, 3_000, 5)[0]
    for place in range(0, len(data), thorough(43, 5)):
        connection = case.connection()
        connection.write(data[:place])
        getattr(connection, ending)()
        case.count("connections ended in the middle of a frame or handshake")
    case.tab()  # by now all of them were accepted
    case.server.await_claim(lambda: case.gauge("connections") <= len(case.crowd.people) + 1)


# Malformed in any way.

LAST = {"opcode": CLOSE, "payload": b"\x10\xe1"}
FRAMES: st.SearchStrategy[dict] = st.fixed_dictionaries(
    {
        "opcode": st.sampled_from([TEXT, TEXT, CONT, CONT, BINARY, PING, PONG, CLOSE, 3, 7, 11, 15]),
        "fin": st.booleans(),
        "masked": st.sampled_from([True] * 9 + [False]),
        "rsv": st.sampled_from([0] * 9 + [1, 2, 4]),
        "payload": st.sampled_from(
            [b"", b"{}", b"x", "👋".encode(), "👋".encode()[:2], b"\xff", b"\xed\xa0\x80", b"x" * 126]
        )
        | st.sampled_from([b"\x03\xe8", b"\x03\xe7", b"\x03\xed", b"\x03\xe8ok", b"\x03\xe8\xff", b"\x0f\xa0"]),
    }
)


def expected_codes(frames):
    """For each frame the close code of RFC 6455 and of our rule (text only), or None: a second opinion of a few lines."""
    message: bytes | None = None
    for one in frames:
        opcode, payload, fin = one["opcode"], one["payload"], one.get("fin", True)
        is_control = opcode >= CLOSE
        is_known = opcode in (CONT, TEXT, BINARY, *CONTROLS)
        is_valid = one.get("masked", True) and not one.get("rsv") and is_known
        if not is_valid or (is_control and not (fin and len(payload) < 126)):
            yield 1002
        elif opcode == CLOSE:  # between fragments RFC 6455 leaves it open; websockets' core reads it, and is strict
            code = expected_answer(payload)
            yield 1002 if message is not None and code != 1007 else code
        elif is_control:
            yield None
        elif (opcode == CONT) != (message is not None):
            yield 1002
        elif opcode == BINARY:
            yield 1003
        else:
            message = (message or b"") + payload
            if fin:
                yield None if is_utf8(message) else 1007
                message = None


def expected_answer(payload):
    """The code that answers this close frame."""
    code = close_code(payload)
    if not is_utf8(payload[2:]):
        return 1007
    is_code = (1000 <= code < 1015 and code not in (1004, 1005, 1006)) or 3000 <= code < 5000
    return code if not payload or (len(payload) > 1 and is_code) else 1002


def is_utf8(payload):
    try:
        payload.decode()
    except UnicodeDecodeError:
        return False
    return True


def test_random_frames_are_answered_as_a_second_opinion_says(case, fuzz):
    @fuzz(120, 3_000)
    @given(st.lists(FRAMES, min_size=1, max_size=9))
    def holds(frames):
        tab = case.tab()
        codes = (answer_to(tab, frame(**one) + frame(b"received?", PING)) for one in [*frames, LAST])
        assert next(filter(None, codes)) == next(filter(None, expected_codes([*frames, LAST])))
        tab.reset()
        case.count("random sequences of frames sent")

    holds()


def answer_to(tab, sent):
    """The close code it causes, or None if the ping behind it is answered."""
    with suppress(ConnectionError):
        tab.write(sent)
    received = tab.frames_until((PONG, b"received?"))
    return next((close_code(payload) for opcode, payload in received if opcode == CLOSE), None)


def test_random_bytes_close_their_connection_or_wait_and_harm_nobody(case, fuzz):
    """They may be the beginning of a frame that never ends; then the connection stays until the tab ends it."""

    @fuzz(50, 1_500)
    @given(st.binary(min_size=1, max_size=200))
    def holds(data):
        tab = case.tab()
        tab.write(data)
        tab.half_close()
        assert tab.close_code() in (None, 1000, 1002, 1003, 1005, 1007, 1009, 4500)
        case.count("random byte sequences sent")

    holds()


def test_a_peer_that_sends_a_close_frame_and_keeps_the_connection_open_is_disconnected(case):
    before = case.open_files()
    tabs = [case.tab() for _ in range(20)]
    for tab in tabs:
        tab.write(close_frame(1000))
        assert tab.close_code() == 1000
    case.server.await_claim(lambda: case.open_files() <= before)
