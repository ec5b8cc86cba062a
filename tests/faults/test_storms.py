"""Storms (FAULTS D5, D8): thousands who stay, who all come back at once, who come and go, and more than there are files."""

import os
import resource
from contextlib import suppress

import pytest

from tests.faults.support.control_pair import ControlPair
from tests.faults.support.gauges import cpu_seconds
from tests.faults.support.listen_queue import listen_drops
from tests.support.connections import Tab
from tests.support.frames import PING, PONG, frame, upgrade

MB = 1_000_000
PATIENCE_SECONDS = 300
BACK_SECONDS = 5
"""As the page does after a restart: anywhere in these, so that nobody meets everybody at the door."""

FEW_READS = 5


@pytest.fixture
def enough_files():
    """For both ends of every line."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (before[1], before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_thousands_are_held_while_a_room_talks_and_are_all_back_after_a_restart(talked_in, enough_files, thorough):
    number = thorough(200, 10_000)
    with talked_in(app="tests.faults.support.faulty_apps:counted()", MAX_CONNECTIONS=0) as case:
        hall = case.hall()
        with case.attack("10,000 connections held, each in a room that talks", below=400 * MB):
            people = hall.join(
                case.server.port, number, seconds=PATIENCE_SECONDS, back_seconds=thorough(1, BACK_SECONDS)
            )
            hold(case, hall, people, thorough(3, 30))
        assert listen_drops(case.server.port) == 0
        with case.figures.timed("longest until 10,000 were back after a restart (s)"):
            assert case.server.stop() == 0
            begin = len(case.log())
            case.start()
            hall.until(lambda: all(one.losses and one.is_at_home for one in people), "all back", PATIENCE_SECONDS)
        assert {code for person in people for code in person.close_codes} == {1012}
        assert not any(person.fresh_views for person in people)
        assert case.log()[begin:].count('"event": "read"') <= FEW_READS
        assert listen_drops(case.server.port) == 0
        case.count("connections back after a restart", number)
        case.memory_bytes = 400 * MB


def hold(case, hall, people, words):
    """A control pair in another room does not notice that they are there, nor that somebody talks to all of them."""
    pair = ControlPair(case.crowd, case.server.port)
    for number in range(words):
        hall.call(people[number].say, f"{number} for everybody")
        hall.until(lambda head=number + 1: all(one.last == head for one in people), "all heard it", PATIENCE_SECONDS)
    pair.stop()
    case.figures.most("control pair with 10,000 others there, 99th percentile (ms)", pair.p99_ms())


def test_who_comes_and_goes_by_the_thousand_leaves_nothing_behind(case, thorough):
    with case.attack("10,000 who come and go", below=32 * MB):
        for number in range(thorough(300, 10_000)):
            tab = Tab(case.server.port, f"?room={case.room[:40]}-{number % 7}")
            tab.reset() if number % 2 else tab.__exit__()
            case.count("connections that came and went")


def test_too_few_open_files_turn_people_away_and_nothing_else(case_with):
    """Those who are here stay, nobody is left hanging at the door, and the service does not run in circles."""
    with case_with(RATE=0, MAX_CONNECTIONS_PER_IP=0) as case:
        pid = case.server.process.pid
        before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (len(os.listdir(f"/proc/{pid}/fd")) + 20, before[1]))
        lines = [case.line() for _ in range(100)]
        for line in lines:
            with suppress(ConnectionError):
                line.write(upgrade(f"?room={case.room}"))
        answers = [line.answer().status for line in lines]
        assert sorted(set(answers)) == [0, 101]
        assert answers.count(101) <= 20
        assert_idle(case, lines[answers.index(101)])
        for line in lines:
            line.reset()
        assert case.join(15)
        resource.prlimit(pid, resource.RLIMIT_NOFILE, before)


def assert_idle(case, line):
    """It works for those who ask, not for those who cannot come in."""
    began = cpu_seconds(case.server)
    for number in range(20):
        line.write(frame(str(number).encode(), PING))
        while line.frame() != (PONG, str(number).encode()):
            pass
    assert cpu_seconds(case.server) - began < 1
