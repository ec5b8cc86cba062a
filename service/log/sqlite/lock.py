"""The lock file beside the log: locks out other processes, and detects that an older log was restored from a backup.

The file holds the epoch, and how many entries were ever appended as of the last commit. A restored backup would give some
numbers a second time, to other messages. So a log that has fewer entries than the file says, or another epoch, gets a new
epoch, and tabs start over. If the file is missing or damaged, the log gets a new epoch too. A new epoch that was not needed
costs each tab one page of entries; an old epoch that was kept wrongly would show wrong messages.
"""

import fcntl
import os
from pathlib import Path

from service.log.contract import LogUnusable


class Lock:
    """Takes the lock, and holds it until `close`. Raises LogUnusable if another process holds it."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.close()
            raise LogUnusable(
                f"{path} is in use by another Hubbub. Run one process per file (sanic --workers 1), or give each process "
                "its own file with HUBBUB_LOG=sqlite:PATH."
            ) from None

    def knows(self, epoch: str, entries: int) -> bool:
        """Whether the log with this epoch and number of entries has all entries that had been appended when the file was
        written."""
        last, _, count = os.pread(self._file, len(_note(epoch, entries)), 0).partition(b" ")
        return last == epoch.encode() and count.strip().isdigit() and int(count) <= entries

    def note_count(self, epoch: str, entries: int) -> None:
        """Writes the number of entries. Call only after a commit. No fsync: after a crash the count may be too low, which `knows`
        accepts, and the next start writes the right one."""
        os.pwrite(self._file, _note(epoch, entries), 0)

    def start(self, epoch: str, entries: int) -> None:
        """Replaces the whole content of the file, and waits for the disk."""
        self.note_count(epoch, entries)
        os.ftruncate(self._file, len(_note(epoch, entries)))
        os.fsync(self._file)

    def close(self) -> None:
        os.close(self._file)


def _note(epoch: str, entries: int) -> bytes:
    """Returns the content of the file. It has the same length for every number, so that it can be overwritten in place.
    `entries` counts all entries ever appended."""
    return f"{epoch} {entries:020}\n".encode()
