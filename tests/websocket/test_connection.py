"""The connection, byte by byte: whatever is sent, the right code comes back and nobody else in the room notices."""

import json

import pytest

from tests.support.connections import RawConnection, Tab
from tests.support.frames import BINARY, CLOSE, CONT, PING, PONG, TEXT, close_frame, frame, json_frame, say, upgrade


@pytest.fixture
def control(join):
    """Ana and Bo talk in the same room before and after; neither hears anything but the other."""
    ana, bo = join(), join()

    def talk(word):
        for speaker, listener in ((ana, bo), (bo, ana)):
            speaker.say(f"{word}-{speaker.local_port()}", word)
            assert speaker.receive("message")["text"] == listener.receive("message")["text"] == word

    talk("before")
    yield
    talk("after")


def test_frames_may_be_split_at_every_byte(join):
    tab, listener = join(), join()
    whole = say("a", "Hi 👋") + frame(b"beat", PING) + say("b", "x" * 300)
    tab.write_separately(*(whole[place : place + 1] for place in range(len(whole))))
    assert [message["text"] for message in listener.receive_messages(2)] == ["Hi 👋", "x" * 300]


def test_what_looks_like_a_frame_within_another_is_no_frame(join):
    tab, listener = join(), join()
    within = say("a", "Nobody says this")
    ping = frame(within, PING)
    tab.write_separately(ping[: -len(within)], within)
    assert tab.frame() == (PONG, within)
    tab.say("b", "But this")
    assert listener.receive("message")["text"] == "But this"


def test_two_frames_may_be_cut_in_two_at_any_place(join):
    tab, listener = join(), join()
    size = len(say("p100-0", "Hi 0") + say("p100-1", "Hi 1"))
    for place in range(100, 100 + size):
        whole = say(f"p{place}-0", "Hi 0") + say(f"p{place}-1", "Hi 1")
        tab.write_separately(whole[: place - 100], whole[place - 100 :])
        assert [message["text"] for message in listener.receive_messages(2)] == ["Hi 0", "Hi 1"]


def test_frames_glued_to_the_upgrade_are_heard_in_order(join):
    listener = join()
    tab = join(glued=b"".join(say(f"g{number}", f"Hi {number}") for number in range(50)))
    assert [message["text"] for message in listener.receive_messages(50)] == [f"Hi {number}" for number in range(50)]
    assert tab.receive("message")["seq"] == 1


def test_a_message_in_fragments_is_one_message_also_with_a_ping_within(join):
    tab = join()
    spelled = json.dumps({"type": "say", "draft": "a", "text": "née 👋"}, ensure_ascii=False).encode()
    tab.write(frame(spelled[:1], fin=False))
    for byte in spelled[1:]:
        tab.write(frame(bytes([byte]), CONT, fin=False) + frame(b"?", PING))
    tab.write(frame(b"", CONT))
    assert tab.receive("message")["text"] == "née 👋"


def test_a_ping_is_answered_with_its_own_words(join):
    tab = join()
    tab.write(frame(b"are you there", PING))
    while (found := tab.frame())[0] != PONG:
        assert found[0] == TEXT
    assert found[1] == b"are you there"


def test_a_pong_nobody_asked_for_is_no_fault(join):
    tab = join()
    tab.write(frame(b"here", PONG) + say("a", "Hi"))
    assert tab.receive("message")["text"] == "Hi"


SPLIT_EMOJI = "👋".encode()
BAD_UTF8 = b'{"type":"say","draft":"bad","text":"\xff"}'

