"""People on several nodes: who is in a room is known on each, through lost connections, stops and kills of nodes."""

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager

import asyncpg
import pytest

from service.log.postgres import node, notifications
from tests.support.hub import hub_with
from tests.support.postgres import postgres_log


@pytest.fixture
def hasty(monkeypatch):
    """Takes a node for gone soon."""
    monkeypatch.setattr(notifications, "BEAT_SECONDS", 0.1)
    monkeypatch.setattr(node, "BEAT_SECONDS", 0.1)
    monkeypatch.setattr(node, "LEASE_SECONDS", 0.7)


@asynccontextmanager
async def hubs(url, count):
    async with AsyncExitStack() as stack:
        running = []
        for _ in range(count):
            log = await stack.enter_async_context(postgres_log(url))
            running.append(await stack.enter_async_context(hub_with(log)))
        yield running


def people(hub):
    """The names of the people in the room, as this node knows them."""
    room = hub.hub.rooms._rooms.get("lobby")
    return sorted(person.name for person in room.presence.listed()) if room else []


async def become(hubs, *names):
    """Ticks, as each second does, until all of these nodes know these people."""
    async with asyncio.timeout(15):
        while any(people(hub) != sorted(names) for hub in hubs):
            for hub in hubs:
                hub.hub.rooms.tick(hub.clock())
            await asyncio.sleep(0.02)


async def test_everybody_on_every_node_is_known_on_each_once(postgres_url):
    async with hubs(postgres_url, 2) as (one, two), one.tab("Ana") as ana, two.tab("Bo"):
        await become((one, two), "Ana", "Bo")
        async with two.tab("Ana"), two.tab("Cleo"):
            await become((one, two), "Ana", "Bo", "Cleo")
            ana.send(type="name", name="Anna")
            await become((one, two), "Anna", "Bo", "Cleo")
            assert {record.person.name for record in two.hub._persons._records.values()} == {"Anna", "Bo", "Cleo"}
        for hub in (one, two):
            hub.skip(6)
        await become((one, two), "Anna", "Bo")


async def test_a_node_that_starts_later_or_lost_its_connection_asks_for_everybody(postgres_url):
    async with hubs(postgres_url, 2) as (one, two), one.tab("Ana"), two.tab("Bo"):
        await become((one, two), "Ana", "Bo")
        other = await asyncpg.connect(postgres_url)
        await other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'hubbub'")
        await other.close()
        async with two.tab("Cleo"):
            await become((one, two), "Ana", "Bo", "Cleo")
            async with hubs(postgres_url, 1) as (three,), three.tab("Dan"):
                await become((one, two, three), "Ana", "Bo", "Cleo", "Dan")


@pytest.mark.parametrize("is_clean", [True, False], ids=["stopped", "killed"])
async def test_the_people_of_a_node_that_stops_stay_for_the_grace_and_those_of_one_that_dies_leave(
    postgres_url, hasty, is_clean
):
    async with hubs(postgres_url, 2) as (one, two), one.tab("Ana"), two.tab("Ana"), two.tab("Bo"):
        await become((one, two), "Ana", "Bo")
        if is_clean:
            await two.log.close()
            one.tick(4)
            assert people(one) == ["Ana", "Bo"]
            one.skip(2)
        else:
            two.log._tasks[0].cancel()
            await two.log._node.close()
        await become((one,), "Ana")
