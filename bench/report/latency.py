"""The latencies: of messages under each workload, of reading history, and in the browser."""

from collections.abc import Iterator
from typing import Final

from bench.report.markdown import number, table
from bench.results import Results
from bench.servers import SERVERS
from bench.targets import P99
from bench.workloads import WORKLOADS, Workload

COMPARED: Final = ("hubbub", "node", "uws", "sanic")


def latencies(results: Results) -> str:
    rows = [row for workload in WORKLOADS for row in _of_workload(results, workload)]
    if not rows:
        return ""
    return f"""## Latency, in ms

{table(["workload", "", "p50", "p95", "p99", "p99.9", "max", "missing", "core"], rows)}

From the moment a message was sent, at its fixed time, until it was received. *missing*: messages that had not arrived 3 s
after the last was due; if there are any, the percentiles cover only those that arrived. *core*: the share of the server's
core that it used. The load generator's own delays are included for all servers."""


def _of_workload(results: Results, workload: Workload) -> Iterator[list[str]]:
    title = workload.title
    for key in COMPARED:
        if not results.values(workload.key, key, P99):
            continue
        figures = (
            results.median(workload.key, key, f"latency_ms.{name}") for name in ("p50", "p95", "p99", "p999", "max")
        )
        missing = sum(one["missing"] for one in results.of(workload.key, key))
        core = 100 * (results.median(workload.key, key, "server_share") or 0)
        yield [title, SERVERS[key].name, *map(number, figures), f"{missing:,}", f"{core:.0f} %"]
        title = ""


def history(results: Results) -> str:
    return "\n\n".join(part for part in (_reading(results), _reconnects(results)) if part)


def _reading(results: Results) -> str:
    measurements = results.of("history", "hubbub")
    if not measurements:
        return ""
    found = measurements[0]
    rows = [
        ["start of the server, until its port accepts connections", f"{1e3 * found['start_seconds']:,.0f} ms"],
        ["first page, for the first connection to the room", f"{number(found['first_page_cold_ms'])} ms"],
        ["first page, for later connections", f"{number(found['first_page_ms'])} ms"],
        *(
            [f"reconnecting after {missed:,} missed messages", f"{number(found[f'resume_{missed}_ms'])} ms"]
            for missed in (1, 100, 10_000)
        ),
    ]
    return f"""## Reading a log of {found["log"]:,} messages

{table(["", "time"], rows)}

From the first byte of the handshake to the last message. The other servers have no history."""


def _reconnects(results: Results) -> str:
    measurements = results.of("reconnects", "hubbub")
    if not measurements:
        return ""
    seconds, cpu = (results.median("reconnects", "hubbub", figure) or 0 for figure in ("seconds", "server_cpu_seconds"))
    return (
        f"After a restart {measurements[0]['connections']:,} tabs reconnected at once, each 100 messages behind. All had caught "
        f"up after {seconds:.1f} s. The server used {cpu:.1f} s of processor time, including its start."
    )


def watches(results: Results) -> str:
    figures = ("us_per_watch", "kb_per_watch", "us_per_tab_and_second", "heads_per_tab_and_second")
    rows = [
        [workload.title, *(number(results.median(workload.key, "hubbub", figure)) for figure in figures)]
        for workload in WORKLOADS
        if workload.kind == "watches" and results.of(workload.key, "hubbub")
    ]
    if not rows:
        return ""
    return f"""## Following other rooms

{table(["workload", "µs to begin", "KB per tab", "µs per tab and second", "reports per tab and second"], rows)}

A tab is told at most once a second which of the rooms that it watches have something new. Processor time and memory are those
beyond the same seconds before the tabs watched."""


def browser(results: Results) -> str:
    if not results.of("browser", "hubbub"):
        return ""
    p50, p95 = (number(results.median("browser", "hubbub", f"key_ms.{name}")) for name in ("p50", "p95"))
    return f"""## In the browser

From Enter in one tab until another tab has painted the message: p50 {p50} ms, p95 {p95} ms. Both tabs ran in Chromium on the
server's machine. A screen frame takes 16.7 ms, and the message is stored on disk in between."""
