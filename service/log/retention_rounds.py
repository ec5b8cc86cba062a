"""Decides when old entries are dropped: in rounds, and not because somebody set the clock forward. No I/O; for every log."""

from collections.abc import Callable
from typing import Final

ROUND_SECONDS: Final = 600.0
"""Time between two rounds of dropping old entries."""

JUMP_SECONDS: Final = 60.0
"""If since the last round the system clock has moved forward by this much more than the monotonic clock, somebody set it. The
round is skipped, so that a wrong clock can be corrected before entries are dropped."""


class Rounds:
    """Decides when a round is due, and from which age on it drops entries. `now` is the system's time, by which entries are
    dated; `ticks` is the monotonic clock, which nobody can set."""

    def __init__(self, days: float, now: float, ticks: Callable[[], float]) -> None:
        self._seconds, self._ticks = days * 86_400, ticks
        self._lead = now - ticks()
        self._next_at = 0.0

    @property
    def is_due(self) -> bool:
        return self._seconds > 0 and self._ticks() >= self._next_at

    def begin(self, now: float) -> int | None:
        """Begins a round. Returns the time before which entries are dropped, in ms since 1970; None to skip this round."""
        self.put_off()
        lead_before, self._lead = self._lead, now - self._ticks()
        if self._lead - lead_before > JUMP_SECONDS:
            return None
        return int((now - self._seconds) * 1000)

    def put_off(self) -> None:
        """Lets the next round begin ROUND_SECONDS from now. Called when a round begins, and after an error."""
        self._next_at = self._ticks() + ROUND_SECONDS
