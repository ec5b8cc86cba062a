"""Measures what only Hubbub has, a log with a past: many tabs that reconnect at once, and a single one that reads back."""

import time
from pathlib import Path
from statistics import median

from bench.load.pool import ConnectionPool
from bench.measure.prepared_log import PreparedLog, prepare_log
from bench.measure.server_process import ServerProcess
from bench.measure.task import Measurement, Task
from bench.measure.usage import usage
from bench.servers import HUBBUB


def reconnects(task: Task, folder: Path, core: int) -> Measurement:
    """Measures connections that all return to a server that has just started. Each has missed some messages."""
    count, missed = task.workload.connections, task.workload.missed
    log = prepare_log(folder / "hubbub.db", task.workload.log_messages)
    with ServerProcess(HUBBUB, folder, core) as server:
        pool = ConnectionPool(server.server.wire, server.port)
        began = time.monotonic()
        pool.open(count, count, [log.query(missed)])
        pool.count(began + 60, lambda: pool.counted >= count * missed)
        seconds, used = time.monotonic() - began, usage(server.pid)  # since the start of the process
        caught_up = sum(connection.counter.count == missed for connection in pool.connections)
        pool.close()
        return {
            "seconds": seconds,
            "server_cpu_seconds": used.cpu_seconds,
            "caught_up": caught_up,
            "connections": count,
        }


def history(task: Task, folder: Path, core: int) -> Measurement:
    """Measures with a long log the times until the server accepts connections, sends a first page, and sends missed messages."""
    log = prepare_log(folder / "hubbub.db", task.workload.log_messages)
    with ServerProcess(HUBBUB, folder, core) as server:
        found: Measurement = {"log": log.head, "start_seconds": server.start_seconds}
        found["first_page_cold_ms"] = 1e3 * _seconds_to_read(server, log, None)
        found["first_page_ms"] = _median_ms(server, log, None, 20)
        for missed, times in ((1, 20), (100, 20), (10_000, 7)):
            found[f"resume_{missed}_ms"] = _median_ms(server, log, missed, times)
        return found


def _median_ms(server: ServerProcess, log: PreparedLog, missed: int | None, times: int) -> float:
    return 1e3 * median(_seconds_to_read(server, log, missed) for _ in range(times))


def _seconds_to_read(server: ServerProcess, log: PreparedLog, missed: int | None) -> float:
    """Returns the seconds from the first byte of the handshake to the last message."""
    pool = ConnectionPool(server.server.wire, server.port)
    began = time.monotonic()
    pool.open(1, queries=[log.query(missed)])
    expected = log.first_page if missed is None else missed
    pool.count(began + 10, lambda: pool.counted >= expected)
    seconds = time.monotonic() - began
    pool.close()
    if pool.counted < expected:
        raise RuntimeError(f"only {pool.counted} of {expected} messages arrived")
    return seconds
