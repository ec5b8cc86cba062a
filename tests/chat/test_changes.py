"""Edits, deletions, reactions and replies over a WebSocket: which are refused, and that no text is sent after its removal."""

import json
from itertools import takewhile

import pytest

from service.chat.persons import REPEATED_JOIN_LIMIT
from tests.support.connections import RawConnection, RawTab, ask, read_head
from tests.support.frames import CLOSE, close_code, say, upgrade

ENTRIES = ("message", "edit", "deletion", "reaction", "topic")
PERSON = "Cookie: hubbub_person=" + "p" * 22
SECRET, CORRECTED = "hunter2", "hunter3"

UNKNOWN, OTHERS, REACTION, DELETED, OWN = 99, 1, 4, 3, 2
REFUSED = {
    "an edit of another's message": ({"type": "edit", "message": OTHERS, "text": "Ha"}, "not_yours"),
    "a deletion of another's message": ({"type": "delete", "message": OTHERS}, "not_yours"),
    "an edit to nothing of another's message": ({"type": "edit", "message": OTHERS, "text": " "}, "not_yours"),
    "an edit of an unknown message": ({"type": "edit", "message": UNKNOWN, "text": "Ha"}, "no_such_message"),
    "a deletion of a reaction": ({"type": "delete", "message": REACTION}, "no_such_message"),
    "a reaction to an unknown message": (
        {"type": "react", "message": UNKNOWN, "emoji": "👍", "on": True},
        "no_such_message",
    ),
    "a reply to an unknown message": ({"type": "say", "text": "Ha", "reply": UNKNOWN}, "no_such_message"),
    "a reply to a reaction": ({"type": "say", "text": "Ha", "reply": REACTION}, "no_such_message"),
    "an edit of a deleted message": ({"type": "edit", "message": DELETED, "text": "Ha"}, "no_such_message"),
    "a second deletion": ({"type": "delete", "message": DELETED}, "no_such_message"),
    "a reaction to a deleted message": (
        {"type": "react", "message": DELETED, "emoji": "👍", "on": True},
        "no_such_message",
    ),
    "a reaction of two emoji": ({"type": "react", "message": OWN, "emoji": "👍👍", "on": True}, "bad_emoji"),
    "a reaction of a letter": ({"type": "react", "message": OWN, "emoji": "a", "on": False}, "bad_emoji"),
    "an edit that is too long": ({"type": "edit", "message": OWN, "text": "x" * 4_001}, "too_long"),
    "a topic that is too long": ({"type": "topic", "text": "x" * 251}, "too_long"),
    "a number of no message": ({"type": "delete", "message": 0}, "bad_frame"),
    "a reaction that is neither on nor off": ({"type": "react", "message": OWN, "emoji": "👍"}, "bad_frame"),
}


@pytest.mark.parametrize(("sent", "code"), REFUSED.values(), ids=REFUSED)
def test_a_change_that_is_not_allowed_is_refused_and_nothing_is_added(server, room, join, sent, code):
    ana, bo = join(), join()
    ana.say("a1", "Hello")
    bo.receive_messages(1)
    bo.say("b1", "Hi")
    bo.say("b2", "Oops")
    bo.send(type="react", draft="b3", message=OTHERS, emoji="❤", on=True)
    bo.send(type="delete", draft="b4", message=DELETED)
    assert ana.receive("reaction")["emoji"] == "❤\ufe0f"
    bo.receive("deletion")
    bo.send(draft="d", **sent)
    refused = bo.receive("refused", *ENTRIES)
    assert (refused["code"], refused["draft"], refused["reason"][-1]) == (code, "d", ".")
    assert read_head(server.port, room) == 5


def test_a_message_has_at_most_20_different_emoji_and_each_of_them_any_number_of_times(join):
    ana, bo = join(), join()
    ana.say("a", "Hello")
    bo.receive_messages(1)

    def react(tab, number, on=True):
        tab.send(type="react", draft=f"{tab.local_port()}-{number}-{on}", message=1, emoji=chr(0x1F600 + number), on=on)
        received = tab.receive("reaction", "refused")
        return received.get("code", received.get("count"))

    assert [react(ana, number) for number in range(21)] == [1] * 20 + ["too_many"]
    ana_reacted = [bo.receive("reaction") for _ in range(20)]
    assert len(ana_reacted) == 20
    assert react(bo, 0) == 2


