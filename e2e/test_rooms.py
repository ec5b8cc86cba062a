"""Going between rooms without loading the page: nothing typed, pending or read is lost."""

import re

import pytest
from playwright.sync_api import expect

from e2e.support.guests import tell
from e2e.support.people import Tab

MARK_PAGE = "() => (window.isMarked = true)"
TOP = "element => element.getBoundingClientRect().top"


@pytest.fixture
def links(address, room):
    """Fills the room, with links to a second one, and the second one with a link back to a message."""
    other = f"{room}-2"
    tell(address, room, *(f"number {number}" for number in range(1, 60)), f"see {address}/r/{other}")
    tell(address, other, *(f"elsewhere {number}" for number in range(1, 60)), f"see {address}/r/{room}#20")
    return other


def marks_page(tab):
    """Once the page has loaded what leads from room to room."""
    expect(tab.page.locator(".room-row")).not_to_have_count(0)
    tab.page.evaluate(MARK_PAGE)


def closes_read(tab, room):
    """Closes the tab, once the browser has stored how far the room is read."""
    tab.page.wait_for_function("room => localStorage[`hubbub.room.${room}`]?.includes('mark\":{')", arg=room)
    tab.closes()


def follows(tab, words):
    tab.page.get_by_role("link", name=words).last.click()


def has_room(tab, room):
    expect(tab.page.locator(".head .room")).to_have_text(room)
    tab.has_connection("live")


def has_page(tab, room):
    """The page shows this room, and was not loaded for it."""
    has_room(tab, room)
    assert tab.page.evaluate("[window.isMarked, decodeURIComponent(location.pathname)]") == [True, f"/r/{room}"]


def test_one_goes_to_another_room_and_back_and_finds_everything_as_it_was(ann, address, room, links):
    marks_page(ann)
    ann.has_loaded_changes()
    ann.box.fill("A reply, half")
    ann.says("mine")
    ann.box.fill("Half of a text")
    ann.chooses("mine", "Edit")
    ann.box.fill("Half of an edit")
    ann.scrolls_to(700)
    expect(ann.page.locator(".latest")).to_be_visible()
    place = ann.message("number 30")
    before = place.evaluate(TOP)
    ann.page.evaluate("room => document.querySelector(`a[href$='${room}']`).click()", links)
    has_page(ann, links)
    expect(ann.message("elsewhere 59")).to_be_in_viewport()
    expect(ann.message("number 30")).to_have_count(0)
    expect(ann.box).to_have_value("")
    expect(ann.subject).to_be_hidden()
    ann.box.press("ControlOrMeta+Z")  # undoes nothing that was typed in the room before
    expect(ann.box).to_have_value("")
    ann.box.fill("Half of another text")
    ann.page.go_back()
    has_page(ann, room)
    expect(ann.box).to_have_value("Half of an edit")
    expect(ann.subject).to_contain_text("Editing")
    assert place.evaluate(TOP) == pytest.approx(before, abs=1)
    ann.box.press("Enter")
    expect(ann.message("Half of an edit")).to_have_count(1)
    expect(ann.box).to_have_value("Half of a text")
    ann.chooses("Half of an edit", "Edit")
    ann.box.fill("Half of another edit")
    ann.page.go_forward()
    has_page(ann, links)
    expect(ann.box).to_have_value("Half of another text")
    ann.reloads()
    expect(ann.box).to_have_value("Half of another text")
    other = ann.person.opens(room)
    other.has_loaded_changes()
    expect(other.box).to_have_value("")
    ann.page.go_back()
    expect(ann.box).to_have_value("Half of another edit")
    ann.box.press("Escape")
    expect(ann.box).to_have_value("Half of a text")


def test_a_link_to_a_message_of_another_room_leads_there_in_the_tab(ann, room, links):
    marks_page(ann)
    follows(ann, links)
    has_page(ann, links)
    follows(ann, room)
    has_page(ann, room)
    expect(ann.message("number 20")).to_be_in_viewport()
    expect(ann.page.locator("li.target")).to_have_attribute("data-seq", "20")
    ann.page.go_back()
    has_page(ann, links)
    expect(ann.message("elsewhere 59")).to_be_in_viewport()


