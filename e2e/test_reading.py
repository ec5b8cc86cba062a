"""Reading: at the end the list follows, further back nothing moves, and new messages and linked ones are found."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from e2e.support.guests import tell
from e2e.support.people import People, Tab

MOST_SHOWN = 300
"""Most messages in the list, however many the room has."""

PAGE = 24
"""Messages in one page of history."""

END = 1_000_000
NEAR_END = "view => view.scrollTo(0, view.scrollHeight - view.clientHeight - 60)"


def numbered(first: int, last: int) -> list[str]:
    return [f"number {number}" for number in range(first, last + 1)]


@pytest.fixture
def fill(address: str, room: str) -> Callable[[int, int], None]:
    """Says the messages from one number to another."""
    return lambda first, last: tell(address, room, *numbered(first, last))


@pytest.fixture
def reader(person: People, room: str, fill: Callable[[int, int], None]) -> Tab:
    """Ann's tab at the beginning of fifty messages, with a button that leads to the end."""
    fill(1, 50)
    ann = person("Ann").opens(room)
    ann.has_seen(50)
    ann.scrolls_to(0)
    expect(to_the_end(ann)).to_be_visible()
    return ann


# Messages in the list.


def test_messages_of_one_person_within_five_minutes_stand_under_one_name(person, guest, room):
    guest("Ann").says("one", "two")
    guest("Bob").says("three")
    cleo = person("Cleo").opens(room)
    cleo.has_seen(3)
    names = cleo.messages.locator(".author").evaluate_all("all => all.map(name => name.clientWidth > 1)")
    assert names == [True, False, True]


def test_a_time_is_local_with_a_date_as_title_and_the_day_changes_at_midnight(person, room):
    person_in_japan = person("Ann", timezone_id="Asia/Tokyo", locale="en-GB")
    person_in_japan.context.clock.install()
    ann = person_in_japan.opens(room)
    ann.says("What time is it?")
    ann.sees("What time is it?")
    time = ann.messages.locator("time")
    short, full = ann.page.evaluate(
        """at => {
          const japan = { timeZone: "Asia/Tokyo" };
          const date = new Date(at);
          return [date.toLocaleString("en-GB", { ...japan, timeStyle: "short" }),
                  date.toLocaleString("en-GB", { ...japan, dateStyle: "full", timeStyle: "medium" })];
        }""",
        time.get_attribute("datetime"),
    )
    expect(time).to_have_text(short)
    expect(time).to_have_attribute("title", full)
    expect(ann.page.locator("li.day")).to_have_text(["Today"])
    ann.page.clock.fast_forward("24:00:00")
    expect(ann.page.locator("li.day")).to_have_text(["Yesterday"])


# Unread messages.


def test_the_unread_mark_stays_until_the_person_sends_or_presses_escape(ann, bob):
    bob.says("Ann sees this")
    ann.sees("Ann sees this")
    ann.looks_away()
    bob.says("and misses this", "and this")
    expect(first_unread(ann)).to_have_text("and misses this")
    ann.looks_back()
    bob.says("but not this")
    ann.has_seen(4)
    expect(first_unread(ann)).to_have_text("and misses this")
    ann.says("Thank you")
    expect(ann.page.locator("li.unread")).to_have_count(0)
    ann.has_seen(5)
    ann.looks_away()
    bob.says("Missed")
    expect(first_unread(ann)).to_have_text("Missed")
    row = ann.page.locator(".room-row")
    row.hover()
    row.get_by_role("button").click()
    closes(ann, ann.page.get_by_role("menu"))
    ann.box.press_sequentially("@")
    closes(ann, ann.page.get_by_role("listbox"))
    expect(first_unread(ann)).to_have_text("Missed")
    ann.page.keyboard.press("Escape")
    expect(ann.page.locator("li.unread")).to_have_count(0)


def closes(tab: Tab, part: Locator) -> None:
    """By Escape."""
    expect(part).to_be_visible()
    tab.page.keyboard.press("Escape")
    expect(part).to_be_hidden()


