"""Reading: who is there follows, who reads back stays, and everybody finds what is new, and any one message again."""

import re
import sqlite3
from typing import Any

import pytest
from playwright.sync_api import expect

from e2e.support.guests import tell
from e2e.support.people import People, Tab
from tests.support.server import Server

MOST_SHOWN = 300
"""Messages the list holds at once, however many the room has."""

PAGE = 24
"""Messages that are read back at a time."""

GO_AWAY = """
isAway => {
  document.hasFocus = () => !isAway;
  dispatchEvent(new Event(isAway ? "blur" : "focus"));
}
"""


def test_messages_of_one_person_within_five_minutes_stand_under_one_name(person: People, room: str) -> None:
    ann, bob = person("Ann").opens(room), person("Bob").opens(room)
    ann.says("one", "two")
    ann.sees("one", "two")
    bob.says("three")
    cleo = person("Cleo").opens(room)
    assert cleo.has_seen(3)
    names = cleo.messages.locator(".author").evaluate_all("all => all.map(name => name.clientWidth > 1)")
    assert names == [True, False, True]


def test_a_time_is_local_and_tells_the_whole_date_to_who_asks(person: People, room: str) -> None:
    ann = person("Ann", timezone_id="Asia/Tokyo", locale="en-GB").opens(room)
    ann.says("What time is it?")
    ann.sees("What time is it?")
    time = ann.messages.locator("time")
    when = ann.page.evaluate(
        """at => {
          const japan = { timeZone: "Asia/Tokyo" };
          const date = new Date(at);
          return [date.toLocaleString("en-GB", { ...japan, timeStyle: "short" }),
                  date.toLocaleString("en-GB", { ...japan, dateStyle: "full", timeStyle: "medium" })];
        }""",
        time.get_attribute("datetime"),
    )
    expect(time).to_have_text(when[0])
    expect(time).to_have_attribute("title", when[1])


def test_the_day_rolls_over_at_midnight(person: People, room: str) -> None:
    ann = person("Ann")
    ann.context.clock.install()
    tab = ann.opens(room)
    tab.says("Still today")
    tab.sees("Still today")
    days = tab.page.locator("li.day")
    expect(days).to_have_text(["Today"])
    tab.page.clock.fast_forward("24:00:00")
    expect(days).to_have_text(["Yesterday"])


def test_the_unread_line_stands_where_somebody_left_and_moves_only_when_they_act(person: People, room: str) -> None:
    bob, ann = person("Bob").opens(room), person("Ann").opens(room)  # last whose window is looked at
    bob.says("Ann sees this")
    ann.sees("Ann sees this")
    goes_away(ann)
    bob.says("and misses this", "and this")
    expect(line_before(ann)).to_have_text("and misses this")
    comes_back(ann)
    bob.says("but not this")
    ann.has_seen(4)
    expect(line_before(ann)).to_have_text("and misses this")
    ann.says("Thank you")
    expect(ann.page.locator("li.unread")).to_have_count(0)


def test_escape_takes_the_unread_line_away(person: People, room: str) -> None:
    ann, bob = person("Ann").opens(room), person("Bob").opens(room)
    goes_away(ann)
    bob.says("Missed")
    expect(line_before(ann)).to_have_text("Missed")
    ann.page.keyboard.press("Escape")
    expect(ann.page.locator("li.unread")).to_have_count(0)


def test_no_line_stands_before_what_somebody_says_in_another_tab_of_theirs(person: People, room: str) -> None:
    ann = person("Ann")
    here, there = ann.opens(room), ann.opens(room)
    goes_away(here)
    there.says("From the other tab")
    here.sees("From the other tab")
    expect(here.page.locator("li.unread")).to_have_count(0)


def test_who_comes_back_finds_the_first_message_they_missed(person: People, room: str, address: str) -> None:
    tell(address, room, *lines(1, 40))
    ann = person("Ann").opens(room)
    ann.has_seen(40)
    goes_away(ann)
    tell(address, room, *lines(41, 90))
    expect(ann.message("number 90")).to_have_count(1)
    expect(ann.message("number 41")).to_be_in_viewport(ratio=1)
    expect(ann.message("number 90")).not_to_be_in_viewport()
    comes_back(ann)
    ann.page.get_by_role("button", name="50 new messages").click()
    expect(ann.message("number 90")).to_be_in_viewport(ratio=1)


