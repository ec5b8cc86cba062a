"""The contract between the hub and a log. Another implementation also needs protocol.py, rules.py and text/search_query.py."""

import asyncio
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from typing import Final, Protocol

from msgspec import Struct
from msgspec.structs import astuple

from service.protocol import ENTRY_OF, Announcement, CurrentMessage, DraftFrame, Entry, Person, Topic
from service.text.search_query import Query

PAGE_BYTES: Final = 262_144
"""A page ends with the entry that reaches this size: the bytes of its texts (UTF-8) and of the ids of persons in its reactions.
Bounds memory, because hundreds of tabs may read at once."""


class Draft(Struct, frozen=True, gc=False):
    """An entry that a person wants to add to a room. It has an id, made in the browser, but no number yet."""

    room: str
    author: Person
    frame: DraftFrame
    """The frame that the person sent, checked. Its fields become those of the entry."""

    @property
    def id(self) -> str:
        return self.frame.draft

    def become(self, seq: int, at: str, *added: int) -> Entry:
        """Returns the entry that this draft becomes when it is appended with this number, at this time (RFC 3339).

        `added` are the fields that the log adds: the count of a reaction.
        """
        return ENTRY_OF[type(self.frame)](seq, self.frame.draft, self.author, at, *astuple(self.frame)[1:], *added)


@dataclass(frozen=True, slots=True)
class Page:
    """Entries of one room at one moment, in order of seq and without holes."""

    entries: list[Entry]
    head: int
    """The last seq of the room, also if retention dropped its entry; 0 if the room never had an entry."""
    floor: int
    """The last seq that retention dropped; 0 if it dropped none. It drops the oldest entries first."""
    topic: Topic | None
    """The topic as of `head`, also if retention dropped its entry; None if no topic is set. The hub takes it from the first
    page when it opens a room; later topics come from `live`."""


