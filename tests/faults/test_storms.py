"""Thousands of connections (FAULTS D5, D8): they stay, reconnect all at once, come and go, and are more than open files."""

import os
import resource
from contextlib import suppress
from pathlib import Path

import pytest

from tests.faults.support.control_pair import ControlPair
from tests.faults.support.gauges import cpu_seconds
from tests.support.connections import RawTab
from tests.support.frames import PING, PONG, frame, upgrade

MB = 1_000_000
WAIT_SECONDS = 300
RECONNECT_SECONDS = 5
"""The page reconnects at a random moment of these seconds after a restart."""

MOST_READS = 5


@pytest.fixture
def enough_files():
    """Allows this process the open files for its end of every connection."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (before[1], before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_thousands_receive_what_a_room_says_and_are_all_back_after_a_restart(restarting_case, enough_files, thorough):
    number = thorough(100, 10_000)
    with restarting_case(app="tests.support.apps:logged_reads()", MAX_CONNECTIONS=0) as case:
        room, seconds, drops = case.other_room(), thorough(1, RECONNECT_SECONDS), listen_drops()
        with case.attack("10,000 open connections in a busy room", below=400 * MB):
            people = room.join(case.server.port, number, seconds=WAIT_SECONDS, reconnect_seconds=seconds)
            talk_to_all(case, room, people, thorough(3, 30))
        with case.figures.timed("longest time until 10,000 connections had reconnected after a restart (s)"):
            assert case.server.stop() == 0
            begin = len(case.log())
            case.start()
            room.until(lambda: all(one.drops and one.is_welcomed for one in people), "all are back", WAIT_SECONDS)
        assert {code for person in people for code in person.close_codes} == {1012}
        assert not any(person.new_views for person in people)
        assert case.log()[begin:].count('"event": "read"') <= MOST_READS
        assert thorough(drops, listen_drops()) == drops  # in a quick round other tests run beside this one
        case.count("connections that reconnected after a restart", number)
        case.memory_bytes = 400 * MB


def listen_drops():
    """Returns how many connections the kernel has dropped on this machine because they were not accepted in time."""
    names, numbers = (line.split() for line in Path("/proc/net/netstat").read_text().splitlines()[:2])
    return int(dict(zip(names, numbers, strict=True))["ListenDrops"])


def talk_to_all(case, room, people, messages):
    """Says messages to thousands, and checks that a control pair in another room notices nothing."""
    pair = ControlPair(case.crowd, case.server.port)
    for number in range(messages):
        room.call(people[number].say, f"{number} for everybody")
        room.until(lambda head=number + 1: all(one.last == head for one in people), "all received it", WAIT_SECONDS)
    pair.stop()
    case.figures.most("control pair beside 10,000 connections, 99th percentile (ms)", pair.p99_ms())


def test_thousands_of_connections_that_come_and_go_leave_nothing_behind(case, thorough):
    with case.attack("10,000 connections that open and close", below=32 * MB):
        for number in range(thorough(100, 10_000)):
            tab = RawTab(case.server.port, f"?room={case.room[:40]}-{number % 7}")
            tab.reset() if number % 2 else tab.__exit__()
            case.count("connections that opened and closed")


def test_too_few_open_files_keep_new_connections_out_and_nothing_else(case_with):
    """Open connections stay, refused ones end at once, and the service takes no processor time for them."""
    with case_with() as case:
        pid = case.server.process.pid
        before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (len(os.listdir(f"/proc/{pid}/fd")) + 20, before[1]))
        connections = [case.connection() for _ in range(100)]
        for connection in connections:
            with suppress(ConnectionError):
                connection.write(upgrade(f"?room={case.room}"))
        answers = [connection.answer().status for connection in connections]
        assert set(answers) == {0, 101}
        assert answers.count(101) <= 20
        assert_idle(case, connections[answers.index(101)])
        for connection in connections:
            connection.reset()
        assert case.join(15)
        resource.prlimit(pid, resource.RLIMIT_NOFILE, before)


def assert_idle(case, connection):
    """Checks that the service takes little processor time while connections wait to be accepted."""
    began = cpu_seconds(case.server)
    for number in range(20):
        payload = str(number).encode()
        connection.write(frame(payload, PING))
        list(connection.frames_until((PONG, payload)))
    assert cpu_seconds(case.server) - began < 1
