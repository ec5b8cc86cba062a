"""What tests say about a log: drafts of Ana's, appending, and following it live."""

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
    """A log in the file at `path`, made if it is not there."""
    SqliteLog.prepare(path)
    log = kind.open(path, **options)
    try:
        yield log
    finally:
        await log.close()


@asynccontextmanager
async def following(log):
    """A list that grows by everything the log says live, and the event of its last growth."""
    heard: list[RoomFrame] = []
    grown = asyncio.Condition()

    async def follow():
        async for batch in log.live():
            async with grown:
                heard.extend(batch)
                grown.notify_all()

    async def wait_for(count):
        async with asyncio.timeout(10), grown:
            await grown.wait_for(lambda: len(heard) >= count)
        return list(heard)

    task = asyncio.create_task(follow())
    try:
        yield wait_for
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
