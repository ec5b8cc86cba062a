"""Measures what it costs that tabs follow other rooms than their own: to begin with it, and for each second after that."""

import json
import time
from pathlib import Path
from typing import Final

from bench.load.connection import Connection
from bench.load.pool import ConnectionPool
from bench.load.schedule import Schedule
from bench.load.stamps import StampCounter
from bench.load.wire import text_frame
from bench.measure.load import SETTLE_SECONDS
from bench.measure.server_process import ServerProcess
from bench.measure.task import Measurement, Task
from bench.measure.usage import Usage, usage
from bench.servers import HUBBUB
from bench.workloads import Workload

HEADS: Final = b'"type":"heads"'
"""Is in each frame that reports heads, once."""


def watches(task: Task, folder: Path, core: int) -> Measurement:
    """All tabs are in the lobby. With a rate they watch the same rooms, where messages are sent; else each watches its own.

    The same seconds are measured before they watch and while they do.
    """
    workload = task.workload
    with ServerProcess(HUBBUB, folder, core) as server:
        pool = ConnectionPool(server.server.wire, server.port)
        pool.open(workload.connections)
        tabs = tuple(pool.connections)
        senders = _senders(pool, workload)
        pool.count(time.monotonic() + SETTLE_SECONDS)
        without, _ = _pass(pool, senders, workload, server.pid, 0)
        before = usage(server.pid)
        heads_before = _watch(pool, tabs, workload)
        begun = usage(server.pid)
        watching, last = _pass(pool, senders, workload, server.pid, 1)
        heads = sum(tab.counter.count for tab in tabs) - heads_before
        pool.close()
    more, tab_seconds = watching - without, workload.connections * workload.seconds
    return {
        "us_per_watch": 1e6 * (begun.cpu_seconds - before.cpu_seconds) / workload.connections,
        "kb_per_watch": (last.rss_kb - before.rss_kb) / workload.connections,
        "us_per_tab_and_second": 1e6 * more / tab_seconds,
        "us_per_heads": 1e6 * more / heads if heads else None,
        "heads_per_tab_and_second": heads / tab_seconds,
        "server_share_without": without / workload.seconds,
        "server_share": watching / workload.seconds,
    }


def _senders(pool: ConnectionPool, workload: Workload) -> list[Connection]:
    """Returns a connection in each of the rooms that all tabs watch."""
    rooms = _rooms(workload, 0) if workload.rate else []
    for room in rooms:
        pool.open(1, queries=[f"?room={room}"])
    return pool.connections[len(pool.connections) - len(rooms) :]


def _rooms(workload: Workload, tab: int) -> list[str]:
    name = "busy" if workload.rate else f"quiet-{tab}"
    return [f"{name}-{number}" for number in range(workload.rooms)]


def _watch(pool: ConnectionPool, tabs: tuple[Connection, ...], workload: Workload) -> int:
    """Returns the number of reports that came as answers."""
    for number, tab in enumerate(tabs):
        tab.counter = StampCounter(HEADS)
        tab.send(text_frame(json.dumps({"type": "watch", "rooms": _rooms(workload, number)})))
    pool.count(time.monotonic() + 10, lambda: all(tab.counter.count for tab in tabs))
    pool.count(time.monotonic() + SETTLE_SECONDS)
    return sum(tab.counter.count for tab in tabs)


def _pass(
    pool: ConnectionPool, senders: list[Connection], workload: Workload, pid: int, number: int
) -> tuple[float, Usage]:
    """Returns the processor time of these seconds, in which the senders say something in turn, and the usage at their end."""
    before, began = usage(pid), time.monotonic()
    if senders:
        schedule = Schedule(workload.rate, workload.seconds)
        for turn in range(schedule.total):
            pool.count(began + schedule.due_at(turn))
            said = pool.wire.message(number * schedule.total + turn, workload.text)
            senders[turn % len(senders)].send(said)
    pool.count(began + workload.seconds)
    after = usage(pid)
    return after.cpu_seconds - before.cpu_seconds, after
