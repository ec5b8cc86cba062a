"""A crowd that talks: the load under which the container is stopped."""

import json
import threading
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

SILENCE_SECONDS = 60
LINES = 1000


class Crowd:
    """People who all talk as fast as they may, until they are sent away; it remembers all that any of them saw."""

    def __init__(self, enter: Callable[[], ClientConnection], people: int, text: str = "one more thing") -> None:
        self.seen: dict[int, str] = {}
        self.close_codes: list[int | None] = []
        self.has_seen = threading.Event()
        self.epoch = ""
        self._enter, self._people, self._text = enter, people, text
        self._over = threading.Event()
        self._lines = ExitStack()
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> "Crowd":
        for number in range(self._people):
            person = self._lines.enter_context(self._enter())
            self._start(self._talk, person, number)
            self._start(self._listen, person)
        return self

    def __exit__(self, *exception: object) -> None:
        self._over.set()
        self._lines.close()
        for thread in self._threads:
            thread.join(SILENCE_SECONDS)

    def _start(self, task: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=task, args=arguments)
        self._threads.append(thread)
        thread.start()

    def _talk(self, person: ClientConnection, number: int) -> None:
        # Four a second: just under what one person may say, so nobody is refused.
        for line in range(LINES):
            try:
                say(person, f"draft-{number}-{line}", self._text)
            except ConnectionClosed:
                return
            self._over.wait(0.25)

    def _listen(self, person: ClientConnection) -> None:
        try:
            while True:
                self._note(json.loads(person.recv(SILENCE_SECONDS)))
        except ConnectionClosed as closed:
            self.close_codes.append(closed.rcvd.code if closed.rcvd else None)

    def _note(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "welcome":
            self.epoch = frame["epoch"]
        if frame["type"] == "message":
            assert self.seen.setdefault(frame["seq"], frame["draft"]) == frame["draft"]
            if len(self.seen) > 100:
                self.has_seen.set()


def say(person: ClientConnection, draft: str, text: str) -> None:
    person.send(json.dumps({"type": "say", "draft": draft, "text": text}))


def next_frame(person: ClientConnection, kind: str | None = None) -> dict[str, Any]:
    """The next frame, or the next of one type; a silent line is a failure."""
    while True:
        frame: dict[str, Any] = json.loads(person.recv(SILENCE_SECONDS))
        if kind in (None, frame["type"]):
            return frame
