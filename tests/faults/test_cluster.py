"""Three real processes on one PostgreSQL, and tabs on each: nothing is lost, repeated or out of order, whatever dies."""

import asyncio
import signal
import time
from contextlib import ExitStack, closing

import pytest

from service.log.postgres import notifications, reader, sessions
from tests.faults.support.fault_case import Case
from tests.support.connections import RawTab, ask
from tests.support.logs import draft
from tests.support.nodes import nodes
from tests.support.proxy import Proxy, ring_of_proxies


def test_tabs_on_different_nodes_see_one_conversation_whatever_dies(cluster, postgres):
    """A tab whose node dies goes on at another one, from the last number it has; the database is killed in between."""
    one, two, three = cluster
    seen: dict[str, list[int]] = {"ana": [], "bo": []}
    ana, bo = RawTab(one.port), RawTab(two.port)
    epoch = ana.welcome["epoch"]
    assert bo.welcome["epoch"] == epoch

    def talk(number):
        for tab, name in ((ana, "ana"), (bo, "bo")):
            tab.say(f"{name}-{number}", "Hi")
        for tab, name in ((ana, "ana"), (bo, "bo")):
            seen[name] += [message["seq"] for message in tab.receive_messages(2)]

    talk(0)
    two.kill()
    bo.__exit__()
    bo = RawTab(three.port, f"?after={seen['bo'][-1]}&epoch={epoch}")
    assert bo.welcome["after"] == 2
    talk(1)
    postgres.stop("immediate")
    ana.say("while-away", "kept")
    assert ana.receive("refused")["code"] == "not_stored"
    assert ask(one.port, "/api/rooms/lobby/messages").json["code"] == "not_readable"
    two.launch()
    two.await_claim(two.answers)
    for server in (one, two):
        assert [ask(server.port, path).status for path in ("/ready", "/health", "/")] == [503, 200, 200]
    for path in ("/ws", "/api/rooms/lobby/messages", "/api/hand-over"):
        assert ask(two.port, path).json["code"] == "starting"
    assert two.events().count("service_ready") == 1
    postgres.start()
    for server in cluster:
        server.await_ready()
    two.await_claim(lambda: two.events().count("service_ready") == 2)  # its log line may come after /ready
    ana.say("while-away", "kept")
    for tab, name in ((ana, "ana"), (bo, "bo")):
        seen[name] += [message["seq"] for message in tab.receive_messages(1)]
    talk(2)
    assert one.stop() == 0
    ana.__exit__()
    ana = RawTab(three.port, f"?after={seen['ana'][-1]}&epoch={epoch}")
    assert ana.welcome["after"] == 7
    talk(3)
    assert seen == {"ana": list(range(1, 10)), "bo": list(range(1, 10))}
    for tab in (ana, bo):
        tab.__exit__()
    assert "hunter2" not in "".join(server.log() for server in cluster)


@pytest.mark.thorough
@pytest.mark.parametrize("how", ["kill", "freeze", "close"])
def test_people_leave_soon_wherever_their_last_tab_was(cluster, figures, how):
    """Those with a tab on another node stay."""
    one, two, three = cluster

    def people(server):
        return [person["name"] for person in ask(server.port, "/api/rooms/lobby/people").json["people"]]

    tabs = [
        RawTab(server.port, headers=(f"Cookie: hubbub_person={name[0] * 22}; hubbub_name={name}",))
        for server, name in ((one, "Ana"), (two, "Ana"), (two, "Bo"))
    ]
    with figures.timed("longest time until every node knew who came (s)"):
        for server in cluster:
            server.await_claim(lambda server=server: sorted(people(server)) == ["Ana", "Bo"])
    with figures.timed(f"longest time until every node knew who left, by {how} (s)"):
        if how == "kill":
            two.kill()
        elif how == "freeze":
            two.process.send_signal(signal.SIGSTOP)
        else:
            tabs[2].__exit__()
        for server in (one, three):
            server.await_claim(lambda server=server: people(server) == ["Ana"])
    seconds = {name: value for name, value in figures.highest.items() if "every node knew" in name}
    assert max(seconds.values()) < 9.5
    for tab in tabs:
        tab.__exit__()


@pytest.mark.thorough
def test_while_all_nodes_are_restarted_one_after_the_other_everybody_stays(cluster, room, chance, figures):
    with ring_of_proxies(cluster) as networks, Case(cluster[0], room, chance, figures, has_control=False) as case:
        people = [person for network in networks for person in case.join(10, port=network.port)]
        for node in cluster * 3:
            with case.talking(people):
                case.await_settled(100)
                assert node.stop() == 0
                case.await_settled(100)
                case.start() if node is case.server else node.start()
        case.settle()
        assert not any(person.left for person in people)
        longest = max(person.longest_outage for person in people)
        figures.most("longest time until a tab was on another node when its own one was stopped (s)", round(longest, 2))


LINE_FAULTS = ("cut", "reset", "stall", "lose_everything", "lose_answers")


@pytest.mark.thorough
async def test_three_nodes_agree_through_random_faults(postgres, postgres_url, chance, figures, monkeypatch):
    """Lines are cut, stalled and lost, sessions ended and the database killed, while four authors on each node append."""
    for module, name, seconds in (
        (sessions, "SILENCE_SECONDS", 1.0), (notifications, "BEAT_SECONDS", 0.2), (reader, "CHECK_SECONDS", 0.3),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, seconds)
    ends_at, faults, acked = time.monotonic() + 300, 0, {}

    async def author(node, name):
        number = 0
        while time.monotonic() < ends_at:
            number += 1
            entry = await node.append(draft(f"{name}-{number}"))
            acked[entry.draft] = entry.seq
            await asyncio.sleep(chance.random() * 0.05)

    async def break_something():
        what = chance.choice([*LINE_FAULTS, *LINE_FAULTS, "end sessions", "kill", "freeze"])
        if what == "freeze":
            await asyncio.to_thread(postgres.freeze)
            await asyncio.sleep(chance.random() * 3)
            await asyncio.to_thread(postgres.thaw)
        elif what == "kill":
            await asyncio.to_thread(postgres.stop, "immediate")
            await asyncio.to_thread(postgres.start)
        elif what == "end sessions":
            await asyncio.to_thread(postgres.end_sessions)
        else:
            proxy = chance.choice(proxies)
            await asyncio.to_thread(getattr(proxy, what))
            await asyncio.sleep(chance.random() * 2 if what in ("cut", "stall") else 0)
            await asyncio.to_thread(proxy.restore)

    with ExitStack() as stack:
        proxies = [
            stack.enter_context(closing(Proxy(f"tcp://127.0.0.1:{postgres.port}", disturbs=lambda first: True)))
            for _ in range(3)
        ]
        async with nodes(*(postgres_url.replace(f":{postgres.port}/", f":{one.port}/") for one in proxies)) as three:
            authors = [asyncio.create_task(author(one, f"{n}-{a}")) for n, one in enumerate(three) for a in range(4)]
            while time.monotonic() < ends_at:
                await break_something()
                faults += 1
            await asyncio.gather(*authors)
            for one in three:
                await one.hears((await three[0].log.heads(["lobby"]))["lobby"])
            stored = {one.frame.draft: one.frame.seq for one in three[0].frames if one.room == "lobby"}
            assert len(stored) == len(three[0].seqs())
            assert acked.items() <= stored.items()
    figures.add("faults between three nodes and PostgreSQL, with every message on every node once and in order", faults)
