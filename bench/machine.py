"""The machine that was measured on, in the words that a reader needs to compare it with theirs."""

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

from bench.accounting import TICK_SECONDS
from bench.contenders import PYTHON, node
from bench.shot import cores


def describe() -> dict[str, Any]:
    server, generator = cores()
    return {
        "processor": _line("/proc/cpuinfo", "model name"),
        "processors": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "kernel": platform.release().partition("-")[0],
        "python": platform.python_version(),
        "node": _told(node() or "node", "--version"),
        "sqlite": sqlite3.sqlite_version,
        "sanic": version("sanic"),
        "websockets": version("websockets"),
        "peers_python": _told(str(PYTHON), "--version"),
        "server_core": server,
        "generator_core": generator,
        "fsync_ms": _fsync_ms(),
    }


def _line(file: str, name: str, separator: str = ":") -> str:
    for line in Path(file).read_text().splitlines():
        if line.startswith(name):
            return line.partition(separator)[2].strip()
    return platform.machine()


def _told(*command: str) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "none"


def _fsync_ms() -> float:
    """What the disk takes to make 4 KiB durable: the price that only Hubbub pays."""
    took = []
    with tempfile.TemporaryFile(buffering=0) as file:
        for _ in range(50):
            file.write(bytes(4096))
            began = time.perf_counter()
            os.fsync(file.fileno())
            took.append(time.perf_counter() - began)
    return round(1e3 * median(took), 3)


@dataclass(frozen=True, slots=True)
class Busy:
    """What the processors had done by a moment, and what of it was ours."""

    at: float
    all_seconds: float
    our_seconds: float

    @classmethod
    def now(cls) -> "Busy":
        own = os.times()
        ours = own.user + own.system + own.children_user + own.children_system
        return cls(time.monotonic(), sum(map(_core_seconds, {*cores()})), ours)

    def others_share(self) -> float:
        """What others have taken of our processors since then: above all a sign that a measurement was disturbed."""
        now = Busy.now()
        others = (now.all_seconds - self.all_seconds) - (now.our_seconds - self.our_seconds)
        return max(0.0, others / (now.at - self.at) / len({*cores()}))


def _core_seconds(core: int) -> float:
    """User, nice, system, interrupts and what other machines stole."""
    fields = [int(field) for field in _line("/proc/stat", f"cpu{core} ", " ").split()]
    return sum(fields[index] for index in (0, 1, 2, 5, 6, 7)) * TICK_SECONDS
