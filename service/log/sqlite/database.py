"""The SQLite file itself: made whole or not at all, recognised before it is touched, given an epoch for each of its lives.

Every fault found here ends in one sentence for the person who starts the service, with the file as it was.
"""

import os
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from service.log.contract import LogUnusable
from service.log.sqlite.lock import Lock

APPLICATION_ID: Final = 0x48756262  # "Hubb"
VERSION: Final = 1
BUSY_SECONDS: Final = 2.0
"""How long a write waits for another program's lock before the author is told."""

JOURNAL_BYTES: Final = 8 * 2**20
"""What is left of the journal when another program that read for a long time, such as a backup, made it grow."""

QUICK_CHECK_BYTES: Final = 64 * 2**20
"""Files up to this size are checked whole at start; a larger one would make the start wait."""

_SCHEMA: Final = Path(__file__).with_name("schema.sql")


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """One connection for one thread. FULL: a commit is on the disk, not on its way there (promise 1)."""
    uri = f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rw'}"
    database = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    database.execute("PRAGMA synchronous = FULL")
    database.execute(f"PRAGMA journal_size_limit = {JOURNAL_BYTES}")
    return database


def prepare(path: Path, *, make_folder: bool) -> None:
    """Makes the file if there is none, and proves that it is ours, sound and can be written. Raises LogUnusable."""
    try:
        if make_folder:
            path.parent.mkdir(exist_ok=True)
        if not path.parent.is_dir():
            raise LogUnusable(f"{path}: the folder {path.parent} does not exist. Make it, or correct HUBBUB_LOG.")
        with closing(Lock(path)) as lock:
            if not path.exists():
                _create(path)
            _recognise(path)
            _prove_writable(path, lock)
    except (sqlite3.Error, OSError) as error:
        raise LogUnusable(f"{path} cannot be used as the log: {_reason(error)}.") from None


def _create(path: Path) -> None:
    """Under another name first: a crash in the middle leaves no half-made log behind."""
    if Path(f"{path}-wal").exists():
        raise LogUnusable(f"{path} is missing, but {path}-wal is there. Put the file back, or move the other away too.")
    unfinished = Path(f"{path}.new")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(unfinished, isolation_level=None)) as database:
        database.executescript(f"BEGIN; {_SCHEMA.read_text('utf-8')} COMMIT;")
        database.execute("INSERT INTO life (epoch) VALUES (?)", (secrets.token_hex(8),))
        database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        database.execute(f"PRAGMA user_version = {VERSION}")
    unfinished.rename(path)


def _recognise(path: Path) -> None:
    """Looks without writing: a file that is not ours, damaged or newer stays as it is, to the byte."""
    if not path.stat().st_size:
        raise LogUnusable(
            f"{path} is empty, so whatever it held is gone. Put a backup there, or remove it to start anew."
        )
    with closing(connect(path, read_only=True)) as database:
        application_id, version = _pragma(database, "application_id"), int(_pragma(database, "user_version"))
        if application_id != APPLICATION_ID:
            raise LogUnusable(f"{path} is a database of another program. Correct HUBBUB_LOG.")
        if version > VERSION:
            raise LogUnusable(
                f"{path} was written by a newer Hubbub (its version is {version}, this one reads {VERSION})."
            )
        small = path.stat().st_size <= QUICK_CHECK_BYTES
        if small and (found := _pragma(database, "quick_check(1)")) != "ok":
            found = " ".join(str(found).split())  # SQLite reports in several lines
            raise LogUnusable(f"{path} is damaged ({found:.100}). Put a backup in its place.")
        database.execute("SELECT epoch FROM life").fetchone()


def _prove_writable(path: Path, lock: Lock) -> None:
    if not path.stat().st_mode & 0o222:  # root may write to it all the same, but somebody meant this
        raise LogUnusable(f"{path} is read-only. Allow writing, or correct HUBBUB_LOG.")
    with closing(connect(path)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        probe(database)
        _date(database, lock)


def _date(database: sqlite3.Connection, lock: Lock) -> None:
    """The same epoch as long as it is known to be the same log with nothing missing; otherwise a new one."""
    epoch, messages = life(database)
    if not lock.knows(epoch, messages):
        epoch = secrets.token_hex(8)
        database.execute("UPDATE life SET epoch = ?", (epoch,))
    lock.begin(epoch, messages)


def life(database: sqlite3.Connection) -> tuple[str, int]:
    """The epoch, and how many messages there ever were in it."""
    epoch, messages = database.execute("SELECT epoch, (SELECT coalesce(sum(head), 0) FROM room) FROM life").fetchone()
    return str(epoch), int(messages)


def probe(database: sqlite3.Connection) -> None:
    """A real write, all the way to the disk. Raises sqlite3.Error."""
    database.execute("UPDATE life SET probes = probes + 1")


def is_damage(error: Exception) -> bool:
    """Those that pass, such as a full disk, are of a kind below DatabaseError; text that is none is told as one of them."""
    return type(error) is sqlite3.DatabaseError or str(error).startswith("Could not decode")


def fault_of(error: Exception) -> str:
    """What may be told of it: SQLite quotes text that it cannot decode."""
    return "text that is not UTF-8" if str(error).startswith("Could not decode") else str(error)


def _pragma(database: sqlite3.Connection, name: str) -> int | str:
    value: int | str = database.execute(f"PRAGMA {name}").fetchone()[0]
    return value


def _reason(error: Exception) -> str:
    words = {
        "file is not a database": "it is not a SQLite database",
        "database disk image is malformed": "it is damaged; put a backup in its place",
        "database is locked": "another program has locked it",
        "attempt to write a readonly database": "it is read-only",
        "database or disk is full": "the disk is full",
    }
    if isinstance(error, OSError):
        return f"{error.strerror} ({error.filename})" if error.filename else str(error.strerror)
    return words.get(str(error), str(error))


def identity(path: Path) -> tuple[int, int]:
    """Which file stands at this path; changes when it is deleted or replaced underneath us."""
    status = os.stat(path)
    return status.st_dev, status.st_ino


class transaction:
    """BEGIN IMMEDIATE … COMMIT, or ROLLBACK and the error."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            try:
                self._connection.execute("COMMIT")
                return
            except sqlite3.Error:
                self._roll_back()
                raise
        self._roll_back()

    def _roll_back(self) -> None:
        if self._connection.in_transaction:  # SQLite itself rolls back after some faults, such as a full disk
            self._connection.execute("ROLLBACK")
