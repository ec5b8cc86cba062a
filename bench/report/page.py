"""docs/performance.md: its introduction, its sections in their order, and how the figures were measured."""

from pathlib import Path
from typing import Any, Final

from bench.report import comparison, latency
from bench.report.drawing import draw
from bench.report.plots import plots
from bench.results import Results
from bench.servers import SERVERS

OPTIMISATIONS: Final = Path(__file__).with_name("optimisations.md")
"""The changes that made Hubbub cheaper: the only part of the page that is written by hand."""

INTRODUCTION: Final = """# Performance

`make bench` compared Hubbub with other servers in one run and wrote this page ({at}).{quick}

The server runs on one of {processors} cores ({processor}, {memory_gb} GB, Linux {kernel}), the load generator on another.
They are connected over loopback. Python {python}, Node {node}, SQLite {sqlite}. The disk takes {fsync_ms} ms to make 4 KiB
durable. Processor time is what the operating system counted for the whole process, including the kernel's part. The servers
were measured in alternation; a ratio is the median of its rounds.

**The servers do not do the same work.** Hubbub makes every message durable (fsync) before anyone sees it, numbers it
and keeps it as history. The other servers do none of this. Each of them is the short chat from its own documentation
([bench/peers](../bench/peers)), with frames a little shorter than Hubbub's. The bare C loop is no chat server; it shows the
lower bound: it writes the same number of bytes as Hubbub, in as many writes. µWebSockets runs through socketify, which polls
for work all the time, so its processor time means nothing under low load. Centrifugo is not compared: no package registry has
its server.{left_out}"""


def write(run: dict[str, Any], folder: Path) -> None:

    (folder / "performance").mkdir(parents=True, exist_ok=True)
    for plot in plots(Results(run["results"])):
        draw(plot, folder / "performance" / f"{plot.key}.svg")
    (folder / "performance.md").write_text(page(run))


def page(run: dict[str, Any]) -> str:
    results = Results(run["results"])
    sections = [
        _introduction(run),
        comparison.targets(results),
        comparison.costs(results),
        *(plot.section for plot in plots(results)),
        latency.latencies(results),
        latency.history(results),
        latency.watches(results),
        latency.browser(results),
        comparison.losses(results),
        OPTIMISATIONS.read_text().strip(),
        _method(run),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _introduction(run: dict[str, Any]) -> str:
    quick = "\n\n**This was a quick run: it shows that everything works, not how it compares.**" if run["quick"] else ""
    left_out = "".join(f"\n\nNot measured: {name} ({reason})." for name, reason in run["left_out"].items())
    return INTRODUCTION.format(**run["machine"], at=run["at"], quick=quick, left_out=left_out)


def _method(run: dict[str, Any]) -> str:
    measurements = [
        (workload, server, one)
        for workload, servers in run["results"].items()
        for server, rounds in servers.items()
        for one in rounds
    ]
    disturbed = sum(bool(one.get("disturbed")) for _, _, one in measurements)
    failed = "; ".join(
        f"{SERVERS[server].name}, {workload}: {one['failed']}"
        for workload, server, one in measurements
        if "failed" in one
    )
    return f"""## Measure it yourself

`make bench` repeats the run and writes this page, its plots and [all figures](performance.json). This run took
{run["minutes"]} minutes. It needs two idle cores. `make bench ARGS=--quick` shows in under four minutes that everything works. A
measurement is repeated, up to twice, if other programs used more than 10 % of the two cores meanwhile; {disturbed} of
{len(measurements)} measurements stayed disturbed in this run.""" + (
        f"\n\nFailed measurements: {failed}." if failed else ""
    )
