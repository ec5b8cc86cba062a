"""What the simulation replays: the measured runs, to check it, and growing numbers of tabs, to see what gives first."""

from typing import Any, Final

from bench.results import Results
from bench.scaling.costs import costs_of
from bench.scaling.model import ROUND_TRIP_MS, SECONDS_PER_MESSAGE, TABS_PER_NODE, TABS_PER_ROOM
from bench.scaling.simulation import Setup, simulate
from bench.workloads import NODE_WORKLOADS

SEED: Final = 17
CHECKED: Final = ("conference", "flood_100", "flood_1000", "town", "across", "rooms_500", "rooms_1000", "rooms_2000")
TABS: Final = (20_000, 100_000, 200_000, 500_000, 1_000_000, 1_500_000)
CORES: Final = 128
"""Of the simulated database: more than it needs for these tabs, so that the nodes show their limits."""


def replay(results: Results) -> dict[str, Any]:
    costs = costs_of(results)
    round_trip_ms = results.median("costs", "nodes_1", "round_trip_ms") or 0.0
    checks = [
        {"workload": workload.key, "server": f"nodes_{nodes}"}
        | simulate(
            costs,
            Setup(
                *(nodes, workload.connections, workload.rooms or 1, workload.rate, workload.seconds),
                round_trip_ms=round_trip_ms,
                is_one_core=True,
                across=workload.across,
            ),
            SEED,
        )
        for workload in NODE_WORKLOADS
        if workload.key in CHECKED
        for nodes in (1, 2, 3)
        if results.of(workload.key, f"nodes_{nodes}")
    ]
    return {"checks": checks, "sizes": [simulate(costs, setup(tabs), SEED) for tabs in TABS]}


def setup(tabs: int) -> Setup:
    """The tabs of the formula in model.py."""
    return Setup(
        *(tabs // TABS_PER_NODE, tabs, tabs // TABS_PER_ROOM, tabs / SECONDS_PER_MESSAGE),
        database_cores=CORES,
        round_trip_ms=ROUND_TRIP_MS,
    )
