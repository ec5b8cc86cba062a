"""The costs of each step, in µs of processor time, taken from the measurements of `make bench-nodes`. Pure."""

from dataclasses import dataclass
from statistics import median
from typing import Any

from bench.results import Results


@dataclass(frozen=True, slots=True)
class Costs:
    commit: float
    """A commit, for the database."""
    message: float
    """Each message in it."""
    notification: float
    """A notification, for the database; that of `listener` comes on top for each node."""
    listener: float
    read: float
    """The read of a room of which another node notified, for the database."""
    entry: float
    """Each message in it."""
    node_entry: float
    """Each further message in it, for the node that reads."""
    node_commit: float
    node_message: float
    """Receiving a message from a tab and storing it, for its node."""
    node_further: float
    """Each further message of the same tab in the same commit."""
    node_read: float
    """Hearing of a message of another node and reading it, for each of the other nodes."""
    node_write: float
    """Writing to one tab, for its node."""
    bytes: float
    """The bytes that a tab receives for a message."""
    flush_ms: float
    """What a commit takes, less its processor time."""


def costs_of(results: Results) -> Costs:
    steps = {name: value for name, value in results.of("costs", "nodes_1")[0].items() if isinstance(value, dict)}
    commit, message = _line(steps["commit_of_1"], steps["commit_of_100"], 99, "database_us")
    node_commit, node_further = _line(steps["commit_of_1"], steps["commit_of_100"], 99, "node_us")
    read, entry = _line(steps["read_of_1"], steps["read_of_10"], 9, "database_us")
    _, node_entry = _line(steps["read_of_1"], steps["read_of_10"], 9, "node_us")
    silent = steps["notification_to_0"]["database_us"]
    # Of the messages that come alone on one node: those to 18 tabs cost more than those to 2 by 16 writes.
    alone = {name: _per_message(results, name, "nodes_1", node_commit) for name in ("town", "rooms_500")}
    node_write = (alone["town"][0] - alone["rooms_500"][0]) / 16
    two_nodes = _per_message(results, "rooms_500", "nodes_2", node_commit)
    alone_ms = (steps["commit_of_1"]["database_us"] + steps["commit_of_1"]["node_us"]) / 1e3
    return Costs(
        commit=commit,
        message=message,
        notification=silent,
        listener=(steps["notification_to_30"]["database_us"] - silent) / 30,
        read=read,
        entry=entry,
        node_entry=node_entry,
        node_commit=node_commit,
        node_message=alone["rooms_500"][0] - 2 * node_write,
        node_further=node_further,
        node_read=two_nodes[0] - alone["rooms_500"][0],
        node_write=node_write,
        bytes=alone["town"][1],
        flush_ms=max(0.0, steps["commit_of_1"]["ms"] - alone_ms),
    )


def _line(one: dict[str, Any], many: dict[str, Any], more: int, figure: str) -> tuple[float, float]:
    """Returns the fixed part of a cost, and what each item adds to it."""
    each = (many[figure] - one[figure]) / more
    return one[figure] - each, each


def _per_message(results: Results, workload: str, server: str, node_commit: float) -> tuple[float, float]:
    """Returns the processor time of all nodes for a message without its part of the commit, and the bytes of a delivery."""
    found = [
        one["node_us_per_delivery"] * one["expected"] / one["messages"]
        - node_commit * one["commits_per_second"] * one["seconds"] / one["messages"]
        for one in results.of(workload, server)
    ]
    return median(found), results.median(workload, server, "bytes_per_delivery") or 0.0
