"""Without a network: a visited page opens, shows the last messages and takes new ones; versions of the page never mix."""

import re
import signal

import pytest
from playwright.sync_api import Page, expect

from e2e.support.people import People, Person, Tab, enters_passphrase

SECRET = "correct horse battery"
HOLDS_MS = 20_000
"""Longest time for an asynchronous claim to become true."""

REGISTERED = (
    "async () => [await navigator.serviceWorker.getRegistrations(), await caches.keys()].map(all => all.length)"
)
CONTROLLED = "() => navigator.serviceWorker.controller !== null"
KEPT = """
async text => {
  const cache = await caches.open("hubbub.copies");
  const copies = await Promise.all((await cache.keys()).map(async key => (await cache.match(key)).text()));
  return copies.some(copy => copy.includes(text));
}
"""
NOT_KEPT = KEPT.replace("copies.some(copy =>", "copies.every(copy => !")
COUNTED = """
async room => {
  const key = Object.keys(localStorage).find(key => key.endsWith(`room.${room}`));
  return JSON.parse(localStorage.getItem(key)).counted?.unread === 1;
}
"""
VERSIONS = """
() => [...new Set(performance.getEntriesByType("resource").map(({ name }) => /static.([0-9a-f]+)/.exec(name)?.[1]))]
  .filter(version => version)
"""
KEEPS = """
async version => (await (await (await caches.open("hubbub.page")).match("/"))?.text())?.includes(`data-version="${version}"`)
"""


def awaits(page: Page, claim: str, value: str = "") -> None:
    """Waits until an asynchronous function holds in the page. `wait_for_function` would take its promise for true."""
    waiting = f"""async value => {{
      const end = Date.now() + {HOLDS_MS};
      for (; Date.now() < end; await new Promise(next => setTimeout(next, 50))) if (await ({claim})(value)) return true;
    }}"""
    assert page.evaluate(waiting, value), f"does not hold after {HOLDS_MS} ms: {claim}"


def version_of(page: Page) -> str:
    version = page.locator("html").get_attribute("data-version")
    assert version
    return version


def is_ready(tab: Tab, *texts: str) -> None:
    """Waits until the page and these texts are kept."""
    awaits(tab.page, CONTROLLED)
    awaits(tab.page, KEEPS, version_of(tab.page))
    for text in texts:
        awaits(tab.page, KEPT, text)


def goes_to(tab: Tab, room: str) -> None:
    tab.enters(room)
    expect(tab.page).to_have_url(re.compile(f"/r/{room}$"))


def leaves_for_good(tab: Tab, room: str) -> None:
    row = tab.page.locator(".room-row").filter(has=tab.page.get_by_text(room, exact=True))
    row.hover()
    row.get_by_role("button").click()
    tab.page.get_by_role("menuitem", name="Leave").click()


@pytest.fixture
def ann_offline(person: People) -> Person:
    """Ann, whose browser has service workers. Most tests would only lose time with them."""
    ann: Person = person("Ann", service_workers="allow")
    return ann


def test_a_visited_page_opens_without_a_server_and_sends_what_is_written_there(
    ann_offline, guest, room, own_server, address
):
    tab, bob, other = ann_offline.opens(room), guest("Bob"), f"{room}-2"
    bob.says("first", "no, wait", "secret")
    tab.says("mine")
    tab.sees("first", "no, wait", "secret", "mine")
    is_ready(tab, "secret", "mine")
    bob.changes("edit", message=2, text="changed")
    bob.changes("delete", message=3)
    shown = ("first", "changed", "Message deleted", "mine")
    tab.sees(*shown)
    awaits(tab.page, NOT_KEPT, "secret")
    is_ready(tab, "changed")
    goes_to(tab, other)
    tab.says("elsewhere")
    tab.looks_away()
    guest("Cy", other).says("unread")
    expect(tab.page).to_have_title(f"(1) {other} · Hubbub")
    is_ready(tab, "elsewhere", "unread")
    awaits(tab.page, COUNTED, other)
    own_server.kill()
    tab.closes()
    tab = ann_offline.tries(room)
    tab.sees(*shown)
    expect(tab.page.locator(f".room-row[data-room='{other}'] .unread-count")).to_have_text("1")
    expect(tab.message("mine")).to_have_class("message own")
    expect(tab.page.locator("link[rel=icon]")).to_have_count(1)
    goes_to(tab, other)
    tab.sees("elsewhere", "unread")
    tab.page.go_back()
    tab.sees(*shown)
    tab.says("written without a server")
    expect(tab.unsettled).to_have_count(1)
    own_server.start()
    tab.comes_online()
    tab.sees(*shown, "written without a server")
    tab.page.goto(f"{address}/r/{other}")
    tab.sees("elsewhere", "unread")
    leaves_for_good(tab, room)
    awaits(tab.page, NOT_KEPT, "first")


@pytest.mark.thorough
def test_a_new_version_is_used_beside_the_old_one_and_neither_gets_a_module_of_the_other(
    ann_offline, guest, room, own_server
):
    old = ann_offline.opens(room)
    is_ready(old)
    old.box.press_sequentially("Half a thou")
    before = version_of(old.page)
    own_server.restart(TITLE="Newer")
    old.comes_online()
    expect(old.banner).to_contain_text("A new version is available.")
    awaits(old.page, f"async version => !(await ({KEEPS})(version))", before)
    new = ann_offline.opens(room)
    after = version_of(new.page)
    assert before != after
    old.page.get_by_role("button", name="Find rooms, people and messages").click()  # is loaded only now
    expect(old.page.locator("dialog.find")).to_be_visible()
    old.page.keyboard.press("Escape")
    old.box.press_sequentially("ght")
    old.box.press("Enter")
    new.sees("Half a thought")
    assert [old.page.evaluate(VERSIONS), new.page.evaluate(VERSIONS)] == [[before], [after]]
    is_ready(new, "Half a thought")
    own_server.process.send_signal(signal.SIGSTOP)  # from now on the server answers nothing, and refuses no connection
    old.page.reload()
    old.sees("Half a thought")
    assert version_of(old.page) == after
    own_server.kill()


@pytest.mark.thorough
@pytest.mark.settings(PASSPHRASE=SECRET)
def test_without_the_passphrase_no_page_is_kept_and_without_the_new_one_no_messages(
    ann_offline, room, own_server, address
):
    page = ann_offline.context.new_page()
    page.goto(f"{address}/r/{room}")
    enters_passphrase(page, "open sesame")
    expect(page.get_by_role("alert")).to_have_text("Wrong passphrase. Try again.")
    assert page.evaluate(REGISTERED) == [0, 0]
    enters_passphrase(page, SECRET)
    tab = Tab(ann_offline, page)
    tab.has_connection("live")
    tab.says("among us")
    tab.sees("among us")
    is_ready(tab, "among us")
    own_server.restart(PASSPHRASE="another horse")  # the page loads itself again
    expect(page.get_by_label("Passphrase", exact=True)).to_be_visible()
    awaits(page, "async () => !(await caches.has('hubbub.copies'))")
    own_server.kill()
    page.goto(f"{address}/r/{room}")
    expect(tab.banner).to_be_visible()
    expect(tab.messages).to_have_count(0)
