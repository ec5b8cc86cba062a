"""Empties SQLite's journal (the write-ahead log) soon after a text was removed, because it still holds the former pages."""

import sqlite3
import time
from typing import Final

TRUNCATE_SECONDS: Final = 1.0
"""Time from the removal of a text until the journal is emptied, and between two tries. Removals in between share one."""


class Journal:
    """Used on the writer's thread, with its connection."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._due_at: float | None = None

    @property
    def wait_seconds(self) -> float | None:
        """Time until `truncate` is due, or None if no text was removed."""
        return None if self._due_at is None else max(0.0, self._due_at - time.monotonic())

    def note_removal(self) -> None:
        """Call after the commit."""
        if self._due_at is None:
            self._due_at = time.monotonic() + TRUNCATE_SECONDS

    def truncate_if_due(self) -> None:
        """Moves all pages into the file and empties the journal. Tries again later while another program reads the file, and
        after an error, which it raises (sqlite3.Error)."""
        if self.wait_seconds != 0:
            return
        self._due_at = time.monotonic() + TRUNCATE_SECONDS
        busy_ms = self._database.execute("PRAGMA busy_timeout").fetchone()[0]
        self._database.execute("PRAGMA busy_timeout = 0")  # drafts do not wait for a long read, such as a backup
        try:
            is_busy, *_ = self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            self._database.execute(f"PRAGMA busy_timeout = {busy_ms}")
        if not is_busy:
            self._due_at = None
