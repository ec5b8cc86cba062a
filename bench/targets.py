"""The performance targets: limits for a figure of Hubbub, or for its ratio to another server's in the same run."""

from dataclasses import dataclass
from typing import Final

from bench.results import Results

COST: Final = "us_per_delivery"
P50: Final = "latency_ms.p50"
P99: Final = "latency_ms.p99"
MISSING: Final = "missing"


@dataclass(frozen=True, slots=True)
class Target:
    number: int
    title: str
    limit: float
    workload: str
    figure: str
    against: str = ""
    """The server to compare with; without one the limit is for Hubbub's own figure."""
    unit: str = "×"
    is_minimum: bool = False

    def measured(self, results: Results) -> float | None:
        if not self.against:
            return results.median(self.workload, "hubbub", self.figure)
        compared = results.ratio(self.workload, self.figure, self.against)
        return compared.median if compared else None

    def is_met(self, value: float) -> bool:
        return value >= self.limit if self.is_minimum else value <= self.limit


TARGETS: Final = (
    Target(1, "1,000 connections × 1,000/s: processor time per delivery, Node", 0.05, "flood_1000", COST, "node"),
    Target(1, "the same workload: processor time per delivery, µWebSockets", 0.35, "flood_1000", COST, "uws"),
    Target(1, "the same workload: missing messages", 0, "flood_1000", MISSING, unit=""),
    Target(1, "the same workload: p99", 100, "flood_1000", P99, unit="ms"),
    Target(2, "100 connections × 5,000/s: processor time per delivery, Node", 0.12, "flood_100", COST, "node"),
    Target(2, "the same workload: processor time per delivery, µWebSockets", 0.4, "flood_100", COST, "uws"),
    Target(2, "the same workload: p99", 25, "flood_100", P99, unit="ms"),
    Target(3, "1,000 connections × 200/s: processor time per delivery, Node", 0.2, "conference", COST, "node"),
    Target(3, "the same workload: processor time per delivery, µWebSockets", 0.4, "conference", COST, "uws"),
    Target(3, "the same workload: p99", 100, "conference", P99, unit="ms"),
    Target(4, "100 connections × 10/s: p50, Node", 1.3, "busy", P50, "node"),
    Target(4, "the same workload: p99, Node", 1.0, "busy", P99, "node"),
    Target(5, "2 connections × 5,000/s: processor time per message, Node", 0.7, "ingest", "us_per_message", "node"),
    Target(
        6,
        "10,000 handshakes at once: handshakes a second, Node",
        2,
        "handshakes",
        "handshakes_per_second",
        "node",
        is_minimum=True,
    ),
    Target(6, "10,000 reconnects after a restart: processor time", 5, "reconnects", "server_cpu_seconds", unit="s"),
    Target(7, "5,000 idle connections: memory per connection, Node", 1.0, "idle", "kb_per_connection", "node"),
    Target(8, "10,000 connections × 10/s: p99", 250, "stadium", P99, unit="ms"),
    Target(8, "Reconnecting after 10,000 missed messages", 50, "history", "resume_10000_ms", unit="ms"),
    Target(8, "First page from a log of 1,000,000 messages", 5, "history", "first_page_ms", unit="ms"),
    Target(8, "Start with a log of 1,000,000 messages", 1, "history", "start_seconds", unit="s"),
    Target(
        9,
        "From Enter in one tab to the message in another: p50 (two screen frames)",
        33.3,
        "browser",
        "key_ms.p50",
        unit="ms",
    ),
)
