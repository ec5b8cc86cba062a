"""The SQLite file: connections to it, its transactions, and the epoch and count of the whole log."""

import os
import sqlite3
from pathlib import Path
from typing import Final

BUSY_SECONDS: Final = 2.0
"""Time that a write waits for another program's lock; then its drafts are refused."""

JOURNAL_BYTES: Final = 8 * 2**20
"""A long read, such as a backup, makes the journal grow; afterwards it shrinks to this size."""


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Opens a connection. Any thread may use it, but only one at a time. With FULL a commit returns only when it is on the
    disk."""
    uri = f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rw'}"
    database = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    database.execute("PRAGMA synchronous = FULL")
    database.execute(f"PRAGMA journal_size_limit = {JOURNAL_BYTES}")
    return database


def identity(path: Path) -> tuple[int, int]:
    """Returns a value that changes when the file at this path is replaced. Raises OSError if there is none."""
    status = os.stat(path)
    return status.st_dev, status.st_ino


def life(database: sqlite3.Connection) -> tuple[str, int]:
    """Returns the epoch, and how many entries were ever appended to the log."""
    epoch, entries = database.execute("SELECT epoch, (SELECT coalesce(sum(head), 0) FROM room) FROM life").fetchone()
    return str(epoch), int(entries)


def probe(database: sqlite3.Connection) -> None:
    """Makes a small write; its commit reaches the disk. Raises sqlite3.Error."""
    database.execute("UPDATE life SET probes = probes + 1")


class transaction:
    """Runs the block between BEGIN IMMEDIATE and COMMIT; after an error rolls back and raises it."""

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
        if self._connection.in_transaction:  # SQLite itself rolls back after some errors, such as a full disk
            self._connection.execute("ROLLBACK")
