"""Where a passphrase is set, each browser is asked for it once, and again when it is another."""

import pytest
from playwright.sync_api import expect

from e2e.support.people import enters_passphrase

SECRET = "correct horse battery"

pytestmark = [pytest.mark.settings(PASSPHRASE=SECRET), pytest.mark.usefixtures("own_server")]


def test_a_browser_is_asked_once_and_led_on_to_its_room_with_query_and_fragment(person, room, address):
    ann = person("Ann")
    page = ann.context.new_page()
    page.goto(f"{address}/r/{room.upper()}/?x=1#3")
    enters_passphrase(page, "open sesame")
    expect(page.get_by_role("alert")).to_have_text("Wrong passphrase. Try again.")
    expect(page.get_by_label("Passphrase", exact=True)).to_be_focused()
    enters_passphrase(page, SECRET)
    expect(page).to_have_url(f"{address}/r/{room}?x=1#3")
    expect(page.locator("html")).to_have_attribute("data-connection", "live")
    again = ann.opens(room)
    again.says("Hello")
    again.sees("Hello")


def test_a_browser_without_scripts_can_answer(person, room, address):
    page = person(java_script_enabled=False).context.new_page()
    page.goto(f"{address}/r/{room}")
    enters_passphrase(page, SECRET)
    expect(page).to_have_url(f"{address}/r/{room}")
    expect(page.locator(".composer")).to_have_count(1)


@pytest.mark.thorough
def test_another_passphrase_is_asked_for_in_open_tabs_which_keep_what_was_typed(person, room, address, own_server):
    page = person("Ann").context.new_page()
    page.goto(f"{address}/r/{room}")
    enters_passphrase(page, SECRET)
    expect(page.locator("html")).to_have_attribute("data-connection", "live")
    page.get_by_label("Message", exact=True).fill("Half a tho")
    own_server.restart(PASSPHRASE="another horse")
    enters_passphrase(page, "another horse")
    expect(page.get_by_label("Message", exact=True)).to_have_value("Half a tho")
    expect(page.locator("html")).to_have_attribute("data-connection", "live")


def test_a_browser_that_keeps_no_cookies_is_told_that_they_are_needed(person_without_cookies, room, address):
    page = person_without_cookies.context.new_page()
    page.goto(f"{address}/r/{room}")
    enters_passphrase(page, SECRET)
    expect(page.get_by_role("alert")).to_contain_text("This page needs cookies")
    expect(page.get_by_label("Passphrase", exact=True)).to_be_focused()
