"""What the hub may rely on, whichever log it has: a third implementation could be written from this file alone."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final, Protocol

from msgspec import Struct

from service.protocol import Message, Person, Typing

PAGE_BYTES: Final = 262_144
"""Of text (UTF-8) in one page, which ends with the message that reaches them: hundreds of tabs may read back at once."""


class Draft(Struct, frozen=True):
    """What somebody wants to say: it has an id made in the browser, and no number yet."""

    room: str
    id: str
    author: Person
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """Messages of one room, in order of seq without holes."""

    messages: list[Message]
    head: int
    """The room's last seq when the page was read; 0 in a room where nothing was ever said."""
    floor: int
    """Everything up to this seq was dropped for its age; 0 while nothing was."""


class News(Struct, frozen=True):
    """Something that happened in a room, on whichever node."""

    room: str
    frame: Message | Typing


Batch = list[News]


class NotStored(Exception):
    """The log could not make a draft durable: it is not in the log, and appending it again is safe."""


class LogUnusable(Exception):
    """There is no log to start with; the message is one line for the person who starts the service."""


class Log(Protocol):
    """An append-only, numbered, durable sequence of messages for every room."""

    @property
    def epoch(self) -> str:
        """One life of this log. Numbers of another epoch mean nothing in this one.

        It lasts as long as nothing is missing of what was ever told of the log; after that another one begins.
        """

    def append(self, draft: Draft) -> "asyncio.Future[Message]":
        """The message the draft became, once it is durable.

        Numbers in a room are 1, 2, 3, … in the order of appending. A draft id that stands in the room already gives the
        message it became, unchanged. The future fails with NotStored; then no part of the draft is kept.
        """

    async def read(self, room: str, *, after: int | None = None, before: int | None = None, limit: int) -> Page:
        """The first `limit` messages above `after`, else the last `limit` below `before`, else the last `limit`.

        Fewer where they are long, but at least one: a page ends with the message that fills PAGE_BYTES.
        Raises NotStored if the log cannot be read.
        """

    def live(self) -> AsyncIterator[Batch]:
        """All that was appended or announced anywhere since the last look, in order and whole. For one reader."""

    def announce(self, news: News) -> None:
        """Passing news for every node: heard by `live()`, stored nowhere, lost if nobody listens."""

    async def check(self) -> None:
        """Raises NotStored unless a message could be made durable now."""

    async def close(self) -> None:
        """Makes durable what was accepted, then lets go of everything."""
