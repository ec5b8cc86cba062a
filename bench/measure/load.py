"""Measures a load of messages, or only the handshakes before it: processor time, memory, latency."""

import time
from pathlib import Path
from typing import Final

from bench.load.generator import SENDERS, LoadGenerator, Roles
from bench.load.pool import ConnectionPool
from bench.load.schedule import Schedule
from bench.measure.running import COMMITS, Running, running
from bench.measure.task import Measurement, Task
from bench.servers import NODES, SERVERS
from bench.workloads import Workload

SETTLE_SECONDS: Final = 1.3
"""After the handshakes: Hubbub announces once a second who has joined, and this work is not part of the load."""


def load(task: Task, folder: Path, core: int) -> Measurement:
    """Opens the connections, waits until the server is quiet, then sends messages if the workload has any."""
    workload, server = task.workload, (SERVERS | NODES)[task.server]
    with running(server, folder, core, task.write_interval_ms) as servers:
        pool = ConnectionPool(server.wire, *servers.ports)
        found = _handshakes(pool, servers, workload)
        pool.count(time.monotonic() + SETTLE_SECONDS)
        found["rss_idle_kb"] = servers.usage().rss_kb
        found["kb_per_connection"] = (found["rss_idle_kb"] - found["rss_empty_kb"]) / workload.connections
        if workload.rate:
            found |= _messages(pool, servers, workload)
        pool.close()
        return found | {"start_seconds": servers.nodes[0].start_seconds}


def _handshakes(pool: ConnectionPool, servers: Running, workload: Workload, parallel: int = 256) -> Measurement:
    before, count = servers.usage(), workload.connections
    rooms = [f"?room=room-{number}" for number in range(workload.rooms) for _ in servers.nodes]
    seconds = pool.open(count, parallel, rooms or [""], receive_bytes=workload.receive_bytes)
    cpu_seconds = servers.usage().cpu_seconds - before.cpu_seconds
    times = sorted(connection.handshake_seconds for connection in pool.connections)
    return {
        "rss_empty_kb": before.rss_kb,
        "handshakes_per_second": count / seconds,
        "us_per_handshake": 1e6 * cpu_seconds / count,
        "handshake_cpu_seconds": cpu_seconds,
        "handshake_seconds": seconds,
        "handshake_p99_ms": 1e3 * times[int(len(times) * 0.99)],
        "handshakes_tried_again": pool.retries,
    }


def _messages(pool: ConnectionPool, servers: Running, workload: Workload) -> Measurement:
    schedule = Schedule(workload.rate, workload.seconds, workload.burst)
    roles = _roles(pool, workload, len(servers.nodes))
    generator = LoadGenerator(pool, schedule, workload.text * workload.repeat, workload.not_reading, roles)
    before, database_before = servers.usage(), servers.database_seconds()
    seconds = generator.run()
    used, database_seconds = servers.usage(), servers.database_seconds() - database_before
    node_seconds = used.cpu_seconds - before.cpu_seconds
    cpu_seconds = node_seconds + database_seconds
    delivered, sent = max(1, generator.counts.delivered), max(1, generator.counts.sent)
    found = generator.results(seconds) | {
        "server_cpu_seconds": cpu_seconds,
        "server_share": cpu_seconds / seconds,
        "server_rss_kb": used.rss_kb,
        "us_per_delivery": 1e6 * cpu_seconds / delivered,
        "us_per_message": 1e6 * cpu_seconds / sent,
        "node_us_per_delivery": 1e6 * node_seconds / delivered,
        "database_us_per_delivery": 1e6 * database_seconds / delivered,
    }
    return (
        found if servers.database is None else found | {"commits_per_second": servers.database.ask(COMMITS) / seconds}
    )


def _roles(pool: ConnectionPool, workload: Workload, nodes: int) -> Roles | None:
    """Returns None for the usual roles. Connections are on the nodes in turn, and in the rooms in the same order."""
    tabs = pool.connections
    others = [tab for tab in tabs if tab.index % nodes] or tabs
    if workload.rooms:
        turn = range(workload.rooms)
        senders = [tabs[number * nodes + (0 if workload.across else number % nodes)] for number in turn]
        return Roles(senders, others if workload.across else tabs, len(tabs) // workload.rooms)
    return Roles(tabs[: SENDERS * nodes : nodes], others, len(tabs)) if workload.across else None


def handshakes(task: Task, folder: Path, core: int) -> Measurement:
    """All connections start their handshake at once."""
    server = SERVERS[task.server]
    with running(server, folder, core) as servers:
        pool = ConnectionPool(server.wire, *servers.ports)
        found = _handshakes(pool, servers, task.workload, parallel=task.workload.connections)
        pool.count(time.monotonic() + SETTLE_SECONDS)
        pool.close()
        return found
