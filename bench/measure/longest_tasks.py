"""The longest time for which each act keeps the page's main thread busy without a break: after 50 ms a key seems to hang."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Final

from playwright.sync_api import Browser, expect, sync_playwright

from bench.measure.prepared_log import prepare_log
from bench.measure.server_process import ServerProcess
from bench.measure.task import Measurement, Task
from bench.servers import HUBBUB
from e2e.browsers import launch_options
from e2e.support.guests import Guest

ROUNDS: Final = 3
"""Of each act; the median counts."""

BURST: Final = 100
"""Messages that arrive at once."""

PAGES: Final = 5
"""Of earlier messages, which are loaded while one scrolls up."""

MOST_CHARACTERS: Final = 4_000

SLOW_TO_DRAW: Final = {
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
    "as many blocks of code as are formatted": "```a```\n" * 39,
}
"""Texts of one message, made to take long."""


def longest_tasks(task: Task, folder: Path, core: int) -> Measurement:
    """Returns `longest_task_ms`: the processor time of the longest task, by act, and of all texts the slowest one."""
    os.sched_setaffinity(0, range(os.cpu_count() or 1))  # the browser may use every core
    prepare_log(folder / "hubbub.db", task.workload.log_messages)
    with ServerProcess(HUBBUB, folder, core) as server, sync_playwright() as playwright:
        address = f"http://127.0.0.1:{server.port}"
        chromium = playwright.chromium.launch(**launch_options("chromium"))
        acts = _Acts(chromium, address)
        found = {name: acts.longest_ms(act) for name, act in acts.in_a_long_room().items()}
        texts = {name: acts.longest_ms(act) for name, act in acts.of_texts().items()}
        slowest = max(texts, key=lambda name: texts[name])
        chromium.close()
    return {"longest_task_ms": found | {"text": texts[slowest]}, "slowest_text": slowest, "text_ms": texts}


class _Acts:
    """What a person does in a tab, and what another one does meanwhile."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser, self._address = browser, address
        self._page = browser.new_page()
        self._told = 0

    def in_a_long_room(self) -> dict[str, Callable[[], None]]:
        self._open("lobby")
        other = Guest(self._address, "lobby", "Bob")
        return {
            "following": lambda: self._follow(other),
            "typing": lambda: self._page.locator("textarea").press_sequentially("As light as in an empty room. "),
            "scrolling": self._scroll,
            "receiving": lambda: self._receive(other),
        }

    def of_texts(self) -> dict[str, Callable[[], None]]:
        assert all(len(text) <= MOST_CHARACTERS for text in SLOW_TO_DRAW.values())
        self._open("texts")
        other = Guest(self._address, "texts", "Bob")
        return {name: lambda text=text: self._draw(other, text) for name, text in SLOW_TO_DRAW.items()}  # type: ignore[misc]

    def longest_ms(self, act: Callable[[], None]) -> float:
        return median(self._longest_of_one(act) for _ in range(ROUNDS))

    def _open(self, room: str) -> None:
        self._page.goto(f"{self._address}/r/{room}")
        self._page.wait_for_function("() => document.documentElement.dataset.connection === 'live'")

    def _follow(self, other: Guest) -> None:
        """At the end of the list."""
        last = self._tell(other)
        expect(self._page.get_by_text(last, exact=True)).to_be_in_viewport(ratio=1)

    def _receive(self, other: Guest) -> None:
        """While one reads further up."""
        self._tell(other)
        expect(self._page.get_by_role("button", name="new messages")).to_be_visible()

    def _tell(self, other: Guest) -> str:
        texts = [f"number {number}" for number in range(self._told, self._told + BURST)]
        self._told += BURST
        other.says(*texts)
        return texts[-1]

    def _scroll(self) -> None:
        first = self._page.locator("li.message").first
        for _ in range(PAGES):
            before = str(first.get_attribute("data-seq"))
            self._page.locator(".scroller").evaluate("view => view.scrollTo(0, 0)")
            expect(first).not_to_have_attribute("data-seq", before)

    def _draw(self, other: Guest, text: str) -> None:
        drawn = self._page.locator("li.message").count()
        other.says(text)
        expect(self._page.locator("li.message")).to_have_count(drawn + 1)

    def _longest_of_one(self, act: Callable[[], None]) -> float:
        self._browser.start_tracing(page=self._page, categories=["toplevel"])
        try:
            act()
        finally:
            trace = self._browser.stop_tracing()
        return max(_milliseconds(trace))


def _milliseconds(trace: bytes) -> list[float]:
    """Returns the processor time of each task of the pages' main threads. Only Chromium reports it."""
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
