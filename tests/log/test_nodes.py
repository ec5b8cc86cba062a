"""Several nodes on one PostgreSQL: each hands over every entry once and in order, whatever happens to notifications and lines."""

import asyncio
import itertools
from contextlib import closing
from unittest.mock import patch

import asyncpg
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from service.log import LogUnusable, NotStored, RoomFrame
from service.log.contract import Page
from service.log.postgres import connection, notifications, pages, reader, sessions
from service.log.postgres import log as postgres_module
from service.log.postgres.address import parse_address
from service.log.postgres.connection import Unreachable
from service.log.postgres.log import PostgresLog
from service.log.postgres.notifications import CHANNEL, SEND, Announced, Notification, Notifier
from service.log.postgres.pages import read_entries, read_rooms
from service.log.postgres.positions import Positions
from service.log.postgres.startup import prepare
from service.protocol import Entry, Message, Person, Typing
from tests.support.logs import ANA, append_all, draft, drafts, numbers, seqs
from tests.support.nodes import nodes
from tests.support.proxy import Proxy

ROOMS = ("lobby", "den")
NEWS = st.one_of(
    st.tuples(st.just("append"), st.sampled_from(ROOMS), st.integers(1, 3)),
    st.tuples(st.just("append here"), st.sampled_from(ROOMS), st.integers(1, 3)),
    st.tuples(st.just("tell"), st.sampled_from(ROOMS), st.integers(1, 30), st.integers(1, 40)),
    st.tuples(st.just("read"), st.integers(1, 3)),
    st.tuples(st.just("check")),
)


@given(st.integers(0, 5), st.lists(NEWS, max_size=30))
@settings(max_examples=400, deadline=None)
def test_a_node_delivers_each_entry_once_and_in_order_whatever_it_is_told(before, news):
    """Some news is never told, told twice, late, or made up. `before`: entries when a tab opens each room."""
    stored: dict[str, list[Entry]] = {room: messages(1, before) for room in ROOMS}
    delivered: dict[str, list[Entry]] = {room: [] for room in ROOMS}
    positions = Positions(lambda room, entries: delivered[room].extend(entries))

    def read_behind(count):
        for room, after in asyncio.run(positions.behind(count)).items():
            following = [one for one in stored[room] if one.seq > after]
            positions.read(room, after, Page(following[:2], len(stored[room]), 0, None))

    def check():
        positions.check(positions.of_rooms(), {room: len(stored[room]) for room in ROOMS})

    for room in ROOMS:
        assert positions.begin_join(room)
        positions.end_join(room, len(stored[room]))
    for kind, *what in news:
        match kind, what:
            case "append" | "append here", (room, count):
                new = messages(len(stored[room]) + 1, len(stored[room]) + count)
                stored[room] += new
                if kind == "append here":
                    positions.appended(room, new)
            case "tell", (room, first, more):
                positions.tell(room, first, first + more)
            case "read", (count,) if positions._heads:
                read_behind(count)
            case "check", _:
                check()
        for room in ROOMS:
            assert seqs(delivered[room]) == numbers(before + 1, before + len(delivered[room]))
    for _ in range(2):  # the first look may find a forged head
        check()
        while positions._heads:
            read_behind(1)
    assert delivered == {room: stored[room][before:] for room in ROOMS}


def messages(first, last):
    return [Message(seq, f"d{seq}", ANA, "", "") for seq in numbers(first, last)]


async def test_a_room_that_is_always_behind_keeps_no_other_from_being_read():
    read = []
    positions = Positions(lambda room, entries: read.append(room))
    for room in ROOMS:
        positions.tell(room, 1, 3)
    while read.count("lobby") < 2:
        positions.tell("lobby", 1, 100)
        for room, after in (await positions.behind(1)).items():
            positions.read(room, after, Page(messages(after + 1, after + 1), 100, 0, None))
    assert "den" in read


