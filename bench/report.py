"""docs/performance.md, written from the figures of a run: `python -m bench.report docs/performance.json` writes it anew."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from bench.chart import Series, line_chart
from bench.contenders import CONTENDERS
from bench.goals import COST, GOALS, P99, Found
from bench.workloads import CROWDS, EVERYBODY, FULL, LOADS, MAIN

NOTES: Final = Path(__file__).with_name("notes.md")
"""What was tried to make Hubbub cheaper, and what it brought: the only part of the report that is written by hand."""

LOAD_KEYS: Final = {1_000: "steady", 5_000: "flood_100"}
CROWD_KEYS: Final = {100: "busy", 10_000: "stadium"}


def write(run: dict[str, Any], folder: Path) -> None:
    found = Found(run["results"])
    (folder / "performance").mkdir(parents=True, exist_ok=True)
    plots = [plot for plot in _plots(found) if plot.series]
    for plot in plots:
        (folder / "performance" / f"{plot.key}.svg").write_text(
            line_chart(plot.title, plot.across, plot.up, plot.series)
        )
    parts = [
        _head(run),
        _goals(found),
        _table(found),
        *(f"## {plot.title}\n\n![{plot.title}](performance/{plot.key}.svg)\n\n{plot.sentence}" for plot in plots),
        _latencies(found),
        _reading_back(found),
        _losses(found),
        NOTES.read_text().strip() if NOTES.exists() else "",
        _again(run),
    ]
    (folder / "performance.md").write_text("\n\n".join(part for part in parts if part) + "\n")


def _head(run: dict[str, Any]) -> str:
    machine = run["machine"]
    left_out = "".join(f"\nLeft out in this run: {name} ({reason})." for name, reason in run["left_out"].items())
    quick = "\n\n**A quick run: it shows that all works, not how it compares.**" if run["quick"] else ""
    return f"""# How fast it is

Hubbub against what you would use instead, measured in one run by `make bench`, which wrote this page ({run["at"]}).{quick}

Everybody serves on one core of a {machine["processor"]} ({machine["processors"]} cores, {machine["memory_gb"]} GB, Linux
{machine["kernel"]}); the load comes from another core over loopback. Python {machine["python"]}, Node {machine["node"]}, SQLite {machine["sqlite"]};
making 4 KiB durable takes this disk {machine["fsync_ms"]} ms. Processor time is what the operating system counted for the whole
process, kernel included. Each pair was measured in alternation, and a ratio is the middle one of its rounds (least and most
in brackets).

**What is compared is not the same work.** Hubbub stores every message before anybody sees it, numbers it and can give it
back; of the peers none does. Each peer is the few lines that its own documentation would have you write
([bench/peers](../bench/peers)), with frames somewhat shorter than Hubbub's. The floor is no server: a bare C loop that puts
Hubbub's bytes on the lines in as many writes.{left_out}"""


def _goals(found: Found) -> str:
    rows = []
    for goal in GOALS:
        value = goal.find(found)
        if value is None:
            continue
        verdict = (
            "met"
            if goal.is_met(value)
            else f"**missed by {abs(value / goal.limit - 1):.0%}**"
            if goal.limit
            else "**missed**"
        )
        sign = "≥" if goal.at_least else "≤"
        rows.append(
            f"| {goal.number} | {goal.words} | {sign} {goal.limit:g} {goal.unit} | {_figure(value)} {goal.unit} | {verdict} |"
        )
    return "\n".join(["## The goals", "", "| | goal | limit | measured | |", "| --- | --- | --- | --- | --- |", *rows])


TABLE: Final = (
    ("steady", COST, "µs per delivery, 100 × 1,000/s"),
    ("flood_100", COST, "100 × 5,000/s"),
    ("conference", COST, "1,000 × 200/s"),
    ("flood_1000", COST, "1,000 × 1,000/s"),
    ("ingest", "us_per_message", "µs per message, two in private"),
    ("conference", "kb_per_connection", "KB per idle connection (1,000)"),
    ("idle", "kb_per_connection", "KB per idle connection (5,000)"),
    ("storm", "handshakes_per_second", "handshakes/s, 10,000 at once"),
)


