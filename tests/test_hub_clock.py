"""The hub's one clock, passed in: heartbeats, who is silent, who takes nothing, and who is forgotten."""

import asyncio
import os
import socket
import sqlite3
import struct
import time
from contextlib import asynccontextmanager, closing, suppress

import pytest
from structlog.testing import capture_logs

from service.connection import Connection
from service.heartbeat import BEAT_TICKS, SILENCE_SECONDS, STALL_SECONDS
from service.hub import Hub
from service.log import NotStored
from service.rest import Share
from service.room import PIECE_BYTES
from service.settings import Settings
from service.visit import Visit
from tests.logs import append_all, draft, drafts, sqlite_log

ANA = "a" * 16
PING = b"\x89\x00"
LONGEST = "🦦" * 4_000
STALLED = struct.pack("!H", 4008)


class Clock:
    """Real seconds, and those the test skips."""

    def __init__(self):
        self.skipped = 0.0

    def __call__(self):
        return time.monotonic() + self.skipped


class Pipe(asyncio.Protocol):
    """What stands between a transport and its connection, without the HTTP before it."""

    def connection_made(self, transport):
        self.connection = Connection(transport, 65_536, Share())

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


class House:
    """A hub with a real log, and lines into it."""

    def __init__(self, log, settings):
        self.clock = Clock()
        self.log = log
        self.hub = Hub(log, settings, "v", self.clock)

    @asynccontextmanager
    async def tab(self, person=ANA, after=None, before_joining=lambda connection: None):
        """A joined connection and the far end of its line."""
        near, far = socket.socketpair()
        for end in (near, far):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_096)
        loop = asyncio.get_running_loop()
        _, pipe = await loop.create_connection(Pipe, sock=near)
        reader, writer = await asyncio.open_connection(sock=far, limit=1 << 16)
        before_joining(pipe.connection)
        try:
            await self.hub.join(pipe.connection, Visit("lobby", after, None, person, "Ana"))
            yield pipe.connection, reader, writer
        finally:
            writer.transport.abort()
            pipe.connection.cut()
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
    """Bytes off the line itself, past the reader; none if there are none yet."""
    with suppress(BlockingIOError):
        return os.read(writer.get_extra_info("socket").fileno(), size)


async def read_past(reader, wanted):
    """Reads until these bytes were there; returns all up to and with them."""
    async with asyncio.timeout(10):
        return await reader.readuntil(wanted)


def run(scenario, path, **settings):
    async def within():
        async with sqlite_log(path) as log:
            house = House(log, Settings(**settings))
            delivering = asyncio.create_task(house.hub.deliver())
            try:
                await scenario(house)
            finally:
                delivering.cancel()
                await asyncio.gather(delivering, return_exceptions=True)

    asyncio.run(within())


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
            other.heard_at = house.clock()
            with capture_logs() as lines:
                house.wait(3)
            assert [(line["event"], line["why"]) for line in lines] == [("gave_up", "silent")]
            assert (await read_past(reader, STALLED)).endswith(STALLED)
            assert other.is_open

    run(scenario, tmp_path / "hubbub.db")


def test_who_answers_pings_stays(tmp_path):
    async def scenario(house):
        async with house.tab() as (connection, _, writer):
            house.wait(SILENCE_SECONDS - 1)
            assert connection.is_open
            before = connection.heard_at
            writer.write(b"\x8a\x80\0\0\0\0")
            await until(lambda: connection.heard_at > before)

    run(scenario, tmp_path / "hubbub.db")


def test_nobody_is_let_go_for_what_we_did_not_hear_while_we_stood_still(tmp_path):
    """A stopped process, or a machine asleep: their answers to our pings are there, and not read yet."""

    async def scenario(house):
        async with house.tab() as (connection, _, _):
            house.hub.tick()
            house.skip(SILENCE_SECONDS + 1)
            house.hub.tick()
            assert connection.is_open
            connection.heard_at = house.clock()
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
            assert [(line["event"], line["why"]) for line in lines] == [("gave_up", "stalled")]

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
            assert connection in house.hub._rooms["lobby"].lagging
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


