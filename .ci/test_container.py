"""Tests Hubbub as `docker compose up` runs it: builds the image, uses it from browsers, restarts it, stops it under load."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from random import Random

import pytest

from tests.faults.support.ledger import Ledger
from tests.faults.support.simulated_people import Crowd, SimulatedPerson
from tests.support.connections import RawTab, read_history
from tests.support.frames import PING, frame
from tests.support.server import free_port

STEP_SECONDS = 300
BROWSER_SECONDS = 1200
GRACE_SECONDS = 10
"""Docker's default for stopping a container, also in compose.yaml. After it Docker sends SIGKILL (exit code 137)."""

PEOPLE = 20
MESSAGES_PER_SECOND = 4
"""Each person sends so many, just below the rate limit."""

ATTACKERS = 200
"""Connections; below the limit of 256 per client address."""

MEMORY = "192m"
"""The container's memory limit during the attack, far below that of compose.yaml."""

LARGE = " ".join(["large"] * 600)
ENDLESS = frame(b"x" * 60_000, fin=False)
"""The beginning of a message."""

PINGS = frame(b"x" * 125, PING) * 500
FLOOD_BYTES = 20 * 2**20
FLOOD_SECONDS = 0.05
"""A connection that accepts nothing for this long is under back-pressure, as it should be."""

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
    file: str = "compose.yaml"

    def compose(self, *arguments: str, seconds: float = STEP_SECONDS) -> str:
        """Runs a command of Compose; fails with its output."""
        done = subprocess.run(
            ("docker", "compose", "--project-name", self.project, "--file", self.file, *arguments),
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


@contextmanager
def running_project(name: str, request: pytest.FixtureRequest, file: str = "compose.yaml") -> Iterator[Hubbub]:
    hubbub = Hubbub(f"hubbub-{name}-{os.getpid()}", free_port(), file)
    try:
        hubbub.compose("build", seconds=BROWSER_SECONDS)
        hubbub.up()
        yield hubbub
    finally:
        if sys.exception() or request.session.testsfailed:
            print(hubbub.compose("logs", "--no-color", "--tail", "200"))
        hubbub.compose("down", "--volumes", "--rmi", "local", "--remove-orphans")


@pytest.fixture(scope="module")
def hubbub(request: pytest.FixtureRequest) -> Iterator[Hubbub]:
    with running_project("check", request) as hubbub:
        yield hubbub


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


@pytest.fixture
def crowd(room: str) -> Iterator[Crowd]:
    """A crowd in a room of the test's own."""
    with Crowd(Ledger(), room, Random(1)) as crowd:
        yield crowd


@contextmanager
def talking(crowd: Crowd, people: list[SimulatedPerson]) -> Iterator[None]:
    """Lets these people talk within the block, which begins when a hundred messages have settled."""
    with crowd.talking(people, MESSAGES_PER_SECOND * len(people)):
        wanted = len(crowd.ledger.settled) + 100
        crowd.until(lambda: len(crowd.ledger.settled) >= wanted, "a hundred messages are settled")
        yield


def test_the_browser_tests_pass_against_the_container(hubbub: Hubbub) -> None:
    command = (sys.executable, "-m", "pytest", "e2e", "--base-url", f"http://localhost:{hubbub.port}")
    assert subprocess.run(command, stdin=subprocess.DEVNULL, timeout=BROWSER_SECONDS).returncode == 0


def test_a_message_is_kept_when_the_container_is_removed(hubbub: Hubbub) -> None:
    assert hubbub.inspect("{{.State.Health.Status}}") == "healthy"
    with RawTab(hubbub.port, "?room=archive") as tab:
        tab.say("before-down", "still here tomorrow")
        message = tab.receive("message")
    hubbub.compose("down")
    hubbub.up()
    with RawTab(hubbub.port, "?room=archive") as tab:
        assert tab.receive("message") == message


@pytest.mark.parametrize(("end", "code", "close_codes"), [("stop", "0", [1012]), ("kill", "137", [])])
def test_it_ends_in_time_under_load_and_loses_no_message_that_anyone_saw(
    hubbub: Hubbub, crowd: Crowd, end: str, code: str, close_codes: list[int]
) -> None:
    people = crowd.join(hubbub.port, PEOPLE, talks_offline=False)
    with talking(crowd, people):
        began = time.monotonic()
        hubbub.compose(end)
        assert time.monotonic() - began < GRACE_SECONDS
    assert hubbub.inspect("{{.State.ExitCode}}") == code
    hubbub.up()
    crowd.settle(hubbub.port)
    crowd.ledger.check(read_history(hubbub.port, crowd.room))
    assert [person.close_codes for person in people] == [close_codes] * PEOPLE


def test_an_attack_on_its_memory_does_not_kill_it(hubbub: Hubbub, crowd: Crowd) -> None:
    """Attackers never read, flood with pings and send endless messages, in a room full of long messages."""
    began = hubbub.inspect("{{.State.StartedAt}}")
    hubbub.limit_memory(MEMORY)
    people = crowd.join(hubbub.port, 5, talks_offline=False)
    for _ in range(15):
        crowd.each(SimulatedPerson.say, people, LARGE)
    with ExitStack() as ends:
        attackers = [RawTab(hubbub.port, f"?room={crowd.room}", receive_bytes=4_096) for _ in range(ATTACKERS)]
        for attacker in attackers:
            ends.enter_context(attacker)
        with talking(crowd, people):
            for attacker in attackers:
                with suppress(OSError):
                    attacker.flood(ENDLESS, len(ENDLESS), FLOOD_SECONDS)
                    attacker.flood(PINGS, FLOOD_BYTES, FLOOD_SECONDS)
        crowd.settle(hubbub.port)
        crowd.ledger.check(read_history(hubbub.port, crowd.room))
    assert hubbub.inspect("{{.State.OOMKilled}} {{.RestartCount}} {{.State.StartedAt}}") == f"false 0 {began}"
