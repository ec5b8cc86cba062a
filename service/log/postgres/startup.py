"""Prepares the database before the server starts: creates or migrates the tables, and tests that they can be written."""

import asyncio
import secrets
from pathlib import Path
from typing import Final

import structlog

from service.log.contract import LogUnusable
from service.log.postgres.address import Address
from service.log.postgres.connection import Connection, Unreachable, connect
from service.log.postgres.errors import Stalled, is_lost, reason_of, state_of

LOCK: Final = 0x48756262  # "Hubb"
"""The advisory lock of nodes that create or migrate the tables."""

LOCK_TIMEOUT: Final = "2s"
"""Longest time that a migration waits for another node that migrates, or for a table in use. Meanwhile appends wait for the
migration."""

PROBE_SECONDS: Final = 5.0
"""Time for the small write that tests at the start whether anything can be stored."""

_FOLDER: Final = Path(__file__).with_name("schema")
SCHEMAS: Final = [file.read_text("utf-8") for file in sorted(_FOLDER.glob("*.sql"), key=lambda file: int(file.stem))]
COPYING: Final = "copying "
"""Precedes the stored epoch while the database has only a part of the log that is copied into it (copy.py)."""

RIGHTS: Final = {
    "life": "SELECT UPDATE",
    "room": "SELECT INSERT UPDATE",
    "entry": "SELECT INSERT UPDATE DELETE",
    "value": "SELECT INSERT UPDATE DELETE",
    "topic": "SELECT INSERT DELETE",
    "reaction": "SELECT INSERT DELETE",
}
"""What a node does with each table (docs/operating.md, "Roles and rights")."""

LACKING: Final = """
    SELECT array_agg(lacking) FROM (
        SELECT action || ' ON ' || name FROM unnest($1::text[], $2::text[]) AS needed (name, action)
        WHERE NOT has_table_privilege(to_regclass(name), action) -- NULL, and so not listed, for a table that does not exist yet
        UNION ALL
        SELECT 'TEMPORARY ON DATABASE' WHERE NOT has_database_privilege(current_database(), 'TEMPORARY')
    ) AS found (lacking)"""

PROBE: Final = "UPDATE life SET probes = probes + 1"
FILL: Final = """
    INSERT INTO value (key, content, ends_at)
    SELECT '/space', decode(string_agg(md5(number::text), ''), 'hex'), now() FROM generate_series(1, 65536) AS number"""
"""A value of 1 MiB, which PostgreSQL does not compress to less."""

logger = structlog.get_logger("hubbub.log")


async def prepare(address: Address, *, is_copy: bool = False) -> None:
    """Creates the tables if there are none, and migrates older ones. Raises LogUnusable, or Unreachable.

    Unless `is_copy`, a database with an unfinished copy is unusable.
    """
    connection = await connect(address)
    try:
        await _check_rights(address, connection)
        async with connection.transaction():
            await connection.execute("SELECT set_config('lock_timeout', $1, true)", LOCK_TIMEOUT)
            await connection.execute("SELECT pg_advisory_xact_lock($1)", LOCK)
            await _migrate(address, connection)
        if not is_copy:
            check_whole(address, await connection.fetchval("SELECT epoch FROM life"))
        async with asyncio.timeout(PROBE_SECONDS):
            await connection.execute(PROBE)
    except LogUnusable:
        raise
    except TimeoutError:
        raise Unreachable(reason_of(Stalled())) from None
    except Exception as error:
        if state_of(error) == "42501":
            raise LogUnusable(
                f"{address} cannot be used as the log: the role lacks a right. The first start needs CREATE on the schema."
            ) from None
        if is_lost(error) or state_of(error):
            raise Unreachable(reason_of(error)) from None
        raise
    finally:
        connection.terminate()


async def try_space(connection: Connection) -> None:
    """Raises an error if the disk of the database has no space. PROBE does not find this: it needs no new page."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute(FILL)
    finally:
        await transaction.rollback()


async def _check_rights(address: Address, connection: Connection) -> None:
    needed = [(table, action) for table, actions in RIGHTS.items() for action in actions.split()]
    if lacking := await connection.fetchval(LACKING, *map(list, zip(*needed, strict=True))):
        raise LogUnusable(f"{address} cannot be used as the log: the role lacks a right: {', '.join(lacking)}.")


def check_whole(address: Address, epoch: str) -> None:
    """Raises LogUnusable if this stored epoch marks a copy that has not come to its end."""
    if epoch.startswith(COPYING):
        raise LogUnusable(
            f"{address} has a part of a log that is copied into it. Let service.log.copy come to its end."
        )


async def _migrate(address: Address, connection: Connection) -> None:
    version = await version_of(connection)
    if version > len(SCHEMAS):
        raise LogUnusable(
            f"{address} was written by a newer Hubbub (its version is {version}, this one reads {len(SCHEMAS)})."
        )
    if version == len(SCHEMAS):
        return
    for schema in SCHEMAS[version:]:
        await connection.execute(schema)
    if version == 0:
        await connection.execute(
            "INSERT INTO life (version, epoch) VALUES ($1, $2)", len(SCHEMAS), secrets.token_hex(8)
        )
    else:
        await connection.execute("UPDATE life SET version = $1", len(SCHEMAS))
        logger.info("log_migrated", log=str(address), before=version, version=len(SCHEMAS))


async def version_of(connection: Connection) -> int:
    """Returns 0 for a database without our tables."""
    if await connection.fetchval("SELECT to_regclass('life')") is None:
        return 0
    version: int = await connection.fetchval("SELECT version FROM life")
    return version
