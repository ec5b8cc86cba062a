"""A line that talks without pause is read now and then, all at once; over real sockets, in a loop of the test's own."""

import asyncio
import socket

from service.connection import REST_SECONDS, Connection
from tests.wire import frame

TEXTS = [f"text {number}" for number in range(200)]


class Ear(asyncio.Protocol):
    """The service's side of a line: it hears texts, and counts the reads they took."""

    def __init__(self):
        self.heard, self.reads = [], 0

    def connection_made(self, transport):
        self.transport, self.connection = transport, Connection(transport, 65_536)
        self.connection.listen(self)

    def data_received(self, data):
        self.reads += 1
        self.connection.data_received(data)

    def said(self, _, text):
        self.heard.append(text)

    def paused(self, _):
        pass

    resumed = lost = paused


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
