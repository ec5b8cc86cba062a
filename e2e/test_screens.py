"""Screens of any size, in light and dark: the box and the latest message are always within reach."""

import re
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import expect

from e2e.support.guests import tell
from e2e.support.people import Tab

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 640}, "has_touch": True}
DESKTOP: Any = {"width": 1280, "height": 720}
SIZES = {
    "phone": (360, 640),
    "phone with its keyboard": (360, 300),
    "phone on its side": (640, 360),
    "phone on its side with its keyboard": (640, 150),
    "desktop at 400 %": (320, 200),
}
SHARE_OF_MESSAGES = "() => document.querySelector('.scroller').clientHeight / innerHeight"
SHARE_COVERED = (
    "() => document.querySelector('.length').clientHeight / document.querySelector('.scroller').clientHeight"
)
IS_AT_END = """() => {
  const view = document.querySelector(".scroller");
  return view.scrollHeight - view.scrollTop - view.clientHeight < 1;
}"""
IS_SUBJECT_IN_BOX = """
() => {
  const [subject, box] = [".subject", ".composer"].map((part) => document.querySelector(part).getBoundingClientRect());
  return subject.top >= box.top && subject.bottom <= box.bottom;
}
"""
WHOLE_MESSAGES = """
() => {
  const view = document.querySelector(".scroller").getBoundingClientRect();
  const isWhole = ({ top, bottom }) => top >= view.top && bottom <= view.bottom;
  return [...document.querySelectorAll(".message")].filter((one) => isWhole(one.getBoundingClientRect())).length;
}
"""
IS_CLIPPED = """
message => {
  const [row, meta] = [message, message.querySelector(".meta")].map((part) => part.getBoundingClientRect());
  return /content|paint|strict/.test(getComputedStyle(message).contain) && (meta.top < row.top || meta.right > row.right);
}
"""
TIME_AND_BUTTON_OVERLAP = """
message => {
  const [time, button] = ["time", ".open-actions"].map((part) => message.querySelector(part).getBoundingClientRect());
  return time.left < button.right && button.left < time.right && time.top < button.bottom && button.top < time.bottom;
}
"""


def test_on_a_phone_a_message_is_sent_and_people_are_found_by_touch(person, guest, room):
    ann = person("Ann", **PHONE).opens(room)
    guest("Bob")
    ann.box.fill("From my pocket")
    ann.taps("Send")
    ann.sees("From my pocket")
    expect(ann.people.first).to_be_hidden()
    ann.taps("in this room")
    expect(ann.people.filter(has_text="Bob")).to_be_in_viewport(ratio=1)


def test_the_columns_are_folded_for_all_tabs_and_stay_so_and_on_a_phone_they_are_panels(person, room):
    ann = person("Ann")
    here, there = ann.opens(room), ann.opens(room)
    for tab in (here, there):
        tab.has_loaded_columns()
    for column, button in (("Rooms", re.compile("^Rooms")), ("People", re.compile("in this room$"))):
        part = here.page.get_by_label(column, exact=True)
        expect(part).to_be_visible()
        here.page.get_by_role("button", name=button).click()
        expect(part).to_be_hidden()
        expect(there.page.get_by_label(column, exact=True)).to_be_hidden()
        here.reloads()
        here.has_loaded_columns()
        expect(part).to_be_hidden()
        here.page.set_viewport_size(PHONE["viewport"])
        here.page.get_by_role("button", name=button).click()
        expect(part).to_be_visible()
        here.page.keyboard.press("Escape")
        expect(part).to_be_hidden()
        here.page.set_viewport_size(DESKTOP)
        here.page.get_by_role("button", name=button).click()
        expect(there.page.get_by_label(column, exact=True)).to_be_visible()


def test_box_and_latest_message_stay_visible_when_a_keyboard_comes_up(person, guest, room):
    ann, bob = person("Ann", **PHONE).opens(room), guest("Bob")
    bob.says(*(f"Number {number} speaks" for number in range(15)))
    for width, height in SIZES.values():
        ann.page.set_viewport_size({"width": width, "height": height})
        ann.box.fill("")
        latest = ann.message("Number 14 speaks")
        expect(latest).to_be_in_viewport(ratio=1)
        ann.box.fill("\n".join(f"line {number}" for number in range(40)))
        ann.box.press_sequentially("and more")
        ann.page.wait_for_function(IS_AT_END)
        for part in (ann.box, ann.page.get_by_role("button", name="Send")):
            expect(part).to_be_in_viewport(ratio=1)
        assert ann.fits()
        assert ann.page.evaluate(SHARE_OF_MESSAGES) >= 0.5, (width, height)
        if height <= 360:
            expect(ann.page.locator("button.name")).to_be_hidden()
            assert height_of(ann, ".head") <= 45
            assert height_of(ann, "textarea") <= max(44, 0.3 * height)
        assert ann.page.evaluate("document.documentElement.scrollHeight <= innerHeight")


