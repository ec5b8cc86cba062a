"""People on several nodes: who is in a room is known on each, through lost connections, stops and kills of nodes."""

import asyncio

import pytest

from service.chat import other_nodes
from service.log.postgres import node, notifications
from tests.support.hub import until
from tests.support.nodes import hubs


@pytest.fixture
def hasty(monkeypatch):
    """Takes a node for gone soon."""
    monkeypatch.setattr(notifications, "BEAT_SECONDS", 0.1)
    monkeypatch.setattr(node, "BEAT_SECONDS", 0.1)
    monkeypatch.setattr(node, "LEASE_SECONDS", 0.7)


def people(hub):
    """The names of the people in the room, as this node knows them; also if the room is not open there."""
    presence = hub.hub.presence_of("lobby")
    return sorted(person.name for person in presence.listed()) if presence else []


async def become(hubs, *names):
    """Ticks, as each second does, until all of these nodes know these people."""
    async with asyncio.timeout(15):
        while any(people(hub) != sorted(names) for hub in hubs):
            for hub in hubs:
                hub.hub.rooms.tick(hub.clock())
            await asyncio.sleep(0.02)


async def test_everybody_on_every_node_is_known_on_each_once(postgres_url):
    async with hubs(postgres_url, 3) as (one, two, idle), one.tab("Ana") as ana, two.tab("Bo"):
        await become((one, two, idle), "Ana", "Bo")
        async with two.tab("Ana"), two.tab("Cleo"):
            await become((one, two, idle), "Ana", "Bo", "Cleo")
            ana.send(type="name", name="Anna")
            await become((one, two, idle), "Anna", "Bo", "Cleo")
            assert {record.person.name for record in two.hub._persons._records.values()} == {"Anna", "Bo", "Cleo"}
        for hub in (one, two):
            hub.skip(6)
        await become((one, two, idle), "Anna", "Bo")
        assert not idle.hub.has_room("lobby")


async def test_of_two_names_at_once_every_node_keeps_the_one_that_was_told_last(postgres_url):
    async with hubs(postgres_url, 3) as (one, two, idle), one.tab("Ana") as ana, two.tab("Ana") as same:
        await become((one, two, idle), "Ana")
        ana.send(type="name", name="Anna")
        same.send(type="name", name="Anne")
        await until(lambda: (people(one), people(two)) == (["Anna"], ["Anne"]))
        names: list[tuple[str, ...]] = []
        async with asyncio.timeout(15):
            while len(names) < 20 or len(set(names[-10:])) > 1:
                for hub in (one, two, idle):
                    hub.hub.rooms.tick(hub.clock())
                await asyncio.sleep(0.02)
                names.append((*people(one), *people(two), *people(idle)))
        assert len(set(names[-1])) == 1
        assert {hub.hub._persons._records.popitem()[1].person.name for hub in (one, two)} == set(names[-1])


async def test_a_node_that_starts_later_or_lost_its_connection_asks_for_everybody(postgres, postgres_url):
    """Nobody seems to leave meanwhile, although the database is killed."""
    async with hubs(postgres_url, 2) as (one, two), one.tab("Ana") as ana, two.tab("Bo"):
        await become((one, two), "Ana", "Bo")
        await asyncio.to_thread(postgres.stop, "immediate")
        await asyncio.to_thread(postgres.start)
        async with two.tab("Cleo"):
            await become((one, two), "Ana", "Bo", "Cleo")
            await until(lambda: not one.hub.rooms._others._suspects)  # they are told again
            one.tick(other_nodes.CONFIRM_SECONDS + 1)
            async with hubs(postgres_url, 1) as (three,), three.tab("Dan"):
                await become((one, two, three), "Ana", "Bo", "Cleo", "Dan")
                one.hub.tick()
        joined: set[str] = set()
        while "Dan" not in joined:
            change = await ana.receive("people")
            joined |= {person["name"] for person in change["joined"]}
            assert change["left"] == []


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
