"""Talking: what one person types everybody sees, once, in one order, and nobody in another room does."""

from playwright.sync_api import expect

from e2e.support.guests import tell
from e2e.support.people import Seen

TALLY = """
() => {
  window.tally = { frames: 0, draws: 0 };
  const count = () => { window.tally.frames += 1; requestAnimationFrame(count); };
  requestAnimationFrame(count);
  new MutationObserver(() => (window.tally.draws += 1)).observe(document.querySelector(".timeline"), { childList: true });
}
"""


def test_every_tab_shows_every_message_once_in_one_order_and_ones_own_stand_out(person, room):
    tabs = {name: person(name).opens(room) for name in ("Ann", "Bob", "Cleo")}
    for number in range(6):
        for name, tab in tabs.items():
            tab.says(f"{name} {number}")
    first, *others = [tab.has_seen(18) for tab in tabs.values()]
    assert [message.seq for message in first] == list(range(1, 19))
    for name in tabs:
        assert [text for _, author, text in first if author == name] == [f"{name} {number}" for number in range(6)]
    assert all(other == first for other in others)
    for tab in tabs.values():
        expect(tab.page.locator("li.message.own")).to_have_count(6)


def test_enter_sends_and_keeps_the_focus_and_shift_enter_starts_a_line(ann):
    ann.box.press_sequentially("two")
    ann.box.press("Shift+Enter")
    ann.box.press_sequentially("lines")
    expect(ann.messages).to_have_count(0)
    ann.box.press("Enter")
    assert ann.has_seen(1) == [Seen(1, "Ann", "two\nlines")]
    expect(ann.box).to_have_value("")
    expect(ann.box).to_be_focused()


def test_enter_that_ends_a_word_of_an_input_method_does_not_send(ann):
    ann.box.fill("にほんご")
    for sign in ({"isComposing": True}, {"keyCode": 229}):
        ann.box.dispatch_event("keydown", {"key": "Enter", **sign})
    expect(ann.box).to_have_value("にほんご")
    ann.box.press("Enter")
    ann.sees("にほんご")


def test_the_button_and_enter_with_a_command_key_send_but_never_nothing(ann):
    send = ann.page.get_by_role("button", name="Send")
    for nothing in ("", "   ", "\n\n"):
        ann.says(nothing)
        ann.box.fill(nothing)
        send.click()
    ann.box.fill("By mouse")
    send.click()
    for key in ("Control+Enter", "Meta+Enter"):
        ann.box.fill(key)
        ann.box.press(key)
    ann.sees("By mouse", "Control+Enter", "Meta+Enter")


def test_a_text_that_is_too_long_stays_in_the_box_and_says_so(ann):
    ann.says("x" * 4_001)
    expect(ann.page.get_by_text("1 character over the limit")).to_be_visible()
    expect(ann.box).to_have_value("x" * 4_001)
    ann.box.press("Backspace")
    ann.box.press("Enter")
    ann.sees("x" * 4_000)


def test_every_script_and_emoji_arrives_as_it_was_typed(ann, bob):
    texts = ["日本語のテキスト", "مرحبا بالعالم", "👩‍👩‍👧‍👦🏳️‍🌈 é", "  indented", "a\tb  c"]
    ann.says(*texts)
    assert [message.text for message in ann.has_seen(len(texts))] == texts
    bob.sees(*texts)


def test_a_room_shows_no_message_and_no_person_of_another(person, guest, room):
    ann, bob = person("Ann").opens(room), guest("Bob", f"{room}-2")
    bob.says("In the second room")
    ann.says("In the first room")
    ann.sees("In the first room")
    bob.sees("In the second room")
    ann.sees_people("Ann")


def test_each_spelling_of_an_address_leads_to_one_room_or_offers_it(person, room, address):
    ann = person("Ann", locale="de").opens(f"{room.upper()} Größe/?a=b")
    expect(ann.page).to_have_url(f"{address}/r/{room}-gr%C3%B6%C3%9Fe?a=b")
    expect(ann.page.locator(".head .room")).to_have_text(f"{room}-größe")
    ann.says("Here")
    ann.sees("Here")
    ann.page.goto(f"{address}/r/{room}!Größe")
    expect(ann.page.get_by_role("heading")).to_have_text("Unter dieser Adresse gibt es keinen Raum.")
    ann.page.get_by_role("link", name=f"{room}-größe öffnen").click()
    ann.sees("Here")


def test_many_messages_a_second_are_drawn_once_a_frame(ann, room, address):
    ann.page.evaluate(TALLY)
    tell(address, room, *(f"number {number}" for number in range(200)))
    ann.has_seen(200)
    tally = ann.page.evaluate("window.tally")
    assert 0 < tally["draws"] <= tally["frames"]