def test_messages_written_in_a_room_arrive_after_one_has_left_it_and_only_there(tab, bob, room, guest, proxy, links):
    cy = guest("Cy", links)
    bob.says(f"see {proxy.address}/r/{links}")
    expect(tab.message("number 59")).to_be_in_viewport()
    marks_page(tab)
    tab.has_loaded_changes()
    proxy.cut()
    tab.has_connection("waiting")
    tab.says("one", "two")
    follows(tab, links)
    expect(tab.page.locator(".head .room")).to_have_text(links)
    tab.says("in the other room")
    proxy.restore()
    tab.comes_online()
    bob.sees_last("one", "two")
    cy.sees_last("in the other room")
    has_page(tab, links)
    tab.page.go_back()
    has_page(tab, room)
    expect(tab.message("two")).to_be_in_viewport()
    expect(tab.unsettled).to_have_count(0)
    bob.says("after")
    expect(tab.message("after")).to_be_in_viewport()


def test_messages_that_wait_in_another_room_arrive_after_a_reload(person, proxy, room, guest):
    ann = person("Ann", via=proxy, has_fast_timers=True)
    tab = ann.opens(room)
    bob = guest("Bob")
    proxy.cut()
    tab.has_connection("waiting")
    tab.says("one", "two")
    tab.enters(f"{room}-2")
    tab.closes()
    proxy.restore()
    ann.opens(f"{room}-2")
    bob.sees("one", "two")


def test_two_tabs_of_one_person_are_in_two_rooms(person, room, links):
    ann = person("Ann")
    one, other = ann.opens(room), ann.opens(room)
    marks_page(other)
    follows(other, links)
    has_page(other, links)
    one.says("here")
    other.says("there")
    for tab, mine, others in ((one, "here", "there"), (other, "there", "here")):
        expect(tab.message(mine)).to_be_in_viewport()
        expect(tab.unsettled).to_have_count(0)
        expect(tab.message(others)).to_have_count(0)
    back = Tab(ann, other.page)
    back.page.go_back()
    has_page(back, room)
    expect(back.message("here")).to_be_in_viewport()


def row(tab, room):
    return tab.page.locator(".room-row").filter(has=tab.page.get_by_text(room, exact=True))


def test_what_is_unread_in_other_rooms_is_counted_until_it_is_read_in_any_tab(person, guest, room):
    ann, other = person("Ann"), f"{room}-2"
    closes_read(ann.opens(room), room)
    tab = ann.opens(other)
    count, mention = (row(tab, room).locator(part) for part in (".unread-count", ".mention-mark"))
    expect(count).to_be_hidden()
    bob = guest("Bob")
    bob.says("one", "two", "for @Ann")
    expect(count).to_have_text("3")
    expect(mention).to_be_visible()
    expect(row(tab, room).get_by_role("link")).to_have_accessible_name(f"{room} 3 unread messages, Mentions you")
    bob.changes("edit", message=1, text="changed")
    bob.changes("react", message=1, emoji="👍", on=True)
    bob.changes("delete", message=3)
    expect(count).to_have_text("2")
    expect(mention).to_be_hidden()
    tab.reloads()
    expect(count).to_have_text("2")
    reading = ann.opens(room)
    expect(count).to_be_hidden()
    reading.looks_away()
    bob.says("four")
    expect(count).to_have_text("1")
    reading.looks_back()
    expect(count).to_be_hidden()


def test_a_mention_stays_one_after_the_person_has_taken_another_name(person, guest, room, address):
    ann, other = person("Ann"), f"{room}-2"
    closes_read(ann.opens(room), room)
    tab, bob = ann.opens(other), guest("Bob")
    mention = row(tab, room).locator(".mention-mark")
    bob.says("for @Ann")
    expect(mention).to_be_visible()
    tab.renames_to("Zoe")
    tab.is_called("Zoe")
    for count in ("2", "3"):
        bob.says("more")
        expect(row(tab, room).locator(".unread-count")).to_have_text(count)
        expect(mention).to_be_visible()
        tab.reloads()
    tell(address, room, *(f"later {number}" for number in range(30)))
    tab.enters(room)
    expect(tab.message("for @Ann").get_by_text("Mentions you")).to_be_visible()
    tab.reloads()
    expect(tab.page).to_have_title(re.compile(r"\(\d+ · @\)"))


def test_what_is_unread_in_a_room_that_is_left_without_a_connection_is_still_counted(person, proxy, guest, room):
    tab = person("Ann", via=proxy, has_fast_timers=True).opens(room)
    tab.looks_away()
    guest("Bob").says("one", "two")
    expect(tab.page).to_have_title(f"(2) {room} · Hubbub")
    proxy.cut()
    tab.has_connection("waiting")
    tab.enters(f"{room}-2")
    expect(row(tab, room).locator(".unread-count")).to_have_text("2")


