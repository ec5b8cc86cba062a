"""Prepares the SQLite file before the server starts: creates it, checks it, migrates it, and tests that it can be written.

Every fault is reported in one line to the person who starts the server, and leaves all entries and the schema as they were.
"""

import secrets
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

import structlog

from service.log.contract import LogUnusable
from service.log.sqlite.database import connect, life, probe
from service.log.sqlite.lock import Lock
from service.log.sqlite.migrations import SCHEMAS, migrate, version_of

APPLICATION_ID: Final = 0x48756262  # "Hubb"

QUICK_CHECK_BYTES: Final = 64 * 2**20
"""Size of the largest file that is checked completely at the start. Checking a larger one would take seconds."""

logger = structlog.get_logger("hubbub.log")


def prepare(path: Path, *, make_folder: bool) -> None:
    """Creates the file if there is none, and migrates an older one. Raises LogUnusable."""
    try:
        if make_folder:
            path.parent.mkdir(exist_ok=True)
        if not path.parent.is_dir():
            raise LogUnusable(f"{path}: the folder {path.parent} does not exist. Create it, or correct HUBBUB_LOG.")
        with closing(Lock(path)) as lock:
            if not path.exists():
                _create(path)
            _recognise(path)
            _open(path, lock)
    except (sqlite3.Error, OSError) as error:
        raise LogUnusable(f"{path} cannot be used as the log: {_reason(error)}.") from None


def _create(path: Path) -> None:
    """Creates the file under another name and renames it at the end, so that a crash leaves no incomplete log."""
    if Path(f"{path}-wal").exists():
        raise LogUnusable(
            f"{path} is missing, but {path}-wal is there. Put the file back, or move the other file away too."
        )
    unfinished = Path(f"{path}.new")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(unfinished, isolation_level=None)) as database:
        migrate(database)
        database.execute("INSERT INTO life (epoch) VALUES (?)", (secrets.token_hex(8),))
        database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    unfinished.rename(path)


def _recognise(path: Path) -> None:
    """Checks the file without writing to it: a damaged or newer file, or that of another program, stays unchanged."""
    if not path.stat().st_size:
        raise LogUnusable(f"{path} is empty. Restore a backup, or delete it to start a new log.")
    with closing(connect(path, read_only=True)) as database:
        if _pragma(database, "application_id") != APPLICATION_ID:
            raise LogUnusable(f"{path} is a database of another program. Correct HUBBUB_LOG.")
        if (version := version_of(database)) > len(SCHEMAS):
            raise LogUnusable(
                f"{path} was written by a newer Hubbub (its version is {version}, this one reads {len(SCHEMAS)})."
            )
        small = path.stat().st_size <= QUICK_CHECK_BYTES
        if small and (found := _pragma(database, "quick_check(1)")) != "ok":
            found = " ".join(str(found).split())  # SQLite reports in several lines
            raise LogUnusable(f"{path} is damaged ({found:.100}). Restore a backup.")
        database.execute("SELECT epoch FROM life").fetchone()


def _open(path: Path, lock: Lock) -> None:
    if not path.stat().st_mode & 0o222:  # root could write to it nevertheless, but it was made read-only on purpose
        raise LogUnusable(f"{path} is read-only. Allow writing, or correct HUBBUB_LOG.")
    with closing(connect(path)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        probe(database)
        if (version := version_of(database)) < len(SCHEMAS):
            migrate(database)
            logger.info("log_migrated", log=str(path), before=version, version=len(SCHEMAS))
        _set_epoch(database, lock)


def _set_epoch(database: sqlite3.Connection, lock: Lock) -> None:
    """Keeps the epoch if the lock file shows that no entry of this log is missing; otherwise starts a new epoch."""
    epoch, entries = life(database)
    if not lock.knows(epoch, entries):
        epoch = secrets.token_hex(8)
        database.execute("UPDATE life SET epoch = ?", (epoch,))
    lock.start(epoch, entries)


def _pragma(database: sqlite3.Connection, name: str) -> int | str:
    value: int | str = database.execute(f"PRAGMA {name}").fetchone()[0]
    return value


def _reason(error: Exception) -> str:
    words = {
        "file is not a database": "it is not a SQLite database",
        "database disk image is malformed": "it is damaged; restore a backup",
        "database is locked": "another program has locked it",
        "attempt to write a readonly database": "it is read-only",
        "database or disk is full": "the disk is full",
    }
    if isinstance(error, OSError):
        return f"{error.strerror} ({error.filename})" if error.filename else str(error.strerror)
    return words.get(str(error), str(error))
