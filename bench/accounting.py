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


def account(pid: int) -> Account:
    """Of the whole process tree, all threads."""
    cpu = waited = 0.0
    switches = rss = 0
    for process in _tree(pid):
        cpu += _cpu_seconds(process)
        rss += _number(process / "status", "VmRSS:")
        for thread in (process / "task").iterdir():
            waited += int((thread / "schedstat").read_text().split()[1]) / 1e9
            status = thread / "status"
            switches += _number(status, "voluntary_ctxt_switches:") + _number(status, "nonvoluntary_ctxt_switches:")
    return Account(cpu, waited, switches, rss)


def _cpu_seconds(process: Path) -> float:
    """To the nanosecond by the scheduler, as long as no thread ended; else by the clock's ticks, which forget nobody."""
    fields = (process / "stat").read_text().rpartition(")")[2].split()
    ticked = (int(fields[11]) + int(fields[12])) * TICK_SECONDS
    precise = sum(int((thread / "schedstat").read_text().split()[0]) for thread in (process / "task").iterdir()) / 1e9
    return precise if abs(precise - ticked) < max(0.1, ticked / 10) else ticked


def _tree(pid: int) -> Iterator[Path]:
    process = Path(f"/proc/{pid}")
    yield process
    for child in (process / "task" / str(pid) / "children").read_text().split():
        yield from _tree(int(child))


def _number(file: Path, name: str) -> int:
    for line in file.read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1])
    return 0
