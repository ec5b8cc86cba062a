"""Draws the icons of the installed page, client/icons/, from client/icon.svg: `.venv/bin/python -m tools.icons`.

A maskable icon fills its square: systems cut it to a circle or another form, of which only the middle 80 % is safe.
"""

from pathlib import Path
from typing import Final

from playwright.sync_api import sync_playwright

from e2e.browsers import launch_options

CLIENT: Final = Path(__file__).parents[1] / "client"
SIZES: Final = (192, 512)
BACKGROUND: Final = "#fafafc"
MARGINS: Final = {"": 0.04, "maskable-": 0.22}
"""Share of the icon's side that stays free at each side of the mark."""


def main() -> None:
    mark = (CLIENT / "icon.svg").read_text()
    (CLIENT / "icons").mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options("chromium"))
        for prefix, margin in MARGINS.items():
            for size in SIZES:
                page = browser.new_page(viewport={"width": size, "height": size})
                page.set_content(_page(mark, margin, BACKGROUND if prefix else "transparent"))
                page.screenshot(path=CLIENT / "icons" / f"{prefix}{size}.png", omit_background=True)
                page.close()
        browser.close()


def _page(mark: str, margin: float, background: str) -> str:
    style = f"html, body {{ margin: 0; block-size: 100%; background: {background} }} svg {{ position: fixed; inset: {margin:%} }}"
    return f"<!doctype html><style>{style} svg {{ inline-size: {1 - 2 * margin:%} }}</style>{mark}"


if __name__ == "__main__":
    main()
