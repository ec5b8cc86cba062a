"""The comparison of costs: the targets, every server's figures, Hubbub's ratio to each, and where Hubbub loses."""

from typing import Final

from bench.report.markdown import number, table
from bench.results import Results
from bench.servers import SERVERS
from bench.targets import COST, P50, P99, TARGETS, TITLES, Target
from bench.workloads import WORKLOADS

PER_MESSAGE: Final = "us_per_message"
PER_HANDSHAKE: Final = "us_per_handshake"
MEMORY: Final = "kb_per_connection"

COLUMNS: Final = (
    ("steady", COST, "µs per delivery, 100 × 1,000/s"),
    ("flood_100", COST, "µs per delivery, 100 × 5,000/s"),
    ("conference", COST, "µs per delivery, 1,000 × 200/s"),
    ("flood_1000", COST, "µs per delivery, 1,000 × 1,000/s"),
    ("ingest", PER_MESSAGE, "µs per message, 2 × 5,000/s"),
    ("conference", MEMORY, "KB per connection (1,000)"),
    ("idle", MEMORY, "KB per connection (5,000)"),
    ("handshakes", "handshakes_per_second", "handshakes/s, 10,000 at once"),
)

FULL_CORE_SHARE: Final = 0.97
"""A server that uses more of its core does not keep up."""

LOSS_RATIO: Final = 1.05

LOSS_FIGURES: Final = {COST: "µs per delivery", P50: "p50, ms", P99: "p99, ms"}
IDLE_LOSS_FIGURES: Final = {MEMORY: "KB per connection", PER_HANDSHAKE: "µs per handshake"}


def targets(results: Results) -> str:
    measured = [(target, target.measured(results)) for target in TARGETS]
    rows = [_target(target, value) for target, value in measured if value is not None]
    if not rows:
        return ""
    return f"""## The targets

{table(["workload", "figure", "limit", "measured", ""], rows)}

A limit with × is for the ratio of Hubbub's figure to that of the named server."""


def _target(target: Target, value: float) -> list[str]:
    compared = f", against {SERVERS[target.against].name}" if target.against else ""
    missed = f"**missed by {100 * abs(value / target.limit - 1):.0f} %**" if target.limit else "**missed**"
    return [
        next(workload.title for workload in WORKLOADS if workload.key == target.workload),
        TITLES[target.figure] + compared,
        f"{'≥' if target.is_minimum else '≤'} {target.limit:g} {target.unit}".strip(),
        f"{number(value)} {target.unit}".strip(),
        "met" if target.is_met(value) else missed,
    ]


def costs(results: Results) -> str:
    columns = [column for column in COLUMNS if results.values(column[0], "hubbub", column[1])]
    if not columns:
        return ""
    head = ["", *(title for _, _, title in columns)]
    figures = [
        [server.name, *(_cost(results, key, *column[:2]) for column in columns)] for key, server in SERVERS.items()
    ]
    ratios = [
        [server.name, *(_ratio(results, key, *column[:2]) for column in columns)] for key, server in SERVERS.items()
    ]
    return f"""## All servers

{table(head, figures)}

A workload is connections × messages a second. At most ten of the connections send. *µs per delivery* is the server's
processor time divided by the number of messages that connections received. *s*: the server did not keep up; its core was
full, or messages were missing 3 s after the last was due. *g*: the load generator was the bottleneck.

### Hubbub divided by each server

{table(head, ratios[1:])}

The median of the rounds, with the smallest and the largest in brackets. A ratio below 1 means that Hubbub needs less; for
handshakes a second a ratio above 1 means that Hubbub is faster."""


def _cost(results: Results, server: str, workload: str, figure: str) -> str:
    value = results.median(workload, server, figure)
    return number(value) + (_mark(results, server, workload) if figure in (COST, PER_MESSAGE) else "")


def _mark(results: Results, server: str, workload: str) -> str:
    measurements = results.of(workload, server)
    if any(one.get("missing") or one.get("server_share", 0) > FULL_CORE_SHARE for one in measurements):
        return " *s*"
    return " *g*" if any(one.get("generator_was_bottleneck") for one in measurements) else ""


def _ratio(results: Results, server: str, workload: str, figure: str) -> str:
    ratio = results.ratio(workload, figure, server)
    if ratio is None:
        return ""
    spread = "" if ratio.smallest == ratio.largest else f" ({number(ratio.smallest)}–{number(ratio.largest)})"
    return number(ratio.median) + spread


def losses(results: Results) -> str:
    rows = []
    for workload in WORKLOADS:
        is_idle = not workload.rate
        for figure, title in (IDLE_LOSS_FIGURES if is_idle else LOSS_FIGURES).items():
            for other in ("node", "uws"):
                ratio = results.ratio(workload.key, figure, other)
                if ratio and ratio.median > LOSS_RATIO:
                    ours, theirs = (number(results.median(workload.key, key, figure)) for key in ("hubbub", other))
                    rows.append([workload.title, title, ours, f"{SERVERS[other].name}: {theirs}", number(ratio.median)])
    if not rows:
        return ""
    return f"""## Where Hubbub loses

All figures of this run in which Node's `ws` or µWebSockets was better than Hubbub by more than 5 %.

{table(["workload", "", "Hubbub", "other server", "ratio"], rows)}"""
