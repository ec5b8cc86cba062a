"""A crowd that talks: the load under which the container is stopped."""

import json
import threading
from collections.abc import Callable
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

SILENCE_SECONDS = 60
LINES = 1000


class Crowd:
    """People who all talk as fast as they may, until they are sent away; it remembers all that any of them saw."""

    def __init__(self, enter: Callable[[], ClientConnection], people: int) -> None:
        self.seen: dict[int, str] = {}
        self.close_codes: list[int | None] = []
        self.has_seen = threading.Event()
        self._over = threading.Event()
        self.epoch = ""
        self._people = [enter() for _ in range(people)]
        self._threads = [
            threading.Thread(target=task, args=(person, number))
            for number, person in enumerate(self._people)
            for task in (self._talk, self._listen)
        ]

    def __enter__(self) -> "Crowd":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._over.set()
        for person in self._people:
            person.close()
        for thread in self._threads:
            thread.join(SILENCE_SECONDS)

    def _talk(self, person: ClientConnection, number: int) -> None:
        # Four a second: just under what one person may say, so nobody is refused.
        for line in range(LINES):
            try:
                say(person, f"draft-{number}-{line}", "one more thing")
            except ConnectionClosed:
                return
            self._over.wait(0.25)

    def _listen(self, person: ClientConnection, _: int) -> None:
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
