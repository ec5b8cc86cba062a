"""Several nodes in this process on one PostgreSQL, each noting what its `live` gives."""

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager

from service.log import NotStored
from service.protocol import Message
from tests.support.hub import hub_with
from tests.support.logs import numbers
from tests.support.postgres import postgres_log


class Listener:
    """A node that notes what its `live` gives."""

    def __init__(self, log):
        self.log, self.frames = log, []
        self._task = asyncio.create_task(self._follow())

    async def _follow(self):
        async for batch in self.log.live():
            self.frames += batch

    def seqs(self, room="lobby"):
        return [one.frame.seq for one in self.frames if one.room == room and isinstance(one.frame, Message)]

    async def hears(self, count, room="lobby"):
        async with asyncio.timeout(20):
            while len(self.seqs(room)) < count and not self._task.done():
                await asyncio.sleep(0.01)
        assert self.seqs(room) == numbers(1, count)

    async def append(self, one):
        """Appends until it is stored."""
        while True:
            try:
                return await self.log.append(one)
            except NotStored:
                await asyncio.sleep(0.05)

    async def ended(self):
        async with asyncio.timeout(10):
            await self._task

    def stop(self):
        self._task.cancel()


@asynccontextmanager
async def nodes(*urls, rooms=("lobby",)):
    async with AsyncExitStack() as stack:
        listeners = [Listener(await stack.enter_async_context(postgres_log(url))) for url in urls]
        for one in listeners:
            for room in rooms:
                await one.log.read(room, limit=1)  # as the hub does when it opens a room
        yield listeners
        for one in listeners:
            one.stop()


@asynccontextmanager
async def hubs(url, count):
    """Several hubs, each with a node of its own."""
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(hub_with(await stack.enter_async_context(postgres_log(url))))
            for _ in range(count)
        ]