def test_without_a_connection_a_new_room_lists_nobody_of_the_former_one(person, proxy, guest, room):
    tab = person("Ann", via=proxy, has_fast_timers=True).opens(room)
    guest("Bob")
    tab.sees_people("Ann", "Bob")
    proxy.cut()
    expect(tab.status("Reconnecting")).to_be_visible()
    tab.enters(f"{room}-2")
    expect(tab.people).to_have_count(1)
    expect(tab.count).to_have_text("")
    proxy.restore()
    tab.comes_online()
    tab.sees_people("Ann")


def test_what_came_below_a_dialog_or_a_panel_is_unread_when_one_goes_to_another_room_from_there(ann, guest, room):
    other, bob, count = f"{room}-2", guest("Bob"), row(ann, room).locator(".unread-count")
    ann.enters(other)
    has_room(ann, other)
    ann.enters(room)
    has_room(ann, room)
    ann.page.get_by_role("button", name="Settings").click()
    expect(ann.page.get_by_role("dialog")).to_be_visible()
    bob.says("one")
    expect(ann.page).to_have_title(f"(1) {room} · Hubbub")
    ann.page.go_back()
    has_room(ann, other)
    expect(count).to_have_text("1")
    ann.enters(room)
    has_room(ann, room)
    expect(count).to_be_hidden()
    ann.page.get_by_role("button", name="Find rooms").click()
    query = ann.page.get_by_role("combobox", name="Find rooms")
    expect(query).to_be_focused()
    bob.says("two")
    expect(ann.page).to_have_title(f"(1) {room} · Hubbub")
    query.fill(other)
    expect(ann.page.locator(".found-room")).to_have_text(other)
    query.press("Enter")
    has_room(ann, other)
    expect(count).to_have_text("1")
    ann.enters(room)
    has_room(ann, room)
    ann.page.set_viewport_size({"width": 390, "height": 780})
    ann.page.wait_for_function("!matchMedia('(min-width: 56rem)').matches")
    ann.page.get_by_role("button", name="Rooms").first.click()
    expect(ann.page.locator(":popover-open")).to_have_count(1)
    bob.says("three")
    expect(ann.page).to_have_title(f"(1) {room} · Hubbub")
    ann.enters(other)
    has_room(ann, other)
    expect(count).to_have_text("1")


KEEP_BADGES = "window.badges = []; navigator.setAppBadge = async count => window.badges.push(count)"


def has_signs(tab, title, icon, badge):
    """The title of the tab, its icon, which the server has, and the badge of the app."""
    expect(tab.page).to_have_title(title)
    expect(tab.page.locator("link[rel=icon]")).to_have_attribute("href", re.compile(rf"/{icon}\.svg$"))
    assert tab.page.evaluate("window.badges.at(-1)") == badge
    assert tab.page.evaluate("fetch(document.querySelector('link[rel=icon]').href).then(({ ok }) => ok)")


def test_the_tab_and_the_app_show_what_is_unread_in_all_rooms_but_muted_ones(person, guest, room):
    ann, other = person("Ann"), f"{room}-2"
    ann.context.add_init_script(KEEP_BADGES)
    tab = ann.opens(other)
    marks_page(tab)
    tab.enters(room)
    has_page(tab, room)
    has_signs(tab, f"{room} · Hubbub", "icon", 0)
    tab.looks_away()
    guest("Bob").says("one", "two")
    has_signs(tab, f"(2) {room} · Hubbub", "icon-unread", 2)
    guest("Bob", other).says("for @Ann")
    has_signs(tab, f"(3 · @) {room} · Hubbub", "icon-unread", 3)
    tab.looks_back()
    has_signs(tab, f"(1 · @) {room} · Hubbub", "icon-unread", 1)
    row(tab, other).hover()
    row(tab, other).get_by_role("button").click()
    tab.page.get_by_role("menuitem", name="Mute").click()
    has_signs(tab, f"{room} · Hubbub", "icon", 0)


