"""Who is connected here: joining, delivering to everyone, and saying goodbye.

Two loops run beside the connections: `deliver` hands on what the log says, `tick` is the one clock of the hub.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import structlog

from service.access.join_request import JoinRequest
from service.chat.commands import Speech
from service.chat.heartbeat import BEAT_TICKS, Heartbeat
from service.chat.persons import Persons, Tab
from service.chat.room import Room
from service.log import Batch, Log, NotStored
from service.protocol import RESTARTING, TRY_LATER, Limits, Message, Welcome, encode
from service.settings import Settings
from service.text import names
from service.websocket.connection import Connection
from service.websocket.frames import text_frame

TICK_SECONDS: Final = 1.0

GRACE_SECONDS: Final = 5.0
"""How long a person without a tab still counts as here: a reload or a change of network takes less."""

PACE_SHARE: Final = 3.0
"""After a delivery that cost t, the next waits 3 t: at most a quarter of the time goes into writing."""

PACE_MIN_SECONDS: Final = 0.001
PACE_MAX_SECONDS: Final = 0.05

DRAIN_SECONDS: Final = 2.0
"""How long a stop waits for the log."""

GOODBYE_SECONDS: Final = 1.0
"""And then for those it has sent away. With what the log and Sanic itself wait then, a stop takes less than 5 s."""

log_line = structlog.get_logger("hubbub.hub")


class Hub:
    """Implements connection.Listener. The hub does not know which log it has."""

    def __init__(self, log: Log, settings: Settings, version: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.log, self.version, self.clock = log, version, clock
        self._limits = Limits(settings.max_text, names.MAX_CHARACTERS)
        self._persons = Persons(settings)
        self._speech = Speech(log, settings.max_text, clock)
        self._heartbeat = Heartbeat()
        self._tabs: dict[Connection, Tab] = {}
        self._rooms: dict[str, Room] = {}
        self._opening: dict[str, asyncio.Task[None]] = {}
        self._ticks = 0

    # Coming in.

    async def join(self, connection: Connection, visit: JoinRequest) -> None:
        """The first word is the welcome, then everything from its `after` on, then whatever comes."""
        try:
            room = await self._open(visit.room)
        except NotStored as fault:
            log_line.error("room_not_read", room=visit.room, fault=str(fault))
            connection.close(TRY_LATER, "the log cannot be read just now")
            return
        if not connection.is_open:
            return
        if self.is_draining:
            connection.close(RESTARTING, "restarting")
            return
        cursor = room.first_cursor(visit.after if visit.epoch in (None, self.log.epoch) else None)
        tab = self._enter(Tab(connection, room, self._persons.meet(visit, self.clock()), cursor))
        try:
            connection.write(text_frame(encode(self._welcome(tab))))
            room.add(connection, cursor)
        finally:
            connection.start(self)  # also after a defect: who has entered can only leave by `lost`
        room.catch_up(connection)

    def has_room(self, name: str) -> bool:
        return name in self._rooms

    async def _open(self, name: str) -> Room:
        """The room, with the end of its log at hand; many who knock at once share one read."""
        while name in self._opening or name not in self._rooms:
            if name not in self._opening:
                room = self._rooms[name] = Room(name, self.log, GRACE_SECONDS)
                self._opening[name] = asyncio.create_task(self._read_end(room))
            await asyncio.shield(self._opening[name])
        return self._rooms[name]

    async def _read_end(self, room: Room) -> None:
        """What is begun here ends here, in one step: whoever knocks later finds a room that was read, or none."""
        try:
            await room.open()
        except BaseException:
            del self._rooms[room.name]
            raise
        finally:
            del self._opening[room.name]

    def _enter(self, tab: Tab) -> Tab:
        self._tabs[tab.connection] = tab
        tab.known.tabs.append(tab)
        self._heartbeat.add(tab)
        tab.room.people.enter(tab.known.person)
        return tab

    def _welcome(self, tab: Tab) -> Welcome:
        room, you = tab.room, tab.known.person
        return Welcome(
            room=room.name,
            greeting=f"Welcome, {you.name}!",
            you=you,
            epoch=self.log.epoch,
            after=tab.began_after,
            head=room.head,
            people=room.people.spelled(),
            count=room.people.count,
            limits=self._limits,
            version=self.version,
        )

    # What a connection tells (connection.Listener).

    def received(self, connection: Connection, text: str) -> bool:
        return self._speech.hear(self._tabs[connection], text)

    def paused(self, connection: Connection) -> None:
        tab = self._tabs[connection]
        tab.room.pause(connection)
        self._heartbeat.paused(tab, self.clock())

    def resumed(self, connection: Connection) -> None:
        tab = self._tabs[connection]
        self._heartbeat.resumed(tab, self.clock())
        tab.room.catch_up(connection)

    def closed(self, connection: Connection) -> None:
        tab = self._tabs.pop(connection)
        self._heartbeat.remove(tab)
        tab.room.remove(connection)
        tab.room.people.leave(tab.known.person.id, self.clock())
        tab.known.tabs.remove(tab)

    # Delivering.

    async def deliver(self) -> None:
        """Hands on what the log says, until cancelled.

        The first batch after a quiet moment goes out at once. After one that cost t the next waits `PACE_SHARE` times t,
        so that batches grow exactly as load does and the rest of the time is free for reading.
        """
        async for batch in self.log.live():
            began = self.clock()
            self.hand_on(batch)
            await asyncio.sleep(0)  # the transports write at the end of this turn of the loop, so it counts as cost
            cost = self.clock() - began
            await asyncio.sleep(min(PACE_MAX_SECONDS, max(PACE_MIN_SECONDS, PACE_SHARE * cost)))

    def hand_on(self, batch: Batch) -> None:
        messages: dict[str, list[Message]] = {}
        for news in batch:
            if isinstance(news.frame, Message):
                messages.setdefault(news.room, []).append(news.frame)
            elif room := self._rooms.get(news.room):
                room.push(text_frame(encode(news.frame)))
        for name, said in messages.items():
            if room := self._rooms.get(name):
                room.deliver(said)

    # The one clock.

    async def run(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            self.tick()

    def tick(self) -> None:
        now = self.clock()
        self._ticks += 1
        for room in list(self._rooms.values()):
            if news := room.people.news(now):
                room.push(text_frame(encode(news)))
            if room.is_deserted and room.name not in self._opening:
                del self._rooms[room.name]
        self._heartbeat.tick(now)
        if self._ticks % BEAT_TICKS == 0:
            self._persons.forget(now)

    def tell_gauges(self) -> None:
        """A line for whoever runs us, at `kill -USR1`: what is held just now. All of it falls back when people leave."""
        log_line.info(
            "gauges",
            connections=len(self._tabs),
            lagging=sum(len(room.lagging) for room in self._rooms.values()),
            rooms=len(self._rooms),
            persons=len(self._persons),
            unsettled=self._speech.unsettled,
            tasks=len(asyncio.all_tasks()),
        )

    # Going.

    @property
    def is_draining(self) -> bool:
        return self._speech.is_over

    async def drain(self) -> None:
        """What was accepted is stored and delivered, then everyone is told to come back in a moment."""
        self._speech.is_over = True
        await _wait_until(lambda: not self._speech.unsettled, DRAIN_SECONDS)
        await asyncio.sleep(PACE_MAX_SECONDS)  # the last batch goes out
        for connection in tuple(self._tabs):
            connection.close(RESTARTING, "restarting")
        await _wait_until(lambda: not self._tabs, GOODBYE_SECONDS)
        for connection in tuple(self._tabs):
            connection.abort()


async def _wait_until(is_done: Callable[[], bool], seconds: float) -> None:
    """Not to be done by then is no error."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while not is_done():
                await asyncio.sleep(0.01)
