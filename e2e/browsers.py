"""Finds a browser for the tests, and makes sure that there is one: `python -m e2e.browsers [chromium|firefox|webkit]`.

A browser that is already on the machine comes first, then Playwright's own, then the system's package.
HUBBUB_CHROMIUM and HUBBUB_FIREFOX name one by its path; set but empty, they ask for Playwright's own.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, BrowserType, Error, sync_playwright

HEADLESS_SHELL = "chromium-headless-shell"
"""The browser without a window, which Playwright uses by default. The suite takes a third less time in it."""

ON_PATH = {
    "chromium": (HEADLESS_SHELL, "chromium", "google-chrome", "google-chrome-stable", "chromium-browser"),
    "firefox": ("firefox-esr", "firefox"),
}
ELSEWHERE = {
    "chromium": (
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ),
    "firefox": ("/Applications/Firefox.app/Contents/MacOS/firefox",),
}
PACKAGES = {"chromium": ("chromium", "fonts-liberation"), "firefox": ("firefox-esr", "fonts-liberation")}
DOWNLOAD_SECONDS = 600


def find(engine: str, *, headed: bool = False) -> str | None:
    """Returns the path of a browser of this engine on this machine; None if Playwright has to use its own."""
    named = os.environ.get(f"HUBBUB_{engine.upper()}")
    if named is not None:
        return named or None
    on_path = (shutil.which(name) for name in ON_PATH.get(engine, ()) if not (headed and name == HEADLESS_SHELL))
    elsewhere = (path for path in ELSEWHERE.get(engine, ()) if os.path.exists(path))
    return next((path for path in (*on_path, *elsewhere) if path), None)


def launch_options(engine: str, *, headed: bool = False) -> dict[str, Any]:
    """Returns the options with which Playwright launches the browser that `find` found."""
    path = find(engine, headed=headed)
    options: dict[str, Any] = {"executable_path": path} if path else {}
    if engine == "firefox" and path:
        # A stock Firefox speaks WebDriver BiDi only; without this Playwright would speak to its own patched build.
        options["channel"] = "moz-firefox"
    if engine == "chromium":
        # The flags stop an installed Chromium from calling home. Its sandbox does not work for root.
        options["args"] = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
        options["chromium_sandbox"] = False
    return options


def launch_without_cookies(browser_type: BrowserType, options: dict[str, Any], profile: Path) -> BrowserContext:
    """Launches a browser whose own settings forbid all cookies, and with them every storage of pages."""
    if browser_type.name == "firefox":
        return browser_type.launch(**options, firefox_user_prefs={"network.cookie.cookieBehavior": 2}).new_context()
    settings = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (profile / "Default").mkdir(parents=True)
    (profile / "Default" / "Preferences").write_text(json.dumps(settings))
    path = find("chromium", headed=True)  # the headless shell has no such setting
    whole = {"executable_path": path} if path else {"channel": "chromium"}
    return browser_type.launch_persistent_context(profile, **options | whole)


def make_sure_of(engine: str) -> str:
    """Returns the browser of the tests, installed if necessary; exits with one clear sentence if that fails."""
    variable = f"HUBBUB_{engine.upper()}"
    if not launches(engine):
        if path := find(engine):
            sys.exit(f"{path} does not launch. Name another as {variable}=PATH, or take Playwright's own: {variable}=")
        if not (install_playwrights_own(engine) or install_package(engine)) or not launches(engine):
            sys.exit(
                f"The tests need {engine}, and it could not be installed here. Install one, or name it: {variable}=PATH"
            )
    return find(engine) or f"Playwright's own {engine}"


def launches(engine: str) -> bool:
    """Launches and closes the browser. Returns whether that works: its file may be there and a library be missing."""
    with sync_playwright() as playwright:
        try:
            getattr(playwright, engine).launch(**launch_options(engine)).close()
        except Error:
            return False
    return True


def install_playwrights_own(engine: str) -> bool:
    playwright = (sys.executable, "-m", "playwright")
    return run(*playwright, "install", engine) and (
        launches(engine) or run(*as_root(), *playwright, "install-deps", engine)
    )


def install_package(engine: str) -> bool:
    """Installs the browser with apt, if the system has it and it asks for no password."""
    apt = (*as_root(), "env", "DEBIAN_FRONTEND=noninteractive", "apt-get")
    packages = PACKAGES.get(engine)
    return (
        packages is not None
        and run(*apt, "-qq", "update")
        and run(*apt, "-qq", "install", "-y", "--no-install-recommends", *packages)
    )


def as_root() -> tuple[str, ...]:
    return () if os.geteuid() == 0 else ("sudo", "-n")


def run(*command: str) -> bool:
    print("$", *command, file=sys.stderr, flush=True)
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, timeout=DOWNLOAD_SECONDS).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


if __name__ == "__main__":
    for wanted in sys.argv[1:] or ["chromium"]:
        print(f"Browser for the tests: {make_sure_of(wanted)}", flush=True)