async def test_several_rooms_are_read_at_once_as_one_after_another(postgres_url, monkeypatch):
    rooms = {"lobby": 0, "den": 3, "attic": 2, "cellar": 9, "nowhere": 0}
    async with nodes(postgres_url) as (one,):
        for room, count in {"lobby": 2, "den": 5, "attic": 2, "cellar": 1}.items():
            await append_all(one.log, [draft(f"d{n}", room=room, text="é" * 4000) for n in range(count)])
        session = one.log._node.sessions.read
        together = await read_rooms(session, rooms, 500)
        alone = {room: await read_entries(session, room, after, None, 500) for room, after in rooms.items()}
        assert alone == together
        assert [len(page.entries) for page in together.values()] == [2, 2, 0, 0, 0]
        few = await read_rooms(session, rooms, 5)
        monkeypatch.setattr(pages, "PAGE_BYTES", 5 * 8000)
        for limited in (few, await read_rooms(session, rooms, 500)):
            assert [len(page.entries) for page in limited.values()] == [1, 1, 0, 0, 0]


@pytest.fixture
def hasty(monkeypatch):
    """Lets nodes look at heads often, and notice soon that they are cut off or a connection is dead."""
    monkeypatch.setattr(reader, "ANSWER_SECONDS", 0.6)
    monkeypatch.setattr(postgres_module, "STALL_SECONDS", 0.6)
    monkeypatch.setattr(reader, "CHECK_SECONDS", 0.1)
    monkeypatch.setattr(notifications, "BEAT_SECONDS", 0.1)
    monkeypatch.setattr(sessions, "SILENCE_SECONDS", 0.6)


async def test_every_node_delivers_everything_in_order(postgres, postgres_url, thorough):
    """Also one whose line is slow, and all times are those of the database."""
    rooms = ("lobby", "den")
    with closing(Proxy(f"tcp://127.0.0.1:{postgres.port}", disturbs=lambda first: True)) as proxy:
        slow = postgres_url.replace(f":{postgres.port}/", f":{proxy.port}/")
        async with nodes(postgres_url, postgres_url, slow, rooms=rooms) as three:
            await asyncio.to_thread(proxy.slow_down, 65_536, thorough(0.05, 0.3))
            with patch("time.time", lambda: 0.0):
                entries = await asyncio.gather(
                    *(
                        append_all(one.log, [draft(f"{place}-{n}", room=room) for n in range(100)])
                        for place, one in enumerate(three)
                        for room in rooms
                    )
                )
            assert len({one.log.node for one in three}) == 3
            for room in rooms:
                for one in three:
                    await one.hears(300, room)
        times = [one.at for some in entries for one in sorted(some, key=lambda one: one.seq)]
        assert min(times) > "2026"


async def test_an_announcement_reaches_every_node_once(postgres_url):
    async with nodes(postgres_url, postgres_url) as two:
        typing = RoomFrame("lobby", Typing(ANA))
        two[0].log.announce(typing)
        await two[0].append(draft("a"))
        for one in two:
            await one.hears(1)
            assert one.frames.count(typing) == 1


async def test_an_announcement_of_an_earlier_connection_comes_too_late(postgres_url, hasty):
    late = Typing(Person("b", "Bo"))
    async with nodes(postgres_url, postgres_url) as (one, two):
        one.log._node.sessions.lost.set()
        async with asyncio.timeout(10):
            while two.log._node._sessions_of.get(one.log._node.id, 0) < 2:
                await asyncio.sleep(0.01)
        stalled = Notification(one.log._node.id, 1, announcements=[Announced("lobby", late)])
        other = await asyncpg.connect(postgres_url)
        await other.execute(SEND, [msgspec.json.encode(stalled).decode()])
        await other.close()
        await one.append(draft("a"))
        await two.hears(1)
        assert RoomFrame("lobby", late) not in two.frames


