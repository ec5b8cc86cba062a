"""The measurements of many nodes as tables: limits, processor time of nodes and database, latency, the cost of each step."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bench.percentiles import ratio
from bench.report.markdown import number, table
from bench.results import Results
from bench.servers import NODES, SERVERS
from bench.targets import COST, P50, P99
from bench.workloads import NODE_WORKLOADS, Workload
from service.log.postgres.reader import PUMP_ROOMS

NODE_COST: Final = "node_us_per_delivery"
DATABASE_COST: Final = "database_us_per_delivery"
LOADS: Final = ("quiet", "conference", "flood_100", "flood_1000", "town")
ROOMS: Final = ("rooms_500", "rooms_1000", "rooms_2000")
STEPS: Final = {
    "commit_of_1": "a commit of one message",
    "commit_of_10": "a commit of 10 messages",
    "commit_of_100": "a commit of 100 messages",
    "read_of_1": "reading a room's new message of another node",
    "read_of_10": "those of 10 rooms",
    "read_of_100": "those of 100 rooms",
    "notification_to_0": "a notification that nobody hears",
    "notification_to_1": "one that 1 node hears",
    "notification_to_3": "3 nodes",
    "notification_to_10": "10 nodes",
    "notification_to_30": "30 nodes",
}


@dataclass(frozen=True, slots=True)
class Limit:
    workload: str
    server: str
    figure: str
    limit: float
    words: str
    is_ratio: bool = False
    is_difference: bool = False

    def measured(self, results: Results) -> float | None:
        ours, base = (results.values(self.workload, server, self.figure) for server in (self.server, "hubbub"))
        if self.is_ratio:
            found = ratio(ours, base)
            return found.median if found else None
        value = results.median(self.workload, self.server, self.figure)
        if self.is_difference and value is not None:
            value -= results.median(self.workload, "hubbub", self.figure) or 0
        return value


LIMITS: Final = (
    *(
        Limit(workload, "nodes_1", figure, 1.5, f"{words}, processor time per delivery, × SQLite's", is_ratio=True)
        for workload in ("flood_100", "flood_1000")
        for figure, words in ((NODE_COST, "one node"), (COST, "one node and its database"))
    ),
    Limit("quiet", "nodes_1", P50, 3, "p50 on one node, ms above SQLite's", is_difference=True),
    *(
        Limit("across", server, figure, limit, f"{NODES[server].name}: {words}, ms")
        for server in ("nodes_2", "nodes_3")
        for figure, limit, words in ((P50, 5, "p50"), (P99, 20, "p99"))
    ),
)


def limits(results: Results) -> str:
    rows = []
    for limit in LIMITS:
        if (value := limit.measured(results)) is not None:
            met = "met" if value <= limit.limit else f"**missed by {100 * (value / limit.limit - 1):.0f} %**"
            rows.append([_title(limit.workload), limit.words, f"≤ {limit.limit:g}", number(value), met])
    if not rows:
        return ""
    return f"""## The limits

{table(["workload", "figure", "limit", "measured", ""], rows)}"""


def loads(results: Results) -> str:
    rows = [row for workload in _of(LOADS) for row in _load(results, workload)]
    if not rows:
        return ""
    head = [
        "workload",
        "",
        "nodes, µs",
        "database, µs",
        "together",
        "× SQLite",
        "p50, ms",
        "p99, ms",
        "commits/s",
        "core",
    ]
    return f"""## One to three nodes

{table([*head, "missing"], rows)}

Processor time is per delivery: of all nodes, of the database with all of its processes, and of both together. *× SQLite* is the
median of the rounds, in which the servers were measured in alternation. In all but the town all tabs are in one room, and ten of
them, on all nodes, send: so the table also shows one room over three nodes. *core*: the share of the one core that nodes and
database used together."""


def _load(results: Results, workload: Workload) -> Iterator[list[str]]:
    title = workload.title
    for server in workload.servers_of_round(0):
        if not results.of(workload.key, server):
            continue
        figures = (NODE_COST, DATABASE_COST, COST)
        each = [number(results.median(workload.key, server, figure)) for figure in figures]
        compared = ratio(*(results.values(workload.key, one, COST) for one in (server, "hubbub")))
        yield [
            title,
            _name(server),
            *(each if server in NODES else [each[0], "", each[2]]),
            number(compared.median) if compared and server in NODES else "",
            *(number(results.median(workload.key, server, figure)) for figure in (P50, P99, "commits_per_second")),
            f"{100 * (results.median(workload.key, server, 'server_share') or 0):.0f} %",
            f"{sum(one['missing'] for one in results.of(workload.key, server)):,}",
        ]
        title = ""


def across(results: Results) -> str:
    rows = []
    for workload in _of(("across", *ROOMS)):
        for server in workload.servers:
            if results.of(workload.key, server):
                shown = [results.median(workload.key, server, f"latency_ms.{name}") for name in ("p50", "p99", "max")]
                share = 100 * (results.median(workload.key, server, "server_share") or 0)
                missing = sum(one["missing"] for one in results.of(workload.key, server))
                cost = results.median(workload.key, server, "us_per_message")
                rows.append(
                    [workload.title, _name(server), *map(number, [*shown, cost]), f"{share:.0f} %", f"{missing:,}"]
                )
    if not rows:
        return ""
    head = ["workload", "", "p50, ms", "p99, ms", "max, ms", "µs per message", "core", "missing"]
    return f"""## From one node to another

{table(head, rows)}

From the moment a tab of the first node sends a message until a tab of another node has received it: stored, notified, read and
written. A node reads what the others stored on one connection, up to {PUMP_ROOMS} rooms in one statement, also of rooms that
nobody has open there.{_most_rooms(results)}{_browser(results)}"""


def _most_rooms(results: Results) -> str:
    """Returns a sentence on the most rooms with which no message was missing and none waited for a second."""
    carried = [
        (workload.rooms, share)
        for workload in _of(ROOMS)
        if results.median(workload.key, "nodes_2", "missing") == 0
        and (results.median(workload.key, "nodes_2", "latency_ms.max") or 0) < 1_000
        and (share := results.median(workload.key, "nodes_2", "server_share"))
    ]
    if not carried:
        return ""
    rooms, share = max(carried)
    used = f"{100 * share:.0f} % of the one core for two nodes and the database"
    return f" {rooms:,} rooms a second were carried here, with {used}."


def _browser(results: Results) -> str:
    p50, p95 = (results.median("browser", "nodes_2", f"key_ms.{name}") for name in ("p50", "p95"))
    if p50 is None:
        return ""
    return (
        f" In Chromium, from Enter in a tab of one node until a tab of another has painted the message: p50 {number(p50)} ms, "
        f"p95 {number(p95)} ms."
    )


def steps(results: Results) -> str:
    if not results.of("costs", "nodes_1"):
        return ""
    rows = [
        [
            words,
            *(
                number(results.median("costs", "nodes_1", f"{step}.{figure}"))
                for figure in ("database_us", "node_us", "ms")
            ),
        ]
        for step, words in STEPS.items()
    ]
    return f"""## The cost of each step

{table(["", "database, µs", "node, µs", "takes, ms"], rows)}

One step after another on one connection, without the rest of a node. Notifications: *node* is the sender and all that hear it
together."""


def _of(keys: tuple[str, ...]) -> Iterator[Workload]:
    return (workload for workload in NODE_WORKLOADS if workload.key in keys)


def _title(key: str) -> str:
    return next(_of((key,))).title


def _name(server: str) -> str:
    return NODES[server].name if server in NODES else f"{SERVERS[server].name} on SQLite"
