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
        self._provoked: tuple[str, ...] = ()
        self._hosts: set[str] = set()

    def watch(self, context: BrowserContext, address: str) -> None:
        self._hosts.add(urlsplit(address).netloc)
        context.add_init_script(REPORT)
        context.on("page", self._watch_page)
        context.on("request", self._hear_request)
        context.on("console", self._hear_console)

    def forgive(self, *words: str) -> None:
        """Before a test provokes faults: those with any of these words are none, however often and late an engine tells them."""
        self._provoked = words

    def _watch_page(self, page: Page) -> None:
        page.on("pageerror", self._hear_error)
        page.on("dialog", self._hear_dialog)
        page.on("websocket", self._hear_websocket)

    def _hear_error(self, error: Error) -> None:
        if not LOST_LINE.search(error.message):
            self._note(f"error in the page: {error}")

    def _hear_dialog(self, dialog: Dialog) -> None:
        self._note(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _hear_request(self, request: Request) -> None:
        self._judge(request.url)

    def _hear_websocket(self, websocket: WebSocket) -> None:
        self._judge(websocket.url)

    def _judge(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc not in self._hosts:
            self._note(f"request elsewhere: {url}")

    def _hear_console(self, message: ConsoleMessage) -> None:
        if VIOLATION in message.text or "Content Security Policy" in message.text:
            self._note(message.text)

    def _note(self, fault: str) -> None:
        if not any(words in fault for words in self._provoked):
            self.faults.append(fault)
