"""Copies a log from SQLite into PostgreSQL: python -m service.log.copy sqlite:PATH postgresql://…

It can be interrupted, and goes on when it is started again. At the end it compares both logs, page by page.
"""

import asyncio
import sqlite3
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from service.log.columns import COLUMNS, OWN, quoted
from service.log.contract import LogUnusable
from service.log.postgres import pages as postgres_pages
from service.log.postgres import startup
from service.log.postgres.address import parse_address
from service.log.postgres.appends import sql_type, terms_of
from service.log.postgres.connection import Connection, Unreachable, connect
from service.log.postgres.errors import is_lost, reason_of, state_of
from service.log.sqlite import database, pages
from service.log.sqlite.lock import Lock
from service.log.sqlite.log import SqliteLog

SLICE_ENTRIES: Final = 1_000
"""Entries copied in one transaction, and entries or messages of one page that is compared."""

LOCK: Final = startup.LOCK + 2
"""The advisory lock of a copy: two copies at once would write the same entries. `startup.LOCK + 1` is the lock of
postgres/retention.py."""

BEGIN: Final = """
    UPDATE life SET epoch = $1::text || epoch WHERE NOT EXISTS (SELECT FROM room) AND NOT starts_with(epoch, $1)"""
IS_MARKED: Final = "SELECT starts_with(epoch, $1) FROM life"
END: Final = "UPDATE life SET epoch = substr(epoch, length($1) + 1) WHERE starts_with(epoch, $1)"
"""BEGIN marks the epoch, END removes the mark. While the mark is there no node starts. BEGIN does not mark a database that has
rooms: it may be in use, or hold a finished copy. Nothing is copied into a database without the mark, only compared."""

_TYPES: Final = {column: sql_type(column) for column in COLUMNS} | {"edited": "bigint"}
_NAMES: Final = quoted(tuple(_TYPES))
READ: Final = f"SELECT {_NAMES} FROM entry WHERE room = ? AND seq > ? ORDER BY seq LIMIT ?"  # noqa: S608 - names in protocol.py
WRITE: Final = f"""
    INSERT INTO entry (room, terms, {_NAMES})
    SELECT $1, array_to_tsvector(string_to_array(terms, ' ')), {_NAMES}
    FROM unnest($2::text[], {", ".join(f"${place}::{kind}[]" for place, kind in enumerate(_TYPES.values(), 3))})
        AS copied (terms, {_NAMES})"""  # noqa: S608
ROOMS: Final = "SELECT id, name, head, last_at FROM room ORDER BY id"
REACTIONS: Final = "SELECT message, emoji, person, since, seq FROM reaction WHERE room = ?"
TOPIC: Final = "SELECT seq, draft, person, name, at, text FROM topic WHERE room = ?"

Report = Callable[[str, int, int], None]
"""Called with the step, "copied" or "compared", with the entries done so far, and with the entries in all."""


async def copy(source: str, target: str, report: Report) -> None:
    """Copies and compares. Raises LogUnusable, or Unreachable."""
    address, path = parse_address(target), Path(source.removeprefix("sqlite:"))
    if not path.is_file():  # noqa: ASYNC240 - nothing else runs
        raise LogUnusable(f"{path} is not there.")
    SqliteLog.prepare(path)
    await startup.prepare(address, is_copy=True)
    connection = await connect(address)
    try:
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):
            raise LogUnusable(f"another copy into {address} is under way.")
        await connection.execute(BEGIN, startup.COPYING)
        with closing(Lock(path)), closing(database.connect(path, read_only=True)) as log:
            rooms = log.execute(ROOMS).fetchall()
            total = log.execute("SELECT count(*) FROM entry").fetchone()[0]
            if await connection.fetchval(IS_MARKED, startup.COPYING):
                await _copy_rooms(connection, log, rooms, total, report)
            await _compare(connection, log, rooms, total, report)
        await connection.execute(END, startup.COPYING)
    except Exception as error:
        if is_lost(error) or state_of(error):
            raise Unreachable(f"{reason_of(error)}. Start the copy again: it goes on where it was.") from None
        raise
    finally:
        connection.terminate()


async def _copy_rooms(
    connection: Connection,
    log: sqlite3.Connection,
    rooms: Sequence[tuple[int, str, int, int]],
    total: int,
    report: Report,
) -> None:
    done = 0
    for room, name, head, last_at in rooms:
        copied = await connection.fetchval("SELECT head FROM room WHERE name = $1", name)
        done += log.execute("SELECT count(*) FROM entry WHERE room = ? AND seq <= ?", (room, copied or 0)).fetchone()[0]
        while rows := log.execute(READ, (room, copied or 0, SLICE_ENTRIES)).fetchall():
            copied = rows[-1][COLUMNS.index("seq")]
            async with connection.transaction():
                await _write(connection, name, rows)
                await _set_room(connection, name, copied, rows[-1][COLUMNS.index("at")], rows[0][COLUMNS.index("seq")])
            done += len(rows)
            report("copied", done, total)
        await _finish_room(connection, log, room, name, head, last_at)


