"""Writing: the box helps and never cuts, a message settles where it stands, and a refusal says what to do."""

import pytest
from playwright.sync_api import expect

from e2e.support.people import BACK_MS, Tab


def test_the_box_grows_with_the_text_and_shrinks_when_it_is_sent(ann):
    one_line = height_of_box(ann)
    ann.box.fill("\n".join("abcd"))
    assert height_of_box(ann) > 2 * one_line
    ann.box.press("Enter")
    ann.sees("\n".join("abcd"))
    assert height_of_box(ann) == one_line


def test_a_message_settles_in_its_row_and_is_dimmed_only_if_that_takes_long(tab, proxy):
    proxy.stall()
    tab.says("Here it stays")
    dimming = "bubble => bubble.getAnimations()[0].effect.getTiming().delay"
    assert tab.unsettled.locator(".bubble").evaluate(dimming) >= 300
    row = tab.unsettled.element_handle()
    proxy.restore()
    tab.sees("Here it stays")
    assert row.get_attribute("data-seq") == "1"
    assert row.evaluate("row => row.isConnected")


def test_how_much_fits_is_shown_only_when_it_gets_close(ann):
    counter = ann.page.locator(".counter")
    ann.box.fill("x" * 3_000)
    expect(counter).to_have_text("")
    ann.box.fill("x" * 3_900)
    expect(counter).to_have_text("100 characters left")
    expect(counter).to_have_attribute("aria-live", "polite")
    ann.box.press("x")
    expect(counter).to_have_text("99 characters left")
    expect(counter).to_have_attribute("aria-live", "off")


def test_a_long_text_is_offered_as_several_and_no_later_part_is_a_command(ann, bob):
    text = " ".join(f"word{number}" for number in range(1_200))
    ann.box.fill(text)
    ann.page.get_by_role("button", name="Send as 3 messages").click()
    assert " ".join(message.text for message in bob.has_seen(3)) == text
    expect(ann.box).to_have_value("")
    expect(ann.page.get_by_role("button", name="Send as")).to_be_hidden()
    first, second = ("word " * 700).strip(), "/name " + ("secret plan " * 100).strip()
    ann.box.fill(f"{first}\n\n{second}")
    ann.page.get_by_role("button", name="Send as 2 messages").click()
    assert [message.text for message in bob.has_seen(5)][3:] == [first, second]
    ann.box.fill(f"/msg Bob {first}\n\n{second}")
    ann.page.get_by_role("button", name="Send as 2 messages").click()
    expect(ann.page.locator(".hint")).to_contain_text("/msg")
    ann.page.get_by_role("button", name="Send as 2 messages").click()
    assert [message.text for message in bob.has_seen(7)][5:] == [f"/msg Bob {first}", second]
    ann.is_called("Ann")


def test_enter_begins_the_next_line_of_a_code_block_until_it_is_closed(ann):
    for typed in ("```", "Enter", "a", "Enter", "```", "Enter"):
        ann.box.press(typed) if typed == "Enter" else ann.box.press_sequentially(typed)
    expect(ann.messages.locator("pre code")).to_have_text("a")


def test_an_enter_key_that_is_held_sends_once(ann):
    for text in ("one", "two"):
        ann.box.fill(text)
        ann.page.keyboard.down("Enter")
    expect(ann.box).to_have_value("two")
    ann.page.keyboard.up("Enter")
    ann.box.press("Enter")
    ann.sees("one", "two")


def test_a_megabyte_in_the_box_is_fast_and_its_beginning_is_kept(ann, room):
    ann.box.fill("word " * 200_000)
    expect(ann.page.locator(".counter")).to_have_text("995,999 characters over the limit")
    expect(ann.box).to_have_css("unicode-bidi", "normal")  # Chromium takes seconds for a direction of each line
    expect(ann.box).not_to_have_attribute("dir", "auto")
    ann.closes()
    later = ann.person.opens(room)
    expect(later.box).to_have_value("word " * 8_000)
    expect(later.box).to_have_css("unicode-bidi", "plaintext")


BRINGS = """
([kind, name, type, text]) => {
  const data = new DataTransfer();
  if (text) data.setData(text.startsWith("<") ? "text/html" : "text/plain", text);
  if (name) data.items.add(new File(["x"], name, { type }));
  const options = { bubbles: true, cancelable: true, clipboardData: data, dataTransfer: data };
  const event = kind === "drop" ? new DragEvent(kind, options) : new ClipboardEvent(kind, options);
  const box = document.querySelector("#text");
  return box.dispatchEvent(event) && box.dispatchEvent(new Event("input"));
}
"""


TAKES_FILES = """
() => {
  const data = new DataTransfer();
  data.items.add(new File(["x"], "plan.pdf"));
  return !dispatchEvent(new DragEvent("dragover", { cancelable: true, dataTransfer: data }));
}
"""


def brings(tab: Tab, *content: str) -> bool:
    """Pastes or drops once the page has loaded what handles it. Returns whether the browser would take the content, too."""
    tab.page.wait_for_function(TAKES_FILES)
    return bool(tab.page.evaluate(BRINGS, content))


