"""A connection over a real socket: its handshake, its end, and what others in the room see of it."""

import pytest

from tests.support.connections import RawConnection
from tests.support.frames import CONT, frame, say, upgrade


def test_the_answer_to_the_handshake_is_that_of_rfc_6455(server):
    with RawConnection(server.port) as connection:
        connection.write(upgrade())
        answer = connection.answer()
        assert (answer.status, answer.header("upgrade").lower()) == (101, "websocket")
        assert answer.header("sec-websocket-accept") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="  # for the key of the RFC


def test_frames_that_arrive_with_the_handshake_are_received_in_order(join):
    other = join()
    tab = join(glued=b"".join(say(f"g{number}", f"Hi {number}") for number in range(50)))
    assert [message["text"] for message in other.receive_messages(50)] == [f"Hi {number}" for number in range(50)]
    assert tab.receive("message")["seq"] == 1


ENDS = {
    "bad UTF-8 in a later fragment": (frame(b'{"type":"say","draft":"a', fin=False) + frame(b"\xff", CONT), 1007),
    "a frame without a mask": (frame(b"{}", masked=False), 1002),
    "a close": (frame(b"\x0f\xa0bye", 8), 4000),
}


@pytest.mark.parametrize(("sent", "code"), ENDS.values(), ids=ENDS)
def test_a_connection_ends_with_its_code_and_what_came_before_is_kept(sent, code, join):
    tab, ana, bo = join(), join(), join()
    tab.write(say("before", "kept") + sent + say("late", "too late"))
    assert tab.close_code() == code
    assert tab.is_closed()
    ana.say("next", "Hi")
    for other in (ana, bo):
        assert [message["draft"] for message in other.receive_messages(2)] == ["before", "next"]


def test_a_text_at_the_limit_in_its_longest_spelling_is_received(join):
    tab = join()
    tab.write(frame(b'{"type":"say","draft":"' + b"d" * 64 + b'","text":"' + b"\\ud83e\\udda6" * 4_000 + b'"}'))
    assert tab.receive("message", "refused")["text"] == "🦦" * 4_000
