"""Texts and names stay text, and the page connects to its own server only: `page_errors` checks that in every test, too."""

import sqlite3
from collections.abc import Callable

from playwright.sync_api import ConsoleMessage, expect

from e2e.support.guests import tell
from e2e.support.page_errors import VIOLATION

MARKUP = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '"><iframe src="javascript:alert(1)"></iframe>',
    "&lt;b&gt;&amp;",
    "</p></li></ol><h1>out</h1>",
    "{{title}} ${1+1} <!-- -->",
    '<a href="https://elsewhere.example/">click</a>',
    "<style>*{display:none}</style>",
]
NAMES = ["<img src=x onerror=alert(1)>", "<b>Ann</b>", "&amp;{{title}}'\"`"]
DRAFT_IDS = ["beginning", "unread", "end", "day", "changes", "__proto__", "constructor", "toString"]


def test_markup_in_a_message_is_shown_as_text(ann, bob):
    ann.says(*MARKUP)
    bob.sees(*MARKUP)
    for _ in range(2):
        assert [text for _, _, text in ann.has_seen(len(MARKUP))] == MARKUP
        expect(ann.messages.locator(".text *")).to_have_text(["https://elsewhere.example/"])  # an address is a link
        ann.reloads()


def test_markup_in_a_name_is_shown_as_text(person, guest, room):
    ann = person(NAMES[0]).opens(room)
    expect(ann.page.locator(".greeting")).to_have_text(f"Welcome, {NAMES[0]}!")
    guests = [guest(name) for name in NAMES[1:]]
    for mallory in guests:
        mallory.says("Hello")
    ann.says("Hello")
    assert [author for _, author, _ in ann.has_seen(3)] == [*NAMES[1:], NAMES[0]]
    ann.sees_people(*NAMES)
    for place in (".author *", ".person *", ".greeting bdi *", "button.name bdi *"):
        expect(ann.page.locator(place)).to_have_count(0)
    guests[0].renames_to(NAMES[1][::-1])
    ann.sees_people(NAMES[0], NAMES[1][::-1], NAMES[2])


def test_a_draft_id_may_be_the_name_of_anything_in_the_page(person, guest, room, address):
    tell(address, room, "Before")
    ann, mallory = person("Ann").opens(room), guest("Mallory")
    ann.looks_away()  # so that the unread line stands before these
    for draft in DRAFT_IDS:
        mallory.sends(draft, f"said as {draft}")
    texts = ["Before", *(f"said as {draft}" for draft in DRAFT_IDS)]
    ann.sees(*texts)
    person("Bob").opens(room).sees(*texts)
    ann.says("After")
    ann.sees(*texts, "After")


def test_a_new_message_with_the_id_of_a_deleted_one_does_not_take_its_place(own_server, ann, guest):
    guest("Bob").sends("old", "Said long ago")
    ann.says("Said since")
    ann.sees("Said long ago", "Said since")
    own_server.stop()
    with sqlite3.connect(own_server.database) as database:  # as retention does
        database.execute("DELETE FROM entry WHERE draft = 'old'")
    own_server.start()
    ann.comes_online()
    ann.has_connection("live")
    guest("Mallory").sends("old", "Something else")
    ann.sees("Said long ago", "Said since", "Something else")


def test_a_script_in_the_page_can_neither_send_anything_elsewhere_nor_add_styles(person, room, page_errors):
    page = person("Ann").opens(room).page
    page_errors.allow("connect-src", "style-src", "https://elsewhere.example/")
    with page.expect_console_message(violation_of("connect-src")):
        page.evaluate("fetch('https://elsewhere.example/').catch(() => null)")
    with page.expect_console_message(violation_of("style-src")):
        page.evaluate("document.head.append(Object.assign(document.createElement('style'), {textContent: 'ol{}'}))")
    answer = page.reload()
    assert answer is not None
    assert "frame-ancestors 'none'" in answer.all_headers()["content-security-policy"]  # no other site can frame it


def violation_of(directive: str) -> Callable[[ConsoleMessage], bool]:
    return lambda message: message.text.startswith(f"{VIOLATION} {directive}")
