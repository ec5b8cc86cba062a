"""The small file beside the log: which process has it, and how far it had come, so that an older one in its place is seen.

A backup put back gives its next numbers a second time, to other messages. Tabs are told by a new epoch, and so it is made
whenever the file may be another one than last time: a view too many that begins anew costs a page, one too few a lie.
"""

import fcntl
import os
from pathlib import Path

from service.log.contract import LogUnusable


class Lock:
    """Held by this process until `close`. Raises LogUnusable if another one has it."""

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

    def knows(self, epoch: str, messages: int) -> bool:
        """Whether a log like this may be the one that was last here: of that epoch, and with nothing missing."""
        last, _, count = os.pread(self._file, len(_note(epoch, messages)), 0).partition(b" ")
        return last == epoch.encode() and count.strip().isdigit() and int(count) <= messages

    def note(self, epoch: str, messages: int) -> None:
        """Only what is durable in the log may be noted. Not synced: a note that is too low alarms nobody."""
        os.pwrite(self._file, _note(epoch, messages), 0)

    def begin(self, epoch: str, messages: int) -> None:
        """The same, as all there is in the file, and on the disk."""
        self.note(epoch, messages)
        os.ftruncate(self._file, len(_note(epoch, messages)))
        os.fsync(self._file)

    def close(self) -> None:
        os.close(self._file)


def _note(epoch: str, messages: int) -> bytes:
    """Always as long in one epoch, so that one is written over the other; `messages` counts those of all rooms, ever."""
    return f"{epoch} {messages:020}\n".encode()
