"""Floods: of control frames, fragments, words, rooms and lines. Each has a bound in memory, stated here and measured."""

import threading
from contextlib import suppress

import pytest

from tests.support.connections import Tab, ask, fill_room
from tests.support.frames import CONT, PING, PONG, TEXT, frame, json_frame, request, say, upgrade

MB = 1_000_000
PIECE_BYTES = 100_000
FLOOD_SECONDS = 3
LINE_BYTES = 600_000
"""An answer and what belongs to a line: twice of what was measured."""

AFTER = 8


def test_pings_from_somebody_who_does_not_read_are_held_back_by_tcp(case):
    tab = case.tab(receive_bytes=4_096)
    with case.attack("60 MB of pings from somebody who does not read", below=16 * MB):
        assert tab.flood(frame(b"x" * 125, PING) * 500, 60 * MB) < 60 * MB


def test_pongs_that_nobody_asked_for_cost_nothing(case, thorough):
    tab = case.tab()
    total = thorough(2, 60) * MB
    with case.attack("60 MB of pongs nobody asked for", below=8 * MB):
        assert tab.flood(frame(b"x" * 125, PONG) * 500, total) >= total
        await_pong(tab)


def test_pings_that_are_read_are_all_answered(case, thorough):
    tab = case.tab()
    with case.attack("20,000 pings, each answer read", below=8 * MB):
        for first in range(0, thorough(2_000, 20_000), 100):
            for number in range(first, first + 100):
                tab.write(frame(str(number).encode(), PING))
            for number in range(first, first + 100):
                await_pong(tab, str(number).encode())


def await_pong(tab, words=b"done"):
    if words == b"done":
        tab.write(frame(words, PING))
    while (found := tab.frame())[0] != PONG:
        assert found[0] in (TEXT, PING)  # the heart may beat meanwhile
    assert found[1] == words


FRAGMENTS = {
    "a megabyte in fragments of 2 bytes": (frame(b"{x", fin=False), frame(b"xx", CONT, fin=False)),
    "fragments of nothing, without end": (frame(b"", fin=False), frame(b"", CONT, fin=False)),
    "a message that grows by 16 KB at a time": (frame(b"x" * 16_384, fin=False), frame(b"x" * 16_384, CONT, fin=False)),
}


@pytest.mark.parametrize("name", FRAGMENTS)
def test_a_message_without_end_is_ended(case, name, thorough):
    first, more = FRAGMENTS[name]
    with case.attack(f"{name}, one line after the other", below=4 * MB):
        for _ in range(thorough(100, 1_000)):
            tab = case.tab()
            tab.write(first + more * (1_100 if len(more) < 100 else 10))
            assert tab.close_code() == 1009
            case.count("breaches of the protocol answered with their code")
            tab.reset()


def test_messages_that_never_end_hold_no_more_than_the_limit_each(case, thorough):
    """Just below the limits, and then nothing: what a hundred of them can make us hold is bounded."""
    tabs = [case.tab() for _ in range(thorough(50, 250))]
    with case.attack("250 messages of 60 KB that never end", below=64 * MB):
        for tab in tabs:
            tab.write(frame(b"x" * 60_000, fin=False) + frame(b"", CONT, fin=False) * 100)
            await_pong(tab)
    for tab in tabs:
        tab.reset()


SMALL = {
    "pings": frame(b"", PING),
    "pongs": frame(b"", PONG),
    "typing": json_frame(type="typing"),
    "fragments": frame(b'{"type":"typing"}', fin=False) + frame(b"", CONT, fin=False) * 1_000 + frame(b"", CONT),
}