def test_a_click_leads_to_the_first_unread_message_and_the_next_to_the_end(
    person: People, room: str, address: str
) -> None:
    ann = reads_back(person, room, address)
    tell(address, room, *lines(51, 90))
    button = ann.page.get_by_role("button", name="40 new messages")
    button.click()
    expect(ann.message("number 51")).to_be_in_viewport(ratio=1)
    expect(ann.message("number 90")).not_to_be_in_viewport()
    expect(line_before(ann)).to_have_text("number 51")
    button.click()
    expect(ann.message("number 90")).to_be_in_viewport(ratio=1)
    expect(button).to_be_hidden()


def test_what_comes_moves_nothing_for_who_reads_back(person: People, room: str, address: str) -> None:
    tell(address, room, *lines(1, 50))
    ann, bob = person("Ann").opens(room), person("Bob").opens(room)
    ann.has_seen(50)
    scroll_to(ann, 333)
    before = places(ann, "number 20", "number 25")
    bob.says("A message\nof several\nlines", "```\nand code\n```")
    ann.has_seen(52)
    assert places(ann, "number 20", "number 25") == before


def test_what_is_read_back_moves_nothing(person: People, room: str, address: str) -> None:
    tell(address, room, *lines(1, 100))
    ann = person("Ann").opens(room)
    ann.has_seen(50)
    before = ann.page.evaluate(
        """() => new Promise(done => {
          const view = document.querySelector(".scroller");
          view.addEventListener("scroll", () => done(
            document.querySelector('[data-seq="51"] .text').getBoundingClientRect().top), { once: true });
          view.scrollTo(0, 200);
        })"""
    )
    ann.has_seen(50 + PAGE)
    assert places(ann, "number 51") == [before]


def test_what_one_says_oneself_leads_to_the_end(person: People, room: str, address: str) -> None:
    ann = reads_back(person, room, address)
    expect(ann.message("number 50")).not_to_be_in_viewport()
    ann.says("Here I am")
    expect(ann.message("Here I am")).to_be_in_viewport(ratio=1)


def test_the_list_holds_only_so_much_of_a_room_of_100_000_messages(
    person: People, room: str, own_server: Server
) -> None:
    fill(own_server, room, 100_000)
    ann, bob = person("Ann").opens(room), person("Bob").opens(room)
    assert ann.has_seen(50)[0].text == "number 99951"
    for first in range(99_951 - PAGE, 99_951 - 2 * MOST_SHOWN, -PAGE):
        scroll_to(ann, 0)
        expect(ann.message(f"number {first}")).to_have_count(1)
        assert ann.messages.count() <= MOST_SHOWN
    expect(ann.message("number 99999")).to_have_count(0)
    bob.says("Far below")
    bob.has_seen(51)
    expect(ann.page.get_by_role("button", name="1 new message")).to_be_visible()
    expect(ann.message("Far below")).to_have_count(0)
    for _ in range(40):
        if ann.message("Far below").count():
            break
        last = ann.settled.last.get_attribute("data-seq")
        scroll_to(ann, 1_000_000)
        expect(ann.settled.last).not_to_have_attribute("data-seq", str(last))
    shown = numbers(ann)
    assert shown == list(range(shown[0], 100_002))
    assert len(shown) <= MOST_SHOWN


def test_who_reads_back_while_thousands_come_keeps_a_short_list_and_reads_on_without_a_gap(
    person: People, room: str, address: str
) -> None:
    ann = reads_back(person, room, address)
    before = places(ann, "number 1", "number 3")
    tell(address, room, *lines(51, 450))
    expect(ann.page.get_by_role("button", name="400 new messages")).to_be_visible()
    assert numbers(ann) == list(range(1, MOST_SHOWN + 1))
    assert places(ann, "number 1", "number 3") == before
    assert reads_down(ann, 450) == list(range(1, 451))
    expect(ann.page.get_by_role("button", name="Latest messages")).to_be_hidden()


