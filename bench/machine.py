"""The machine: its description for the report, its cores, and how much other programs used them."""

import os
import platform
import sqlite3
import subprocess
import tempfile
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from bench.measure.usage import TICK_SECONDS
from bench.servers import PYTHON, node


def cores() -> tuple[int, int]:
    """The server's core and the load generator's; the same core if there is only one."""
    allowed = sorted(os.sched_getaffinity(0))
    return allowed[0], allowed[-1]


def describe() -> dict[str, Any]:
    server, generator = cores()
    return {
        "processor": _value("/proc/cpuinfo", "model name", ":") or platform.machine(),
        "processors": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "kernel": platform.release().partition("-")[0],
        "python": platform.python_version(),
        "node": _output(node() or "node", "--version").removeprefix("v"),
        "sqlite": sqlite3.sqlite_version,
        "sanic": version("sanic"),
        "websockets": version("websockets"),
        "peers_python": _output(str(PYTHON), "--version"),
        "server_core": server,
        "generator_core": generator,
        "fsync_ms": _fsync_ms(),
    }


def _value(file: str, name: str, separator: str) -> str:
    for line in Path(file).read_text().splitlines():
        if line.startswith(name):
            return line.partition(separator)[2].strip()
    return ""


def _output(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "none"


def _fsync_ms() -> float:
    """The time to make 4 KiB durable. Only Hubbub waits for the disk."""
    times = []
    with tempfile.TemporaryFile(buffering=0) as file:
        for _ in range(50):
            file.write(bytes(4096))
            began = time.perf_counter()
            os.fsync(file.fileno())
            times.append(time.perf_counter() - began)
    return round(1e3 * median(times), 3)


@dataclass(frozen=True, slots=True)
class CoreTime:
    """Processor time of our cores up to a moment, and the part of it that this process and its children used."""

    at: float
    total_seconds: float
    own_seconds: float

    @classmethod
    def now(cls) -> "CoreTime":
        own = os.times()
        own_seconds = own.user + own.system + own.children_user + own.children_system
        return cls(time.monotonic(), sum(map(_core_seconds, {*cores()})), own_seconds)

    def others_share(self) -> float:
        """The share of our cores that other programs have used since then: a sign of a disturbed measurement."""
        now = CoreTime.now()
        others = (now.total_seconds - self.total_seconds) - (now.own_seconds - self.own_seconds)
        return max(0.0, others / (now.at - self.at) / len({*cores()}))


def _core_seconds(core: int) -> float:
    """Returns the time of programs, the system and interrupts, and the time that the hypervisor gave to other machines."""
    fields = [int(field) for field in _value("/proc/stat", f"cpu{core} ", " ").split()]
    return sum(fields[index] for index in (0, 1, 2, 5, 6, 7)) * TICK_SECONDS
