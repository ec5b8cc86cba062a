"""One contender running: its process on a processor of its own, with a fresh folder, on a free port."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Final

from bench.contenders import PEERS, ROOT, Contender

START_SECONDS: Final = 30.0
STOP_SECONDS: Final = 10.0


class Running:
    """`with Running(…) as server`: it answers when the block begins."""

    def __init__(self, contender: Contender, folder: Path, core: int, every_ms: float = 0) -> None:
        self.contender, self.folder, self.core = contender, folder, core
        self.every_ms = every_ms
        self.port = _free_port()
        self.start_seconds = 0.0
        self.process: subprocess.Popen[bytes]

    def __enter__(self) -> "Running":
        began = time.monotonic()
        others = {key: value for key, value in os.environ.items() if not key.startswith(("HUBBUB_", "SANIC_"))}
        settings = {
            "HUBBUB_LOG": f"sqlite:{self.folder / 'hubbub.db'}",
            "HUBBUB_RATE": "0",
            "HUBBUB_MAX_CONNECTIONS": "20000",
            "NODE_ENV": "production",
        }
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.contender.command(self.port, self.every_ms),
                cwd=ROOT if self.contender.kind == "ours" else PEERS,
                env=others | settings,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=lambda: os.sched_setaffinity(0, {self.core}),
            )
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() - began > START_SECONDS:
                self._end()
                raise RuntimeError(f"{self.contender.name} did not start: {self.log()[-300:]}")
            time.sleep(0.005)
        self.start_seconds = time.monotonic() - began
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_SECONDS)
        self._end()

    @property
    def pid(self) -> int:
        return self.process.pid

    def log(self) -> str:
        return (self.folder / "server.log").read_text(errors="replace")

    def _end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True


def _free_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return int(unused.getsockname()[1])
