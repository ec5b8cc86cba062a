"""The performance targets: limits for a figure of Hubbub, or for its ratio to another server's in the same run."""

from dataclasses import dataclass
from typing import Final

from bench.results import Results

COST: Final = "us_per_delivery"
P50: Final = "latency_ms.p50"
P99: Final = "latency_ms.p99"

LONG_TASK_MS: Final = 50
"""A task of a page that lasts longer is felt (W3C Long Tasks)."""

TITLES: Final = {
    COST: "processor time per delivery",
    P50: "p50",
    P99: "p99",
    "missing": "missing messages",
    "us_per_message": "processor time per message",
    "handshakes_per_second": "handshakes a second",
    "server_cpu_seconds": "processor time",
    "kb_per_connection": "memory per connection",
    "resume_10000_ms": "reconnecting after 10,000 missed messages",
    "first_page_ms": "first page",
    "start_seconds": "start of the server",
    "key_ms.p50": "p50 (two screen frames)",
    "longest_task_ms.typing": "processor time while one types",
    "longest_task_ms.scrolling": "processor time while one scrolls up and five earlier pages are loaded",
    "longest_task_ms.receiving": "processor time while 100 messages arrive out of view",
    "longest_task_ms.following": "processor time while 100 messages arrive at the end of the list",
    "longest_task_ms.text": "processor time to draw a text that is made to be slow",
}


@dataclass(frozen=True, slots=True)
class Target:
    workload: str
    figure: str
    limit: float
    unit: str = "×"
    against: str = ""
    """The server to compare with; without one the limit is for Hubbub's own figure."""
    is_minimum: bool = False

    def measured(self, results: Results) -> float | None:
        if not self.against:
            return results.median(self.workload, "hubbub", self.figure)
        compared = results.ratio(self.workload, self.figure, self.against)
        return compared.median if compared else None

    def is_met(self, value: float) -> bool:
        return value >= self.limit if self.is_minimum else value <= self.limit


TARGETS: Final = (
    Target("flood_1000", COST, 0.05, against="node"),
    Target("flood_1000", COST, 0.35, against="uws"),
    Target("flood_1000", "missing", 0, ""),
    Target("flood_1000", P99, 100, "ms"),
    Target("flood_100", COST, 0.12, against="node"),
    Target("flood_100", COST, 0.4, against="uws"),
    Target("flood_100", P99, 25, "ms"),
    Target("conference", COST, 0.2, against="node"),
    Target("conference", COST, 0.4, against="uws"),
    Target("conference", P99, 100, "ms"),
    Target("busy", P50, 1.3, against="node"),
    Target("busy", P99, 1, against="node"),
    Target("ingest", "us_per_message", 0.7, against="node"),
    Target("handshakes", "handshakes_per_second", 2, against="node", is_minimum=True),
    Target("reconnects", "server_cpu_seconds", 5, "s"),
    Target("idle", "kb_per_connection", 1, against="node"),
    Target("stadium", P99, 250, "ms"),
    Target("history", "resume_10000_ms", 50, "ms"),
    Target("history", "first_page_ms", 5, "ms"),
    Target("history", "start_seconds", 1, "s"),
    Target("browser", "key_ms.p50", 33.3, "ms"),
    *(
        Target("longest_tasks", f"longest_task_ms.{act}", LONG_TASK_MS, "ms")
        for act in ("typing", "scrolling", "receiving", "following", "text")
    ),
)
