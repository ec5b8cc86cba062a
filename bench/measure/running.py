"""What a measurement runs: one server, or several nodes of Hubbub on a PostgreSQL of their own. All share one processor core."""

import asyncio
import ctypes
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import asyncpg

from bench.measure.server_process import ServerProcess
from bench.measure.usage import Usage, usage
from bench.servers import Server
from tests.support.postgres import PostgresServer, installed_programs, programs

PR_SET_CHILD_SUBREAPER: Final = 36
"""From linux/prctl.h: processes whose parent has ended become our children, and so their time is counted as ours."""

COMMITS: Final = "SELECT count(DISTINCT xmin::text) FROM entry"
"""The rows of one transaction have one xmin."""


class Database:
    """An empty database of a running PostgreSQL."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.pid = int(Path(self.ask("SHOW data_directory"), "postmaster.pid").read_text().split()[0])

    def seconds(self) -> float:
        """Processor time of the server with all of its processes."""
        return usage(self.pid).cpu_seconds

    def ask(self, question: str) -> Any:
        return asyncio.run(self._ask(question))

    async def _ask(self, question: str) -> Any:
        connection = await asyncpg.connect(self.url)
        try:
            return await connection.fetchval(question)
        finally:
            await connection.close()


@contextmanager
def database(core: int) -> Iterator[Database]:
    """Starts a PostgreSQL that waits for the disk, as in operation."""
    found = programs() or installed_programs()
    if found is None:
        raise RuntimeError("this machine has no PostgreSQL server (Debian: apt-get install postgresql)")
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    ours = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})  # the server inherits it
    server = PostgresServer(found, fsync="on")
    os.sched_setaffinity(0, ours)
    shared = Database(server.new_database())
    try:
        yield shared
    finally:
        server.remove()
        os.waitpid(shared.pid, 0)


@dataclass(frozen=True, slots=True)
class Running:
    nodes: list[ServerProcess]
    database: Database | None = None

    @property
    def ports(self) -> list[int]:
        return [node.port for node in self.nodes]

    def usage(self) -> Usage:
        """Processor time and memory of the server, or of all nodes without the database."""
        each = [usage(node.pid) for node in self.nodes]
        return Usage(sum(one.cpu_seconds for one in each), sum(one.rss_kb for one in each))

    def database_seconds(self) -> float:
        return 0.0 if self.database is None else self.database.seconds()


@contextmanager
def running(server: Server, folder: Path, core: int, write_interval_ms: float = 0) -> Iterator[Running]:
    """The ports accept connections when the block begins."""
    with ExitStack() as stack:
        if not server.nodes:
            yield Running([stack.enter_context(ServerProcess(server, folder, core, write_interval_ms))])
            return
        shared, nodes = stack.enter_context(database(core)), []
        for number in range(server.nodes):
            own = folder / str(number)
            own.mkdir()
            nodes.append(stack.enter_context(ServerProcess(server, own, core, log=shared.url)))
        yield Running(nodes, shared)
