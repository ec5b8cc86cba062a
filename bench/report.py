"""docs/performance.md, written from the figures of a run: `python -m bench.report docs/performance.json` writes it anew."""

import json
import sys
from pathlib import Path
from typing import Any, Final

from bench import tables
from bench.contenders import CONTENDERS
from bench.goals import Found
from bench.plots import plots

NOTES: Final = Path(__file__).with_name("notes.md")
"""What was tried to make Hubbub cheaper and what it brought: the only part of the report that is written by hand."""


def write(run: dict[str, Any], folder: Path) -> None:
    found = Found(run["results"])
    drawn = plots(found)
    (folder / "performance").mkdir(parents=True, exist_ok=True)
    for plot in drawn:
        (folder / "performance" / f"{plot.key}.svg").write_text(plot.picture)
    parts = [
        _head(run),
        tables.goals(found),
        tables.everybody(found),
        *(plot.section for plot in drawn),
        tables.latencies(found),
        tables.reading_back(found),
        tables.on_the_screen(found),
        tables.losses(found),
        NOTES.read_text().strip(),
        _again(run),
    ]
    (folder / "performance.md").write_text("\n\n".join(part for part in parts if part) + "\n")


def _head(run: dict[str, Any]) -> str:
    machine = run["machine"]
    left_out = "".join(f"\n\nLeft out: {name} ({reason})." for name, reason in run["left_out"].items())
    quick = "\n\n**A quick run: it shows that all works, not how it compares.**" if run["quick"] else ""
    return f"""# How fast it is

Hubbub against what you would use instead, measured in one run by `make bench`, which wrote this page ({run["at"]}).{quick}

One core serves, of {machine["processors"]} ({machine["processor"]}, {machine["memory_gb"]} GB, Linux {machine["kernel"]}); the load comes from
another, over loopback. Python {machine["python"]}, Node {machine["node"].removeprefix("v")}, SQLite {machine["sqlite"]}; making 4 KiB durable takes this
disk {machine["fsync_ms"]} ms. Processor time is what the operating system counted for the whole process, kernel included. Each
pair was measured in alternation; a ratio is the middle one of its rounds.

**What is compared is not the same work.** Hubbub stores every message before anybody sees it, numbers it and can give it
back; of the peers none does. Each peer is the few lines that its own documentation would have you write
([bench/peers](../bench/peers)), with frames somewhat shorter than Hubbub's. The floor is no server: a bare C loop that puts
Hubbub's bytes on the lines in as many writes. µWebSockets runs through socketify, which asks again and again whether there is
something to do: where there is little, its processor time says nothing. Centrifugo is left out: no package registry has its server.{left_out}"""


def _again(run: dict[str, Any]) -> str:
    shots = [
        (workload, key, shot) for workload, of in run["results"].items() for key, made in of.items() for shot in made
    ]
    disturbed = sum(bool(shot.get("disturbed")) for _, _, shot in shots)
    failed = [
        f"{CONTENDERS[key].name}, {workload}: {shot['failed']}" for workload, key, shot in shots if "failed" in shot
    ]
    told = f"\n\nMeasurements that failed: {'; '.join(failed)}." if failed else ""
    return f"""## Measure it yourself

`make bench` does all of it anew and writes this page, its plots and [every single figure](performance.json). It took
{run["minutes"]} minutes here, and needs two idle cores. `make bench ARGS=--quick` shows in under four minutes that all works. A measurement during
which others took more than a tenth of its cores is made again, up to twice; {disturbed} of {len(shots)} stayed disturbed in this run.{told}"""


if __name__ == "__main__":
    source = Path(sys.argv[1])
    write(json.loads(source.read_text()), source.parent)
