"""The load itself: messages at a fixed rate whatever the server does, and how long each was on its way."""

import time
from dataclasses import dataclass
from typing import Any, Final

from bench.accounting import account
from bench.crowd import READ_BYTES, Crowd, Line
from bench.figures import Stamps, due_count, due_seconds, summary

SENDERS: Final = 10
PROBES: Final = 10
ALL_PROBES_BELOW: Final = 100_000
"""Deliveries up to which every connection's stamps are read, and not only some connections'."""

DRAIN_SECONDS: Final = 3.0
"""How long after the last message was due what is missing may still come."""

SPIN_SECONDS: Final = 0.0015
"""Epoll sleeps whole milliseconds; a message due sooner is waited for awake, so that it is sent on time."""

BUSY_SHARE: Final = 0.9
"""A generator with less idle time than this may have been what was slow."""


@dataclass(frozen=True, slots=True)
class Talk:
    rate: float
    seconds: float
    words: str
    burst: int = 1
    deaf: int = 0
    """Connections that stop reading when the talk starts."""

    @property
    def total(self) -> int:
        return max(1, round(self.rate * self.seconds))


class Talking:
    def __init__(self, crowd: Crowd, talk: Talk, pid: int) -> None:
        self.crowd, self.talk, self.pid = crowd, talk, pid
        self.frames = [crowd.dialect.frame(number, talk.words) for number in range(talk.total)]
        self.sent_at = [0.0] * talk.total
        self.sent = 0
        self.latencies: list[float] = []
        hearing = crowd.lines[: len(crowd.lines) - talk.deaf]
        self.senders = hearing[:SENDERS]
        self.expected = talk.total * len(hearing)
        self.hearing = {line.socket.fileno(): line for line in hearing}
        step = 1 if self.expected <= ALL_PROBES_BELOW else max(1, len(hearing) // PROBES)
        self.stamps = {line.socket.fileno(): Stamps() for line in hearing[::step]}
        self.idle_seconds = 0.0
        self.closed = 0
        self.watched = hearing[-1]
        self.pieces = 0
        """In which the watched one's messages came: as many as were written, while we keep up."""

    def run(self) -> dict[str, Any]:
        for line in self.crowd.lines[len(self.hearing) :]:
            self.crowd.ignore(line)
        before, counted = account(self.pid), 0
        self.began = time.monotonic()
        end = self.began + self.talk.seconds + DRAIN_SECONDS
        while counted < self.expected and (now := time.monotonic()) < end:
            self._say(now)
            counted += self._hear()
        took = time.monotonic() - self.began
        used = account(self.pid).since(before)
        busy = 1 - self.idle_seconds / took
        late = summary([at - self.began - self._due(number) for number, at in enumerate(self.sent_at) if at])
        return {
            "expected": self.expected,
            "delivered": counted,
            "missing": self.expected - counted,
            "closed": self.closed,
            "ms_between_writes": 1e3 * took / max(1, self.pieces),
            "seconds": took,
            "messages": self.sent,
            "server_cpu_seconds": used.cpu_seconds,
            "server_share": used.cpu_seconds / took,
            "server_waited_share": used.waited_seconds / took,
            "server_switches_per_second": used.switches / took,
            "server_rss_kb": used.rss_kb,
            "us_per_delivery": 1e6 * used.cpu_seconds / max(1, counted),
            "us_per_message": 1e6 * used.cpu_seconds / max(1, self.sent),
            "latency_ms": {name: 1e3 * value for name, value in summary(self.latencies).items()},
            "samples": len(self.latencies),
            "generator_share": busy,
            "generator_late_ms": 1e3 * late["p99"],
            "generator_was_bottleneck": busy > BUSY_SHARE,
        }

    def _due(self, number: int) -> float:
        return due_seconds(number, self.talk.rate, self.talk.burst)

    def _say(self, now: float) -> None:
        due = due_count(now - self.began, self.talk.rate, self.talk.total, self.talk.burst)
        if due > self.sent:
            shares: dict[int, list[bytes]] = {}
            for number in range(self.sent, due):
                self.sent_at[number] = now
                shares.setdefault(number % len(self.senders), []).append(self.frames[number])
            self.sent = due
            for sender, frames in shares.items():
                self.senders[sender].send(b"".join(frames))
        for line in self.senders:
            if line.unsent:
                line.send(b"")

    def _hear(self) -> int:
        """Counts what came until something is to be said again."""
        found = 0
        for fd, _ in self._ready():
            line = self.hearing[fd]
            try:
                piece = line.socket.recv(READ_BYTES)
            except BlockingIOError:
                continue
            except ConnectionError:
                piece = b""
            if not piece:
                self._close(line)
                continue
            found += line.marks.feed(piece)
            self.pieces += line is self.watched
            if stamps := self.stamps.get(fd):
                now = time.monotonic()
                self.latencies += [now - self.sent_at[number] for number in stamps.feed(piece)]
        return found

    def _ready(self) -> list[tuple[int, int]]:
        asked = time.monotonic()
        left = self.began + self._due(self.sent) - asked if self.sent < self.talk.total else 0.05
        events = self.crowd.epoll.poll(0 if left < SPIN_SECONDS else min(0.05, left - 0.001))
        if not events:
            self.idle_seconds += time.monotonic() - asked
        return events

    def _close(self, line: Line) -> None:
        self.closed += 1
        self.crowd.epoll.unregister(line.socket)
        line.socket.close()
