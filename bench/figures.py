"""The arithmetic of the bench: percentiles, ratios with their spread, when a message is due, marks in a torn stream. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

MARK: Final = b"~" * 12
"""Stands once in every message, before its stamp. Long and rare, so that counting it skips most of the bytes."""

STAMP_DIGITS: Final = 10
_STAMPED: Final = re.compile(MARK + rb"(\d{%d})" % STAMP_DIGITS)


def stamp(number: int) -> str:
    """What is put into a message's text: which one it is, and so when it was due."""
    return f"{MARK.decode()}{number:0{STAMP_DIGITS}d}"


def due_seconds(number: int, rate: float, burst: int = 1) -> float:
    """When a message is due after the start: evenly, or so many at once with the same rate."""
    return number // burst * burst / rate


def due_count(elapsed: float, rate: float, total: int, burst: int = 1) -> int:
    """How many messages are due by now; the first is due at once."""
    return max(0, min(total, (int(elapsed * rate / burst + 1e-9) + 1) * burst))


def percentile(ordered: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of them does not exceed."""
    if not ordered:
        return 0.0
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def summary(values: Sequence[float]) -> dict[str, float]:
    ordered = sorted(values)
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "p999": 0.999, "max": 1.0}
    return {name: percentile(ordered, share) for name, share in shares.items()}


@dataclass(frozen=True, slots=True)
class Ratio:
    """Ours to theirs, each pair from one round: the middle one, and the least and the most."""

    middle: float
    least: float
    most: float


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> Ratio | None:
    """None if there is no pair to compare."""
    pairs = [a / b for a, b in zip(ours, theirs, strict=False) if b]
    return Ratio(median(pairs), min(pairs), max(pairs)) if pairs else None


class Marks:
    """Counts marks in a stream that arrives in pieces, wherever it is torn."""

    __slots__ = ("_tail", "count")

    def __init__(self) -> None:
        self.count, self._tail = 0, b""

    def feed(self, piece: bytes) -> int:
        """How many marks this piece completes."""
        data = self._tail + piece
        found = data.count(MARK)
        self._tail = data[1 - len(MARK) :]
        self.count += found
        return found


class Stamps:
    """Reads the stamps in a stream that arrives in pieces."""

    __slots__ = ("_tail",)

    def __init__(self) -> None:
        self._tail = b""

    def feed(self, piece: bytes) -> list[int]:
        """The numbers that this piece completes."""
        data = self._tail + piece
        found = list(_STAMPED.finditer(data))
        rest = data[found[-1].end() :] if found else data
        self._tail = rest[1 - len(MARK) - STAMP_DIGITS :]
        return [int(match[1]) for match in found]
