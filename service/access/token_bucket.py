"""Rate limits: a token bucket, and a token bucket for each client address. Pure; the clock is passed in."""

import time
from collections.abc import Callable


class TokenBucket:
    """Allows `burst` at once, then `rate` per second. A rate of 0 means no limit."""

    __slots__ = ("_at", "_burst", "_rate", "_tokens")

    def __init__(self, rate: float, burst: int, now: float) -> None:
        self._rate, self._burst = rate, burst
        self._tokens, self._at = float(burst), now

    def take(self, now: float, max_wait: float = 0.0, cost: float = 1.0) -> float:
        """Returns the seconds until the bucket has `cost` tokens, 0 if it has them now. Takes them unless the wait exceeds
        `max_wait`."""
        if not self._rate:
            return 0.0
        self._tokens, self._at = self._refilled(now), now
        wait = max(0.0, (cost - self._tokens) / self._rate)
        if wait <= max_wait:
            self._tokens -= cost
        return wait

    def give_back(self) -> None:
        """Puts back a token that `take` took, for a request that turns out not to count, such as one with the right
        passphrase."""
        self._tokens += 1

    def is_full(self, now: float) -> bool:
        """Whether the bucket is as full as a new one, so that it can be dropped."""
        return not self._rate or self._refilled(now) >= self._burst

    def _refilled(self, now: float) -> float:
        return min(self._burst, self._tokens + (now - self._at) * self._rate)


class TokenBuckets:
    """One bucket per address. A full bucket is dropped, so memory grows only with recently active addresses."""

    def __init__(self, rate: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._buckets: dict[str, TokenBucket] = {}
        self._swept_at = clock()

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, address: str, max_wait: float = 0.0) -> float:
        """Takes from the bucket of this address, as TokenBucket.take does."""
        if not self._rate:
            return 0.0
        now = self._clock()
        self._sweep(now)
        return self._buckets.setdefault(address, TokenBucket(self._rate, self._burst, now)).take(now, max_wait)

    def give_back(self, address: str) -> None:
        """Gives back to the bucket of this address, as TokenBucket.give_back does, unless the bucket was full and is dropped."""
        if bucket := self._buckets.get(address):
            bucket.give_back()

    def _sweep(self, now: float) -> None:
        if now - self._swept_at > self._burst / self._rate:
            self._swept_at = now
            self._buckets = {address: bucket for address, bucket in self._buckets.items() if not bucket.is_full(now)}
