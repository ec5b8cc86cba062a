"""Sorts the errors of SQLite and the disk while the log is open: transient faults, damage of the file, and our own defects."""

import sqlite3
from pathlib import Path

from service.log.columns import UnreadableRow
from service.log.sqlite import database


class FileState:
    """Notices when the file is damaged, or when another file has replaced it at its path. Used by two threads."""

    def __init__(self, path: Path) -> None:
        self._path, self._identity = path, database.identity(path)
        self._damage = ""

    def check(self) -> None:
        """Raises OSError if the file is damaged or was replaced. SQLite would still write: into a damaged file, or into one
        that no longer has a name."""
        if self._damage:
            raise OSError(f"{self._path} is damaged: {self._damage}")
        if database.identity(self._path) != self._identity:
            raise OSError(f"{self._path} was replaced by another file")

    def note_error(self, error: Exception) -> None:
        """Remembers damage: after its first sign nothing more is stored in this file."""
        if is_damage(error):
            self._damage = reason_of(error)


def is_damage(error: Exception) -> bool:
    """Whether the file is damaged. For damage Python's sqlite3 raises DatabaseError itself, and for all other errors a
    subclass. Two more errors are damage: text that is not UTF-8, which raises a subclass, and UnreadableRow."""
    return type(error) in (sqlite3.DatabaseError, UnreadableRow) or str(error).startswith("Could not decode")


def is_defect(error: Exception | None) -> bool:
    """Whether our code caused the error, and not the disk or another program."""
    return error is not None and not isinstance(error, (sqlite3.OperationalError, OSError)) and not is_damage(error)


def reason_of(error: Exception) -> str:
    """Returns the error in words, without the text of messages, which SQLite quotes if it cannot decode it."""
    return "text that is not UTF-8" if str(error).startswith("Could not decode") else str(error)
