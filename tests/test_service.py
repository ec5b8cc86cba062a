"""The whole process: how it starts, refuses to start, stops, and what it writes into its log."""

import json
import os
import re
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from tests.support.connections import RawConnection, Tab, ask
from tests.support.frames import PING, PONG, close_frame, frame, say, upgrade
from tests.support.server import ROOT, Server

LARGE = "large " * 600


def test_a_stop_tells_everybody_to_come_back_and_ends_well(start):
    server = start()
    with Tab(server.port) as ana, Tab(server.port) as bo:
        server.terminate()
        for tab in (ana, bo):
            assert tab.close_code() == 1012
            tab.write(close_frame(1012))
        assert server.ended_within(5)
        assert server.process.returncode == 0


def test_a_stop_is_not_held_up_by_somebody_who_does_not_read(start):
    server = start(RATE=0)
    with Tab(server.port, receive_bytes=4_096), Tab(server.port) as talker:
        for first in range(0, 2_000, 50):
            talker.write(b"".join(say(f"d{number}", LARGE) for number in range(first, first + 50)))
            talker.receive_until(first + 50)
        assert server.stop() == 0


def test_what_was_accepted_before_a_stop_is_stored_and_seen(start):
    server = start(RATE=0)
    with Tab(server.port) as tab:
        tab.write(b"".join(say(f"d{number}", "Hi") for number in range(500)))
        tab.receive("message")
        server.terminate()
        seen = 1
        while (found := tab.frame()) is not None and found[0] == 1:
            seen += json.loads(found[1])["type"] == "message"
        tab.write(close_frame(1012))
    assert server.ended_within(5)
    server.start()
    assert ask(server.port, "/api/rooms/lobby/messages").json["head"] == seen


