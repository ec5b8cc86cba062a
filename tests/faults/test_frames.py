"""The wire (FAULTS D2): however frames are cut or bent, the right code comes back and the others never notice."""

import json
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.frames import BINARY, CLOSE, CONT, PING, PONG, TEXT, close_frame, frame, json_frame, upgrade
from tests.websocket.test_connection import BREACHES

PATIENCE_MESSAGES = 1_000
CONTROLS = (CLOSE, PING, PONG)


def pieces(data, chance, longest):
    """The same bytes, cut at random places."""
    at = 0
    while at < len(data):
        size = chance.randint(1, longest)
        yield data[at : at + size]
        at += size


# However it is cut.


def a_conversation(case):
    """One frame of every kind that is well formed, and the drafts in it."""
    says = [case.draft(f"c{case.chance.getrandbits(64)}", f"{size} 👋{'x' * size}") for size in (0, 200, 3_000, 5)]
    split = json.dumps(says[-1], ensure_ascii=False).encode()
    parts = frame(split[:1], fin=False) + frame(b"?", PING)
    parts += b"".join(frame(bytes([byte]), CONT, fin=False) for byte in split[1:]) + frame(b"", CONT)
    whole = b"".join(json_frame(**one) for one in says[:-1])
    return whole + frame(b"", PONG) + frame(b"x" * 125, PING) + json_frame(type="typing") + parts, says


@pytest.mark.parametrize("longest", [1, 2, 7, 100, 1_460])
def test_a_conversation_may_be_cut_anywhere(case, longest, thorough):
    for _ in range(thorough(2, 40)):
        tab = case.tab()
        sent, says = a_conversation(case)
        tab.write_separately(*pieces(sent, case.chance, longest))
        drafts = [one["draft"] for one in says]
        messages = (tab.receive("message") for _ in range(PATIENCE_MESSAGES))
        heard = list(islice((message for message in messages if message["draft"] in drafts), len(drafts)))
        assert [(message["draft"], message["text"]) for message in heard] == [
            (one["draft"], one["text"]) for one in says
        ]
        tab.reset()


@pytest.mark.parametrize(("sent", "code"), BREACHES.values(), ids=BREACHES)
def test_a_breach_has_its_code_wherever_it_is_cut(sent, code, case, thorough):
    """The others are cut everywhere; what is too long to cut everywhere, at some places."""
    places = (
        range(len(sent)) if len(sent) <= thorough(8, 300) else case.chance.sample(range(len(sent)), thorough(8, 300))
    )
    for place in places:
        tab = case.tab()
        tab.write_separately(sent[:place])
        tab.write(sent[place:] + json_frame(type="say", draft="late", text="this comes too late"))
        assert tab.close_code() == code
        assert tab.is_closed()
        tab.reset()
        case.count("breaches of the protocol answered with their code")


@pytest.mark.parametrize("ending", ["reset", "close", "half"])
def test_a_line_may_end_at_every_byte_of_its_beginning(case, ending, thorough):
    """Through the handshake, into the first frames: nobody is left behind, and nothing but whole words is heard."""
    sent, _ = a_conversation(case)
    whole = upgrade(f"?room={case.room}") + sent
    for place in range(0, len(whole), thorough(23, 5)):
        line = case.connection()
        line.write(whole[:place])
        {"reset": line.reset, "close": line.__exit__, "half": line.half_close}[ending]()
        case.count("lines ended in the middle of something")
    case.tab()  # by now all of them were let in
    case.server.await_claim(lambda: case.gauge("connections") <= len(case.crowd.people) + 1)


# However it is bent.

