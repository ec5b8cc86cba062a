"""What the operating system counted: processor time, waiting, memory and context switches of a process and its children."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

TICK_SECONDS: Final = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Account:
    cpu_seconds: float
    waited_seconds: float
    """Ready to run, while something else had the processor: above all a sign that the measurement was disturbed."""
    switches: int
    rss_kb: int

    def since(self, earlier: "Account") -> "Account":
        return Account(
            self.cpu_seconds - earlier.cpu_seconds,
            self.waited_seconds - earlier.waited_seconds,
            self.switches - earlier.switches,
            self.rss_kb,
        )


def account(pid: int, proc: Path = Path("/proc")) -> Account:
    """The process and its descendants, all threads. A descendant or thread that ends meanwhile counts as not there."""
    cpu = waited = 0.0
    switches = rss = 0
    for process in _tree(proc, pid):
        threads = [_schedstat(thread) for thread in _folders(process / "task")]
        cpu += _cpu_seconds(process, sum(on_cpu for on_cpu, _ in threads))
        waited += sum(waiting for _, waiting in threads)
        rss += _number(process / "status", "VmRSS:")
        for thread in _folders(process / "task"):
            switches += _number(thread / "status", "voluntary_ctxt_switches:")
            switches += _number(thread / "status", "nonvoluntary_ctxt_switches:")
    if not (proc / str(pid)).exists():
        raise ProcessLookupError(f"process {pid} has ended")
    return Account(cpu, waited, switches, rss)


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
    """To the nanosecond by the scheduler, as long as no thread ended; else by the clock's ticks, which forget nobody."""
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
    """Nothing of a process or thread that has ended: its files go with it, some even while they are open (ESRCH)."""
    try:
        return file.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
