"""The load generator: sends messages at a fixed rate, however slow the server is, and measures their latency."""

import time
from dataclasses import dataclass
from typing import Any, Final

from bench.load.connection import Connection
from bench.load.pool import ConnectionPool
from bench.load.schedule import Schedule
from bench.load.stamps import StampReader
from bench.percentiles import summary

SENDERS: Final = 10
"""Connections that send, unless a workload has more rooms; the others only receive."""

SAMPLED_CONNECTIONS: Final = 10
SAMPLE_ALL_BELOW: Final = 100_000
"""If there are more deliveries than this, the latency is measured only on the sampled connections."""

DRAIN_SECONDS: Final = 3.0
"""How long the generator waits for missing messages after the last was due."""

SPIN_SECONDS: Final = 0.0015
"""Epoll sleeps whole milliseconds: the generator spins for a message that is due sooner, so that it is sent on time."""

BUSY_SHARE: Final = 0.9
"""A generator that was busy for more than this share of the time may have been the bottleneck."""


@dataclass(frozen=True, slots=True)
class Roles:
    """What connections do under a load."""

    senders: list[Connection]
    measured: list[Connection]
    """Their latency is measured, or that of some of them if there are many deliveries."""
    copies: int
    """Connections that receive each message."""


@dataclass(slots=True)
class Counts:
    sent: int = 0
    delivered: int = 0
    received_bytes: int = 0
    closed: int = 0
    """Connections that the server closed."""
    writes: int = 0
    """Reads of the last connection: as many as the server's writes, as long as the generator keeps up."""
    idle_seconds: float = 0.0


class LoadGenerator:
    def __init__(
        self, pool: ConnectionPool, schedule: Schedule, text: str, not_reading: int = 0, roles: Roles | None = None
    ) -> None:
        """The last `not_reading` connections never read. Without `roles` all are in one room."""
        readers = pool.connections[: len(pool.connections) - not_reading]
        roles = roles or Roles(readers[:SENDERS], readers, len(readers))
        self.pool, self.schedule = pool, schedule
        self.not_reading = pool.connections[len(readers) :]
        self.frames = [pool.wire.message(number, text) for number in range(schedule.total)]
        self.senders, self.last = roles.senders, readers[-1]
        self.blocked: set[Connection] = set()
        self.expected = schedule.total * roles.copies
        self.readers = {connection.socket.fileno(): connection for connection in readers}
        measured = roles.measured
        step = 1 if self.expected <= SAMPLE_ALL_BELOW else max(1, len(measured) // SAMPLED_CONNECTIONS)
        step |= 1  # odd, so that connections of two nodes are among them
        self.samples = {connection.socket.fileno(): StampReader() for connection in measured[::step]}
        self.sent_at = [0.0] * schedule.total
        self.latencies: list[float] = []
        self.counts = Counts()

    def run(self) -> float:
        """Returns the seconds it took until all messages arrived, or were given up."""
        for connection in self.not_reading:
            self.pool.stop_reading(connection)
        self.began = time.monotonic()
        end = self.began + self.schedule.seconds + DRAIN_SECONDS
        while self.counts.delivered < self.expected and (now := time.monotonic()) < end:
            self._send_due(now)
            self._receive()
        return time.monotonic() - self.began

    def _send_due(self, now: float) -> None:
        due = self.schedule.due_by(now - self.began)
        frames: dict[Connection, list[bytes]] = {}
        for number in range(self.counts.sent, due):
            self.sent_at[number] = now
            frames.setdefault(self.senders[number % len(self.senders)], []).append(self.frames[number])
        self.counts.sent = max(self.counts.sent, due)
        self.blocked |= frames.keys()
        for sender in self.blocked:
            sender.send(b"".join(frames.get(sender, ())))
        self.blocked = {sender for sender in self.blocked if sender.unsent}

    def _receive(self) -> None:
        """Reads what has arrived, and waits at most until the next message is due."""
        for fd, _ in self._poll():
            connection = self.readers[fd]
            try:
                chunk = connection.read()
            except ConnectionError:
                self._remove(connection)
                continue
            self.counts.delivered += connection.counter.feed(chunk)
            self.counts.received_bytes += len(chunk)
            self.counts.writes += connection is self.last
            if sample := self.samples.get(fd):
                now = time.monotonic()
                self.latencies += [now - self.sent_at[number] for number in sample.feed(chunk)]

    def _poll(self) -> list[tuple[int, int]]:
        began = time.monotonic()
        all_sent = self.counts.sent >= self.schedule.total
        left = 0.05 if all_sent else self.began + self.schedule.due_at(self.counts.sent) - began
        ready = self.pool.epoll.poll(0 if left < SPIN_SECONDS else min(0.05, left - 0.001))
        if not ready:
            self.counts.idle_seconds += time.monotonic() - began
        return ready

    def _remove(self, connection: Connection) -> None:
        self.counts.closed += 1
        self.pool.epoll.unregister(connection.socket)
        connection.socket.close()

    def results(self, seconds: float) -> dict[str, Any]:
        counts = self.counts
        busy = 1 - counts.idle_seconds / seconds
        late = [at - self.began - self.schedule.due_at(number) for number, at in enumerate(self.sent_at) if at]
        return {
            "expected": self.expected,
            "delivered": counts.delivered,
            "missing": self.expected - counts.delivered,
            "closed": counts.closed,
            "bytes_per_delivery": counts.received_bytes / max(1, counts.delivered),
            "ms_between_writes": 1e3 * seconds / max(1, counts.writes),
            "seconds": seconds,
            "messages": counts.sent,
            "latency_ms": {name: 1e3 * value for name, value in summary(self.latencies).items()},
            "samples": len(self.latencies),
            "generator_share": busy,
            "generator_late_ms": 1e3 * summary(late)["p99"],
            "generator_was_bottleneck": busy > BUSY_SHARE,
        }
