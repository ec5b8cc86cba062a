"""Slow and dead readers (FAULTS D4): they receive everything in the end, and cost the others nothing."""

import threading

import pytest

from service.chat.catch_up import PIECE_BYTES
from tests.faults.support.simulated_people import SimulatedPerson
from tests.support.connections import fill_room
from tests.support.frames import request, upgrade

MB = 1_000_000
LARGE = " ".join(["large"] * 600)
EMOJI = "🦦" * 4_000
HELD_BYTES = 2 * PIECE_BYTES + len(EMOJI.encode()) + 8_192
"""Most bytes that the server keeps for a lagging connection: two pieces, one message, and what each connection needs."""

STALLED = '"reason": "stalled"'


@pytest.fixture
def stall_case(case_with, thorough):
    """A case whose stall limit is a second, or the real one in thorough rounds."""
    return case_with(app=thorough("tests.support.apps:short_timeouts()", "service.app"))


def talk(case, count, text=LARGE, people=None, settled=20):
    """Lets two people, or these, say `count` large messages, with at most `settled` of them unsettled."""
    people = people or case.join(2)
    for number in range(1, count + 1):
        case.crowd.call(people[number % len(people)].say, text)
        if number % settled == 0:
            case.crowd.until(lambda: not any(person.unsettled for person in people), "settled")


def test_a_reader_that_stops_is_lagging_within_a_megabyte(case):
    """Neither the service nor the kernel keeps more for it. It finds the rest in the log."""
    stuck = case.join(5, receive_bytes=4_096)
    case.crowd.each(SimulatedPerson.stop_reading, stuck)
    talk(case, MB // len(LARGE))
    assert case.gauge("lagging") == 5
    case.crowd.each(SimulatedPerson.resume_reading, stuck)


def test_readers_that_stop_cost_bounded_memory_are_disconnected_and_catch_up(stall_case, thorough):
    """They read nothing for the stall limit while others talk; nobody else notices."""
    with stall_case as case:
        stuck = case.join(thorough(5, 50), receive_bytes=4_096)
        case.crowd.each(SimulatedPerson.stop_reading, stuck)
        with case.attack("50 readers that stop in a busy room", below=64 * MB):
            talk(case, thorough(200, 1_500))
            case.await_log(STALLED)
            case.server.await_claim(lambda: case.gauge("lagging") == 0)
        case.crowd.each(SimulatedPerson.resume_reading, stuck)
        case.settle()
        assert {code for person in stuck for code in person.close_codes} <= {4008}


def test_readers_that_stop_while_they_join_cost_bounded_memory(stall_case):
    """They ask for the whole history and read nothing of it."""
    with stall_case as case:
        talk(case, 70, EMOJI)
        with case.attack("200 readers that stop while they join a room of emoji", below=12 * MB + 200 * HELD_BYTES):
            for _ in range(200):
                case.connection(receive_bytes=4_096).write(upgrade(f"?room={case.room}&after=0"))
            case.await_log(STALLED, 200)


@pytest.mark.thorough
def test_two_hundred_of_a_thousand_stop_at_once_and_the_others_do_not_notice(case):
    """The latency of the control pair before and after goes into the figures."""
    stuck, reading = case.join(200, receive_bytes=4_096), case.join(800)
    talk(case, 200, people=reading, settled=1)
    case.figures.most("control pair among 1,000 people, 99th percentile (ms)", case.control.p99_ms())
    case.crowd.each(SimulatedPerson.stop_reading, stuck)
    begin = case.control.received
    with case.attack("200 readers of 1,000 that stop at once", below=128 * MB):
        talk(case, 300, people=reading, settled=1)
        case.await_log(STALLED, len(stuck))
    p99_ms = case.control.p99_ms(begin)
    case.figures.most("control pair among 1,000 people of whom 200 stopped reading, 99th percentile (ms)", p99_ms)
    assert not any(person.drops for person in reading)
    case.crowd.each(SimulatedPerson.resume_reading, stuck)
    case.settle()


def test_an_upgrade_behind_an_unread_answer_waits_until_the_answer_is_read(case):
    """While an answer is unread, writing is paused. A `Connection` that is made then would never learn that writing may go on."""
    history = fill_room(case.server.port, f"long-{case.room[:50]}")
    connection = case.connection(receive_bytes=4_096)
    connection.write(request(history) + upgrade(f"?room={case.room}"))
    connection.await_data()
    assert case.gauge("connections") == len(case.crowd.people)
    assert connection.answer().status == 200
    assert connection.answer().status == 101
    assert connection.receive("welcome")


def test_a_reset_while_history_is_sent_leaves_nothing_behind(case, thorough):
    """The history is sent over HTTP or to a tab that catches up. The reset comes before its first byte or after it."""
    history = request(fill_room(case.server.port, f"long-{case.room[:50]}"))
    for _ in range(thorough(10, 100)):
        for asked in (history, history * 2, upgrade(f"?room=long-{case.room[:50]}&after=0")):
            unread, begun = case.connection(receive_bytes=4_096), case.connection(receive_bytes=4_096)
            for connection in (unread, begun):
                connection.write(asked)
            begun.await_data()
            unread.reset()
            begun.reset()


@pytest.mark.thorough
def test_a_reader_of_one_kilobyte_a_second_is_never_disconnected(case):
    """It never catches up, but it reads: one byte within ten seconds is enough."""
    slow, is_over = case.tab(receive_bytes=4_096, timeout_seconds=60), threading.Event()
    reading = threading.Thread(target=slow.read_slowly, args=(1_024, 1.0, is_over))
    reading.start()
    try:
        talk(case, 1_500)
        is_over.wait(60)
    finally:
        is_over.set()
        reading.join()
    assert STALLED not in case.log()
    head = case.history()[-1]["seq"]
    assert [message["seq"] for message in slow.receive_until(head)] == list(range(1, head + 1))


@pytest.mark.thorough
def test_dead_connections_are_noticed_and_their_people_leave(case):
    proxy, watcher = case.proxy(), case.join()[0]
    people = case.join(10, port=proxy.port)
    ids = {person.welcome["you"]["id"] for person in people}
    proxy.lose_everything()
    with case.figures.timed("longest time until a dead connection was detected (s)"):
        case.crowd.until(lambda: watcher.left >= ids, "all of them have left")
    assert watcher.left == ids
    case.crowd.each(SimulatedPerson.drop, people)
