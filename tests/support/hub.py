"""A hub with a real log, a clock that the test sets, and tabs that the test reads and writes."""

import asyncio
import json
import os
import socket
import time
from contextlib import asynccontextmanager, suppress
from typing import Any, cast

from service.access.join_request import JoinRequest
from service.chat.heartbeat import BEAT_TICKS
from service.chat.hub import Hub
from service.chat.room import Room
from service.settings import Settings
from service.websocket.connection import Connection
from service.websocket.throttling import Throttle
from tests.support.frames import CLOSE, TEXT, close_code, json_frame, say, split_frame
from tests.support.logs import sqlite_log

SEND_BYTES = 4_096
"""Send buffer of both ends, so that a tab that does not read is soon a slow reader."""


class Transport:
    """The transport of the server's end. Keeps what was written, one item for each write."""

    def __init__(self, transport):
        self._transport, self.writes = transport, []

    def write(self, data):
        self.writes.append(data)
        self._transport.write(data)

    def __getattr__(self, name):
        return getattr(self._transport, name)


class HubTab:
    """One tab: the browser's end of its connection. `connection` is the server's end."""

    def __init__(self, connection, transport, reader, writer):
        self.connection, self.transport, self._reader, self._writer = connection, transport, reader, writer
        self._buffer = bytearray()

    def write(self, data):
        self._writer.write(data)

    def say(self, draft, text="Hi"):
        self.write(say(draft, text))

    def send(self, **fields):
        self.write(json_frame(**fields))

    def stop_reading(self):
        self._writer.transport.pause_reading()

    def take(self, size):
        """Returns bytes straight from the socket, or None if none have arrived."""
        with suppress(BlockingIOError):
            return os.read(self._writer.get_extra_info("socket").fileno(), size)

    async def read_past(self, wanted):
        """Reads until these bytes come. Returns everything up to their end."""
        async with asyncio.timeout(10):
            return await self._reader.readuntil(wanted)

    async def receive(self, *types):
        """Returns the next JSON frame of one of these types, and drops others."""
        async with asyncio.timeout(10):
            while True:
                opcode, payload = await self._frame()
                if opcode == TEXT and (received := json.loads(payload))["type"] in types:
                    return received

    async def close_code(self):
        """Returns the code with which the hub closes the connection."""
        async with asyncio.timeout(10):
            while (found := await self._frame())[0] != CLOSE:
                pass
            return close_code(found[1])

    async def receive_messages(self, count):
        return [await self.receive("message") for _ in range(count)]

    async def _frame(self):
        while (found := split_frame(self._buffer)) is None:
            data = await self._reader.read(1 << 16)
            assert data, "the connection ended"
            self._buffer += data
        opcode, payload, size = found
        del self._buffer[:size]
        return opcode, payload


class RunningHub:
    """A hub with a real log, and tabs in it."""

    def __init__(self, log, settings):
        self.log, self._skipped = log, 0.0
        self.hub = Hub(log, settings, "v", self.clock)

    def clock(self):
        """Returns the real time plus the seconds that the test has skipped."""
        return time.monotonic() + self._skipped

    @asynccontextmanager
    async def tab(self, name="Ana", after=None, epoch=None, room="lobby"):
        """Opens a tab that joins the room. Tabs with one name are one person."""
        near, far = socket.socketpair()
        for end in (near, far):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BYTES)
        transport, connection = await connect(near)
        tab = HubTab(connection, transport, *await asyncio.open_connection(sock=far, limit=1 << 16))
        try:
            await self.hub.join(connection, JoinRequest(room, after, epoch, f"{name:-<16}", name))
            yield tab
        finally:
            tab._writer.transport.abort()
            connection.abort()
            await until(lambda: connection not in self.hub._tabs)

    def cursor(self, tab):
        return self.hub._tabs[tab.connection].cursor

    def skip(self, seconds):
        self._skipped += seconds

    def tick(self, seconds=1):
        """Lets these seconds pass, with a tick in each."""
        for _ in range(int(seconds)):
            self.skip(1)
            self.hub.tick()

    def tick_round(self):
        """Ticks until every tab has got a beat. No time passes."""
        for _ in range(BEAT_TICKS):
            self.hub.tick()

    def check_empty(self):
        """Checks that the hub has forgotten all tabs, persons and rooms. Call when all tabs are closed."""
        self.skip(3_600)
        self.tick_round()
        hub = self.hub
        assert (hub.rooms._rooms, len(hub._persons), hub._tabs, hub.rooms._opening) == ({}, 0, {}, {})
        assert not len(hub._watches)
        assert not any(hub._heartbeat._turns)


async def connect(near):
    """Makes the server's end: a transport whose protocol is the connection, as after the upgrade."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_connection(asyncio.Protocol, sock=near)
    recording = Transport(transport)
    connection = Connection(cast(Any, recording), 65_536, Throttle())
    transport.set_protocol(connection)
    return recording, connection


def room_of_messages(head, floor=0):
    """A room with this head, all of whose entries are messages. It has no log."""
    room = Room("lobby", cast(Any, None), 5.0, cast(Any, None))
    room.head, room.floor = head, floor
    room._newest_messages.extend(range(floor + 1, head + 1))
    return room


async def until(claim):
    """Runs the loop until the claim holds."""
    async with asyncio.timeout(10):
        while not claim():
            await asyncio.sleep(0)


@asynccontextmanager
async def running_hub(path, **settings):
    async with sqlite_log(path) as log, hub_with(log, **settings) as running:
        yield running


@asynccontextmanager
async def hub_with(log, **settings):
    running = RunningHub(log, Settings(**settings))
    delivering = asyncio.create_task(running.hub.rooms.run())
    try:
        yield running
    finally:
        delivering.cancel()
        await asyncio.gather(delivering, return_exceptions=True)
