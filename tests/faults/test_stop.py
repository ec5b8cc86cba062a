"""The process is stopped and suspended under load (FAULTS D5): accepted messages are stored, and everybody reconnects."""

import signal
from itertools import product

import pytest

from service.chat.heartbeat import SILENCE_SECONDS
from tests.support.frames import request

STOP_SECONDS = 10
"""Time that Docker gives a container to stop, before it kills it."""

PEOPLE = 20
LARGE = " ".join(["large"] * 600)


def test_a_stop_under_load_with_stuck_readers_is_clean(restarting_case, thorough):
    with restarting_case() as case:
        people = case.join(thorough(PEOPLE, 1_000))
        for _ in range(thorough(1, 10)):
            stuck = [case.tab(receive_bytes=4_096) for _ in range(PEOPLE)]
            for number in range(200):  # more than a socket that nobody reads can hold
                case.crowd.call(people[number % len(people)].say, LARGE)
            case.settle()
            with case.talking(people), case.figures.timed("longest stop under load, with stuck readers (s)"):
                case.await_settled(100)
                assert case.server.stop() == 0
            case.start()
            for tab in stuck:
                tab.reset()
        case.settle()
        assert {code for person in people for code in person.close_codes} == {1012}


STOPS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def test_a_second_signal_does_not_break_off_a_stop(restarting_case, thorough):
    with restarting_case() as case:
        people = case.join(5)
        for first, second in thorough([STOPS[:2]], product(STOPS, STOPS)):
            stays = case.tab()
            with case.talking(people):
                case.await_settled(20)
                case.server.process.send_signal(first)
                assert stays.close_code() == 1012  # unanswered, so that the service waits
                case.server.process.send_signal(second)
                assert_ended(case.server, 0)
            assert case.server.events()[-1] == "log_closed"
            case.start()


def test_a_stop_or_kill_at_any_moment_of_a_start_leaves_nothing_half_made(restarting_case, thorough):
    """Before Sanic listens for signals, a signal ends Python at once."""
    with restarting_case() as case, case.talking(case.join(PEOPLE)):
        case.await_settled(20)
        case.kill()
        for _ in range(thorough(1, 40)):
            for is_killed in (True, False):
                case.server.launch()
                case.server.ended_within(case.chance.uniform(0, thorough(0.8, 1.5)))
                case.kill() if is_killed else case.server.terminate()
                assert_ended(case.server, *((-signal.SIGKILL,) if is_killed else (0, -signal.SIGTERM)))
            case.count("stops during a start")
        case.start()


def assert_ended(server, *codes):
    assert server.ended_within(STOP_SECONDS)
    assert server.is_gone()
    assert server.process.returncode in codes


def test_a_suspended_service_is_not_healthy_and_disconnects_nobody(case_with, thorough):
    """As in a paused container. Afterwards nobody is disconnected as silent, however long the pause was."""
    with case_with() as case:
        people, case.standstill_seconds = case.join(PEOPLE), thorough(0.5, SILENCE_SECONDS + 5)
        case.server.process.send_signal(signal.SIGSTOP)
        connection = case.connection(timeout_seconds=case.standstill_seconds)
        connection.write(request("/health"))
        with pytest.raises(TimeoutError):
            connection.answer()
        case.server.process.send_signal(signal.SIGCONT)
        assert connection.answer().status == 200
        case.settle()
        assert not any(person.drops for person in people)
