"""The whole process: how it starts, refuses to start, stops, and what it writes into its log."""

import json
import os
import re
import resource
import signal
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.connections import RawConnection, RawTab, ask
from tests.support.frames import PING, PONG, TEXT, close_frame, frame, request, say, upgrade
from tests.support.server import ROOT, Server, running

SINGLE, MANAGED = ("--single-process",), ("--workers", "1")
EITHER_WAY = pytest.mark.parametrize("arguments", [SINGLE, MANAGED], ids=["single process", "managed"])


def say_many(prefix, count):
    return b"".join(say(f"{prefix}{number}", "Hi") for number in range(count))


# Stopping, and starting again.


@EITHER_WAY
def test_a_stop_closes_every_connection_with_restarting_and_exits_with_0(start, arguments):
    server = start(*arguments)
    with RawTab(server.port) as ana, RawTab(server.port) as bo:
        ana.say("a", "Hi")
        assert bo.receive("message")["seq"] == 1
        bo.receive("people")  # a second later: Sanic's manager loses a stop that comes before its worker has reported
        server.terminate()
        for tab in (ana, bo):
            assert tab.close_code() == 1012
            tab.write(close_frame(1012))
        assert server.ended_within(5)
    assert server.process.returncode == 0


def test_drafts_accepted_before_a_stop_are_stored_and_delivered(start):
    server = start(RATE=0)
    with RawTab(server.port) as tab:
        tab.write(say_many("d", 500))
        tab.receive("message")
        server.terminate()
        received = 1
        while (found := tab.frame()) is not None and found[0] == TEXT:
            received += json.loads(found[1])["type"] == "message"
        tab.write(close_frame(1012))
    assert server.ended_within(5)
    server.start()
    assert ask(server.port, "/api/rooms/lobby/messages").json["head"] == received


def test_during_a_stop_new_connections_are_refused_and_the_service_is_not_ready(start):
    server = start()
    with (
        RawTab(server.port, receive_bytes=4_096) as stays,
        RawConnection(server.port) as late,
        RawConnection(server.port) as check,
    ):
        assert ask(server.port, "/ready").status == 200
        server.terminate()
        assert stays.close_code() == 1012  # unanswered, so that the service waits
        late.write(upgrade())
        answer = late.answer()
        assert (answer.status, answer.header("retry-after")) == (503, "5")
        check.write(request("/ready"))
        assert check.answer().status == 503
        assert server.ended_within(5)


# Starts that are refused.


def refused(folder, *words, arguments=(), **settings):
    """Checks that the start ends with an error and one line, which has these words."""
    server = Server(folder, *arguments, **settings)
    server.launch()
    try:
        assert server.ended_within(20), f"it runs:\n{server.log()}"
    finally:
        server.kill()
    assert server.process.returncode != 0
    (line,) = filter(None, server.log().splitlines())
    assert all(word in line for word in words), line


def test_a_second_service_on_one_file_is_refused_and_the_first_goes_on(start, tmp_path):
    server = start()
    refused(tmp_path / "..", "in use", "HUBBUB_LOG", LOG=f"sqlite:{server.database}")
    with RawTab(server.port) as tab:
        tab.say("a", "Hi")
        assert tab.receive("message")["seq"] == 1


@EITHER_WAY
def test_an_invalid_setting_aborts_the_start_with_one_line(tmp_path, arguments):
    refused(tmp_path, "HUBBUB_RATE", arguments=arguments, RATE="fast")


@EITHER_WAY
def test_a_port_in_use_aborts_the_start_with_one_line(tmp_path, arguments):
    with closing(socket.create_server(("127.0.0.1", 0))) as used:
        port = str(used.getsockname()[1])
        refused(tmp_path, port, "in use", arguments=(*arguments, "-p", port))


def test_two_workers_are_refused(tmp_path):
    refused(tmp_path, "worker", arguments=("--workers", "2"))


def test_with_sqlite_nothing_of_postgresql_is_loaded(server):
    """The file of a compiled module is mapped into the memory of a process that has imported it."""
    loaded = Path(f"/proc/{server.process.pid}/maps").read_text()
    assert "/uvloop/" in loaded
    assert "/asyncpg/" not in loaded


# The log lines.


def test_a_misspelt_setting_is_named_in_the_log(start):
    assert [line for line in start(RATES="5").log_lines() if "HUBBUB_RATES" in json.dumps(line)]


