"""Who is connected here: joining, what people say, delivering to everyone, and who is let go.

Two loops run beside the connections: `deliver` hands on what the log says, `tick` is the one clock of the hub.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import structlog

from service import names
from service.connection import PING, Connection, text_frame
from service.guard import Bucket
from service.log import Batch, Draft, Log, News, NotStored
from service.protocol import (
    NOT_OUR_LANGUAGE,
    RESTARTING,
    STALLED,
    TOO_FAST,
    TRY_LATER,
    Limits,
    Message,
    Person,
    Refusal,
    Rename,
    Say,
    StartTyping,
    Typing,
    Welcome,
    clean_text,
    encode,
    parse,
)
from service.room import Room
from service.settings import Settings
from service.visit import Visit

TICK_SECONDS: Final = 1.0
BEAT_TICKS: Final = 20
"""Ticks between two heartbeats of a connection; each tick serves its share, so that nobody waits for a wave of pings."""

SILENCE_SECONDS: Final = 50.0
"""A live connection that was not heard for two heartbeats is gone, whatever TCP says."""

STALL_SECONDS: Final = 10.0
"""A lagging connection that takes no byte for so long is let go, to come back and catch up."""

GRACE_SECONDS: Final = 5.0
"""How long a person without a tab still counts as here: a reload or a change of network takes less."""

PACE_SHARE: Final = 3.0
"""After a delivery that cost t, the next waits 3 t: at most a quarter of the time goes into writing."""

PACE_MIN_SECONDS: Final = 0.001
PACE_MAX_SECONDS: Final = 0.05

TYPING_SECONDS: Final = 2.0
"""One connection's news of typing in between is not passed on."""

BAD_FRAMES: Final = 10
"""After so many, whoever is there does not speak our language."""

TOO_FAST_REFUSALS: Final = 100
"""After so many in a row, whoever is there does not listen either."""

RETRY_SECONDS: Final = 5.0
"""When to try again what the log could not store."""

DRAIN_SECONDS: Final = 2.0
"""How long a shutdown waits for the log, and then once more for those it says goodbye to."""

log_line = structlog.get_logger("hubbub.hub")


@dataclass(slots=True, eq=False)
class _Known:
    """A person with at least one tab here, in whichever rooms: one name, one rate for all of them."""

    person: Person
    bucket: Bucket
    tabs: int = 0
    refusals: int = 0


@dataclass(slots=True, eq=False)
class _Tab:
    """What the hub keeps for one connection."""

    room: Room
    known: _Known
    began_after: int
    beat_slot: int
    bad_frames: int = 0
    typed_at: float = 0.0
    unread_bytes: int = 0
    stalled_at: float = 0.0


