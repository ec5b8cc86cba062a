"""A small simulator of processes in time: they sleep, wait for signals, and take turns at processors."""

import heapq
from collections.abc import Generator, Iterator
from itertools import count

Process = Generator["float | Signal", None, None]
"""Yields the seconds to sleep, or a signal to wait for."""


class Engine:
    def __init__(self) -> None:
        self.now = 0.0
        self._due: list[tuple[float, int, Process]] = []
        self._order: Iterator[int] = count()

    def start(self, process: Process, after: float = 0.0) -> None:
        heapq.heappush(self._due, (self.now + after, next(self._order), process))

    def run(self, until: float) -> None:
        while self._due and self._due[0][0] <= until:
            self.now, _, process = heapq.heappop(self._due)
            step = next(process, None)
            if isinstance(step, Signal):
                step.waiting.append(process)
            elif step is not None:
                self.start(process, step)
        self.now = until


class Signal:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.waiting: list[Process] = []

    def send(self) -> None:
        waiting, self.waiting = self.waiting, []
        for process in waiting:
            self._engine.start(process)


class Processor:
    """Cores that carry out what they are given in its order, each thing on one core."""

    def __init__(self, engine: Engine, cores: int = 1) -> None:
        self._engine, self.cores = engine, cores
        self._free_at = [0.0] * cores
        self.busy_seconds = 0.0

    def use(self, microseconds: float) -> Process:
        yield self.take(microseconds) - self._engine.now

    def take(self, microseconds: float) -> float:
        """Returns when it will be done, for what nothing waits for."""
        self.busy_seconds += microseconds / 1e6
        ends = max(self._engine.now, self._free_at[0]) + microseconds / 1e6
        heapq.heapreplace(self._free_at, ends)
        return ends
