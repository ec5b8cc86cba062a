"""The hub's clock, set by the test: heartbeats, and which tabs are disconnected because they are silent or read nothing."""

import struct
from contextlib import AsyncExitStack

import pytest
from structlog.testing import capture_logs

from service.chat.heartbeat import BEAT_TICKS, SILENCE_SECONDS, STALL_SECONDS
from tests.support.frames import PONG, frame
from tests.support.hub import running_hub, until
from tests.support.logs import append_all, draft, drafts

PING = b"\x89\x00"
STALLED = struct.pack("!H", 4008)


def disconnects(logged):
    return [(line["event"], line["reason"]) for line in logged]


async def test_each_tab_gets_a_ping_and_a_beat_in_one_write_each_round(path):
    async with running_hub(path) as running, AsyncExitStack() as tabs:
        joined = [await tabs.enter_async_context(running.tab()) for _ in range(3)]
        beaten: list[int] = []
        for _ in range(2 * BEAT_TICKS):
            for tab in joined:
                tab.transport.writes.clear()
            running.hub.tick()
            beats = [
                (number, write) for number, tab in enumerate(joined) for write in tab.transport.writes if PING in write
            ]
            assert all(write.endswith(b'"head":0}') for _, write in beats)
            assert len(beats) <= 1  # each tab has a tick of its own
            beaten += [number for number, _ in beats]
        assert sorted(beaten) == [0, 0, 1, 1, 2, 2]


async def test_only_a_tab_that_sends_nothing_for_two_heartbeats_is_disconnected(path):
    async with running_hub(path) as running, running.tab() as silent, running.tab() as answering:
        running.tick(SILENCE_SECONDS - 1)
        assert silent.connection.is_open
        before = answering.connection.last_active_at
        answering.write(frame(b"", PONG))
        await until(lambda: answering.connection.last_active_at > before)
        answering.connection.last_active_at = running.clock()
        with capture_logs() as logged:
            running.tick(3)
        assert disconnects(logged) == [("disconnected", "silent")]
        assert (await silent.read_past(STALLED)).endswith(STALLED)
        assert answering.connection.is_open


async def test_nobody_is_disconnected_for_being_silent_while_the_process_was_suspended(path):
    """The answers of tabs to pings have arrived by then, but are not read yet."""
    async with running_hub(path) as running, running.tab() as tab:
        running.hub.tick()
        running.skip(SILENCE_SECONDS + 1)
        running.hub.tick()
        assert tab.connection.is_open
        tab.connection.last_active_at = running.clock()
        running.tick(2)
        assert tab.connection.is_open
        running.tick(SILENCE_SECONDS)
        assert not tab.connection.is_open


@pytest.mark.parametrize("after", [0, None], ids=["catching up", "of the first page"])
async def test_a_tab_that_reads_no_byte_for_the_stall_limit_is_disconnected_once(path, after):
    async with running_hub(path) as running:
        await append_all(running.log, [draft(f"d{number}", "x" * 4_000) for number in range(600)])
        async with running.tab(after=after) as tab:
            await until(lambda: tab.connection.is_paused)
            running.hub.tick()
            running.skip(STALL_SECONDS - 1)
            running.hub.tick()
            assert tab.connection.is_open
            with capture_logs() as logged:
                running.skip(2)
                running.hub.tick()
                assert not tab.connection.is_open
                running.hub.tick()
            assert disconnects(logged) == [("disconnected", "stalled")]


async def test_a_tab_that_reads_a_little_and_sends_nothing_is_neither_stalled_nor_silent(path):
    """It gets no ping that it could answer, because its write buffer is full."""
    async with running_hub(path) as running:
        await append_all(running.log, drafts(5_000))
        async with running.tab(after=0) as tab:
            tab.stop_reading()
            for _ in range(int(SILENCE_SECONDS + STALL_SECONDS)):
                await until(lambda: tab.take(1_024))
                running.tick()
            cursor = running.cursor(tab)
            assert not cursor.is_live
            assert tab.connection.is_open
            await until(lambda: cursor.is_live or (tab.take(1 << 16) and False))
            running.tick()  # live, and not silent: it has just read
            assert tab.connection.is_open


async def test_rooms_and_people_that_are_gone_are_forgotten(path):
    async with running_hub(path) as running:
        async with running.tab():
            pass
        running.check_empty()