BREACHES = {
    "an unmasked frame": (frame(b"{}", masked=False), 1002),
    "RSV1": (frame(b"{}", rsv=4), 1002),
    "RSV2": (frame(b"{}", rsv=2), 1002),
    "RSV3": (frame(b"{}", rsv=1), 1002),
    **{f"opcode {code}": (frame(b"", code), 1002) for code in (3, 4, 5, 6, 7, 11, 12, 13, 14, 15)},
    "a ping in fragments": (frame(b"", PING, fin=False), 1002),
    "a ping of 126 bytes": (frame(b"x" * 126, PING), 1002),
    "a continuation of nothing": (frame(b"x", CONT), 1002),
    "a new text within a text": (frame(b"{", fin=False) + frame(b"}"), 1002),
    "a close of 1 byte": (frame(b"x", CLOSE), 1002),
    "close code 999": (close_frame(999), 1002),
    "close code 1005": (close_frame(1005), 1002),
    "close code 1006": (close_frame(1006), 1002),
    "close code 1015": (close_frame(1015), 1002),
    "close code 5000": (close_frame(5000), 1002),
    "a close of 126 bytes": (close_frame(1000, b"x" * 124), 1002),
    "a close reason that is not UTF-8": (close_frame(1000, b"\xff"), 1007),
    "a binary frame": (frame(b"{}", BINARY), 1003),
    "a binary message in fragments": (frame(b"{", BINARY, fin=False) + frame(b"}", CONT), 1003),
    "bad UTF-8": (frame(BAD_UTF8), 1007),
    "UTF-8 cut off at the end": (frame(SPLIT_EMOJI[:3]), 1007),
    "an encoded surrogate": (frame(b"\xed\xa0\x80"), 1007),
    "an overlong slash": (frame(b"\xc0\xaf"), 1007),
    "bad UTF-8 in a later fragment": (frame(b'{"type":"say', fin=False) + frame(b"\xff", CONT), 1007),
    "UTF-8 never finished over fragments": (frame(SPLIT_EMOJI[:2], fin=False) + frame(b"", CONT), 1007),
    "a frame that declares 2^63 - 1 bytes": (frame(b"", declared=2**63 - 1), 1009),
    "a frame that declares a megabyte": (frame(b"", declared=1 << 20), 1009),
    "a megabyte in fragments": (
        frame(b"x" * 4_096, fin=False) + frame(b"x" * 4_096, CONT, fin=False) * 255,
        1009,
    ),
    "fragments without end": (frame(b"x", fin=False) + frame(b"", CONT, fin=False) * 2_000 + frame(b"", CONT), 1009),
}


@pytest.mark.parametrize(("sent", "code"), BREACHES.values(), ids=BREACHES)
def test_a_breach_of_the_protocol_ends_with_its_code_and_nobody_else_notices(sent, code, control, join):
    tab = join()
    tab.write(sent + say("after", "this comes too late"))
    assert tab.close_code() == code
    assert tab.is_closed()


def test_nothing_of_a_bad_message_is_spliced_into_the_next(join):
    listener, tab = join(), join()
    tab.write(frame(b'{"type":"say","draft":"a","text":"SECRET ', fin=False) + frame(b"\xff", CONT))
    tab.write(say("b", "after"))
    assert tab.close_code() == 1007
    listener.say("c", "next")
    assert listener.receive("message")["text"] == "next"


def test_what_was_said_well_before_a_breach_is_kept(join):
    listener, tab = join(), join()
    tab.write(say("a", "well said") + frame(b"\xff"))
    assert tab.close_code() == 1007
    assert listener.receive("message")["text"] == "well said"


@pytest.mark.parametrize("code", [1000, 1001, 1011, 3000, 4000, 4999])
def test_a_close_is_echoed_with_its_code(code, join):
    tab = join()
    tab.write(close_frame(code, b"bye"))
    assert tab.close_code() == code
    assert tab.is_closed()


def test_a_close_without_a_code_is_answered(join):
    tab = join()
    tab.write(frame(b"", CLOSE))
    assert tab.close_code() in (1000, 1005)
    assert tab.is_closed()


def test_what_comes_after_a_close_is_not_heard(join):
    listener, tab = join(), join()
    tab.write(close_frame() + say("late", "too late"))
    assert tab.close_code() == 1000
    listener.say("a", "next")
    assert listener.receive("message")["text"] == "next"


def test_half_a_goodbye_is_a_goodbye(join):
    tab = join()
    tab.half_close()
    assert tab.close_code() in (None, 1005, 1006, 1002)
    assert tab.is_closed()


def test_a_bad_frame_is_refused_with_a_reason_and_the_line_stays(join):
    tab = join()
    for sent in (b"hello", b"[]", b"null", b'{"type":"shout"}', b"[" * 9_000):
        tab.write(frame(sent))
        refused = tab.receive("refused")
        assert (refused["code"], "draft" in refused) == ("bad_frame", False)
    tab.say("a", "well said")
    assert tab.receive("message")["text"] == "well said"


