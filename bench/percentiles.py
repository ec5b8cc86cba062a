"""Percentiles of one measurement, and ratios of two servers with their spread. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

SHARES: Final = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "p999": 0.999, "max": 1.0}


def percentile(ordered: Sequence[float], share: float) -> float:
    """The smallest value that is at least as large as this share of the values; 0 without values."""
    if not ordered:
        return 0.0
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def summary(values: Sequence[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {name: percentile(ordered, share) for name, share in SHARES.items()}


@dataclass(frozen=True, slots=True)
class Ratio:
    """Hubbub's value divided by another server's, for each round: the median, the smallest and the largest."""

    median: float
    smallest: float
    largest: float


def ratio(hubbub: Sequence[float], other: Sequence[float]) -> Ratio | None:
    """Pairs the values of each round; None without a pair."""
    pairs = [ours / theirs for ours, theirs in zip(hubbub, other, strict=False) if theirs]
    return Ratio(median(pairs), min(pairs), max(pairs)) if pairs else None
