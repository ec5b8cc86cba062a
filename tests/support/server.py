"""A server for tests: the real command in a process of its own, on a free port, with a new log in the test's folder."""

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.support.connections import ask

ROOT = Path(__file__).parents[2]
START_SECONDS = 30
STOP_SECONDS = 5
"""Limit of a graceful stop, also with connections that read nothing: above all the service's own limits together."""


class Server:
    """Keeps its port and its log over any number of starts. TITLE="Hub" sets HUBBUB_TITLE, and so on."""

    process: subprocess.Popen[bytes]

    def __init__(
        self,
        folder: Path,
        *arguments: str,
        app: str = "service.app",
        environment: Mapping[str, str] | None = None,
        open_files: tuple[int, int] | None = None,
        stderr: int | None = None,
        **settings: object,
    ) -> None:
        self.database = folder / "hubbub.db"
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.settings: dict[str, object] = {"LOG": f"sqlite:{self.database}"} | settings
        self.app, self._arguments = app, arguments or ("--single-process",)
        self._log = folder / "server.log"
        self._environment, self._open_files, self._stderr = environment or {}, open_files, stderr

    def start(self, **settings: object) -> "Server":
        """Returns when the server is ready."""
        self.settings |= settings
        self.launch()
        self.await_ready()
        return self

    def await_ready(self) -> None:
        self.await_claim(self._is_ready)

    def launch(self) -> None:
        command = (sys.executable, "-m", "sanic", self.app, "-p", str(self.port), *self._arguments)
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self._all_variables(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log if self._stderr is None else self._stderr,
                start_new_session=True,  # a managed service that fails ends its whole process group
            )
        if self._open_files:
            resource.prlimit(self.process.pid, resource.RLIMIT_NOFILE, self._open_files)

    def await_claim(self, claim: Callable[[], bool]) -> None:
        """Waits until the claim holds. Fails when the process ends, or after START_SECONDS."""
        deadline = time.monotonic() + START_SECONDS
        while not claim():
            assert not self.ended_within(0.02), f"ended with {self.process.returncode}:\n{self.log()}"
            assert time.monotonic() < deadline, f"does not hold after {START_SECONDS} s:\n{self.log()}"

    def restart(self, **settings: object) -> None:
        self.stop()
        self.start(**settings)

    def stop(self, seconds: float = STOP_SECONDS) -> int:
        """Stops the process as `docker stop` does. Returns the exit code."""
        self.terminate()
        assert self.ended_within(seconds), f"did not end within {seconds} s:\n{self.log()}"
        code: int = self.process.returncode
        return code

    def terminate(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Kills the process, as a power cut does: it writes nothing more, to disk or to a connection."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def is_gone(self) -> bool:
        """Whether the process and all that it started end soon. One may live a moment longer: Sanic's start runs `uname`."""
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline:
            try:
                os.killpg(self.process.pid, 0)
            except ProcessLookupError:
                return True
            time.sleep(0.01)
        return False

    def ended_within(self, seconds: float) -> bool:
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    @contextmanager
    def moved_database(self) -> Iterator[None]:
        """Moves the log file away, so that nothing can be stored."""
        away = self.database.rename(self.database.with_suffix(".away"))
        try:
            yield
        finally:
            away.rename(self.database)

    @contextmanager
    def full_disk(self) -> Iterator[None]:
        """Forbids the process files larger than the journal is now, so that a write fails as on a full disk."""
        journal = self.database.with_name(f"{self.database.name}-wal")
        before = resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (journal.stat().st_size, before[1]))
        try:
            yield
        finally:
            resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, before)

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    def open_files(self) -> int:
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def log(self) -> str:
        return self._log.read_text(errors="backslashreplace")

    def log_lines(self) -> list[dict[str, Any]]:
        """Returns every line; each has to be a JSON object."""
        lines = [json.loads(line) for line in self.log().splitlines()]
        assert all(isinstance(line, dict) for line in lines)
        return lines

    def events(self) -> list[str]:
        return [line["event"] for line in self.log_lines() if line["logger"].startswith("hubbub")]

    def check_log(self) -> None:
        """Checks that the log has only JSON objects, and no traceback."""
        assert "Traceback" not in self.log()
        self.log_lines()

    def _all_variables(self) -> dict[str, str]:
        """Returns the environment of the process, without variables that configure somebody's own Hubbub."""
        others = {key: value for key, value in os.environ.items() if not key.startswith(("HUBBUB_", "SANIC_"))}
        return {**others, **self._environment, **{f"HUBBUB_{key}": str(value) for key, value in self.settings.items()}}

    def answers(self, path: str = "/health") -> bool:
        """Whether it answers 200 there."""
        try:
            return bool(ask(self.port, path).status == 200)
        except OSError:
            return False

    def _is_ready(self) -> bool:
        return self.answers("/ready")


@contextmanager
def running(folder: Path, *arguments: str, **settings: Any) -> Iterator[Server]:
    """Starts a server. A test may stop or kill it; if it still runs at the end, it has to stop in time."""
    server = Server(folder, *arguments, **settings)
    server.start()
    try:
        yield server
        if server.is_running:
            assert server.stop() == 0, server.log()
        server.check_log()
    finally:
        server.kill()


@contextmanager
def running_nodes(folder: Path, *logs: str, **settings: Any) -> Iterator[list[Server]]:
    """Starts servers that share a log. It has an address for each of them, because a proxy may be between."""
    with ExitStack() as ends:
        nodes = []
        for number, log in enumerate(logs, 1):
            (own := folder / f"node-{number}").mkdir()
            nodes.append(Server(own, LOG=log, MAX_CONNECTIONS_PER_IP=0, RATE=0, **settings))
            ends.callback(nodes[-1].kill)
            nodes[-1].launch()
        for node in nodes:
            node.await_ready()
        yield nodes


def free_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port: int = unused.getsockname()[1]
        return port