def test_a_refusal_names_its_draft(join):
    tab = join()
    tab.write(json_frame(type="say", draft="d-7", text=7) + say("d-8", " ") + say("d-9", "x" * 4_001))
    refused = [tab.receive("refused") for _ in range(3)]
    assert [(one["draft"], one["code"]) for one in refused] == [
        ("d-7", "bad_frame"),
        ("d-8", "empty"),
        ("d-9", "too_long"),
    ]


def test_who_does_not_speak_our_language_is_told_not_to_come_back(control, join):
    tab = join()
    tab.write(frame(b"hello") * 11)
    assert [tab.receive("refused")["code"] for _ in range(10)] == ["bad_frame"] * 10
    assert tab.close_code() == 4500


def test_a_text_at_the_limit_in_its_longest_spelling_is_heard(join):
    tab = join()
    tab.write(frame(b'{"type":"say","draft":"' + b"d" * 64 + b'","text":"' + b"\\ud83e\\udda6" * 4_000 + b'"}'))
    assert tab.receive("message", "refused")["text"] == "🦦" * 4_000


def test_a_lone_surrogate_reaches_everybody_as_the_same_mark(join):
    tab, listener = join(), join()
    tab.write(frame(b'{"type":"say","draft":"a","text":"half \\ud83d"}'))
    assert tab.receive("message")["text"] == listener.receive("message")["text"] == "half \ufffd"


def test_markup_and_quotes_pass_unchanged(join):
    tab = join()
    for number, text in enumerate(("<img src=x onerror=alert(1)>", "'; DROP TABLE message;--", "a\tb\nc", "{{title}}")):
        tab.say(f"m{number}", text)
        assert tab.receive("message")["text"] == text


def test_who_is_too_fast_is_told_when_to_come_and_the_draft_is_not_lost(start):
    server = start(RATE=2, BURST=3)
    with Tab(server.port) as tab:
        tab.write(b"".join(say(f"d{number}", "Hi") for number in range(5)))
        frames = [tab.receive("message", "refused") for _ in range(5)]
        refused = [one for one in frames if one["type"] == "refused"]
        assert [one["draft"] for one in refused] == ["d3", "d4"]
        assert all(one["code"] == "too_fast" and 0 < one["retry_ms"] <= 500 for one in refused)
        assert [one["seq"] for one in frames if one["type"] == "message"] == [1, 2, 3]


def test_who_does_not_listen_either_is_told_not_to_come_back(start):
    server = start(RATE=0.001, BURST=1)
    with Tab(server.port) as ana, Tab(server.port) as bo:
        ana.write(b"".join(say(f"d{number}", "Hi") for number in range(150)))
        assert ana.close_code() == 4529
        assert bo.receive("message")["draft"] == "d0"
        bo.say("b", "Hi")
        assert bo.receive("message")["draft"] == "b"


def test_several_tabs_of_one_person_share_one_rate(start):
    server = start(RATE=0.001, BURST=2)
    cookie = ("Cookie: hubbub_person=" + "a" * 22,)
    with Tab(server.port, headers=cookie) as first, Tab(server.port, headers=cookie) as second:
        first.write(say("a", "Hi") + say("b", "Hi"))
        first.receive_messages(2)
        second.say("c", "Hi")
        assert second.receive("refused")["code"] == "too_fast"


@pytest.mark.parametrize(
    "phase", ["before the first frame", "after it", "in the middle of one", "half way through a message"]
)
def test_a_line_that_is_reset_is_a_person_who_left(phase, server, room, control):
    tab = Tab(server.port, f"?room={room}")
    tab.write(
        {
            "before the first frame": b"",
            "after it": frame(b"{}"),
            "in the middle of one": say("a", "cut off")[:-3],
            "half way through a message": frame(b'{"type', fin=False),
        }[phase]
    )
    tab.reset()


def test_the_answer_to_the_upgrade_is_the_one_rfc_6455_asks_for(server):
    with RawConnection(server.port) as line:
        line.write(upgrade())
        answer = line.answer()
        assert (answer.status, answer.header("upgrade").lower()) == (101, "websocket")
        assert (
            answer.header("sec-websocket-accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
        )  # as RFC 6455 spells it for this key
