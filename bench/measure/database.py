"""Measures what each step of many nodes costs by itself: a commit, a message in it, a notification, the read that it causes."""

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any, Final

from bench.measure import running
from bench.measure.running import Database
from bench.measure.task import Measurement, Task
from service.log import Draft
from service.log.postgres.address import Address, parse_address
from service.log.postgres.appends import FUNCTION, append
from service.log.postgres.connection import Connection, connect
from service.log.postgres.notifications import CHANNEL, SEND
from service.log.postgres.pages import read_rooms
from service.log.postgres.reader import PUMP_ENTRIES
from service.log.postgres.startup import prepare
from service.log.writes import Write
from service.protocol import Person, Say

BATCHES: Final = {1: 600, 10: 200, 100: 60}
"""Messages in a commit, and how many such commits are measured."""

LISTENERS: Final = (0, 1, 2, 3, 10, 30)
NOTIFICATIONS: Final = 400

READS: Final = {1: 400, 10: 300, 100: 200}
"""Rooms in a read, each with one new message, and how many such reads are measured."""

OLDER: Final = 10
"""Older messages in each of these rooms."""

AUTHOR: Final = Person("0123456789abcdef", "Brisk Otter")
PAYLOAD: Final = '{"node":"0123456789abcdef","heads":{"lobby":[12345,12346]}}'

Step = Callable[[], Awaitable[Any]]


def database(task: Task, folder: Path, core: int) -> Measurement:
    with running.database(core) as shared:
        return asyncio.run(_costs(shared)) | {"version": shared.ask("SHOW server_version")}


async def _costs(shared: Database) -> Measurement:
    address = parse_address(shared.url)
    await prepare(address)
    connection = await connect(address)
    await connection.execute(FUNCTION)
    found: Measurement = {"round_trip_ms": (await _cost(shared, lambda: connection.fetchval("SELECT 1"), 400))["ms"]}
    for size, count in BATCHES.items():
        found[f"commit_of_{size}"] = await _cost(shared, _append(connection, size), count)
    rooms = [f"room-{number}" for number in range(max(READS))]
    await _append(connection, (OLDER + 1) * len(rooms), rooms)()
    for size, count in READS.items():
        found[f"read_of_{size}"] = await _cost(shared, _read(connection, rooms[:size]), count)
    for count in LISTENERS:
        found[f"notification_to_{count}"] = await _notify(shared, address, connection, count)
    await connection.close()
    return found


async def _cost(shared: Database, step: Step, count: int) -> dict[str, float]:
    """Returns for one step the processor time of the database and of this process, and the median of its duration."""
    for _ in range(20):
        await step()
    times, database_before, own_before = [], shared.seconds(), time.process_time()
    for _ in range(count):
        began = time.perf_counter()
        await step()
        times.append(time.perf_counter() - began)
    own, used = time.process_time() - own_before, shared.seconds() - database_before
    return {"database_us": 1e6 * used / count, "node_us": 1e6 * own / count, "ms": 1e3 * median(times)}


def _append(connection: Connection, size: int, rooms: Sequence[str] = ("lobby",)) -> Step:
    drafts = itertools.count()

    async def step() -> None:
        says = [Say(f"d{size}-{next(drafts)}", "A message of a usual length.") for _ in range(size)]
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        drafted = [Draft(room, AUTHOR, say) for room, say in zip(itertools.cycle(rooms), says, strict=False)]
        await append(connection, [Write(draft, future) for draft in drafted], None, None)

    return step


def _read(connection: Connection, rooms: Sequence[str]) -> Step:
    return lambda: read_rooms(connection, dict.fromkeys(rooms, OLDER), PUMP_ENTRIES)


async def _notify(shared: Database, address: Address, connection: Connection, count: int) -> dict[str, float]:
    """The time of this process is that of the sender and of all listeners."""
    listeners = [await connect(address) for _ in range(count)]
    for listener in listeners:
        await listener.add_listener(CHANNEL, lambda *_: None)
    try:
        return await _cost(shared, lambda: connection.execute(SEND, [PAYLOAD]), NOTIFICATIONS)
    finally:
        for listener in listeners:
            await listener.close()
