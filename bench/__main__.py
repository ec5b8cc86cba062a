"""`make bench`: measures everybody in alternation, and writes docs/performance.md, its plots and its figures."""

import argparse
import json
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from tqdm import tqdm

from bench import machine, report, workloads
from bench.contenders import CONTENDERS, ROOT, prepare
from bench.workloads import Workload

SHOT_SECONDS: Final = 120
"""What one measurement may take before it counts as failed."""

DISTURBED_SHARE: Final = 0.1
"""A measurement during which others had more than this of its processors is done again."""

TRIES: Final = 3

AGAIN_MINUTES: Final = 18
"""After so long nothing is done again: the run has to end within 25."""

Results = dict[str, dict[str, list[dict[str, Any]]]]


def main() -> None:
    arguments = _arguments()
    missing = prepare(print)
    for kind, reason in missing.items():
        print(f"left out: everything made with {kind}: {reason}")
    chosen = [
        workload
        for workload in (workloads.quick() if arguments.quick else workloads.FULL)
        if not arguments.only or workload.key in arguments.only.split(",")
    ]
    there = {key for key, one in CONTENDERS.items() if one.kind not in missing}
    began = time.monotonic()
    found: dict[str, Any] = {
        "at": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "quick": arguments.quick,
        "machine": machine.describe(),
        "left_out": {
            contender.name: missing[contender.kind] for contender in CONTENDERS.values() if contender.kind in missing
        },
        "results": _measure_all(chosen, there, arguments.tries),
    }
    found["minutes"] = round((time.monotonic() - began) / 60, 1)
    folder = Path(arguments.out)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "performance.json").write_text(json.dumps(found, indent=1) + "\n")
    report.write(found, folder)
    print(f"\n{folder / 'performance.md'} is written, after {found['minutes']} minutes.")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="everything in small, in under 4 minutes; to bench/quick/")
    parser.add_argument("--only", help="some workloads, by their keys, comma-separated")
    parser.add_argument("--tries", type=int, default=TRIES, help="how often a disturbed measurement is made, at most")
    parser.add_argument("--out", help="the folder to write to (docs/)")
    arguments = parser.parse_args()
    arguments.out = arguments.out or (ROOT / "bench" / "quick" if arguments.quick or arguments.only else ROOT / "docs")
    return arguments


def _measure_all(chosen: list[Workload], there: set[str], tries: int) -> Results:
    shots = [
        (workload, key)
        for workload in chosen
        for number in range(workload.rounds)
        for key in workload.participants(number)
        if key in there
    ]
    results: Results = {}
    patience_ends = time.monotonic() + 60 * AGAIN_MINUTES
    with tqdm(shots, unit="shot", dynamic_ncols=True) as bar:
        for workload, key in bar:
            bar.set_description(f"{workload.title}: {CONTENDERS[key].name}"[:60])
            of_workload = results.setdefault(workload.key, {})
            shot = _measure(workload, key, of_workload, tries if time.monotonic() < patience_ends else 1)
            of_workload.setdefault(key, []).append(shot)
            bar.write(f"{workload.key:12} {key:10} {_brief(shot)}")
    return results


def _measure(workload: Workload, key: str, of_workload: dict[str, list[dict[str, Any]]], most: int) -> dict[str, Any]:
    """The least disturbed of at most so many tries."""
    spec = workload.spec | {"contender": key}
    if key == "floor":
        spec["every_ms"] = of_workload["hubbub"][-1].get("ms_between_writes", 1.0)
    tries: list[dict[str, Any]] = []
    while len(tries) < most:
        shot = _shoot(spec)
        tries.append(shot)
        if shot.get("others_share", 0) < DISTURBED_SHARE:
            break
    best = min(tries, key=lambda shot: ("failed" in shot, shot.get("others_share", 0)))
    return best | {"tries": len(tries), "disturbed": best.get("others_share", 0) >= DISTURBED_SHARE}


def _shoot(spec: dict[str, Any]) -> dict[str, Any]:
    before = machine.Busy.now()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "bench.shot", json.dumps(spec)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=SHOT_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return {"failed": f"not over after {SHOT_SECONDS} s"}
    if done.returncode:
        return {
            "failed": done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"ended with {done.returncode}"
        }
    shot: dict[str, Any] = json.loads(done.stdout)
    return shot | {"others_share": before.others_share()}


def _brief(shot: dict[str, Any]) -> str:
    if "failed" in shot:
        return f"failed: {shot['failed']}"
    words = []
    if "us_per_delivery" in shot:
        latency = shot["latency_ms"]
        words.append(
            f"{shot['us_per_delivery']:.2f} µs/delivery, p50 {latency['p50']:.1f} p99 {latency['p99']:.1f} ms, "
            f"server {shot['server_share']:.0%}, generator {shot['generator_share']:.0%}, missing {shot['missing']}"
        )
    elif "handshakes_per_second" in shot:
        words.append(f"{shot['handshakes_per_second']:.0f} handshakes/s, {shot['us_per_handshake']:.0f} µs each")
    else:
        words.append(
            ", ".join(f"{name} {value:.4g}" for name, value in shot.items() if isinstance(value, (int, float)))[:120]
        )
    if shot["disturbed"]:
        words.append(f"disturbed {shot['others_share']:.0%}")
    return ", ".join(words)


main()