@pytest.mark.only_browser("chromium")  # elsewhere a paste that a script makes has no data
def test_pasted_and_dropped_files_are_refused_with_a_sentence_and_not_opened(ann):
    for text in ("", "A text beside the picture, which is pasted"):
        assert brings(ann, "paste", "cat.png", "image/png", text)
        expect(ann.status("Pictures can’t be sent here yet.")).to_be_visible()
        ann.box.press("x")
    assert not brings(ann, "drop", "plan.pdf", "application/pdf", "")  # the browser does nothing else
    expect(ann.status("Files can’t be sent here yet.")).to_be_visible()
    ann.box.fill("See: ")
    expect(ann.status("sent here")).to_be_hidden()
    brings(ann, "paste", "", "", '<meta charset="utf-8">\n<img src="cat.png">')
    expect(ann.status("Pictures can’t be sent here yet.")).to_be_visible()
    brings(ann, "paste", "", "", "<b>Bold</b>")
    expect(ann.status("This can’t be pasted: it has no plain text.")).to_be_visible()
    assert not brings(ann, "drop", "cat.png", "image/png", "A text beside it")
    expect(ann.status("Pictures can’t be sent here yet.")).to_be_visible()
    expect(ann.box).to_have_value("See: A text beside it")


PASTED_BY_BROWSER = """
(box, text) => {
  box.value = text;
  box.dispatchEvent(new InputEvent("input", { inputType: "insertFromPaste", bubbles: true }));
}
"""


@pytest.mark.only_browser("chromium")  # elsewhere a paste that a script makes has no data
def test_line_breaks_of_slides_and_pdfs_are_line_breaks_in_the_box(ann):
    ann.box.focus()
    brings(ann, "paste", "", "", "one\x0btwo\x85three")
    expect(ann.box).to_have_value("one\ntwo\nthree")
    many = "ab\x0c" * 30
    assert brings(ann, "paste", "", "", many)  # left to the browser: a script would take half a second
    ann.box.evaluate(PASTED_BY_BROWSER, many)
    expect(ann.box).to_have_value(many.replace("\x0c", "\n"))


@pytest.mark.only_browser("chromium")  # elsewhere a paste that a script makes has no data
@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_a_text_longer_than_the_box_holds_is_not_taken_and_what_is_in_the_box_stays(ann, kind):
    ann.box.fill("Half a thought")
    assert not brings(ann, kind, "", "", "😀\n" * 20_000)
    expect(ann.status("That’s too long: at most 40,000 characters fit here.")).to_be_visible()
    expect(ann.box).to_have_value("Half a thought")
    ann.box.select_text()
    assert brings(ann, kind, "", "", "😀\n" * 20_000)  # it fits in place of the other text


# Commands.


def test_me_is_shown_with_the_name_and_a_slash_that_is_no_command_as_text(ann, bob):
    bob.says("/me waves")
    expect(ann.settled.locator(".text")).to_have_text("Bob waves")
    expect(ann.page.locator(".announcer")).to_have_text("Bob waves")
    ann.says("/etc/hosts")
    ann.sees("Bob waves", "/etc/hosts")
    ann.replies("Bob waves", "Hi!")
    expect(ann.message("Hi!").locator(".quoted-name")).to_have_text("Bob")
    expect(ann.message("Hi!").locator(".excerpt")).to_have_text("waves")


def test_an_unknown_command_is_sent_as_text_only_the_second_time(ann):
    misused = ann.status("/name can’t be used like this.")
    ann.says("/name Bo\nCy")
    expect(misused).to_be_visible()
    hint = ann.status("There’s no command /join.")
    for _ in range(2):
        ann.says("/join design")
        expect(hint).to_be_visible()
        expect(ann.box).to_have_value("/join design")
        ann.box.press("ControlOrMeta+a")
        ann.box.press("Backspace")
        expect(hint).to_be_hidden()
    ann.says("/join design")
    ann.box.press("Enter")
    ann.sees("/join design")
    expect(hint).to_be_hidden()


def test_names_and_help_are_commands_and_a_refused_name_returns_to_the_box(ann):
    for name in ("admin", "is a route we should add to the API, because people ask"):
        ann.says(f"/name {name}")
        expect(ann.page.get_by_role("alert")).not_to_be_empty()
        expect(ann.box).to_have_value(f"/name {name}")
        ann.is_called("Ann")
    ann.says("/name Zoë")
    ann.is_called("Zoë")
    expect(ann.box).to_have_value("")
    ann.says("/help")
    expect(ann.page.get_by_role("dialog", name="Keyboard shortcuts and commands")).to_be_visible()
    ann.page.keyboard.press("Escape")
    expect(ann.box).to_be_focused()
    ann.says("/name")
    expect(ann.page.get_by_label("Your name")).to_be_focused()
    expect(ann.messages).to_have_count(0)


# Refusals.


@pytest.mark.thorough
@pytest.mark.settings(MAX_TEXT=100_000)
def test_messages_too_long_for_a_new_limit_can_be_edited_and_block_no_other(own_server, ann, guest):
    own_server.stop()
    ann.has_connection("waiting")
    ann.says("x" * 90_000, "two", "This is longer than what will be allowed", "three")  # the first exceeds a frame
    own_server.start(MAX_TEXT=20)
    ann.comes_online()
    expect(ann.failed).to_have_count(2, timeout=BACK_MS)
    for failed in ann.failed.all():
        expect(failed).to_contain_text("Not sent. It’s longer than 20 characters.")
        expect(failed.get_by_role("button", name="Retry")).to_be_hidden()
    ann.failed.first.get_by_role("button", name="Delete").click()
    ann.box.fill("unfinished")
    ann.failed.get_by_role("button", name="Edit").click()
    expect(ann.box).to_have_value("This is longer than what will be allowed\n\nunfinished")
    guest("Bob").sees("two", "three")
    ann.sees("two", "three")


def height_of_box(tab: Tab) -> float:
    height: float = tab.box.evaluate("box => box.getBoundingClientRect().height")
    return height
