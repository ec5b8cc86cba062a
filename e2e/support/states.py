"""Each state the page is designed for, made by a real server and real people: for screenshots and accessibility checks."""

import sqlite3
from itertools import pairwise
from typing import Any

from playwright.sync_api import Browser, Page, expect

from e2e.support.guests import Guest
from e2e.support.people import Person, Tab, cookie_name
from tests.support.server import Server

CODE = """```python
async def deliver(room: Room, batch: list[Message]) -> None:
    frames = b"".join(encode(message) for message in batch)
    for connection in room.live_connections:
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

# As the box "Go to or make a room" does it, which a phone does not show.
GO_TO_ROOM = """room => {
  const form = document.querySelector(".go-to-room");
  form.elements.room.value = room;
  form.requestSubmit();
}"""


def state_first_visit(scene: "Scene") -> None:
    scene.opens(None)


def state_talk(scene: "Scene") -> None:
    scene.opens("Ana")
    scene.talks()


def state_unread(scene: "Scene") -> None:
    tab = scene.opens("Ana")
    scene.talks()
    scene.guest("Chidi").says(*(f"A slice for {name}" for name in ("Ana", "Otto", "Dan", "Eve", "Finn", "Gus", "Hal")))
    tab.has_seen(len(TALK) + 7)
    tab.page.locator(".scroller").evaluate("view => view.scrollTo(0, view.scrollHeight - view.clientHeight - 300)")
    tab.page.locator(".latest").wait_for()
    scene.guest("Dan").says("Is there any left?", "I am on my way", "Two minutes")
    tab.page.locator(".latest.has-new").wait_for()


def state_linked(scene: "Scene") -> None:
    tab = scene.opens("Ana")
    scene.talks()
    tab.page.evaluate("location.hash = '#4'")
    tab.page.locator(".target").wait_for()


def state_code(scene: "Scene") -> None:
    tab = scene.opens("Ana")
    sends(tab, "Look at this", WALL, "It goes on and on")
    tab.has_seen(3)


def state_long(scene: "Scene") -> None:
    tab, other = scene.opens("Ana"), scene.guest("Wilhelmina Wolkenkratzerbauerin!")
    other.says("Donaudampfschifffahrtsgesellschaftskapitän " * 3, "https://hubbub.example/" + "a-very-long-path/" * 12)
    tab.has_seen(2)
    sends(tab, "w" * 300, "مرحبا بالجميع، هذا سطر عربي\nand an English line below it", "👩‍👩‍👧‍👦 🎉")
    tab.has_seen(5)


def state_crowd(scene: "Scene") -> None:
    tab = scene.opens("Ana")
    scene.talks()
    for number in range(1, 498):
        scene.guest(f"Guest {number}")
    expect(tab.count).to_have_text("500")
    if not tab.people.first.is_visible():
        tab.page.locator(".open-people").click()
    # The server lists only 200 people by itself.
    tab.page.locator(".unlisted").scroll_into_view_if_needed()
    expect(tab.people).to_have_count(400)
    tab.page.get_by_label("Find people").fill("49 gue")
    expect(tab.people).to_have_count(9)
    expect(tab.people.locator(".person").last).to_have_text("Guest 497")


def state_rooms(scene: "Scene") -> None:
    """The list of rooms, a column on a desktop, a panel on a phone; and the menu of one."""
    tab = scene.opens("Ana", "announcements", "releases")
    scene.talks()
    scene.hears_elsewhere()
    if not tab.page.locator(".rooms").is_visible():
        tab.page.locator(".open-rooms").click()
    expect(tab.page.locator(".mention-mark:visible")).to_have_count(1)
    tab.page.locator(".room-row", has_text="releases").hover()
    tab.page.get_by_role("button", name="Actions for the room releases").click()
    tab.page.get_by_role("menuitemradio").first.wait_for()


def state_offline(scene: "Scene") -> None:
    tab = scene.opens("Ana")
    scene.talks()
    tab.has_loaded_changes()
    tab.person.context.set_offline(True)
    tab.has_connection("waiting")
    sends(tab, "This one waits for the connection")
    expect(tab.page.locator(".banner")).to_be_visible()


def state_not_sent(scene: "Scene") -> None:
    tab = scene.opens("Ana")
    sends(tab, "Before the disk was full")
    tab.has_seen(1)
    with sqlite3.connect(scene.server.database, isolation_level=None) as database:
        database.execute("BEGIN IMMEDIATE")
        sends(tab, "After it")
        tab.failed.wait_for()
        database.execute("ROLLBACK")


def state_settings(scene: "Scene") -> None:
    """With a reason why there are no notifications, and the sign of "do not disturb" in the header behind."""
    page = scene.opens("Ana").page
    page.locator(".open-settings").click()
    page.get_by_label("Mentions", exact=True).click()
    page.get_by_role("button", name="For an hour").click()
    page.locator(".quiet-sign").wait_for()


def state_other_device(scene: "Scene") -> None:
    tab = scene.opens("Ana")
    scene.talks()
    tab.page.locator(".open-settings").click()
    tab.page.locator("#settings [data-opens=offer]").click()
    tab.page.locator(".hand-over .qr[src]").wait_for()


def state_becoming(scene: "Scene") -> None:
    """The link of another device was opened."""
    other = Scene(scene.browser, scene.server, scene.room)
    state_other_device(other)
    tab = scene.opens("Ben")
    tab.page.evaluate("localStorage['hubbub.introduced'] = true")
    tab.page.goto(other.tab.page.locator(".hand-over [name=link]").input_value())
    tab.page.locator(".hand-over .yes").wait_for()
    other.close()


def state_help(scene: "Scene") -> None:
    tab = scene.opens("Ana")
    sends(tab, "/help")
    tab.page.locator("#help").wait_for()


def state_find(scene: "Scene") -> None:
    tab = scene.opens("Ana")
    scene.talks()
    tab.page.locator(".open-find").click()
    tab.page.locator("dialog.find input[name=query]").fill("read from:chidi")
    tab.page.locator(".found mark").first.wait_for()


def state_company(scene: "Scene") -> None:
    tab, chidi = scene.opens("Ana"), scene.guest("Chidi")
    tab.sees_people("Ana", "Chidi")  # before the new name, so that the page knows the old one
    chidi.says("@Ana have you seen this?", "/me waves")
    tab.has_seen(2)
    chidi.renames_to("Chidi O.")
    tab.page.locator(".changes", has_text="is now Chidi O.").wait_for()
    scene.guest("Dan").types()
    tab.page.locator(".typing:not(:empty)").wait_for()


def state_changed(scene: "Scene") -> None:
    """Reactions, an answer, an edit, a deletion, and on a desktop the bar of actions."""
    tab = scene.opens("Ana", "announcements", "releases")
    scene.talks()
    scene.hears_elsewhere()
    otter, chidi, ana = (scene.guest(name) for name in ("Brisk Otter", "Chidi", "Ana"))
    for guest in (otter, chidi, ana):
        guest.changes("react", message=5, emoji="🎉", on=True)
    chidi.changes("react", message=5, emoji="👀", on=True)
    chidi.changes("edit", message=6, text="🍰 for everybody")
    otter.changes("say", text="Which one?", reply=5)
    ana.says("Not this")
    ana.changes("topic", text="What we ship on Friday, and who brings the cake")
    ana.changes("delete", message=int(str(tab.message("Not this").get_attribute("data-seq"))))
    tab.page.locator(".deleted").wait_for()
    tab.page.locator(".people").get_by_text("Chidi").wait_for(state="attached")
    tab.page.locator(".own", has_text="Left for today").hover()


def state_edit(scene: "Scene") -> None:
    tab = scene.opens("Ana")
    scene.talks()
    tab.box.focus()
    tab.page.keyboard.press("ArrowUp")
    tab.subject.wait_for()


def state_question(scene: "Scene") -> None:
    tab = scene.opens("Ana")
    sends(tab, "I say this and regret it")
    tab.has_seen(1)
    tab.box.focus()
    for key in ("Escape", "ArrowUp", "Delete"):
        tab.page.keyboard.press(key)
    tab.page.locator(".deleting").wait_for()


def state_sheet(scene: "Scene") -> None:
    """The actions for a message: the sheet on a phone, the bar on a desktop."""
    tab = scene.opens("Ana")
    scene.talks()
    tab.settled.last.locator(".open-actions").dispatch_event("click")
    tab.page.locator(".actions").wait_for()


def state_picker(scene: "Scene") -> None:
    tab = scene.opens("Ana")
    scene.talks()
    tab.settled.last.locator(".open-actions").dispatch_event("click")
    tab.page.locator(".actions [name=pick]").dispatch_event("click")
    tab.page.locator(".picker[open] [role=gridcell]").first.wait_for()


def state_compact(scene: "Scene") -> None:
    state_changed(scene)
    scene.tab.page.locator("input[name=density][value=compact]").dispatch_event("click")


def state_mentioned(scene: "Scene") -> None:
    tab, chidi = scene.opens("Ana"), scene.guest("Chidi")
    tab.sees_people("Ana", "Chidi")
    chidi.says("@Ana have you seen this?")
    tab.has_seen(1)
    sends(tab, "@Chidi not yet, **@Chidi**, `@Chidi`", WALL)
    tab.has_seen(3)


def state_arabic(scene: "Scene") -> None:
    scene.opens("سلمى", locale="ar")
    scene.talks()


STATES = {name.removeprefix("state_"): state for name, state in list(globals().items()) if name.startswith("state_")}


def sends(tab: Tab, *texts: str) -> None:
    """Sends with the button, because Enter starts a new line on a phone."""
    for text in texts:
        tab.box.fill(text)
        tab.page.locator("button.send").click()


class Scene:
    """One state on one screen: a tab, and guests in its room."""

    tab: Tab

    def __init__(self, browser: Browser, server: Server, room: str, **options: Any) -> None:
        self.server = server
        self.browser, self.room, self._options = browser, room, options
        self._guests: list[Guest] = []

    def opens(self, name: str | None, *visited: str, **options: Any) -> Tab:
        """Opens the room, after a visit to each of the others."""
        context = self.browser.new_context(service_workers="block", **self._options, **options)
        person = Person(context, self.server.address, name)
        if name is not None:
            named, address = cookie_name("person", self.server.address), self.server.address
            token = {"name": named, "value": token_of(name), "url": address, "httpOnly": True}
            context.add_cookies([token])  # type: ignore[list-item]
        self._name, self.tab = name or "", person.opens((*visited, self.room)[0])
        for left, room in pairwise((*visited, self.room)):
            self.tab.page.wait_for_function("room => `hubbub.room.${room}` in localStorage", arg=left)
            self.tab.page.evaluate(GO_TO_ROOM, room)
            expect(self.tab.page.locator(".head .room")).to_have_text(room)
            self.tab.has_connection("live")
        return self.tab

    def guest(self, name: str, room: str | None = None) -> Guest:
        self._guests.append(Guest(self.server.address, room or self.room, name, token_of(name)))
        return self._guests[-1]

    def talks(self) -> None:
        """Plays TALK; the person with the tab plays Ana."""
        guests = {name: self.guest(name) for name in ("Brisk Otter", "Chidi")} | {"Ana": self.guest(self._name)}
        for name, text in TALK:
            guests[name].says(text)
        self.tab.has_seen(len(TALK))

    def hears_elsewhere(self) -> None:
        """Guests write in two rooms that the person has visited, so that these have unread messages."""
        self.guest("Dan", "releases").says("@Ana, is it out?", "It is nearly time")
        self.guest("Eve", "announcements").says("Cake in the kitchen")
        expect(self.tab.page.locator(".unread-count:not([hidden])")).to_have_count(2)

    def settled(self) -> Page:
        """Returns the page, once all animations are over."""
        page = self.tab.page
        page.evaluate("() => document.getAnimations().forEach((animation) => animation.finish())")
        return page

    def close(self) -> None:
        for guest in self._guests:
            guest.leaves()
        self.tab.person.context.close()


def token_of(name: str) -> str:
    """Returns one token for each name, so that a person of this name always has one colour."""
    return (name.encode().hex() * 22)[:22]
