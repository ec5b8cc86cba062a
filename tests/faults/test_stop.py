"""Stopped and started under load (FAULTS D5): everything accepted is stored, everybody is told to come back, and does."""

import signal
from itertools import product

import pytest

from service.chat.heartbeat import SILENCE_SECONDS

STOP_SECONDS = 10
"""What a container gives; beyond it comes a kill."""

PEOPLE = 20
LARGE = " ".join(["large"] * 600)


def test_a_stop_under_load_with_stuck_readers_is_clean(talked_in, thorough):
    with talked_in() as case:
        people = case.join(thorough(PEOPLE, 1_000))
        for _ in range(thorough(2, 10)):
            stuck = [case.tab(receive_bytes=4_096) for _ in range(PEOPLE)]
            fill(case, people)
            with case.talking(people), case.figures.timed("longest stop under load, with stuck readers (s)"):
                case.await_settled(100)
                assert case.server.stop() == 0
            case.start()
            for tab in stuck:
                tab.reset()
        case.settle()
        assert {code for person in people for code in person.close_codes} == {1012}


def fill(case, people):
    """More than a line holds, so that who does not read is full."""
    for number in range(200):
        case.crowd.call(people[number % len(people)].say, LARGE)
    case.settle()


STOPS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
SIGNALS = [
    pytest.param(first, second, id=f"{first.name}-{second.name}", marks=[] if first is second else pytest.mark.thorough)
    for first, second in product(STOPS, STOPS)
]


def has_ended(server):
    return server.ended_within(STOP_SECONDS) and server.is_gone()


@pytest.mark.parametrize(("first", "second"), SIGNALS)
def test_a_second_signal_does_not_break_off_a_stop(first, second, talked_in):
    with talked_in() as case:
        people = case.join(5)
        stays = case.tab()
        with case.talking(people):
            case.await_settled(20)
            case.server.process.send_signal(first)
            assert stays.close_code() == 1012  # and no answer, so that it waits
            case.server.process.send_signal(second)
            assert has_ended(case.server)
        assert case.server.process.returncode == 0
        assert case.server.events()[-1] == "closed"
        case.start()


def test_a_stop_at_any_moment_of_a_start_leaves_nothing_behind(talked_in, thorough):
    """Python ends at once until Sanic listens for signals; from then on a stop is a stop."""
    with talked_in() as case, case.talking(case.join(PEOPLE)):
        case.await_settled(20)
        assert case.server.stop() == 0
        for _ in range(thorough(5, 40)):
            case.server.launch()
            case.server.ended_within(case.chance.uniform(0, 1.5))
            case.server.terminate()
            assert has_ended(case.server)
            assert case.server.process.returncode in (0, -signal.SIGTERM)
            case.count("stops in the middle of a start")
        case.start()


def test_a_service_that_freezes_is_not_healthy_and_keeps_everybody(case_with, thorough):
    """Nothing runs for a while, as in a paused container: no line is lost, nobody is declared gone, however long it was."""
    with case_with(RATE=0) as case:
        people, case.standstill_seconds = case.join(PEOPLE), thorough(1, SILENCE_SECONDS + 5)
        case.server.process.send_signal(signal.SIGSTOP)
        asks = case.line(timeout_seconds=case.standstill_seconds)
        asks.write(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        with pytest.raises(TimeoutError):
            asks.answer()
        case.server.process.send_signal(signal.SIGCONT)
        assert asks.answer().status == 200
        case.settle()
        assert not any(person.losses for person in people)
