"""The plots of the report, each with a plain sentence: latency and processor time against load, cost and memory against size."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bench.chart import Series, line_chart
from bench.contenders import CONTENDERS
from bench.goals import COST, P99, Found
from bench.words import spelled
from bench.workloads import CROWDS, LOADS, MAIN

BY_LOAD: Final = {load: {1_000: "steady", 5_000: "flood_100"}.get(load, f"load_{load}") for load in LOADS}
BY_CROWD: Final = {count: {100: "busy", 10_000: "stadium"}.get(count, f"crowd_{count}") for count in CROWDS}
BY_SIZE: Final = {100: "busy", 1_000: "conference", 5_000: "idle", 10_000: "stadium"}


@dataclass(frozen=True, slots=True)
class Plot:
    key: str
    title: str
    across: str
    up: str
    series: list[Series]
    words: str

    @property
    def picture(self) -> str:
        return line_chart(self.title, self.across, self.up, self.series)

    @property
    def section(self) -> str:
        return f"## {self.title}\n\n![{self.title}](performance/{self.key}.svg)\n\n{self.words}"


def plots(found: Found) -> list[Plot]:
    return [plot for plot in _all(found) if plot.series]


def _all(found: Found) -> Iterator[Plot]:
    load = "messages a second to 100 connections"
    latency = _series(found, BY_LOAD, P99)
    yield Plot(
        *("latency", "Latency against load", load, "p99, ms", latency),
        f"{_at(latency, 100, 'ms')} with 100 messages a second; {_at(latency, 5_000, 'ms')} with 5,000. Under load Hubbub waits "
        "some milliseconds on purpose, to commit and to write many messages at once. Who writes each by itself is quicker until "
        "its core is full, and from then on later and later.",
    )
    core = _series(found, BY_LOAD, "server_share", 100)
    yield Plot(
        *("cpu", "Processor time against load", load, "% of a core", core),
        f"{_at(core, 1_000, '%')} of a core with 1,000 messages a second; {_at(core, 5_000, '%')} with 5,000. A curve that ends at "
        "100 % is a server that no longer keeps up.",
    )
    growth = _series(found, BY_CROWD, COST)
    yield Plot(
        *("growth", "Cost as a room grows", "connections, at 10 messages a second", "µs per delivery", growth),
        f"{_at(growth, 10, 'µs')} per delivery in a room of 10, where storing the message is most of it; {_at(growth, 10_000, 'µs')} "
        "in one of 10,000, where nearly all of it is the kernel's write.",
    )
    memory = _series(found, BY_SIZE, "kb_per_connection")
    yield Plot(
        *("memory", "Memory of an idle connection", "connections", "KB each", memory),
        f"{_at(memory, 1_000, 'KB')} each with 1,000 connections; {_at(memory, 10_000, 'KB')} each with 10,000.",
    )


def _series(found: Found, workloads: dict[int, str], figure: str, factor: float = 1) -> list[Series]:
    series = []
    for contender in MAIN:
        points = [
            (float(across), value * factor)
            for across, workload in workloads.items()
            if (value := found.middle(workload, contender, figure)) is not None and value > 0
        ]
        if points:
            series.append(Series(CONTENDERS[contender].name.replace("`", ""), points))
    return series


def _at(series: list[Series], across: float, unit: str) -> str:
    told = [f"{one.name} {spelled(dict(one.points)[across])} {unit}" for one in series if across in dict(one.points)]
    return ", ".join(told) or "(not measured)"
