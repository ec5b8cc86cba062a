"""Processor time and memory of a process and its descendants, as the kernel counts them."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from glob import glob
from pathlib import Path
from typing import Final

TICK_SECONDS: Final = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Usage:
    cpu_seconds: float
    rss_kb: int


def usage(pid: int, proc: Path = Path("/proc")) -> Usage:
    """Adds up all threads. A descendant or thread that ends meanwhile counts as not there."""
    cpu, rss = 0.0, 0
    for process in _tree(proc, pid):
        cpu += _cpu_seconds(process)
        rss += _rss_kb(process)
    if not (proc / str(pid)).exists():
        raise ProcessLookupError(f"process {pid} has ended")
    return Usage(cpu, rss)


def _tree(proc: Path, pid: int) -> Iterator[Path]:
    yield proc / str(pid)
    for child in _read(proc / str(pid) / "task" / str(pid) / "children").split():
        yield from _tree(proc, int(child))


def _cpu_seconds(process: Path) -> float:
    """Returns the time of all threads in nanoseconds; if one has ended, that of the process in ticks, which includes it."""
    files = glob(f"{process}/task/*/schedstat")  # Path.glob would fail if the process ends meanwhile
    threads = sum(int((_read(Path(file)).split() or ["0"])[0]) for file in files) / 1e9
    fields = _read(process / "stat").rpartition(")")[2].split()
    if not fields:
        return threads
    ticked = (int(fields[11]) + int(fields[12])) * TICK_SECONDS
    return threads if abs(threads - ticked) < max(0.1, ticked / 10) else ticked


def _rss_kb(process: Path) -> int:
    return sum(int(line.split()[1]) for line in _read(process / "status").splitlines() if line.startswith("VmRSS:"))


def _read(file: Path) -> str:
    """Returns an empty text if the process or thread has ended. Reading an open file then fails too (ESRCH)."""
    try:
        return file.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
