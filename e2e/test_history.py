"""What was said before: there for whoever comes back, for newcomers, and for who reads back to the beginning."""

import pytest
from playwright.sync_api import Route, expect

from e2e.support.guests import tell
from e2e.support.people import People, Seen, Tab


def test_the_conversation_is_still_there_after_a_reload(person: People, room: str) -> None:
    ann, bob = person("Ann").opens(room), person("Bob").opens(room)
    ann.says("Do you remember?")
    bob.sees("Do you remember?")
    bob.says("All of it")
    before = ann.has_seen(2)
    ann.reloads()
    assert ann.has_seen(2) == before


def test_a_newcomer_reads_what_was_said_before_and_then_what_comes(person: People, room: str) -> None:
    ann = person("Ann").opens(room)
    ann.says("first", "second")
    ann.sees("first", "second")
    bob = person("Bob").opens(room)
    bob.sees("first", "second")
    ann.says("third")
    assert bob.has_seen(3) == [Seen(1, "Ann", "first"), Seen(2, "Ann", "second"), Seen(3, "Ann", "third")]


def test_what_was_said_in_an_empty_room_is_there_for_the_next(person: People, room: str) -> None:
    ann = person("Ann").opens(room)
    ann.says("Anybody here?")
    ann.sees("Anybody here?")
    ann.closes()
    person("Bob").opens(room).sees("Anybody here?")


def test_scrolling_back_reads_earlier_messages_to_the_very_first(person: People, room: str, address: str) -> None:
    texts = [f"number {number}" for number in range(1, 121)]
    tell(address, room, *texts)
    ann = person("Ann").opens(room)
    assert [message.text for message in ann.has_seen(50)] == texts[70:]
    scroll_to_start(ann)
    assert [message.text for message in ann.has_seen(74)] == texts[46:]
    scroll_to_start(ann)
    assert [message.text for message in ann.has_seen(98)] == texts[22:]
    scroll_to_start(ann)
    seen = ann.has_seen(120)
    assert [message.text for message in seen] == texts
    assert [message.seq for message in seen] == list(range(1, 121))
    expect(ann.page.get_by_text("This is the start of the room.")).to_be_visible()


def test_who_reads_back_is_not_moved_by_what_comes_and_finds_the_way_to_it(
    person: People, room: str, address: str
) -> None:
    tell(address, room, *(f"number {number}" for number in range(1, 51)))
    ann, bob = person("Ann").opens(room), person("Bob").opens(room)
    ann.has_seen(50)
    scroll_to_start(ann)
    expect(ann.message("number 1")).to_be_in_viewport()
    bob.says("News")
    ann.has_seen(51)
    expect(ann.message("number 1")).to_be_in_viewport()
    expect(ann.message("News")).not_to_be_in_viewport()
    ann.page.get_by_role("button", name="1 new message").click()
    expect(ann.message("News")).to_be_in_viewport()


@pytest.mark.parametrize(
    "answer",
    ["null", "{}", '{"epoch": "0000000000000000", "head": 5, "messages": []}'],
    ids=["null", "{}", "another epoch"],
)
def test_an_answer_that_is_no_page_of_the_room_is_asked_for_once_and_again_by_who_reads(
    person: People, room: str, address: str, answer: str
) -> None:
    tell(address, room, *(f"number {number}" for number in range(1, 101)))
    ann = person("Ann").opens(room)
    ann.has_seen(50)
    asked: list[str] = []

    def spoil(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=answer)

    ann.page.route("**/api/rooms/**", spoil)
    scroll_to_start(ann)
    expect(ann.page.get_by_text("Couldn’t load older messages.")).to_be_visible()
    tell(address, room, "What comes meanwhile is drawn")
    ann.has_seen(51)
    assert len(asked) == 1
    ann.page.unroute("**/api/rooms/**")
    ann.page.get_by_role("button", name="Load older messages").click()
    ann.has_seen(75)


def test_who_is_at_the_end_always_sees_the_latest(person: People, room: str, address: str) -> None:
    tell(address, room, *(f"number {number}" for number in range(1, 51)))
    ann, bob = person("Ann").opens(room), person("Bob").opens(room)
    expect(ann.message("number 50")).to_be_in_viewport()
    bob.says("The latest")
    expect(ann.message("The latest")).to_be_in_viewport()


def scroll_to_start(tab: Tab) -> None:
    tab.page.locator(".scroller").evaluate("view => view.scrollTo(0, 0)")
