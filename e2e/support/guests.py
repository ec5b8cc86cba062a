"""Guests: persons without a browser, each with one WebSocket, whom a test adds to a room."""

import json
import secrets
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from urllib.parse import quote

from websockets.sync.client import connect

from e2e.support.people import Seen, cookie_name

BURST = 20
"""Messages that a person may send at once, by default. A guest without a name is a new person each time."""
WAIT_SECONDS = 20


class Guest:
    """Has the verbs of a tab. Those that see messages wait for them."""

    def __init__(self, address: str, room: str, name: str | None = None, person: str | None = None) -> None:
        cookies = {"name": name and quote(name), "person": person}
        cookie = "; ".join(f"{cookie_name(key, address)}={value}" for key, value in cookies.items() if value)
        self._ends = ExitStack()
        self._socket = self._ends.enter_context(
            connect(
                f"{address.replace('http', 'ws', 1)}/ws?room={room}",
                proxy=None,
                additional_headers={"Cookie": cookie} if cookie else None,
                compression=None,
                max_queue=None,  # a guest that a test does not look at is no slow reader
            )
        )
        self._entries: list[dict[str, Any]] = []
        self._drafts: set[str] = set()

    def says(self, *texts: str) -> None:
        """Sends these texts in this order, on one connection. Returns when all are stored."""
        for text in texts:
            last = secrets.token_hex(8)
            self._send(type="say", draft=last, text=text)
        self._read_until(lambda: last in self._drafts)

    def sends(self, draft: str, text: str) -> None:
        """Sends a draft with this id. Returns when an entry with this id has come."""
        self._send(type="say", draft=draft, text=text)
        self._read_until(lambda: draft in self._drafts)

    def changes(self, act: str, **fields: Any) -> None:
        """Edits, deletes, answers or reacts to a message, by the frame of this type; returns when it is stored."""
        draft = secrets.token_hex(8)
        self._send(type=act, draft=draft, **fields)
        self._read_until(lambda: draft in self._drafts)

    def types(self) -> None:
        self._send(type="typing")

    def renames_to(self, name: str) -> None:
        self._send(type="name", name=name)

    def sees(self, *texts: str) -> None:
        """Checks that these messages come, in this order, and no others."""
        assert [seen.text for seen in self.has_seen(len(texts))] == list(texts)

    def sees_last(self, *texts: str) -> None:
        """Waits until the last messages are these, in this order."""
        self._read_until(lambda: [entry["text"] for entry in self._entries[-len(texts) :]] == list(texts))

    def has_seen(self, count: int) -> list[Seen]:
        """Waits until there are `count` messages, and returns them."""
        self._read_until(lambda: len(self._entries) >= count)
        assert len(self._entries) == count
        return [Seen(entry["seq"], entry["from"]["name"], entry["text"]) for entry in self._entries]

    def leaves(self) -> None:
        self._ends.close()

    def _send(self, **frame: Any) -> None:
        self._socket.send(json.dumps(frame))

    def _read_until(self, claim: Callable[[], Any]) -> None:
        while not claim():
            frame = json.loads(self._socket.recv(timeout=WAIT_SECONDS))
            assert frame["type"] != "refused", frame
            if frame["type"] == "message":
                self._entries.append(frame)
            self._drafts.add(frame.get("draft", ""))


def tell(address: str, room: str, *texts: str) -> None:
    """Fills a room with these messages, in this order."""
    for start in range(0, len(texts), BURST):
        guest = Guest(address, room)
        guest.says(*texts[start : start + BURST])
        guest.leaves()


Guests = Callable[..., Guest]
"""Type of the fixture `guest`: guest("Bob") joins the test's room, guest("Bob", "another-room") another one."""
