"""Gauges of a running service: open files, memory, processor time, and the connections and tasks it logs on SIGUSR1."""

import json
import os
import signal
from pathlib import Path


def read_gauges(server):
    """Returns the gauges that must not be above their earlier value once all connections are closed again."""
    logged = ask_gauges(server)
    return {"open files": server.open_files(), "connections": logged["connections"], "tasks": logged["tasks"]}


def ask_gauges(server):
    """Returns the line that the service logs on SIGUSR1."""
    asked = len(_lines(server))
    server.process.send_signal(signal.SIGUSR1)
    server.await_claim(lambda: len(_lines(server)) > asked)
    return json.loads(_lines(server)[-1])


def _lines(server):
    """Returns the complete lines: the last one may be incomplete."""
    whole, _, _ = server.log().rpartition("\n")
    return [line for line in whole.splitlines() if '"event": "gauges"' in line]


def cpu_seconds(server):
    """Returns the processor time of the process so far."""
    _, _, fields = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")
    return sum(map(int, fields.split()[11:13])) / os.sysconf("SC_CLK_TCK")


class PeakMemory:
    """The highest resident memory since `begin`, as the kernel counted it."""

    def __init__(self, server):
        self._server = server

    def begin(self):
        Path(f"/proc/{self._server.process.pid}/clear_refs").write_text("5")
        self._before = memory_bytes(self._server)
        return self

    def growth_bytes(self):
        return memory_bytes(self._server, "VmHWM") - self._before


def memory_bytes(server, name="VmRSS"):
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.partition(f"{name}:")[2].split()[0]) * 1024
