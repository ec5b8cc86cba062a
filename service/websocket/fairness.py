"""The share of our time that goes to lines on which nothing is said: pings, fragments, bytes that make no message. Pure.

One such line alone could keep a whole core busy, and everybody would wait for it.
"""

from typing import Final

REST_SHARE: Final = 3.0
"""Who cost t is not read for 3 t, times the number who rest: one takes a quarter of the time, any number at most a third."""

LONGEST_REST_SECONDS: Final = 5.0


class Share:
    """What the resting lines know of each other."""

    def __init__(self) -> None:
        self.resting = 0

    def begin(self, cost_seconds: float) -> float:
        """One more rests; how long. `end` follows when that is over."""
        self.resting += 1
        return min(cost_seconds * REST_SHARE * self.resting, LONGEST_REST_SECONDS)

    def end(self) -> None:
        self.resting -= 1
