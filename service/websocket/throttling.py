"""Decides how long a connection is not read, so that no other connection waits for one that sends without pause. Pure.

A connection has a turn of at most `TURN_SECONDS`. If bytes are left after its turn, or if it sends faster than messages can be
stored, it is throttled: not read for a while. If its turn brought no draft, it is throttled for longer. Drafts have a rate
limit of their own, but pings, pongs, fragments and other frames have none, and one connection that sends only those could keep
a whole core busy.
"""

from typing import Final

TURN_SECONDS: Final = 0.003
"""Longest time for which one connection is processed before the others have their turn."""

FAST_SECONDS: Final = 0.001
"""Time per text; a connection whose texts come faster is throttled."""

THROTTLE_SECONDS: Final = 0.004
"""Time for which a fast sender is not read; then its texts are read together, which is cheaper: one read costs as much as
all other work on one text. A text waits at most 4 ms here; the log waits as long between two commits."""

THROTTLE_SHARE: Final = 3.0
"""After a turn of t seconds without a draft, a connection is not read for 3 t × the number of connections throttled for that
reason. So one of them uses a quarter of the processor, and up to about 500 together use at most a third. More of them use
more, because no pause is longer than LONGEST_THROTTLE_SECONDS."""

LONGEST_THROTTLE_SECONDS: Final = 5.0


def needs_throttling(has_more: bool, seconds_since_last: float, texts: int) -> bool:
    """Whether to throttle a connection after a turn with this number of texts. `seconds_since_last` is the time between its
    last two reads."""
    return has_more or seconds_since_last < FAST_SECONDS * (texts or 1)


class Throttle:
    """The throttled connections of this process. One `end` follows each `begin`."""

    def __init__(self) -> None:
        self.unproductive = 0
        """Connections that are throttled after a turn without a draft."""

    def begin(self, turn_seconds: float, drafts: int) -> float:
        """Returns the seconds for which the connection must not be read."""
        if drafts:
            return THROTTLE_SECONDS
        self.unproductive += 1
        return max(THROTTLE_SECONDS, min(turn_seconds * THROTTLE_SHARE * self.unproductive, LONGEST_THROTTLE_SECONDS))

    def end(self, drafts: int) -> None:
        """`drafts` must be the number given to `begin`."""
        if not drafts:
            self.unproductive -= 1
