"""The figures of a run, kept as JSON and written into the docs as a table (`make faults`)."""

import json
import sys
import time
from contextlib import contextmanager
from pathlib import Path

BEGIN, END = "<!-- figures: written by make faults -->", "<!-- end of figures -->"


class Figures:
    def __init__(self, progress=lambda text: None):
        self._progress = progress
        self.counts, self.highest, self.memory, self.control = {}, {}, {}, []

    def add(self, name, number=1):
        self.counts[name] = self.counts.get(name, 0) + number
        self._progress(f"{name}: {self.counts[name]:,}")

    def most(self, name, number):
        self.highest[name] = max(self.highest.get(name, number), number)

    def remember(self, attack, growth_bytes, below_bytes):
        """Enters the memory that an attack took. The most of all its rounds counts."""
        before = self.memory.get(attack, {"took": 0})
        self.memory[attack] = {"took": max(before["took"], growth_bytes), "below": below_bytes}

    def controlled(self, p99_ms):
        """Enters the 99th percentile of the control pair of a case."""
        self.control.append(p99_ms)

    @contextmanager
    def timed(self, name):
        """Enters the seconds that the block takes. The longest time counts."""
        began = time.monotonic()
        yield
        self.most(name, round(time.monotonic() - began, 1))

    def save(self, path):
        path.parent.mkdir(exist_ok=True)
        kept = {"counts": self.counts, "highest": self.highest, "memory": self.memory, "control": sorted(self.control)}
        path.write_text(json.dumps(kept, indent=2, sort_keys=True) + "\n")


def table(kept):
    """Returns the figures as Markdown."""
    lines = ["| figure | in this run |", "| --- | ---: |"]
    for part in ("counts", "highest"):
        lines += [f"| {name} | {number:,} |" for name, number in sorted(kept[part].items())]
    control, last = kept["control"], len(kept["control"]) - 1
    for which, share in (
        (("in half of the tests", 0.5), ("in 90 % of the tests", 0.9), ("in all tests", 1.0)) if control else ()
    ):
        lines.append(f"| control pair, 99th percentile {which}, at most (ms) | {control[int(last * share)]:,} |")
    lines += ["", "| attack | memory growth | bound |", "| --- | ---: | ---: |"]
    for name, attack in sorted(kept["memory"].items()):
        lines.append(f"| {name} | {attack['took'] / 1e6:.1f} MB | {attack['below'] / 1e6:.0f} MB |")
    return "\n".join(lines)


def write_into(page, kept):
    before, begin, rest = page.read_text().partition(BEGIN)
    _, end, after = rest.partition(END)
    assert begin, f"{page} has no {BEGIN}"
    assert end, f"{page} has no {END}"
    page.write_text(f"{before}{BEGIN}\n\n{table(kept)}\n\n{END}{after}")


if __name__ == "__main__":
    write_into(Path(sys.argv[2]), json.loads(Path(sys.argv[1]).read_text()))