def test_an_announcement_that_no_notification_can_carry_is_an_error_of_the_one_who_announces():
    with pytest.raises(ValueError, match="Typing: an announcement has at most 7000 bytes, not 7"):
        Notifier("node").announce(RoomFrame("lobby", Typing(Person("a", "x" * 7_000))))


@pytest.mark.parametrize("how", ["lost", "forged"])
async def test_notifications_that_are_lost_or_forged_cost_a_read_and_nothing_else(
    postgres_url, hasty, monkeypatch, how
):
    async with nodes(postgres_url, postgres_url) as two:
        if how == "lost":
            monkeypatch.setattr(two[0].log._node.notifier, "tell", lambda *_: None)
        else:
            other = await asyncpg.connect(postgres_url)
            forged = ["", "{", '{"node":"x","heads":{"lobby":[1,9000]}}', '{"node":"x","heads":{"lobby":[8000,9000]}}',
                      '{"node":"x","heads":{"lobby":[9,1],"den":[-1,"a"]}}', '{"node":"x","heads":{"den":[7,9]}}']  # fmt: skip
            for payload in forged:
                await other.execute("SELECT pg_notify($1, $2)", CHANNEL, payload)
            await other.close()
        await append_all(two[0].log, drafts(10))
        await two[1].hears(10)
        await append_all(two[0].log, drafts(10, room="den"))
        await two[1].log.read("den", limit=1)
        assert await two[1].log.heads(["attic"]) == {"attic": 0}  # as the hub does for a room that a tab watches
        await append_all(two[0].log, drafts(3, room="den", start=11))
        await append_all(two[0].log, drafts(2, room="attic"))
        await two[1].hears(2, "attic")
        async with asyncio.timeout(10):
            while two[1].seqs("den")[-1:] != [13]:
                await asyncio.sleep(0.01)


@pytest.mark.parametrize("fault", ["cut", "stall", "lose_everything", "lose_answers"])
async def test_a_node_whose_line_fails_refuses_drafts_and_catches_up_by_itself(postgres, postgres_url, hasty, fault):
    with closing(Proxy(f"tcp://127.0.0.1:{postgres.port}", disturbs=lambda first: True)) as proxy:
        through = postgres_url.replace(f":{postgres.port}/", f":{proxy.port}/")
        async with nodes(postgres_url, through) as (whole, cut):
            await cut.append(draft("d1"))
            await asyncio.to_thread(getattr(proxy, fault))
            with pytest.raises(NotStored):
                await cut.log.check()
            # `hasty` may cut off the whole node, too, for a moment on a busy machine.
            await asyncio.gather(*(whole.append(one) for one in drafts(20, start=2)))
            waiting = asyncio.create_task(cut.append(draft("d22")))
            await asyncio.to_thread(proxy.restore)
            assert (await waiting).seq == 22
            await asyncio.gather(*(whole.append(one) for one in drafts(3, start=23)))
            for one in (whole, cut):
                await one.hears(25)


async def test_a_log_whose_line_stalls_closes_also_when_it_is_time_to_drop_old_entries(postgres, postgres_url):
    """It is until the first write."""
    with closing(Proxy(f"tcp://127.0.0.1:{postgres.port}", disturbs=lambda first: True)) as proxy:
        through = parse_address(postgres_url.replace(f":{postgres.port}/", f":{proxy.port}/"))
        log = await PostgresLog.open(through, retention_days=1)
        await asyncio.to_thread(proxy.stall)
        async with asyncio.timeout(20):
            await log.close()


