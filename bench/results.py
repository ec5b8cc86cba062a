"""The results of a run, looked up by workload, server and figure. Failed measurements are left out."""

from dataclasses import dataclass
from statistics import median
from typing import Any

from bench.percentiles import Ratio, ratio

Measurements = dict[str, dict[str, list[dict[str, Any]]]]
"""The results by workload, then by server; one for each round."""


@dataclass(frozen=True, slots=True)
class Results:
    measurements: Measurements

    def of(self, workload: str, server: str) -> list[dict[str, Any]]:
        return [one for one in self.measurements.get(workload, {}).get(server, []) if "failed" not in one]

    def values(self, workload: str, server: str, figure: str) -> list[float]:
        """A figure may be nested: `latency_ms.p99`."""
        values = (_look_up(measurement, figure) for measurement in self.of(workload, server))
        return [float(value) for value in values if value is not None]

    def median(self, workload: str, server: str, figure: str) -> float | None:
        values = self.values(workload, server, figure)
        return median(values) if values else None

    def ratio(self, workload: str, figure: str, other: str) -> Ratio | None:
        """Hubbub's figure divided by the other server's."""
        return ratio(self.values(workload, "hubbub", figure), self.values(workload, other, figure))


def _look_up(measurement: Any, figure: str) -> Any:
    for name in figure.split("."):
        measurement = measurement.get(name) if isinstance(measurement, dict) else None
    return measurement
