"""What Hubbub wants to reach, as ratios in one run, and whether it did."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

from bench.figures import Ratio, ratio

Shot = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """All measurements, asked by workload, contender and figure; failed ones are not there."""

    results: dict[str, dict[str, list[Shot]]]

    def shots(self, workload: str, contender: str) -> list[Shot]:
        return [shot for shot in self.results.get(workload, {}).get(contender, []) if "failed" not in shot]

    def values(self, workload: str, contender: str, figure: str) -> list[float]:
        """A figure may lie deeper: `latency_ms.p99`."""
        values = []
        for shot in self.shots(workload, contender):
            value: Any = shot
            for name in figure.split("."):
                value = value.get(name) if isinstance(value, dict) else None
            if value is not None:
                values.append(float(value))
        return values

    def middle(self, workload: str, contender: str, figure: str) -> float | None:
        values = self.values(workload, contender, figure)
        return median(values) if values else None

    def ratio(self, workload: str, figure: str, other: str) -> Ratio | None:
        return ratio(self.values(workload, "hubbub", figure), self.values(workload, other, figure))


@dataclass(frozen=True, slots=True)
class Goal:
    number: int
    words: str
    limit: float
    find: Callable[[Found], float | None]
    unit: str = "×"
    at_least: bool = False

    def is_met(self, value: float) -> bool:
        return value >= self.limit if self.at_least else value <= self.limit


def _to(workload: str, figure: str, other: str) -> Callable[[Found], float | None]:
    def find(found: Found) -> float | None:
        compared = found.ratio(workload, figure, other)
        return compared.middle if compared else None

    return find


def _own(workload: str, figure: str) -> Callable[[Found], float | None]:
    return lambda found: found.middle(workload, "hubbub", figure)


COST = "us_per_delivery"
P99 = "latency_ms.p99"

GOALS = (
    Goal(1, "Flood 1,000 × 1,000: processor time per delivery against Node", 0.05, _to("flood_1000", COST, "node")),
    Goal(1, "the same against µWebSockets", 0.35, _to("flood_1000", COST, "uws")),
    Goal(1, "nothing lost", 0, _own("flood_1000", "missing"), ""),
    Goal(1, "p99", 100, _own("flood_1000", P99), "ms"),
    Goal(2, "Flood 100 × 5,000: processor time per delivery against Node", 0.12, _to("flood_100", COST, "node")),
    Goal(2, "the same against µWebSockets", 0.4, _to("flood_100", COST, "uws")),
    Goal(2, "p99", 25, _own("flood_100", P99), "ms"),
    Goal(3, "Conference 1,000 × 200: processor time per delivery against Node", 0.2, _to("conference", COST, "node")),
    Goal(3, "the same against µWebSockets", 0.4, _to("conference", COST, "uws")),
    Goal(3, "p99", 100, _own("conference", P99), "ms"),
    Goal(4, "Busy team 100 × 10: p50 against Node", 1.3, _to("busy", "latency_ms.p50", "node")),
    Goal(4, "p99 against Node", 1.0, _to("busy", P99, "node")),
    Goal(
        5,
        "Ingest, two connections: processor time per message against Node",
        0.7,
        _to("ingest", "us_per_message", "node"),
    ),
    Goal(6, "Handshakes a second against Node", 2.0, _to("storm", "handshakes_per_second", "node"), "×", at_least=True),
    Goal(6, "The storm of 10,000 after a restart: processor time", 5, _own("back_again", "server_cpu_seconds"), "s"),
    Goal(7, "Memory of an idle connection, at 5,000, against Node", 1.0, _to("idle", "kb_per_connection", "node")),
    Goal(8, "Stadium 10,000 × 10: p99", 250, _own("stadium", P99), "ms"),
    Goal(8, "Coming back after 10,000 missed messages", 50, _own("read_back", "resume_10000_ms"), "ms"),
    Goal(8, "First page from a log of 1,000,000", 5, _own("read_back", "first_page_ms"), "ms"),
    Goal(8, "Start with such a log", 1, _own("read_back", "start_seconds"), "s"),
    Goal(
        9, "From a key in one tab to the words in another: p50 (two frames)", 33.3, _own("screen", "key_ms.p50"), "ms"
    ),
)