def test_what_comes_below_a_panel_or_a_dialog_is_not_read_before_it_is_closed(person, room, bob):
    ann = person("Ann", viewport={"width": 390, "height": 780}).opens(room)
    ann.has_loaded_columns()
    for number, button in enumerate(("Rooms", "in this room", "Settings", "Find rooms, people and messages"), 1):
        ann.page.get_by_role("button", name=button).first.click()
        expect(ann.page.locator(":modal, :popover-open")).to_have_count(1)
        bob.says(f"Below {button}")
        ann.has_seen(number)
        expect(ann.page).to_have_title(f"(1) {room} · Hubbub")
        ann.page.keyboard.press("Escape")
        expect(ann.page).to_have_title(f"{room} · Hubbub")
        expect(first_unread(ann)).to_have_text(f"Below {button}")


def test_what_came_below_the_search_is_not_read_when_it_leads_to_an_older_message(person, room, guest, fill):
    fill(1, 60)
    ann, bob = person("Ann").opens(room), guest("Bob")
    expect(ann.message("number 60")).to_be_in_viewport()
    ann.page.get_by_role("button", name="Find rooms").click()
    query = ann.page.get_by_role("combobox", name="Find rooms")
    query.fill("number 7")
    expect(ann.page.get_by_role("option")).to_have_count(1)
    bob.says("Below")
    expect(ann.page).to_have_title(f"(1) {room} · Hubbub")
    query.press("Enter")
    expect(ann.message("number 7")).to_be_in_viewport()
    expect(ann.page).to_have_title(f"(1) {room} · Hubbub")


def test_ones_own_message_from_another_tab_is_not_unread(person, room):
    ann = person("Ann")
    here, there = ann.opens(room), ann.opens(room)
    here.looks_away()
    there.says("From the other tab")
    here.sees("From the other tab")
    expect(here.page.locator("li.unread")).to_have_count(0)


