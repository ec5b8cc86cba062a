"""The heartbeat of all tabs: writes a ping and a beat to each in turn, and disconnects those that are silent or stalled."""

from itertools import cycle
from typing import Final

import structlog

from service.chat.persons import Tab
from service.chat.room import Room
from service.protocol import STALLED
from service.websocket.frames import PING

BEAT_TICKS: Final = 20
"""Ticks between two beats of a tab. Each tick writes to a twentieth of the tabs, so that pings are spread out."""

SILENCE_SECONDS: Final = 50.0
"""A live tab from which no byte came for this time is disconnected, whatever TCP reports. In this time it had two pings to
answer."""

LATE_SECONDS: Final = 5.0
"""If two ticks are further apart, no tab counts as silent: the process itself was suspended, and received nothing."""

STALL_SECONDS: Final = 10.0
"""A paused tab that has read no byte for this time is disconnected. It reconnects and catches up when it can."""

logger = structlog.get_logger("hubbub.chat")


class Heartbeat:
    def __init__(self) -> None:
        self._turns: list[set[Tab]] = [set() for _ in range(BEAT_TICKS)]
        self._join_turns, self._beat_turns = cycle(self._turns), cycle(self._turns)
        self._unsent: dict[Tab, tuple[int, float]] = {}
        """The unsent bytes of each paused tab, and since when this number has not fallen."""
        self._ticked_at: float | None = None

    def add(self, tab: Tab) -> None:
        next(self._join_turns).add(tab)

    def remove(self, tab: Tab) -> None:
        for turn in self._turns:
            turn.discard(tab)
        self._unsent.pop(tab, None)

    def paused(self, tab: Tab, now: float) -> None:
        self._unsent[tab] = tab.connection.unsent_bytes(), now

    def resumed(self, tab: Tab, now: float) -> None:
        """Counts as activity: the tab has read what was written to it."""
        self._unsent.pop(tab, None)
        tab.connection.last_active_at = now

    def tick(self, now: float) -> None:
        """Called once a second."""
        before, self._ticked_at = self._ticked_at, now
        self._disconnect_stalled(now)
        if before is not None and now - before < LATE_SECONDS:
            self._disconnect_silent(now)
        self._beat()

    def _disconnect_stalled(self, now: float) -> None:
        for tab, (unsent, since) in tuple(self._unsent.items()):
            left = tab.connection.unsent_bytes()
            if left < unsent:
                self._unsent[tab] = left, now
            elif now - since > STALL_SECONDS:
                del self._unsent[tab]  # so that this is done once, although the tab stays until its connection is lost
                _disconnect(tab, "stalled")

    def _disconnect_silent(self, now: float) -> None:
        """Checks all tabs, which takes 0.1 µs each. A lagging tab gets no pings, so it can be stalled but not silent."""
        silent = [tab for turn in self._turns for tab in turn if now - tab.connection.last_active_at > SILENCE_SECONDS]
        for tab in silent:
            if tab.connection.is_open and tab.cursor.is_live:
                _disconnect(tab, "silent")

    def _beat(self) -> None:
        beats: dict[Room, bytes] = {}
        for tab in tuple(next(self._beat_turns)):
            if not tab.cursor.is_live:
                continue  # it is lagging: the head of a beat may be above its cursor
            if tab.room not in beats:
                beats[tab.room] = PING + tab.room.beat()
            tab.connection.write(beats[tab.room])


def _disconnect(tab: Tab, reason: str) -> None:
    logger.info("disconnected", reason=reason, room=tab.room.name, person=tab.record.person.id)
    tab.connection.close(STALLED, reason)
