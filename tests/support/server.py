"""A Hubbub of a test's own: the real command in a process of its own, on a free port, with a log in the test's folder."""

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from tests.support.connections import ask

ROOT = Path(__file__).parents[2]
START_SECONDS = 30
STOP_SECONDS = 5
"""What is promised for the end of a server, also with somebody in it who does not read."""


class Server:
    """Keeps one port and one log, however often it is started."""

    def __init__(self, folder, *arguments, app="service.app", environment=None, open_files=None, **settings):
        self.database = folder / "hubbub.db"
        self.port = free_port()
        self._log = folder / "server.log"
        self._more = environment or {}
        self.app, self._arguments = app, arguments or ("--single-process",)
        self._open_files = open_files
        self._settings = {"LOG": f"sqlite:{self.database}"} | settings
        self.process = None

    def launch(self):
        command = (sys.executable, "-m", "sanic", self.app, "-p", str(self.port), *self._arguments)
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # a managed service that fails ends its whole group
            )
        if self._open_files:
            resource.prlimit(self.process.pid, resource.RLIMIT_NOFILE, self._open_files)

    def start(self):
        """Returns when it says that it is ready."""
        self.launch()
        self.await_claim(self._is_ready)
        return self

    def await_claim(self, claim):
        """Until it holds, as long as the process lives."""
        deadline = time.monotonic() + START_SECONDS
        while not claim():
            assert not self.ended_within(0.02), f"ended with {self.process.returncode}:\n{self.log()}"
            assert time.monotonic() < deadline, f"still not so after {START_SECONDS} s:\n{self.log()}"

    def terminate(self):
        self.process.send_signal(signal.SIGTERM)

    def stop(self, seconds=STOP_SECONDS):
        """As `docker stop` does; returns the exit code. It has to end in time."""
        self.terminate()
        assert self.ended_within(seconds), f"did not end within {seconds} s:\n{self.log()}"
        return self.process.returncode

    def kill(self):
        """No goodbye and no last write, as when the power fails."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def is_gone(self):
        """With every process that it started. One may last a moment longer: a start asks the system for its name by one."""
        deadline = time.monotonic() + STOP_SECONDS
        while time.monotonic() < deadline:
            try:
                os.killpg(self.process.pid, 0)
            except ProcessLookupError:
                return True
            time.sleep(0.01)
        return False

    def ended_within(self, seconds):
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def open_files(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def log(self):
        return self._log.read_text(errors="backslashreplace")

    def log_lines(self):
        """Every line as the JSON it has to be."""
        return [json.loads(line) for line in self.log().splitlines()]

    def events(self):
        """What each line of ours is about."""
        return [line["event"] for line in self.log_lines() if line["logger"].startswith("hubbub")]

    def _environment(self):
        """Nothing of what is set for somebody's own Hubbub."""
        others = {key: value for key, value in os.environ.items() if not key.startswith(("HUBBUB_", "SANIC_"))}
        return others | self._more | {f"HUBBUB_{name}": str(value) for name, value in self._settings.items()}

    def _is_ready(self):
        try:
            return ask(self.port, "/ready").status == 200
        except OSError:
            return False


def free_port():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return unused.getsockname()[1]