@pytest.mark.parametrize("missed", [30, 130])
def test_the_next_visit_begins_at_the_first_unread_message_with_their_count(person, room, address, missed):
    ann = person("Ann")
    tell(address, room, *(f"number {number}" for number in range(1, 40)))
    tab = ann.opens(room)
    expect(tab.message("number 39")).to_be_in_viewport()
    closes_read(tab, room)
    tell(address, room, *(f"number {number}" for number in range(40, 40 + missed)))
    tab = ann.opens(room)
    expect(tab.page.locator(".unread")).to_be_in_viewport()
    expect(tab.message("number 40")).to_be_in_viewport()
    expect(tab.page.locator(".latest")).to_have_text(f"{missed} new messages")
    tab.page.locator(".scroller").press("End")
    expect(tab.message(f"number {39 + missed}")).to_be_in_viewport()
    expect(tab.page.locator(".latest")).to_be_hidden()  # the end is reached, and read
    tab.reloads()
    expect(tab.message(f"number {39 + missed}")).to_be_in_viewport()
    expect(tab.page.locator(".unread")).to_have_count(0)
    expect(tab.page.locator(".room-row")).not_to_have_count(0)  # what keeps the place is loaded
    tab.page.evaluate("location.hash = '#5'")
    expect(tab.message("number 5")).to_be_in_viewport()
    tab.page.evaluate("history.back()")  # in Firefox Playwright's own waits for a page to load
    expect(tab.message(f"number {39 + missed}")).to_be_in_viewport()


def test_columns_are_folded_and_rooms_are_gone_to_before_the_browser_is_idle(person, room):
    ann = person("Ann")
    ann.context.add_init_script("window.requestIdleCallback = () => {}")
    tab = ann.opens(room)
    tab.page.evaluate(MARK_PAGE)
    tab.says("a link leads here")
    tab.has_seen(1)
    tab.page.evaluate("location.hash = '#1'")
    expect(tab.message("a link leads here")).to_have_class("message own target")
    for column, button in (("Rooms", re.compile("^Rooms")), ("People", re.compile("in this room$"))):
        tab.page.get_by_role("button", name=button).click()
        expect(tab.page.get_by_label(column, exact=True)).to_be_hidden()
    tab.page.get_by_role("button", name="Rooms", exact=True).click()
    tab.enters(f"{room} 2")
    has_page(tab, f"{room}-2")


def test_keys_walk_through_all_rooms_although_an_empty_one_moves_to_the_top_when_it_is_opened(ann, room):
    for number in (2, 3, 4):
        ann.enters(f"{room}-{number}")
        has_room(ann, f"{room}-{number}")
    for wanted in (f"{room}-3", f"{room}-2"):
        ann.box.press("Alt+ArrowDown")
        has_room(ann, wanted)


def test_keys_and_the_box_lead_from_room_to_room(ann, address, room, guest, links):
    marks_page(ann)
    box = ann.page.get_by_placeholder("Go to or make a room")
    box.fill("🎉")
    box.press("Enter")
    assert box.evaluate("box => box.validationMessage") == "A room’s name needs at least one letter or digit."
    box.fill("設" * 60)
    box.press("Enter")
    assert box.evaluate("box => box.validationMessage") == "That’s too long: at most 42 characters fit here."
    box.fill(links.replace("-", " ").upper())
    box.press("Enter")
    has_page(ann, links)
    ann.enters(f"{address}/r/{room}")
    has_page(ann, room)
    ann.enters(f"/r/{links}")
    has_page(ann, links)
    expect(ann.box).to_be_focused()
    ann.enters(links)
    expect(ann.box).to_be_focused()
    ann.box.press("Alt+ArrowDown")
    has_page(ann, room)
    ann.box.press("Alt+ArrowUp")
    has_page(ann, links)
    guest("Bob").says("Hi")
    expect(row(ann, room).locator(".unread-count")).to_have_text("1")
    ann.box.press("Alt+Shift+ArrowDown")
    has_page(ann, room)
    row(ann, links).get_by_role("link").focus()
    guest("Bob", links).says("Up")
    expect(ann.page.locator(".room-row .room-name")).to_have_text([links, room])
    expect(row(ann, links).get_by_role("link")).to_be_focused()
    row(ann, room).get_by_role("button").press("Enter")
    expect(ann.page.get_by_role("menuitem").first).to_be_focused()
    ann.page.keyboard.press("End")
    expect(ann.page.get_by_role("menuitemradio").last).to_be_focused()
    ann.page.keyboard.press("Home")
    ann.page.keyboard.press("Enter")
    expect(ann.page.locator(".room-row .room-name")).to_have_text([room, links])
    expect(row(ann, room).get_by_role("button")).to_be_focused()
    row(ann, links).hover()
    row(ann, links).get_by_role("button").click()
    ann.page.get_by_role("menuitem", name="Leave").click()
    expect(row(ann, links)).to_have_count(0)
    ann.reloads()
    expect(row(ann, links)).to_have_count(0)


