"""What every log promises the hub. Another implementation could be written from this file and protocol.py alone."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final, Protocol

from msgspec import Struct
from msgspec.structs import astuple

from service.protocol import ENTRY_OF, Announcement, DraftFrame, Entry, Person

PAGE_BYTES: Final = 262_144
"""Bytes of text (UTF-8) in one page, which ends with the entry that reaches them. Bounds memory: hundreds of tabs may read
at once."""


class Draft(Struct, frozen=True, gc=False):
    """An entry that a person wants to add to a room. It has an id, made in the browser, and no number yet."""

    room: str
    author: Person
    frame: DraftFrame
    """What the person sent, checked. Its fields become those of the entry."""

    @property
    def id(self) -> str:
        return self.frame.draft

    def become(self, seq: int, at: str) -> Entry:
        """The entry that this draft becomes by being appended as number `seq`, at this time (RFC 3339)."""
        return ENTRY_OF[type(self.frame)](seq, self.frame.draft, self.author, at, *astuple(self.frame)[1:])


@dataclass(frozen=True, slots=True)
class Page:
    """Entries of one room, in order of seq and without holes, as they were at one moment."""

    entries: list[Entry]
    head: int
    """The last seq of the room at that moment, also if retention dropped that entry; 0 if the room never had one."""
    floor: int
    """Retention dropped all entries up to this seq, and none above; 0 if it dropped none."""


class RoomFrame(Struct, frozen=True):
    """A frame for everybody in a room: an entry that was appended, or an announcement."""

    room: str
    frame: Entry | Announcement


Batch = list[RoomFrame]


class NotStored(Exception):
    """The log cannot say that a draft is durable, or cannot be read. Appending the draft again is safe."""


class LogUnusable(Exception):
    """The service cannot start with this log. The message is one line for the person who starts it."""


class Log(Protocol):
    """The durable, numbered entries of every room.

    All methods are called on one event loop. Where several nodes share a log, what is said here holds across all of them:
    they agree on every number, and each of them has every entry in its `live`.
    """

    @property
    def epoch(self) -> str:
        """Names one lifetime of this log. Numbers from another epoch mean nothing in this one.

        It stays as long as no entry is missing that was ever seen, also after a restart. If one may be missing, as after
        a restored backup, the log has another epoch when it is opened.
        """

    def append(self, draft: Draft) -> "asyncio.Future[Entry]":
        """The entry that the draft became. The future is done when the entry is durable, and not before.

        The entries of a room are numbered 1, 2, 3, … without holes. Drafts that one node appends to a room are numbered in
        the order of these calls, and their times never go backwards. If the room has an entry with this draft id, the
        future gives that entry unchanged, and nothing is added: a draft can be appended any number of times.

        Fails with NotStored, at once if too many drafts are waiting. Then the draft may or may not be in the log; whoever
        appends it again learns which. A cancelled future cancels nothing: the draft may still be appended.
        """

    async def read(self, room: str, *, after: int | None = None, before: int | None = None, limit: int) -> Page:
        """The first `limit` entries above `after`; else the last `limit` below `before`; else the last `limit`.

        Contains every entry whose `append` was done, or that `live` gave, before this call. Has fewer than `limit` entries
        if their texts reach PAGE_BYTES, but at least one if there is one. Raises NotStored.
        """

    def live(self) -> AsyncIterator[Batch]:
        """Batches of all that was appended or announced since the one before, without end. For one reader in each node.

        Every entry appended after the log was opened comes exactly once and only when it is durable, those of a room in order
        of seq. A resent draft does not come again. While the reader is busy everything is kept for its next batch.
        """

    def announce(self, announcement: RoomFrame) -> None:
        """Sends something transient to the `live` of every node, this one included. It is stored nowhere, and may be lost."""

    async def check(self) -> None:
        """Raises NotStored unless a draft could be made durable now. Makes a real write, all the way to the disk."""

    async def close(self) -> None:
        """Makes durable what was appended, then releases everything. Waits a limited time for a disk that does not answer."""
