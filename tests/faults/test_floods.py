"""Floods (FAULTS D2, D3): control frames, fragments, messages, rooms and connections, each with a bound on memory."""

import threading

import pytest

from tests.support.connections import RawTab, ask, fill_room
from tests.support.frames import CONT, PING, PONG, frame, json_frame, request

MB = 1_000_000
PIECE_BYTES = 100_000
ANSWER_BYTES = 600_000
"""Memory of an answer and its connection: twice the measured value."""

REQUESTS_AFTER = 8
TYPING = json_frame(type="typing")
NUMBERS = [str(number).encode() for number in range(1_000)]


def test_pings_from_somebody_who_does_not_read_are_held_back_by_tcp(case):
    tab = case.tab(receive_bytes=4_096)
    with case.attack("60 MB of pings from a client that does not read", below=16 * MB):
        assert tab.flood(frame(b"x" * 125, PING) * 500, 60 * MB) < 60 * MB


FLOODS = {
    "60 MB of unsolicited pongs": (frame(b"x" * 125, PONG) * 8_000, 60, [], b""),
    "20,000 pings, each pong read": (b"".join(frame(number, PING) for number in NUMBERS), 20, NUMBERS, b""),
    "20,000 typing frames at once": (TYPING * 20_000, 1, [], b""),
    "2,000 renames of one person": (
        b"".join(json_frame(type="name", name=f"Ana {number}") for number in range(2_000)), 1, [], b'"Ana 1999"',
    ),
}  # fmt: skip
"""For each attack: the bytes to send, how often, the pongs that answer them, and the words that reach others last."""


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_is_answered_takes_little_memory_and_reaches_others_as_a_few_frames(case, name, thorough):
    sent, rounds, pongs, last = FLOODS[name]
    tab, listener = case.tab(), case.tab()
    with case.attack(name, below=8 * MB):
        for _ in range(thorough(1, rounds)):
            tab.write(sent)
            assert [payload for opcode, payload in ping(tab) if opcode == PONG] == pongs
    received = [payload for _, payload in ping(listener)]
    while last not in b"".join(received):
        received.append(listener.frame()[1])
    assert sum(b'"message"' not in payload for payload in received) < 50


def ping(tab):
    """Sends a ping. Returns the frames that came before its answer."""
    tab.write(frame(b"done", PING))
    return list(tab.frames_until((PONG, b"done")))


FRAGMENTS = {
    "1 MB in fragments of 2 bytes": (frame(b"{x", fin=False), frame(b"xx", CONT, fin=False)),
    "endless empty fragments": (frame(b"", fin=False), frame(b"", CONT, fin=False)),
    "a message that grows by 16 KB at a time": (frame(b"x" * 16_384, fin=False), frame(b"x" * 16_384, CONT, fin=False)),
}


@pytest.mark.parametrize("name", FRAGMENTS)
def test_a_message_without_end_closes_its_connection(case, name, thorough):
    first, more = FRAGMENTS[name]
    with case.attack(f"{name}, one connection after the other", below=4 * MB):
        for _ in range(thorough(10, 1_000)):
            tab = case.tab()
            tab.write(first + more * (1_100 if len(more) < 100 else 10))
            assert tab.close_code() == 1009
            case.count("breaches of the WebSocket protocol closed with the right code")
            tab.reset()


def test_messages_that_never_end_cost_no_more_than_the_limit_each(case, thorough):
    """Each sender stops just below the limits of a message."""
    tabs = [case.tab() for _ in range(thorough(50, 250))]
    with case.attack("250 unfinished messages of 60 KB", below=64 * MB):
        for tab in tabs:
            tab.write(frame(b"x" * 60_000, fin=False) + frame(b"", CONT, fin=False) * 100)
            ping(tab)
    for tab in tabs:
        tab.reset()


SMALL = {
    "pings": frame(b"", PING),
    "pongs": frame(b"", PONG),
    "typing": TYPING,
    "fragments": frame(b'{"type":"typing"}', fin=False) + frame(b"", CONT, fin=False) * 1_000 + frame(b"", CONT),
}


@pytest.mark.parametrize("name", SMALL)
@pytest.mark.parametrize("number", [1, pytest.param(20, marks=pytest.mark.thorough)])
def test_the_smallest_frames_at_full_speed_leave_the_others_their_turn(case, name, number, thorough):
    """The flood has to wait and the control pair has not. The pair's latency goes into the figures."""
    data, seconds, begin = SMALL[name] * (PIECE_BYTES // len(SMALL[name])), thorough(0.2, 3), case.control.received
    floods = [threading.Thread(target=case.tab().flood_and_read, args=(data, seconds)) for _ in range(number)]
    for flood in floods:
        flood.start()
    for flood in floods:
        flood.join()
    p99_ms = case.control.p99_ms(begin)
    case.figures.most(f"control pair beside {number} flooding connections ({name}), 99th percentile (ms)", p99_ms)


def test_thousands_of_rooms_are_forgotten(case_with, thorough):
    with case_with() as case:
        with case.attack("one person in 2,000 rooms, one after the other", below=32 * MB):
            for number in range(thorough(50, 2_000)):
                with RawTab(case.server.port, f"?room={case.room[:40]}-{number}") as tab:
                    tab.write(frame(b"", PING))
        case.server.await_claim(lambda: case.gauge("rooms") == 1)


def test_a_hundred_people_who_talk_at_their_limit_are_all_received(case_with, thorough):
    with case_with(RATE=60, BURST=60) as case:
        people = case.join(thorough(10, 100))
        for _ in range(20):
            for person in people:
                case.crowd.call(person.say, "at the limit")
        case.settle()


def test_requests_whose_answers_nobody_reads_make_one_answer_a_connection(restarting_case, thorough):
    with restarting_case(app="tests.support.apps:logged_reads()") as case:
        history = fill_room(case.server.port, f"long-{case.room[:50]}")
        connections = [case.connection(receive_bytes=4_096) for _ in range(thorough(20, 400))]
        name, begin = "400 connections that request a long history page three times and read nothing", len(case.log())
        with case.attack(name, below=len(connections) * ANSWER_BYTES):
            for connection in connections:
                connection.write(request(history) * 3)
            for connection in connections:
                connection.await_data()
            for _ in range(REQUESTS_AFTER):  # answered after everything that was to be answered before
                assert ask(case.server.port, history).status == 200
        reads = len(connections) + REQUESTS_AFTER
        case.server.await_claim(lambda: case.log()[begin:].count('"event": "read"') == reads)
        for connection in connections:
            connection.reset()


def test_hundreds_of_silent_connections_keep_nobody_out(case, thorough):
    with case.attack("900 connections that send nothing", below=32 * MB):
        for _ in range(thorough(200, 900)):
            case.connection()
        assert case.tab().welcome


@pytest.mark.thorough
def test_silent_connections_are_closed_in_time(case):
    connections = [case.connection() for _ in range(100)]
    assert all(connection.is_closed() for connection in connections)