def test_who_is_away_while_thousands_come_finds_the_first_of_them_and_reads_on_without_a_gap(
    person: People, room: str, address: str
) -> None:
    tell(address, room, *lines(1, 50))
    ann = person("Ann").opens(room)
    ann.has_seen(50)
    goes_away(ann)
    tell(address, room, *lines(51, 450))
    expect(ann.page.get_by_role("button", name="400 new messages")).to_be_visible()
    assert len(numbers(ann)) <= MOST_SHOWN
    expect(ann.message("number 51")).to_be_in_viewport(ratio=1)
    comes_back(ann)
    expect(line_before(ann)).to_have_text("number 51")
    seen = reads_down(ann, 450)
    assert seen == list(range(seen[0], 451))


def test_from_far_back_one_click_or_one_message_leads_to_the_end(person: People, room: str, address: str) -> None:
    tell(address, room, *lines(1, 200))
    ann = person("Ann")
    for lead in (
        lambda tab: tab.page.get_by_role("button", name="Latest messages").click(),
        lambda tab: tab.says("Here I am"),
    ):
        tab = ann.opens(f"{room}#20")
        expect(tab.message("number 20")).to_be_in_viewport()
        lead(tab)
        expect(tab.message("number 200")).to_be_in_viewport()
        expect(tab.page.get_by_role("button", name="Latest messages")).to_be_hidden()


def test_a_link_to_a_message_opens_around_it_and_marks_it(person: People, room: str, address: str) -> None:
    tell(address, room, *lines(1, 300))
    ann = person("Ann").opens(f"{room}#42")
    expect(ann.page.locator(".target .text")).to_have_text("number 42")
    expect(ann.message("number 42")).to_be_in_viewport(ratio=1)
    for around in ("number 41", "number 43"):
        expect(ann.message(around)).to_be_in_viewport(ratio=1)
    scroll_to(ann, 1_000_000)
    expect(ann.message("number 62")).to_have_count(1)  # it reads on from there
    ann.page.keyboard.press("Escape")
    expect(ann.page.locator(".target")).to_have_count(0)


def test_a_link_to_a_message_in_the_room_leads_there_in_place(person: People, room: str, address: str) -> None:
    tell(address, room, *lines(1, 100))
    ann = person("Ann").opens(room)
    ann.says(f"You asked that in {address}/r/{room}#7")
    ann.page.get_by_role("link", name="#7").click()
    expect(ann.page.locator(".target .text")).to_have_text("number 7")
    expect(ann.message("number 7")).to_be_in_viewport(ratio=1)
    assert len(ann.person.context.pages) == 1


@pytest.mark.parametrize("seq", ["999", "1000000000000"])
def test_a_link_to_a_message_that_is_not_there_says_so(person: People, room: str, address: str, seq: str) -> None:
    tell(address, room, *lines(1, 3))
    ann = person("Ann").opens(f"{room}#{seq}")
    expect(ann.page.get_by_role("status").filter(has_text="doesn’t exist or was removed")).to_be_visible()
    ann.sees(*lines(1, 3))
    ann.page.keyboard.press("Escape")
    expect(ann.page.get_by_role("status").filter(has_text="doesn’t exist or was removed")).to_be_hidden()


def test_a_link_to_a_message_among_very_long_ones_leads_there_and_from_there_both_ways(
    person: People, room: str, own_server: Server
) -> None:
    own_server.stop()
    own_server.start(MAX_TEXT="40000")
    tell(own_server.address, room, *(f"{text}\n{'and so on ' * 3_500}" for text in lines(1, 30)))
    ann = person("Ann").opens(f"{room}#10")
    expect(ann.page.locator(".target .text")).to_contain_text("number 10\n")
    expect(ann.page.locator(".missing")).to_be_empty()
    while (first := numbers(ann)[0]) > 1:
        scroll_to(ann, 0)
        expect(ann.settled.first).not_to_have_attribute("data-seq", str(first))
    expect(ann.page.get_by_text("This is the start of the room.")).to_be_visible()
    assert reads_down(ann, 30) == list(range(1, 31))