PAYLOADS = st.sampled_from([b"", b"{}", b"x", "👋".encode(), "👋".encode()[:2], b"\xff", b"\xed\xa0\x80", b"x" * 126])
LAST = {"opcode": CLOSE, "fin": True, "masked": True, "rsv": 0, "payload": b"\x10\xe1"}
FRAMES: st.SearchStrategy[dict] = st.builds(
    dict,
    opcode=st.sampled_from([TEXT, TEXT, CONT, CONT, BINARY, PING, PONG, CLOSE, 3, 7, 11, 15]),
    fin=st.booleans(),
    masked=st.sampled_from([True] * 9 + [False]),
    rsv=st.sampled_from([0] * 9 + [1, 2, 4]),
    payload=PAYLOADS
    | st.sampled_from([b"\x03\xe8", b"\x03\xe7", b"\x03\xed", b"\x03\xe8ok", b"\x03\xe8\xff", b"\x0f\xa0"]),
)


def code_for(frames) -> int:
    """The code that RFC 6455 and our own rules (text only) ask for: a second opinion, of a few lines."""
    return next(code for code in _codes(frames) if code)


def _codes(frames) -> Iterator[int | None]:
    open_parts: list[bytes] | None = None
    for one in frames:
        opcode, payload = one["opcode"], one["payload"]
        is_control = opcode >= CLOSE
        is_known = opcode in (CONT, TEXT, BINARY, *CONTROLS)
        is_whole = one["fin"] and len(payload) < 126
        if one["rsv"] or not one["masked"] or not is_known or (is_control and not is_whole):
            yield 1002
        elif opcode == CLOSE:  # in the middle of a message RFC 6455 leaves it open; our core reads it, and is strict
            code = _code_of_close(payload)
            yield 1002 if open_parts is not None and code != 1007 else code
        elif is_control:
            yield None
        elif (opcode == CONT) != (open_parts is not None):
            yield 1002
        elif opcode == BINARY:
            yield 1003
        else:
            open_parts = [*(open_parts or []), payload]
            if one["fin"]:
                yield None if _is_utf8(b"".join(open_parts)) else 1007
                open_parts = None


def _code_of_close(payload):
    if not payload:
        return 1005
    code = int.from_bytes(payload[:2])
    if len(payload) > 1 and not _is_utf8(payload[2:]):
        return 1007
    if len(payload) == 1 or not (1000 <= code < 1015 or 3000 <= code < 5000) or code in (1004, 1005, 1006):
        return 1002
    return code


def _is_utf8(payload):
    try:
        payload.decode()
    except UnicodeDecodeError:
        return False
    return True


def test_any_row_of_frames_is_answered_as_a_second_opinion_says(case, fuzz):
    @fuzz(200, 3_000)
    @given(st.lists(FRAMES, min_size=1, max_size=9))
    def holds(frames):
        tab = case.tab()
        answers = [answer_to(tab, frame(**one) + frame(b"heard?", PING)) for one in frames]
        answers.append(answer_to(tab, frame(**LAST)))
        assert next(code for code in answers if code) == code_for([*frames, LAST])
        tab.reset()
        case.count("random rows of frames tried")

    holds()


def answer_to(tab, sent):
    """The close code it brings about, or None if it was only heard. What comes after a close is not sent at all."""
    with suppress(ConnectionError):
        tab.write(sent)
    while (found := tab.frame()) is not None:
        opcode, payload = found
        if opcode == CLOSE:
            return int.from_bytes(payload[:2]) if payload else 1005
        if found == (PONG, b"heard?"):
            return None
    return None


def test_any_bytes_at_all_end_or_wait_and_harm_nobody(case, fuzz):
    """Noise may be the beginning of a frame that never ends; then the line stays, until it is let go."""

    @fuzz(100, 1_500)
    @given(st.binary(min_size=1, max_size=200))
    def holds(noise):
        tab = case.tab()
        tab.write(noise)
        tab.half_close()
        assert tab.close_code() in (None, 1000, 1002, 1003, 1005, 1007, 1009, 4500)
        case.count("random rows of bytes tried")

    holds()


def test_who_says_goodbye_and_never_hangs_up_is_cut(case):
    before = case.open_files()
    tabs = [case.tab() for _ in range(20)]
    for tab in tabs:
        tab.write(close_frame(1000))
        assert tab.close_code() == 1000
    case.server.await_claim(lambda: case.open_files() <= before)
