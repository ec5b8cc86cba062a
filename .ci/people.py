"""People who send messages: the load under which the container is stopped."""

import json
import threading
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

SILENCE_SECONDS = 60
MESSAGES = 1000


class People:
    """They all send as fast as the rate limit allows, until they are disconnected; records the messages that any of them saw."""

    def __init__(self, enter: Callable[[], ClientConnection], count: int, text: str = "one more thing") -> None:
        self.seen: dict[int, str] = {}
        self.close_codes: list[int | None] = []
        self.has_seen = threading.Event()
        self.epoch = ""
        self._enter, self._count, self._text = enter, count, text
        self._is_over = threading.Event()
        self._connections = ExitStack()
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> "People":
        for number in range(self._count):
            person = self._connections.enter_context(self._enter())
            self._start(self._send, person, number)
            self._start(self._receive, person)
        return self

    def __exit__(self, *exception: object) -> None:
        self._is_over.set()
        self._connections.close()
        for thread in self._threads:
            thread.join(SILENCE_SECONDS)

    def _start(self, task: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=task, args=arguments)
        self._threads.append(thread)
        thread.start()

    def _send(self, person: ClientConnection, number: int) -> None:
        # Four messages a second: below the rate limit of a person (5), so that none is refused.
        for message in range(MESSAGES):
            try:
                say(person, f"draft-{number}-{message}", self._text)
            except ConnectionClosed:
                return
            self._is_over.wait(0.25)

    def _receive(self, person: ClientConnection) -> None:
        try:
            while True:
                self._record(json.loads(person.recv(SILENCE_SECONDS)))
        except ConnectionClosed as closed:
            self.close_codes.append(closed.rcvd.code if closed.rcvd else None)

    def _record(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "welcome":
            self.epoch = frame["epoch"]
        if frame["type"] == "message":
            assert self.seen.setdefault(frame["seq"], frame["draft"]) == frame["draft"]
            if len(self.seen) > 100:
                self.has_seen.set()


def say(person: ClientConnection, draft: str, text: str) -> None:
    person.send(json.dumps({"type": "say", "draft": draft, "text": text}))


def next_frame(person: ClientConnection, kind: str | None = None) -> dict[str, Any]:
    """The next frame, or the next one of a type. Fails if none arrives."""
    while True:
        frame: dict[str, Any] = json.loads(person.recv(SILENCE_SECONDS))
        if kind in (None, frame["type"]):
            return frame
