"""A lagging tab: little is kept in memory for it, and what is no longer in the log is never a silent gap."""

import asyncio
import sqlite3
import struct
from contextlib import closing

import pytest

from service.chat import room
from service.chat.catch_up import PIECE_BYTES
from tests.support.hub import running_hub, until
from tests.support.logs import append_all, deletion, draft, drafts, edit, numbers

LONGEST = "🦦" * 4_000
STALLED = struct.pack("!H", 4008)


@pytest.mark.parametrize("after", [0, None, 490], ids=["everything", "a first page", "what is in memory"])
async def test_at_most_two_pieces_and_a_message_wait_for_a_tab_that_does_not_read(path, after):
    async with running_hub(path) as running:
        await append_all(running.log, [draft(f"d{number}", LONGEST) for number in range(500)])
        async with running.tab(after=after) as tab:
            await until(lambda: tab.connection.is_paused)
            cursor = running.cursor(tab)
            await until(lambda: not cursor._read_task)
            assert cursor.seq < 500
            assert tab.transport.get_write_buffer_size() <= 2 * PIECE_BYTES + len(LONGEST.encode()) + 1_000


REMOVED = {
    "the oldest, as retention does": ("seq <= 990", 10, 990),
    "from the middle, more follow": ("seq > 10 AND seq <= 990", 5, 990),
    "directly above what the tab has": ("seq > 10 AND seq <= 990", 10, 990),
    "all up to the end": ("seq > 10", 5, 1_000),
    "all above what the tab has": ("seq > 10", 10, 1_000),
}


@pytest.mark.parametrize(("where", "after", "begin"), REMOVED.values(), ids=REMOVED)
async def test_a_tab_that_missed_removed_messages_must_reconnect_and_its_view_starts_over(path, where, after, begin):
    async with running_hub(path) as running:
        await append_all(running.log, drafts(1_000))
        async with running.tab():
            with closing(sqlite3.connect(path)) as database, database:
                database.execute(f"DELETE FROM entry WHERE {where}")
            async with running.tab(after=after) as tab:
                assert (await tab.read_past(STALLED)).count(b'"type":"message"') == 10 - after
            async with running.tab(after=10) as tab:
                assert (await tab.receive("welcome"))["after"] == begin
                messages = await tab.receive_messages(1_000 - begin)
                assert [message["seq"] for message in messages] == numbers(begin + 1, 1_000)


async def test_what_retention_dropped_of_an_open_room_is_soon_given_to_nobody(path, monkeypatch):
    monkeypatch.setattr(room, "FLOOR_SECONDS", 0.01)
    async with running_hub(path) as running:
        await append_all(running.log, drafts(100))
        async with running.tab(), asyncio.TaskGroup() as tasks:
            forgetting = tasks.create_task(running.hub.rooms.forget_dropped())
            with closing(sqlite3.connect(path)) as database, database:
                database.execute("DELETE FROM entry WHERE seq <= 60")
            await until(lambda: running.hub.rooms._rooms["lobby"].floor == 60)
            for after in (None, 10, 70):
                async with running.tab(after=after) as tab:
                    begin = max(60, after or 0)
                    assert (await tab.receive("welcome"))["after"] == begin
                    messages = await tab.receive_messages(100 - begin)
                    assert [message["seq"] for message in messages] == numbers(begin + 1, 100)
            forgetting.cancel()


async def test_a_page_that_was_read_before_a_change_is_written_with_the_text_after_it(path):
    async with running_hub(path) as running:
        await append_all(running.log, [draft(f"d{number}", "secret") for number in range(1, 601)])
        await append_all(running.log, [edit("e", 9, "a secret"), edit("f", 9, "no more")])
        async with running.tab():
            read, may_end = running.log.read, asyncio.Event()

            async def read_and_wait(*room, **which):
                page = await read(*room, **which)
                await may_end.wait()
                return page

            running.log.read = read_and_wait
            async with running.tab(after=0) as tab:
                await tab.receive("welcome")
                await append_all(running.log, [deletion("x", 7), edit("y", 8, "Hello")])
                await until(lambda: running.hub.rooms._rooms["lobby"].head == 604)
                may_end.set()
                texts = {message["seq"]: message["text"] for message in await tab.receive_messages(600)}
                assert {seq: text for seq, text in texts.items() if text != "secret"} == {
                    7: "",
                    8: "Hello",
                    9: "no more",
                }