def test_who_is_full_is_never_pushed_to_and_misses_nothing(tmp_path):
    """Also when the transport says so in the middle of a write that would have made the tab live."""

    async def scenario(house):
        await append_all(house.log, [draft(f"d{number}", "x" * 4_000) for number in range(50)])
        async with house.tab() as (connection, reader, _):
            assert connection.is_paused
            room = house.hub._rooms["lobby"]
            await append_all(house.log, [draft(f"e{number}", "x" * 4_000) for number in range(50)])
            await append_all(house.log, [draft("last")])
            heard = b""
            async with asyncio.timeout(10):
                while b'"draft":"last"' not in heard:
                    assert not (connection.is_paused and connection in room.live)
                    heard += await reader.read(16_384)
            assert heard.count(b'"message"') == 101
            assert connection in room.live

    run(scenario, tmp_path / "hubbub.db")


@pytest.mark.parametrize("after", [0, None, 1_990], ids=["all", "a first page", "what is at hand"])
def test_no_more_than_two_pieces_and_a_message_are_held_for_who_does_not_read(tmp_path, after):
    """What it was not yet sent waits in the log, or with what is at hand for all."""

    async def scenario(house):
        await append_all(house.log, [draft(f"d{number}", LONGEST) for number in range(2_000)])
        async with house.tab(after=after) as (connection, _, _):
            await until(lambda: connection.is_paused)
            room = house.hub._rooms["lobby"]
            await until(lambda: not room._reading_back)
            assert room.lagging[connection] < 2_000
            assert connection._transport.get_write_buffer_size() <= 2 * PIECE_BYTES + len(LONGEST.encode()) + 1_000

    run(scenario, tmp_path / "hubbub.db")


def test_who_reads_slowly_is_never_let_go_and_gets_everything(tmp_path):
    async def scenario(house):
        await append_all(house.log, drafts(2_000))
        async with house.tab(after=0) as (connection, reader, _):
            heard = b""
            async with asyncio.timeout(30):
                while heard.count(b'"message"') < 2_000:
                    house.skip(STALL_SECONDS - 2)
                    heard += await reader.read(16_384)
                    house.hub.tick()
                    assert connection.is_open
            places = [heard.index(b'"seq":%d,' % seq) for seq in range(1, 2_001)]
            assert places == sorted(places)

    run(scenario, tmp_path / "hubbub.db")


def test_who_missed_what_was_dropped_for_its_age_begins_anew(tmp_path):
    """The room is open already and remembers where its log began; coming back must not find the same door shut."""

    async def scenario(house):
        await append_all(house.log, drafts(1_000))
        async with house.tab():
            with closing(sqlite3.connect(tmp_path / "hubbub.db")) as database, database:
                database.execute("DELETE FROM message WHERE seq <= 990")
            async with house.tab(after=10) as (_, reader, _):
                await read_past(reader, STALLED)
            async with house.tab(after=10) as (_, reader, _):
                heard = await read_past(reader, b'"seq":1000,')
                assert b'"after":990,' in heard
                assert heard.count(b'"seq":') == 10

    run(scenario, tmp_path / "hubbub.db")


@pytest.mark.parametrize("after", [5, 10])
@pytest.mark.parametrize("kept", [0, 10])
def test_what_was_taken_out_of_the_middle_of_a_log_is_no_silent_gap(tmp_path, kept, after):
    """Whoever missed it is told where the view begins anew, also where nothing follows."""

    async def scenario(house):
        await append_all(house.log, drafts(1_000))
        async with house.tab():
            with closing(sqlite3.connect(tmp_path / "hubbub.db")) as database, database:
                database.execute("DELETE FROM message WHERE seq > 10 AND seq <= ?", (1_000 - kept,))
            async with house.tab(after=after) as (_, reader, _):
                assert (await read_past(reader, STALLED)).count(b'"type":"message"') == 10 - after
            async with house.tab(after=10) as (_, reader, _):
                assert b'"after":%d,' % (1_000 - kept) in await read_past(reader, b'"version":')

    run(scenario, tmp_path / "hubbub.db")


def test_coming_back_does_not_refill_a_persons_bucket(tmp_path):
    async def scenario(house):
        async with house.tab() as (connection, reader, _):
            house.hub.said(connection, '{"type":"say","draft":"a","text":"Hi"}')
            await read_past(reader, b'"draft":"a"')
        house.tick_round()
        async with house.tab() as (connection, reader, _):
            house.hub.said(connection, '{"type":"say","draft":"b","text":"Hi"}')
            await read_past(reader, b'"too_fast"')

    run(scenario, tmp_path / "hubbub.db", rate=0.01, burst=1)


