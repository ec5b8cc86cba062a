"""Gauges of a running service: open files, memory, processor time, and the connections and tasks it logs on SIGUSR1."""

import json
import os
import signal
from dataclasses import dataclass
from pathlib import Path

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Gauges:
    """These have to be as before when all connections are closed again."""

    open_files: int
    connections: int
    tasks: int

    def is_back_at(self, baseline):
        """Fewer is fine too: the connection that asked whether the service is ready may not have been closed."""
        return all(getattr(self, name) <= getattr(baseline, name) for name in ("open_files", "connections", "tasks"))


def read_gauges(server):
    logged = ask_gauges(server)
    return Gauges(server.open_files(), logged["connections"], logged["tasks"])


def ask_gauges(server):
    """The line that the service logs on SIGUSR1."""
    asked = len(_lines(server))
    server.process.send_signal(signal.SIGUSR1)
    server.await_claim(lambda: len(_lines(server)) > asked)
    return json.loads(_lines(server)[-1])


def _lines(server):
    """Whole lines only: the last one may not be complete."""
    whole, _, _ = server.log().rpartition("\n")
    return [line for line in whole.splitlines() if '"event": "gauges"' in line]


def cpu_seconds(server):
    """Processor time of the process so far."""
    _, _, fields = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")
    return sum(map(int, fields.split()[11:13])) / os.sysconf("SC_CLK_TCK")


class PeakMemory:
    """The highest resident memory since `begin`, as the kernel counted it."""

    def __init__(self, server):
        self._folder = Path(f"/proc/{server.process.pid}")

    def begin(self):
        (self._folder / "clear_refs").write_text("5")
        self._before = resident_bytes(self._folder)
        return self

    def growth_bytes(self):
        status = (self._folder / "status").read_text()
        peak = int(status.partition("VmHWM:")[2].split()[0]) * 1024
        return peak - self._before


def resident_bytes_of(server):
    return resident_bytes(Path(f"/proc/{server.process.pid}"))


def resident_bytes(folder):
    return int((folder / "statm").read_text().split()[1]) * PAGE_BYTES
