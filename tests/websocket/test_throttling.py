"""A connection that sends without pause has its turns and leaves the others theirs; over real sockets, in a loop of our own."""

import asyncio
import socket

import pytest

from service.websocket.connection import Connection
from service.websocket.throttling import LONGEST_THROTTLE_SECONDS, THROTTLE_SECONDS, THROTTLE_SHARE, Throttle
from tests.support.frames import CONT, PING, PONG, frame

MANY = 50_000
"""Number of frames: more than one turn can process on any machine."""

TEXTS = [f"text {number}" for number in range(200)]
FLOODS = {
    "pings": frame(b"", PING) * MANY,
    "pongs": frame(b"", PONG) * MANY,
    "no drafts": frame(b"{}") * MANY,
    "fragments": (frame(b"{", fin=False) + frame(b"", CONT, fin=False) * 999 + frame(b"}", CONT)) * (MANY // 1_000),
    "drafts": frame(b"text") * MANY,
}


class Service(asyncio.Protocol):
    """The service's end of a connection. Collects the messages, and counts the reads. A draft begins with "text"."""

    def __init__(self):
        self.messages, self.reads, self.throttle = [], 0, Throttle()

    def connection_made(self, transport):
        self.transport, self.connection = transport, Connection(transport, 65_536, self.throttle)
        self.connection.start(self, self.receive)

    def data_received(self, data):
        self.reads += 1
        self.connection.data_received(data)

    def receive(self, text):
        self.messages.append(text)
        return text.startswith("text")

    def paused(self, _):
        pass

    resumed = closed = paused


def connected(scenario):
    async def run():
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        theirs.setblocking(False)
        transport, service = await loop.create_connection(Service, sock=ours)
        await scenario(service, lambda text: loop.sock_sendall(theirs, frame(text.encode())))
        transport.abort()
        theirs.close()

    asyncio.run(asyncio.wait_for(run(), 30))


async def until(is_true):
    while not is_true():
        await asyncio.sleep(0)


def test_a_fast_sender_is_read_in_large_pieces_and_in_order():
    async def scenario(service, send):
        for text in TEXTS:
            await send(text)
            await asyncio.sleep(0)  # a turn of the loop, in which this text alone could be read
        await until(lambda: len(service.messages) == len(TEXTS))
        assert service.messages == TEXTS
        assert service.reads < len(TEXTS) / 4

    connected(scenario)


def test_a_slow_sender_is_read_at_once():
    async def scenario(service, send):
        for text in TEXTS[:5]:
            await asyncio.sleep(3 * THROTTLE_SECONDS)
            assert service.transport.is_reading()
            await send(text)
            await until(lambda text=text: service.messages[-1:] == [text])

    connected(scenario)


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_is_processed_in_turns_and_shares_time_only_without_drafts(name):
    async def scenario(service, _):
        expected = FLOODS[name].count(b"{") or FLOODS[name].count(b"text")
        service.data_received(FLOODS[name] + frame(b"text last"))
        turns = 0
        while service.messages[-1:] != ["text last"]:
            assert service.throttle.unproductive == (name != "drafts")
            assert not service.transport.is_reading()
            turns += 1
            await asyncio.sleep(THROTTLE_SECONDS / 4)  # turns of the loop, in which others are processed
        assert len(service.messages) == expected + 1
        assert turns > 1

    connected(scenario)


@pytest.mark.parametrize("end", ["abort", "connection_lost"])
def test_what_is_left_of_a_flood_is_not_processed_after_the_connection(end):
    async def scenario(service, _):
        service.data_received(FLOODS["no drafts"])
        count = len(service.messages)
        service.connection.abort() if end == "abort" else service.connection.connection_lost(None)
        await until(lambda: not service.throttle.unproductive)
        assert len(service.messages) == count

    connected(scenario)


def test_a_peer_that_reads_no_answers_is_not_read_though_its_pause_is_over():
    async def scenario(service, _):
        service.data_received(FLOODS["drafts"])
        count = len(service.messages)
        service.connection.pause_writing()
        await asyncio.sleep(3 * THROTTLE_SECONDS)
        assert (len(service.messages), service.transport.is_reading()) == (count, False)
        service.connection.resume_writing()
        await until(lambda: len(service.messages) == MANY)

    connected(scenario)


def test_pauses_without_drafts_grow_with_their_number_up_to_a_limit():
    throttle = Throttle()
    assert [throttle.begin(0.01, 0) for _ in range(3)] == [0.01 * THROTTLE_SHARE * number for number in (1, 2, 3)]
    assert throttle.begin(1_000, 0) == LONGEST_THROTTLE_SECONDS
    throttle.end(0)
    assert throttle.begin(0.01, 0) == 0.01 * THROTTLE_SHARE * 4
    assert (throttle.begin(0.01, 1), throttle.unproductive) == (THROTTLE_SECONDS, 4)