@pytest.mark.parametrize(("hours", "answer"), [("0", "too_late"), ("unlimited", "edit")])
def test_messages_can_be_changed_for_as_long_as_the_setting_says(start, hours, answer):
    with RawTab(start(EDIT_HOURS=hours).port) as tab:
        tab.say("a", "Hello")
        tab.send(type="edit", draft="b", message=1, text="Hello, all")
        received = tab.receive("edit", "refused")
        assert received.get("code", received["type"]) == answer
        tab.send(type="react", draft="c", message=1, emoji="👍", on=True)
        assert tab.receive("reaction")["count"] == 1


def test_a_client_that_takes_an_edit_for_a_lost_message_is_closed_as_outdated(server, room, join):
    """As a page from before there were edits does: it joins again and again at the message before the edit."""
    ana = join()
    ana.say("a", "Hello")
    ana.send(type="edit", draft="b", message=1, text="Hi")
    ana.receive("edit")

    def first_frame(query):
        with RawConnection(server.port) as page:
            page.write(upgrade(f"?room={room}{query}", (PERSON,)))
            page.answer()
            opcode, payload = page.frame()
            return close_code(payload) if opcode == CLOSE else json.loads(payload)["type"]

    def welcomes(query, most):
        return len(list(takewhile(lambda frame: frame == "welcome", (first_frame(query) for _ in range(most)))))

    # A join counts once the service knows that the connection before it has ended.
    assert REPEATED_JOIN_LIMIT <= welcomes("&after=1", 50) < 50
    assert [welcomes(query, 5) for query in ("&after=1&entries=all", "&after=2", "")] == [5, 5, 5]
    join("&after=2", headers=(PERSON,))
    assert welcomes("&after=1", 5) == 5  # of a person with several tabs


def test_a_topic_reaches_everybody_in_the_room_and_those_who_come_later(join):
    ana, bo = join(), join()
    assert "topic" not in ana.welcome
    ana.send(type="topic", draft="a", text=" Plans\nfor May ")
    ana.send(type="topic", draft="b", text="Nap")
    first, second = bo.receive("topic"), bo.receive("topic")
    assert (first["draft"], first["text"], first["from"]) == ("a", "Plans for May", ana.welcome["you"])
    later = join()
    assert later.welcome["topic"] == second
    later.send(type="topic", draft="c", text=" ")
    assert bo.receive("topic")["text"] == ""
    assert "topic" not in join().welcome


def test_an_edit_to_nothing_is_a_deletion(join):
    ana = join()
    ana.say("a", "Hello")
    ana.send(type="edit", draft="b", message=1, text=" \u200b\n")
    deletion = ana.receive(*ENTRIES[1:])
    assert (deletion["type"], deletion["draft"], deletion["message"]) == ("deletion", "b", 1)


@pytest.mark.parametrize("later", [0, 600], ids=["in memory", "only in the log"])
@pytest.mark.parametrize("ends", ["edit", "delete"])
def test_a_removed_text_leaves_by_no_path_any_more(server, room, join, later, ends):
    """Neither by a replay, nor a first page, a page of history, or the answers to drafts that are sent again."""
    ana, bo = join(), join()
    ana.say("secret", SECRET)
    assert bo.receive(*ENTRIES)["text"] == SECRET
    ana.send(type="edit", draft="correction", message=1, text=CORRECTED)
    assert bo.receive(*ENTRIES)["text"] == CORRECTED
    ana.send(type=ends, draft="end", message=1, text="Hello")
    assert bo.receive(*ENTRIES).get("text", "Hello") == "Hello"
    ana.write(b"".join(say(f"m{number}", "Hi") for number in range(later)))
    head = frames_up_to(ana, 3 + later)[-1]["seq"]
    answers = [ask(server.port, f"/api/rooms/{room}/messages{query}").body.decode() for query in ("", "?after=0")]
    for query in ("", "&after=0", "&after=1", "&after=2"):
        tab = join(query)
        answers += frames_up_to(tab, head) if tab.welcome["after"] < head else []
    last = join(f"&after={head}")
    last.say("secret", SECRET)
    last.send(type="edit", draft="correction", message=1, text=CORRECTED)
    answers += [last.receive(*ENTRIES), last.receive(*ENTRIES)]
    assert len(answers) > 8
    assert not [answer for answer in map(str, answers) if SECRET in answer or CORRECTED in answer]


def frames_up_to(tab, head):
    frames: list[dict] = []
    while not frames or frames[-1]["seq"] < head:
        frames.append(tab.receive(*ENTRIES))
    return frames
