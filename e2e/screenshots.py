"""Takes the pictures: each state of the page, on a desk and on a phone, light and dark: `python -m e2e.screenshots`.

Those that the README shows go to docs/, all others to screenshots/, which is not kept.
"""

import sys
import tempfile
from itertools import product
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from e2e.browsers import launch_options
from e2e.server import ROOT, Server
from e2e.states import SETTINGS, STATES, Visit

SIZES: dict[str, dict[str, Any]] = {
    "desk": {"viewport": {"width": 1200, "height": 760}},
    "phone": {"viewport": {"width": 390, "height": 780}, "has_touch": True, "device_scale_factor": 2},
}
SCHEMES = ("light", "dark")
KEPT = {
    "talk-desk-light": "hubbub.png",
    "talk-desk-dark": "hubbub-dark.png",
}
ROOMS = {"talk": "design", "first_visit": "design-review"}


def main(*wanted: str) -> None:
    (ROOT / "screenshots").mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options("chromium"))
        for size, scheme in product(SIZES, SCHEMES):
            take(browser, wanted or tuple(STATES), size, scheme)
        browser.close()


def take(browser: Browser, states: tuple[str, ...], size: str, scheme: str) -> None:
    """On a server of its own, so that a room may be called the same in each picture."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), **SETTINGS)
        server.start()
        for state in states:
            room = ROOMS.get(state, state.replace("_", "-"))
            visit = Visit(browser, server, room, color_scheme=scheme, **SIZES[size])
            STATES[state](visit)
            visit.settle().screenshot(path=place_of(f"{state}-{size}-{scheme}"))
            visit.close()
        server.stop()


def place_of(name: str) -> Path:
    return ROOT / "docs" / KEPT[name] if name in KEPT else ROOT / "screenshots" / f"{name}.png"


if __name__ == "__main__":
    main(*sys.argv[1:])
