"""Going between rooms without loading the page: nothing typed, pending or read is lost."""

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


def follows(tab, words):
    tab.page.get_by_role("link", name=words).last.click()


def has_page(tab, room):
    """The page shows this room, and was not loaded for it."""
    expect(tab.page.locator(".head .room")).to_have_text(room)
    tab.has_connection("live")
    assert tab.page.evaluate("[window.isMarked, decodeURIComponent(location.pathname)]") == [True, f"/r/{room}"]


def test_one_goes_to_another_room_and_back_and_finds_everything_as_it_was(ann, address, room, links):
    ann.page.evaluate(MARK_PAGE)
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
    ann.box.fill("Half of another text")
    ann.page.go_back()
    has_page(ann, room)
    expect(ann.box).to_have_value("Half of an edit")
    expect(ann.subject).to_contain_text("Editing")
    assert place.evaluate(TOP) == pytest.approx(before, abs=1)
    ann.box.press("Enter")
    expect(ann.message("Half of an edit")).to_have_count(1)
    expect(ann.box).to_have_value("Half of a text")
    ann.page.go_forward()
    has_page(ann, links)
    expect(ann.box).to_have_value("Half of another text")
    ann.reloads()
    expect(ann.box).to_have_value("Half of another text")
    ann.page.go_back()
    expect(ann.box).to_have_value("Half of a text")


def test_a_link_to_a_message_of_another_room_leads_there_in_the_tab(ann, room, links):
    ann.page.evaluate(MARK_PAGE)
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
    tab.page.evaluate(MARK_PAGE)
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


def test_two_tabs_of_one_person_are_in_two_rooms(person, room, links):
    ann = person("Ann")
    one, other = ann.opens(room), ann.opens(room)
    other.page.evaluate(MARK_PAGE)
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
