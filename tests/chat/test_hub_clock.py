"""The hub's one clock, passed in: heartbeats, who is silent, who takes nothing, and who is forgotten."""

import struct

from structlog.testing import capture_logs

from service.chat.heartbeat import SILENCE_SECONDS, STALL_SECONDS
from tests.support.hub import read_past, running_hub, take, until
from tests.support.logs import append_all, draft, drafts

PING = b"\x89\x00"
STALLED = struct.pack("!H", 4008)


async def test_every_round_each_tab_gets_one_ping_and_one_beat_in_one_piece(path):
    async with running_hub(path) as running, running.tab() as (_, reader, _), running.tab() as (_, other, _):
        running.tick_round()
        running.tick_round()
        for end in (reader, other):
            heard = await read_past(end, b'"head":0}' + PING)
            heard += await read_past(end, b'{"type":"beat","head":0}')
            assert heard.count(PING) == heard.count(b'"beat"') == 2


async def test_tabs_take_their_beats_at_different_ticks(path):
    async with (
        running_hub(path) as running,
        running.tab() as (_, _, _),
        running.tab() as (_, _, _),
        running.tab() as (_, _, _),
    ):
        slots = [len(slot) for slot in running.hub._heartbeat._turns]
        assert sorted(slots)[-3:] == [1, 1, 1]


async def test_who_is_not_heard_for_two_heartbeats_is_let_go_to_come_back_once(path):
    async with running_hub(path) as running, running.tab() as (connection, reader, _), running.tab() as (other, _, _):
        running.wait(SILENCE_SECONDS - 1)
        assert connection.is_open
        assert other.is_open
        other.last_active_at = running.clock()
        with capture_logs() as lines:
            running.wait(3)
        assert [(line["event"], line["reason"]) for line in lines] == [("disconnected", "silent")]
        assert (await read_past(reader, STALLED)).endswith(STALLED)
        assert other.is_open


async def test_who_answers_pings_stays(path):
    async with running_hub(path) as running, running.tab() as (connection, _, writer):
        running.wait(SILENCE_SECONDS - 1)
        assert connection.is_open
        before = connection.last_active_at
        writer.write(b"\x8a\x80\0\0\0\0")
        await until(lambda: connection.last_active_at > before)


async def test_nobody_is_let_go_for_what_we_did_not_hear_while_we_stood_still(path):
    """A stopped process, or a machine asleep: their answers to our pings are there, and not read yet."""
    async with running_hub(path) as running, running.tab() as (connection, _, _):
        running.hub.tick()
        running.skip(SILENCE_SECONDS + 1)
        running.hub.tick()
        assert connection.is_open
        connection.last_active_at = running.clock()
        running.wait(2)
        assert connection.is_open
        running.wait(SILENCE_SECONDS)
        assert not connection.is_open


async def test_who_takes_no_byte_for_the_stall_limit_is_let_go(path):
    async with running_hub(path) as running:
        await append_all(running.log, drafts(5_000))
        async with running.tab(after=0) as (connection, _, _):
            await until(lambda: connection.is_paused)
            running.hub.tick()
            running.skip(STALL_SECONDS - 1)
            running.hub.tick()
            assert connection.is_open
            with capture_logs() as lines:
                running.skip(2)
                running.hub.tick()
                assert not connection.is_open
                running.hub.tick()
            assert [(line["event"], line["reason"]) for line in lines] == [("disconnected", "stalled")]


async def test_who_takes_a_little_and_says_nothing_is_neither_stalled_nor_silent(path):
    """It gets no pings that it could answer: there is no room for them."""
    async with running_hub(path) as running:
        await append_all(running.log, drafts(5_000))
        async with running.tab(after=0) as (connection, _, writer):
            writer.transport.pause_reading()
            for _ in range(int(SILENCE_SECONDS + STALL_SECONDS)):
                await until(lambda: take(writer, 1_024))
                running.wait(1)
            assert not running.hub._tabs[connection].cursor.is_live
            assert connection.is_open


async def test_who_takes_nothing_of_the_first_page_is_let_go(path):
    async with running_hub(path) as running:
        await append_all(running.log, [draft(f"d{number}", "x" * 4_000) for number in range(50)])
        async with running.tab() as (connection, _, _):
            assert connection.is_paused
            running.skip(STALL_SECONDS + 1)
            running.hub.tick()
            assert not connection.is_open


async def test_coming_back_does_not_refill_a_persons_bucket(path):
    async with running_hub(path, rate=0.01, burst=1) as running:
        async with running.tab() as (connection, reader, _):
            connection._receive('{"type":"say","draft":"a","text":"Hi"}')
            await read_past(reader, b'"draft":"a"')
        running.tick_round()
        async with running.tab() as (connection, reader, _):
            connection._receive('{"type":"say","draft":"b","text":"Hi"}')
            await read_past(reader, b'"too_fast"')


async def test_rooms_and_people_that_are_gone_are_forgotten(path):
    async with running_hub(path) as running:
        async with running.tab():
            pass
        running.skip(3_600)
        running.tick_round()
        hub = running.hub
        assert (hub.rooms._rooms, len(hub._persons), hub._tabs, hub.rooms._opening) == ({}, 0, {}, {})
        assert not any(hub._heartbeat._turns)
