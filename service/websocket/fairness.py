"""Which connection is read when, so that nobody waits for a connection that sends without pause. Pure.

A connection has a turn of at most `TURN_SECONDS`. If more has arrived by then, or if it sends faster than messages can be
stored, it is not read for a pause. The pause is longer if its turn brought no draft: drafts have a rate limit of their own,
but pings, pongs, fragments and other frames do not, and one such connection alone could keep a whole core busy.
"""

from typing import Final

TURN_SECONDS: Final = 0.003
"""Longest time for which one connection is processed before the others have their turn."""

FAST_SECONDS: Final = 0.001
"""Time per message; a connection whose messages come faster is paused."""

PAUSE_SECONDS: Final = 0.004
"""Pause of a fast sender, whose messages are then read together. It delays nothing, because the log commits every 4 ms; and a
read costs as much as everything else that is done with a message."""

PAUSE_SHARE: Final = 3.0
"""After t seconds without a draft a connection pauses for 3 t × the number of connections in such a pause. One takes a
quarter of the processor then, any number together at most a third."""

LONGEST_PAUSE_SECONDS: Final = 5.0


def needs_pause(has_more: bool, seconds_since_last: float, messages: int) -> bool:
    """After a turn that brought so many messages; `seconds_since_last` is the time between the last two reads."""
    return has_more or seconds_since_last < FAST_SECONDS * (messages or 1)


class Throttle:
    """The pauses of all connections of this process. `end_pause` follows each `begin_pause`."""

    def __init__(self) -> None:
        self.unproductive = 0
        """Connections in a pause after a turn without a draft."""

    def begin_pause(self, turn_seconds: float, drafts: int) -> float:
        """The seconds for which the connection is not read."""
        if drafts:
            return PAUSE_SECONDS
        self.unproductive += 1
        return max(PAUSE_SECONDS, min(turn_seconds * PAUSE_SHARE * self.unproductive, LONGEST_PAUSE_SECONDS))

    def end_pause(self, drafts: int) -> None:
        """With the same number of drafts."""
        if not drafts:
            self.unproductive -= 1
