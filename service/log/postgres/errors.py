"""Sorts the errors of asyncpg and PostgreSQL: lost connections, transient faults, and our own defects. Quotes no message."""

from typing import Final

import asyncpg

REPEATABLE: Final = ("40001", "40P01", "23505")
"""Conflicts with another node: the same call may succeed when it is made again."""

DISK_FULL: Final = "53100"

STALLED: Final = "the database does not store at the moment"

_CLASSES_OF_DEFECTS: Final = ("22", "23", "42", "0A", "P0")
_WORDS: Final = {
    DISK_FULL: "the disk of the database is full",
    "53300": "the database has too many connections",
    "57P03": "the database is starting",
    "25006": "the database is a standby, which is read-only",
    "40001": "other nodes write at the same moment",
    "40P01": "other nodes write at the same moment",
    "42501": "the role lacks a right in the database",
}


class Stalled(Exception):
    """The database stores nothing at the moment. Drafts are refused, because it is not known when it stores again."""


def state_of(error: BaseException) -> str:
    """Returns the SQLSTATE; "" if the error is not from the server."""
    return getattr(error, "sqlstate", None) or ""


def is_lost(error: BaseException) -> bool:
    """Whether the connection is gone or of no more use. InternalClientError comes when the connection is lost in the middle of
    an answer; 25006 when the primary has become a standby."""
    lost = (OSError, asyncpg.InterfaceError, asyncpg.InternalClientError)
    return isinstance(error, lost) or state_of(error)[:2] in ("08", "57") or state_of(error) == "25006"


def is_defect(error: BaseException | None) -> bool:
    """Whether our code caused the error, and not the server or the network."""
    if error is None or isinstance(error, Stalled) or is_lost(error) or state_of(error) in (*REPEATABLE, "42501"):
        return False
    return not isinstance(error, asyncpg.PostgresError) or state_of(error)[:2] in _CLASSES_OF_DEFECTS


def reason_of(error: BaseException) -> str:
    """Returns the error in our words: those of the server may quote a message, and those of asyncpg a password."""
    if words := _WORDS.get(state_of(error)):
        return words
    if is_lost(error):
        return "the connection to the database was lost"
    if isinstance(error, asyncpg.PostgresError):
        return f"the database reports {type(error).__name__} ({state_of(error)})"
    if isinstance(error, Stalled):
        return STALLED
    return f"an unexpected {type(error).__name__}"
