"""Names: nobody is asked for one; the browser keeps it for all its tabs, and everybody sees it."""

import re
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from e2e.support.people import BACK_MS

REFUSED = {
    "server": "it’s reserved",
    "x" * 33: "it’s longer than 32 characters",
    "Ann\u200b": "it has an invisible character",
    "\u0301Ann": "it has too many accents on a letter",
    "Аnn": "it mixes different alphabets in a word",
}


def test_a_new_browser_gets_a_random_name_in_a_cookie_for_all_its_tabs_and_reloads(person, room):
    ann = person()
    tab = ann.opens(room)
    expect(tab.page.locator("button.name")).to_have_text(re.compile(r"[A-Z][a-z]+ [A-Z][a-z]+"))
    cookie = ann.cookie("name")
    name = unquote(cookie["value"])
    assert cookie["sameSite"] == "Lax"
    assert cookie["expires"] > 0
    tab.is_called(name)
    tab.reloads()
    tab.is_called(name)
    other = ann.opens(f"{room}-2")
    other.is_called(name)
    tab.renames_to("Anna")
    other.is_called("Anna")


@pytest.mark.thorough
def test_a_first_visit_explains_itself_beside_a_name_of_its_language_until_one_writes_or_takes_another(person, room):
    ann, bob = person(locale="de-DE"), person(locale="zh-CN")
    german, chinese = ann.opens(room), bob.opens(room)
    expect(german.page.locator(".identity")).to_have_text(
        re.compile(r"Kein Konto nötig. Du bist\s+[A-ZÄÖÜ]\S+er [A-ZÄÖÜ]")
    )
    expect(chinese.page.locator(".identity")).to_have_text(re.compile(r"无需账号\S*\s+\S+的\S"))
    german.reloads()
    expect(german.page.locator(".identity")).to_contain_text("Kein Konto")
    german.says("Hallo")
    chinese.renames_to("小明")
    for person_, tab in ((ann, german), (bob, chinese)):
        expect(tab.page.locator(".first-visit")).to_have_count(0)
        expect(person_.opens(room).page.locator(".first-visit")).to_have_count(0)


def test_the_token_that_makes_a_person_is_out_of_reach_of_scripts(person, room):
    tab = person("Ann").opens(room)
    assert tab.person.cookie("person")["httpOnly"]
    assert "hubbub_person" not in tab.page.evaluate("document.cookie")


def test_each_browser_is_a_person_with_a_name_of_their_own(person, guest, room):
    tab = person().opens(room)
    for _ in range(2):
        guest()
    expect(tab.people).to_have_count(3)
    # There are 1,024 names: all three are equal once in a million times.
    assert len(set(tab.people.locator(".person").all_inner_texts())) > 1
    assert len(set(tab.people.evaluate_all("all => all.map(one => one.dataset.person)"))) == 3


def test_the_server_greets_each_by_name(person, room):
    tab = person("Борис").opens(room)
    for name in ("Ann", "小明"):
        expect(tab.page.locator(".greeting")).to_have_text(f"Welcome, {unquote(tab.person.cookie('name')['value'])}!")
        tab.renames_to(name)
        tab.is_called(name)
        expect(tab.page.locator(".greeting")).to_have_text(f"Welcome, {name}!")
        tab.reloads()
    expect(tab.page.locator(".greeting")).to_have_text("Welcome, 小明!")
    expect(tab.page.locator(".greeting")).to_be_visible()
    tab.page.evaluate("document.getAnimations().forEach((animation) => animation.finish())")
    expect(tab.page.locator(".greeting")).to_be_hidden()


def test_a_new_name_is_seen_by_everybody_and_kept(person, guest, room):
    ann, bob = person("Ann").opens(room), person("Bob").opens(room)
    ann.renames_to("Zoë 🦊")
    bob.sees_people("Zoë 🦊", "Bob")
    ann.says("It is still me")
    assert [(seen.author, seen.text) for seen in bob.has_seen(1)] == [("Zoë 🦊", "It is still me")]
    ann.reloads()
    ann.is_called("Zoë 🦊")
    assert unquote(ann.person.cookie("name")["value"]) == "Zoë 🦊"


def test_a_name_that_is_refused_says_why_and_stays_in_the_field_until_it_is_changed(ann):
    field = ann.page.get_by_label("Your name")
    for wanted, reason in REFUSED.items():
        ann.renames_to(wanted)
        expect(ann.page.get_by_role("alert")).to_have_text(f"This name isn’t available: {reason}.")
        expect(field).to_have_value(wanted)
        expect(field).to_be_focused()
        ann.is_called("Ann")
        field.press("End")
        field.press("x")
        expect(ann.page.get_by_role("alert")).to_be_empty()
        field.press("Escape")
        expect(field).to_be_hidden()
    expect(field).to_have_attribute("maxlength", "200")  # browsers take seconds to find the direction of a megabyte
    ann.reloads()
    ann.is_called("Ann")
    ann.sees_people("Ann")


def test_a_name_chosen_without_a_connection_that_is_refused_comes_back_into_the_field(person, room, proxy):
    ann = person("Ann", via=proxy, has_fast_timers=True).opens(room)
    proxy.cut()
    ann.has_connection("waiting")
    ann.renames_to("admin")
    ann.is_called("admin")
    proxy.restore()
    expect(ann.page.get_by_role("alert")).to_have_text("This name isn’t available.", timeout=BACK_MS)
    expect(ann.page.get_by_label("Your name")).to_have_value("admin")
    ann.page.get_by_label("Your name").press("Escape")
    ann.is_called("Ann")


def test_without_cookies_a_tab_says_so_once_and_keeps_its_person_and_name(person_without_cookies, bob, room):
    tab = person_without_cookies.opens(room)
    own = tab.page.locator(".people li.you")
    known_as = own.get_attribute("data-person")
    expect(tab.banner).to_contain_text("Cookies are off")
    tab.renames_to("Zoë (1)")
    tab.sees_people("Zoë (1)", "Bob")
    for count, reconnect in enumerate((tab.comes_online, tab.reloads), 1):
        reconnect()
        tab.says("It is still me")
        tab.has_seen(count)  # while the message is pending, a page that cannot store it asks before it is left
        expect(tab.banner).to_be_hidden()
        tab.sees_people("Zoë (1)", "Bob")
        assert own.get_attribute("data-person") == known_as
    assert [seen.author for seen in bob.has_seen(2)] == ["Zoë (1)"] * 2