def test_a_topic_that_is_set_without_a_connection_is_shown_as_pending(tab, bob, proxy):
    tab.has_loaded_changes()
    topic = tab.page.locator(".topic")
    proxy.cut()
    expect(tab.status("Reconnecting")).to_be_visible()
    topic.click()
    field = tab.page.get_by_label("Topic of the room").get_by_role("textbox")
    field.fill("Release on Friday")
    field.press("Enter")
    expect(topic).to_have_text("Release on Friday")
    expect(topic).to_have_class(re.compile("pending"))
    expect(topic).to_have_attribute("title", "Will be sent when you’re reconnected.")
    topic.click()
    expect(field).to_have_value("Release on Friday")
    field.press("Escape")
    proxy.restore()
    tab.comes_online()
    expect(topic).not_to_have_class(re.compile("pending"))
    expect(topic).to_have_text("Release on Friday")


def test_a_topic_is_set_by_one_and_seen_by_all_with_who_and_when(ann, person, room):
    ann.says("Hi")
    cy = person("Cy").opens(room)
    ann.page.get_by_role("button", name="Add a topic").click()
    field = ann.page.get_by_label("Topic of the room").get_by_role("textbox")
    field.fill("Release on Friday")
    field.press("Enter")
    for tab in (ann, cy):
        expect(tab.page.locator(".topic")).to_have_text("Release on Friday")
        expect(tab.page.locator(".changes", has_text="Ann set the topic: Release on Friday")).to_be_visible()
    cy.reloads()
    expect(cy.page.locator(".topic")).to_have_text("Release on Friday")
    cy.page.locator(".topic").click()
    cy.page.get_by_label("Topic of the room").get_by_role("textbox").fill("")
    cy.page.get_by_role("button", name="Save").click()
    expect(ann.page.locator(".topic")).to_have_text("Add a topic")
    expect(ann.page.locator(".changes", has_text="Cy removed the topic")).to_be_visible()


def test_an_empty_room_invites_by_link_and_code_until_somebody_speaks(ann, room, address, browser_name):
    if browser_name == "chromium":  # Firefox needs no permission to write to the clipboard
        ann.person.context.grant_permissions(["clipboard-read", "clipboard-write"])
    invitation = ann.page.locator(".invite")
    invitation.get_by_role("button", name="Copy link").click()
    expect(invitation.get_by_role("button", name="Copied")).to_be_visible()
    assert ann.pastes() == f"{address}/r/{room}"
    code = invitation.get_by_role("img", name="QR code of this room’s address")
    code.evaluate("image => image.decode()")
    ann.says("Hi")
    expect(invitation).to_have_count(0)
    tell(address, room, *(f"number {number}" for number in range(1, 31)))
    expect(ann.message("number 30")).to_be_in_viewport()
    ann.scrolls_to(200)
    expect(ann.page.locator(".latest")).to_be_visible()
    before = ann.message("number 12").evaluate(TOP)
    ann.enters(f"{room}-empty")
    expect(invitation).to_be_visible()
    ann.page.go_back()
    expect(ann.message("number 12")).to_be_in_viewport()
    assert ann.message("number 12").evaluate(TOP) == pytest.approx(before, abs=1)


def test_a_click_on_a_person_mentions_them_and_so_does_the_box_that_finds_messages(ann, guest):
    guest("Cy Ó Néill")
    ann.box.fill("Thanks")
    marks_page(ann)
    ann.people.filter(has_text="Cy").click()
    expect(ann.box).to_have_value("Thanks @Cy\u00a0Ó\u00a0Néill ")
    ann.box.press("ControlOrMeta+K")
    ann.page.get_by_role("combobox", name="Find rooms, people and messages").fill("neill")
    ann.page.locator(".found-person").click()
    expect(ann.box).to_have_value("Thanks @Cy\u00a0Ó\u00a0Néill @Cy\u00a0Ó\u00a0Néill ")


def test_rooms_are_found_in_the_box_that_finds_messages(ann, room, links):
    marks_page(ann)
    follows(ann, links)
    has_page(ann, links)
    ann.page.route("**/search?*", lambda route: None)  # Enter does not wait for the messages
    ann.box.press("ControlOrMeta+K")
    query = ann.page.get_by_role("combobox", name="Find rooms, people and messages")
    query.fill(room.replace("-", " "))
    expect(ann.page.locator(".found-room")).to_have_text(room)
    query.press("Enter")
    has_page(ann, room)