def _table(found: Found) -> str:
    head = "| | " + " | ".join(CONTENDERS[key].name for key in EVERYBODY) + " |"
    rows = [
        f"| {words} | " + " | ".join(_cell(found, workload, key, figure) for key in EVERYBODY) + " |"
        for workload, figure, words in TABLE
    ]
    ratios = [
        f"| Hubbub to it, {words} | – | "
        + " | ".join(_ratio(found, workload, figure, key) for key in EVERYBODY[1:])
        + " |"
        for workload, figure, words in TABLE
        if figure != "handshakes_per_second"
    ]
    promises = "\n".join(f"- {one.name}: {one.promise}" for one in CONTENDERS.values())
    sentence = (
        "Connections × messages a second from up to ten of them. Server processor time per message and connection that got it; "
        "*s* says that it did not keep up (its core was full, or messages were still missing 3 s later), *g* that the load generator was what was full."
    )
    return "\n".join(
        [
            "## All figures at a glance",
            "",
            head,
            "| --- |" + " --- |" * len(EVERYBODY),
            *rows,
            *ratios,
            "",
            sentence,
            "",
            "What each promises:",
            "",
            promises,
        ]
    )


def _cell(found: Found, workload: str, key: str, figure: str) -> str:
    value = found.middle(workload, key, figure)
    if value is None:
        return ""
    shots = found.shots(workload, key)
    full = any(shot.get("missing") or shot.get("server_share", 0) > 0.97 for shot in shots)
    busy = any(shot.get("generator_was_bottleneck") for shot in shots)
    mark = " *s*" if full else " *g*" if busy else ""
    return _figure(value) + (mark if figure in (COST, "us_per_message") else "")


def _ratio(found: Found, workload: str, figure: str, key: str) -> str:
    compared = found.ratio(workload, figure, key)
    if compared is None:
        return ""
    spread = "" if compared.least == compared.most else f" ({_figure(compared.least)}–{_figure(compared.most)})"
    return f"{_figure(compared.middle)}{spread}"


class _Plot:
    def __init__(self, key: str, title: str, across: str, up: str, series: list[Series], sentence: str) -> None:
        self.key, self.title, self.across, self.up = key, title, across, up
        self.series, self.sentence = series, sentence


def _plots(found: Found) -> Iterator[_Plot]:
    loads = {load: LOAD_KEYS.get(load, f"load_{load}") for load in LOADS}
    crowds = {count: CROWD_KEYS.get(count, f"crowd_{count}") for count in CROWDS}
    across = "messages a second to 100 connections"
    latency, cpu = _series(found, loads, P99), _series(found, loads, "server_share", 100)
    yield _Plot(
        "latency",
        "Latency against load",
        across,
        "p99, ms",
        latency,
        f"At {_at(latency, 100, 'ms')} with 100 messages a second; {_at(latency, 5_000, 'ms')} with 5,000. Up to its pace Hubbub waits a moment on purpose, to write many messages at once; who writes each by itself is quicker until its core is full, and then late without bound.",
    )
    yield _Plot(
        "cpu",
        "Processor time against load",
        across,
        "% of a core",
        cpu,
        f"{_at(cpu, 1_000, '%')} of a core with 1,000 messages a second; {_at(cpu, 5_000, '%')} with 5,000. A curve that flattens at 100 % is a server that no longer keeps up; Hubbub's flattens before, because its batches grow.",
    )
    growth = _series(found, crowds, COST)
    yield _Plot(
        "growth",
        "Cost as a room grows",
        "connections, at 10 messages a second",
        "µs per delivery",
        growth,
        f"{_at(growth, 10, 'µs')} per delivery in a room of 10, where storing the message is most of it; {_at(growth, 10_000, 'µs')} in one of 10,000, where all of it is the kernel's write.",
    )
    memory = _series(found, crowds | {5_000: "idle"}, "kb_per_connection", least=10)
    yield _Plot(
        "memory",
        "Memory of an idle connection",
        "connections",
        "KB each",
        [one for one in memory if one.points],
        f"{_at(memory, 1_000, 'KB')} each with 1,000 connections; {_at(memory, 10_000, 'KB')} each with 10,000.",
    )


def _series(found: Found, keys: dict[int, str], figure: str, factor: float = 1, least: int = 0) -> list[Series]:
    series = []
    for contender in MAIN:
        points = [
            (float(across), value * factor)
            for across, workload in sorted(keys.items())
            if across > least and (value := found.middle(workload, contender, figure)) is not None and value > 0
        ]
        if points:
            series.append(Series(CONTENDERS[contender].name.replace("`", ""), points))
    return series


def _at(series: list[Series], across: float, unit: str) -> str:
    told = [f"{one.name} {_figure(dict(one.points)[across])} {unit}" for one in series if across in dict(one.points)]
    return ", ".join(told) or "(not measured)"


