"""Hands a person over to another device of theirs: by a link that works once and for five minutes, and a confirmation. Pure.

The old device offers; the new one looks whose the link is, claims with it and shows a code; the old one confirms the code; and
the new one takes the secret that makes it the same person.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

HAND_OVER_SECONDS: Final = 300.0
"""Time from the offer until the new device must have taken the secret."""

HAND_OVER_LIMIT: Final = 1_000
"""Hand-overs at the same time. A person has at most one, but anybody can make any number of persons, so this bounds memory."""

CODE_DIGITS: Final = 4
"""Digits of the code: enough to see that two screens show the same. It is not secret, and nobody can try others."""


class State(StrEnum):
    OFFERED = "offered"
    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    TAKEN = "taken"


class NoHandOver(Exception):
    """There is none: it was used, cancelled, or is too old."""


class TooManyHandOvers(Exception):
    """HAND_OVER_LIMIT is reached."""


@dataclass(slots=True, eq=False)
class HandOver:
    secret: str = field(repr=False)
    """The person's, which the new device gets."""
    name: str | None
    ends_at: float
    state: State = State.OFFERED
    token: str = field(default_factory=lambda: secrets.token_urlsafe(16), repr=False)
    """In the link at first. The device that opens the link gets another one, so that the link works once."""
    code: str = ""
    """What the new device shows, for the person to compare; empty until it has opened the link."""


class HandOvers:
    """At most one of each person."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._by_secret: dict[str, HandOver] = {}
        self._by_token: dict[str, HandOver] = {}

    def __len__(self) -> int:
        return len(self._by_secret)

    def offer(self, secret: str, name: str | None) -> HandOver:
        """Begins a hand-over, which replaces an earlier one of this person. Raises TooManyHandOvers."""
        self._remove_old()
        self.cancel(secret)
        if len(self) >= HAND_OVER_LIMIT:
            raise TooManyHandOvers
        found = self._by_secret[secret] = HandOver(secret, name, self._clock() + HAND_OVER_SECONDS)
        self._by_token[found.token] = found
        return found

    def of(self, secret: str) -> HandOver:
        """Returns the hand-over of this person. Raises NoHandOver."""
        self._remove_old()
        if (found := self._by_secret.get(secret)) is None:
            raise NoHandOver
        return found

    def look(self, token: str) -> HandOver:
        """Returns the hand-over to which a link leads that was not used, and changes nothing. Raises NoHandOver."""
        return self._with_token(token, State.OFFERED)

    def claim(self, token: str) -> HandOver:
        """Uses the link. From now on the hand-over has another token, and a code. Raises NoHandOver."""
        found = self.look(token)
        del self._by_token[token]
        found.token, found.state = secrets.token_urlsafe(16), State.CLAIMED
        found.code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
        self._by_token[found.token] = found
        return found

    def confirm(self, secret: str, code: str) -> None:
        """Allows the device that shows this code to take the secret. Raises NoHandOver if no device waits that shows it."""
        found = self.of(secret)
        if found.state is not State.CLAIMED or found.code != code:
            raise NoHandOver
        found.state = State.CONFIRMED

    def take(self, token: str) -> HandOver:
        """Returns the hand-over of the device that claimed. Once it is confirmed, this works one time. Raises NoHandOver."""
        found = self._with_token(token, State.CLAIMED, State.CONFIRMED)
        if found.state is State.CONFIRMED:
            found.state = State.TAKEN
        return found

    def cancel(self, secret: str) -> None:
        if (found := self._by_secret.pop(secret, None)) is not None:
            self._by_token.pop(found.token, None)

    def seconds_left(self, found: HandOver) -> int:
        return max(0, round(found.ends_at - self._clock()))

    def _with_token(self, token: str, *states: State) -> HandOver:
        self._remove_old()
        found = self._by_token.get(token)
        if found is None or found.state not in states:
            raise NoHandOver
        return found

    def _remove_old(self) -> None:
        """Removes the first ones that have ended. They are in the order of their offers, which all last as long."""
        now = self._clock()
        while self._by_secret and (oldest := next(iter(self._by_secret.values()))).ends_at <= now:
            self.cancel(oldest.secret)
