"""A PostgreSQL of the tests' own, from the binaries of this machine, and a database of its own for each test."""

import asyncio
import itertools
import os
import shutil
import socket
import subprocess
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from service.log.postgres.address import parse_address
from service.log.postgres.log import PostgresLog

PASSWORD = "hunter2secret"
NOBODY = "postgres"
"""The user as whom root starts the server, which refuses to run as root."""


def programs():
    """Returns the folder with the newest PostgreSQL of this machine, or None. Debian has none of it in PATH."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: -float(folder.parent.name))
    found = shutil.which("postgres")
    folders += [Path(found).resolve().parent] if found else []
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


class PostgresServer:
    """One server on a free port. It does not wait for the disk: no claim of its tests is about that."""

    def __init__(self, programs):
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="hubbub-postgres-"))
        self._as = ["runuser", "-u", NOBODY, "--"] if os.geteuid() == 0 else []
        if self._as:
            shutil.chown(self._folder, NOBODY)
        self.port = free_port()
        self._names = itertools.count(1)
        password = self._folder / "password"
        password.write_text(PASSWORD)
        self._run("initdb", "--pgdata", self._data, "--username", "hubbub", "--auth", "scram-sha-256", "--pwfile", str(password),
                  "--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions")  # fmt: skip
        self.start()

    @property
    def _data(self):
        return str(self._folder / "data")

    def start(self):
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c fsync=off -c unix_socket_directories= -c max_connections=60"
        self._run("pg_ctl", "start", "--pgdata", self._data, "--wait", "--silent", "--options", options,
                  "--log", str(self._folder / "log"))  # fmt: skip

    def stop(self, mode="fast"):
        self._run("pg_ctl", "stop", "--pgdata", self._data, "--wait", "--silent", "--mode", mode)

    def remove(self):
        self.stop("immediate")
        shutil.rmtree(self._folder)

    def _run(self, program, *arguments):
        subprocess.run(
            [*self._as, str(self._programs / program), *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
            timeout=60,
        )

    def new_database(self, options=""):
        """Creates an empty database. Returns its URL."""
        name = f"test_{next(self._names)}"
        self.execute(f"CREATE DATABASE {name} {options}")
        return self.url(name)

    def url(self, database="postgres", user="hubbub", password=PASSWORD):
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def execute(self, statement, url=None):
        async def execute():
            connection = await asyncpg.connect(url or self.url())
            await connection.execute(statement)
            await connection.close()

        asyncio.run(execute())


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@asynccontextmanager
async def postgres_log(url, **options):
    """Opens the log in the database at `url`, and creates its tables if they are missing."""
    log = await PostgresLog.open(parse_address(url), **options)
    try:
        yield log
    finally:
        await log.close()
