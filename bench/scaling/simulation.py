"""Replays nodes on one PostgreSQL with the measured costs: commits, notifications, reads and writes, and who waits for whom."""

import random
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

from bench.load.generator import SENDERS
from bench.percentiles import summary
from bench.scaling.costs import Costs
from bench.scaling.engine import Engine, Process, Processor, Signal
from service.chat.room import PACE_MAX_SECONDS, PACE_MIN_SECONDS, PACE_SHARE
from service.log.postgres.notifications import HEADS_IN_ONE, SEND_PAUSE_SECONDS
from service.log.postgres.reader import PUMP_ROOMS
from service.log.writes import COMMIT_LIMIT, pause_after

Messages = dict[int, list[tuple[int, float]]]
"""By room: the node of each message, and when it was sent."""


@dataclass(frozen=True, slots=True)
class Setup:
    nodes: int
    tabs: int
    rooms: int
    rate: float
    """Messages a second, in all."""
    seconds: float = 1.0
    database_cores: int = 8
    round_trip_ms: float = 0.3
    is_one_core: bool = False
    """Whether the nodes and the database share one core, as in the measurements."""
    across: bool = False
    """Whether all messages are sent on the first node."""


class Node:
    def __init__(self, number: int, engine: Engine, processor: Processor) -> None:
        self.number, self.processor = number, processor
        self.queue: list[tuple[int, int, float]] = []
        """Drafts: the room, the tab that sent it, and when."""
        self.news: Messages = {}
        self.behind: Messages = {}
        self.fresh: Messages = {}
        self.has_queued, self.has_news, self.is_behind, self.has_fresh = (Signal(engine) for _ in range(4))

    @staticmethod
    def add(to: Messages, signal: Signal, room: int, sent: list[tuple[int, float]]) -> None:
        to.setdefault(room, []).extend(sent)
        signal.send()


class Simulation:
    def __init__(self, costs: Costs, setup: Setup, seed: int) -> None:
        self.costs, self.setup, self.chance = costs, setup, random.Random(seed)
        self.engine = Engine()
        one = Processor(self.engine)
        self.database = one if setup.is_one_core else Processor(self.engine, setup.database_cores)
        processors = [one if setup.is_one_core else Processor(self.engine) for _ in range(setup.nodes)]
        self.nodes = [Node(number, self.engine, processor) for number, processor in enumerate(processors)]
        self.tabs_here = setup.tabs / setup.rooms / setup.nodes
        self.latencies: list[float] = []
        """From a tab on one node to tabs on the others; with one node to its own."""
        self.delivered = self.commits = 0
        self.database_us = 0.0

    def run(self) -> dict[str, Any]:
        self.engine.start(self._send())
        for node in self.nodes:
            for loop in (self._write, self._notify, self._read, self._deliver):
                self.engine.start(loop(node))
        self.engine.run(self.setup.seconds)
        seconds, busy = self.setup.seconds, [node.processor.busy_seconds for node in self.nodes]
        copies = self.setup.rate * seconds * max(1, self.setup.nodes - 1)
        return {
            "latency_ms": {name: 1e3 * value for name, value in summary(self.latencies).items()},
            "arrived_share": min(1.0, len(self.latencies) / copies),
            "database_share": self.database_us / 1e6 / seconds,
            "node_share": max(busy) / seconds,
            "commits_per_second": self.commits / seconds,
        }

    def _ask(self, microseconds: float) -> Process:
        """One statement of the database."""
        yield self.setup.round_trip_ms / 1e3
        self.database_us += microseconds
        yield from self.database.use(microseconds)

    def _send(self) -> Process:
        setup = self.setup
        while True:
            yield self.chance.expovariate(setup.rate)
            node = self.nodes[0] if setup.across else self.chance.choice(self.nodes)
            room = self.chance.randrange(setup.rooms)
            tab = room if setup.rooms > 1 else self.chance.randrange(SENDERS)
            node.queue.append((room, tab, self.engine.now))
            node.has_queued.send()

    def _write(self, node: Node) -> Process:
        costs = self.costs
        while True:
            while not node.queue:
                yield node.has_queued
            batch, node.queue = node.queue[:COMMIT_LIMIT], node.queue[COMMIT_LIMIT:]
            tabs = len({tab for _, tab, _ in batch})
            received = costs.node_message * tabs + costs.node_further * (len(batch) - tabs)
            yield from node.processor.use(costs.node_commit + received)
            yield from self._ask(costs.commit + costs.message * len(batch))
            yield costs.flush_ms / 1e3
            self.commits += 1
            for room, _, sent in batch:
                node.add(node.fresh, node.has_fresh, room, [(node.number, sent)])
                node.add(node.news, node.has_news, room, [(node.number, sent)])
            yield pause_after(len(batch))

    def _notify(self, node: Node) -> Process:
        costs = self.costs
        while True:
            while not node.news:
                yield node.has_news
            news, node.news = node.news, {}
            payloads = -(-len(news) // HEADS_IN_ONE)
            yield from self._ask(payloads * (costs.notification + costs.listener * len(self.nodes)))
            for other in self.nodes:
                other.processor.take(costs.node_listener)
                if other is not node:
                    for room, sent in news.items():
                        node.add(other.behind, other.is_behind, room, sent)
            yield SEND_PAUSE_SECONDS

    def _read(self, node: Node) -> Process:
        """One statement after another, because each node has one connection for reading."""
        costs = self.costs
        while True:
            while not node.behind:
                yield node.is_behind
            found = {room: node.behind.pop(room) for room in list(islice(node.behind, PUMP_ROOMS))}
            yield from self._ask(costs.read + costs.room * len(found))
            yield from node.processor.use(costs.node_read + costs.node_room * len(found))
            for room, sent in found.items():
                node.add(node.fresh, node.has_fresh, room, sent)

    def _deliver(self, node: Node) -> Process:
        """Writes all that is new to the tabs of its rooms, once for each tab, and pauses as long as chat/room.py does."""
        while True:
            while not node.fresh:
                yield node.has_fresh
            fresh, node.fresh = node.fresh, {}
            began = self.engine.now
            yield from node.processor.use(self.costs.node_write * self.tabs_here * len(fresh))
            for sent in fresh.values():
                counted = [at for number, at in sent if len(self.nodes) == 1 or number != node.number]
                self.latencies += [self.engine.now - at for at in counted]
            cost = self.engine.now - began
            yield min(PACE_MAX_SECONDS, max(PACE_MIN_SECONDS, PACE_SHARE * cost))


def simulate(costs: Costs, setup: Setup, seed: int) -> dict[str, Any]:
    return asdict(setup) | {"seed": seed} | Simulation(costs, setup, seed).run()
