"""A line that talks without pause has its turns, and leaves the others theirs; over real sockets, in a loop of our own."""

import asyncio
import socket

import pytest

from service.websocket.connection import REST_SECONDS, Connection
from service.websocket.fairness import LONGEST_REST_SECONDS, REST_SHARE, Share
from tests.support.frames import CONT, PING, PONG, frame

MANY = 100_000
"""More than can be heard in one turn, on whatever machine."""

TEXTS = [f"text {number}" for number in range(200)]


class Ear(asyncio.Protocol):
    """The service's side of a line: it hears texts, and counts the reads they took."""

    def __init__(self):
        self.heard, self.reads = [], 0

    def connection_made(self, transport):
        self.share = Share()
        self.transport, self.connection = transport, Connection(transport, 65_536, self.share)
        self.connection.start(self)

    def data_received(self, data):
        self.reads += 1
        self.connection.data_received(data)

    def received(self, _, text):
        self.heard.append(text)
        return text.startswith("text")

    def paused(self, _):
        pass

    resumed = closed = paused


def with_a_line(act):
    async def run():
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        theirs.setblocking(False)
        transport, ear = await loop.create_connection(Ear, sock=ours)
        await act(ear, lambda text: loop.sock_sendall(theirs, frame(text.encode())))
        transport.abort()
        theirs.close()

    asyncio.run(asyncio.wait_for(run(), 30))


async def until(is_true):
    while not is_true():
        await asyncio.sleep(0)


def test_who_talks_without_pause_is_read_in_large_pieces_and_heard_in_order():
    async def talk(ear, say):
        for text in TEXTS:
            await say(text)
            await asyncio.sleep(0)  # a turn of the loop, in which this text alone could be read
        await until(lambda: len(ear.heard) == len(TEXTS))
        assert ear.heard == TEXTS
        assert ear.reads < len(TEXTS) / 4

    with_a_line(talk)


def test_who_takes_their_time_is_read_at_once():
    async def talk(ear, say):
        for text in TEXTS[:5]:
            await asyncio.sleep(3 * REST_SECONDS)
            assert ear.transport.is_reading()
            await say(text)
            await until(lambda text=text: ear.heard[-1:] == [text])

    with_a_line(talk)


def test_a_rest_that_is_over_does_not_wake_a_line_that_takes_nothing():
    async def talk(ear, say):
        await asyncio.gather(say("one"), say("two"), say("three"))
        await until(lambda: not ear.transport.is_reading())
        ear.connection.pause_writing()
        await asyncio.sleep(3 * REST_SECONDS)
        assert not ear.transport.is_reading()

    with_a_line(talk)


FLOODS = {
    "pings": frame(b"", PING) * MANY,
    "pongs": frame(b"", PONG) * MANY,
    "what is no draft": frame(b"{}") * MANY,
    "fragments": (frame(b"{", fin=False) + frame(b"", CONT, fin=False) * 999 + frame(b"}", CONT)) * (MANY // 1_000),
    "drafts": frame(b"text") * MANY,
}


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_is_heard_to_its_end_in_turns(name):
    async def talk(ear, _):
        expected = FLOODS[name].count(b"{") or FLOODS[name].count(b"text")
        ear.data_received(FLOODS[name] + frame(b"text last"))
        assert ear.heard[-1:] != ["text last"]
        assert not ear.transport.is_reading()
        turns = 0
        while ear.heard[-1:] != ["text last"]:
            await asyncio.sleep(REST_SECONDS / 4)  # a turn of the loop, and others are heard in it
            turns += 1
        assert len(ear.heard) == expected + 1
        assert turns > 1

    with_a_line(talk)


@pytest.mark.parametrize("name", FLOODS)
def test_only_who_says_nothing_shares_its_time_with_its_like(name):
    async def talk(ear, _):
        ear.data_received(FLOODS[name])
        assert ear.share.resting == (name != "drafts")
        ear.transport.abort()
        await until(lambda: not ear.share.resting)

    with_a_line(talk)


def test_who_says_nothing_rests_longer_the_more_others_do():
    share = Share()
    assert [share.begin(0.01) for _ in range(3)] == [0.01 * REST_SHARE * number for number in (1, 2, 3)]
    assert share.begin(1_000) == LONGEST_REST_SECONDS
    share.end()
    assert share.begin(0.01) == 0.01 * REST_SHARE * 4


def test_what_is_left_of_a_flood_is_not_heard_after_the_line():
    async def talk(ear, _):
        ear.data_received(frame(b"text") * MANY)
        heard = len(ear.heard)
        ear.connection.connection_lost(None)
        await asyncio.sleep(3 * REST_SECONDS)
        assert len(ear.heard) == heard

    with_a_line(talk)


def test_nothing_is_read_of_who_takes_no_answers_though_its_rest_is_over():
    async def talk(ear, _):
        ear.data_received(frame(b"text") * MANY)
        heard = len(ear.heard)
        ear.connection.pause_writing()
        await asyncio.sleep(3 * REST_SECONDS)
        assert len(ear.heard) == heard
        ear.connection.resume_writing()
        await until(lambda: len(ear.heard) == MANY)

    with_a_line(talk)
