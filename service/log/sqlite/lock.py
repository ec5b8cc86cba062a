"""The small file beside the log: held by one process, it notes how far the log had come, so that an older log is recognised.

A restored backup gives numbers a second time, to other messages. Tabs learn this from a new epoch, so a new one starts whenever
the log may not be the one of last time: an unneeded epoch costs each tab one page, a missed one shows wrong messages.
"""

import fcntl
import os
from pathlib import Path

from service.log.contract import LogUnusable


class Lock:
    """Held by this process until `close`. Raises LogUnusable if another process holds it."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.close()
            raise LogUnusable(
                f"{path} is in use by another Hubbub. Two on one file would be two half-chats: run one process a file "
                "(sanic --workers 1), or give each its own with HUBBUB_LOG=sqlite:PATH."
            ) from None

    def knows(self, epoch: str, entries: int) -> bool:
        """Whether a log with this epoch and count may be the one that was last here, with nothing missing."""
        last, _, count = os.pread(self._file, len(_note(epoch, entries)), 0).partition(b" ")
        return last == epoch.encode() and count.strip().isdigit() and int(count) <= entries

    def note(self, epoch: str, entries: int) -> None:
        """Only what is durable in the log may be noted. Not synced: a note that is too low starts no new epoch."""
        os.pwrite(self._file, _note(epoch, entries), 0)

    def start(self, epoch: str, entries: int) -> None:
        """Makes this note the only content of the file, on the disk."""
        self.note(epoch, entries)
        os.ftruncate(self._file, len(_note(epoch, entries)))
        os.fsync(self._file)

    def close(self) -> None:
        os.close(self._file)


def _note(epoch: str, entries: int) -> bytes:
    """Has one length in one epoch, so that it can be overwritten in place. `entries` counts those of all rooms, ever."""
    return f"{epoch} {entries:020}\n".encode()