def test_nobody_comes_in_while_it_stops(start):
    server = start()
    with (
        Tab(server.port, receive_bytes=4_096) as stays,
        RawConnection(server.port) as late,
        RawConnection(server.port) as asks,
    ):
        assert ask(server.port, "/ready").status == 200
        server.terminate()
        assert stays.close_code() == 1012  # and no answer, so that it waits
        late.write(upgrade())
        answer = late.answer()
        assert (answer.status, answer.header("retry-after")) == (503, "5")
        asks.write(b"GET /ready HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert asks.answer().status == 503
        assert server.ended_within(5)


def test_the_conversation_is_there_after_a_stop_and_a_start(start):
    server = start()
    with Tab(server.port) as tab:
        tab.write(say("a", "first") + say("b", "second"))
        told, epoch = tab.receive_messages(2), tab.welcome["epoch"]
    assert server.stop() == 0
    server.start()
    with Tab(server.port, f"?after=1&epoch={epoch}") as tab:
        assert (tab.welcome["epoch"], tab.welcome["after"]) == (epoch, 1)
        assert tab.receive("message") == told[1]
        tab.say("a", "first")
        tab.say("c", "third")
        assert [tab.receive("message")["seq"] for _ in range(2)] == [1, 3]


def test_an_older_log_put_in_its_place_makes_every_tab_begin_anew(start):
    """By then it is longer than what the tab has seen: by the numbers alone, the other messages would follow on."""
    server = start(RATE=0)
    with Tab(server.port) as tab:
        tab.write(b"".join(say(f"kept{number}", "Hi") for number in range(60)))
        tab.receive_until(60)
        assert server.stop() == 0
    backup = server.database.read_bytes()
    server.start()
    with Tab(server.port) as tab:
        tab.write(b"".join(say(f"lost{number}", "Ho") for number in range(10)))
        tab.receive_until(70)
        epoch = tab.welcome["epoch"]
    server.kill()
    for gone in server.database.parent.glob("hubbub.db-*"):
        gone.unlink()
    server.database.write_bytes(backup)
    server.start()
    with Tab(server.port) as other:
        other.write(b"".join(say(f"new{number}", "Hey") for number in range(20)))
        other.receive_until(80)
    with Tab(server.port, f"?after=70&epoch={epoch}") as tab:
        assert tab.welcome["epoch"] != epoch
        assert [message["seq"] for message in tab.receive_messages(50)] == list(range(31, 81))


def test_without_single_process_it_serves_and_stops_as_well(start):
    server = start("--workers", "1")
    with Tab(server.port) as tab:
        tab.say("a", "Hi")
        assert tab.receive("message")["seq"] == 1
        # The first news of people takes a second: Sanic's manager loses a stop that comes before it heard of its worker.
        tab.receive("people")
    server.terminate()
    assert server.ended_within(5)
    assert server.process.returncode == 0


def run_to_its_end(folder, *arguments, **settings):
    """A start that is meant to fail: exit code and what it said."""
    server = Server(folder, *arguments, **settings)
    server.launch()
    try:
        assert server.ended_within(20), f"it runs:\n{server.log()}"
    finally:
        server.kill()
    return server.process.returncode, server.log()


def refused(folder, *words, arguments=(), **settings):
    code, said = run_to_its_end(folder, *arguments, **settings)
    lines = [line for line in said.splitlines() if line]
    assert code != 0
    assert len(lines) == 1, said
    assert all(word in lines[0] for word in words), said


HOW_IT_IS_STARTED = pytest.mark.parametrize(
    "arguments", [("--single-process",), ("--workers", "1")], ids=["single process", "managed"]
)


def test_two_workers_are_two_half_chats_and_refused(tmp_path):
    refused(tmp_path, "worker", arguments=("--workers", "2"))


def test_two_services_on_one_file_are_refused_and_the_first_goes_on(start, tmp_path):
    server = start()
    refused(tmp_path / "..", "in use", "HUBBUB_LOG", LOG=f"sqlite:{server.database}")
    with Tab(server.port) as tab:
        tab.say("a", "Hi")
        assert tab.receive("message")["seq"] == 1


@HOW_IT_IS_STARTED
@pytest.mark.parametrize(
    ("name", "value"),
    [("RATE", "fast"), ("LOG", "nowhere"), ("LOG", "sqlite:/nowhere/at/all/hubbub.db"), ("PASSPHRASE", "sesame")],
)
def test_a_bad_setting_stops_the_start_with_one_line(tmp_path, name, value, arguments):
    refused(tmp_path, f"HUBBUB_{name}", arguments=arguments, **{name: value})


@HOW_IT_IS_STARTED
def test_a_port_that_is_taken_stops_the_start_with_one_line(tmp_path, arguments):
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = str(taken.getsockname()[1])
        refused(tmp_path, port, "in use", arguments=(*arguments, "-p", port))


def test_a_log_that_cannot_be_one_stops_the_start_and_stays_as_it_is(tmp_path):
    diary = tmp_path / "diary.txt"
    diary.write_text("Dear diary, " * 1_000)
    refused(tmp_path, str(diary), LOG=f"sqlite:{diary}")
    assert diary.read_text() == "Dear diary, " * 1_000


def test_a_misspelt_setting_is_warned_of(start):
    server = start(RATES="5")
    assert [line for line in server.log_lines() if "HUBBUB_RATES" in json.dumps(line)]


def test_the_log_is_json_a_thing_a_line_and_never_what_people_said(start):
    server = start(RATE=0.001, BURST=2)
    secret = "a-secret-nobody-may-read"
    with Tab(server.port, headers=("Cookie: name=Ana",)) as tab:
        for sent in (say("a", secret), frame(secret.encode()), say("b", secret + "x" * 4_000), say("c", secret)):
            tab.write(sent)
            tab.receive("message", "refused")
        tab.write(frame(secret.encode() + b"\xff"))
        assert tab.close_code() == 1007
    with RawConnection(server.port) as line:
        line.write(b"GET /\x1b[31m HTTP/1.1\r\nHost: localhost\r\n\r\n")
        line.answer()
    assert server.stop() == 0
    assert server.log_lines()
    assert secret not in server.log()
    assert "\x1b" not in server.log()


def test_a_log_that_cannot_be_written_refuses_the_author_and_recovers(start):
    """Another program holds the file's lock; reading and everybody's line go on."""
    server = start()
    with (
        Tab(server.port) as ana,
        Tab(server.port) as bo,
        closing(sqlite3.connect(server.database, isolation_level=None)) as other,
    ):
        ana.say("a", "before")
        ana.receive("message")
        other.execute("BEGIN IMMEDIATE")
        ana.say("b", "meanwhile")
        refused = ana.receive("refused")
        assert (refused["code"], refused["draft"], refused["retry_ms"]) == ("not_stored", "b", 5_000)
        assert ask(server.port, "/ready").status == 503
        assert ask(server.port, "/health").status == 200
        assert ask(server.port, "/api/rooms/lobby/messages").json["head"] == 1
        with Tab(server.port) as newcomer:
            assert newcomer.receive("message")["text"] == "before"
        other.execute("ROLLBACK")
        ana.say("b", "meanwhile")
        assert ana.receive("message")["seq"] == 2
        assert [message["text"] for message in bo.receive_messages(2)] == ["before", "meanwhile"]
        assert ask(server.port, "/ready").status == 200


def test_a_defect_on_the_way_in_ends_the_line_and_is_logged(tmp_path):
    server = Server(tmp_path, app="tests.support.apps:failing_hub()").start()
    with RawConnection(server.port) as line:
        line.write(upgrade("?room=unlucky"))
        assert line.answer().status == 101
        assert line.close_code() == 1011
    assert "nobody can join this room" in server.log()
    server.kill()


def test_a_defect_in_what_somebody_says_ends_their_line_alone_and_is_logged_with_who_it_was(tmp_path):
    server = Server(tmp_path, app="tests.support.apps:failing_hub()").start()
    with Tab(server.port) as ana, Tab(server.port) as bo:
        ana.say("a", "unlucky")
        assert ana.close_code() == 1011
        bo.write(frame(b"", PING))
        while bo.frame()[0] != PONG:
            pass
    (told,) = [line for line in map(json.loads, server.log().splitlines()) if line["event"] == "failed"]
    assert "nobody can say this" in told["exception"]
    assert told["person"] == ana.welcome["you"]["id"]
    assert "unlucky" not in server.log()
    server.kill()


@HOW_IT_IS_STARTED
def test_a_defect_that_nobody_caught_is_a_line_of_json_like_any_other(tmp_path, arguments):
    """In a thread, or in what the loop calls: the standard library tells of these."""
    server = Server(tmp_path, *arguments, app="tests.support.apps:failing_hub()").start()
    try:
        with Tab(server.port, "?room=crowded"):
            server.await_claim(lambda: len(re.findall("broken in .+\n", server.log())) == 2)
        told = {line["logger"]: line["exception"] for line in server.log_lines() if "exception" in line}
        assert "broken in a thread" in told["hubbub.logs"]
        assert "broken in the loop" in told["asyncio"]
    finally:
        server.kill()


def test_a_hub_that_cannot_deliver_says_goodbye_and_ends_with_an_error(tmp_path):
    server = Server(tmp_path, app="tests.support.apps:failing_hub()").start()
    with Tab(server.port) as tab:
        tab.say("a", "Hi")
        assert tab.close_code() == 1012
    assert server.ended_within(5)
    assert server.process.returncode == 1
    assert server.events() == ["ready", "loop_ended", "closed"]


def test_a_manager_starts_a_hub_that_cannot_deliver_again(tmp_path):
    server = Server(tmp_path, "--workers=1", app="tests.support.apps:failing_hub()").start()
    try:
        with Tab(server.port) as tab:
            tab.say("a", "Hi")
            assert tab.close_code() == 1012
        server.await_claim(lambda: server.events() == ["ready", "loop_ended", "closed", "ready"])
        with Tab(server.port) as again:
            assert again.receive("message")["text"] == "Hi"
    finally:
        server.kill()


def test_who_comes_and_goes_by_the_thousand_leaves_nothing_behind(start):
    server = start(MAX_CONNECTIONS_PER_IP=0)  # else so many of one address would be slowed down

    def come_and_go(number):
        tab = Tab(server.port, f"?room=r{number % 7}")
        tab.reset() if number % 2 else tab.__exit__()

    with Tab(server.port) as stays:
        open_files = server.open_files()
        with ThreadPoolExecutor(8) as crowd:
            list(crowd.map(come_and_go, range(1_000)))
        stays.say("a", "Hi")
        assert stays.receive("message")["seq"] == 1
        assert ask(server.port, "/health").status == 200
        assert server.open_files() <= open_files + 10


def test_who_leaves_leaves_nothing_for_the_garbage_collector(start):
    """It comes by so rarely, to spare thousands who stay, that memory would grow with everybody who was ever here."""
    server = start(app="tests.support.apps:logged_garbage()")
    collect_garbage(server)
    open_files = server.open_files()
    for number in range(100):
        tab = Tab(server.port)
        tab.reset() if number % 2 else tab.__exit__()
    server.await_claim(lambda: server.open_files() <= open_files)
    assert collect_garbage(server) < 100


def collect_garbage(server):
    asked = server.events().count("garbage")
    server.process.send_signal(signal.SIGUSR1)
    server.await_claim(lambda: server.events().count("garbage") > asked)
    return server.log_lines()[-1]["objects"]


def test_who_hangs_up_in_the_middle_of_a_request_is_no_error(start):
    server = start()
    for ending in (RawConnection.half_close, RawConnection.reset):
        with RawConnection(server.port) as line:
            line.write(b"GET /ws HTTP/1.1\r\nHost: loc")
            ending(line)
            assert ask(server.port, "/health").status == 200
    assert server.stop() == 0
    assert "error" not in {line["level"] for line in server.log_lines()}


def test_it_takes_as_many_open_files_as_it_may_and_says_when_these_are_few(start):
    server = start(open_files=(64, 256), MAX_CONNECTIONS=1_000)
    assert resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE) == (256, 256)
    assert server.events() == ["few_open_files", "ready"]


def test_the_service_is_imported_without_doing_anything(tmp_path):
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
