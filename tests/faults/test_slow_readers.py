"""Slow and dead readers, and bad lines (FAULTS D4): they come back without a gap, and cost the others nothing."""

import threading

import pytest

from service.chat.room import PIECE_BYTES
from tests.support.connections import fill_room
from tests.support.frames import request, upgrade

MB = 1_000_000
LARGE = "large " * 600
EMOJI = "🦦" * 4_000
HELD_BYTES = 2 * PIECE_BYTES + len(EMOJI.encode()) + 8_192
"""For a connection that is behind, and what a connection takes anyway."""


def talk(case, count, text=LARGE):
    """So many large words by two people, each after the last ten have settled: more than any line holds."""
    people = case.join(2)
    for number in range(count):
        case.crowd.call(people[number % 2].say, text.strip())
        if number % 20 == 19:
            case.crowd.until(lambda: not any(person.unsettled for person in people), "settled")


def test_a_reader_that_stops_is_noticed_within_a_megabyte(case):
    """Neither we nor the kernel hold more for it: the rest waits in the log."""
    stuck = case.join(5, receive_bytes=4_096)
    for person in stuck:
        case.crowd.call(person.stop_reading)
    talk(case, 1_000_000 // len(LARGE))
    assert case.gauge("lagging") == 5
    for person in stuck:
        case.crowd.call(person.go_on_reading)


def test_readers_that_stop_cost_a_bounded_sum_are_let_go_and_come_back_without_a_gap(case, thorough):
    """They take nothing for longer than the stall limit while others talk; nobody else sees any of it."""
    stuck = case.join(thorough(5, 50), receive_bytes=4_096)
    for person in stuck:
        case.crowd.call(person.stop_reading)
    with case.attack("50 readers that stop in a busy room", below=64 * MB):
        talk(case, thorough(400, 1_500))
        case.server.await_claim(lambda: '"why": "stalled"' in case.log())
        case.server.await_claim(lambda: case.gauge("lagging") == 0)
    for person in stuck:
        case.crowd.call(person.go_on_reading)
    case.settle()
    assert {code for person in stuck for code in person.close_codes} <= {4008}


def test_readers_that_stop_while_they_join_cost_a_bounded_sum_however_long_the_messages_are(case):
    """All that is kept is asked for, and nothing of it taken: two pieces and a message are held for each."""
    talk(case, 70, EMOJI)
    with case.attack("200 readers that stop while they join a room of emoji", below=12 * MB + 200 * HELD_BYTES):
        for _ in range(200):
            case.line(receive_bytes=4_096).write(upgrade(f"?room={case.room}&after=0"))
        case.server.await_claim(lambda: case.gauge("lagging") == 200)
        case.server.await_claim(lambda: case.log().count('"why": "stalled"') == 200)


@pytest.mark.thorough
def test_two_hundred_of_a_thousand_stop_at_once_and_the_others_do_not_notice(case):
    """How long the control pair waits before and after goes into the figures."""
    stuck, quick = case.join(200, receive_bytes=4_096), case.join(800)
    chat(case, quick, 200)
    case.figures.most("control pair among 1,000, 99th percentile (ms)", case.control.p99_ms())
    for person in stuck:
        case.crowd.call(person.stop_reading)
    begin = case.control.heard
    with case.attack("200 of 1,000 that stop at once", below=128 * MB):
        chat(case, quick, 300)
        case.server.await_claim(lambda: case.log().count('"why": "stalled"') == len(stuck))
    case.figures.most(
        "control pair among 1,000 of whom 200 have stopped, 99th percentile (ms)", case.control.p99_ms(begin)
    )
    assert not any(person.losses for person in quick)
    for person in stuck:
        case.crowd.call(person.go_on_reading)
    case.settle()


def chat(case, people, count):
    """So many large words, each by somebody else and after the last was heard."""
    for _ in range(count):
        case.crowd.call(case.chance.choice(people).say, LARGE.strip())
        case.crowd.until(lambda: not any(person.unsettled for person in people), "settled")


def test_who_upgrades_behind_an_answer_is_let_in_when_they_have_read_it(case):
    """Until then the line is full, and a connection on it would never be told so."""
    history = fill_room(case.server.port, f"long-{case.room[:50]}")
    line = case.line(receive_bytes=4_096)
    line.write(request(history) + upgrade(f"?room={case.room}"))
    line.await_data()
    assert case.gauge("connections") == len(case.crowd.people)
    assert line.answer().status == 200
    assert line.answer().status == 101
    assert line.receive("welcome")


def test_who_is_reset_in_the_middle_of_reading_back_leaves_nothing(case, thorough):
    """Over HTTP, and as a tab that comes back: whether it is cut before the first byte or between two."""
    history = request(fill_room(case.server.port, f"long-{case.room[:50]}"))
    for _ in range(thorough(10, 100)):
        for asks in (history, history * 2, upgrade(f"?room=long-{case.room[:50]}&after=0")):
            unread, begun = case.line(receive_bytes=4_096), case.line(receive_bytes=4_096)
            for line in (unread, begun):
                line.write(asks)
            begun.await_data()
            unread.reset()
            begun.reset()


@pytest.mark.thorough
def test_a_reader_at_one_kilobyte_a_second_is_never_let_go(case):
    """It falls behind for good, but it reads: who takes a byte in ten seconds is alive."""
    slow = case.tab(receive_bytes=4_096, timeout_seconds=60)
    is_over = threading.Event()
    reading = threading.Thread(target=slow.read_slowly, args=(1_024, 1.0, is_over))
    reading.start()
    try:
        talk(case, 1_500)
        is_over.wait(60)
    finally:
        is_over.set()
        reading.join()
    assert '"why": "stalled"' not in case.log()
    head = case.history()[-1]["seq"]
    assert [message["seq"] for message in slow.receive_until(head)] == list(range(1, head + 1))


@pytest.mark.thorough
def test_a_line_that_goes_dead_without_a_word_is_noticed_and_its_person_leaves(case):
    line, watcher = case.bad_line(), case.join()[0]
    people = case.join(10, port=line.port)
    ids = {person.welcome["you"]["id"] for person in people}
    line.lose_everything()
    with case.figures.timed("time until a dead line was noticed (s)"):
        case.crowd.until(lambda: watcher.left >= ids, "all of them are told to have left")
    assert watcher.left == ids
    for person in people:
        case.crowd.call(person.drop)