async def _write(connection: Connection, room: str, rows: Sequence[tuple[Any, ...]]) -> None:
    terms, columns = [], [list(column) for column in zip(*rows, strict=True)]
    values = dict(zip(_TYPES, columns, strict=True))
    for place, kind in enumerate(values["kind"]):
        is_shown = kind == "message" and not values["deleted"][place]
        terms.append(terms_of(room, values["name"][place], values["text"][place]) if is_shown else None)
        # SQLite has '' for an edit, whose text is in its message's row, and for a kind without a text.
        if kind == "edit" or "text" not in OWN[kind]:
            values["text"][place] = None
    for column in [column for column, kind in _TYPES.items() if kind == "boolean"]:
        values[column] = [None if value is None else bool(value) for value in values[column]]
    values["deleted"] = [
        bool(deleted) if kind == "message" else None
        for kind, deleted in zip(values["kind"], values["deleted"], strict=True)
    ]
    await connection.execute(WRITE, room, terms, *values.values())


async def _set_room(connection: Connection, name: str, head: int, last_at: int, first: int) -> None:
    await connection.execute(
        """INSERT INTO room AS r (name, head, last_at, floor) VALUES ($1, $2, $3, $4 - 1)
        ON CONFLICT (name) DO UPDATE SET head = excluded.head, last_at = excluded.last_at""",
        name,
        head,
        last_at,
        first,
    )


async def _finish_room(
    connection: Connection, log: sqlite3.Connection, room: int, name: str, head: int, last_at: int
) -> None:
    """Copies the head, the reactions and the topic. So a room without entries, all dropped for their age, keeps its head."""
    reactions = log.execute(REACTIONS, (room,)).fetchall()
    async with connection.transaction():
        await _set_room(connection, name, head, last_at, head + 1)
        for table in ("reaction", "topic"):
            await connection.execute(f"DELETE FROM {table} WHERE room = $1", name)  # noqa: S608
        if reactions:
            await connection.execute(
                """INSERT INTO reaction (room, message, emoji, person, since, seq)
                SELECT $1, * FROM unnest($2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[])""",
                name,
                *zip(*reactions, strict=True),
            )
        if topic := log.execute(TOPIC, (room,)).fetchone():
            await connection.execute("INSERT INTO topic VALUES ($1, $2, $3, $4, $5, $6, $7)", name, *topic)


async def _compare(
    connection: Connection,
    log: sqlite3.Connection,
    rooms: Sequence[tuple[int, str, int, int]],
    total: int,
    report: Report,
) -> None:
    done = 0
    for _, name, _, _ in rooms:
        after = 0
        while True:
            page = pages.read_entries(log, name, after, None, SLICE_ENTRIES)
            messages = pages.read_messages(log, name, after, None, SLICE_ENTRIES)
            if (
                await postgres_pages.read_entries(connection, name, after, None, SLICE_ENTRIES) != page
                or await postgres_pages.read_messages(connection, name, after, None, SLICE_ENTRIES, None) != messages
            ):
                raise LogUnusable(f"the room {name} differs. Start again with an empty database that nobody writes to.")
            done += len(page.entries)
            report("compared", done, total)
            if not page.entries:
                break
            after = page.entries[-1].seq


def _show_progress(what: str, done: int, total: int) -> None:
    share = done / total if total else 1.0
    bar = "█" * int(share * 30)
    sys.stderr.write(f"\r{what:8} {bar:30} {share:4.0%} {done:,} of {total:,} entries")
    sys.stderr.flush()


def main(arguments: Sequence[str]) -> None:
    if len(arguments) != 2 or not arguments[0].startswith("sqlite:") or not arguments[1].startswith("postgresql://"):
        raise SystemExit("usage: python -m service.log.copy sqlite:PATH postgresql://USER:PASSWORD@HOST/DATABASE")
    try:
        source, target = arguments
        asyncio.run(copy(source, target, _show_progress))
    except (LogUnusable, Unreachable) as error:
        raise SystemExit(f"\n{error}") from None
    sys.stderr.write("\nBoth logs are equal.\n")


if __name__ == "__main__":
    main(sys.argv[1:])