def _latencies(found: Found) -> str:
    rows = []
    for workload in FULL:
        for key in ("hubbub", "node", "uws", "sanic"):
            shots = found.shots(workload.key, key)
            if not shots or "latency_ms" not in shots[0]:
                continue
            figures = " | ".join(
                _figure(found.middle(workload.key, key, f"latency_ms.{name}") or 0)
                for name in ("p50", "p95", "p99", "p999", "max")
            )
            missing = sum(shot["missing"] for shot in shots)
            rows.append(
                f"| {workload.title} | {CONTENDERS[key].name} | {figures} | {missing:,} | {_figure(100 * (found.middle(workload.key, key, 'server_share') or 0))} % |"
            )
    sentence = "From the moment a message was due to be sent to the moment it was read; *missing* had not come 3 s after the last was due. The generator's own delays are in it, for all alike."
    return "\n".join(
        [
            "## Latency, in ms",
            "",
            "| workload | | p50 | p95 | p99 | p99.9 | max | missing | core |",
            "|" + " --- |" * 9,
            *rows,
            "",
            sentence,
        ]
    )


def _reading_back(found: Found) -> str:
    shots = found.shots("read_back", "hubbub")
    if not shots:
        return ""
    shot = shots[0]
    back = found.shots("back_again", "hubbub")
    storm = ""
    if back:
        storm = (
            f"\n\nThe storm after a restart: {back[0]['connections']:,} come back at once, each 100 messages behind; all had caught up after "
            f"{found.middle('back_again', 'hubbub', 'seconds') or 0:.1f} s and {found.middle('back_again', 'hubbub', 'server_cpu_seconds') or 0:.1f} s of processor time, the start included."
        )
    return f"""## Reading back, in a log of {shot["log"]:,} messages

| | |
| --- | --- |
| start, until the port answers | {shot["start_seconds"]:.2f} s |
| first page, the very first in the room | {_figure(shot["first_page_cold_ms"])} ms |
| first page | {_figure(shot["first_page_ms"])} ms |
| back after 1 missed message | {_figure(shot["resume_1_ms"])} ms |
| back after 100 | {_figure(shot["resume_100_ms"])} ms |
| back after 10,000 | {_figure(shot["resume_10000_ms"])} ms |

From the first byte of the handshake to the last message.{storm}"""


COMPARED: Final = (
    (COST, "µs per delivery"),
    ("latency_ms.p50", "p50, ms"),
    (P99, "p99, ms"),
    ("kb_per_connection", "KB per connection"),
    ("us_per_handshake", "µs per handshake"),
)


def _losses(found: Found) -> str:
    rows = []
    for workload in FULL:
        for figure, words in COMPARED:
            for other in ("node", "uws"):
                compared = found.ratio(workload.key, figure, other)
                if compared and compared.middle > 1.05:
                    ours, theirs = (found.middle(workload.key, key, figure) or 0 for key in ("hubbub", other))
                    rows.append(
                        f"| {workload.title} | {words} | {_figure(ours)} | {CONTENDERS[other].name} {_figure(theirs)} | {_figure(compared.middle)} |"
                    )
    if not rows:
        return ""
    return "\n".join(
        [
            "## Where Hubbub loses",
            "",
            "Everything in this run in which Node's `ws` or µWebSockets did better by more than a twentieth.",
            "",
            "| workload | | Hubbub | the other | ratio |",
            "| --- | --- | --- | --- | --- |",
            *rows,
        ]
    )


def _again(run: dict[str, Any]) -> str:
    disturbed = sum(
        shot.get("disturbed", False) for of in run["results"].values() for shots in of.values() for shot in shots
    )
    failed = [
        f"{CONTENDERS[key].name} in *{workload}* ({shot['failed']})"
        for workload, of in run["results"].items()
        for key, shots in of.items()
        for shot in shots
        if "failed" in shot
    ]
    told = f" Measurements that failed: {'; '.join(failed)}." if failed else ""
    return f"""## Measure it yourself

`make bench` does all of it anew and writes this page, its plots and [every single figure](performance.json); it took {run["minutes"]} minutes
here and needs two idle cores. `make bench ARGS=--quick` shows in under four minutes that all works. A measurement during which others had more than
a tenth of its two cores is done again, up to twice; {disturbed} stayed disturbed in this run.{told}"""


def _figure(value: float) -> str:
    """Three digits are as many as hold."""
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) >= 0.001 else "0"


if __name__ == "__main__":
    source = Path(sys.argv[1])
    write(json.loads(source.read_text()), source.parent)