@dataclass(frozen=True, slots=True)
class MessagePage:
    """Messages of one room as they are at one moment, with all entries up to `head` applied. `head` and `floor` mean the same
    as in `Page`."""

    messages: list[CurrentMessage]
    head: int
    floor: int


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Messages of one room that match a query, as they are at one moment, the newest first."""

    messages: list[CurrentMessage]
    head: int
    next: int | None
    """The `before` with which the search goes on; None if all older messages were compared."""


VALUES_LIMIT: Final = 1_000
"""Most values that exist at the same time. Bounds memory."""


@dataclass(frozen=True, slots=True)
class Value:
    content: bytes
    seconds: float
    """The time until the value expires."""


class Values(Protocol):
    """Small values that all nodes share for a limited time, such as hand-overs (access/hand_overs.py). A restart of the server,
    or a crash or failover of the database, may lose them.

    All methods raise NotStored if the values cannot be reached.
    """

    async def set(self, key: str, content: bytes, seconds: float) -> bool:
        """Sets the value, which expires after `seconds`. Returns False, and sets nothing, if there are VALUES_LIMIT others."""

    async def get(self, key: str) -> Value | None:
        """Returns the value; None if there is none, or it has expired."""

    async def replace(self, key: str, before: bytes, after: bytes) -> bool:
        """Replaces the content if it is still `before`. Returns whether it did. If several nodes try, only one succeeds."""

    async def remove(self, key: str) -> None: ...


class NamedPerson(Struct, frozen=True, gc=False, omit_defaults=True):
    id: str
    name: str
    at: int = 0
    """When the name was given, in milliseconds since 1970, by the clock of `Log.now`; 0 if a node of an earlier version sent the
    name, without a time."""


class NodePeople(Struct, frozen=True, omit_defaults=True, tag="node_people", tag_field="type"):
    """People of one node in a room: either what has changed (`persons` came or have another name, `left` are gone), or all
    people, as `persons` of one or more frames."""

    node: str
    persons: list[NamedPerson]
    left: list[str] = []
    names: list[NamedPerson] = []
    """Corrections: a node told an outdated name for each of these persons, and `names` has their later names. The persons may be
    on any node. The room of this frame is ""."""
    is_first: bool = False
    """Whether this frame begins a list of all people. The last frame of the list has `is_last`; a list of one frame has both."""
    is_last: bool = False


class AskPeople(Struct, frozen=True, tag="ask_people", tag_field="type"):
    """`node` asks all other nodes for all their people. After a node has reached the database again, its own `live` yields this
    frame with its own id, for the node to send to the others."""

    node: str


class NodeGone(Struct, frozen=True, tag="node_gone", tag_field="type"):
    """Comes from the log itself: it has heard nothing of another node for a while, or the node has stopped."""

    node: str
    is_clean: bool
    """Whether the node has stopped in an orderly way. Then its people are expected to reconnect soon."""


NodeNews = NodePeople | AskPeople | NodeGone
"""Frames for the hub only, never for a tab: what nodes tell each other, and what the log says about a node."""


class RoomFrame(Struct, frozen=True):
    """What `live` yields: an entry or an announcement, for everybody in the room, or news about a node, for the hub only."""

    room: str
    """Empty for news that is not about a particular room."""
    frame: Entry | Announcement | NodeNews


Batch = list[RoomFrame]


class NotStored(Exception):
    """It is not certain that a draft is durable, or the log or its values cannot be reached. Appending the draft again is
    safe."""


class Rejected(Exception):
    """The draft cannot become an entry as things are now (rules.py): nothing was added. The message is a sentence for the person.

    `code` is `no_such_message`, `not_yours`, `too_late` or `too_many`.
    """

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class LogUnusable(Exception):
    """The service cannot start with this log, or cannot go on with it. The message is one line for the person who runs it."""


class Log(Protocol):
    """The durable, numbered entries of every room.

    All methods are called on one event loop. If several nodes share a log, these promises hold across all of them: an entry
    has the same number on every node, and every node gets every entry from its `live`.
    """

    @property
    def epoch(self) -> str:
        """The id of the present lifetime of this log. Numbers from another epoch mean nothing in this one.

        The epoch stays, also after a restart, while the log has every entry that a person may have seen. If such an entry may
        be missing, as after a restored backup, the log gets another epoch when it is opened.
        """

    @property
    def node(self) -> str | None:
        """The id of this node among those that share the log; None if the log is for one process."""

    @property
    def now(self) -> float:
        """The time in seconds since 1970, by one clock for all nodes that share the log. Works also while the database is not
        reached."""

    @property
    def values(self) -> Values:
        """The values that all nodes share; they are no part of the log's promises."""

    def append(self, draft: Draft) -> "asyncio.Future[Entry]":
        """Returns a future with the entry that the draft became. It is done when the entry is durable, and not before.

        The entries of a room are numbered 1, 2, 3, … without holes. Drafts that one node appends to a room are numbered in the
        order of these calls. The times of the entries of a room never go backwards, on whichever nodes they were appended. If
        the room has an entry with this draft id, the future gives that entry in its current form, whatever the draft asks for,
        and nothing is added: a draft can be appended any number of times.

        An edit or a deletion also changes the stored message, in the same commit. The former text is then in no row, and no
        method returns it. The `count` of a reaction is the number of persons who have it afterwards. A reaction that changes
        nothing is appended, too.

        Fails with Rejected if rules.py forbids it. Appending the draft again then gives the same answer, or another one if
        the message has changed. Fails with NotStored if storing fails, and at once if too many drafts are waiting. After
        NotStored the draft may or may not be in the log; appending it again is safe. A cancelled future cancels nothing: the
        draft may still be appended.
        """

    async def read(self, room: str, *, after: int | None = None, before: int | None = None, limit: int) -> Page:
        """With `after`: returns the first `limit` entries above it. Otherwise returns the last `limit` entries below `before`,
        or without `before` the last ones of the room.

        Sees every entry whose `append` was done, or that `live` gave, before this call. The page has fewer than `limit` entries
        if their texts reach PAGE_BYTES, but at least one if there is one. Raises NotStored.

        Entries are in their current form: a message and its edits have its latest text, or "" once it is deleted. An
        edit whose message retention dropped has "", too.
        """

    async def heads(self, rooms: Collection[str]) -> dict[str, int]:
        """Returns the head of each of these rooms, 0 for one that never had an entry. Raises NotStored.

        Sees every entry whose `append` was done, or that `live` gave, before this call. The hub asks for the rooms that tabs
        watch, and then follows `live`.
        """

    async def messages(
        self,
        room: str,
        *,
        after: int | None = None,
        before: int | None = None,
        limit: int,
        person: str | None = None,
    ) -> MessagePage:
        """Returns a page of messages and no other entries; `after`, `before`, `limit` and PAGE_BYTES mean the same as in `read`.

        Counts only the reactions that are on, and leaves out an emoji that nobody has on. Emoji are in the order of their first
        reaction, and the persons of each in the order in which they reacted. An emoji lists at most REACTIONS_LISTED persons:
        the first ones, and in the last place `person`, the id of the person who asks, if they reacted later. Raises NotStored.
        """

    async def search(
        self, room: str, query: Query, *, before: int | None = None, limit: int, person: str | None = None
    ) -> SearchPage:
        """Returns the newest messages that match the query and are not deleted; with `before`, only those below this seq.

        Messages have the form in which `messages` returns them. Compares the latest text of a message, and its author's name at
        the time of the append. The page has at most `limit` messages, and fewer if their texts reach PAGE_BYTES or if the search
        takes long; then `next` says where the search goes on. Raises NotStored.
        """

    def live(self) -> AsyncIterator[Batch]:
        """Yields batches without end, each with all that was appended or announced since the last one. For one reader per node.

        Yields each entry that is appended after the log was opened: once, as soon as it is durable, and the entries of a room
        in order of seq. A resent draft is not yielded again. Everything that comes while the reader is busy is kept for its
        next batch. An entry has the text with which it was appended, or a later one: an edit or deletion that follows it may
        have replaced or removed the text. Until this node has read a room (`read` or `heads`), entries that other nodes append
        to the room may be missing. After that, `live` yields all entries above the head that was read, and perhaps some of
        those up to this head. A log may forget the rooms that were used longest ago. Then a gap between two numbers shows that
        entries are missing, and `read` gives them.

        Raises LogUnusable if the log cannot go on, because it got another epoch.
        """

    def announce(self, announcement: RoomFrame) -> None:
        """Sends a frame to the `live` of every node; a log may leave out this node if the frame is NodeNews. The frame is not
        stored, and may be lost."""

    async def check(self) -> None:
        """Makes a small durable write. Raises NotStored if a draft could not be stored now."""

    async def close(self) -> None:
        """Stores what was appended, then releases all resources. Waits a limited time for a disk that does not answer."""
