"""From a key in one tab to the words in another: two real tabs in one browser, on one machine, by one clock."""

from typing import Any, Final

from playwright.sync_api import Page, sync_playwright

from bench.figures import summary
from e2e.browsers import launch_options

KEYS: Final = 60
PAUSE_MS: Final = 53
"""Between two keys: no multiple of a frame, so that they meet frames at any moment."""

PRESSED: Final = """
() => addEventListener("keydown", ({ key }) => {
  if (key === "Enter") window.pressed = performance.timeOrigin + performance.now();
}, { capture: true })
"""
PAINTED: Final = """
() => {
  window.painted = [];
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => window.painted.push(performance.timeOrigin + performance.now());
  // A message to oneself comes after the frame in which the list changed.
  new MutationObserver(() => port2.postMessage(null)).observe(document.querySelector(".timeline"), { childList: true });
}
"""


def keys(address: str) -> dict[str, Any]:
    """Milliseconds from Enter in one tab until the other has painted the message."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options("chromium"))
        one, other = (browser.new_context().new_page() for _ in range(2))
        for tab, script in ((one, PRESSED), (other, PAINTED)):
            tab.goto(address)
            tab.wait_for_function("() => document.documentElement.dataset.connection === 'live'")
            tab.evaluate(script)
        found = [_milliseconds(one, other, number) for number in range(KEYS)]
        browser.close()
    return {"key_ms": summary(found[KEYS // 6 :])}  # the first of them warm both tabs up


def _milliseconds(one: Page, other: Page, number: int) -> float:
    one.locator("textarea[name=text]").fill(f"Key {number}")
    before = other.evaluate("window.painted.length")
    one.wait_for_timeout(PAUSE_MS)
    one.keyboard.press("Enter")
    other.wait_for_function("before => window.painted.length > before", arg=before)
    painted: float = other.evaluate("before => window.painted[before]", before)
    return painted - float(one.evaluate("window.pressed"))
