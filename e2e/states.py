"""Each state the page is designed for, made with real people: for the pictures, and for whoever checks them all."""

import sqlite3
from contextlib import ExitStack
from typing import Any

from playwright.sync_api import Browser, Page, expect
from websockets.sync.client import connect

from e2e.people import Person, Tab
from e2e.server import Server

SETTINGS = {"MAX_CONNECTIONS_PER_IP": "0", "RATE": "0"}
"""For a server that lets a crowd in from one address."""

CODE = """```python
async def deliver(room: Room, batch: list[Message]) -> None:
    frames = b"".join(encode(message) for message in batch)
    for connection in room.live:
        connection.write(frames)  # one write each, no task, no await
```"""
TALK = (
    ("Ana", "Good morning! Did the new *deliver* survive the night?"),
    ("Brisk Otter", "It did 🎉 well, almost\nOne reader on a train fell behind and came back by itself."),
    ("Brisk Otter", "Here is the whole of it:\n" + CODE),
    ("Chidi", "> One reader on a train fell behind\nThat was me! Nothing was missing when I came out of the tunnel."),
    (
        "Ana",
        "**Left for today**\n1. look at the figures: https://hubbub.example/r/figures\n2. `make bench` once more\n3. cake",
    ),
    ("Chidi", "🍰"),
    ("Brisk Otter", "Cake first, please"),
)
WALL = (
    "```sql\n"
    + "\n".join(f"SELECT {n} AS number, '{'long ' * 16}' AS text FROM messages;" for n in range(30))
    + "\n```"
)


def state_first_visit(visit: "Visit") -> None:
    visit.tab(None)


def state_talk(visit: "Visit") -> None:
    tab = visit.tab("Ana")
    visit.talk(tab)


def state_unread(visit: "Visit") -> None:
    tab, dan = visit.tab("Ana"), visit.tab("Dan")
    visit.talk(tab)
    tab.page.locator(".scroller").evaluate("view => view.scrollTo(0, view.scrollHeight - view.clientHeight - 300)")
    tab.page.locator(".latest").wait_for()
    says(dan, "Is there any left?", "I am on my way", "Two minutes")
    tab.page.locator(".latest.fresh").wait_for()


def state_linked(visit: "Visit") -> None:
    tab = visit.tab("Ana")
    visit.talk(tab)
    tab.page.evaluate("location.hash = '#4'")
    tab.page.locator(".marked").wait_for()


def state_code(visit: "Visit") -> None:
    tab = visit.tab("Ana")
    says(tab, "Look at this", WALL, "It goes on and on")
    tab.has_seen(3)


def state_long(visit: "Visit") -> None:
    tab, other = visit.tab("Ana"), visit.tab("Wilhelmina Wolkenkratzerbauerin!")
    says(other, "Donaudampfschifffahrtsgesellschaftskapitän " * 3, "https://hubbub.example/" + "a-very-long-path/" * 12)
    tab.has_seen(2)
    says(tab, "w" * 300, "مرحبا بالجميع، هذا سطر عربي\nand an English line below it", "👩‍👩‍👧‍👦 🎉")
    tab.has_seen(5)


def state_crowd(visit: "Visit") -> None:
    tab = visit.tab("Ana")
    visit.talk(tab)
    visit.crowd(497)
    if tab.page.locator(".crowd").is_visible():
        tab.page.locator(".crowd").click()


def state_offline(visit: "Visit") -> None:
    tab = visit.tab("Ana")
    visit.talk(tab)
    tab.person.context.set_offline(True)
    tab.has_connection("waiting")
    says(tab, "This one waits for the line")
    expect(tab.page.locator(".banner")).to_be_visible()


def state_not_sent(visit: "Visit") -> None:
    tab = visit.tab("Ana")
    says(tab, "Before the disk was full")
    tab.has_seen(1)
    with sqlite3.connect(visit.server.database, isolation_level=None) as database:
        database.execute("BEGIN IMMEDIATE")
        says(tab, "After it")
        tab.failed.wait_for()
        database.execute("ROLLBACK")


def state_settings(visit: "Visit") -> None:
    visit.tab("Ana").page.locator(".tune").click()


def state_help(visit: "Visit") -> None:
    tab = visit.tab("Ana")
    says(tab, "/help")
    tab.page.locator("#help").wait_for()


def state_company(visit: "Visit") -> None:
    tab, chidi = visit.tab("Ana"), visit.tab("Chidi")
    tab.sees_people("Ana", "Chidi")  # else the room hears of the new name alone
    says(chidi, "@Ana have you seen this?", "/me waves")
    tab.has_seen(2)
    chidi.renames_to("Chidi O.")
    tab.page.locator(".changes", has_text="is now Chidi O.").wait_for()
    visit.tab("Dan").box.press_sequentially("And")
    tab.page.locator(".typing:not(:empty)").wait_for()


def state_arabic(visit: "Visit") -> None:
    visit.talk(visit.tab("سلمى", locale="ar"))


STATES = {name.removeprefix("state_"): state for name, state in list(globals().items()) if name.startswith("state_")}


def says(tab: Tab, *texts: str) -> None:
    """By the button, since Enter on a phone only breaks the line."""
    for text in texts:
        tab.box.fill(text)
        tab.page.locator("button.send").click()


class Visit:
    """One state on one screen, in a room of its own."""

    def __init__(self, browser: Browser, server: Server, room: str, **options: Any) -> None:
        self.server = server
        self._browser, self._room, self._options = browser, room, options
        self._tabs: list[Tab] = []
        self._guests = ExitStack()

    @property
    def screen(self) -> Tab:
        """The tab that the state is about: the first one."""
        return self._tabs[0]

    def tab(self, name: str | None, **options: Any) -> Tab:
        context = self._browser.new_context(**self._options, **options)
        person = Person(context, self.server.address, name)
        if name is not None:  # of the same colour every time
            token = (name.encode().hex() * 22)[:22]
            context.add_cookies([{"name": "person", "value": token, "url": self.server.address, "httpOnly": True}])
        self._tabs.append(person.opens(self._room))
        return self._tabs[-1]

    def talk(self, tab: Tab) -> None:
        others = {name: self.tab(name) for name in ("Brisk Otter", "Chidi")}
        for number, (name, text) in enumerate(TALK, 1):
            says(others.get(name, tab), text)
            tab.has_seen(number)

    def crowd(self, count: int) -> None:
        """Guests who only stand there."""
        address = f"{self.server.address.replace('http', 'ws', 1)}/ws?room={self._room}"
        for number in range(1, count + 1):
            guest = connect(address, proxy=None, additional_headers={"Cookie": f"name=Guest%20{number}"})
            self._guests.enter_context(guest)
        expect(self.screen.count).to_have_text(str(count + len(self._tabs)))

    def settle(self) -> Page:
        """The page, once nothing moves any more."""
        page = self.screen.page
        page.evaluate("() => Promise.all(document.getAnimations().map(({ finished }) => finished))")
        return page

    def close(self) -> None:
        self._guests.close()
        for tab in self._tabs:
            tab.person.context.close()