PIXELS_BETWEEN_NAME_TAG_AND_TEXT = """
() => {
  const isRtl = document.dir === "rtl";
  const boxOf = (part) => {
    const content = document.createRange();
    content.selectNodeContents(part);
    return content.getBoundingClientRect();
  };
  const gapsIn = (message) => {
    const [name, tag, text] = [".author", ".tag", ".text"].map((part) => boxOf(message.querySelector(part)));
    const parts = [name, ...(tag.width > 0 ? [tag] : []), ...(text.top + 8 < name.bottom ? [text] : [])];
    return parts.slice(1).map((part, index) => (isRtl ? parts[index].left - part.right : part.left - parts[index].right));
  };
  return Math.min(...[...document.querySelectorAll(".message:not(.continues)")].flatMap(gapsIn));
}
"""


@pytest.mark.thorough
def test_at_least_12_short_messages_fit_into_a_window_of_800_pixels_and_more_if_they_are_compact(person, guest, room):
    ann = person("Ann", viewport={"width": 1280, "height": 800}).opens(room)
    speak = (guest("Bob").says, guest("Bob").says, ann.says)
    for number in range(30):
        speak[number % 3](f"Number {number}")
        ann.has_seen(number + 1)
    assert 12 <= ann.page.evaluate(WHOLE_MESSAGES) <= 14
    ann.page.get_by_role("button", name="Settings").click()
    ann.page.get_by_label("Compact").check()
    ann.page.keyboard.press("Escape")
    ann.reloads()
    ann.has_seen(30)
    assert ann.page.evaluate(WHOLE_MESSAGES) >= 20
    sides = ann.messages.locator(".bubble").evaluate_all("all => all.map((one) => one.getBoundingClientRect().left)")
    assert len(set(sides)) == 1
    for width, direction in product((1280, 390), ("ltr", "rtl")):
        ann.page.set_viewport_size({"width": width, "height": 800})
        ann.page.evaluate("direction => (document.dir = direction)", direction)
        assert ann.fits()
        assert ann.page.evaluate(PIXELS_BETWEEN_NAME_TAG_AND_TEXT) >= 1


def test_the_day_that_is_read_stays_in_sight(person, room, address):
    tell(address, room, *(f"number {number}" for number in range(40)))
    ann = person("Ann").opens(room)
    ann.has_seen(40)
    for top in (400, 700):
        ann.scrolls_to(top)
        expect(ann.page.locator(".day")).to_be_in_viewport(ratio=1)
        expect(ann.page.locator(".day")).to_have_text("Today")


def test_a_sentence_about_the_text_covers_little_of_the_messages_in_a_short_window(ann):
    ann.page.set_viewport_size({"width": 320, "height": 256})
    ann.says("/join design")
    expect(ann.page.locator(".hint")).to_be_in_viewport(ratio=1)
    assert ann.page.evaluate(SHARE_COVERED) < 0.25
    ann.says("A message")
    ann.sees("A message")
    ann.box.press("ArrowUp")
    expect(ann.subject).to_be_visible()
    assert ann.page.evaluate(IS_SUBJECT_IN_BOX)
    assert ann.page.evaluate(SHARE_OF_MESSAGES) >= 0.5
    for key in ("Escape", "Escape", "ArrowUp", "r"):
        ann.page.keyboard.press(key)
    ann.says("Me too")
    expect(ann.page.locator(".quoted-name")).to_have_css("display", "block")  # only one's own name is hidden here


def test_a_short_conversation_stands_next_to_the_box(ann):
    ann.says("Hello")
    ann.sees("Hello")
    bottom = "view => view.getBoundingClientRect().bottom - document.querySelector('.foot').getBoundingClientRect().top"
    assert ann.page.locator(".scroller").evaluate(bottom) == 0


def test_bubbles_are_whole_and_so_are_time_and_mention_on_a_phone(person, guest, room):
    ann, bob = person("Ann", **PHONE).opens(room), guest("Bob")
    bob.says("First", "Second", "@Ann third")
    expect(ann.page.locator("li.changes")).to_have_text("Bob joined")  # from here on no row moves away from the pointer
    for text in ("Second", "@Ann third"):
        message = ann.message(text)
        expect(message).to_have_css("border-radius", "0px")  # the row would clip the bubble to it
        message.hover()
        expect(message.locator(".meta")).to_have_css("opacity", "1")
        assert not message.evaluate(IS_CLIPPED)


