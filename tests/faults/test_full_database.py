"""The disk of PostgreSQL is full (FAULTS D7): drafts are refused, nothing is lost, and nodes recover by themselves."""

import os
import shutil
import subprocess
from functools import partial

import pytest

from tests.faults.support.disk_faults import filled
from tests.support.connections import RawTab, ask, read_history
from tests.support.postgres import ACCOUNT, PostgresServer
from tests.support.server import running_nodes

NO_DISK = "this test needs a small disk of its own, and only root may mount one"
DISK_BYTES = 32 * 2**20
LARGE = " ".join(["large"] * 600)


@pytest.fixture
def database(programs):
    """A server whose tables are on a small disk of their own, and the folder of that disk."""
    server = PostgresServer(programs)
    disk = server._folder / "disk"
    disk.mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "hubbub-test", disk)
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
        server.remove()
        assert not os.environ.get("CI"), NO_DISK  # in CI nobody would notice a skipped test
        pytest.skip(NO_DISK)
    shutil.chown(disk, ACCOUNT)
    server.execute(f"CREATE TABLESPACE small LOCATION '{disk}'")
    yield server, disk
    server.stop("immediate")
    subprocess.run(("umount", disk), check=True)
    server.remove()


def test_a_full_disk_refuses_drafts_until_there_is_space_and_loses_nothing(database, tmp_path):
    server, disk = database
    url = server.new_database("TABLESPACE small")
    with running_nodes(tmp_path, url, url) as nodes, RawTab(nodes[0].port) as ana, RawTab(nodes[1].port) as bo:
        says(20, ana, bo)
        with filled(disk):
            stored = 20
            for node, tab, other in ((nodes[0], ana, bo), (nodes[1], bo, ana)):
                count = said_until_refused(tab)
                other.receive_messages(count)
                stored += count
                node.await_claim(partial(logs_full_disk, node))
            for node in nodes:
                assert [ask(node.port, path).status for path in ("/ready", "/health")] == [503, 200]
                assert len(read_history(node.port, "lobby")) == stored
        for node in nodes:
            node.await_ready()
        says(20, bo, ana)
        assert [message["seq"] for message in read_history(nodes[0].port, "lobby")] == list(range(1, stored + 21))


def logs_full_disk(node):
    return "the disk of the database is full" in node.log()


def says(count, tab, other):
    for number in range(count):
        tab.say(f"{id(tab)}-{count}-{number}", LARGE)
    assert seqs_of(tab, count) == seqs_of(other, count)


def seqs_of(tab, count):
    return [message["seq"] for message in tab.receive_messages(count)]


def said_until_refused(tab):
    """Says large messages until one is refused. Returns how many were stored."""
    for number in range(10_000):
        tab.say(f"{id(tab)}-{number}", LARGE)
        answer = tab.receive("message", "refused")
        if answer["type"] == "refused":
            assert answer["code"] == "not_stored"
            return number
    raise AssertionError("the disk is not full")