def test_all_who_come_back_after_a_restart_cost_one_read_of_the_log(tmp_path):
    async def scenario(house):
        await append_all(house.log, drafts(500))
        reads, read = [], house.log.read

        def counted(*about, **which):
            reads.append(which)
            return read(*about, **which)

        house.log.read = counted
        for missed in (450, 100, 1):
            async with house.tab(after=500 - missed) as (_, reader, _):
                heard = await read_past(reader, b'"seq":500,')
                assert heard.count(b'"type":"message"') == missed
        assert len(reads) == 1

    run(scenario, tmp_path / "hubbub.db")


@pytest.mark.parametrize("fault", [NotStored("a full disk"), RuntimeError("a defect")])
def test_a_room_that_could_not_be_opened_is_opened_by_the_next_who_comes(tmp_path, fault):
    async def scenario(house):
        await append_all(house.log, drafts(100))
        reads = hold_reads(house.log)
        first = asyncio.create_task(house.hub._open("lobby"))
        await until(lambda: reads)
        reads[0].set_exception(fault)
        with pytest.raises(type(fault)):
            await first
        assert (house.hub._rooms, house.hub._opening) == ({}, {})
        del house.log.read
        async with house.tab(after=90) as (_, reader, _):
            await read_past(reader, b'"seq":100,')

    run(scenario, tmp_path / "hubbub.db")


def test_nobody_comes_into_a_room_that_is_not_read_yet_because_an_earlier_read_failed(tmp_path):
    """Some knock in the very turn in which the fault arrives: what they begin is theirs."""

    async def scenario(house):
        await append_all(house.log, drafts(100))
        reads = hold_reads(house.log)

        async def knock():
            room = await house.hub._open("lobby")
            return room.head

        first = [asyncio.create_task(knock()) for _ in range(2)]
        await until(lambda: reads)
        reads[0].set_exception(NotStored("a passing fault"))
        later = [asyncio.create_task(knock()) for _ in range(2)]
        assert {type(fault) for fault in await asyncio.gather(*first, return_exceptions=True)} == {NotStored}
        later.append(asyncio.create_task(knock()))
        await until(lambda: len(reads) == 2)
        for _ in range(5):
            await asyncio.sleep(0)
        reads[1].set_result(None)
        found = await asyncio.gather(*later, return_exceptions=True)
        assert {head for head in found if not isinstance(head, NotStored)} == {100}

    run(scenario, tmp_path / "hubbub.db")


def hold_reads(log):
    """A growing list with a future for each read, which waits for it; `del log.read` ends that."""
    read = log.read
    held: list[asyncio.Future[None]] = []

    async def hold(*about, **which):
        held.append(asyncio.get_running_loop().create_future())
        await held[-1]
        return await read(*about, **which)

    log.read = hold
    return held


@pytest.mark.parametrize("broken", ["welcome", "first piece"])
def test_a_defect_on_the_way_in_leaves_nobody_behind(tmp_path, broken):
    async def scenario(house):
        async with house.tab():
            pass

        def fail(*_):
            raise RuntimeError("a defect")

        if broken == "welcome":
            house.hub._welcome = fail
        else:
            house.hub._rooms["lobby"].add = fail
        with pytest.raises(RuntimeError):
            async with house.tab():
                pass
        house.skip(3_600)
        house.tick_round()
        assert (house.hub._rooms, len(house.hub._persons)) == ({}, 0)
        assert not any(house.hub._heartbeat._turns)

    run(scenario, tmp_path / "hubbub.db")


def test_rooms_and_people_that_are_gone_are_forgotten(tmp_path):
    async def scenario(house):
        async with house.tab():
            pass
        house.skip(3_600)
        house.tick_round()
        hub = house.hub
        assert (hub._rooms, len(hub._persons), hub._tabs, hub._opening) == ({}, 0, {}, {})
        assert not any(hub._heartbeat._turns)

    run(scenario, tmp_path / "hubbub.db")


def test_the_welcome_and_the_first_page_go_out_as_one_write(tmp_path):
    async def scenario(house):
        await append_all(house.log, drafts(20))
        lines = []
        async with house.tab(before_joining=lambda connection: lines.append(Counting(connection))) as (_, reader, _):
            await read_past(reader, b'"seq":20,')
            (line,) = lines
            assert [piece.count(b'"type":"welcome"') for piece in line.writes] == [1]

    run(scenario, tmp_path / "hubbub.db")


def test_a_delivery_goes_out_as_one_write_for_each_tab(tmp_path):
    async def scenario(house):
        async with house.tab() as (connection, reader, _):
            line = Counting(connection)
            await append_all(house.log, drafts(20))
            await read_past(reader, b'"draft":"d20"')
            assert len(line.writes) <= 2

    run(scenario, tmp_path / "hubbub.db")
