"""One node among those that share the database: keeps its sessions, sends and hears notifications, and knows its epoch."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Final

import structlog

from service.log.contract import AskPeople, LogUnusable, NodeGone, RoomFrame
from service.log.postgres.address import Address
from service.log.postgres.connection import Unreachable
from service.log.postgres.errors import is_lost, reason_of
from service.log.postgres.notifications import BEAT_SECONDS, Announced, Heard, Notifier, parse_notification
from service.log.postgres.positions import Positions
from service.log.postgres.sessions import WORKING, Sessions
from service.log.writes import Writes

RETRY_SECONDS: Final = 0.5
"""Time between two attempts to reach the database."""

LINE_SECONDS: Final = 10.0
"""Shortest time between two log lines about a database that is not reached."""

LEASE_SECONDS: Final = 6.0
"""Another node that sends no notification for this time counts as gone, if this node still hears its own heartbeat."""

WATCH_SECONDS: Final = 0.25
"""Time between two looks at the time since the last heartbeat."""

ABANDONED_LIMIT: Final = 2
"""Some appends get no answer, but the server may still carry them out, and each may hold the lock on a room. If there are this
many, no further append is begun until one of them ends."""

UNREACHABLE: Final = "the database is not reached"

logger = structlog.get_logger("hubbub.log")


class Node:
    def __init__(self, address: Address, writes: Writes) -> None:
        self.id = secrets.token_hex(8)  # made at each start: a cloned container is another node
        self.epoch = ""
        self.sessions: Sessions | None = None
        """None while the database is not reached."""
        self.clock_ahead = 0.0
        """Seconds by which the server's clock is ahead of time.monotonic() here, measured when sessions were last opened."""
        self.positions = Positions(lambda room, entries: writes.publish(RoomFrame(room, entry) for entry in entries))
        self.notifier = Notifier(self.id)
        self.has_returned = asyncio.Event()
        """Set when the sessions were opened again: what other nodes sent while there were no sessions was not heard."""
        self._address, self._writes = address, writes
        self._sending: asyncio.Task[None] | None = None
        self._others: dict[str, float] = {}
        """When each other node was heard last."""
        self._sessions_of: dict[str, int] = {}
        """The highest session number heard of each other node."""
        self._line_at = 0.0
        self._abandoned: set[str] = set()
        """The server's processes (sessions.BACKEND) whose append got no answer."""

    async def start(self, prepare: Callable[[Address], Awaitable[None]]) -> None:
        """Waits until the database is reached. Raises LogUnusable."""
        await self._open(prepare)
        assert self.sessions is not None
        self.epoch = self.sessions.epoch

    async def run(self) -> None:
        """Opens new sessions whenever one of the present ones is lost, or the node does not hear its own heartbeat."""
        try:
            while True:
                await self._until_lost()
                logger.error("database_lost", log=str(self._address))
                await self.close()
                await self._open()
                logger.info("database_reached", log=str(self._address))
        except LogUnusable as error:
            self._writes.end(error)

    async def _until_lost(self) -> None:
        assert self.sessions is not None
        while not self.sessions.lost.is_set() and not self.sessions.is_silent:
            with suppress(TimeoutError):
                async with asyncio.timeout(WATCH_SECONDS):
                    await self.sessions.lost.wait()
            # If this node does not hear its own heartbeat, it may be cut off, and the others alive: then no lease ends.
            if time.monotonic() - self.sessions.heard_at < 2 * BEAT_SECONDS:
                self._end_leases()

    def _end_leases(self) -> None:
        silent = time.monotonic() - LEASE_SECONDS
        for node in [node for node, heard_at in self._others.items() if heard_at < silent]:
            self._forget(node, is_clean=False)

    def _forget(self, node: str, *, is_clean: bool) -> None:
        self._others.pop(node, None)
        self._sessions_of.pop(node, None)
        self._writes.publish([RoomFrame("", NodeGone(node, is_clean))])

    async def close(self) -> None:
        if self.sessions is not None:
            self.sessions.terminate()
            self.sessions = None
        if self._sending is not None:
            self._sending.cancel()
            await asyncio.gather(self._sending, return_exceptions=True)

    async def _open(self, prepare: Callable[[Address], Awaitable[None]] | None = None) -> None:
        while self.sessions is None:
            try:
                if prepare is not None:
                    await prepare(self._address)
                opened = await Sessions.open(self._address, self.id, self._hear)
            except Unreachable as error:
                self._report(str(error))
                await asyncio.sleep(RETRY_SECONDS)
            else:
                self._use(opened)

    def _use(self, sessions: Sessions) -> None:
        if self.epoch not in ("", sessions.epoch):
            sessions.terminate()
            raise LogUnusable(
                f"{self._address} has another epoch than before: entries may be missing, after a failover or a restored backup."
            )
        self.sessions, self.clock_ahead = sessions, sessions.clock_ahead
        self._sending = asyncio.create_task(self._send(sessions))
        self._others = dict.fromkeys(self._others, time.monotonic())
        if self.epoch:
            self.has_returned.set()
            self._writes.publish([RoomFrame("", AskPeople(self.id))])

    async def _send(self, sessions: Sessions) -> None:
        try:
            await self.notifier.run(sessions.notify)
        except Exception as error:  # noqa: BLE001 - new sessions are opened after any error
            if not is_lost(error):
                logger.error("notify_failed", fault=reason_of(error))
            sessions.lost.set()

    def _hear(self, payload: str) -> None:
        found = parse_notification(payload)
        if found is None:
            return
        if found.node != self.id:
            self._hear_other(found)
            return
        if found.beat and self.sessions is not None:
            self.sessions.heard_at = time.monotonic()

    def _hear_other(self, found: Heard) -> None:
        # Ignores what a stalled connection of that node delivers late: on the next connection it has told everything again.
        if found.session < self._sessions_of.get(found.node, 0):
            return
        self._sessions_of[found.node] = found.session
        self._others[found.node] = time.monotonic()
        for room, (first, head) in found.heads.items():
            if 0 < first <= head < 2**53:
                self.positions.tell(room, first, head)
        self._publish(found.announcements)
        if found.has_stopped:
            self._forget(found.node, is_clean=True)

    def _publish(self, announcements: Iterable[Announced]) -> None:
        self._writes.publish(RoomFrame(one.room, one.frame) for one in announcements)

    def _report(self, reason: str) -> None:
        if (now := time.monotonic()) >= self._line_at:
            self._line_at = now + LINE_SECONDS
            logger.error("database_not_reached", log=str(self._address), fault=reason)

    # Appends that got no answer, because their connection was lost or given up.

    def abandon_append(self, sessions: Sessions) -> None:
        self._abandoned.add(sessions.append_backend)

    async def may_append(self, sessions: Sessions) -> bool:
        """Whether fewer than ABANDONED_LIMIT appends without an answer are still under way at the server."""
        if len(self._abandoned) >= ABANDONED_LIMIT:
            working = await sessions.append.fetch(WORKING, list(self._abandoned))
            self._abandoned = {row["backend"] for row in working}
        return len(self._abandoned) < ABANDONED_LIMIT
