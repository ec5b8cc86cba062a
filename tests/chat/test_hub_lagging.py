"""A tab that is behind: it pulls at its own pace, piece by piece, misses nothing, and holds next to nothing."""

import asyncio
import sqlite3
import struct
from contextlib import closing

import pytest

from service.chat.cursor import PIECE_BYTES
from service.chat.heartbeat import STALL_SECONDS
from tests.support.hub import read_past, running_hub, until
from tests.support.logs import append_all, draft, drafts

LONGEST = "🦦" * 4_000
STALLED = struct.pack("!H", 4008)


async def test_who_is_full_is_never_pushed_to_and_misses_nothing(path):
    """Also when the transport says so in the middle of a write that would have made the tab live."""
    async with running_hub(path) as running:
        await append_all(running.log, [draft(f"d{number}", "x" * 4_000) for number in range(50)])
        async with running.tab() as (connection, reader, _):
            assert connection.is_paused
            room = running.hub.rooms._rooms["lobby"]
            await append_all(running.log, [draft(f"e{number}", "x" * 4_000) for number in range(50)])
            await append_all(running.log, [draft("last")])
            heard = b""
            async with asyncio.timeout(10):
                while b'"draft":"last"' not in heard:
                    assert not (connection.is_paused and connection in room.live)
                    heard += await reader.read(16_384)
            assert heard.count(b'"message"') == 101
            assert connection in room.live


@pytest.mark.parametrize("after", [0, None, 1_990], ids=["all", "a first page", "what is at hand"])
async def test_no_more_than_two_pieces_and_a_message_are_held_for_who_does_not_read(path, after):
    """What it was not yet sent waits in the log, or with what is at hand for all."""
    async with running_hub(path) as running:
        await append_all(running.log, [draft(f"d{number}", LONGEST) for number in range(2_000)])
        async with running.tab(after=after) as (connection, _, _):
            await until(lambda: connection.is_paused)
            cursor = running.hub._tabs[connection].cursor
            await until(lambda: not cursor._reading)
            assert cursor.seq < 2_000
            assert connection._transport.get_write_buffer_size() <= 2 * PIECE_BYTES + len(LONGEST.encode()) + 1_000


async def test_who_reads_slowly_is_never_let_go_and_gets_everything(path):
    async with running_hub(path) as running:
        await append_all(running.log, drafts(2_000))
        async with running.tab(after=0) as (connection, reader, _):
            heard = b""
            async with asyncio.timeout(30):
                while heard.count(b'"message"') < 2_000:
                    running.skip(STALL_SECONDS - 2)
                    heard += await reader.read(16_384)
                    running.hub.tick()
                    assert connection.is_open
            places = [heard.index(b'"seq":%d,' % seq) for seq in range(1, 2_001)]
            assert places == sorted(places)


async def test_who_missed_what_was_dropped_for_its_age_begins_anew(path):
    """The room is open already and remembers where its log began; coming back must not find the same door shut."""
    async with running_hub(path) as running:
        await append_all(running.log, drafts(1_000))
        async with running.tab():
            with closing(sqlite3.connect(path)) as database, database:
                database.execute("DELETE FROM entry WHERE seq <= 990")
            async with running.tab(after=10) as (_, reader, _):
                await read_past(reader, STALLED)
            async with running.tab(after=10) as (_, reader, _):
                heard = await read_past(reader, b'"seq":1000,')
                assert b'"after":990,' in heard
                assert heard.count(b'"seq":') == 10


@pytest.mark.parametrize("after", [5, 10])
@pytest.mark.parametrize("kept", [0, 10])
async def test_what_was_taken_out_of_the_middle_of_a_log_is_no_silent_gap(path, kept, after):
    """Whoever missed it is told where the view begins anew, also where nothing follows."""
    async with running_hub(path) as running:
        await append_all(running.log, drafts(1_000))
        async with running.tab():
            with closing(sqlite3.connect(path)) as database, database:
                database.execute("DELETE FROM entry WHERE seq > 10 AND seq <= ?", (1_000 - kept,))
            async with running.tab(after=after) as (_, reader, _):
                assert (await read_past(reader, STALLED)).count(b'"type":"message"') == 10 - after
            async with running.tab(after=10) as (_, reader, _):
                assert b'"after":%d,' % (1_000 - kept) in await read_past(reader, b'"version":')
