"""People who look elsewhere are notified: by one notification for a room, from one tab, and only as they want it.

A browser without a window permits no notifications, whatever the test grants. Here a click of the person permits them, as in
one with a window, and the test sees those that the page makes.
"""

from playwright.sync_api import expect

from e2e.support.people import Tab

RECORD = """
window.made = [];
window.Notification = class extends Notification {
  static get permission() {
    return localStorage.permission ?? "default";
  }
  static async requestPermission() {
    return (localStorage.permission = navigator.userActivation.isActive ? "granted" : "denied");
  }
  constructor(title, options) {
    super(title, options);
    window.made.push(this);
  }
  close() {
    super.close();
    this.isClosed = true;
  }
};
AudioContext.prototype.resume = async () => {}; // a machine without a sound card would never be ready
window.notes = 0;
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (when) {
  window.notes++;
  start.call(this, when);
};
"""


def test_one_tab_notifies_a_person_who_looks_elsewhere_as_they_want_it(person, guest, room):
    ann, other = person("Ann", has_fast_timers=True), f"{room}-2"
    ann.context.add_init_script(RECORD)
    one, two = ann.opens(room), ann.opens(other)
    assert one.page.evaluate("Notification.permission") == "default"
    chooses(one, "All messages")
    for tab in (one, two):
        expect(tab.page.locator(".room-row")).to_have_count(2)
        tab.looks_away()
    here, there = guest("Bob"), guest("Cy", other)
    here.says("first")
    has_made(one, first := (f"Bob · {room}", "first", room))
    here.changes("edit", message=1, text="first, edited")
    has_made(one, first, edited := (f"Bob · {room}", "first, edited", room))
    there.says("second")
    has_made(one, first, edited, second := (f"Cy · {other}", "second", other))
    there.changes("edit", message=1, text="second, edited")
    has_made(one, first, edited, second, (f"Cy · {other}", "second, edited", other))
    there.changes("delete", message=1)
    one.page.wait_for_function("() => window.made.at(-1).isClosed")
    one.page.evaluate("window.made.length = 0")
    there.says("second")
    has_made(one, second)
    chooses(two, "Show the text of messages in notifications")
    there.says("third")
    has_made(one, second, third := (other, "2 new messages", other))

    one.page.evaluate("window.made.at(-1).dispatchEvent(new Event('click'))")
    expect(one.page.locator("li.target .text")).to_have_text("third")
    one.looks_back()
    there.says("seen")
    here.says("fourth")
    has_made(one, second, third, fourth := (room, "2 new messages", room))
    one.looks_away()

    one.page.locator(".open-settings").click()
    one.page.get_by_role("button", name="For an hour").click()
    one.page.keyboard.press("Escape")
    sign = two.page.get_by_role("button", name="Quiet until")
    expect(sign).to_be_visible()
    there.says("undisturbed")
    expect(one.message("undisturbed")).to_be_visible()
    sign.click()
    for tab in (one, two):
        expect(tab.page.get_by_role("button", name="Quiet until")).to_be_hidden()
    chooses_for(one, other, "Mentions")
    assert one.page.evaluate("window.notes") == 0
    chooses(one, "Play a soft sound for these messages")
    one.page.wait_for_function("() => window.notes === 2")
    there.says("for nobody", "for @Ann")
    has_made(one, second, third, fourth, fifth := (other, "1 new message", other))
    one.page.wait_for_function("() => window.notes === 4")

    has_made(two)
    one.closes()
    two.page.wait_for_function("() => navigator.locks.query().then(({ pending }) => pending.length === 0)")
    there.says("for @all")
    has_made(two, fifth)
    two.looks_back()
    two.page.wait_for_function("() => window.made[0].isClosed")


def chooses(tab: Tab, label: str) -> None:
    """In the settings."""
    tab.page.locator(".open-settings").click()
    tab.page.get_by_label(label, exact=True).click()
    tab.page.keyboard.press("Escape")


def chooses_for(tab: Tab, room: str, level: str) -> None:
    """In the menu of the room."""
    row = tab.page.locator(f".room-row[data-room='{room}']")
    row.hover()
    row.get_by_role("button").click()
    tab.page.get_by_role("menuitemradio", name=level).click()


def has_made(tab: Tab, *notifications: tuple[str, str, str]) -> None:
    """The tab has made these notifications: title, body, and the room whose last one each replaces."""
    tab.page.wait_for_function("count => window.made.length >= count", arg=len(notifications))
    made = tab.page.evaluate("window.made.map(({ title, body, tag }) => [title, body, tag])")
    assert [tuple(one) for one in made] == [(title, body, f"hubbub {room}") for title, body, room in notifications]
