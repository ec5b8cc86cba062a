"""The four connections of a node to the database, each with one job. They are opened together, and ended together.

A connection does not notice that its server has stopped or that the network is cut. So each node sends a heartbeat to itself.
If the heartbeat does not come back in time, the node ends all four connections, whatever the reason is.
"""

import asyncio
import time
from collections.abc import Callable
from hashlib import sha256
from typing import Any, Final

import asyncpg

from service.log.contract import LogUnusable
from service.log.postgres.address import Address
from service.log.postgres.appends import FUNCTION
from service.log.postgres.connection import Connection, Unreachable, connect
from service.log.postgres.errors import is_lost, reason_of, state_of
from service.log.postgres.notifications import CHANNEL, SEND
from service.log.postgres.startup import SCHEMAS, check_whole, version_of

SILENCE_SECONDS: Final = 3.0
"""Time without the node's own heartbeat after which its connections are opened again."""

START_SECONDS: Final = 5.0
"""Time for the first statements of new connections. Until they are done no heartbeat can show a dead connection."""

LIFE: Final = """
    SELECT life.epoch, (SELECT system_identifier FROM pg_control_system()), 'entry'::regclass::oid FROM life"""
BACKEND: Final = "pid || ' ' || extract(epoch FROM backend_start)"
"""The id of the server's process for one connection: a process id alone may be given again to a later process."""

OWN_BACKEND: Final = f"SELECT {BACKEND} FROM pg_stat_activity WHERE pid = pg_backend_pid()"  # noqa: S608
WORKING: Final = f"SELECT {BACKEND} AS backend FROM pg_stat_activity WHERE {BACKEND} = ANY($1) AND state = 'active'"  # noqa: S608
"""Selects those of the processes $1 that carry out a statement. A process that waits for the next statement holds no lock on a
room."""

TIMELINE: Final = "SELECT left(pg_walfile_name(pg_current_wal_lsn()), 8)"


NOW: Final = "SELECT extract(epoch FROM clock_timestamp())"


class Sessions:
    def __init__(self, append: Connection, read: Connection, notify: Connection, listen: Connection) -> None:
        self.append, self.read, self.notify, self.listen = append, read, notify, listen
        self.epoch = ""
        self.append_backend = ""
        self.clock_ahead = 0.0
        self.lost = asyncio.Event()
        """Set when one of the connections is lost: then none of them is used any more."""
        self.heard_at = time.monotonic()
        """When the node heard its own heartbeat last."""
        for connection in self._all():
            connection.add_termination_listener(lambda _: self.lost.set())

    @classmethod
    async def open(cls, address: Address, node: str, hear: Callable[[str], None]) -> "Sessions":
        """`hear` is called with each notification. Raises Unreachable, or LogUnusable."""
        opened: list[Connection] = []
        try:
            for _ in range(4):
                opened.append(await connect(address))  # noqa: PERF401 - those that were opened are closed after an error
            self = cls(*opened)
            async with asyncio.timeout(START_SECONDS):
                await self._start(address, node, hear)
        except BaseException as error:
            for connection in opened:
                connection.terminate()
            if isinstance(error, Exception) and (is_lost(error) or state_of(error)):
                raise Unreachable(reason_of(error)) from None
            raise
        return self

    async def _start(self, address: Address, node: str, hear: Callable[[str], None]) -> None:
        if (version := await version_of(self.append)) != len(SCHEMAS):
            raise LogUnusable(f"{address} has version {version}, and this Hubbub reads {len(SCHEMAS)}.")
        await self.append.execute(FUNCTION)
        self.epoch = await _epoch(address, self.append)
        self.append_backend = await self.append.fetchval(OWN_BACKEND)
        asked_at = time.monotonic()
        self.clock_ahead = float(await self.append.fetchval(NOW)) - (asked_at + time.monotonic()) / 2
        await self._listen(node, hear)

    async def _listen(self, node: str, hear: Callable[[str], None]) -> None:
        """Listens, and waits for a first notification to itself: a pooler may drop all notifications without an error."""
        echo, heard = f'{{"node":"{node}"}}', asyncio.Event()

        def hear_one(_: Any, _pid: int, _channel: str, payload: str) -> None:
            if payload == echo:
                heard.set()
            else:
                hear(payload)

        await self.listen.add_listener(CHANNEL, hear_one)
        await self.notify.execute(SEND, [echo])
        try:
            async with asyncio.timeout(SILENCE_SECONDS):
                await heard.wait()
        except TimeoutError:
            raise Unreachable(
                "notifications do not arrive. A pooler between must not share connections between transactions (PgBouncer: "
                "pool_mode = session)"
            ) from None
        self.heard_at = time.monotonic()

    @property
    def is_silent(self) -> bool:
        return time.monotonic() - self.heard_at > SILENCE_SECONDS

    def terminate(self) -> None:
        """Drops the connections, and cancels no statement: PostgreSQL makes a commit visible when its wait for the standby is
        cancelled, although no standby has it."""
        self.lost.set()
        for connection in self._all():
            connection.terminate()

    def _all(self) -> tuple[Connection, ...]:
        return self.append, self.read, self.notify, self.listen


async def _epoch(address: Address, connection: Connection) -> str:
    """Returns the epoch of the log. It changes when a standby is promoted, because the standby may lack entries, and when a
    backup is restored."""
    life = await connection.fetchrow(LIFE)
    check_whole(address, life["epoch"])
    try:
        timeline = await connection.fetchval(TIMELINE)
    except asyncpg.ObjectNotInPrerequisiteStateError:
        timeline = ""  # some managed services have no timelines
    return sha256(repr((*life, timeline)).encode()).hexdigest()[:16]
