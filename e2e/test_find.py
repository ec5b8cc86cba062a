"""Finding messages: as one types, by keys alone, further back on scrolling, offline, and the first message of a day."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, expect

from e2e.support.guests import tell
from e2e.support.people import Tab

EXPLAINS_BELOW_THE_FIELD = """
dialog => {
  const [field, sentence] = [".query", ".explanation"].map((part) => dialog.querySelector(part).getBoundingClientRect());
  return sentence.top >= field.bottom;
}
"""


def opens_find(tab: Tab) -> Locator:
    tab.page.keyboard.press("ControlOrMeta+K")
    dialog = tab.page.get_by_role("dialog", name="Find rooms, people and messages")
    expect(dialog.get_by_role("combobox")).to_be_focused()
    return dialog


def test_messages_are_found_as_one_types_and_enter_opens_one_that_is_not_loaded(person, room, address):
    tell(address, room, "A <b>náïve</b> **needle**", *(f"hay {number}" for number in range(1, 120)), "Needles in hay")
    ann = person("Ann").opens(room)
    dialog = opens_find(ann)
    ann.page.keyboard.type("NEED")
    expect(dialog.locator("mark")).to_have_text(["Need", "need"])
    ann.page.keyboard.type(" naive")
    found = dialog.get_by_role("option")
    expect(found).to_have_count(1)
    expect(found.locator(".excerpt")).to_have_text("A <b>náïve</b> needle")
    expect(found.locator("mark")).to_have_text(["náïve", "need"])
    expect(dialog.get_by_role("status")).to_have_text("1 message")
    expect(found).to_have_attribute("aria-selected", "true")
    ann.page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(ann.page.locator(".found li")).to_have_count(0)  # a message that is deleted now must not stay there
    expect(ann.page.locator("li.target")).to_have_attribute("data-seq", "1")
    expect(ann.page.locator("li.target")).to_be_focused()
    expect(ann.page.locator("li.target .text")).to_be_in_viewport(ratio=1)
    ann.page.keyboard.press("r")
    expect(ann.subject).to_contain_text("Replying")
    ann.page.keyboard.press("Escape")
    ann.page.evaluate("history.back()")
    expect(ann.message("Needles in hay")).to_be_in_viewport()
    expect(ann.box).to_be_focused()  # and no longer the message, which is out of view
    ann.page.evaluate("history.forward()")
    expect(ann.page.locator("li.target .text")).to_be_in_viewport(ratio=1)
    opens_find(ann)
    expect(dialog.get_by_role("combobox")).to_have_value("NEED naive")
    expect(dialog.get_by_role("combobox")).to_have_attribute("maxlength", "200")  # the server takes no more
    ann.page.keyboard.type("nothing like it")
    expect(dialog.get_by_role("status")).to_have_text("No messages found.")
    ann.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(ann.page.locator("li.target")).to_have_count(1)  # the key meant the dialog


def test_arrow_keys_walk_back_to_the_oldest_message_found(person, room, address):
    tell(address, room, *(f"hay {number}" for number in range(1, 51)))
    ann = person("Ann").opens(room)
    ann.page.route(
        lambda address: address.endswith("?q=hay"), lambda route: route.fulfill(json={"messages": [], "next": 51})
    )  # nothing found in the first part
    dialog = opens_find(ann)
    ann.page.keyboard.type("hay")
    chosen = dialog.get_by_role("option", selected=True)
    expect(chosen.locator(".excerpt")).to_have_text("hay 50")
    for presses, count in ((19, 40), (20, 50), (10, 50)):
        for _ in range(presses):
            ann.page.keyboard.press("ArrowDown")
        expect(chosen).to_be_in_viewport()
        expect(dialog.get_by_role("option")).to_have_count(count)
    expect(chosen.locator(".excerpt")).to_have_text("hay 1")
    expect(dialog.get_by_role("status")).to_have_text("50 messages")


@pytest.mark.thorough
def test_a_message_that_is_deleted_goes_from_the_list_also_while_a_further_search_runs(person, room):
    bob = person("Bob").opens(room)
    ann = person("Ann").opens(room)  # last, so that its page has the focus in Firefox
    bob.says("First needle", "Other needle")
    ann.sees("First needle", "Other needle")
    dialog = opens_find(ann)
    ann.page.keyboard.type("need")
    expect(dialog.locator("mark")).to_have_text(["need", "need"])  # not those of a part of the word
    with ann.page.expect_request("**/search?q=needl"):
        ann.page.route("**/search?q=needl", lambda route: None)  # there is no answer
        ann.page.keyboard.type("l")
    bob.deletes("First needle")
    expect(dialog.locator(".excerpt")).to_have_text(["Other needle"])
    expect(dialog.locator("mark")).to_have_text(["need"])


@pytest.mark.only_browser("chromium")  # the automation of a stock Firefox cannot take a page offline
def test_a_search_that_was_begun_offline_goes_on_when_the_connection_is_back(person, room):
    ann = person("Ann").opens(room)
    ann.says("A needle")
    ann.sees("A needle")
    dialog = opens_find(ann)
    ann.person.context.set_offline(True)
    ann.page.keyboard.type("needle")
    expect(dialog.get_by_role("status")).to_contain_text("You’re offline.")
    ann.person.context.set_offline(False)
    expect(dialog.locator("mark")).to_have_text(["needle"])
    expect(dialog.get_by_role("combobox")).to_have_value("needle")


def test_what_cannot_be_searched_for_is_explained(ann):
    dialog = opens_find(ann)
    ann.page.keyboard.type("nothing from:")  # still typing a name
    expect(dialog.get_by_role("status")).to_have_text("No messages found.")
    dialog.get_by_role("combobox").clear()
    ann.page.keyboard.type("before:yesterday")
    expect(dialog.get_by_role("status")).to_have_text("This can’t be searched for.")
    expect(dialog.get_by_text("before:2026-03-01")).to_be_visible()
    ann.page.set_viewport_size({"width": 640, "height": 150})  # a phone on its side with its keyboard
    assert dialog.evaluate(EXPLAINS_BELOW_THE_FIELD)
    assert dialog.locator(".found").evaluate("found => found.clientHeight") > 150 / 3


def test_going_to_a_day_opens_its_first_message(person, room, address):
    ann = person("Ann", timezone_id="UTC").opens(room)
    dialog, today = opens_find(ann), datetime.now(UTC).date().isoformat()
    dialog.get_by_label("Go to a day").fill(today)
    dialog.get_by_role("button", name="Go", exact=True).click()
    expect(dialog.get_by_role("status")).to_have_text("There are no messages on or after this day.")
    tell(address, room, *(f"number {number}" for number in range(1, 81)))
    expect(ann.settled).to_have_count(80)
    dialog.get_by_role("button", name="Go", exact=True).click()
    expect(dialog).to_be_hidden()
    expect(ann.page.locator("li.target .text")).to_have_text("number 1")
    expect(ann.page.locator("li.target .text")).to_be_in_viewport(ratio=1)


def test_a_part_of_the_page_that_does_not_arrive_is_named(person, room):
    ann = person("Ann").opens(room)
    ann.page.route("**/find/find.js", lambda route: route.abort())
    ann.page.get_by_role("button", name="Find rooms, people and messages").click()
    expect(ann.status("This part of the page couldn’t be loaded.")).to_be_visible()
