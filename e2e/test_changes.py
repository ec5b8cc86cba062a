"""What people do with messages: edit, delete, answer and react, by mouse, keys or a finger, with and without a connection."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Route, expect

from e2e.support.guests import tell
from e2e.support.people import Tab

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DELETED = "Message deleted"
CUT_OFF = """
text => {
  const view = text.closest(".scroller");
  view.scrollBy(0, text.getBoundingClientRect().top + 8 - view.getBoundingClientRect().top);
}
"""

FOCUS_AT_LOWER_EDGE = """
message => {
  const view = message.closest(".scroller");
  view.scrollBy(0, message.getBoundingClientRect().bottom + 2 - view.getBoundingClientRect().bottom);
  message.focus({ preventScroll: true });
}
"""


SPACE_AROUND_QUOTE = """
message => {
  const [quote, bubble, before] = [
    message.querySelector(".quote"), message.querySelector(".bubble"), message.previousElementSibling.querySelector(".bubble"),
  ].map((part) => part.getBoundingClientRect());
  return [quote.top - before.bottom, bubble.top - quote.bottom];
}
"""
PRESSES_ENTER_TWICE = """
box => [1, 2].forEach(() => box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", cancelable: true })))
"""


def test_all_screens_show_the_same_edit_deletion_answer_and_reactions(person, room):
    ann, bob = (person(name).opens(room) for name in ("Ann", "Bob"))
    ann.says("Helo", "Oops")
    bob.sees("Helo", "Oops")
    ann.edits("Helo", "Hello")
    ann.deletes("Oops")
    bob.sees("Hello", DELETED)
    bob.reacts("Hello", "🎉")
    ann.reacts("Hello", "🎉")
    ann.sees_reactions("Hello", "2 🎉, one is yours")
    bob.replies("Hello", "Hi!")
    for tab in (ann, bob, ann.person.opens(room)):
        tab.sees("Hello", DELETED, "Hi!")
        tab.sees_reactions("Hello", "2 🎉, one is yours")
        expect(tab.message("Hello").locator(".edited")).to_have_text("edited")
        expect(tab.message("Hi!").locator(".quote")).to_have_accessible_name("In reply to Ann: Hello")
    expect(ann.message("Hi!").get_by_text("Replies to you")).to_be_visible()
    expect(bob.message("Hi!").get_by_text("Replies to you")).to_be_hidden()
    ann.reacts("Hello", "🎉")
    bob.sees_reactions("Hello", "1 🎉, yours")
    bob.message("Hello").hover()
    actions = bob.message("Hello").locator(".actions .acts")
    expect(actions.get_by_role("button")).to_have_text(["React", "Reply", "Copy text", "Copy link to message"])


def test_a_message_is_deleted_only_after_a_question(ann):
    question, press = ann.page.locator(".deleting"), ann.page.keyboard.press
    ann.says("First", "Precious")
    ann.sees("First", "Precious")
    ann.chooses("Precious", "Delete")
    ann.answers("Keep")
    expect(question).to_have_count(0)
    ann.chooses("Precious", "Edit")
    expect(ann.box).to_have_value("Precious")
    ann.box.fill("")
    ann.page.keyboard.down("Enter")
    expect(question.get_by_role("button", name="Keep")).to_be_focused()
    ann.page.keyboard.down("Enter")  # it is held
    expect(question).to_be_visible()
    ann.page.keyboard.up("Enter")
    press("Enter")  # it is pressed twice
    expect(question).to_have_count(0)

    def reacts():  # the list moves when the question goes, which must not be while the button of the mouse is down
        ann.chooses("First", "React", press_ms=100)
        ann.message("First").locator(".at-hand").get_by_text("👍").click()

    for leave in (lambda: press("Escape"), lambda: press("ArrowUp"), reacts, lambda: ann.says("Other")):
        ann.chooses("Precious", "Delete")
        expect(question.get_by_role("button", name="Keep")).to_be_focused()
        expect(ann.message("Precious").locator(".actions")).to_be_hidden()
        leave()
        expect(question).to_have_count(0)
    ann.sees("First", "Precious", "Other")
    ann.chooses("Precious", "Delete")
    ann.answers("Delete")
    ann.sees("First", DELETED, "Other")


def test_changes_made_without_a_connection_are_shown_and_kept_until_they_settle(proxied_ann, tab, bob, room, proxy):
    tab.says("one", "two", "three")
    tab.sees("one", "two", "three")
    tab.has_loaded_changes()
    proxy.cut()
    tab.page.route("**/static/**", lambda route: route.abort())
    tab.has_connection("waiting")
    tab.edits("one", "**1**")
    expect(tab.message("1")).to_contain_text("Will be sent when you’re reconnected.")
    tab.deletes("two")
    expect(tab.message("two")).to_contain_text("Will be deleted when you’re reconnected.")
    tab.reacts("1", "👍")
    tab.sees_reactions("1", "1 👍, yours")
    tab.chooses("1", "Copy text")
    expect(tab.message("1").locator(".copied")).to_have_count(1)
    assert tab.pastes() == "**1**"
    tab.message("1").locator(".text").select_text()
    tab.page.locator(".scroller").focus()
    tab.page.keyboard.press("ControlOrMeta+C")
    assert tab.pastes() == "**1**"
    tab.replies("three", "four")
    tab.chooses("three", "Reply")
    tab.box.fill("five")
    tab.page.unroute_all()
    tab.page.reload()
    expect(tab.box).to_have_value("five")
    expect(tab.subject).to_contain_text("Replying to Annthree")
    tab.box.press("Enter")  # before the page is welcomed
    expect(tab.unsettled.filter(has_text="five")).to_be_visible()
    tab.has_loaded_changes()
    tab.unsettled.filter(has_text="five").focus()
    proxy.restore()
    tab.comes_online()
    expect(tab.message("five").get_by_role("button", name="Reply", exact=True)).to_be_visible()
    for screen in (tab, proxied_ann.opens(room)):
        screen.sees("1", DELETED, "three", "four", "five")
        screen.sees_reactions("1", "1 👍, yours")
        for answer in ("four", "five"):
            expect(screen.message(answer).locator(".quote")).to_contain_text("three")
        expect(screen.page.locator(".draft-status")).to_have_count(0)


def test_a_sentence_says_that_the_part_for_changes_did_not_arrive(person, room):
    ann = person("Ann")
    ann.context.route("**/action-bar.js", lambda route: route.abort())
    tab = ann.opens(room)
    tab.says("One")
    tab.sees("One")
    for key in ("Escape", "ArrowUp", "r"):
        tab.page.keyboard.press(key)
    expect(tab.page.get_by_text("This part of the page couldn’t be loaded.")).to_be_visible()


@pytest.mark.thorough
def test_an_edit_gives_back_what_was_in_the_box_and_survives_a_reload(tab, proxy):
    tab.says("First")
    tab.sees("First")
    tab.box.press_sequentially("Half a thou")
    tab.chooses("First", "Edit")
    expect(tab.box).to_have_value("First")
    tab.box.press_sequentially(" and forem")
    proxy.cut()
    for _ in range(2):
        tab.page.reload()
        expect(tab.box).to_have_value("First and forem")  # before the page is welcomed
        expect(tab.subject).to_contain_text("Editing a message")
    tab.box.press_sequentially("ost")
    tab.box.evaluate(PRESSES_ENTER_TWICE)  # and does not send the draft that comes back
    proxy.restore()
    tab.comes_online()
    tab.sees("First and foremost")
    expect(tab.box).to_have_value("Half a thou")
    expect(tab.subject).to_be_hidden()
    tab.chooses("First and foremost", "Edit")
    tab.box.press_sequentially("!")
    held: list[Route] = []
    tab.page.route("**/subject.js", lambda route: held.append(route))
    with tab.page.expect_request("**/subject.js"):
        tab.reloads()
    tab.box.press_sequentially("ght")  # before the page can show the edit
    held[0].continue_()
    tab.has_loaded_changes()
    expect(tab.box).to_have_value("Half a thought")
    tab.chooses("First and foremost", "Edit")
    expect(tab.box).to_have_value("First and foremost!")


def test_an_edit_that_is_left_comes_back_unless_it_is_cancelled_and_says_if_another_tab_changed_the_message(ann):
    other = ann.person.opens(urlsplit(ann.page.url).path.removeprefix("/r/"))
    ann.says("One", "Two")
    other.sees("One", "Two")
    ann.box.press_sequentially("Draft")
    ann.chooses("One", "Edit")
    ann.box.press_sequentially(" more")
    ann.chooses("Two", "Edit")
    expect(ann.box).to_have_value("Two")
    ann.box.press("Escape")
    expect(ann.box).to_have_value("Draft")
    ann.chooses("One", "Edit")
    expect(ann.box).to_have_value("One more")
    ann.subject.get_by_role("button", name="Cancel").click()
    expect(ann.box).to_have_value("Draft")
    ann.chooses("One", "Edit")
    expect(ann.box).to_have_value("One")
    ann.box.press_sequentially(" more")
    other.edits("One", "Uno")
    expect(ann.subject).to_contain_text("changed meanwhile")
    expect(ann.box).to_have_value("One more")
    ann.chooses("Two", "Edit")
    other.edits("Two", "Dos")
    expect(ann.box).to_have_value("Dos")  # nothing was changed in it
    expect(ann.subject).to_have_text("Editing a message")
    other.deletes("Dos")
    expect(ann.subject).to_be_hidden()
    expect(ann.box).to_have_value("Draft")


def test_the_keyboard_is_enough_to_answer_edit_react_and_delete(ann):
    ann.says("One", "Two")
    ann.sees("One", "Two")
    ann.has_loaded_changes()
    press = ann.page.keyboard.press
    ann.box.press_sequentially("Three")
    for key in ("Escape", "ArrowUp", "ArrowUp", "r"):
        press(key)
    expect(ann.subject).to_contain_text("Replying to Ann")
    expect(ann.box).to_be_focused()
    press("Enter")
    ann.sees("One", "Two", "Three")
    expect(ann.message("Three").locator(".quote")).to_have_accessible_name("In reply to Ann: One")
    above, below = ann.message("Three").evaluate(SPACE_AROUND_QUOTE)
    assert above > below  # it belongs to the message below it
    for key in ("Escape", "ArrowUp", "e"):
        press(key)
    expect(ann.box).to_have_value("Three")
    press("Escape")
    expect(ann.box).to_have_value("")
    press("ArrowUp")  # the last message of one's own, from an empty box
    expect(ann.box).to_have_value("Three")
    ann.box.press_sequentially("!")
    press("Enter")
    expect(ann.message("Three!")).to_have_count(1)
    for key in ("Escape", "ArrowUp", "+"):
        press(key)
    expect(ann.page.get_by_role("button", name="👍")).to_be_focused()
    press("Enter")
    ann.sees_reactions("Three!", "1 👍, yours")
    ann.message("Three!").locator(".reaction").press("Enter")
    expect(ann.message("Three!")).to_be_focused()  # its button is gone
    for key in ("ArrowUp", "Delete"):
        press(key)
    expect(ann.page.locator(".deleting").get_by_role("button", name="Keep")).to_be_focused()
    for key in ("Tab", "Enter"):
        press(key)
    ann.sees("One", DELETED, "Three!")
    ann.messages.nth(0).hover()
    ann.messages.nth(0).get_by_role("button", name="React").click()
    press("Escape")
    ann.messages.nth(2).hover()
    expect(ann.messages.nth(2).locator(".actions")).to_be_visible()
    ann.messages.nth(0).locator(".text").click()
    ann.page.keyboard.type("really")  # whoever clicked on a message and types means the box
    expect(ann.box).to_have_value("really")


def test_an_answer_leads_to_its_message_also_if_that_is_not_loaded_and_back_leads_back(person, guest, room, address):
    tell(address, room, *(f"number {number}" for number in range(1, 101)))
    ann = person("Ann").opens(room)
    ann.has_seen(50)
    guest("Bob").changes("say", text="Agreed", reply=7)
    quote = ann.message("Agreed").locator(".quote")
    expect(quote).to_contain_text("number 7")
    quote.press("Enter")
    expect(ann.page.locator(".target .text")).to_have_text("number 7")
    expect(ann.page.locator(".target")).to_be_focused()
    expect(ann.message("number 7")).to_be_in_viewport(ratio=1)
    ann.box.press("Escape")
    ann.page.keyboard.press("ArrowUp")
    expect(ann.page.locator("li.message:focus")).to_be_in_viewport()
    ann.page.evaluate("history.back()")  # the automation of a stock Firefox would wait for a load of the page
    expect(ann.message("Agreed")).to_be_in_viewport(ratio=1)
    expect(ann.page.locator(".target")).to_have_count(0)


def test_changes_move_nothing_that_is_read(person, room, address):
    tell(address, room, *(f"number {number}" for number in range(1, 51)))
    author, ann = person("Bob").opens(room), person("Ann").opens(room)
    author.says("mine")
    ann.has_seen(51)
    ann.message("number 30").scroll_into_view_if_needed()
    expect(ann.message("mine")).not_to_be_in_viewport()
    before = top_of(ann, "number 30")
    author.reacts("number 10", "👍")
    ann.sees_reactions("number 10", "1 👍")
    author.edits("mine", "a\n" * 20)
    expect(author.messages.locator(".edited:visible")).to_have_count(
        1
    )  # from here on no row moves away from the pointer
    author.replies("number 50", "An answer")
    expect(ann.page.get_by_role("button", name="1 new message")).to_be_visible()
    assert top_of(ann, "number 30") == before
    ann.message("number 30").locator(".text").evaluate(CUT_OFF)
    before = top_of(ann, "number 31")
    author.reacts("number 30", "👍")
    ann.sees_reactions("number 30", "1 👍")
    assert top_of(ann, "number 31") == before
    ann.page.locator(".scroller").press("End")
    expect(ann.page.locator(".latest")).to_be_hidden()
    ann.page.locator(".scroller").evaluate("view => view.scrollBy(0, -30)")  # so near the end it goes on following
    before = top_of(ann, "An answer")
    for text in ("number 11", "An answer"):
        author.reacts(text, "👍")
        ann.sees_reactions(text, "1 👍")
        assert top_of(ann, "An answer") == before
    author.says("More")
    expect(ann.message("More")).to_be_in_viewport(ratio=1)


def test_the_question_whether_to_delete_scrolls_no_further_than_needed_and_stays_there(person, room, address, guest):
    ann = person("Ann").opens(room)
    tell(address, room, *(f"number {number}" for number in range(1, 26)))
    ann.has_seen(25)
    ann.says("Precious")
    ann.has_seen(26)
    tell(address, room, *(f"number {number}" for number in range(26, 51)))
    ann.has_seen(51)
    ann.has_loaded_changes()
    ann.message("Precious").evaluate(FOCUS_AT_LOWER_EDGE)
    before = top_of(ann, "Precious")
    ann.message("Precious").get_by_role("button", name="Delete").evaluate("button => button.click()")  # scrolls nothing
    expect(ann.page.locator(".deleting").get_by_role("button", name="Keep")).to_be_focused()
    expect(ann.page.locator(".deleting")).to_be_in_viewport(ratio=1)
    assert 0 < before - top_of(ann, "Precious") < 100
    before = top_of(ann, "Precious")
    bob = guest("Bob")
    bob.changes("react", message=24, emoji="👍", on=True)  # between the upper edge of the view and the question
    ann.sees_reactions("number 24", "1 👍")
    assert top_of(ann, "Precious") == before
    ann.says("The latest")
    ann.has_seen(52)
    ann.page.locator(".scroller").evaluate("view => view.scrollBy(0, -20)")  # still near enough to follow the end
    ann.chooses("The latest", "Delete")
    expect(ann.page.locator(".deleting")).to_be_in_viewport(ratio=1)
    before = top_of(ann, "The latest")
    bob.says("One", "Two\n" * 9)
    expect(ann.page.locator(".latest")).to_be_visible()
    assert top_of(ann, "The latest") == before


def test_a_press_is_not_lost_when_a_message_comes_before_its_release(person, room, address, guest):
    tell(address, room, *(f"number {number}" for number in range(1, 41)))
    ann, bob = person("Ann").opens(room), guest("Bob")
    ann.says("The latest")
    ann.has_seen(41)
    ann.has_loaded_changes()
    message = ann.message("The latest")
    message.hover()
    message.get_by_role("button", name="Delete").hover()
    ann.page.mouse.down()
    bob.says("Meanwhile", "And again")
    ann.page.evaluate("() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))")
    ann.page.mouse.up()
    expect(ann.page.locator(".deleting").get_by_role("button", name="Keep")).to_be_focused()
    ann.has_seen(43)


@pytest.mark.thorough
@pytest.mark.only_browser("chromium")  # in the others the automation gives a page no touch screen that CSS can see
def test_a_long_press_of_a_finger_opens_a_sheet_of_actions(person, room):
    ann, bob = person("Ann", **PHONE).opens(room), person("Bob").opens(room)
    ann.box.fill("Pocket")
    ann.taps("Send")
    ann.sees("Pocket")
    sheet = ann.page.get_by_role("dialog", name="Message actions")
    ann.has_loaded_changes()
    holds(ann, "Pocket")
    expect(sheet.locator(".about")).to_have_text("Pocket")
    for button in sheet.get_by_role("button").all():
        assert button.evaluate("button => Math.min(button.offsetWidth, button.offsetHeight)") >= 44
    sheet.get_by_text("👍").tap()
    ann.sees_reactions("Pocket", "1 👍, yours")
    expect(sheet).to_be_hidden()
    holds(ann, "Pocket")
    ann.page.locator(".scroller").focus()
    sheet.get_by_role("button", name="Edit").press("Enter")  # without a further touch
    expect(ann.box).to_be_focused()
    ann.page.keyboard.type("s")
    ann.taps("Save")
    ann.sees("Pockets")
    bob.says("Helo")
    ann.sees("Pockets", "Helo")
    holds(ann, "Helo")
    bob.edits("Helo", "Hello")
    expect(sheet.locator(".about")).to_have_text("Hello")
    bob.deletes("Hello")
    expect(sheet.locator(".about")).to_have_text(DELETED)
    ann.page.keyboard.press("Escape")
    expect(ann.page.locator("dialog.sheet .about")).to_be_empty()


def holds(tab: Tab, text: str) -> None:
    """A finger on a message until the sheet is there, and longer than a tap."""
    place = tab.message(text).locator(".text").bounding_box()
    assert place is not None
    touch = tab.person.context.new_cdp_session(tab.page)
    point = {"x": place["x"] + 5, "y": place["y"] + 5}
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    expect(tab.page.get_by_role("dialog", name="Message actions")).to_be_visible()
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def top_of(tab: Tab, text: str) -> float:
    top: float = tab.message(text).locator(".text").evaluate("text => text.getBoundingClientRect().top")
    return top
