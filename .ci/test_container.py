"""Checks Hubbub as `docker compose up` runs it: built, used by browsers, restarted, stopped under load."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

STEP_SECONDS = 300
BROWSER_SECONDS = 1200
GRACE_SECONDS = 10
"""What Docker gives a container to stop, here and by default. Beyond it comes SIGKILL, and exit code 137."""

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

    def enter(self, room: str) -> ClientConnection:
        return connect(f"ws://localhost:{self.port}/ws?room={room}", proxy=None)


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
    with Crowd(hubbub, "busy", people=20) as crowd:
        crowd.has_seen.wait(STEP_SECONDS)
        began = time.monotonic()
        hubbub.compose("stop")
        took = time.monotonic() - began
    assert hubbub.inspect("{{.State.ExitCode}}") == "0"
    assert took < GRACE_SECONDS
    assert crowd.close_codes == [1012] * 20
    hubbub.up()
    with connect(f"ws://localhost:{hubbub.port}/ws?room=busy&after=0&epoch={crowd.epoch}", proxy=None) as late:
        kept: dict[int, str] = {}
        while len(kept) < max(crowd.seen):
            message = next_frame(late, "message")
            kept[message["seq"]] = message["draft"]
    assert crowd.seen.items() <= kept.items()


class Crowd:
    """People who all talk as fast as they may, until they are sent away; it remembers all that any of them saw."""

    def __init__(self, hubbub: Hubbub, room: str, people: int) -> None:
        self.seen: dict[int, str] = {}
        self.close_codes: list[int | None] = []
        self.has_seen = threading.Event()
        self._over = threading.Event()
        self.epoch = ""
        self._people = [hubbub.enter(room) for _ in range(people)]
        self._threads = [
            threading.Thread(target=task, args=(person, number))
            for number, person in enumerate(self._people)
            for task in (self._talk, self._listen)
        ]

    def __enter__(self) -> "Crowd":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._over.set()
        for person in self._people:
            person.close()
        for thread in self._threads:
            thread.join(STEP_SECONDS)

    def _talk(self, person: ClientConnection, number: int) -> None:
        # Four a second: just under what one person may say, so nobody is refused.
        for line in range(STEP_SECONDS * 4):
            try:
                say(person, f"draft-{number}-{line}", "one more thing")
            except ConnectionClosed:
                return
            self._over.wait(0.25)

    def _listen(self, person: ClientConnection, _: int) -> None:
        try:
            while True:
                self._note(json.loads(person.recv(STEP_SECONDS)))
        except ConnectionClosed as closed:
            self.close_codes.append(closed.rcvd.code if closed.rcvd else None)

    def _note(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "welcome":
            self.epoch = frame["epoch"]
        if frame["type"] == "message":
            assert self.seen.setdefault(frame["seq"], frame["draft"]) == frame["draft"]
            if len(self.seen) > 100:
                self.has_seen.set()


def say(person: ClientConnection, draft: str, text: str) -> None:
    person.send(json.dumps({"type": "say", "draft": draft, "text": text}))


def next_frame(person: ClientConnection, kind: str | None = None) -> dict[str, Any]:
    """The next frame, or the next of one type; a silent line is a failure."""
    while True:
        frame: dict[str, Any] = json.loads(person.recv(STEP_SECONDS))
        if kind in (None, frame["type"]):
            return frame
