"""Text as people type it: what it looks like to who reads it, and that nothing of it ever breaks the page."""

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from e2e.support.people import People, Tab


def test_bold_italic_and_code_look_like_it(person: People, room: str) -> None:
    text = shown(person, room, "This is **bold**, *italic* and `code *as typed*`")
    expect(text).to_have_text("This is bold, italic and code *as typed*")
    expect(text.locator("strong")).to_have_text("bold")
    expect(text.locator("em")).to_have_text("italic")
    expect(text.locator("code")).to_have_text("code *as typed*")


def test_what_only_looks_like_a_mark_stays_as_it_was_typed(person: People, room: str) -> None:
    text = shown(person, room, "2 * 3 * 4 = snake_case ¯\\_(ツ)_/¯ __init__ >:(")
    expect(text).to_have_text("2 * 3 * 4 = snake_case ¯\\_(ツ)_/¯ __init__ >:(")
    expect(text.locator("*")).to_have_count(0)


def test_an_address_is_a_link_that_opens_elsewhere_and_tells_nobody(person: People, room: str) -> None:
    text = shown(person, room, "See https://elsewhere.example/a_(b). Not javascript:alert(1)")
    link = text.get_by_role("link")
    expect(link).to_have_text("https://elsewhere.example/a_(b)")
    expect(link).to_have_attribute("href", "https://elsewhere.example/a_(b)")
    expect(link).to_have_attribute("target", "_blank")
    for word in ("noopener", "noreferrer"):
        assert word in (link.get_attribute("rel") or "")


def test_quotes_and_lists_are_what_they_say(person: People, room: str) -> None:
    ann = person("Ann").opens(room)
    ann.says("> said before\nthen\n- one\n- two\n  - deeper\n\n3. three\n4. four")
    text = ann.messages.locator(".text")
    expect(text.locator("blockquote")).to_have_text("said before")
    expect(text.locator("ul > li")).to_have_text(["one", "two", "deeper"])
    expect(text.locator("ol > li")).to_have_text(["three", "four"])
    expect(text.locator("ol")).to_have_attribute("start", "3")
    assert inset(text.locator("li", has_text="deeper")) > inset(text.locator("li", has_text="two"))


def test_code_keeps_its_form_and_is_copied_by_a_button(person: People, room: str) -> None:
    code = "def f(a):\n    return *a, `b`"
    ann = person("Ann").opens(room)
    ann.says(f"```python\n{code}\n```")
    expect(ann.messages.locator("pre code")).to_have_text(code, use_inner_text=True)
    ann.page.get_by_role("button", name="Copy code").click()
    ann.box.press("ControlOrMeta+V")
    expect(ann.box).to_have_value(code)


def test_code_is_copied_also_where_the_browser_gives_no_clipboard(person: People, room: str) -> None:
    ann = person("Ann")
    ann.context.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    tab = ann.opens(room)
    tab.says("```\nplain http\n```")
    tab.page.get_by_role("button", name="Copy code").click()
    tab.box.press("ControlOrMeta+V")
    expect(tab.box).to_have_value("plain http")


def test_a_few_emoji_alone_are_large(person: People, room: str) -> None:
    ann = person("Ann").opens(room)
    ann.says("👩‍👩‍👧‍👦 🎉", "a 🎉")
    ann.sees("👩‍👩‍👧‍👦 🎉", "a 🎉")
    large, plain = ann.messages.locator(".text").evaluate_all(
        "texts => texts.map(text => parseFloat(getComputedStyle(text).fontSize))"
    )
    assert large >= 2 * plain


@pytest.mark.parametrize("width", [320, 800])
@pytest.mark.parametrize(
    "text",
    [
        "w" * 3_000,
        "```\n" + "w" * 3_000 + "\n```",
        "`" + "w" * 3_000 + "`",
        "https://elsewhere.example/" + "w" * 3_000,
        "> " + "w" * 3_000,
        "      - " + "w" * 3_000,
        "\n".join(f"> {number}" for number in range(500)),
        "ﷺ" * 300 + "\u0300" * 3_000,
    ],
    ids=["word", "code", "inline-code", "link", "quote", "item", "long-quote", "marks"],
)
def test_nothing_is_too_long_for_the_page(person: People, room: str, width: int, text: str) -> None:
    ann = person("Ann", viewport={"width": width, "height": 600}).opens(room)
    ann.says(text, "still fine")
    ann.has_seen(2)
    assert ann.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert ann.page.locator(".scroller").evaluate("view => view.scrollWidth <= view.clientWidth")
    expect(ann.message("still fine")).to_be_in_viewport(ratio=1)


def test_each_line_reads_from_its_own_side(person: People, room: str) -> None:
    ann = person("Ann").opens(room)
    ann.says("مرحبا بالعالم", "Hello, world", "- مرحبا\n- Hello")
    ann.has_seen(3)
    sides = ann.messages.locator(".text:not(:has(li)), .text li").evaluate_all(
        "texts => texts.map(text => getComputedStyle(text).direction)"
    )
    assert sides == ["rtl", "ltr", "rtl", "ltr"]


def test_what_was_selected_stays_selected_when_more_comes(person: People, room: str) -> None:
    ann, bob = person("Ann").opens(room), person("Bob").opens(room)
    ann.says("Select **me**")
    ann.sees("Select me")
    ann.messages.locator("strong").select_text()
    bob.says("More")
    ann.sees("Select me", "More")
    assert ann.page.evaluate("getSelection().toString()") == "me"


def shown(person: People, room: str, typed: str) -> Locator:
    """How it looks to somebody else."""
    ann, bob = person("Ann").opens(room), person("Bob").opens(room)
    ann.says(typed)
    return text_of(bob)


def text_of(tab: Tab) -> Locator:
    expect(tab.settled).to_have_count(1)
    return tab.messages.locator(".text")


def inset(item: Locator) -> Any:
    return item.evaluate("item => item.getBoundingClientRect().left")
