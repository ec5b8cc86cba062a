"""People: each has a browser of their own, and a tab has verbs for what they do and see in it."""

import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from playwright.sync_api import BrowserContext, Locator, Page, expect

BACK_MS = 30_000
"""Time for a tab to reconnect on a busy machine. It waits up to 10 s between two attempts."""

LOADED_CHANGES = "() => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/subject.js'))"

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


def enters_passphrase(page: Page, passphrase: str) -> None:
    page.get_by_label("Passphrase", exact=True).fill(passphrase)
    page.get_by_label("Passphrase", exact=True).press("Enter")


def cookie_name(purpose: str, address: str) -> str:
    """Returns the cookie's name at this address: it ends with the port, if the address has one."""
    port = urlsplit(address).port
    return f"hubbub_{purpose}_{port}" if port else f"hubbub_{purpose}"


class Person:
    """A person with a browser of their own: its cookies, its storage, and any number of tabs."""

    def __init__(self, context: BrowserContext, address: str, name: str | None) -> None:
        self.context, self._address = context, address
        if name is not None:
            context.add_cookies([{"name": cookie_name("name", address), "value": quote(name), "url": address}])

    def opens(self, room: str) -> "Tab":
        """Opens a new tab in the room, and returns it once it is live."""
        tab = self.tries(room)
        tab.has_connection("live")
        return tab

    def tries(self, room: str) -> "Tab":
        """Opens a new tab at the room's address, whichever page that shows."""
        tab = Tab(self, self.context.new_page())
        tab.page.goto(f"{self._address}/r/{room}")
        return tab

    def cookie(self, purpose: str) -> dict:
        name = cookie_name(purpose, self._address)
        return next(dict(cookie) for cookie in self.context.cookies() if cookie.get("name") == name)


class Tab:
    """A browser's tab. Its verbs do what a person does, or wait until the screen shows what the person should see."""

    def __init__(self, person: Person, page: Page) -> None:
        self.person, self.page = person, page
        self.box = page.locator("textarea[name=text]")
        self.messages = page.locator("li.message")
        self.settled = page.locator("li.message[data-seq]")
        self.unsettled = page.locator("li.message[data-state]")
        self.failed = page.locator("li.message[data-state=failed]")
        self.people = page.locator(".people li")
        self.count = page.locator(".people .count")
        self.subject = page.locator(".subject")
        self.banner = page.get_by_role("status").locator(".banner")

    # Doing.

    def goes_to(self, address: str) -> None:
        self.page.goto(address)
        self.has_connection("live")

    def enters(self, room: str) -> None:
        """Goes to a room by its name, as one types it."""
        box = self.page.get_by_placeholder("Go to or make a room")
        box.fill(room)
        box.press("Enter")

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

    def chooses(self, text: str, action: str, press_ms: float = 0) -> None:
        """An action for this message, from the bar that the mouse brings. `press_ms`: for how long the mouse button is down."""
        message = self.message(text)
        message.hover()
        message.locator(".actions").get_by_role("button", name=action, exact=True).click(delay=press_ms)

    def edits(self, text: str, changed: str) -> None:
        self.chooses(text, "Edit")
        expect(self.box).to_have_value(text)
        self.says(changed)

    def deletes(self, text: str) -> None:
        self.chooses(text, "Delete")
        self.answers("Delete")

    def answers(self, choice: str) -> None:
        """The question whether to delete a message."""
        self.page.locator(".deleting").get_by_role("button", name=choice, exact=True).click()

    def replies(self, text: str, answer: str) -> None:
        self.chooses(text, "Reply")
        expect(self.subject).to_contain_text("Replying to")
        self.says(answer)

    def reacts(self, text: str, emoji: str) -> None:
        """Presses the reaction below the message, or if nobody has chosen this emoji yet, the one in the bar of actions."""
        reaction = self.message(text).locator(".reactions button", has_text=emoji)
        if reaction.count() == 0:
            self.chooses(text, "React")
            reaction = self.message(text).locator(".at-hand").get_by_text(emoji)
        reaction.click()

    def taps(self, name: str) -> None:
        """Taps a button with a finger. Clicks in a stock Firefox, whose automation makes no click of a touch."""
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
        """Gives the focus to another window. The tab stays visible."""
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

    def has_loaded_changes(self) -> None:
        """Waits until the page has loaded, by itself, what copies and changes messages."""
        expect(self.page.locator("dialog.sheet")).to_be_attached()
        self.page.wait_for_function(LOADED_CHANGES)

    def has_loaded_columns(self) -> None:
        """Waits until the page has loaded, by itself, what folds its columns."""
        expect(self.page.locator("html")).to_have_attribute("data-people", re.compile("."))

    def status(self, text: str) -> Locator:
        return self.page.get_by_role("status").filter(has_text=text)

    def fits(self) -> bool:
        """Whether nothing is wider than the screen."""
        within: bool = self.page.evaluate(
            """() => document.documentElement.scrollWidth <= innerWidth
              && document.querySelector(".scroller").scrollWidth <= document.querySelector(".scroller").clientWidth"""
        )
        return within

    def sees(self, *texts: str) -> None:
        """Waits until the list has these messages, settled and in this order, and no others."""
        expect(self.messages.locator(".text")).to_have_text(texts)
        expect(self.unsettled).to_have_count(0)

    def sees_reactions(self, text: str, *labels: str) -> None:
        """Waits until the message has exactly these reactions, named as a screen reader reads them out."""
        reactions = self.message(text).locator(".reactions button")
        expect(reactions).to_have_count(len(labels))
        for reaction, label in zip(reactions.all(), labels, strict=True):
            expect(reaction).to_have_accessible_name(label)

    def has_connection(self, state: str) -> None:
        expect(self.page.locator("html")).to_have_attribute("data-connection", state, timeout=BACK_MS)

    def is_called(self, name: str) -> None:
        expect(self.page.locator("button.name")).to_have_text(name)

    def sees_people(self, *names: str) -> None:
        """Waits until exactly these people are listed, in any order. Those who left are removed after some seconds."""
        expect(self.people).to_have_count(len(names), timeout=BACK_MS)
        for name in names:
            expect(self.people.filter(has=self.page.get_by_text(name, exact=True))).not_to_have_count(0)
        expect(self.count).to_have_text(str(len(names)))

    def watches_people(self) -> None:
        """Records each state of the list of people from now on."""
        self.page.evaluate(WATCH_PEOPLE)

    def people_watched(self) -> list[str]:
        """Returns the recorded states, as `Ann, Bob: 2`."""
        looks: list[str] = self.page.evaluate("window.looks")
        return looks

    def message(self, text: str) -> Locator:
        own_text = self.page.locator(":not(.excerpt)")  # and not what it answers
        return self.messages.filter(has=own_text.and_(self.page.get_by_text(text, exact=True)))

    def has_seen(self, count: int) -> list[Seen]:
        """Waits until the list has `count` messages, all of them settled, and returns them."""
        expect(self.settled).to_have_count(count, timeout=BACK_MS)
        expect(self.unsettled).to_have_count(0)
        found = self.settled.evaluate_all(
            """items => items.map(item => [Number(item.dataset.seq),
            item.querySelector(".author").textContent, item.querySelector(".text").textContent])"""
        )
        return [Seen(*message) for message in found]


People = Callable[..., Person]
"""Type of the fixture `person`: it makes a new person, with or without a name, directly or through a proxy."""
