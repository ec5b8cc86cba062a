"""A long room is as light as a short one, a busy one as calm as a quiet one: no step of the page is long enough to be felt."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from e2e.support.guests import tell
from e2e.support.people import People, Tab
from e2e.test_reading import fill, lines, scroll_to
from tests.support.server import Server

LONG_MS = 50
"""What the page's main thread may be busy with at a stretch (W3C Long Tasks): more, and a key is felt to hang."""

ROUNDS = 3
"""The claim is about the best of these: what is long by itself is so each time, what the machine adds is not."""

MOST_CHARACTERS = 4_000
HOSTILE = {
    "one cluster of emoji": "👩\u200d" * 1_999 + "👩",
    "marks without end": ("Z" + "\u0301\u0302\u0303\u0304") * 800,
    "500 links": "http://a " * 444,
    "one link": "http://" + "a" * 3_993,
    "a link that ends in brackets": "http://a" + ")" * 3_992,
    "nested markup": "> - **_*`" * 444,
    "markup that never ends": "**a _b *c " * 400,
    "backticks": "`" * 4_000,
    "2,000 names": "@ " * 2_000,
    "1,000 short lines of a list": "- a\n" * 1_000,
    "a list and a line in turns": "- a\nb\n" * 666,
    "a quote and a line in turns": "> a\nb\n" * 666,
    "500 blocks of code": "```a```\n" * 500,
    "as many blocks of code as are drawn": "```a```\n" * 66,
}

TALLY = """
() => {
  window.tally = { frames: 0, draws: 0 };
  const count = () => { window.tally.frames += 1; requestAnimationFrame(count); };
  requestAnimationFrame(count);
  new MutationObserver(() => (window.tally.draws += 1)).observe(document.querySelector(".timeline"), { childList: true });
}
"""


@pytest.mark.only_browser("chromium")  # the only one that tells how long each step took its processor
def test_a_room_of_10_000_scrolls_and_types_without_a_long_step(
    person: People, room: str, own_server: Server, address: str
) -> None:
    fill(own_server, room, 10_000)
    ann = person("Ann").opens(room)
    ann.has_seen(50)

    def scrolls() -> None:
        for _ in range(5):
            first = ann.settled.first.get_attribute("data-seq")
            scroll_to(ann, 0)
            expect(ann.settled.first).not_to_have_attribute("data-seq", str(first))

    def types() -> None:
        ann.box.press_sequentially("Typing is as light as in an empty room. ")

    def listens() -> None:
        tell(address, room, *lines(1, 100))
        expect(ann.page.get_by_role("button", name="new messages")).to_be_visible()

    assert longest_step(ann, scrolls) < LONG_MS
    assert longest_step(ann, types) < LONG_MS
    assert longest_step(ann, listens) < LONG_MS


@pytest.mark.only_browser("chromium")  # as above
def test_who_is_at_the_end_of_a_busy_room_meets_no_long_step(person: People, room: str, address: str) -> None:
    ann = person("Ann").opens(room)
    said = 0

    def listens() -> None:
        nonlocal said
        tell(address, room, *lines(said + 1, said + 150))
        said += 150
        expect(ann.message(f"number {said}")).to_be_in_viewport(ratio=1)

    assert longest_step(ann, listens) < LONG_MS


@pytest.mark.only_browser("chromium")  # as above
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_takes_a_long_step_to_draw(person: People, room: str, address: str, text: str) -> None:
    assert len(text) <= MOST_CHARACTERS
    ann = person("Ann").opens(room)
    drawn = 0

    def listens() -> None:
        nonlocal drawn
        tell(address, room, text)
        drawn += 1
        expect(ann.settled).to_have_count(drawn)

    assert longest_step(ann, listens) < LONG_MS


def test_many_messages_a_second_are_drawn_once_a_frame(person: People, room: str, address: str) -> None:
    ann = person("Ann").opens(room)
    ann.page.evaluate(TALLY)
    tell(address, room, *lines(1, 200))
    ann.has_seen(200)
    tally = ann.page.evaluate("window.tally")
    assert 0 < tally["draws"] <= tally["frames"]


def longest_step(tab: Tab, act: Callable[[], None]) -> float:
    """Milliseconds of processor time that the page's main thread took for its longest step, in the best round."""
    browser = tab.person.context.browser
    assert browser is not None
    longest = []
    for _ in range(ROUNDS):
        browser.start_tracing(page=tab.page, categories=["toplevel"])
        try:
            act()
        finally:
            trace = browser.stop_tracing()
        longest.append(max(steps(trace)))
    return min(longest)


def steps(trace: bytes) -> list[float]:
    events = json.loads(trace)["traceEvents"]
    pages = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    return [
        event["tdur"] / 1000
        for event in events
        if event["name"] == "ThreadControllerImpl::RunTask"
        and (event["pid"], event["tid"]) in pages
        and "tdur" in event
    ]
