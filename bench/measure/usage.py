"""Processor time, waiting, context switches and memory of a process and its descendants, as the kernel counts them."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

TICK_SECONDS: Final = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Usage:
    cpu_seconds: float
    waited_seconds: float
    """Ready to run, while another process had the processor: a sign of a disturbed measurement."""
    switches: int
    rss_kb: int

    def since(self, earlier: "Usage") -> "Usage":
        return Usage(
            self.cpu_seconds - earlier.cpu_seconds,
            self.waited_seconds - earlier.waited_seconds,
            self.switches - earlier.switches,
            self.rss_kb,
        )


def usage(pid: int, proc: Path = Path("/proc")) -> Usage:
    """Adds up all threads. A descendant or thread that ends meanwhile counts as not there."""
    cpu = waited = 0.0
    switches = rss = 0
    for process in _tree(proc, pid):
        threads = _folders(process / "task")
        times = [_schedstat(thread) for thread in threads]
        cpu += _cpu_seconds(process, sum(on_cpu for on_cpu, _ in times))
        waited += sum(waiting for _, waiting in times)
        rss += _number(process / "status", "VmRSS:")
        for kind in ("voluntary_ctxt_switches:", "nonvoluntary_ctxt_switches:"):
            switches += sum(_number(thread / "status", kind) for thread in threads)
    if not (proc / str(pid)).exists():
        raise ProcessLookupError(f"process {pid} has ended")
    return Usage(cpu, waited, switches, rss)


def _tree(proc: Path, pid: int) -> Iterator[Path]:
    yield proc / str(pid)
    for child in _read(proc / str(pid) / "task" / str(pid) / "children").split():
        yield from _tree(proc, int(child))


def _folders(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except (FileNotFoundError, ProcessLookupError):
        return []


def _schedstat(thread: Path) -> tuple[float, float]:
    """Seconds on a processor, and seconds ready to run but waiting for one."""
    fields = _read(thread / "schedstat").split() or ["0", "0"]
    return int(fields[0]) / 1e9, int(fields[1]) / 1e9


def _cpu_seconds(process: Path, of_threads: float) -> float:
    """The threads' time in nanoseconds, unless a thread has ended: then the process's in ticks, which includes it."""
    fields = _read(process / "stat").rpartition(")")[2].split()
    if not fields:
        return of_threads
    ticked = (int(fields[11]) + int(fields[12])) * TICK_SECONDS
    return of_threads if abs(of_threads - ticked) < max(0.1, ticked / 10) else ticked


def _number(file: Path, name: str) -> int:
    for line in _read(file).splitlines():
        if line.startswith(name):
            return int(line.split()[1])
    return 0


def _read(file: Path) -> str:
    """Empty if the process or thread has ended. Reading an open file fails then, too (ESRCH)."""
    try:
        return file.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
