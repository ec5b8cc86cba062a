"""People: each has a browser of their own, and a tab has verbs for what they do and see in it."""

import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from playwright.sync_api import BrowserContext, Locator, Page, expect

BACK_MS = 30_000
"""How long a tab may take to reconnect: up to 10 s between two attempts, on a machine that is busy."""

WATCH_PEOPLE = """
() => {
  const panel = document.querySelector(".people");
  const names = () => [...panel.querySelectorAll(".person")].map((who) => who.textContent).sort();
  const look = () => `${names().join(", ")}: ${panel.querySelector(".count").textContent}`;
  window.looks = [look()];
  new MutationObserver(() => window.looks.at(-1) === look() || window.looks.push(look()))
    .observe(panel, { childList: true, subtree: true, characterData: true });
}
"""


SWITCH = """
isAway => {
  document.hasFocus = () => !isAway;
  dispatchEvent(new Event(isAway ? "blur" : "focus"));
}
"""


class Seen(NamedTuple):
    """One settled message as it stands on a screen."""

    seq: int
    author: str
    text: str


def cookie_name(purpose: str, address: str) -> str:
    """At this address: with its port, unless it has none."""
    port = urlsplit(address).port
    return f"hubbub_{purpose}_{port}" if port else f"hubbub_{purpose}"


class Person:
    """One browser: its own cookies and its own storage, any number of tabs."""

    def __init__(self, context: BrowserContext, address: str, name: str | None) -> None:
        self.context, self._address = context, address
        if name is not None:
            context.add_cookies([{"name": cookie_name("name", address), "value": quote(name), "url": address}])

    def opens(self, room: str) -> "Tab":
        """A new tab in the room, once it is live."""
        tab = self.tries(room)
        tab.has_connection("live")
        return tab

    def tries(self, room: str) -> "Tab":
        """A new tab in the room, wherever that leads."""
        tab = Tab(self, self.context.new_page())
        tab.page.goto(f"{self._address}/r/{room}")
        return tab

    def cookie(self, purpose: str) -> dict:
        name = cookie_name(purpose, self._address)
        return next(dict(cookie) for cookie in self.context.cookies() if cookie.get("name") == name)


class Tab:
    """Verbs of a person before the screen. Those that see wait until it is there."""

    def __init__(self, person: Person, page: Page) -> None:
        self.person, self.page = person, page
        self.box = page.locator("textarea[name=text]")
        self.messages = page.locator("li.message")
        self.settled = page.locator("li.message[data-seq]")
        self.unsettled = page.locator("li.message[data-state]")
        self.failed = page.locator("li.message[data-state=failed]")
        self.people = page.locator(".people li")
        self.count = page.locator(".people .count")
        self.banner = page.get_by_role("status").locator(".banner")

    # Doing.

    def goes_to(self, address: str) -> None:
        self.page.goto(address)
        self.has_connection("live")

    def reloads(self) -> None:
        self.page.reload()
        self.has_connection("live")

    def says(self, *texts: str) -> None:
        for text in texts:
            self.box.fill(text)
            self.box.press("Enter")

    def renames_to(self, name: str) -> None:
        self.page.locator("button.name").click()
        self.page.locator("input[name=name]").fill(name)
        self.page.locator("input[name=name]").press("Enter")

    def taps(self, name: str) -> None:
        """A button, with a finger; where the automation of a stock Firefox makes no click of a touch, with the mouse."""
        button, browser = self.page.get_by_role("button", name=name), self.person.context.browser
        assert browser is not None
        if browser.browser_type.name == "firefox":
            button.click()
        else:
            button.tap()

    def tries_now(self) -> None:
        """Presses the button, unless the tab was quicker and the button is gone."""
        self.page.get_by_role("button", name="Try now").evaluate_all("buttons => buttons.forEach((one) => one.click())")

    def comes_online(self) -> None:
        """The browser reports a network, so the tab reconnects at once, unless it already has."""
        self.page.evaluate("dispatchEvent(new Event('online'))")

    def looks_away(self) -> None:
        """To another window; the tab stays where it is."""
        self.page.evaluate(SWITCH, True)

    def looks_back(self) -> None:
        self.page.evaluate(SWITCH, False)

    def scrolls_to(self, top: int) -> None:
        self.page.locator(".scroller").evaluate("(view, top) => view.scrollTo(0, top)", top)

    def pastes(self) -> str:
        """Empties the box, pastes into it, and returns the text."""
        self.box.fill("")
        self.box.press("ControlOrMeta+V")
        expect(self.box).to_have_value(re.compile("."))
        return self.box.input_value()

    def closes(self) -> None:
        self.page.close()

    # Seeing.

    def status(self, text: str) -> Locator:
        return self.page.get_by_role("status").filter(has_text=text)

    def fits(self) -> bool:
        """Nothing is wider than the screen."""
        within: bool = self.page.evaluate(
            """() => document.documentElement.scrollWidth <= innerWidth
              && document.querySelector(".scroller").scrollWidth <= document.querySelector(".scroller").clientWidth"""
        )
        return within

    def sees(self, *texts: str) -> None:
        """These messages, settled, in this order, and no others."""
        expect(self.messages.locator(".text")).to_have_text(texts)
        expect(self.unsettled).to_have_count(0)

    def has_connection(self, state: str) -> None:
        expect(self.page.locator("html")).to_have_attribute("data-connection", state, timeout=BACK_MS)

    def is_called(self, name: str) -> None:
        expect(self.page.locator("button.name")).to_have_text(name)

    def sees_people(self, *names: str) -> None:
        """Exactly these, in any order; it takes some seconds until somebody counts as gone."""
        expect(self.people).to_have_count(len(names), timeout=BACK_MS)
        for name in names:
            expect(self.people.filter(has=self.page.get_by_text(name, exact=True))).not_to_have_count(0)
        expect(self.count).to_have_text(str(len(names)))

    def watches_people(self) -> None:
        """From now on, without a gap."""
        self.page.evaluate(WATCH_PEOPLE)

    def people_watched(self) -> list[str]:
        """All that the list of people showed since then, as `Ann, Bob: 2`."""
        looks: list[str] = self.page.evaluate("window.looks")
        return looks

    def message(self, text: str) -> Locator:
        return self.messages.filter(has=self.page.get_by_text(text, exact=True))

    def has_seen(self, count: int) -> list[Seen]:
        """The whole list, once it has so many messages and all of them have settled."""
        expect(self.settled).to_have_count(count, timeout=BACK_MS)
        expect(self.unsettled).to_have_count(0)
        found = self.settled.evaluate_all(
            """items => items.map(item => [Number(item.dataset.seq),
            item.querySelector(".author").textContent, item.querySelector(".text").textContent])"""
        )
        return [Seen(*message) for message in found]


People = Callable[..., Person]
"""Type of the fixture `person`: it makes a new person, with or without a name, directly or through a proxy."""
