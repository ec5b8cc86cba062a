"""The hub of this node, the listener of every connection: lets tabs join and leave, ticks once a second, and drains before a
stop.

The texts of a tab go directly to commands.py. room.py delivers the entries that the log appends.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from types import MethodType
from typing import Final

import structlog

from service.access.join_request import JoinRequest
from service.chat.catch_up import Cursor
from service.chat.commands import Commands
from service.chat.heartbeat import BEAT_TICKS, Heartbeat
from service.chat.latest_names import LatestNames
from service.chat.persons import PersonRegistry, Tab
from service.chat.presence import Presence
from service.chat.room import PACE_MAX_SECONDS, Room, Rooms
from service.chat.watches import Watches
from service.log import Log, NotStored
from service.protocol import NOT_OUR_PROTOCOL, RESTARTING, TRY_LATER, Limits, Welcome, encode
from service.settings import Settings
from service.text import names, topics
from service.websocket.connection import Connection
from service.websocket.frames import text_frame

TICK_SECONDS: Final = 1.0

GRACE_SECONDS: Final = 5.0
"""Time for which a person without a tab stays in the room. A reload or a change of network takes less."""

AHEAD_SECONDS: Final = 5.0
"""Longest time that a join waits until this node has the entries that the tab saw on another node."""

DRAIN_SECONDS: Final = 2.0
"""Longest time that a stop waits for the log to store the accepted drafts."""

GOODBYE_SECONDS: Final = 1.0
"""Longest time that a stop then waits for answers to its close frames. All waits of a stop together take less than 5 s."""

logger = structlog.get_logger("hubbub.chat")


class Hub:
    """Implements websocket.connection.Listener. The hub does not know which log it has."""

    def __init__(self, log: Log, settings: Settings, version: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.log, self.version, self.clock = log, version, clock
        self._watches = Watches(log)
        latest_names = LatestNames(log)
        self._persons = PersonRegistry(settings, latest_names, lambda person: self.rooms.rename(person))
        self.rooms = Rooms(log, latest_names, self._persons.hear_name, self._watches.note_head, GRACE_SECONDS, clock)
        self._limits = Limits(settings.max_text, names.MAX_CHARACTERS, topics.MAX_CHARACTERS)
        self._commands = Commands(log, self._watches, settings.max_text, clock)
        self._receive = self._commands.receive
        self._heartbeat = Heartbeat()
        self._tabs: dict[Connection, Tab] = {}
        self._ticks = 0

    async def join(self, connection: Connection, request: JoinRequest) -> None:
        """Writes the welcome, then the entries above `Welcome.after`, and from then on all that is delivered to the room."""
        try:
            room = await self._open_room(request)
        except NotStored as error:
            logger.error("room_not_read", room=request.room, fault=str(error))
            connection.close(TRY_LATER, "the log cannot be read")
            return
        if not connection.is_open:
            return
        if self.is_draining:
            connection.close(RESTARTING, "restarting")
            return
        after = room.first_cursor(request.after if request.epoch in (None, self.log.epoch) else None)
        record, cursor = self._persons.record_of(request, self.clock()), Cursor(connection, room, after)
        # A page from before edits existed would reconnect here for ever (REPEATED_JOIN_LIMIT).
        is_at_change = after == request.after and room.is_change(after + 1)
        if is_at_change and not request.counts_entries and record.repeats_join(room, after):
            connection.close(NOT_OUR_PROTOCOL, "outdated page")
            return
        tab = Tab(connection, room, record, after, cursor)
        self._enter(tab)
        try:
            connection.write(text_frame(encode(self._welcome(tab, request.secret))))
            cursor.write_first()
        finally:
            # Also after an error: only a started connection calls `closed`, which removes the tab.
            # A MethodType takes 200 bytes less than a partial, for each connection.
            connection.start(self, MethodType(self._receive, tab))
        cursor.catch_up()

    def presence_of(self, room: str) -> Presence | None:
        """Returns the people in the room, on any node; None if nobody is there."""
        return self.rooms.presence_of(room)

    async def _open_room(self, request: JoinRequest) -> Room:
        """Returns the room. Waits until this node has what the tab has seen on another node. Raises NotStored."""
        room = await self.rooms.open(request.room)
        if request.after is None or request.after <= room.head or request.epoch not in (None, self.log.epoch):
            return room
        seen = min(request.after, (await self.log.heads([request.room]))[request.room])
        try:
            async with asyncio.timeout(AHEAD_SECONDS):
                # Opened again after each wait, because a room without a tab may have been dropped meanwhile.
                while (room := await self.rooms.open(request.room)).head < seen:
                    await asyncio.sleep(0.01)
        except TimeoutError:
            raise NotStored("this node is behind") from None
        return room

    def has_room(self, name: str) -> bool:
        return name in self.rooms

    def _enter(self, tab: Tab) -> None:
        self._tabs[tab.connection] = tab
        tab.record.tabs.append(tab)
        self._heartbeat.add(tab)
        tab.room.presence.enter(tab.record.person)

    def _welcome(self, tab: Tab, secret: str | None) -> Welcome:
        room, you = tab.room, tab.record.person
        return Welcome(
            room=room.name,
            greeting=f"Welcome, {you.name}!",
            you=you,
            epoch=self.log.epoch,
            after=tab.after,
            head=room.head,
            people=room.presence.encoded(),
            count=room.presence.count,
            limits=self._limits,
            version=self.version,
            topic=room.topic,
            secret=secret,
        )

    # Called by each connection (connection.Listener).

    def paused(self, connection: Connection) -> None:
        tab = self._tabs[connection]
        tab.cursor.pause()
        self._heartbeat.paused(tab, self.clock())

    def resumed(self, connection: Connection) -> None:
        tab = self._tabs[connection]
        self._heartbeat.resumed(tab, self.clock())
        tab.cursor.catch_up()

    def closed(self, connection: Connection) -> None:
        tab = self._tabs.pop(connection)
        tab.cursor.stop()
        self._heartbeat.remove(tab)
        self._watches.closed(tab)
        tab.room.presence.leave(tab.record.person.id, self.clock())
        tab.record.tabs.remove(tab)

    # The clock.

    async def run(self) -> None:
        """Calls `tick` once a second, until cancelled."""
        while True:
            await asyncio.sleep(TICK_SECONDS)
            self.tick()

    def tick(self) -> None:
        now = self.clock()
        self._ticks += 1
        self.rooms.tick(now)
        self._watches.tick()
        self._heartbeat.tick(now)
        if self._ticks % BEAT_TICKS == 0:
            self._persons.remove_idle(now)

    def log_gauges(self) -> None:
        """Logs the numbers of objects in memory, at `kill -USR1`. They fall again when people leave."""
        logger.info(
            "gauges",
            connections=len(self._tabs),
            lagging=sum(not tab.cursor.is_live for tab in self._tabs.values()),
            rooms=len(self.rooms),
            persons=len(self._persons),
            unsettled=self._commands.unsettled,
            tasks=len(asyncio.all_tasks()),
        )

    # The stop.

    @property
    def is_draining(self) -> bool:
        return self._commands.is_draining

    async def drain(self) -> None:
        """Waits until the accepted drafts are stored and delivered, then closes every connection with `restarting`."""
        self._commands.is_draining = True
        await _wait_until(lambda: not self._commands.unsettled, DRAIN_SECONDS)
        await asyncio.sleep(PACE_MAX_SECONDS)  # so that the last batch is delivered
        for connection in tuple(self._tabs):
            connection.close(RESTARTING, "restarting")
        await _wait_until(lambda: not self._tabs, GOODBYE_SECONDS)
        for connection in tuple(self._tabs):
            connection.abort()


async def _wait_until(is_done: Callable[[], bool], seconds: float) -> None:
    """Returns when `is_done` returns true, or after `seconds`."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while not is_done():
                await asyncio.sleep(0.01)
