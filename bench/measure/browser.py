"""The latency a person sees: from Enter in one tab until another tab has painted the message, by one clock."""

import os
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, sync_playwright

from bench.measure.running import running
from bench.measure.task import Measurement, Task
from bench.percentiles import summary
from bench.servers import NODES, SERVERS
from e2e.browsers import launch_options

KEYS: Final = 60
WARM_UP: Final = 10
"""The first keys, which do not count."""

PAUSE_MS: Final = 53
"""Between two keys. Not a multiple of a screen frame (16.7 ms), so that keys fall anywhere in a frame."""

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
  // The browser delivers this message after it has painted the frame in which the list changed.
  new MutationObserver(() => port2.postMessage(null)).observe(document.querySelector(".timeline"), { childList: true });
}
"""


def browser(task: Task, folder: Path, core: int) -> Measurement:
    os.sched_setaffinity(0, range(os.cpu_count() or 1))  # the browser may use every core
    with running((SERVERS | NODES)[task.server], folder, core) as servers:
        return {"key_ms": summary(_key_latencies(*(f"http://127.0.0.1:{port}" for port in servers.ports)))}


def _key_latencies(*addresses: str) -> list[float]:
    """With several nodes the two tabs are on different ones."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**launch_options("chromium"))
        one, other = (chromium.new_context().new_page() for _ in range(2))
        for tab, address, script in ((one, addresses[0], PRESSED), (other, addresses[-1], PAINTED)):
            tab.goto(address)
            tab.wait_for_function("() => document.documentElement.dataset.connection === 'live'")
            tab.evaluate(script)
        found = [_milliseconds(one, other, number) for number in range(KEYS)]
        chromium.close()
    return found[WARM_UP:]


def _milliseconds(one: Page, other: Page, number: int) -> float:
    one.locator("textarea[name=text]").fill(f"Key {number}")
    before = other.evaluate("window.painted.length")
    one.wait_for_timeout(PAUSE_MS)
    one.keyboard.press("Enter")
    other.wait_for_function("before => window.painted.length > before", arg=before)
    painted: float = other.evaluate("before => window.painted[before]", before)
    return painted - float(one.evaluate("window.pressed"))
