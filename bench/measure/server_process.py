"""One server as a running process: on a processor core of its own, with an empty folder, on a free port."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Final

from bench.servers import PEERS, ROOT, Server

START_SECONDS: Final = 30.0
STOP_SECONDS: Final = 10.0

SETTINGS: Final = {"HUBBUB_RATE": "0", "HUBBUB_MAX_CONNECTIONS": "20000", "NODE_ENV": "production"}


class ServerProcess:
    """`with ServerProcess(…) as process`: the port accepts connections when the block begins."""

    def __init__(self, server: Server, folder: Path, core: int, write_interval_ms: float = 0, log: str = "") -> None:
        """`log`: where Hubbub keeps its log, if not in SQLite in the folder."""
        self.server, self.folder, self.core = server, folder, core
        self.write_interval_ms = write_interval_ms
        self._log = log or f"sqlite:{folder / 'hubbub.db'}"
        self.port = _free_port()
        self.start_seconds = 0.0
        self.process: subprocess.Popen[bytes]

    def __enter__(self) -> "ServerProcess":
        began = time.monotonic()
        self._start()
        while not self._accepts():
            if self.process.poll() is not None or time.monotonic() - began > START_SECONDS:
                self._kill()
                raise RuntimeError(f"{self.server.name} did not start: {self.log()[-300:]}")
            time.sleep(0.005)
        self.start_seconds = time.monotonic() - began
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_SECONDS)
        self._kill()

    @property
    def pid(self) -> int:
        return self.process.pid

    def log(self) -> str:
        return (self.folder / "server.log").read_text(errors="replace")

    def _start(self) -> None:
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(("HUBBUB_", "SANIC_"))}
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.server.command(self.port, self.write_interval_ms),
                cwd=ROOT if self.server.kind == "hubbub" else PEERS,
                env=inherited | SETTINGS | {"HUBBUB_LOG": self._log},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=lambda: os.sched_setaffinity(0, {self.core}),
            )

    def _accepts(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def _free_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return int(unused.getsockname()[1])
