"""Measures a load of messages, or only the handshakes before it: processor time, memory, latency."""

import time
from pathlib import Path
from typing import Final

from bench.load.generator import LoadGenerator
from bench.load.pool import ConnectionPool
from bench.load.schedule import Schedule
from bench.measure.server_process import ServerProcess
from bench.measure.task import Measurement, Task
from bench.measure.usage import usage
from bench.servers import SERVERS
from bench.workloads import Workload

SETTLE_SECONDS: Final = 1.3
"""After the handshakes: Hubbub announces once a second who has joined, and this work is not part of the load."""


def load(task: Task, folder: Path, core: int) -> Measurement:
    """Opens the connections, waits until the server is quiet, then sends messages if the workload has any."""
    workload = task.workload
    with ServerProcess(SERVERS[task.server], folder, core, task.write_interval_ms) as server:
        pool = ConnectionPool(server.port, server.server.wire)
        found = _handshakes(pool, server.pid, workload.connections, receive_bytes=workload.receive_bytes)
        pool.count(time.monotonic() + SETTLE_SECONDS)
        found["rss_idle_kb"] = usage(server.pid).rss_kb
        found["kb_per_connection"] = (found["rss_idle_kb"] - found["rss_empty_kb"]) / workload.connections
        if workload.rate:
            found |= _messages(pool, server.pid, workload)
        pool.close()
        return found | {"start_seconds": server.start_seconds}


def _handshakes(pool: ConnectionPool, pid: int, count: int, parallel: int = 256, receive_bytes: int = 0) -> Measurement:
    before = usage(pid)
    seconds = pool.open(count, parallel, receive_bytes=receive_bytes)
    cpu_seconds = usage(pid).cpu_seconds - before.cpu_seconds
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


def _messages(pool: ConnectionPool, pid: int, workload: Workload) -> Measurement:
    schedule = Schedule(workload.rate, workload.seconds, workload.burst)
    generator = LoadGenerator(pool, schedule, workload.text * workload.repeat, workload.not_reading)
    before = usage(pid)
    seconds = generator.run()
    used = usage(pid)
    cpu_seconds = used.cpu_seconds - before.cpu_seconds
    return generator.results(seconds) | {
        "server_cpu_seconds": cpu_seconds,
        "server_share": cpu_seconds / seconds,
        "server_rss_kb": used.rss_kb,
        "us_per_delivery": 1e6 * cpu_seconds / max(1, generator.counts.delivered),
        "us_per_message": 1e6 * cpu_seconds / max(1, generator.counts.sent),
    }


def handshakes(task: Task, folder: Path, core: int) -> Measurement:
    """All connections start their handshake at once."""
    count = task.workload.connections
    with ServerProcess(SERVERS[task.server], folder, core) as server:
        pool = ConnectionPool(server.port, server.server.wire)
        found = _handshakes(pool, server.pid, count, parallel=count)
        pool.count(time.monotonic() + SETTLE_SECONDS)
        pool.close()
        return found
