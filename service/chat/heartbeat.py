"""One heart for all tabs: it beats for each in its turn, and lets go of who is silent or takes nothing."""

from itertools import cycle
from typing import Final

import structlog

from service.chat.persons import Tab
from service.chat.room import Room
from service.protocol import STALLED
from service.websocket.frames import PING

BEAT_TICKS: Final = 20
"""Ticks between two beats of a tab; each tick serves its share, so that nobody waits for a wave of pings."""

SILENCE_SECONDS: Final = 50.0
"""A live tab that was not heard for two beats is gone, whatever TCP says."""

LATE_SECONDS: Final = 5.0
"""A tick so long after the one before: we stood still ourselves, as in a machine asleep, and have to listen first."""

STALL_SECONDS: Final = 10.0
"""A tab behind that takes no byte for so long is let go, to come back and catch up."""

log_line = structlog.get_logger("hubbub.heartbeat")


class Heartbeat:
    def __init__(self) -> None:
        self._turns: list[set[Tab]] = [set() for _ in range(BEAT_TICKS)]
        self._next_turn = cycle(self._turns)
        self._now_turn = cycle(self._turns)
        self._unread: dict[Tab, tuple[int, float]] = {}
        """Of each tab that is full: the bytes it has not taken, and since when that number has not fallen."""
        self._ticked_at: float | None = None

    def add(self, tab: Tab) -> None:
        next(self._next_turn).add(tab)

    def remove(self, tab: Tab) -> None:
        for turn in self._turns:
            turn.discard(tab)
        self._unread.pop(tab, None)

    def paused(self, tab: Tab, now: float) -> None:
        self._unread[tab] = tab.connection.unsent_bytes(), now

    def resumed(self, tab: Tab, now: float) -> None:
        """It takes what we write: that is a sign of life."""
        self._unread.pop(tab, None)
        tab.connection.received_at = now

    def tick(self, now: float) -> None:
        """Once a second."""
        before, self._ticked_at = self._ticked_at, now
        self._watch(now)
        if before is not None and now - before < LATE_SECONDS:
            self._listen(now)
        self._beat()

    def _watch(self, now: float) -> None:
        for tab, (unread, since) in tuple(self._unread.items()):
            left = tab.connection.unsent_bytes()
            if left < unread:
                self._unread[tab] = left, now
            elif now - since > STALL_SECONDS:
                del self._unread[tab]  # once: its line stays a while longer, for an answer to our goodbye
                _give_up(tab, "stalled")

    def _listen(self, now: float) -> None:
        """To all of them, as a look costs a tenth of a microsecond. Who is lagging is judged by what it takes."""
        silent = [tab for turn in self._turns for tab in turn if now - tab.connection.received_at > SILENCE_SECONDS]
        for tab in silent:
            if tab.connection.is_open and tab.connection not in tab.room.lagging:
                _give_up(tab, "silent")

    def _beat(self) -> None:
        beats: dict[Room, bytes] = {}
        for tab in tuple(next(self._now_turn)):
            room, connection = tab.room, tab.connection
            if connection in room.lagging:
                continue  # it has no room for a ping
            if room not in beats:
                beats[room] = PING + room.beat()
            connection.write(beats[room])


def _give_up(tab: Tab, why: str) -> None:
    log_line.info("gave_up", why=why, room=tab.room.name, person=tab.known.person.id)
    tab.connection.close(STALLED, why)
