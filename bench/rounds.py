"""Measures all workloads, servers in alternation, each measurement in a process of its own; repeats disturbed ones."""

import subprocess
import sys
import time
from collections.abc import Iterable
from typing import Any, Final

import msgspec
from tqdm import tqdm

from bench.machine import CoreTime
from bench.measure.task import Measurement, Task
from bench.results import Measurements
from bench.servers import NODES, ROOT, SERVERS
from bench.workloads import Workload

MEASUREMENT_SECONDS: Final = 120
"""Timeout of one measurement; it counts as failed then."""

DISTURBED_SHARE: Final = 0.1
"""If other programs used more than this share of our cores, the measurement is repeated."""

ATTEMPTS: Final = 3

REPEAT_MINUTES: Final = 18
"""After this time nothing is repeated: the whole run has to end within 25 minutes."""


def measure_all(workloads: Iterable[Workload], available: set[str], attempts: int) -> Measurements:
    planned = [
        (workload, server)
        for workload in workloads
        for number in range(workload.rounds)
        for server in workload.servers_of_round(number)
        if server in available
    ]
    measurements: Measurements = {}
    repeat_until = time.monotonic() + 60 * REPEAT_MINUTES
    with tqdm(planned, unit="measurement", dynamic_ncols=True) as progress:
        for workload, server in progress:
            progress.set_description(f"{workload.title}: {(SERVERS | NODES)[server].name}"[:60])
            of_workload = measurements.setdefault(workload.key, {})
            interval = _hubbub_write_interval(of_workload) if server == "lower_bound" else 0
            task = Task(workload, server, interval)
            found = _least_disturbed(task, attempts if time.monotonic() < repeat_until else 1)
            of_workload.setdefault(server, []).append(found)
            progress.write(f"{workload.key:12} {server:10} {_summary(found)}")
    return measurements


def _hubbub_write_interval(of_workload: dict[str, list[Measurement]]) -> float:
    interval: float = of_workload["hubbub"][-1].get("ms_between_writes", 1.0)
    return interval


def _least_disturbed(task: Task, attempts: int) -> Measurement:
    found: list[Measurement] = []
    while len(found) < attempts:
        found.append(_measure(task))
        if found[-1].get("others_share", 0) < DISTURBED_SHARE:
            break
    best = min(found, key=lambda one: ("failed" in one, one.get("others_share", 0)))
    return best | {"tries": len(found), "disturbed": best.get("others_share", 0) >= DISTURBED_SHARE}


def _measure(task: Task) -> Measurement:
    before = CoreTime.now()
    command = [sys.executable, "-m", "bench.measure", msgspec.json.encode(task).decode()]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=MEASUREMENT_SECONDS)
    except subprocess.TimeoutExpired:
        return {"failed": f"no result after {MEASUREMENT_SECONDS} s"}
    if done.returncode:
        return {"failed": (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]}
    found: dict[str, Any] = msgspec.json.decode(done.stdout)
    return found | {"others_share": before.others_share()}


def _summary(found: Measurement) -> str:
    if "failed" in found:
        return f"failed: {found['failed']}"
    disturbed = f", disturbed {found['others_share']:.0%}" if found["disturbed"] else ""
    if "us_per_delivery" in found:
        latency = found["latency_ms"]
        return (
            f"{found['us_per_delivery']:.2f} µs/delivery, p50 {latency['p50']:.1f} p99 {latency['p99']:.1f} ms, "
            f"server {found['server_share']:.0%}, generator {found['generator_share']:.0%}, "
            f"missing {found['missing']}{disturbed}"
        )
    if "handshakes_per_second" in found:
        return f"{found['handshakes_per_second']:.0f} handshakes/s, {found['us_per_handshake']:.0f} µs each{disturbed}"
    nested = found.get("key_ms") or found.get("longest_task_ms")
    figures = nested or {name: found[name] for name in sorted(found) if name.endswith(("_ms", "seconds"))}
    return ", ".join(f"{name} {value:.4g}" for name, value in figures.items())[:120] + disturbed
