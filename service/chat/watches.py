"""Watches: tells each tab the heads of the rooms that it watches, and then their changes, at most once a second.

Nobody has to be in these rooms. Keeps only the head of a watched room, and only while a tab watches it. Tabs that watch the
same rooms share one list, so that a change is encoded once for all of them.
"""

import asyncio
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import structlog

from service.chat.persons import Tab
from service.log import Log, NotStored
from service.protocol import Heads, encode
from service.websocket.frames import text_frame

HEADS_LIMIT: Final = 1_000
"""Most heads in one read of the log, which takes about 3 ms. After a restart many heads are read, because all tabs watch
again: in several reads, so that joins can read the log in between."""

PIECE_TABS: Final = 200
PIECE_SECONDS: Final = 0.02
"""Changes are written to PIECE_TABS tabs at once, which takes 2 ms, and to the next ones PIECE_SECONDS later. Writing to 10,000
tabs at once would make each message wait for 100 ms."""

logger = structlog.get_logger("hubbub.chat")


@dataclass(slots=True, eq=False)
class _List:
    """The tabs that watch the same rooms."""

    rooms: "tuple[_Room, ...]"
    tabs: set[Tab] = field(default_factory=set)


@dataclass(slots=True, eq=False)
class _Room:
    name: str
    head: int | None = None
    """None until the log has answered, or an entry of the room is delivered."""
    lists: set[_List] = field(default_factory=set)


class Watches:
    def __init__(self, log: Log) -> None:
        self._log = log
        self._rooms: dict[str, _Room] = {}
        self._lists: dict[tuple[_Room, ...], _List] = {}
        self._list_of: dict[Tab, _List] = {}
        self._changed: set[_Room] = set()
        """The rooms with entries since the last tick."""
        self._unanswered: set[Tab] = set()
        """The tabs that have yet to get all heads of their list: they have just begun to watch it, or were paused when a head
        changed."""
        self._unread: dict[_Room, None] = {}
        """The rooms whose heads are to be read from the log."""
        self._read_task: asyncio.Task[None] | None = None
        self._has_failed = False
        """Whether a read failed since the last tick; then there is no other read before the next tick."""

    def __len__(self) -> int:
        return len(self._rooms)

    def watch(self, tab: Tab, names: Collection[str]) -> None:
        """Replaces what the tab watches. Writes all heads, at once or when the log has answered."""
        before, watched = self._list_of.pop(tab, None), self._list(sorted(names))
        if watched is not None:
            self._list_of[tab] = watched
            watched.tabs.add(tab)
            self._unanswered.add(tab)
        if before is not None and before is not watched:
            self._leave(tab, before)
        if watched is None:
            tab.connection.write(_frame(()))
        else:
            self._answer((tab,))
            self._read()

    def closed(self, tab: Tab) -> None:
        if (watched := self._list_of.pop(tab, None)) is not None:
            self._leave(tab, watched)

    def note_head(self, name: str, head: int) -> None:
        """Called for each room with entries in a batch of the log."""
        if (room := self._rooms.get(name)) is not None and head > (room.head or 0):
            room.head = head
            self._unread.pop(room, None)
            self._changed.add(room)

    def tick(self) -> None:
        """Called once a second."""
        changed_of: dict[_List, list[_Room]] = {}
        for room in self._changed:
            for watched in room.lists:
                changed_of.setdefault(watched, []).append(room)
        self._changed.clear()
        tabs = [
            (tab, watched, rooms)
            for watched, rooms in changed_of.items()
            for tab in watched.tabs
            if tab not in self._unanswered  # the unanswered get all heads below
        ]
        self._write(tabs[:PIECE_TABS])
        for first in range(PIECE_TABS, len(tabs), PIECE_TABS):
            pause = first // PIECE_TABS * PIECE_SECONDS
            asyncio.get_running_loop().call_later(pause, self._write, tabs[first : first + PIECE_TABS])
        self._answer(tuple(self._unanswered))
        self._has_failed = False
        self._read()

    def _list(self, names: Collection[str]) -> _List | None:
        """Returns the list of these rooms, which is made if there is none; None without rooms."""
        rooms = tuple(self._rooms.get(name) or self._add_room(name) for name in names)
        if not rooms or rooms in self._lists:
            return self._lists.get(rooms)
        watched = self._lists[rooms] = _List(rooms)
        for room in rooms:
            room.lists.add(watched)
        return watched

    def _add_room(self, name: str) -> _Room:
        room = self._rooms[name] = _Room(name)
        self._unread[room] = None
        return room

    def _leave(self, tab: Tab, watched: _List) -> None:
        """Removes the tab from the list. Forgets the list if it has no tab left, and then its rooms that are in no other list."""
        if tab not in self._list_of:
            self._unanswered.discard(tab)
        watched.tabs.discard(tab)
        if watched.tabs:
            return
        del self._lists[watched.rooms]
        for room in watched.rooms:
            room.lists.discard(watched)
            if not room.lists:
                del self._rooms[room.name]
                self._unread.pop(room, None)

    def _write(self, tabs: list[tuple[Tab, _List, list[_Room]]]) -> None:
        """Writes the present heads of these rooms to each tab that still watches this list."""
        frames: dict[_List, bytes] = {}
        for tab, watched, rooms in tabs:
            if self._list_of.get(tab) is not watched:
                continue
            if tab.connection.is_paused:
                self._unanswered.add(tab)
                continue
            if watched not in frames:
                frames[watched] = _frame(rooms)
            tab.connection.write(frames[watched])

    def _answer(self, tabs: Iterable[Tab]) -> None:
        """Writes to each of these tabs all heads of its list, unless the tab is paused or one of the heads is not known yet."""
        frames: dict[_List, bytes] = {}
        for tab in tabs:
            watched = self._list_of[tab]
            if tab.connection.is_paused or any(room.head is None for room in watched.rooms):
                continue
            if watched not in frames:
                frames[watched] = _frame(watched.rooms)
            self._unanswered.discard(tab)
            tab.connection.write(frames[watched])

    def _read(self) -> None:
        if self._unread and self._read_task is None and not self._has_failed:
            self._read_task = asyncio.create_task(self._read_heads())

    async def _read_heads(self) -> None:
        """Reads until all heads are known. After an error the next tick tries again."""
        try:
            while rooms := list(islice(self._unread, HEADS_LIMIT)):
                heads = await self._log.heads([room.name for room in rooms])
                for room in rooms:  # a room forgotten meanwhile does no harm: if watched again, it is a new object
                    room.head = max(room.head or 0, heads[room.name])
                    self._unread.pop(room, None)
                self._answer(tuple(self._unanswered))
        except NotStored as error:
            self._has_failed = True
            logger.error("heads_not_read", fault=str(error))
        finally:
            self._read_task = None


def _frame(rooms: Iterable[_Room]) -> bytes:
    return text_frame(encode(Heads({room.name: room.head or 0 for room in rooms})))
