"""The formula: what a number of tabs needs in nodes, database, network and money, from the measured costs. Pure."""

from dataclasses import dataclass
from math import exp
from typing import Final

from bench.scaling.costs import Costs
from service.log.postgres.notifications import HEADS_IN_ONE
from service.log.writes import pause_after

# What the tabs do: a busy hour of many small rooms. A tab that says something less often costs less in proportion.
TABS_PER_NODE: Final = 10_000
TABS_PER_ROOM: Final = 18
SECONDS_PER_MESSAGE: Final = 60
"""How often each tab says something."""

MOST_TABS: Final = 10_000_000

HEADERS: Final = 100
"""Bytes of TCP, IP and TLS around a message that is written by itself."""

ROUND_TRIP_MS: Final = 0.3
"""To the database, within a data centre."""

# Rounded prices of large clouds in US dollars a month; small providers take a third, and hardly anything for traffic.
NODE_PRICE: Final = 30
DATABASE_CORE_PRICE: Final = 70
"""A core with 4 GB of memory and its part of the disk."""

GIGABYTE_PRICE: Final = 0.05
BUSY_HOURS: Final = 8 * 30
"""Hours of a month with this load: the traffic of the others is nothing beside it."""


@dataclass(frozen=True, slots=True)
class Needs:
    tabs: int
    nodes: int
    rate: float
    """Messages a second, in all."""
    commits: float
    """Commits a second, in all."""
    reads: float
    """Reads a second of each node, of what the others stored."""
    reads_share: float
    """Of the time of a node's one connection for reading."""
    notify_cores: float
    """Cores of the database for notifications; it has others for commits and reads."""
    commit_cores: float
    read_cores: float
    node_cores: float
    """Of each node, which can use one."""
    megabits: float
    money: float

    @property
    def database_cores(self) -> float:
        return self.notify_cores + self.commit_cores + self.read_cores


def needs(costs: Costs, tabs: int, *, reads_together: bool = False) -> Needs:
    """`reads_together`: whether one statement reads all rooms that are behind. The service reads one after another."""
    nodes, rate = max(1, -(-tabs // TABS_PER_NODE)), tabs / SECONDS_PER_MESSAGE
    own = rate / nodes
    commits = nodes * commits_of(costs, own)
    payloads = 1 + (own * nodes / commits - 1) / HEADS_IN_ONE
    others = rate - own
    more = (costs.entry + costs.node_entry) / 1e6
    reads = others
    if reads_together:  # one for each notification, as long as they are not too many
        reads = min(commits - commits / nodes, max(0.0, 1 - others * more) * reads_limit(costs))
    notify = commits * payloads * (costs.notification + costs.listener * nodes) if nodes > 1 else 0.0
    store = commits * costs.commit + rate * costs.message
    read = nodes * (reads * costs.read + others * costs.entry)
    node = own * costs.node_message + commits / nodes * costs.node_commit
    node += reads * costs.node_read + (others - reads) * costs.node_entry
    node += rate * TABS_PER_ROOM / nodes * costs.node_write
    bytes_per_second = rate * TABS_PER_ROOM * (costs.bytes + HEADERS)
    cores = (notify + store + read) / 1e6
    money = nodes * NODE_PRICE + cores * DATABASE_CORE_PRICE
    money += bytes_per_second * BUSY_HOURS * 3_600 / 1e9 * GIGABYTE_PRICE
    return Needs(
        *(tabs, nodes, rate, commits, reads, others * more if reads_together else reads / reads_limit(costs)),
        *(notify / 1e6, store / 1e6, read / 1e6),
        *(node / 1e6, bytes_per_second * 8 / 1e6, money),
    )


def reads_limit(costs: Costs) -> float:
    """Returns the reads a second that one connection can make, each of one message."""
    return 1e6 / (ROUND_TRIP_MS * 1e3 + costs.read + costs.entry + costs.node_read)


def commits_of(costs: Costs, rate: float) -> float:
    """Returns the commits a second of a node that stores messages at random times, this number a second on average.

    The next commit begins after a pause, and if nothing has come by then, with the next message.
    """
    took = (ROUND_TRIP_MS + costs.flush_ms) / 1e3 + (costs.commit + costs.node_commit) / 1e6
    cycle = took + pause_after(max(1, round(rate * pause_after(1))))
    return 1 / (cycle + exp(-rate * cycle) / rate)


def most_tabs(costs: Costs) -> int:
    """Returns the tabs with which neither a node's core nor its connection for reading is full."""
    tabs = TABS_PER_NODE
    while tabs < MOST_TABS:
        found = needs(costs, tabs + TABS_PER_NODE)
        if max(found.node_cores, found.reads_share) > 1:
            break
        tabs += TABS_PER_NODE
    return tabs
