"""The task of a measurement process, and the figures it returns."""

from typing import Any

from msgspec import Struct

from bench.workloads import Workload

Measurement = dict[str, Any]
"""Figures by name, as in performance.json."""


class Task(Struct, frozen=True):
    workload: Workload
    server: str
    write_interval_ms: float = 0
    """Time between two writes of the bare C loop, which is to write as often as Hubbub did."""