@pytest.mark.parametrize("name", SMALL)
@pytest.mark.parametrize("lines", [1, pytest.param(20, marks=pytest.mark.thorough)])
def test_the_smallest_frames_at_full_speed_leave_the_others_their_turn(case, name, lines):
    """The line has to wait for itself, not the others for the line; how long they wait goes into the figures."""
    piece, begin = SMALL[name] * (PIECE_BYTES // len(SMALL[name])), case.control.heard
    floods = [threading.Thread(target=case.tab().flood_and_read, args=(piece, FLOOD_SECONDS)) for _ in range(lines)]
    for flood in floods:
        flood.start()
    for flood in floods:
        flood.join()
    waited = case.control.p99_ms(begin)
    case.figures.most(f"control pair beside {lines} who flood with {name}, 99th percentile (ms)", waited)


def test_typing_by_the_thousand_is_passed_on_once_in_a_while(case):
    tab, listener = case.tab(), case.tab()
    with case.attack("typing, 20,000 times at once", below=8 * MB):
        tab.write(json_frame(type="typing") * 20_000)
        await_pong(tab)
    listener.write(frame(b"done", PING))
    heard = 0
    while (found := listener.frame())[0] != PONG:
        heard += b'"typing"' in found[1]
    assert heard < 50


def test_renaming_by_the_thousand_is_told_in_a_few_words(case):
    tab, listener = case.tab(), case.tab()
    with case.attack("2,000 names of one person", below=8 * MB):
        tab.write(b"".join(json_frame(type="name", name=f"Ana {number}") for number in range(2_000)))
        await_pong(tab)
    told = [listener.receive("people")]
    while not any(person["name"] == "Ana 1999" for person in told[-1]["joined"] + told[-1]["renamed"]):
        told.append(listener.receive("people"))
    assert len(told) < 50


def test_rooms_by_the_thousand_are_forgotten(case, thorough):
    with case.attack("one person in 2,000 rooms, one after the other", below=32 * MB):
        for number in range(thorough(200, 2_000)):
            with Tab(case.server.port, f"?room={case.room[:40]}-{number}") as tab:
                tab.write(frame(b"", PING))
    case.server.await_claim(lambda: case.gauge("rooms") == 1)


def test_who_floods_is_sent_away_and_nobody_else_is(case_with):
    with case_with(RATE=60, BURST=60) as case:
        people = case.join(5)
        tab = case.tab()
        for number in range(400):
            case.ledger.invoke(f"flood-{number}", "flood")
        tab.write(b"".join(say(f"flood-{number}", "flood") for number in range(400)))
        assert tab.close_code() == 4529
        for person in people:
            case.crowd.call(person.say, "still here")


def test_a_hundred_who_talk_at_their_limit_are_all_heard(case_with, thorough):
    with case_with(RATE=60, BURST=60, MAX_CONNECTIONS_PER_IP=0) as case:
        people = case.join(thorough(30, 100))
        for _ in range(20):
            for person in people:
                case.crowd.call(person.say, "at the limit")
        case.settle()


def test_more_than_fit_are_told_to_come_back_and_do(case_with, thorough):
    """Twenty more than there is room for knock at once: exactly so many come in, and the rest when there is room."""
    with case_with(MAX_CONNECTIONS=22, RATE=0) as case:
        lines = [case.line() for _ in range(40)]
        for line in lines:
            line.write(upgrade(f"?room={case.room}"))
        answers = [line.answer() for line in lines]
        assert sorted(answer.status for answer in answers) == [101] * 20 + [503] * 20
        assert all(answer.header("retry-after") for answer in answers if answer.status == 503)
        for line in lines:
            line.reset()
        case.server.await_claim(lambda: case.gauge("connections") == 2)
        assert len(case.join(20)) == 20


def test_who_asks_again_and_again_and_reads_nothing_makes_us_hold_one_answer_a_line(talked_in, thorough):
    with talked_in(app="tests.faults.support.faulty_apps:counted()") as case:
        history = fill_room(case.server.port, f"long-{case.room[:50]}")
        lines, begin = [case.line(receive_bytes=4_096) for _ in range(thorough(40, 400))], len(case.log())
        below = len(lines) * LINE_BYTES
        with case.attack("400 lines that ask three times for a long page of history and read nothing", below=below):
            for line in lines:
                line.write(request(history) * 3)
            for line in lines:
                line.await_data()
            for _ in range(AFTER):  # what was to be answered before is answered now
                assert ask(case.server.port, history).status == 200
        assert case.log()[begin:].count('"event": "read"') == len(lines) + AFTER
        for line in lines:
            line.reset()


def test_silent_lines_by_the_hundred_keep_nobody_out(case, thorough):
    with case.attack("900 silent lines, before a first byte", below=32 * MB):
        for _ in range(thorough(300, 900)):
            case.line()
        assert case.tab().welcome


@pytest.mark.thorough
def test_silent_lines_are_closed_in_time(case):
    lines = [case.line(timeout_seconds=30) for _ in range(100)]
    assert all(line.is_closed() for line in lines)


TRICKLES = {
    "a first line": b"GET /" + b"a" * 4_000,
    "headers": request("/")[:-2] + b"X: " + b"a" * 4_000,
    "a handshake": upgrade()[:-2] + b"X: " + b"a" * 4_000,
    "a body": request("/", headers=("Content-Length: 60000",)) + b"a" * 4_000,
}


@pytest.mark.thorough
def test_who_trickles_a_request_is_closed_in_time(case):
    """One byte at a time: neither a first line, nor headers, nor a body without end keeps a line open."""
    lines = [case.line(timeout_seconds=60) for _ in TRICKLES]
    is_over = threading.Event()
    trickling = threading.Thread(target=trickle, args=(lines, TRICKLES.values(), is_over))
    trickling.start()
    try:
        for line in lines:
            while line.answer().status:
                pass
    finally:
        is_over.set()
        trickling.join()


def trickle(lines, words, is_over):
    for letters in zip(*words, strict=False):
        for line, letter in zip(lines, letters, strict=True):
            with suppress(OSError):
                line.write(bytes([letter]))
        if is_over.wait(0.1):
            return
