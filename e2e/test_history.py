"""History: what was said before is there for everybody who comes, comes back, or reads back to the beginning."""

import pytest
from playwright.sync_api import Route, expect

from e2e.support.guests import tell
from e2e.support.people import Seen


def test_messages_are_there_after_a_reload_and_after_everybody_left(ann, person, room):
    ann.says("first", "second")
    before = ann.has_seen(2)
    ann.reloads()
    assert ann.has_seen(2) == before == [Seen(1, "Ann", "first"), Seen(2, "Ann", "second")]
    ann.closes()
    bob = person("Bob").opens(room)
    assert bob.has_seen(2) == before
    bob.says("third")
    assert bob.has_seen(3) == [*before, Seen(3, "Bob", "third")]


def test_scrolling_back_reads_earlier_messages_to_the_very_first(person, room, address):
    texts = [f"number {number}" for number in range(1, 121)]
    tell(address, room, *texts)
    ann = person("Ann").opens(room)
    for count in (50, 74, 98):
        assert [message.text for message in ann.has_seen(count)] == texts[-count:]
        ann.scrolls_to(0)
    seen = ann.has_seen(120)
    assert [message.text for message in seen] == texts
    assert [message.seq for message in seen] == list(range(1, 121))
    expect(ann.page.get_by_text("This is the start of the room.")).to_be_visible()


@pytest.mark.parametrize(
    "answer",
    ["null", "{}", '{"epoch": "0000000000000000", "head": 5, "messages": []}'],
    ids=["null", "{}", "another epoch"],
)
def test_an_invalid_page_of_history_is_requested_again_only_by_the_person(person, guest, room, address, answer):
    tell(address, room, *(f"number {number}" for number in range(1, 101)))
    ann = person("Ann").opens(room)
    ann.has_seen(50)
    requested: list[str] = []

    def spoil(route: Route) -> None:
        requested.append(route.request.url)
        route.fulfill(body=answer)

    ann.page.route("**/api/rooms/**", spoil)
    ann.scrolls_to(0)
    expect(ann.page.get_by_text("Couldn’t load older messages.")).to_be_visible()
    guest("Bob").says("What comes meanwhile is drawn")
    ann.has_seen(51)
    assert len(requested) == 1
    ann.page.unroute("**/api/rooms/**")
    ann.page.get_by_role("button", name="Load older messages").click()
    ann.has_seen(75)
