"""What a measurement process is asked to do, and what it answers."""

from typing import Any

from msgspec import Struct

from bench.workloads import Workload

Measurement = dict[str, Any]
"""Its figures by name, as they stand in performance.json."""


class Task(Struct, frozen=True):
    workload: Workload
    server: str
    write_interval_ms: float = 0
    """For the bare C loop: it writes as often as Hubbub did."""