def test_a_message_that_is_not_there_yet_is_marked_once_it_is(person: People, room: str, address: str) -> None:
    tell(address, room, *lines(1, 3))
    ann, bob = person("Ann").opens(f"{room}#4"), person("Bob").opens(room)
    expect(ann.page.locator(".missing")).to_have_text("Message 4 doesn’t exist or was removed.")
    bob.says("number 4")
    expect(ann.page.locator(".target .text")).to_have_text("number 4")
    expect(ann.page.locator(".missing")).to_be_empty()
    expect(ann.page.get_by_role("button", name="Latest messages")).to_be_hidden()


def test_a_link_to_a_message_is_copied_with_the_mouse(person: People, room: str, address: str) -> None:
    ann = person("Ann").opens(room)
    ann.says("one", "two")
    ann.sees("one", "two")
    ann.message("two").hover()
    ann.message("two").get_by_role("button", name="Copy link to message").click()
    assert pasted(ann) == f"{address}/r/{room}#2"


def test_a_link_to_a_message_is_copied_with_the_keyboard(person: People, room: str, address: str) -> None:
    ann = person("Ann").opens(room)
    ann.says("one", "two", "three")
    ann.sees("one", "two", "three")
    ann.page.get_by_role("region", name="Messages").focus()
    for key in ("ArrowUp", "ArrowUp", "Tab", "Enter"):
        ann.page.keyboard.press(key)
    expect(ann.message("two").locator(".copied")).to_have_count(1)
    assert pasted(ann) == f"{address}/r/{room}#2"


def goes_away(tab: Tab) -> None:
    tab.page.evaluate(GO_AWAY, True)


def comes_back(tab: Tab) -> None:
    tab.page.evaluate(GO_AWAY, False)


def line_before(tab: Tab) -> Any:
    return tab.page.locator("li.unread + li.message .text")


def lines(first: int, last: int) -> list[str]:
    return [f"number {number}" for number in range(first, last + 1)]


def reads_back(person: People, room: str, address: str) -> Tab:
    """Ann, at the beginning of fifty messages, with the way to the end offered to her."""
    tell(address, room, *lines(1, 50))
    ann = person("Ann").opens(room)
    ann.has_seen(50)
    scroll_to(ann, 0)
    expect(ann.page.get_by_role("button", name="Latest messages")).to_be_visible()
    return ann


def scroll_to(tab: Tab, top: int) -> None:
    tab.page.locator(".scroller").evaluate("(view, top) => view.scrollTo(0, top)", top)


def numbers(tab: Tab) -> list[int]:
    found: list[int] = tab.settled.evaluate_all("items => items.map(item => Number(item.dataset.seq))")
    return found


def reads_down(tab: Tab, last: int) -> list[int]:
    """All numbers that were shown, from where the list began to the last one of the room."""
    seen = numbers(tab)
    while seen[-1] < last:
        scroll_to(tab, 1_000_000)
        expect(tab.settled.last).not_to_have_attribute("data-seq", str(seen[-1]))
        shown = numbers(tab)
        assert len(shown) <= MOST_SHOWN
        assert shown[0] <= seen[-1] + 1
        seen += [number for number in shown if number > seen[-1]]
    return seen


def places(tab: Tab, *texts: str) -> list[float]:
    top = "element => element.getBoundingClientRect().top"
    return [tab.message(text).locator(".text").evaluate(top) for text in texts]


def pasted(tab: Tab) -> str:
    """What the clipboard holds, as everybody finds out."""
    tab.box.fill("")
    tab.box.press("ControlOrMeta+V")
    expect(tab.box).to_have_value(re.compile("."))
    return tab.box.input_value()


def fill(server: Server, room: str, count: int) -> None:
    """A room with a long past, written while nobody is there."""
    server.stop()
    with sqlite3.connect(server.database) as database:
        database.execute("INSERT INTO room (name, head, last_at) VALUES (?, ?, ?)", (room, count, count))
        (number,) = database.execute("SELECT id FROM room WHERE name = ?", (room,)).fetchone()
        database.executemany(
            "INSERT INTO entry VALUES (?, ?, ?, 'somebody', 'Somebody', ?, ?, 'message')",
            ((number, seq, f"d{seq}", f"number {seq}", seq) for seq in range(1, count + 1)),
        )
    server.start()
