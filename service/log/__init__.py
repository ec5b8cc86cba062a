"""The log: all entries of all rooms. contract.py says what a log promises; each implementation has a folder of its own."""

import asyncio
from contextlib import suppress

from service.log.contract import (
    AskPeople,
    Batch,
    Draft,
    Log,
    LogUnusable,
    MessagePage,
    NamedPerson,
    NodeGone,
    NodePeople,
    NotStored,
    Page,
    Rejected,
    RoomFrame,
    Value,
    Values,
)
from service.log.sqlite.log import SqliteLog
from service.settings import DEFAULT_LOG, Settings

__all__ = [
    "AskPeople",
    "Batch",
    "Draft",
    "Log",
    "LogUnusable",
    "MessagePage",
    "NamedPerson",
    "NodeGone",
    "NodePeople",
    "NotStored",
    "Page",
    "Rejected",
    "RoomFrame",
    "Value",
    "Values",
    "check_log",
    "name_of_log",
    "open_log",
]

# The modules of PostgreSQL are imported only where they are used: with SQLite they would take memory for nothing.


def check_log(settings: Settings) -> None:
    """Checks before the start that the log can be opened and written; creates or migrates it. Raises LogUnusable.

    If the database cannot be reached, nothing is raised: `open_log` waits for the database.
    """
    if _is_sqlite(settings):
        return SqliteLog.prepare(_path(settings), make_folder=settings.log == DEFAULT_LOG)
    from service.log.postgres.address import parse_address
    from service.log.postgres.connection import Unreachable
    from service.log.postgres.startup import prepare

    with suppress(Unreachable):
        asyncio.run(prepare(parse_address(settings.log)))
    return None


async def open_log(settings: Settings) -> Log:
    """Opens the log that `settings.log` names. If it is in PostgreSQL, waits until that is reached. Raises LogUnusable."""
    if _is_sqlite(settings):
        check_log(settings)
        return SqliteLog.open(_path(settings), retention_days=settings.retention_days, edit_hours=settings.edit_hours)
    from service.log.postgres.address import parse_address
    from service.log.postgres.log import PostgresLog

    return await PostgresLog.open(
        parse_address(settings.log), retention_days=settings.retention_days, edit_hours=settings.edit_hours
    )


def name_of_log(settings: Settings) -> str:
    """Returns `settings.log` without user and password."""
    if _is_sqlite(settings):
        return settings.log
    from service.log.postgres.address import parse_address

    return str(parse_address(settings.log))


def _is_sqlite(settings: Settings) -> bool:
    return settings.log.startswith("sqlite:")


def _path(settings: Settings) -> str:
    return settings.log.removeprefix("sqlite:")
