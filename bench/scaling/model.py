"""The formula: what a number of tabs needs in nodes, database, network and money, from the measured costs. Pure."""

from dataclasses import dataclass
from itertools import count
from math import exp
from typing import Final

from bench.scaling.costs import Costs
from service.log.postgres.notifications import HEADS_IN_ONE
from service.log.postgres.reader import PUMP_ROOMS
from service.log.writes import pause_after

# What the tabs do: a busy hour of many small rooms. A tab that says something less often costs less in proportion.
TABS_PER_NODE: Final = 10_000
TABS_PER_ROOM: Final = 18
SECONDS_PER_MESSAGE: Final = 60
"""How often each tab says something."""

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
    """The least share of the time of a node's one connection for reading, with as many rooms in each read as it may have."""
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


def needs(costs: Costs, tabs: int) -> Needs:
    nodes, rate = max(1, -(-tabs // TABS_PER_NODE)), tabs / SECONDS_PER_MESSAGE
    own = rate / nodes
    commits = nodes * commits_of(costs, own)
    payloads = 1 + (own * nodes / commits - 1) / HEADS_IN_ONE
    others = rate - own
    notify = commits * payloads * (costs.notification + costs.listener * nodes)
    store = commits * costs.commit + rate * costs.message
    node = own * costs.node_message + commits / nodes * costs.node_commit + commits * costs.node_listener
    node += rate * TABS_PER_ROOM / nodes * costs.node_write + others * costs.node_room
    reads = min(reads_of(costs, others, commits - commits / nodes), (1e6 - node) / costs.node_read)
    reads = max(others / PUMP_ROOMS, reads)  # the less time there is for them, the fewer and the larger
    node += reads * costs.node_read
    read = nodes * (reads * costs.read + others * costs.room)
    bytes_per_second = rate * TABS_PER_ROOM * (costs.bytes + HEADERS)
    cores = (notify + store + read) / 1e6
    money = nodes * NODE_PRICE + cores * DATABASE_CORE_PRICE
    money += bytes_per_second * BUSY_HOURS * 3_600 / 1e9 * GIGABYTE_PRICE
    return Needs(
        *(tabs, nodes, rate, commits, reads, others / PUMP_ROOMS * longest_read(costs)),
        *(notify / 1e6, store / 1e6, read / 1e6),
        *(node / 1e6, bytes_per_second * 8 / 1e6, money),
    )


def reads_of(costs: Costs, others: float, commits: float) -> float:
    """Returns the reads a second of a node, whose others commit at random times: as many as its connection has time for."""
    each = (costs.room + costs.node_room) / 1e6
    longest = longest_read(costs)
    is_full = others * longest >= PUMP_ROOMS
    return _per_second(commits, longest if is_full else (longest - PUMP_ROOMS * each) / (1 - others * each))


def longest_read(costs: Costs) -> float:
    """Returns the seconds that a read of PUMP_ROOMS rooms takes, with what follows it on the node."""
    return ROUND_TRIP_MS / 1e3 + (costs.read + costs.node_read + PUMP_ROOMS * (costs.room + costs.node_room)) / 1e6


def commits_of(costs: Costs, rate: float) -> float:
    """Returns the commits a second of a node that stores messages at random times, this number a second on average.

    The next commit begins after a pause, and if nothing has come by then, with the next message.
    """
    took = (ROUND_TRIP_MS + costs.flush_ms) / 1e3 + (costs.commit + costs.node_commit) / 1e6
    cycle = took + pause_after(max(1, round(rate * pause_after(1))))
    return _per_second(rate, cycle)


def _per_second(rate: float, cycle: float) -> float:
    """Returns how often work of this many seconds begins: when it has ended and something to do has come, at random times."""
    return rate / (rate * cycle + exp(-rate * cycle))


def most_tabs(costs: Costs, share: str) -> int:
    """Returns the tabs with which this share in `Needs` is not above 1: `node_cores` or `reads_share`."""
    more = count(2 * TABS_PER_NODE, TABS_PER_NODE)
    beyond = next(tabs for tabs in more if round(getattr(needs(costs, tabs), share), 6) > 1)
    return beyond - TABS_PER_NODE
