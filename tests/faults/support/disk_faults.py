"""Faults of the disk, each as a context manager: full, locked, the file moved away, replaced by a copy, damaged."""

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing, contextmanager, suppress

from tests.support.server import Server

PAGE_BYTES = 4_096
BALLAST_BYTES = 2**20


@contextmanager
def full(server):
    """Leaves no space on the disk. If the log has no disk of its own, limits the size of files, which fails in the same way."""
    if not os.path.ismount(server.database.parent):
        with server.full_disk():
            yield
        return
    with filled(server.database.parent):
        yield


@contextmanager
def filled(folder):
    """Leaves no space on the disk of the folder."""
    with tempfile.NamedTemporaryFile(dir=folder, buffering=0) as ballast:
        with suppress(OSError):
            while True:
                ballast.write(b"\0" * BALLAST_BYTES)
        yield


@contextmanager
def locked(server):
    """Takes the write lock, as another program may."""
    with closing(sqlite3.connect(server.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def replaced(server):
    """Replaces the file by a copy, as when a backup is restored under a running service."""
    with server.moved_database():
        shutil.copy(server.database.with_suffix(".away"), server.database)
        yield


@contextmanager
def damaged(server):
    """Overwrites all pages of the file except the first."""
    with closing(sqlite3.connect(server.database, isolation_level=None)) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    intact = server.database.read_bytes()
    overwrite(server.database, b"\xff" * (len(intact) - PAGE_BYTES))
    yield
    overwrite(server.database, intact[PAGE_BYTES:])


def overwrite(path, rest):
    with path.open("r+b") as file:
        file.seek(PAGE_BYTES)
        file.write(rest)


DISK_FAULTS = {"full": full, "locked": locked, "moved away": Server.moved_database, "replaced": replaced}
