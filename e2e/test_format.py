"""Text as people type it: how it looks to its readers, and that no text breaks the page."""

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from e2e.support.guests import Guests
from e2e.support.people import People

ONLY_LOOKS_LIKE_MARKS = "2 * 3 * 4 = snake_case ¯\\_(ツ)_/¯ __init__ >:("


IS_BELOW_BUTTON = """
block => {
  const [button, code] = ["button", "pre"].map((part) => block.querySelector(part).getBoundingClientRect());
  return button.bottom <= code.top;
}
"""
SIDE = "element => getComputedStyle(element).direction"


@pytest.fixture
def shown(person: People, guest: Guests, room: str) -> Any:
    """Lets Bob say these texts, and returns their elements on Ann's screen."""

    def shown(*typed: str, **options: Any) -> list[Locator]:
        ann = person("Ann", **options).opens(room)
        guest("Bob").says(*typed)
        ann.has_seen(len(typed))
        return [ann.settled.nth(number).locator(".text") for number in range(len(typed))]

    return shown


def test_bold_italic_and_code_are_drawn_and_other_marks_stay_as_typed(shown):
    marked, other = shown("This is **bold**, *italic* and `code *as typed*`", ONLY_LOOKS_LIKE_MARKS)
    expect(marked).to_have_text("This is bold, italic and code *as typed*")
    for tag, text in (("strong", "bold"), ("em", "italic"), ("code", "code *as typed*")):
        expect(marked.locator(tag)).to_have_text(text)
    expect(marked.locator("code")).not_to_have_css("background-color", "rgba(0, 0, 0, 0)")
    expect(other).to_have_text(ONLY_LOOKS_LIKE_MARKS)
    expect(other.locator("*")).to_have_count(0)


def test_a_word_of_code_is_not_broken_and_nothing_covers_a_line_of_code(shown):
    *words, block = shown("`code`", "`test`", "**`code`**", "```\na\n```", has_touch=True)
    assert [word.locator("code").evaluate("code => code.getClientRects().length") for word in words] == [1, 1, 1]
    assert block.evaluate(IS_BELOW_BUTTON)


def test_an_address_is_a_link_that_opens_in_a_new_tab_and_sends_no_referrer(shown):
    (text,) = shown("See https://elsewhere.example/a_(b). Not javascript:alert(1)")
    link = text.get_by_role("link")
    expect(link).to_have_text("https://elsewhere.example/a_(b)")
    expect(link).to_have_attribute("href", "https://elsewhere.example/a_(b)")
    expect(link).to_have_attribute("target", "_blank")
    for word in ("noopener", "noreferrer"):
        assert word in (link.get_attribute("rel") or "")


MARKS = "items => items.map((item) => getComputedStyle(item).listStyleType)"


def test_quotes_and_lists_look_like_it_and_a_few_emoji_alone_are_large(shown):
    text, large, mixed = shown(
        "> said before\nthen\n- one\n- two\n  - deeper\n\n3. three\n5. five\n  7. seven", "👩‍👩‍👧‍👦 🎉", "a 🎉"
    )
    expect(text.locator("blockquote")).to_have_text("said before")
    expect(text.locator("ul > li")).to_have_text(["one", "two", "deeper"])
    expect(text.locator("ol > li")).to_have_text(["three", "five", "seven"])
    assert text.locator("ol > li").evaluate_all("items => items.map(({ value }) => value)") == [3, 5, 7]
    assert set(text.locator("ol > li").evaluate_all(MARKS)) == {"decimal"}
    assert left_of(text.locator("li", has_text="deeper")) > left_of(text.locator("li", has_text="two"))
    size = "text => parseFloat(getComputedStyle(text).fontSize)"
    assert large.evaluate(size) >= 2 * mixed.evaluate(size)


ROOM_BESIDE_LONGEST_NUMBER = """list => {
  const item = list.lastElementChild;
  const indentation = item.getBoundingClientRect().left - list.getBoundingClientRect().left;
  item.textContent = `${item.value}. `;
  const range = document.createRange();
  range.selectNodeContents(item);
  return indentation - range.getBoundingClientRect().width;
}"""


def test_the_numbers_of_a_list_stay_within_the_message(shown):
    for text in shown("1. one\n2. two", "9. one\n10. two", "1. one\n999. two"):
        assert text.locator("ol").evaluate(ROOM_BESIDE_LONGEST_NUMBER) >= 0


@pytest.mark.parametrize("has_clipboard", [True, False])
def test_code_keeps_its_form_and_a_button_copies_it(person, room, has_clipboard):
    code = "def f(a):\n    return *a, `b`"
    ann = person("Ann")
    if not has_clipboard:  # as where the page is served by plain http
        ann.context.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    tab = ann.opens(room)
    tab.says(f"```python\n{code}\n```")
    expect(tab.messages.locator("pre code")).to_have_text(code, use_inner_text=True)
    tab.page.get_by_role("button", name="Copy code").click()
    expect(tab.page.locator(".copied")).to_have_count(1)
    assert tab.pastes() == code