@pytest.mark.only_browser("chromium")  # in the others the automation gives a page no touch screen that CSS can see
def test_on_a_touch_screen_stored_messages_have_a_button_that_is_not_on_the_time(person, guest, proxy, room):
    ann, bob = person("Ann", via=proxy, **PHONE, is_mobile=True).opens(room), guest("Bob")
    bob.says("First", "Second")
    expect(ann.page.locator("li.changes")).to_have_text("Bob joined")
    ann.box.fill("Mine")
    ann.taps("Send")
    ann.sees("First", "Second", "Mine")
    for width in (360, 640):
        ann.page.set_viewport_size({"width": width, "height": 360})
        for text in ("Second", "Mine"):
            ann.message(text).locator(".bubble").tap()
            expect(ann.message(text).locator(".open-actions")).to_have_css("opacity", "1")
            assert not ann.message(text).evaluate(TIME_AND_BUTTON_OVERLAP)
    proxy.cut()
    ann.box.fill("Pending")
    ann.taps("Send")
    ann.message("Pending").locator(".bubble").tap()
    expect(ann.message("Pending").locator(".open-actions")).to_be_hidden()


@pytest.mark.only_browser("chromium")  # elsewhere the automation needs inline styles to emulate print
def test_all_loaded_messages_are_printed_and_neither_the_box_nor_buttons(ann, bob):
    bob.says(*(f"Number {number}" for number in range(19)), "```\n" + "code\n" * 20 + "```")
    expect(ann.messages).to_have_count(20)
    ann.has_loaded_changes()
    ann.page.emulate_media(media="print")
    expect(ann.box).to_be_hidden()
    expect(ann.page.get_by_role("button")).to_have_count(0)
    expect(ann.page.locator(".code pre")).to_have_css("mask-image", "none")
    assert ann.page.evaluate("document.documentElement.scrollHeight > innerHeight")
    assert ann.page.locator(".scroller").evaluate("view => view.scrollHeight === view.clientHeight")


@pytest.mark.only_browser("chromium")  # in the others the automation gives a page no touch screen that CSS can see
def test_on_a_touch_screen_enter_starts_a_new_line_and_the_button_sends(person, room):
    ann = person("Ann", **PHONE, is_mobile=True).opens(room)
    ann.box.press_sequentially("two")
    ann.box.press("Enter")
    ann.box.press_sequentially("lines")
    ann.taps("Send")
    ann.sees("two\nlines")
    ann.box.fill("word " * 1_000)
    ann.taps("Send as 2 messages")
    expect(ann.box).to_be_focused()  # or the keyboard would close
    expect(ann.messages).to_have_count(3)
    ann.box.fill("/help")
    ann.taps("Send")
    expect(ann.page.locator("#help")).to_be_visible()
    shown = ann.page.locator("#help dl > div:visible").all_inner_texts()
    assert [row.split() for row in shown if "Enter" in row] == [["Enter", "New", "line"]]
    assert {"**…**\nBold", "> …\nQuote"} <= set(shown)


def test_a_tab_that_missed_a_change_of_the_settings_keeps_it_and_shows_it_when_one_returns(person, room):
    ann = person("Ann").opens(room)
    ann.page.get_by_role("button", name="Settings").click()
    sound = ann.page.get_by_label("Play a soft sound for these messages")
    expect(sound).not_to_be_checked()
    # Another tab writes so while this one is frozen; a tab gets no event about what it writes itself.
    ann.page.evaluate("""localStorage["hubbub.settings"] = JSON.stringify({ notify: "all" })""")
    sound.check()
    stored = ann.page.evaluate("""JSON.parse(localStorage["hubbub.settings"])""")
    assert (stored["notify"], stored["sound"]) == ("all", True)
    ann.page.evaluate("""localStorage["hubbub.settings"] = JSON.stringify({ notify: "mentions" })""")
    ann.page.evaluate("""document.dispatchEvent(new Event("visibilitychange"))""")
    expect(ann.page.get_by_label("Mentions", exact=True)).to_be_checked()
    expect(sound).not_to_be_checked()


def test_a_theme_is_chosen_for_all_tabs_and_kept(person, room):
    ann = person("Ann", color_scheme="light")
    here, there = ann.opens(room), ann.opens(room)
    light = background(here)
    here.page.get_by_role("button", name="Settings").click()
    here.page.get_by_label("Dark", exact=True).check()
    for tab in (here, there):
        expect(tab.page.locator("html")).to_have_css("color-scheme", "dark")
    dark = background(here)
    assert dark != light
    here.reloads()
    assert background(here) == dark
    here.page.get_by_role("button", name="Settings").click()
    here.page.get_by_label("Light", exact=True).check()
    assert background(here) == light


def height_of(tab: Tab, part: str) -> float:
    height: float = tab.page.locator(part).evaluate("part => part.getBoundingClientRect().height")
    return height


def background(tab: Tab) -> str:
    colour: str = tab.page.locator("html").evaluate("page => getComputedStyle(page).backgroundColor")
    return colour
