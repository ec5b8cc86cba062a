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
    """For the bare C loop: it writes as often as Hubbub did."""
