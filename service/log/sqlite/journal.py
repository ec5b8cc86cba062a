"""Empties SQLite's journal (the write-ahead log) soon after a text was removed, because it still holds the former pages.

Then the copies of the text in the file itself are wiped.
"""

import sqlite3
import time
from typing import Final

from service.log.sqlite.wipe.wiper import Wiper

TRUNCATE_SECONDS: Final = 1.0
"""Time from the first removal of a text until the journal is emptied, once for all removals until then. Also the time between
two attempts."""

WIPE_SECONDS: Final = 0.1
"""Shortest pause between two steps of wiping."""

WIPE_PAUSE: Final = 20
"""The pause after a step is this many times as long as the step took, so that wiping takes about 5 % of the time. It is at most
TRUNCATE_SECONDS, because the next step also empties the journal, which may hold texts that were removed meanwhile."""


class Journal:
    """Used on the writer's thread, with its connection."""

    def __init__(self, database: sqlite3.Connection, wiper: Wiper) -> None:
        self._database, self._wiper = database, wiper
        self._due_at: float | None = None

    @property
    def wait_seconds(self) -> float | None:
        """Time until `empty_if_due` has something to do, or None if there is nothing to do."""
        return None if self._due_at is None else max(0.0, self._due_at - time.monotonic())

    def note_removal(self) -> None:
        """Makes the journal due, if it is not due yet. Call after the commit that removes a text."""
        if self._due_at is None:
            self._due_at = time.monotonic() + TRUNCATE_SECONDS

    def empty_if_due(self) -> None:
        """Empties the journal and wipes some texts. If another connection reads an older state, or after an error, the journal
        is due again later. Raises sqlite3.Error."""
        if self.wait_seconds == 0:
            self._due_at = time.monotonic() + TRUNCATE_SECONDS
            self._empty()

    def finish(self, seconds: float) -> None:
        """Wipes what is left, but stops after `seconds`. Call when no other connection reads. Raises sqlite3.Error."""
        ends_at = time.monotonic() + seconds
        while self._due_at is not None and time.monotonic() < ends_at and self._empty():
            pass

    def _empty(self) -> bool:
        """Returns whether it emptied the journal."""
        began = time.monotonic()
        if not self._truncate():
            return False
        was_due = self._wiper.is_due
        self._wiper.step()
        now = time.monotonic()
        pause = min(max(WIPE_SECONDS, (now - began) * WIPE_PAUSE), TRUNCATE_SECONDS)
        self._due_at = now + pause if was_due else None
        return True

    def _truncate(self) -> bool:
        """Moves all pages into the file and empties the journal, unless another connection, of this process or another one,
        reads an older state."""
        busy_ms = self._database.execute("PRAGMA busy_timeout").fetchone()[0]
        self._database.execute("PRAGMA busy_timeout = 0")  # drafts do not wait for a long read, such as a backup
        try:
            is_busy, *_ = self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            self._database.execute(f"PRAGMA busy_timeout = {busy_ms}")
        return not is_busy