def test_the_log_never_has_a_text_of_a_message(start):
    server, secret = start(RATE=0.001, BURST=2), "a-secret-nobody-may-read"
    with RawTab(server.port, headers=("Cookie: hubbub_name=Ana",)) as tab:
        for sent in (say("a", secret), frame(secret.encode()), say("b", secret + "x" * 4_000), say("c", secret)):
            tab.write(sent)
            tab.receive("message", "refused")
        tab.write(frame(secret.encode() + b"\xff"))
        assert tab.close_code() == 1007
    with RawConnection(server.port) as connection:
        connection.write(b"GET /\x1b[31m HTTP/1.1\r\nHost: localhost\r\n\r\n")
        connection.answer()
    assert server.stop() == 0
    assert server.log_lines()
    assert secret not in server.log()
    assert "\x1b" not in server.log()


# Faults.


@pytest.fixture
def defective(tmp_path):
    """A service whose hub fails; it may log tracebacks."""
    servers = []

    def start(*arguments):
        servers.append(Server(tmp_path, *arguments, app="tests.support.apps:failing_hub()").start())
        return servers[0]

    yield start
    servers[0].kill()


def test_a_defect_closes_the_connection_that_met_it_and_is_logged(defective):
    """One defect is in joining, one in handling a frame. The second is logged with the person and without the text."""
    server = defective()
    with RawTab(server.port) as ana, RawTab(server.port) as bo, RawConnection(server.port) as joining:
        joining.write(upgrade("?room=unlucky"))
        assert joining.answer().status == 101
        assert joining.close_code() == 1011
        server.await_claim(lambda: "nobody can join this room" in server.log())
        ana.say("a", "unlucky")
        assert ana.close_code() == 1011
        bo.write(frame(b"", PING))
        list(bo.frames_until((PONG, b"")))
    server.await_claim(lambda: "nobody can say this" in server.log())
    logged = [line for line in server.log_lines() if line.get("person") == ana.welcome["you"]["id"]]
    assert [line["event"] for line in logged] == ["frame_failed"]
    assert "nobody can say this" in logged[0]["exception"]
    assert "unlucky" not in logged[0]["exception"]


@EITHER_WAY
def test_an_exception_outside_of_our_code_is_a_line_of_json(defective, arguments):
    """It is raised in a thread or in a callback of the loop, and the standard library reports it."""
    server = defective(*arguments)
    with RawTab(server.port, "?room=crowded"):
        server.await_claim(lambda: len(re.findall("broken in .+\n", server.log())) == 2)
    logged = "\n".join(line["exception"] for line in server.log_lines() if "exception" in line)
    assert "broken in a thread" in logged
    assert "broken in the loop" in logged


@EITHER_WAY
def test_a_hub_that_cannot_deliver_ends_the_process_and_a_manager_restarts_it(defective, arguments):
    server = defective(*arguments)
    with RawTab(server.port) as tab:
        tab.say("a", "Hi")
        assert tab.close_code() == 1012
    if arguments == MANAGED:
        server.await_claim(lambda: server.events() == ["service_ready", "loop_ended", "log_closed", "service_ready"])
        with RawTab(server.port) as tab:
            assert tab.receive("message")["text"] == "Hi"
    else:
        assert server.ended_within(5)
        assert server.process.returncode == 1
        assert server.events() == ["service_ready", "loop_ended", "log_closed"]


# What it takes.


def test_closed_connections_leave_nothing_for_the_garbage_collector(tmp_path):
    """It runs very rarely, because it would visit thousands of connections. So garbage of each would fill the memory."""
    with running(tmp_path, app="tests.support.apps:logged_garbage()") as server:
        collect_garbage(server)
        open_files = server.open_files()
        for number in range(100):
            tab = RawTab(server.port)
            tab.reset() if number % 2 else tab.__exit__()
        server.await_claim(lambda: server.open_files() <= open_files)
        assert collect_garbage(server) < 100


def collect_garbage(server):
    collected = server.events().count("garbage")
    server.process.send_signal(signal.SIGUSR1)
    server.await_claim(lambda: server.events().count("garbage") > collected)
    return server.log_lines()[-1]["objects"]


def test_it_raises_the_limit_of_open_files_and_says_if_that_is_low(start):
    server = start(open_files=(64, 256), MAX_CONNECTIONS=1_000)
    assert resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE) == (256, 256)
    server.await_claim(lambda: server.events() == ["few_open_files", "service_ready"])


def test_importing_the_service_does_nothing(tmp_path):
    """Type checkers, documentation and `sanic --help` import it too."""
    run = subprocess.run(
        [sys.executable, "-c", "import service.log, service.chat.hub, service.http.routes"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert not list(tmp_path.iterdir())
