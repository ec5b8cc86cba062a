"""Keeps in memory the values of a log that expire, such as hand-overs: for a log that only one process uses."""

import time
from collections.abc import Callable

from service.log.contract import VALUES_LIMIT, Value


class MemoryValues:
    """Implements contract.Values."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._values: dict[str, tuple[bytes, float]] = {}
        """Each value, and when it expires, by `clock`."""

    async def set(self, key: str, content: bytes, seconds: float) -> bool:
        now = self._clock()
        self._values = {one: value for one, value in self._values.items() if value[1] > now}
        if len(self._values) >= VALUES_LIMIT and key not in self._values:
            return False
        self._values[key] = content, now + seconds
        return True

    async def get(self, key: str) -> Value | None:
        content, ends_at = self._values.get(key, (b"", 0.0))
        seconds = ends_at - self._clock()
        return Value(content, seconds) if seconds > 0 else None

    async def replace(self, key: str, before: bytes, after: bytes) -> bool:
        value = await self.get(key)
        if value is None or value.content != before:
            return False
        self._values[key] = after, self._values[key][1]
        return True

    async def remove(self, key: str) -> None:
        self._values.pop(key, None)
