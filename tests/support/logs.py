"""Logs for tests: drafts, a log in a file, the frames that it delivers live, and the messages that entries make."""

import asyncio
from contextlib import asynccontextmanager

from msgspec.structs import replace

from service.log import Draft, RoomFrame
from service.log.sqlite.log import SqliteLog
from service.protocol import (
    CurrentMessage,
    DeleteMessage,
    Deletion,
    Edit,
    EditMessage,
    Message,
    Person,
    React,
    Reaction,
    Reactions,
    Say,
    SetTopic,
    Topic,
)

ANA = Person("0123456789abcdef", "Ana")
BO = Person("fedcba9876543210", "Bo")


def draft(draft_id, text=None, *, room="lobby", author=ANA, **fields):
    return Draft(room, author, Say(draft_id, text or f"text {draft_id}", **fields))


def edit(draft_id, message, text, *, room="lobby", author=ANA):
    return Draft(room, author, EditMessage(draft_id, message, text))


def deletion(draft_id, message, *, room="lobby", author=ANA):
    return Draft(room, author, DeleteMessage(draft_id, message))


def reaction(draft_id, message, emoji="👍", on=True, *, room="lobby", author=ANA):
    return Draft(room, author, React(draft_id, message, emoji, on))


def topic(draft_id, text, *, room="lobby", author=ANA):
    return Draft(room, author, SetTopic(draft_id, text))


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


def fold(entries, messages=()):
    """Returns the messages after these entries, in order. `messages` are those of a page that the entries follow."""
    folded = {message.seq: message for message in messages}
    for entry in entries:
        if isinstance(entry, Message):
            folded[entry.seq] = CurrentMessage(*(getattr(entry, field) for field in Message.__struct_fields__))
        elif not isinstance(entry, Topic) and entry.message in folded:
            folded[entry.message] = change(folded[entry.message], entry)
    return list(folded.values())


def change(message, entry):
    match entry:
        case Edit():
            return replace(message, text=entry.text, edited=entry.at)
        case Deletion():
            return replace(message, text="", deleted=True, edited=None, reactions=[])
        case Reaction():
            persons = {one.emoji: one.persons for one in message.reactions}
            known, author = persons.get(entry.emoji, []), entry.author.id
            if entry.on:
                persons[entry.emoji] = known if author in known else [*known, author]
            else:
                persons[entry.emoji] = [person for person in known if person != author]
            return replace(message, reactions=[Reactions(one, len(ids), ids) for one, ids in persons.items() if ids])


def write_connection(log):
    """Returns the log's connection for writing, to set limits of SQLite or to trace statements."""
    return log._write_connection
