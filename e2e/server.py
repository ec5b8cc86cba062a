"""A Hubbub of the tests' own: the real command in a process of its own, started, killed and started again."""

import os
import resource
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
START_SECONDS = 30
STOP_SECONDS = 5
"""What is promised for the end of a server, also with somebody in it who does not read."""


class Server:
    """Lives on one port with one log, however often it is started."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.settings = settings
        self.database = folder / "hubbub.db"
        self._log = folder / "server.log"
        self._port = free_port()
        self.address = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, **settings: str) -> None:
        """Returns when it says that it is ready. TITLE="Hub" is HUBBUB_TITLE, and so on."""
        self.settings |= settings
        command = (sys.executable, "-m", "sanic", "service.app", "--single-process", "-p", str(self._port))
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=self._environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        for _ in range(START_SECONDS * 20):
            if self._is_ready():
                return
            try:
                code = self._process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
            raise AssertionError(f"The server ended with {code} at its start:\n{self.log()}")
        raise AssertionError(f"The server was not ready within {START_SECONDS} s:\n{self.log()}")

    def kill(self) -> None:
        """No goodbye and no last write, as when the power fails."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """As `docker stop` does; it has to end by itself, in time and content."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        try:
            code = self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"The server did not end within {STOP_SECONDS} s:\n{self.log()}") from None
        assert code == 0, f"The server ended with {code}:\n{self.log()}"

    @contextmanager
    def full_disk(self) -> Iterator[None]:
        """The system lets its journal not grow any further, which is much the same."""
        assert self._process is not None
        journal = self.database.with_name(f"{self.database.name}-wal")
        before = resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, (journal.stat().st_size, before[1]))
        yield
        resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, before)

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def log(self) -> str:
        return self._log.read_text(errors="backslashreplace") if self._log.exists() else ""

    def _environment(self) -> dict[str, str]:
        """Defaults but for what a test sets: what is set for somebody's own Hubbub must not change what is tested."""
        others = {key: value for key, value in os.environ.items() if not key.startswith(("HUBBUB_", "SANIC_"))}
        settings = {f"HUBBUB_{name}": value for name, value in self.settings.items()}
        return others | {"HUBBUB_LOG": f"sqlite:{self.database}", "PYTHONUNBUFFERED": "1"} | settings

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/ready", timeout=1) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


def free_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port: int = unused.getsockname()[1]
        return port
