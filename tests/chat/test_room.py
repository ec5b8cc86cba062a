"""Opening a room while others talk in it: the end of the log and what is delivered meanwhile become one whole."""

import asyncio

import pytest

from service.chat.room import Room
from service.log.sqlite.log import SqliteLog
from tests.support.logs import append_all, draft, drafts, sqlite_log


class Delayed(SqliteLog):
    """A log whose answer to a read is on its way until the test lets it arrive."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.has_read = asyncio.Event()
        self.may_arrive = asyncio.Event()

    async def read(self, *arguments, **more):
        page = await super().read(*arguments, **more)
        self.has_read.set()
        await self.may_arrive.wait()
        return page


@pytest.mark.parametrize("read_before", [0, 3, 7, 10])
async def test_what_is_delivered_while_a_room_opens_is_in_it_once(tmp_path, read_before):
    """Of ten messages some are in what was read, and all of them are delivered before that arrives."""
    async with sqlite_log(tmp_path / "hubbub.db", kind=Delayed) as log:
        messages = await append_all(log, drafts(read_before))
        room = Room("lobby", log, 5.0)
        opening = asyncio.create_task(room.open())
        await log.has_read.wait()
        messages += await append_all(log, drafts(10 - read_before, start=read_before + 1))
        room.deliver(messages[:5])
        room.deliver(messages[5:])
        log.may_arrive.set()
        await opening
        assert (room.head, len(room._recent)) == (10, 10)
        room.deliver([await log.append(draft("next"))])
        assert (room.head, len(room._recent)) == (11, 11)


async def test_a_batch_with_a_hole_is_never_handed_on(tmp_path):
    async with sqlite_log(tmp_path / "hubbub.db") as log:
        room = Room("lobby", log, 5.0)
        await room.open()
        messages = await append_all(log, drafts(3))
        room.deliver(messages[:1])
        with pytest.raises(AssertionError):
            room.deliver(messages[2:])