def test_long_code_shows_its_first_lines_and_a_button_shows_all_in_place(shown):
    long, short = shown("\n".join(["```sql", *(f"line {number}" for number in range(60)), "```"]), "```\na\n```")
    head, pre = long.locator(".code-head"), long.locator("pre")
    expect(long.page.locator("li.changes")).to_have_text("Bob joined")  # from here on no row moves
    expect(head).to_have_attribute("data-language", "sql")
    expect(short.get_by_role("button")).to_have_count(1)
    show = long.get_by_role("button", name="Show all 60 lines")
    show.scroll_into_view_if_needed()
    top = head.evaluate("head => head.getBoundingClientRect().top")
    before = pre.evaluate("pre => pre.clientHeight")
    show.click()
    expect(long.get_by_role("button", name="Show fewer lines")).to_have_attribute("aria-expanded", "true")
    assert pre.evaluate("pre => pre.scrollHeight === pre.clientHeight && pre.clientHeight") > 3 * before
    assert head.evaluate("head => head.getBoundingClientRect().top") == top
    long.get_by_role("button", name="Show fewer lines").click()
    assert pre.evaluate("pre => pre.clientHeight") == before


COPY = """
([from, to]) => {
  const texts = [...document.querySelectorAll("li.message .text")];
  getSelection().setBaseAndExtent(texts[from], 0, texts[to], texts[to].childNodes.length);
  document.querySelector(".scroller").focus();
}
"""
COPY_PARTS = """
() => {
  const [start, end] = ["li.message li", "pre code"].map((part) => document.querySelector(part).firstChild);
  getSelection().setBaseAndExtent(start, 1, end, 2);
  document.querySelector(".scroller").focus();
}
"""


def test_one_message_is_copied_as_typed_and_several_with_the_name_and_time_of_each(ann, guest):
    typed = ["- one\n- **two**", "> quoted\n\n```js\nf()\n```"]
    guest("Bob").says(*typed)
    ann.has_seen(2)
    ann.has_loaded_changes()
    times = ann.messages.locator("time").all_inner_texts()
    both = "\n\n".join(f"Bob, {time}\n{text}" for time, text in zip(times, typed, strict=True))
    for selected, copied in (([0, 0], typed[0]), ([1, 1], typed[1]), ([0, 1], both)):
        ann.page.evaluate(COPY, selected)
        ann.page.keyboard.press("ControlOrMeta+C")
        assert ann.pastes() == copied
    ann.page.evaluate(COPY_PARTS)
    ann.page.keyboard.press("ControlOrMeta+C")
    assert ann.pastes() == f"Bob, {times[0]}\nne\ntwo\n\nBob, {times[1]}\nquoted\nf("
    ann.messages.locator("strong").select_text()
    ann.page.locator(".scroller").focus()
    ann.page.keyboard.press("ControlOrMeta+C")
    assert ann.pastes() == "two"


def test_nothing_is_too_long_for_the_page(person, guest, room):
    ann, bob = person("W" * 32).opens(room), guest("Bob")
    word = "w" * 3_000
    bob.says(
        word, f"```\n{word}\n```", f"`{word}`", f"https://elsewhere.example/{word}", f"> {word}", f"      - {word}"
    )
    bob.says("\n".join(f"> {number}" for number in range(500)), "ﷺ" * 300 + "\u0300" * 3_000)
    ann.says(word, "still fine")
    ann.has_seen(10)
    for width in (320, 800, 1600):
        ann.page.set_viewport_size({"width": width, "height": 600})
        assert ann.fits(), width
        expect(ann.message("still fine")).to_be_in_viewport(ratio=1)
        expect(ann.box).to_be_in_viewport(ratio=1)


def test_lines_lists_and_quotes_have_the_direction_of_their_script(shown):
    arabic, code, latin, *lists = shown(
        "مرحبا بالعالم",
        "`Hello` مرحبا",
        "Hello, world",
        "- `Hello` مرحبا\n- Hello",
        "1. Hello\n2. مرحبا",
        "> مرحبا",
        "> - مرحبا\n\nHello",
    )
    marked = [text.locator("ul, ol, blockquote").first for text in lists]
    sides = [text.evaluate(SIDE) for text in (arabic, code, latin, *marked)]
    assert sides == ["rtl", "rtl", "ltr", "rtl", "ltr", "rtl", "rtl"]
    aligned = [text.evaluate("text => getComputedStyle(text).textAlign") for text in (arabic, latin, marked[-1])]
    assert aligned == ["start"] * 3  # each paragraph by its own direction
    for text in lists[:2]:  # the marks of all items are on one side, within the bubble
        first, second = text.locator("li").all()
        assert [first.evaluate(SIDE), second.evaluate(SIDE)] == [text.locator("ul, ol").evaluate(SIDE)] * 2


def test_what_is_selected_stays_selected_when_more_comes(ann, bob):
    ann.says("Select **me**")
    ann.sees("Select me")
    ann.messages.locator("strong").select_text()
    bob.says("More")
    ann.sees("Select me", "More")
    assert ann.page.evaluate("getSelection().toString()") == "me"


def left_of(item: Locator) -> Any:
    return item.evaluate("item => item.getBoundingClientRect().left")
