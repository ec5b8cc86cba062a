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
    """The notification of a commit, for the database; that of `listener` comes on top for each node."""
    listener: float
    read: float
    """A read of rooms with new messages of other nodes, for the database."""
    room: float
    """Each room in it."""
    node_commit: float
    """A commit and its notification, for its node."""
    node_listener: float
    """Hearing a notification, for each node, also its own."""
    node_message: float
    """Receiving a message from a tab and storing it, for its node."""
    node_further: float
    """Each further message of the same tab in the same commit."""
    node_read: float
    """A read and what follows it, for the node that reads."""
    node_room: float
    """Each room in it."""
    node_write: float
    """Writing to one tab, for its node."""
    bytes: float
    """The bytes that a tab receives for a message."""
    flush_ms: float
    """What a commit takes, less its processor time."""


def costs_of(results: Results) -> Costs:
    steps = {name: value for name, value in results.of("costs", "nodes_1")[0].items() if isinstance(value, dict)}
    commit, message = _line(steps["commit_of_1"], steps["commit_of_100"], 99, "database_us")
    node_store, node_further = _line(steps["commit_of_1"], steps["commit_of_100"], 99, "node_us")
    read, room = _line(steps["read_of_1"], steps["read_of_100"], 99, "database_us")
    silent, heard = (steps[f"notification_to_{count}"] for count in (0, 30))
    node_commit, node_listener = node_store + silent["node_us"], (heard["node_us"] - silent["node_us"]) / 30
    # Of the messages that come alone on one node: those to 18 tabs cost more than those to 2 by 16 writes.
    town, rooms = (_per_message(results, name, 1, node_commit, node_listener) for name in ("town", "rooms_500"))
    node_write = (town - rooms) / 16
    node_read, node_room = _read_on_node(results, node_commit, node_listener)
    # A difference of measurements may be too small by chance; the steps alone are a part of it.
    least_read, least_room = _line(steps["read_of_1"], steps["read_of_100"], 99, "node_us")
    alone_ms = (steps["commit_of_1"]["database_us"] + steps["commit_of_1"]["node_us"]) / 1e3
    return Costs(
        commit=commit,
        message=message,
        notification=silent["database_us"],
        listener=(heard["database_us"] - silent["database_us"]) / 30,
        read=read,
        room=room,
        node_commit=node_commit,
        node_listener=node_listener,
        node_message=rooms - 2 * node_write,
        node_further=node_further,
        node_read=max(node_read, least_read),
        node_room=max(node_room, least_room),
        node_write=node_write,
        bytes=results.median("town", "nodes_1", "bytes_per_delivery") or 0.0,
        flush_ms=max(0.0, steps["commit_of_1"]["ms"] - alone_ms),
    )


def _line(one: dict[str, Any], many: dict[str, Any], more: int, figure: str) -> tuple[float, float]:
    """Returns the fixed part of a cost, and what each item adds to it."""
    each = (many[figure] - one[figure]) / more
    return one[figure] - each, each


def _read_on_node(results: Results, commit: float, listener: float) -> tuple[float, float]:
    """Returns what a read costs its node, and each room in it: with more messages a second, more of them share a read."""
    added, reads = [], []
    for workload in ("rooms_500", "rooms_2000"):
        alone, both = (_per_message(results, workload, nodes, commit, listener) for nodes in (1, 2))
        added.append(both - alone)
        reads.append(_commits_per_message(results, workload, 2))  # the second node reads once after each
    read = (added[0] - added[1]) / (reads[0] - reads[1])
    return read, added[1] - reads[1] * read


def _per_message(results: Results, workload: str, nodes: int, commit: float, listener: float) -> float:
    """Returns the processor time of all nodes for a message without its part of the commit."""
    each = results.of(workload, f"nodes_{nodes}")
    found = median(one["node_us_per_delivery"] * one["expected"] / one["messages"] for one in each)
    return float(found) - (commit + nodes * listener) * _commits_per_message(results, workload, nodes)


def _commits_per_message(results: Results, workload: str, nodes: int) -> float:
    each = results.of(workload, f"nodes_{nodes}")
    return float(median(one["commits_per_second"] * one["seconds"] / one["messages"] for one in each))
