"""The page speaks the language of the browser, and reads from the right where the language does."""

from typing import Any

import pytest
from playwright.sync_api import expect

from e2e.support.people import Tab

SPOKEN_IN_ENGLISH = ("Write a message", "Welcome, Ann!", "en")
LANGUAGES = {
    "de-CH": ("Nachricht schreiben", "Hallo, Ann!"),
    "fr-CA": ("Écrire un message", "Bonjour Ann\u202f!"),
    "es-MX": ("Escribe un mensaje", "¡Hola, Ann!"),
    "zh-CN": ("输入消息", "欢迎，Ann！"),
    "ja-JP": ("Write a message", "Welcome, Ann!"),
}


@pytest.mark.parametrize("locale", LANGUAGES)
def test_the_page_speaks_the_language_of_the_browser(person, room, locale):
    speaks(person("Ann", locale=locale).opens(room), *LANGUAGES[locale], "en" if locale == "ja-JP" else locale[:2])


LONG_NAMES = ("Maximiliana-Wolkenkratzerbauerin", "Bartholomaeus-Ungewoehnlichlange")
SHOWS_ITS_BEGINNING = """
name => {
  const first = new Range();
  first.setStart(name.firstChild, 0);
  first.setEnd(name.firstChild, 1);
  const [{ left, right }, line] = [first, name.parentElement].map((part) => part.getBoundingClientRect());
  return left >= line.left && right <= line.right && name.scrollWidth > name.clientWidth;
}
"""


def test_an_arabic_page_reads_from_the_right_and_an_english_one_from_the_left(person, guest, room):
    arabic, english = person(LONG_NAMES[0], locale="ar").opens(room), person("Ann", locale="en-GB").opens(room)
    speaks(arabic, "كتابة رسالة", f"مرحبًا، {LONG_NAMES[0]}!", "ar")
    speaks(english, "Write a message", "Welcome, Ann!", "en")
    arabic.says("Mine")
    guest("طاووس شجاع")
    expect(english.page.locator("li.changes > *")).to_have_css("direction", "ltr")  # "… joined", and not "joined …"
    bob = guest(LONG_NAMES[1])
    bob.says("Yours")
    arabic.has_seen(2)
    bob.changes("say", text="Ours", reply=1)
    expect(arabic.page.locator(".quote .icon")).to_have_css("scale", "-1 1")
    expect(english.page.locator(".quote .icon")).to_have_css("scale", "none")
    assert left_of(english, ".rooms") < left_of(english, ".conversation") < left_of(english, ".people")
    assert left_of(arabic, ".rooms") > left_of(arabic, ".conversation") > left_of(arabic, ".people")
    assert left_of(arabic, ".own .bubble") < left_of(arabic, "[data-seq='2'] .bubble")
    expect(arabic.box).to_have_css("unicode-bidi", "normal")  # otherwise Firefox draws no placeholder
    assert arabic.fits()
    expect(arabic.page.locator(".message .tag").first).to_have_css("direction", "ltr")  # "#a1b2", and not "a1b2#"
    arabic.has_loaded_changes()
    for key in ("Escape", "ArrowUp", "r"):
        arabic.page.keyboard.press(key)
    arabic.page.set_viewport_size({"width": 230, "height": 600})
    for name in (".greeting bdi", ".subject bdi"):
        assert arabic.page.locator(name).evaluate(SHOWS_ITS_BEGINNING)
    expect(arabic.subject.locator(".excerpt")).to_be_in_viewport(ratio=1)
    assert arabic.fits()


def test_a_language_is_chosen_for_all_pages_of_the_browser_and_what_is_typed_stays(person, room, address):
    ann = person("Ann", locale="en-GB").opens(room)
    ann.box.press_sequentially("Half a thou")
    for choice, spoken in (("Deutsch", ("Nachricht schreiben", "Hallo, Ann!", "de")), ("System", SPOKEN_IN_ENGLISH)):
        with ann.page.expect_event("load"):
            ann.page.locator(".open-settings").click()
            ann.page.locator("select[name=language]").select_option(choice)
        speaks(ann, *spoken)
        expect(ann.box).to_have_value("Half a thou")
        no_room = ann.person.context.request.get(f"{address}/r/!", headers={"Accept": "text/html"})
        assert f'<html lang="{spoken[2]}"' in no_room.text()


NO_V_FLAG = """
RegExp = new Proxy(RegExp, { construct(RegExp, [pattern, flags = ""]) {
  if (flags.includes("v")) throw new SyntaxError("Invalid flags");
  return new RegExp(pattern, flags);
} });
"""


@pytest.mark.parametrize("age", ["delete Intl.Segmenter", "delete URL.canParse", NO_V_FLAG], ids=["116", "114", "115"])
def test_a_browser_that_is_too_old_is_told_so_once_in_its_language(person, room, age):
    ann = person("Ann", locale="de-DE")
    ann.context.add_init_script(age)
    tab = ann.tries(room)
    expect(tab.page.get_by_text("Dieser Browser ist zu alt für diesen Chat.")).to_be_visible()
    assert tab.page.evaluate("history.state") is None  # a reload would be counted there


def speaks(tab: Tab, placeholder: str, greeting: str, language: str) -> None:
    expect(tab.page.get_by_placeholder(placeholder)).to_be_visible()
    expect(tab.page.locator(".greeting")).to_have_text(greeting)
    expect(tab.page.locator("html")).to_have_attribute("lang", language)


def left_of(tab: Tab, selector: str) -> Any:
    return tab.page.locator(selector).evaluate("element => element.getBoundingClientRect().left")
