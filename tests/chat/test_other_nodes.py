"""People on several nodes: who is in a room is known on each, through lost connections, stops and kills of nodes."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from service.chat import latest_names, other_nodes
from service.chat.latest_names import LatestNames
from service.chat.other_nodes import OtherNodes
from service.chat.presence import Presence
from service.log import AskPeople, NamedPerson, NodeGone, RoomFrame
from service.log.postgres import node, notifications
from service.protocol import Person
from tests.support.hub import until
from tests.support.nodes import hubs


@pytest.fixture
def hasty(monkeypatch):
    """Takes a node for gone soon."""
    monkeypatch.setattr(notifications, "BEAT_SECONDS", 0.1)
    monkeypatch.setattr(node, "BEAT_SECONDS", 0.1)
    monkeypatch.setattr(node, "LEASE_SECONDS", 0.7)


def people(hub, room="lobby"):
    """The names of the people in the room, as this node knows them; also if the room is not open there."""
    presence = hub.hub.presence_of(room)
    return sorted(person.name for person in presence.listed()) if presence else []


async def become(hubs, *names, room="lobby"):
    """Ticks, as each second does, until all of these nodes know these people."""
    async with asyncio.timeout(15):
        while any(people(hub, room) != sorted(names) for hub in hubs):
            for hub in hubs:
                hub.hub.rooms.tick(hub.clock())
            await asyncio.sleep(0.02)


async def test_everybody_on_every_node_is_known_on_each_once(postgres_url):
    async with hubs(postgres_url, 3) as (one, two, idle), one.tab("Ana") as ana, two.tab("Bo"):
        await become((one, two, idle), "Ana", "Bo")
        async with two.tab("Ana"), two.tab("Cleo"), one.tab("Bo", room="garden"), two.tab("Ana", room="garden"):
            await become((one, two, idle), "Ana", "Bo", "Cleo")
            await become((one, two, idle), "Ana", "Bo", room="garden")
            ana.send(type="name", name="Anna")
            await become((one, two, idle), "Anna", "Bo", "Cleo")
            await become((one, two, idle), "Anna", "Bo", room="garden")  # on `one`, where she took it, too
            assert {record.person.name for record in two.hub._persons._records.values()} == {"Anna", "Bo", "Cleo"}
        for hub in (one, two):
            hub.skip(6)
        await become((one, two, idle), "Anna", "Bo")
        assert not idle.hub.has_room("lobby")


class Node:
    """One node and its log, with two rooms; the tabs on "b" are in another one than those on the other nodes.

    The others hear it at once, unless one of the two is cut off.
    """

    def __init__(self, name, nodes):
        self.node, self.now, self.nodes = name, 1.0, nodes
        self.is_cut, self.tabs, self.late = False, 0, cast(list[RoomFrame], [])
        self.rooms = {room: SimpleNamespace(presence=Presence(grace_seconds=5)) for room in ("lobby", "garden")}
        self.presence = self.rooms["garden" if name == "b" else "lobby"].presence
        self.names = LatestNames(cast(Any, self))
        self.others = OtherNodes(cast(Any, self), self.names, cast(Any, self.rooms), cast(Any, self.presence.hear_name))

    def announce(self, frame):
        if self.is_cut:
            self.late.append(frame)
        else:
            self.tell(frame)

    def tell(self, frame):
        for other in self.nodes:
            if other is not self and not other.is_cut:
                other.others.hear(frame.room, frame.frame, self.now)

    def cut(self, *, is_noticed):
        """`is_noticed`: it takes so long that the others take the node for gone."""
        if is_noticed:
            self.tell(RoomFrame("", NodeGone(self.node, is_clean=False)))
        self.is_cut = True

    def heal(self, late=0):
        """`late`: how many of the frames that it has announced meanwhile it can still send; the others are lost."""
        self.is_cut, sent, self.late = False, self.late[-late:] if late else [], []
        for frame in sent:
            self.tell(frame)
        self.others.hear("", AskPeople(self.node), self.now)

    def name(self, name):
        person = Person("p", name)
        self.names.give(person)
        self.others.rename(person)
        self.show(person)

    def join_without_name(self):
        self.show(self.names.give_random(Person("p", "Random")))

    def show(self, person):
        self.presence.rename(person) if self.tabs else self.presence.enter(person)
        self.tabs = 1

    def leave(self):
        self.presence.leave("p", self.now)
        self.tabs = 0

    def tick(self):
        self.now += 2.0
        self.others.tick(self.now)
        for name, room in self.rooms.items():
            room.presence.changes(self.now)
            self.others.tell_changes(name, room.presence)


STEPS = st.tuples(st.sampled_from(("tab", "nameless", "name", "line", "wait")), st.integers(0, 2), st.integers(0, 3))


WAIT = ("wait", 0, 0)
CHANGED_WHILE_CUT = [WAIT, ("line", 2, 0), ("tab", 0, 0), WAIT, WAIT, WAIT, ("line", 2, 0), ("tab", 0, 0)]
"""A person leaves while a node is cut off, and is back before it has dropped what was not told again."""


@given(st.lists(STEPS, max_size=30))
@example(CHANGED_WHILE_CUT)
@settings(max_examples=300, deadline=None)
def test_every_node_shows_who_is_there_by_the_name_they_took_last_whichever_was_cut_off(steps):
    nodes: list[Node] = []
    nodes.extend(Node(name, nodes) for name in "abc")
    name = "first"
    nodes[0].name(name)
    nodes[1].name(name)
    for number, (kind, place, late) in enumerate(steps):
        node = nodes[place]
        match kind:
            case "tab":
                node.leave() if node.tabs else node.name(name)
            case "nameless" if not node.tabs:
                node.join_without_name()
            case "name" if node.tabs:
                name = f"name {number}"
                node.name(name)
            case "line":
                node.heal(late) if node.is_cut else node.cut(is_noticed=late > 0)
        for one in nodes:
            one.tick()
    for node in nodes:
        if node.is_cut:
            node.heal()
    for node in nodes * 5:
        node.tick()
    expected = {
        room: {name for node in nodes if node.tabs and node.rooms[room].presence is node.presence}
        for room in ("lobby", "garden")
    }
    for node in nodes:
        assert {room: {one.name for one in node.rooms[room].presence.listed()} for room in node.rooms} == expected


def test_a_name_that_a_node_finds_after_it_stood_still_counts_as_of_then_and_few_names_are_kept(monkeypatch):
    monkeypatch.setattr(latest_names, "NAMES_KEPT", 1)
    node = Node("a", [])
    node.now = 10.0
    node.names.tick()
    node.names.give(Person("p", "Mid"))
    assert node.names.named(Person("p", "Mid")) == NamedPerson("p", "Mid", 2_000)
    assert node.names.hear(NamedPerson("p", "New", 2_500)).name == "New"
    node.names.tick()
    node.names.give(Person("p", "Last"))
    assert node.names.hear(NamedPerson("p", "New", 2_500)).name == "Last"
    assert node.names.take_outdated() == [NamedPerson("p", "Last", 10_000)]
    node.names.give(Person("q", "Bo"))
    assert node.names.named(Person("p", "Last")).at == 1
    for name, at, counted in (("Of an earlier version", 0, 10_001), ("Forged", 2**64 - 1, 10_002)):
        assert node.names.hear(NamedPerson("q", name, at)).name == name
        assert node.names.named(Person("q", name)).at == counted


def test_a_random_name_replaces_none_and_of_two_random_ones_all_nodes_take_the_same():
    node = Node("a", [])
    assert node.names.give_random(Person("p", "Random")).name == "Random"
    assert node.names.hear(NamedPerson("p", "Also random", 1)).name == "Random"
    assert node.names.hear(NamedPerson("p", "Random too", 1)).name == "Random too"
    assert node.names.hear(NamedPerson("p", "Chosen", 2)).name == "Chosen"
    assert node.names.give_random(Person("p", "Random")).name == "Chosen"


async def test_of_two_names_every_node_keeps_the_later_one(postgres_url):
    async with hubs(postgres_url, 3) as (one, two, idle), one.tab("Ana") as ana, two.tab("Ana") as same:
        await become((one, two, idle), "Ana")
        two.log._node.clock_ahead = one.log._node.clock_ahead  # which each has measured, to some milliseconds
        ana.send(type="name", name="Anna")
        await until(lambda: people(one) == ["Anna"])
        same.send(type="name", name="Anne")
        await until(lambda: people(two) == ["Anne"])
        two.hub.rooms.tick(two.clock())  # so that the earlier one is told last
        await become((one, two, idle), "Anne")
        assert {hub.hub._persons._records.popitem()[1].person.name for hub in (one, two)} == {"Anne"}


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
