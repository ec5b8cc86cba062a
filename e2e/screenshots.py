"""Takes a picture of each state of the page, on a desktop and a phone, light and dark: `python -m e2e.screenshots`.

The pictures of the README go to docs/, all others to screenshots/, which is not under version control.
"""

import sys
import tempfile
from itertools import product
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from e2e.browsers import launch_options
from e2e.support.states import STATES, Scene
from tests.support.server import ROOT, running

SIZES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1200, "height": 760}},
    "phone": {"viewport": {"width": 390, "height": 780}, "has_touch": True, "device_scale_factor": 2},
}
SCHEMES = ("light", "dark")
KEPT = {
    "changed-desktop-light": "hubbub.png",
    "changed-desktop-dark": "hubbub-dark.png",
}
ROOMS = {"changed": "design", "first_visit": "design-review"}


def main(*wanted: str) -> None:
    (ROOT / "screenshots").mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options("chromium"))
        for size, scheme in product(SIZES, SCHEMES):
            take(browser, wanted or tuple(STATES), size, scheme)
        browser.close()


def take(browser: Browser, states: tuple[str, ...], size: str, scheme: str) -> None:
    """Takes a picture of each state, from a server of its own, so that a room can have one name in all pictures."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), RATE=0, MAX_CONNECTIONS_PER_IP=0) as server:
        for state in states:
            room = ROOMS.get(state, state.replace("_", "-"))
            scene = Scene(browser, server, room, color_scheme=scheme, **SIZES[size])
            STATES[state](scene)
            scene.settled().screenshot(path=place_of(f"{state}-{size}-{scheme}"))
            scene.close()


def place_of(name: str) -> Path:
    return ROOT / "docs" / KEPT[name] if name in KEPT else ROOT / "screenshots" / f"{name}.png"


if __name__ == "__main__":
    main(*sys.argv[1:])
