"""What can go wrong with the file while the log is open: which faults pass, which are damage, and which are our defects."""

import sqlite3
from pathlib import Path

from service.log.sqlite import database


class FileState:
    """Refuses to write into a file that is damaged, or that is no longer the one at its path. Used by two threads."""

    def __init__(self, path: Path) -> None:
        self._path, self._identity = path, database.identity(path)
        self._damage = ""

    def check(self) -> None:
        """Raises OSError if nothing may be written: SQLite would go on in a file that nobody can open any more."""
        if self._damage:
            raise OSError(f"{self._path} is damaged: {self._damage}")
        if database.identity(self._path) != self._identity:
            raise OSError(f"{self._path} was replaced by another file")

    def note(self, error: Exception) -> None:
        """Damage does not go away by itself: after its first sign nothing is stored in this file any more."""
        if is_damage(error):
            self._damage = reason_of(error)


def is_damage(error: Exception) -> bool:
    """Faults that pass, such as a full disk, have a subclass of DatabaseError. Text that is not UTF-8 has one of them, too."""
    return type(error) is sqlite3.DatabaseError or str(error).startswith("Could not decode")


def is_defect(error: Exception | None) -> bool:
    """A fault of our code, not of the disk or of another program."""
    return error is not None and not isinstance(error, (sqlite3.OperationalError, OSError)) and not is_damage(error)


def reason_of(error: Exception) -> str:
    """The fault in words. Without text of messages, which SQLite quotes if it cannot decode it."""
    return "text that is not UTF-8" if str(error).startswith("Could not decode") else str(error)
