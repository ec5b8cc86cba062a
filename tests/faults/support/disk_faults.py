"""Faults of the disk, each as a context manager: full, locked, the file moved away, replaced by a copy, damaged."""

import os
import resource
import shutil
import sqlite3
import subprocess
from contextlib import closing, contextmanager, suppress

DISK_BYTES = 256 * 2**20
FULL_BYTES = 128 * 1024
PAGE_BYTES = 4_096
BALLAST_BYTES = 2**20


@contextmanager
def small_disk(folder):
    """A folder on a disk of its own, if we may mount one; whether we may."""
    folder.mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "hubbub-test", folder)
    is_mounted = os.geteuid() == 0 and subprocess.run(mount, capture_output=True).returncode == 0
    try:
        yield is_mounted
    finally:
        if is_mounted:
            subprocess.run(("umount", "--lazy", folder), check=True)


@contextmanager
def full(server):
    """No space is left. Without a disk of its own, the process may not write beyond a file size, which fails the same way."""
    folder = server.database.parent
    if os.path.ismount(folder):
        ballast = folder / "ballast"
        fill(ballast)
        yield
        ballast.unlink()
        return
    pid = server.process.pid
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (FULL_BYTES, before[1]))
    yield
    resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


def fill(ballast):
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\0" * BALLAST_BYTES)


@contextmanager
def locked(server):
    """Another program holds the write lock."""
    with closing(sqlite3.connect(server.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def moved_away(server):
    aside = server.database.with_name("aside.db")
    server.database.rename(aside)
    yield
    aside.replace(server.database)


@contextmanager
def replaced(server):
    """A copy takes its place, as when a backup is restored under a running service."""
    with moved_away(server):
        shutil.copy(server.database.with_name("aside.db"), server.database)
        yield


@contextmanager
def damaged(server):
    """All pages but the first are overwritten."""
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


DISK_FAULTS = {"full": full, "locked": locked, "moved away": moved_away, "replaced": replaced}
