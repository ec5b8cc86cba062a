"""The plots of the report: latency and processor time by load, cost by room size, memory by connections."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from bench.report.markdown import number
from bench.results import Results
from bench.servers import SERVERS
from bench.targets import COST, P99
from bench.workloads import WORKLOADS, Workload

COMPARED: Final = ("hubbub", "node", "uws")


@dataclass(frozen=True, slots=True)
class Plot:
    key: str
    title: str
    x_title: str
    y_title: str
    series: dict[str, dict[float, float]]
    """By server name: y by x."""
    text: str

    @property
    def section(self) -> str:
        return f"## {self.title}\n\n![{self.title}](performance/{self.key}.svg)\n\n{self.text}"


def plots(results: Results) -> list[Plot]:
    return [plot for plot in _all(results) if plot.series]


def _all(results: Results) -> Iterator[Plot]:
    rates = _workloads(lambda one: one.rate, lambda one: one.connections == 100 and one.rate >= 100 and _is_usual(one))
    sizes = _workloads(lambda one: one.connections, lambda one: one.rate == 10 and _is_usual(one))
    idle = {100: "busy", 1_000: "conference", 5_000: "idle", 10_000: "stadium"}

    latency = _series(results, rates, P99)
    yield Plot(
        *("latency", "Latency by load", "messages a second to 100 connections", "p99, ms", latency),
        f"With 100 messages a second: {_at(latency, 100, 'ms')}. With 5,000: {_at(latency, 5_000, 'ms')}. Under load Hubbub "
        "waits some milliseconds on purpose, to commit and to write many messages at once. A server that writes each message "
        "by itself has less latency until its core is full; then its latency grows without limit.",
    )
    core = _series(results, rates, "server_share", 100)
    yield Plot(
        *("cpu", "Processor time by load", "messages a second to 100 connections", "% of a core", core),
        f"With 1,000 messages a second: {_at(core, 1_000, '%')} of a core. With 5,000: {_at(core, 5_000, '%')}. A server at "
        "100 % no longer keeps up.",
    )
    growth = _series(results, sizes, COST)
    yield Plot(
        *("growth", "Cost by room size", "connections, at 10 messages a second", "µs per delivery", growth),
        f"In a room of 10: {_at(growth, 10, 'µs')} per delivery; most of Hubbub's is for storing the message. "
        f"In a room of 10,000: {_at(growth, 10_000, 'µs')}; nearly all of it is the kernel's write.",
    )
    memory = _series(results, idle, "kb_per_connection")
    yield Plot(
        *("memory", "Memory per idle connection", "connections", "KB per connection", memory),
        f"With 1,000 connections: {_at(memory, 1_000, 'KB')} each. With 10,000: {_at(memory, 10_000, 'KB')} each.",
    )


def _workloads(x: Callable[[Workload], float], is_chosen: Callable[[Workload], bool]) -> dict[float, str]:
    """The keys of the chosen workloads, by x in ascending order."""
    return dict(sorted((x(workload), workload.key) for workload in WORKLOADS if is_chosen(workload)))


def _is_usual(workload: Workload) -> bool:
    default = Workload(key="", title="")
    return (workload.text, workload.burst, workload.not_reading) == (default.text, default.burst, default.not_reading)


def _series(
    results: Results, workloads: dict[float, str] | dict[int, str], figure: str, factor: float = 1
) -> dict[str, dict[float, float]]:
    found: dict[str, dict[float, float]] = {}
    for server in COMPARED:
        for x, workload in workloads.items():
            if value := results.median(workload, server, figure):
                found.setdefault(SERVERS[server].name.replace("`", ""), {})[x] = value * factor
    return found


def _at(series: dict[str, dict[float, float]], x: float, unit: str) -> str:
    found = [f"{name} {number(points[x])} {unit}" for name, points in series.items() if x in points]
    return ", ".join(found) or "(not measured)"