def test_after_an_absence_the_first_missed_message_is_in_view(person, room, fill):
    fill(1, 40)
    ann = person("Ann").opens(room)
    ann.has_seen(40)
    ann.looks_away()
    fill(41, 90)
    expect(ann.message("number 90")).to_have_count(1)
    expect(ann.message("number 41")).to_be_in_viewport(ratio=1)
    expect(ann.message("number 90")).not_to_be_in_viewport()
    ann.looks_back()
    ann.page.get_by_role("button", name="50 new messages").click()
    expect(ann.message("number 90")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("missed", [5, 15])
def test_missed_messages_that_all_fit_into_the_view_are_read_on_return(person, room, fill, missed):
    ann = person("Ann", viewport={"width": 390, "height": 844}).opens(room)
    ann.looks_away()
    fill(1, missed)
    expect(ann.page).to_have_title(f"({missed}) {room} · Hubbub")
    for text in ("number 1", f"number {missed}"):
        expect(ann.message(text)).to_be_in_viewport(ratio=1)
    ann.looks_back()
    expect(ann.page).to_have_title(f"{room} · Hubbub")
    expect(ann.page.locator(".latest")).to_be_hidden()


@pytest.mark.parametrize("missed", [2, 30])
def test_what_came_during_an_outage_is_marked_and_read_once_it_was_in_view(person, proxy, room, fill, missed):
    fill(1, 40)
    ann = person("Ann", via=proxy, has_fast_timers=True).opens(room)
    expect(ann.message("number 40")).to_be_in_viewport()
    proxy.cut()
    ann.has_connection("waiting")
    fill(41, 40 + missed)
    proxy.restore()
    ann.comes_online()
    expect(first_unread(ann)).to_have_text("number 41")
    expect(ann.message("number 41")).to_be_in_viewport()
    if missed == 30:  # more than the view has room for
        expect(ann.page).to_have_title(f"(30) {room} · Hubbub")
        ann.page.locator(".latest").click()
    expect(ann.page).to_have_title(f"{room} · Hubbub")
    expect(ann.message(f"number {40 + missed}")).to_be_in_viewport()


def test_a_click_leads_to_the_first_unread_message_and_the_next_to_the_end(reader, fill):
    fill(51, 90)
    button = reader.page.get_by_role("button", name="40 new messages")
    button.click()
    expect(reader.message("number 51")).to_be_in_viewport(ratio=1)
    expect(reader.message("number 90")).not_to_be_in_viewport()
    expect(first_unread(reader)).to_have_text("number 51")
    button.click()
    expect(reader.message("number 90")).to_be_in_viewport(ratio=1)
    expect(button).to_be_hidden()


# Scrolling.


def test_new_messages_are_followed_at_the_end_and_move_nothing_further_back(person, guest, room, fill):
    fill(1, 50)
    ann, bob = person("Ann").opens(room), guest("Bob")
    expect(ann.message("number 50")).to_be_in_viewport()
    bob.says("The latest")
    expect(ann.message("The latest")).to_be_in_viewport()
    ann.scrolls_to(333)
    before = places(ann, "number 20", "number 25")
    bob.says("A message\nof several\nlines", "```\nand code\n```")
    expect(ann.page.get_by_role("button", name="2 new messages")).to_be_visible()
    assert places(ann, "number 20", "number 25") == before


def test_only_what_was_in_view_is_read_and_near_the_end_the_list_goes_on_following_it(person, guest, room, fill):
    fill(1, 50)
    ann, bob = person("Ann").opens(room), guest("Bob")
    expect(ann.message("number 50")).to_be_in_viewport()
    ann.scrolls_to(0)
    expect(to_the_end(ann)).to_be_visible()
    ann.page.locator(".scroller").evaluate(NEAR_END)
    bob.says("Out of view")
    expect(ann.page.get_by_role("button", name="1 new message")).to_be_visible()
    ann.scrolls_to(END)
    expect(to_the_end(ann)).to_be_hidden()
    ann.page.locator(".scroller").evaluate(NEAR_END)
    bob.says("Followed")
    expect(ann.message("Followed")).to_be_in_viewport(ratio=1)


def test_who_has_read_to_the_end_stays_there_although_the_mark_of_what_was_new_is_further_up(person, room, fill):
    fill(1, 40)
    ann = person("Ann").opens(room)
    ann.has_seen(40)
    ann.looks_away()
    fill(41, 90)
    expect(ann.message("number 90")).to_have_count(1)
    ann.looks_back()
    expect(first_unread(ann)).to_have_text("number 41")
    ann.scrolls_to(END)
    expect(to_the_end(ann)).to_be_hidden()
    ann.looks_away()
    ann.page.evaluate("() => new Promise(requestAnimationFrame)")
    expect(ann.message("number 90")).to_be_in_viewport()
    ann.looks_back()
    ann.page.get_by_label("Go to or make a room").fill(f"{room}-2")
    ann.page.keyboard.press("Enter")
    expect(ann.page.locator(".head .room")).to_have_text(f"{room}-2")
    ann.page.evaluate("history.back()")
    expect(ann.page.locator(".head .room")).to_have_text(room)
    ann.has_connection("live")
    expect(ann.page.locator("li.unread")).to_have_count(0)
    expect(ann.message("number 90")).to_be_in_viewport()


def test_earlier_messages_move_nothing_when_they_are_loaded(person, room, fill):
    fill(1, 100)
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


def test_what_is_read_stays_in_place_in_a_list_of_another_width_or_density(person, room, address):
    tell(address, room, *(f"number {number} " + "and so on " * 40 for number in range(60)))
    ann = person("Ann", viewport={"width": 1000, "height": 700}).opens(room)
    expect(ann.messages.last).to_be_in_viewport()
    ann.scrolls_to(1_500)
    expect(to_the_end(ann)).to_be_visible()
    text, top = ann.page.evaluate(RESTING_AT)
    for width in (900, 700, 500, 380):
        ann.page.set_viewport_size({"width": width, "height": 700})
    ann.page.wait_for_function(STANDS_AT, arg=[text, top])
    ann.page.evaluate(RESTING_AT)
    ann.page.get_by_role("button", name="Settings").click()
    ann.page.get_by_label("Compact", exact=True).check()
    ann.page.wait_for_function(STANDS_AT, arg=[text, top])


def test_ones_own_message_leads_to_the_end(reader):
    expect(reader.message("number 50")).not_to_be_in_viewport()
    reader.says("Here I am")
    expect(reader.message("Here I am")).to_be_in_viewport(ratio=1)


def test_ones_own_message_from_far_back_during_an_outage_stands_below_the_others_after_it(person, proxy, room, fill):
    fill(1, 400)
    ann = person("Ann", via=proxy, has_fast_timers=True).opens(room)
    ann.page.goto(f"{proxy.address}/r/{room}#1")
    ann.page.reload()
    expect(ann.message("number 1")).to_be_in_viewport()
    proxy.cut()
    ann.has_connection("waiting")
    ann.page.route("**/messages?*", lambda route: route.abort())  # the proxy cuts only the WebSocket
    ann.says("Here I am")
    expect(ann.page.get_by_text("Couldn’t load older messages.")).to_be_visible()
    ann.page.unroute("**/messages?*")
    proxy.restore()
    ann.comes_online()
    expect(ann.message("number 400")).to_be_in_viewport()
    expect(ann.message("Here I am")).to_be_in_viewport()


# Long rooms.


@pytest.mark.thorough
def test_the_list_stays_short_however_far_one_reads_back_and_forth(person, guest, room, fill):
    fill(1, 500)
    ann = person("Ann").opens(room)
    assert ann.has_seen(50)[0].text == "number 451"
    for first in range(451 - PAGE, 450 - MOST_SHOWN, -PAGE):
        ann.scrolls_to(0)
        expect(ann.message(f"number {first}")).to_have_count(1)
        assert ann.messages.count() <= MOST_SHOWN
    expect(ann.message("number 500")).to_have_count(0)
    guest("Bob").says("Far below")
    expect(ann.page.get_by_role("button", name="1 new message")).to_be_visible()
    expect(ann.message("Far below")).to_have_count(0)
    reads_to(ann, 501)
    assert numbers(ann) == list(range(502 - len(numbers(ann)), 502))


@pytest.mark.thorough
def test_thousands_that_come_meanwhile_are_read_without_a_gap(reader, fill):
    before = places(reader, "number 1", "number 3")
    fill(51, 450)
    expect(reader.page.get_by_role("button", name="400 new messages")).to_be_visible()
    assert numbers(reader) == list(range(1, MOST_SHOWN + 1))
    assert places(reader, "number 1", "number 3") == before
    assert reads_to(reader, 450) == list(range(1, 451))
    expect(to_the_end(reader)).to_be_hidden()


def test_thousands_missed_in_an_absence_are_read_from_the_first_without_a_gap(person, room, fill):
    fill(1, 50)
    ann = person("Ann").opens(room)
    ann.has_seen(50)
    ann.looks_away()
    fill(51, 450)
    expect(ann.page.get_by_role("button", name="400 new messages")).to_be_visible()
    assert len(numbers(ann)) <= MOST_SHOWN
    expect(ann.message("number 51")).to_be_in_viewport(ratio=1)
    ann.looks_back()
    expect(first_unread(ann)).to_have_text("number 51")
    seen = reads_to(ann, 450)
    assert seen == list(range(seen[0], 451))


# Links to messages.


def test_a_link_opens_around_its_message_and_one_click_or_message_leads_to_the_end(person, room, fill):
    fill(1, 200)
    ann = person("Ann")
    for lead in (lambda tab: to_the_end(tab).click(), lambda tab: tab.says("Here I am")):
        tab = ann.opens(f"{room}#42")
        expect(tab.page.locator(".target .text")).to_have_text("number 42")
        for around in (41, 42, 43):
            expect(tab.message(f"number {around}")).to_be_in_viewport(ratio=1)
        tab.scrolls_to(END)
        expect(tab.message("number 62")).to_have_count(1)  # it reads on from there
        tab.page.keyboard.press("Escape")
        expect(tab.page.locator(".target")).to_have_count(0)
        lead(tab)
        expect(tab.message("number 200")).to_be_in_viewport()
        expect(to_the_end(tab)).to_be_hidden()


def test_going_back_to_a_room_leads_to_the_place_that_was_read(person, room, address, fill):
    fill(1, 20)
    tell(address, room, "\n".join(numbered(100, 250)))
    fill(21, 60)
    ann = person("Ann").opens(room)
    expect(ann.message("number 60")).to_be_in_viewport()
    tall, top = ann.messages.filter(has_text="number 222"), "element => element.getBoundingClientRect().top"
    tall.evaluate("element => element.scrollIntoView()")
    ann.page.locator(".scroller").evaluate("view => view.scrollBy(0, 1500)")
    expect(ann.message("number 60")).not_to_be_in_viewport()
    before = tall.evaluate(top)
    for _ in range(2):
        ann.page.goto(f"{address}/health")
        ann.page.go_back()
        expect(tall).to_be_in_viewport()
        assert tall.evaluate(top) == pytest.approx(before, abs=1)
    expect(ann.message("number 60")).not_to_be_in_viewport()
    ann.page.goto(f"{address}/health")
    ann.goes_to(f"{address}/r/{room}")
    expect(ann.message("number 60")).to_be_in_viewport()


def test_a_link_to_a_message_in_the_room_leads_there_in_place(person, room, address, fill):
    fill(1, 100)
    ann = person("Ann").opens(room)
    ann.says(f"You asked that in {address}/r/{room}#7")
    ann.page.get_by_role("link", name="#7").click()
    expect(ann.page.locator(".target .text")).to_have_text("number 7")
    expect(ann.message("number 7")).to_be_in_viewport(ratio=1)
    assert len(ann.person.context.pages) == 1


def test_a_link_to_a_message_of_the_lobby_works_also_at_the_short_address(person, address):
    ann = person("Ann").opens("lobby")
    ann.goes_to(f"{address}/")
    ann.says(f"It is the first one: {address}/r/lobby#1")
    ann.page.get_by_role("link", name="#1").last.click()
    expect(ann.page.locator(".target")).to_have_attribute("data-seq", "1")
    assert ann.page.url == f"{address}/#1"


def test_a_link_to_a_message_that_does_not_exist_says_so(person, room, fill):
    fill(1, 3)
    ann = person("Ann")
    for seq in ("999", "1000000000000"):
        tab = ann.opens(f"{room}#{seq}")
        expect(tab.status("doesn’t exist or was removed")).to_be_visible()
        tab.sees(*numbered(1, 3))
        tab.page.keyboard.press("Escape")
        expect(tab.status("doesn’t exist or was removed")).to_be_hidden()


def test_a_link_opened_during_an_outage_leads_to_its_message_after_the_outage(person, guest, proxy, room, fill):
    fill(1, 60)
    ann = person("Ann", via=proxy, has_fast_timers=True).opens(room)
    guest("Bob").says(f"The first: {proxy.address}/r/{room}#1")
    link = ann.page.get_by_role("link", name="#1").last
    expect(link).to_be_in_viewport()
    proxy.cut()
    ann.has_connection("waiting")
    ann.page.route("**/messages?*", lambda route: route.abort())  # the proxy cuts only the WebSocket
    with ann.page.expect_event("requestfailed"):
        link.click()
    expect(ann.page.locator(".missing:not(.notice)")).to_be_empty()
    ann.page.unroute("**/messages?*")
    proxy.restore()
    ann.comes_online()
    expect(ann.page.locator(".target .text")).to_have_text("number 1")
    expect(ann.message("number 1")).to_be_in_viewport()


def test_a_message_that_does_not_exist_yet_is_marked_once_it_does(person, guest, room, fill):
    fill(1, 3)
    ann = person("Ann").opens(f"{room}#4")
    expect(ann.page.locator(".missing:not(.notice)")).to_have_text("Message 4 doesn’t exist or was removed.")
    guest("Bob").says("number 4")
    expect(ann.page.locator(".target .text")).to_have_text("number 4")
    expect(ann.page.locator(".missing:not(.notice)")).to_be_empty()
    expect(to_the_end(ann)).to_be_hidden()


@pytest.mark.thorough
@pytest.mark.settings(MAX_TEXT=40_000)
def test_a_link_among_very_long_messages_leads_there_and_both_ways_on(person, room, own_server, address):
    tell(address, room, *(f"{text}\n{'and so on ' * 3_500}" for text in numbered(1, 30)))
    ann = person("Ann").opens(f"{room}#10")
    expect(ann.page.locator(".target .text")).to_contain_text("number 10\n")
    expect(ann.page.locator(".missing:not(.notice)")).to_be_empty()
    while (first := numbers(ann)[0]) > 1:
        ann.scrolls_to(0)
        expect(ann.settled.first).not_to_have_attribute("data-seq", str(first))
    expect(ann.page.get_by_text("This is the start of the room.")).to_be_visible()
    assert reads_to(ann, 30) == list(range(1, 31))


def test_a_link_to_a_message_is_copied_with_the_mouse_or_the_keyboard(ann, room, address):
    ann.says("one", "two", "three")
    ann.sees("one", "two", "three")
    ann.message("one").hover()
    ann.message("one").get_by_role("button", name="Copy link to message").click()
    expect(ann.message("one").locator(".copied")).to_have_count(1)
    assert ann.pastes() == f"{address}/r/{room}#1"
    ann.page.get_by_role("region", name="Messages").focus()
    for key in ("ArrowUp", "ArrowUp"):
        ann.page.keyboard.press(key)
    expect(ann.message("two").locator(".actions")).to_have_count(1)
    for key in (*["Tab"] * 5, "Enter"):
        ann.page.keyboard.press(key)
    expect(ann.message("two").locator(".copied")).to_have_count(1)
    assert ann.pastes() == f"{address}/r/{room}#2"


def first_unread(tab: Tab) -> Locator:
    return tab.page.locator("li.unread + li.message .text")


def to_the_end(tab: Tab) -> Locator:
    return tab.page.get_by_role("button", name="Latest messages")


def numbers(tab: Tab) -> list[int]:
    found: list[int] = tab.settled.evaluate_all("items => items.map(item => Number(item.dataset.seq))")
    return found


def reads_to(tab: Tab, last: int) -> list[int]:
    """Scrolls down to this number of the room. Returns all numbers that the list had meanwhile."""
    seen = numbers(tab)
    while seen[-1] < last:
        tab.scrolls_to(END)
        expect(tab.settled.last).not_to_have_attribute("data-seq", str(seen[-1]))
        shown = numbers(tab)
        assert len(shown) <= MOST_SHOWN
        assert shown[0] <= seen[-1] + 1
        seen += [number for number in shown if number > seen[-1]]
    return seen


RESTING_AT = """async () => {
  await new Promise((resolve) => setTimeout(resolve, 150));
  const top = (element) => element.getBoundingClientRect().top - document.querySelector(".scroller").getBoundingClientRect().top;
  const text = [...document.querySelectorAll(".message .text")].find((element) => top(element) >= 0);
  return [text.textContent, top(text)];
}"""
"""Waits until the list rests: the page's timer has begun and is as long, so it ends before. Returns the first text whose
beginning is visible, and how far below the top of the list it stands."""

STANDS_AT = """([content, at]) => {
  const text = [...document.querySelectorAll(".message .text")].find((element) => element.textContent === content);
  const top = text.getBoundingClientRect().top - document.querySelector(".scroller").getBoundingClientRect().top;
  return Math.abs(top - at) <= 2;
}"""


def places(tab: Tab, *texts: str) -> list[float]:
    top = "element => element.getBoundingClientRect().top"
    return [tab.message(text).locator(".text").evaluate(top) for text in texts]
