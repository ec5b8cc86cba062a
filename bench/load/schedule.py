"""The times at which messages are sent: at a fixed rate, however slow the server is. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Schedule:
    rate: float
    """Messages a second."""
    seconds: float
    burst: int = 1
    """Messages sent at once; the rate stays."""

    @property
    def total(self) -> int:
        return max(1, round(self.rate * self.seconds))

    def due_at(self, number: int) -> float:
        """Returns the seconds after the start at which a message is due."""
        return number // self.burst * self.burst / self.rate

    def due_by(self, elapsed: float) -> int:
        """Returns the number of messages that are due after this time; the first is due at once."""
        return max(0, min(self.total, (int(elapsed * self.rate / self.burst + 1e-9) + 1) * self.burst))
