"""The page speaks the language of the browser, and reads from the right where that is how it is read."""

from typing import Any

import pytest
from playwright.sync_api import expect

from e2e.support.people import People, Tab

LANGUAGES = {
    "en-GB": ("Write a message", "Welcome, Ann!"),
    "de-CH": ("Nachricht schreiben", "Hallo, Ann!"),
    "fr-CA": ("Écrire un message", "Bonjour Ann\u202f!"),
    "es-MX": ("Escribe un mensaje", "¡Hola, Ann!"),
    "zh-CN": ("输入消息", "欢迎，Ann！"),
    "ar": ("كتابة رسالة", "مرحبًا، \u2068Ann\u2069!"),
    "ja-JP": ("Write a message", "Welcome, Ann!"),
}


@pytest.mark.parametrize("locale", LANGUAGES)
def test_the_page_speaks_the_language_of_the_browser(person: People, room: str, locale: str) -> None:
    placeholder, greeting = LANGUAGES[locale]
    ann = person("Ann", locale=locale).opens(room)
    expect(ann.page.get_by_placeholder(placeholder)).to_be_visible()
    expect(ann.page.locator(".greeting")).to_have_text(greeting)
    expect(ann.page.locator("html")).to_have_attribute("lang", "en" if locale == "ja-JP" else locale[:2])


def test_an_arabic_page_reads_from_the_right(person: People, room: str) -> None:
    ann, bob = person("Ann", locale="ar").opens(room), person("Bob").opens(room)
    assert left_of(bob, ".people") > left_of(bob, ".conversation")
    assert left_of(ann, ".people") < left_of(ann, ".conversation")
    assert ann.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    ann.says("Mine")
    bob.sees("Mine")
    bob.says("Yours")
    ann.sees("Mine", "Yours")
    assert left_of(ann, ".own .bubble") < left_of(ann, ".message:not(.own) .bubble")


def left_of(tab: Tab, selector: str) -> Any:
    return tab.page.locator(selector).evaluate("element => element.getBoundingClientRect().left")