@dataclass(slots=True)
class Hub:
    """Implements connection.Listener. The hub does not know which log it has."""

    log: Log
    settings: Settings
    version: str
    clock: Callable[[], float] = time.monotonic
    is_draining: bool = False
    _tabs: dict[Connection, _Tab] = field(default_factory=dict)
    _rooms: dict[str, Room] = field(default_factory=dict)
    _opening: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _known: dict[str, _Known] = field(default_factory=dict)
    _beat_slots: list[set[Connection]] = field(default_factory=lambda: [set() for _ in range(BEAT_TICKS)])
    _ticks: int = 0
    _unsettled: int = 0

    # Coming in.

    async def join(self, connection: Connection, visit: Visit) -> None:
        """The first word is the welcome, then everything from its `after` on, then whatever comes."""
        try:
            room = await self._open(visit.room)
        except NotStored as fault:
            log_line.error("room_not_read", room=visit.room, fault=str(fault))
            connection.let_go(TRY_LATER, "the log cannot be read just now")
            return
        if not connection.is_open:
            return
        if self.is_draining:
            connection.let_go(RESTARTING, "restarting")
            return
        known = self._recognise(visit)
        cursor = room.first_cursor(visit.after if visit.epoch in (None, self.log.epoch) else None)
        tab = _Tab(room, known, cursor, len(self._tabs) % BEAT_TICKS)
        self._tabs[connection] = tab
        self._beat_slots[tab.beat_slot].add(connection)
        room.people.enter(known.person)
        connection.write(text_frame(encode(self._welcome(tab))))
        room.add(connection, cursor)
        connection.listen(self)

    async def _open(self, name: str) -> Room:
        """The room, with the end of its log at hand; many who knock at once share one read."""
        room = self._rooms.get(name)
        if room is None:
            room = self._rooms[name] = Room(name, self.log, GRACE_SECONDS)
            self._opening[name] = asyncio.ensure_future(room.open())
        if opening := self._opening.get(name):
            try:
                await asyncio.shield(opening)
            except NotStored:
                if self._rooms.get(name) is room:
                    del self._rooms[name]
                raise
            finally:
                if opening.done():
                    self._opening.pop(name, None)
        return room

    def _recognise(self, visit: Visit) -> _Known:
        known = self._known.get(visit.person_id)
        if known is None:
            person = Person(visit.person_id, visit.name or names.random_name())
            bucket = Bucket(self.settings.rate, self.settings.burst, self.settings.burst, self.clock())
            known = self._known[visit.person_id] = _Known(person, bucket)
        elif visit.name and visit.name != known.person.name:
            self._rename(known, visit.name)
        known.tabs += 1
        return known

    def _welcome(self, tab: _Tab) -> Welcome:
        room, you = tab.room, tab.known.person
        return Welcome(
            room=room.name,
            greeting=f"Welcome, {you.name}!",
            you=you,
            epoch=self.log.epoch,
            after=tab.began_after,
            head=room.head,
            people=room.people.listed(),
            count=room.people.count,
            limits=Limits(self.settings.max_text, names.MAX_CHARACTERS),
            version=self.version,
        )

    # What a connection tells (connection.Listener).

    def said(self, connection: Connection, text: str) -> None:
        tab = self._tabs[connection]
        try:
            frame = parse(text)
            if isinstance(frame, Say):
                self._say(connection, tab, frame)
            elif isinstance(frame, Rename):
                self._take_name(tab, frame.name)
            elif isinstance(frame, StartTyping):
                self._pass_on_typing(tab)
        except Refusal as refusal:
            self._refuse(connection, tab, refusal)

    def paused(self, connection: Connection) -> None:
        tab = self._tabs[connection]
        tab.room.pause(connection)
        tab.unread_bytes, tab.stalled_at = connection.unread_bytes(), self.clock()

    def resumed(self, connection: Connection) -> None:
        connection.heard_at = self.clock()  # it takes what we write: that is a sign of life
        self._tabs[connection].room.catch_up(connection)

    def lost(self, connection: Connection) -> None:
        tab = self._tabs.pop(connection)
        self._beat_slots[tab.beat_slot].discard(connection)
        tab.room.remove(connection)
        tab.room.people.leave(tab.known.person.id, self.clock())
        tab.known.tabs -= 1

    # What people do.

    def _say(self, connection: Connection, tab: _Tab, say: Say) -> None:
        if self.is_draining:
            return  # the draft stays in the tab's outbox, which sends it again when we are back
        self._spend(tab.known, say.draft)
        draft = Draft(tab.room.name, say.draft, tab.known.person, clean_text(say, self.settings.max_text))
        self._unsettled += 1
        self.log.append(draft).add_done_callback(partial(self._settle, connection, say.draft))

    def _settle(self, connection: Connection, draft: str, appended: "asyncio.Future[Message]") -> None:
        """The message itself comes by the log. Only what the tab will not be sent that way is said here."""
        self._unsettled -= 1
        fault = appended.exception()
        tab = self._tabs.get(connection)
        if fault is not None:
            log_line.error("not_stored", fault=str(fault))
            if tab is not None:
                reason = "This message could not be stored. It is not lost: it will be tried again."
                self._refuse(connection, tab, Refusal("not_stored", reason, draft, RETRY_SECONDS))
        elif tab is not None and appended.result().seq <= tab.began_after:
            connection.write(text_frame(encode(appended.result())))  # said long ago, below this tab's view

    def _take_name(self, tab: _Tab, wanted: str) -> None:
        self._spend(tab.known, None)
        try:
            self._rename(tab.known, names.clean(wanted))
        except names.BadName as error:
            raise Refusal("bad_name", str(error)) from None

    def _rename(self, known: _Known, name: str) -> None:
        known.person = Person(known.person.id, name)
        for room in self._rooms.values():
            room.people.rename(known.person)

    def _pass_on_typing(self, tab: _Tab) -> None:
        now = self.clock()
        if now - tab.typed_at >= TYPING_SECONDS:
            tab.typed_at = now
            self.log.announce(News(tab.room.name, Typing(tab.known.person)))

    def _spend(self, known: _Known, draft: str | None) -> None:
        if wait := known.bucket.wait_seconds(self.clock()):
            raise Refusal("too_fast", "That was faster than anyone can read. Wait a moment.", draft, wait)
        known.refusals = 0

    def _refuse(self, connection: Connection, tab: _Tab, refusal: Refusal) -> None:
        frame = refusal.frame
        if frame.code == "too_fast":
            tab.known.refusals += 1
            if tab.known.refusals > TOO_FAST_REFUSALS:
                connection.let_go(TOO_FAST, "too fast, and not listening")
        elif frame.code == "bad_frame":
            tab.bad_frames += 1
            if tab.bad_frames > BAD_FRAMES:
                connection.let_go(NOT_OUR_LANGUAGE, "not our language")
        if connection.is_open:
            connection.write(text_frame(encode(frame)))

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
            for connection in tuple(room.lagging):
                self._check_progress(connection, now)
            if room.is_deserted and room.name not in self._opening:
                del self._rooms[room.name]
        self._beat(now)
        self._forget(now)

    def _check_progress(self, connection: Connection, now: float) -> None:
        tab = self._tabs[connection]
        unread = connection.unread_bytes()
        if unread < tab.unread_bytes or not connection.is_paused:
            tab.stalled_at = now
        tab.unread_bytes = unread
        if now - tab.stalled_at > STALL_SECONDS:
            self._give_up(connection, tab, "stalled")

    def _beat(self, now: float) -> None:
        beats: dict[Room, bytes] = {}
        for connection in tuple(self._beat_slots[self._ticks % BEAT_TICKS]):
            tab = self._tabs[connection]
            if connection in tab.room.lagging:
                continue  # it is judged by what it takes, and has no room for a ping
            if now - connection.heard_at > SILENCE_SECONDS:
                self._give_up(connection, tab, "silent")
                continue
            if tab.room not in beats:
                beats[tab.room] = PING + tab.room.beat()
            connection.write(beats[tab.room])

    def _give_up(self, connection: Connection, tab: _Tab, why: str) -> None:
        log_line.info("gave_up", why=why, room=tab.room.name, person=tab.known.person.id)
        connection.let_go(STALLED, why)

    def _forget(self, now: float) -> None:
        """A person without tabs is remembered until their bucket is full again: coming back must not refill it."""
        if self._ticks % BEAT_TICKS:
            return
        refill_seconds = self.settings.burst / self.settings.rate if self.settings.rate else 0
        gone = [key for key, known in self._known.items() if not known.tabs and now - known.bucket.at > refill_seconds]
        for key in gone:
            del self._known[key]

    # Going.

    async def drain(self) -> None:
        """What was accepted is stored and delivered, then everyone is told to come back in a moment."""
        self.is_draining = True
        async with _patience(DRAIN_SECONDS):
            while self._unsettled:
                await asyncio.sleep(0.01)
        await asyncio.sleep(PACE_MAX_SECONDS)  # the last batch goes out
        for connection in tuple(self._tabs):
            connection.let_go(RESTARTING, "restarting")
        async with _patience(DRAIN_SECONDS):
            while self._tabs:
                await asyncio.sleep(0.01)
        for connection in tuple(self._tabs):
            connection.cut()


class _patience:
    """Waits inside for so long, and no error if that was not enough."""

    def __init__(self, seconds: float) -> None:
        self._timeout = asyncio.timeout(seconds)

    async def __aenter__(self) -> None:
        await self._timeout.__aenter__()

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        try:
            await self._timeout.__aexit__(kind, error, trace)  # type: ignore[arg-type]
        except TimeoutError:
            return True
        return False
