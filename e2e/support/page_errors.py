"""Watches every tab of a test for errors that must not occur in any test."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Error, Page

VIOLATION = "The content security policy was violated:"
REPORT_VIOLATIONS = f"""
addEventListener("securitypolicyviolation", ({{ effectiveDirective, blockedURI, sourceFile }}) =>
  console.error("{VIOLATION}", effectiveDirective, blockedURI, sourceFile));
"""

LOST_CONNECTION = re.compile("connection to .*wss?://")
"""Firefox reports a WebSocket that fails or ends as an error of the page; the tests cut connections on purpose."""

LOCAL, FAILED = ("data", "blob", "about"), ("chrome-error", "chrome")
"""Schemes of addresses that name no host: of parts of a page, and of what a browser shows if a page cannot be loaded."""


class PageErrors:
    """Collects script errors, violations of the content security policy, dialogs, and requests to any other host.

    The policy blocks what a page would request elsewhere, so that only navigations are left: those that arrive and those
    that fail. To be told of every request would take a tenth of the suite's time.
    """

    def __init__(self) -> None:
        self.found: list[str] = []
        self._allowed: tuple[str, ...] = ()
        self._hosts: set[str] = set()

    def watch(self, context: BrowserContext, address: str) -> None:
        self._hosts.add(urlsplit(address).netloc)
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("page", self._watch_page)
        context.on("requestfailed", lambda request: self._check_host(request.url))
        context.on("console", self._check_console)

    def allow(self, *parts: str) -> None:
        """Ignores errors with any of these parts, however often and late they come. Called before a test provokes them."""
        self._allowed = parts

    def _watch_page(self, page: Page) -> None:
        page.on("pageerror", self._check_error)
        page.on("dialog", self._dismiss)
        page.on("framenavigated", lambda frame: self._check_host(frame.url))
        page.on("websocket", lambda websocket: self._check_host(websocket.url))

    def _check_error(self, error: Error) -> None:
        if not LOST_CONNECTION.search(error.message):
            self._add(f"error in the page: {error}")

    def _dismiss(self, dialog: Dialog) -> None:
        self._add(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _check_host(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in (*LOCAL, *FAILED) and parts.netloc not in self._hosts:
            self._add(f"request elsewhere: {url}")

    def _check_console(self, message: ConsoleMessage) -> None:
        if VIOLATION in message.text or "Content Security Policy" in message.text:
            self._add(message.text)

    def _add(self, error: str) -> None:
        if not any(part in error for part in self._allowed):
            self.found.append(error)
