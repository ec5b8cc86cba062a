"""A hub with a real log, a clock that the test sets, and connections whose other end the test reads."""

import asyncio
import os
import socket
import time
from contextlib import asynccontextmanager, suppress

from service.access.join_request import JoinRequest
from service.chat.heartbeat import BEAT_TICKS
from service.chat.hub import Hub
from service.settings import Settings
from service.websocket.connection import Connection
from service.websocket.fairness import Throttle
from tests.support.logs import sqlite_log

ANA = "a" * 16


class Clock:
    """Real seconds, and those the test skips."""

    def __init__(self):
        self.skipped = 0.0

    def __call__(self):
        return time.monotonic() + self.skipped


class Pipe(asyncio.Protocol):
    """Passes what a transport reports to its connection, as the protocol of the server does after the upgrade."""

    def connection_made(self, transport):
        self.connection = Connection(transport, 65_536, Throttle())

    def data_received(self, data):
        self.connection.data_received(data)

    def eof_received(self):
        return self.connection.eof_received()

    def pause_writing(self):
        self.connection.pause_writing()

    def resume_writing(self):
        self.connection.resume_writing()

    def connection_lost(self, error):
        self.connection.connection_lost(error)


class Counting:
    """A transport that remembers what was written to it, piece by piece."""

    def __init__(self, connection):
        self._transport, self.writes = connection._transport, []
        connection._transport = self

    def write(self, data):
        self.writes.append(data)
        self._transport.write(data)

    def __getattr__(self, name):
        return getattr(self._transport, name)


class RunningHub:
    """A hub with a real log, and connections to it."""

    def __init__(self, log, settings):
        self.clock = Clock()
        self.log = log
        self.hub = Hub(log, settings, "v", self.clock)

    @asynccontextmanager
    async def tab(self, person=ANA, after=None, before_joining=lambda connection: None):
        """A joined connection, and the reader and writer of its other end."""
        near, far = socket.socketpair()
        for end in (near, far):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_096)
        loop = asyncio.get_running_loop()
        _, pipe = await loop.create_connection(Pipe, sock=near)
        reader, writer = await asyncio.open_connection(sock=far, limit=1 << 16)
        before_joining(pipe.connection)
        try:
            await self.hub.join(pipe.connection, JoinRequest("lobby", after, None, person, "Ana"))
            yield pipe.connection, reader, writer
        finally:
            writer.transport.abort()
            pipe.connection.abort()
            await until(lambda: pipe.connection not in self.hub._tabs)

    def skip(self, seconds):
        self.clock.skipped += seconds

    def wait(self, seconds):
        """With a tick every second, as when all is well."""
        for _ in range(int(seconds)):
            self.skip(1)
            self.hub.tick()

    def tick_round(self):
        for _ in range(BEAT_TICKS):
            self.hub.tick()


async def until(claim):
    """Lets the loop turn until the claim holds."""
    async with asyncio.timeout(10):
        while not claim():
            await asyncio.sleep(0)


def take(writer, size):
    """Bytes from the socket itself, past the reader; None if there are none yet."""
    with suppress(BlockingIOError):
        return os.read(writer.get_extra_info("socket").fileno(), size)


async def read_past(reader, wanted):
    """Reads until these bytes were there; returns all up to and with them."""
    async with asyncio.timeout(10):
        return await reader.readuntil(wanted)


@asynccontextmanager
async def running_hub(path, **settings):
    async with sqlite_log(path) as log:
        running = RunningHub(log, Settings(**settings))
        delivering = asyncio.create_task(running.hub.rooms.run())
        try:
            yield running
        finally:
            delivering.cancel()
            await asyncio.gather(delivering, return_exceptions=True)
