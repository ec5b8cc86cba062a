"""Tests Hubbub as `docker compose up` runs it: builds the image, uses it from browsers, restarts it, stops it under load."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from attacker import Attacker
from people import SILENCE_SECONDS, People, next_frame, say
from websockets.sync.client import ClientConnection, connect

STEP_SECONDS = 300
BROWSER_SECONDS = 1200
GRACE_SECONDS = 10
"""Docker's default for stopping a container, also in compose.yaml. After it Docker sends SIGKILL (exit code 137)."""

PEOPLE = 20
ATTACKERS = 200
"""Connections; below the limit of 256 per client address."""

MEMORY = "192m"
"""The container's memory limit during the attack, far below that of compose.yaml."""

LARGE = "large " * 600
PROBE = """
import os, resource
print(os.getuid(), resource.getrlimit(resource.RLIMIT_NOFILE)[0])
for folder in ("/", "/hubbub", "/venv", "/data", "/tmp"):
    try:
        open(os.path.join(folder, "probe"), "w").close()
        os.remove(os.path.join(folder, "probe"))
        print(folder)
    except OSError:
        pass
"""


@dataclass(frozen=True)
class Hubbub:
    """A Docker Compose project with its own name and port, so that it cannot collide with others."""

    project: str
    port: int

    def compose(self, *arguments: str, seconds: float = STEP_SECONDS) -> str:
        """Runs a command of Compose; fails with its output."""
        done = subprocess.run(
            ("docker", "compose", "--project-name", self.project, *arguments),
            env={**os.environ, "HUBBUB_PORT": str(self.port)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=seconds,
        )
        assert done.returncode == 0, f"docker compose {' '.join(arguments)}:\n{done.stdout}{done.stderr}"
        return done.stdout

    def up(self) -> None:
        self.compose("up", "--detach", "--wait")

    def inspect(self, template: str) -> str:
        container = self.compose("ps", "--all", "--quiet").strip()
        return subprocess.run(
            ("docker", "inspect", "--format", template, container), check=True, capture_output=True, text=True
        ).stdout.strip()

    def limit_memory(self, limit: str) -> None:
        container = self.compose("ps", "--quiet").strip()
        subprocess.run(
            ("docker", "update", "--memory", limit, "--memory-swap", limit, container), check=True, capture_output=True
        )

    def enter(self, room: str, **position: object) -> ClientConnection:
        query = urlencode({"room": room, **position})
        return connect(f"ws://localhost:{self.port}/ws?{query}", proxy=None)


@pytest.fixture(scope="module")
def hubbub(request: pytest.FixtureRequest) -> Iterator[Hubbub]:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        hubbub = Hubbub(f"hubbub-check-{os.getpid()}", unused.getsockname()[1])
    try:
        hubbub.compose("build", seconds=BROWSER_SECONDS)
        hubbub.up()
        yield hubbub
    finally:
        if sys.exception() or request.session.testsfailed:
            print(hubbub.compose("logs", "--no-color", "--tail", "200"))
        hubbub.compose("down", "--volumes", "--rmi", "local", "--remove-orphans")


def test_it_is_not_root_and_can_write_only_to_its_data(hubbub: Hubbub) -> None:
    ids, *writable = hubbub.compose("exec", "--no-TTY", "hubbub", "python", "-c", PROBE).splitlines()
    uid, descriptors = map(int, ids.split())
    assert uid > 0
    assert descriptors > 10_000
    assert writable == ["/data", "/tmp"]


def test_it_has_no_privileges_and_cannot_gain_any(hubbub: Hubbub) -> None:
    lines = hubbub.compose("exec", "--no-TTY", "hubbub", "cat", "/proc/self/status").splitlines()
    status = dict(line.split(":\t") for line in lines)
    assert {int(status[kind], 16) for kind in ("CapEff", "CapPrm", "CapBnd", "CapInh", "CapAmb")} == {0}
    assert status["NoNewPrivs"] == "1"


def test_it_accepts_connections_once_it_is_healthy(hubbub: Hubbub) -> None:
    assert hubbub.inspect("{{.State.Health.Status}}") == "healthy"
    with hubbub.enter("lobby") as ada:
        assert next_frame(ada)["type"] == "welcome"


def test_the_browser_tests_pass_against_the_container(hubbub: Hubbub) -> None:
    address = f"http://localhost:{hubbub.port}"
    command = (sys.executable, "-m", "pytest", "e2e", "--base-url", address)
    assert subprocess.run(command, stdin=subprocess.DEVNULL, timeout=BROWSER_SECONDS).returncode == 0


def test_a_message_is_kept_when_the_container_is_removed(hubbub: Hubbub) -> None:
    with hubbub.enter("archive") as ada:
        say(ada, "before-down", "still here tomorrow")
        message = next_frame(ada, "message")
    hubbub.compose("down")
    hubbub.up()
    with hubbub.enter("archive") as bob:
        assert next_frame(bob, "message") == message


def test_it_stops_in_time_under_load_and_keeps_every_message_that_anyone_saw(hubbub: Hubbub) -> None:
    with People(lambda: hubbub.enter("busy"), PEOPLE) as people:
        assert people.has_seen.wait(SILENCE_SECONDS)
        began = time.monotonic()
        hubbub.compose("stop")
        took = time.monotonic() - began
    assert hubbub.inspect("{{.State.ExitCode}}") == "0"
    assert took < GRACE_SECONDS
    assert people.close_codes == [1012] * PEOPLE
    hubbub.up()
    assert_all_are_kept(hubbub, "busy", people)


def test_a_killed_container_has_lost_no_message_that_anyone_saw(hubbub: Hubbub) -> None:
    with People(lambda: hubbub.enter("killed"), PEOPLE) as people:
        assert people.has_seen.wait(SILENCE_SECONDS)
        hubbub.compose("kill")
    assert hubbub.inspect("{{.State.ExitCode}}") == "137"
    hubbub.up()
    assert_all_are_kept(hubbub, "killed", people)


def assert_all_are_kept(hubbub: Hubbub, room: str, people: People) -> None:
    with hubbub.enter(room, after=0, epoch=people.epoch) as late:
        kept: dict[int, str] = {}
        while len(kept) < max(people.seen):
            message = next_frame(late, "message")
            kept[message["seq"]] = message["draft"]
    assert people.seen.items() <= kept.items()


def test_an_attack_on_its_memory_does_not_kill_it(hubbub: Hubbub) -> None:
    """Attackers never read, flood with pings and send endless messages, in a room full of long messages."""
    began = hubbub.inspect("{{.State.StartedAt}}")
    hubbub.limit_memory(MEMORY)
    with ExitStack() as attack:
        attackers = [attack.enter_context(Attacker(hubbub.port, "attacked")) for _ in range(ATTACKERS)]
        with People(lambda: hubbub.enter("attacked"), 5, LARGE) as people:
            for attacker in attackers:
                attacker.flood()
            assert people.has_seen.wait(SILENCE_SECONDS)
        with hubbub.enter("attacked") as ada:
            say(ada, "after-all", "still here")
            while next_frame(ada, "message")["draft"] != "after-all":
                pass
    assert hubbub.inspect("{{.State.OOMKilled}} {{.RestartCount}} {{.State.StartedAt}}") == f"false 0 {began}"