@pytest.mark.parametrize("job", ["append", "read", "notify", "listen"])
async def test_a_node_finds_that_one_of_its_four_connections_is_dead(postgres, postgres_url, hasty, job):
    """Nothing more comes through it in either direction, and neither end gets an error."""
    connections = itertools.count(-1)  # the first prepares the tables
    place = ("append", "read", "notify", "listen").index(job)
    disturbs = lambda first: next(connections) % 4 == place  # noqa: E731
    with closing(Proxy(f"tcp://127.0.0.1:{postgres.port}", disturbs=disturbs)) as proxy:
        through = postgres_url.replace(f":{postgres.port}/", f":{proxy.port}/")
        async with nodes(postgres_url, through) as (whole, lame):
            await lame.append(draft("d1"))
            assert len(proxy._websockets) == 1
            before = lame.log._node.sessions
            await asyncio.to_thread(proxy.lose_everything)
            await whole.append(draft("d2"))
            assert (await lame.append(draft("d3"))).seq == 3
            for one in (whole, lame):
                await one.hears(3)
            async with asyncio.timeout(10):
                while lame.log._node.sessions in (None, before):
                    await asyncio.sleep(0.01)


async def test_at_most_two_appends_hang_at_the_server_when_connections_are_lost_again_and_again(postgres_url):
    """Here another program holds the row of the room; a standby that stands still does the same."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    async with nodes(postgres_url) as (node,):
        await node.append(draft("d1"))
        other, watcher = await asyncpg.connect(postgres_url), await asyncpg.connect(postgres_url)
        await other.execute("BEGIN; SELECT FROM room FOR UPDATE")
        for hanging in (1, 2):
            before = node.log._node.sessions
            appending = asyncio.ensure_future(node.log.append(draft(f"hanging-{hanging}")))
            async with asyncio.timeout(10):
                while await watcher.fetchval(waiting) < hanging:
                    await asyncio.sleep(0.01)
                before.terminate()
                with pytest.raises(NotStored, match="lost"):
                    await appending
                while (now := node.log._node.sessions) is None or now.lost.is_set():
                    await asyncio.sleep(0.01)
        for one in (1, 2):
            with pytest.raises(NotStored, match="does not store"):
                await node.log.append(draft(f"refused-{one}"))
        assert await watcher.fetchval(waiting) == 2
        with pytest.raises(NotStored, match="does not store"):
            await node.log.check()
        assert (await node.log.read("lobby", limit=1)).head == 1
        await other.execute("ROLLBACK")
        assert (await node.append(draft("last"))).seq == 4
        await node.hears(4)
        await other.close()
        await watcher.close()


FAIL = """
    CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'secret' USING ERRCODE = '{}'; END $$;
    CREATE TRIGGER fail BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION fail()"""
FAULTS = {"53100": "disk of the database is full", "53200": "53200", "40001": "same moment", "40P01": "same moment",
          "23505": "23505",
          "57014": "lost", "25006": "read-only", "57P01": "lost", "08006": "lost", "58030": "58030"}  # fmt: skip


async def test_each_fault_of_the_server_refuses_the_draft_in_words_until_it_passes(postgres_url):
    async with nodes(postgres_url) as (node,):
        other = await asyncpg.connect(postgres_url)
        for number, (state, words) in enumerate(FAULTS.items(), 1):
            await other.execute(FAIL.format(state))
            with capture_logs() as lines, pytest.raises(NotStored, match=words) as refused:
                await node.log.append(draft(f"d{number}"))
            assert "secret" not in f"{lines} {refused.value}"
            assert {line["event"] for line in lines} <= {"database_lost", "database_reached"}
            await other.execute("DROP FUNCTION fail CASCADE")
            assert (await node.append(draft(f"d{number}"))).seq == number
        await node.hears(len(FAULTS))
        await other.close()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("CHANNEL", "elsewhere", "pool_mode = session"),
        ("SEND", "SELECT 1 / cardinality($1::text[] || NULL) / 0", "22012"),
    ],
    ids=["a pooler", "a full queue"],
)
async def test_notifications_that_do_not_arrive_are_named_at_the_start(postgres_url, monkeypatch, name, value, words):
    """PgBouncer swallows them if its pool_mode is not session: LISTEN succeeds. A full queue refuses to send."""
    monkeypatch.setattr(sessions, "SILENCE_SECONDS", 0.2)
    await prepare(parse_address(postgres_url))
    monkeypatch.setattr(sessions, name, value)
    with pytest.raises(Unreachable, match=words):
        await sessions.Sessions.open(parse_address(postgres_url), "one", lambda payload: None)


@pytest.mark.parametrize(
    ("module", "first", "limit"),
    [
        (asyncpg, "connect", (connection, "CONNECT_SECONDS")),
        (sessions, "version_of", (sessions, "START_SECONDS")),
    ],
)
async def test_a_line_that_dies_while_connections_are_opened_ends_the_attempt(
    postgres, postgres_url, monkeypatch, module, first, limit
):
    """Answers are lost after the first step of opening. There is no heartbeat yet that would notice."""
    monkeypatch.setattr(*limit, 0.5)
    await prepare(parse_address(postgres_url))
    step = getattr(module, first)
    with closing(Proxy(f"tcp://127.0.0.1:{postgres.port}", disturbs=lambda first: True)) as proxy:

        async def step_and_lose(*one, **more):
            done = await step(*one, **more)
            await asyncio.to_thread(proxy.lose_answers)
            return done

        monkeypatch.setattr(module, first, step_and_lose)
        through = parse_address(postgres_url.replace(f":{postgres.port}/", f":{proxy.port}/"))
        async with asyncio.timeout(20):
            with pytest.raises(Unreachable):
                await sessions.Sessions.open(through, "one", lambda payload: None)


async def test_everything_is_stored_and_delivered_once_through_crashes_of_the_server(postgres, postgres_url, hasty):
    async with nodes(postgres_url, postgres_url) as two:
        appending: list[asyncio.Task[Entry]] = []
        for fault in ("terminate", "crash", "freeze", "terminate"):
            start = len(appending) + 1
            appending += [asyncio.create_task(two[n % 2].append(draft(f"d{n}"))) for n in numbers(start, start + 99)]
            await asyncio.sleep(0)
            if fault == "crash":
                await asyncio.to_thread(postgres.stop, "immediate")
                for refused in (two[0].log.check(), two[0].log.read("lobby", limit=1)):
                    with pytest.raises(NotStored):
                        await refused
                await asyncio.to_thread(postgres.start)
            elif fault == "freeze":
                await asyncio.to_thread(postgres.freeze)
                async with asyncio.timeout(10):
                    while any(one.log._node.sessions for one in two):
                        await asyncio.sleep(0.01)
                await asyncio.to_thread(postgres.thaw)
            else:
                other = await asyncpg.connect(postgres_url)
                await other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'hubbub'"
                )
                await other.close()
        stored = await asyncio.gather(*appending)
        assert sorted(seqs(stored)) == numbers(1, 400)
        for one in two:
            await one.hears(400)


async def test_while_the_database_does_not_store_drafts_are_refused_and_the_ones_under_way_may_stand(
    postgres_url, monkeypatch
):
    """Here another program holds the row of the room; a standby that stands still does the same."""
    monkeypatch.setattr(postgres_module, "STALL_SECONDS", 0.2)
    async with nodes(postgres_url) as (node,):
        await node.append(draft("d1"))
        other = await asyncpg.connect(postgres_url)
        await other.execute("BEGIN; SELECT FROM room FOR UPDATE")
        for one in ("d2", "d3"):
            with pytest.raises(NotStored, match="does not store"):
                await node.log.append(draft(one))
        assert (await node.log.read("lobby", limit=1)).head == 1
        await other.execute("ROLLBACK")
        await node.hears(2)
        assert seqs([await node.append(draft(one)) for one in ("d3", "d2")]) == [3, 2]
        await other.close()


async def test_another_epoch_ends_the_log(postgres_url):
    async with nodes(postgres_url) as (node,):
        other = await asyncpg.connect(postgres_url)
        await other.execute("UPDATE life SET epoch = 'restored'")
        await other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'hubbub'")
        await other.close()
        with pytest.raises(LogUnusable, match="another epoch"):
            await node.ended()
