"""A standby takes over from the primary (FAULTS D7): if it is synchronous nothing is lost, and the nodes begin another epoch."""

import asyncio
from contextlib import ExitStack

import asyncpg
import pytest

from service.log import LogUnusable
from service.log.postgres.address import parse_address
from service.log.postgres.startup import prepare
from tests.support.connections import RawTab, ask, read_head
from tests.support.postgres import PostgresServer, run_apart
from tests.support.server import running_nodes

pytestmark = pytest.mark.thorough


@pytest.fixture
def pair(programs):
    """A primary and its standby."""
    with ExitStack() as ends:
        primary = PostgresServer(programs)
        ends.callback(primary.remove)
        standby = PostgresServer(programs, primary)
        ends.callback(standby.remove)
        yield primary, standby


async def await_replayed(url, count):
    """Waits until the standby has this number of entries."""
    connection = await asyncpg.connect(url)
    async with asyncio.timeout(20):
        while await connection.fetchval("SELECT count(*) FROM entry") < count:
            await asyncio.sleep(0.01)
    await connection.close()


@pytest.mark.parametrize("is_synchronous", [False, True], ids=["asynchronous", "synchronous"])
def test_nodes_go_on_at_a_promoted_standby_with_another_epoch(pair, tmp_path, is_synchronous):
    primary, standby = pair
    if is_synchronous:
        primary.stop()
        primary.start("synchronous_standby_names=standby")
    url = primary.new_database()
    hosts = url.replace(f":{primary.port}/", f":{primary.port},127.0.0.1:{standby.port}/")
    with running_nodes(tmp_path, hosts, hosts) as nodes, RawTab(nodes[0].port) as ana, RawTab(nodes[1].port) as bo:
        for number in (1, 2, 3):
            ana.say(f"d{number}", "Hi")
            assert [tab.receive("message")["seq"] for tab in (ana, bo)] == [number, number]
        run_apart(await_replayed(standby.url(url.rpartition("/")[2]), 3))
        standby.stop()
        ana.say("d4", "Only the primary has this")
        if is_synchronous:
            assert ana.receive("refused")["code"] == "not_stored"
            assert ask(nodes[0].port, "/ready").status == 503
            assert read_head(nodes[1].port, "lobby") == 3
        else:
            assert [tab.receive("message")["seq"] for tab in (ana, bo)] == [4, 4]
        primary.stop("immediate")
        standby.start()
        with pytest.raises(LogUnusable, match="is a standby"):
            run_apart(prepare(parse_address(standby.url(url.rpartition("/")[2]))))
        standby.promote()
        for node in nodes:
            assert node.ended_within(20)
            assert node.process.returncode == 1
            assert "another epoch" in node.log()
            node.start()
        again = f"?after={4 - is_synchronous}&epoch={ana.welcome['epoch']}"
        with RawTab(nodes[0].port, again) as ana, RawTab(nodes[1].port, again) as bo:
            assert [(tab.welcome["after"], tab.welcome["head"]) for tab in (ana, bo)] == [(0, 3), (0, 3)]
            assert again.rpartition("=")[2] != ana.welcome["epoch"] == bo.welcome["epoch"]
            bo.say("d5", "Its number is given again, in another epoch")
            ana.say("d4", "Only the primary had this")
            for tab in (ana, bo):
                assert sorted(message["draft"] for message in tab.receive_messages(5)) == ["d1", "d2", "d3", "d4", "d5"]
