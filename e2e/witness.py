"""Watches every tab of a test for what must never happen, whatever the test is about."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Error, Page, Request, WebSocket

VIOLATION = "The content security policy was violated:"
REPORT = f"""
addEventListener("securitypolicyviolation", ({{ effectiveDirective, blockedURI, sourceFile }}) =>
  console.error("{VIOLATION}", effectiveDirective, blockedURI, sourceFile));
"""

LOST_LINE = re.compile("connection to .*wss?://")
"""Firefox reports a WebSocket that fails or ends as an error of the page; the tests cut lines on purpose."""


class Witness:
    """Collects faults: errors, violations of the policy, dialogs, and words with any other host."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self._hosts: set[str] = set()

    def watch(self, context: BrowserContext, address: str) -> None:
        self._hosts.add(urlsplit(address).netloc)
        context.add_init_script(REPORT)
        context.on("page", self._watch_page)
        context.on("request", self._hear_request)
        context.on("console", self._hear_console)

    def forgive(self) -> list[str]:
        """For a test that provokes faults: what they were, up to now."""
        faults, self.faults = self.faults, []
        return faults

    def _watch_page(self, page: Page) -> None:
        page.on("pageerror", self._hear_error)
        page.on("dialog", self._hear_dialog)
        page.on("websocket", self._hear_websocket)

    def _hear_error(self, error: Error) -> None:
        if not LOST_LINE.search(error.message):
            self.faults.append(f"error in the page: {error}")

    def _hear_dialog(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _hear_request(self, request: Request) -> None:
        self._judge(request.url)

    def _hear_websocket(self, websocket: WebSocket) -> None:
        self._judge(websocket.url)

    def _judge(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc not in self._hosts:
            self.faults.append(f"request elsewhere: {url}")

    def _hear_console(self, message: ConsoleMessage) -> None:
        if VIOLATION in message.text or "Content Security Policy" in message.text:
            self.faults.append(message.text)
