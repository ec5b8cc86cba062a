"""docs/scaling.md: what several nodes were measured to cost, and what follows from it for up to a million tabs."""

from pathlib import Path
from typing import Any, Final

from bench.report import nodes
from bench.report.drawing import draw
from bench.report.markdown import number, table
from bench.report.plots import Plot
from bench.results import Results
from bench.scaling import model
from bench.scaling.costs import Costs, costs_of
from bench.servers import NODES
from bench.workloads import NODE_WORKLOADS
from service.log.postgres.reader import PUMP_ROOMS

TEMPLATE: Final = Path(__file__).with_name("scaling.md")
"""The page with names for what comes from a run. Its conclusions are written by hand: read them again after a new run."""

WHEN_FULL: Final = {
    "node_cores": "**The node's core** is full with about **{most:,} tabs**, or {rate:,.0f} messages a second in all. The other "
    "nodes' messages and notifications take {others:.0f} % of it then, and its own tabs {own:.0f} %.",
    "reads_share": "**The connection for reading** what other nodes stored is full with about **{most:,} tabs**, or {rate:,.0f} "
    "messages a second in all: a read of {rooms} rooms, with what follows it on the node, takes {read_ms:.1f} ms.",
}
"""What gives, by the share in model.Needs that shows it."""

TABS: Final = (10_000, 30_000, 100_000, 300_000, 1_000_000)


def write(run: dict[str, Any], folder: Path) -> None:
    (folder / "performance").mkdir(parents=True, exist_ok=True)
    if "simulation" in run:
        plot = _plot(run["simulation"]["sizes"])
        draw(plot, folder / "performance" / f"{plot.key}.svg")
    (folder / "scaling.md").write_text(page(run))


def page(run: dict[str, Any]) -> str:
    """Without a simulation, as after a measurement of some workloads only, there are only the tables."""
    results = Results(run["results"])
    measured = {part.__name__: part(results) for part in (nodes.limits, nodes.loads, nodes.across, nodes.steps)}
    if "simulation" not in run:
        return "\n\n".join(filter(None, measured.values())) + "\n"
    costs = costs_of(results)
    return TEMPLATE.read_text().format(
        **measured,
        **_assumptions(costs),
        **_conclusions(costs),
        **_method(run),
        checks=_checks(results, run["simulation"]["checks"]),
        plot=_plot(run["simulation"]["sizes"]).section.replace("## ", "### ", 1),
    )


def _assumptions(costs: Costs) -> dict[str, Any]:
    return {
        **{name: getattr(costs, name) for name in costs.__slots__},
        "needs": _needs(costs),
        "pump_rooms": PUMP_ROOMS,
        "seconds_per_message": model.SECONDS_PER_MESSAGE,
        "tabs_per_room": model.TABS_PER_ROOM,
        "tabs_per_node": model.TABS_PER_NODE,
        "headers": model.HEADERS,
        "node_price": model.NODE_PRICE,
        "core_price": model.DATABASE_CORE_PRICE,
        "gigabyte_price": model.GIGABYTE_PRICE,
        "hours": model.BUSY_HOURS // 30,
        "round_trip_ms": model.ROUND_TRIP_MS,
    }


def _needs(costs: Costs) -> str:
    head = [
        "tabs",
        "nodes",
        "messages/s",
        "database, cores",
        "node's core",
        "its reading",
        "network, Mbit/s",
        "$ a month",
    ]
    found = [model.needs(costs, tabs) for tabs in TABS]
    rows = [
        [
            f"{one.tabs:,}",
            str(one.nodes),
            *map(number, (one.rate, one.database_cores)),
            f"{100 * one.node_cores:.0f} %",
            f"{100 * one.reads_share:.0f} %",
            *map(number, (one.megabits, one.money)),
        ]
        for one in found
    ]
    return table(head, rows)


def _conclusions(costs: Costs) -> dict[str, Any]:
    limits = sorted((model.most_tabs(costs, share), share) for share in WHEN_FULL)
    first = model.needs(costs, limits[0][0])
    return {
        "first": "\n".join(f"{place}. {_when_full(costs, *limit)}" for place, limit in enumerate(limits, 1)),
        "database_cores": first.database_cores,
        "read_share": 100 * first.read_cores / first.database_cores,
        "notify_share": 100 * first.notify_cores / first.database_cores,
    }


def _when_full(costs: Costs, most: int, share: str) -> str:
    here, alone = model.needs(costs, most), model.needs(costs, model.TABS_PER_NODE)
    return WHEN_FULL[share].format(
        most=most,
        rate=here.rate,
        own=100 * alone.node_cores,
        others=100 * (here.node_cores - alone.node_cores),
        rooms=PUMP_ROOMS,
        read_ms=1e3 * model.longest_read(costs),
    )


def _checks(results: Results, checks: list[dict[str, Any]]) -> str:
    head = ["workload", "", "commits/s", "simulated", "core", "simulated", "p50, ms", "simulated"]
    return table(head, [_check(results, one) for one in checks])


def _check(results: Results, one: dict[str, Any]) -> list[str]:
    names = ("commits_per_second", "server_share", "latency_ms.p50")
    commits, core, p50 = (results.median(one["workload"], one["server"], name) or 0 for name in names)
    return [
        next(workload.title for workload in NODE_WORKLOADS if workload.key == one["workload"]),
        NODES[one["server"]].name.removeprefix("PostgreSQL, "),
        *map(number, (commits, one["commits_per_second"])),
        *(f"{100 * share:.0f} %" for share in (core, min(1, one["node_share"]))),
        *map(number, (p50, one["latency_ms"]["p50"])),
    ]


def _plot(sizes: list[dict[str, Any]]) -> Plot:
    p99 = {one["tabs"]: one["latency_ms"]["p99"] for one in sizes}
    return Plot(
        *("scaling", "Latency on another node, simulated", "tabs, 10,000 on each node", "p99, ms", {"p99": p99}),
        "Where the curve rises steeply, nodes read more slowly than others store, and messages wait longer and longer: the "
        f"simulation shows the first {sizes[0]['seconds']:g} s of such a load.",
    )


def _method(run: dict[str, Any]) -> dict[str, Any]:
    each = [one for servers in run["results"].values() for rounds in servers.values() for one in rounds]
    failed = sum("failed" in one for one in each)
    return {
        **run["machine"],
        "postgres": f"PostgreSQL {run['results']['costs']['nodes_1'][0]['version'].partition(' ')[0]}",
        "at": run["at"] + (", a quick run, which only shows that everything works" if run["quick"] else ""),
        "minutes": run["minutes"],
        "measurements": len(each),
        "disturbed": sum(bool(one.get("disturbed")) for one in each),
        "failed": f", and {failed} failed" if failed else "",
        "note": f" {run['note']}" if "note" in run else "",
    }
