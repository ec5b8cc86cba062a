"""The hub's one clock, passed in: heartbeats, who is silent, who takes nothing, and who is forgotten."""

import struct

from structlog.testing import capture_logs

from service.chat.heartbeat import SILENCE_SECONDS, STALL_SECONDS
from tests.support.hub import read_past, run, take, until
from tests.support.logs import append_all, draft, drafts

PING = b"\x89\x00"
STALLED = struct.pack("!H", 4008)


def test_every_round_each_tab_gets_one_ping_and_one_beat_in_one_piece(tmp_path):
    async def scenario(house):
        async with house.tab() as (_, reader, _), house.tab() as (_, other, _):
            house.tick_round()
            house.tick_round()
            for end in (reader, other):
                heard = await read_past(end, b'"head":0}' + PING)
                heard += await read_past(end, b'{"type":"beat","head":0}')
                assert heard.count(PING) == heard.count(b'"beat"') == 2

    run(scenario, tmp_path / "hubbub.db")


def test_tabs_take_their_beats_at_different_ticks(tmp_path):
    async def scenario(house):
        async with house.tab() as (_, _, _), house.tab() as (_, _, _), house.tab() as (_, _, _):
            slots = [len(slot) for slot in house.hub._heartbeat._turns]
            assert sorted(slots)[-3:] == [1, 1, 1]

    run(scenario, tmp_path / "hubbub.db")


def test_who_is_not_heard_for_two_heartbeats_is_let_go_to_come_back_once(tmp_path):
    async def scenario(house):
        async with house.tab() as (connection, reader, _), house.tab() as (other, _, _):
            house.wait(SILENCE_SECONDS - 1)
            assert connection.is_open
            assert other.is_open
            other.received_at = house.clock()
            with capture_logs() as lines:
                house.wait(3)
            assert [(line["event"], line["reason"]) for line in lines] == [("disconnected", "silent")]
            assert (await read_past(reader, STALLED)).endswith(STALLED)
            assert other.is_open

    run(scenario, tmp_path / "hubbub.db")


def test_who_answers_pings_stays(tmp_path):
    async def scenario(house):
        async with house.tab() as (connection, _, writer):
            house.wait(SILENCE_SECONDS - 1)
            assert connection.is_open
            before = connection.received_at
            writer.write(b"\x8a\x80\0\0\0\0")
            await until(lambda: connection.received_at > before)

    run(scenario, tmp_path / "hubbub.db")


def test_nobody_is_let_go_for_what_we_did_not_hear_while_we_stood_still(tmp_path):
    """A stopped process, or a machine asleep: their answers to our pings are there, and not read yet."""

    async def scenario(house):
        async with house.tab() as (connection, _, _):
            house.hub.tick()
            house.skip(SILENCE_SECONDS + 1)
            house.hub.tick()
            assert connection.is_open
            connection.received_at = house.clock()
            house.wait(2)
            assert connection.is_open
            house.wait(SILENCE_SECONDS)
            assert not connection.is_open

    run(scenario, tmp_path / "hubbub.db")


def test_who_takes_no_byte_for_the_stall_limit_is_let_go(tmp_path):
    async def scenario(house):
        await append_all(house.log, drafts(5_000))
        async with house.tab(after=0) as (connection, _, _):
            await until(lambda: connection.is_paused)
            house.hub.tick()
            house.skip(STALL_SECONDS - 1)
            house.hub.tick()
            assert connection.is_open
            with capture_logs() as lines:
                house.skip(2)
                house.hub.tick()
                assert not connection.is_open
                house.hub.tick()
            assert [(line["event"], line["reason"]) for line in lines] == [("disconnected", "stalled")]

    run(scenario, tmp_path / "hubbub.db")


def test_who_takes_a_little_and_says_nothing_is_neither_stalled_nor_silent(tmp_path):
    """It gets no pings that it could answer: there is no room for them."""

    async def scenario(house):
        await append_all(house.log, drafts(5_000))
        async with house.tab(after=0) as (connection, _, writer):
            writer.transport.pause_reading()
            for _ in range(int(SILENCE_SECONDS + STALL_SECONDS)):
                await until(lambda: take(writer, 1_024))
                house.wait(1)
            assert not house.hub._tabs[connection].cursor.is_live
            assert connection.is_open

    run(scenario, tmp_path / "hubbub.db")


def test_who_takes_nothing_of_the_first_page_is_let_go(tmp_path):
    async def scenario(house):
        await append_all(house.log, [draft(f"d{number}", "x" * 4_000) for number in range(50)])
        async with house.tab() as (connection, _, _):
            assert connection.is_paused
            house.skip(STALL_SECONDS + 1)
            house.hub.tick()
            assert not connection.is_open

    run(scenario, tmp_path / "hubbub.db")


def test_coming_back_does_not_refill_a_persons_bucket(tmp_path):
    async def scenario(house):
        async with house.tab() as (connection, reader, _):
            house.hub.received(connection, '{"type":"say","draft":"a","text":"Hi"}')
            await read_past(reader, b'"draft":"a"')
        house.tick_round()
        async with house.tab() as (connection, reader, _):
            house.hub.received(connection, '{"type":"say","draft":"b","text":"Hi"}')
            await read_past(reader, b'"too_fast"')

    run(scenario, tmp_path / "hubbub.db", rate=0.01, burst=1)


def test_rooms_and_people_that_are_gone_are_forgotten(tmp_path):
    async def scenario(house):
        async with house.tab():
            pass
        house.skip(3_600)
        house.tick_round()
        hub = house.hub
        assert (hub.rooms._rooms, len(hub._persons), hub._tabs, hub.rooms._opening) == ({}, 0, {}, {})
        assert not any(hub._heartbeat._turns)

    run(scenario, tmp_path / "hubbub.db")
