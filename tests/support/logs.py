"""Logs for tests: drafts by Ana, a log in a file, and the frames that it delivers live."""

import asyncio
from contextlib import asynccontextmanager

from service.log import Draft, RoomFrame
from service.log.sqlite.log import SqliteLog
from service.protocol import Person, Say

ANA = Person("0123456789abcdef", "Ana")
BO = Person("fedcba9876543210", "Bo")


def draft(draft_id, text=None, *, room="lobby", author=ANA, **fields):
    return Draft(room, author, Say(draft_id, text or f"text {draft_id}", **fields))


def drafts(count, *, room="lobby", start=1):
    return [draft(f"d{number}", room=room) for number in range(start, start + count)]


async def append_all(log, drafts):
    return await asyncio.gather(*(log.append(one) for one in drafts))


def seqs(entries):
    return [entry.seq for entry in entries]


def numbers(first, last):
    return list(range(first, last + 1))


@asynccontextmanager
async def sqlite_log(path, kind=SqliteLog, **options):
    """Opens the log in the file at `path`, and creates the file if it is missing."""
    SqliteLog.prepare(path)
    log = kind.open(path, **options)
    try:
        yield log
    finally:
        await log.close()


async def receive_live(log, count):
    """Returns the frames that the log delivers from now on, once there are `count`."""
    received: list[RoomFrame] = []
    async with asyncio.timeout(10):
        async for batch in log.live():
            received += batch
            if len(received) >= count:
                break
    return received
