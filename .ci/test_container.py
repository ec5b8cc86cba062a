"""Checks Hubbub as `docker compose up` runs it: built, used by browsers, restarted, stopped under load."""

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
from crowd import SILENCE_SECONDS, Crowd, next_frame, say
from websockets.sync.client import ClientConnection, connect

STEP_SECONDS = 300
BROWSER_SECONDS = 1200
GRACE_SECONDS = 10
"""What Docker gives a container to stop, here and by default. Beyond it comes SIGKILL, and exit code 137."""

PEOPLE = 20
ATTACKERS = 200
"""Somewhat below what one address may have."""

MEMORY = "192m"
"""What is left for the service in the attack: far less than compose.yaml allows, and it has to be enough."""

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
    """One life of a project of Docker Compose, with a name and a port of its own: it meets nobody else's."""

    project: str
    port: int

    def compose(self, *arguments: str, seconds: float = STEP_SECONDS) -> str:
        """Runs one command of Compose; fails with what it said."""
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

    def inspect(self, what: str) -> str:
        container = self.compose("ps", "--all", "--quiet").strip()
        return subprocess.run(
            ("docker", "inspect", "--format", what, container), check=True, capture_output=True, text=True
        ).stdout.strip()

    def limit_memory(self, limit: str) -> None:
        container = self.compose("ps", "--quiet").strip()
        subprocess.run(
            ("docker", "update", "--memory", limit, "--memory-swap", limit, container), check=True, capture_output=True
        )

    def enter(self, room: str, **position: object) -> ClientConnection:
        asked = urlencode({"room": room, **position})
        return connect(f"ws://localhost:{self.port}/ws?{asked}", proxy=None)


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


def test_it_is_nobody_and_can_write_to_its_data_only(hubbub: Hubbub) -> None:
    who, *writable = hubbub.compose("exec", "--no-TTY", "hubbub", "python", "-c", PROBE).splitlines()
    uid, descriptors = map(int, who.split())
    assert uid > 0
    assert descriptors > 10_000
    assert writable == ["/data", "/tmp"]


def test_it_has_no_privileges_and_can_gain_none(hubbub: Hubbub) -> None:
    lines = hubbub.compose("exec", "--no-TTY", "hubbub", "cat", "/proc/self/status").splitlines()
    status = dict(line.split(":\t") for line in lines)
    assert {int(status[kind], 16) for kind in ("CapEff", "CapPrm", "CapBnd", "CapInh", "CapAmb")} == {0}
    assert status["NoNewPrivs"] == "1"


def test_it_answers_as_soon_as_it_is_called_healthy(hubbub: Hubbub) -> None:
    assert hubbub.inspect("{{.State.Health.Status}}") == "healthy"
    with hubbub.enter("lobby") as ada:
        assert next_frame(ada)["type"] == "welcome"


def test_browsers_find_all_that_they_find_without_a_container(hubbub: Hubbub) -> None:
    address = f"http://localhost:{hubbub.port}"
    command = (sys.executable, "-m", "pytest", "e2e", "--base-url", address)
    assert subprocess.run(command, stdin=subprocess.DEVNULL, timeout=BROWSER_SECONDS).returncode == 0


def test_a_message_outlives_its_container(hubbub: Hubbub) -> None:
    with hubbub.enter("archive") as ada:
        say(ada, "before-down", "still here tomorrow")
        said = next_frame(ada, "message")
    hubbub.compose("down")
    hubbub.up()
    with hubbub.enter("archive") as bob:
        assert next_frame(bob, "message") == said


def test_it_stops_in_time_under_load_and_keeps_what_anyone_saw(hubbub: Hubbub) -> None:
    with Crowd(lambda: hubbub.enter("busy"), people=PEOPLE) as crowd:
        assert crowd.has_seen.wait(SILENCE_SECONDS)
        began = time.monotonic()
        hubbub.compose("stop")
        took = time.monotonic() - began
    assert hubbub.inspect("{{.State.ExitCode}}") == "0"
    assert took < GRACE_SECONDS
    assert crowd.close_codes == [1012] * PEOPLE
    hubbub.up()
    assert_all_is_kept(hubbub, "busy", crowd)


def test_killed_and_brought_up_again_it_has_lost_nothing(hubbub: Hubbub) -> None:
    with Crowd(lambda: hubbub.enter("killed"), people=PEOPLE) as crowd:
        assert crowd.has_seen.wait(SILENCE_SECONDS)
        hubbub.compose("kill")
    assert hubbub.inspect("{{.State.ExitCode}}") == "137"
    hubbub.up()
    assert_all_is_kept(hubbub, "killed", crowd)


def assert_all_is_kept(hubbub: Hubbub, room: str, crowd: Crowd) -> None:
    with hubbub.enter(room, after=0, epoch=crowd.epoch) as late:
        kept: dict[int, str] = {}
        while len(kept) < max(crowd.seen):
            message = next_frame(late, "message")
            kept[message["seq"]] = message["draft"]
    assert crowd.seen.items() <= kept.items()


def test_an_attack_on_its_memory_does_not_get_it_killed(hubbub: Hubbub) -> None:
    """Many who never read, send pings without end and messages that never end, in a room that is full of long messages."""
    began = hubbub.inspect("{{.State.StartedAt}}")
    hubbub.limit_memory(MEMORY)
    with ExitStack() as attack:
        attackers = [attack.enter_context(Attacker(hubbub.port, "attacked")) for _ in range(ATTACKERS)]
        with Crowd(lambda: hubbub.enter("attacked"), people=5, text=LARGE) as crowd:
            for attacker in attackers:
                attacker.flood()
            assert crowd.has_seen.wait(SILENCE_SECONDS)
        with hubbub.enter("attacked") as ada:
            say(ada, "after-all", "still here")
            while next_frame(ada, "message")["draft"] != "after-all":
                pass
    assert hubbub.inspect("{{.State.OOMKilled}} {{.RestartCount}} {{.State.StartedAt}}") == f"false 0 {began}"
