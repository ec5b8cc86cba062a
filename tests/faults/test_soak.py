"""Soaks (FAULTS D8) of one server and of three nodes, with the faults that only they have.

`make soak` takes half an hour for one server, and as long for three nodes. A seed gives the same faults again.
"""

import os
from contextlib import ExitStack, closing

from tests.faults.support.disk_faults import DISK_FAULTS
from tests.faults.support.fault_case import Case, check_log
from tests.faults.support.gauges import memory_bytes
from tests.faults.support.soak import FAULTS, MB, Soak, run
from tests.support.connections import read_history
from tests.support.proxy import Proxy, ring_of_proxies
from tests.support.server import running_nodes

PEOPLE = 30
NODES = 3
PEOPLE_OF_A_NODE = 15


class ServerSoak(Soak):
    def fail_the_disk(self):
        server = self._case.server
        kinds = [kind for kind in DISK_FAULTS if kind != "full" or os.path.ismount(server.database.parent)]
        with DISK_FAULTS[self._chance.choice(kinds)](server):
            self._wait()


class ClusterSoak(Soak):
    """Three nodes, and a proxy between each of them and the database. Whose node is gone goes on at the next one."""

    def __init__(self, case, servers, networks, people, postgres, lines):
        super().__init__(case, servers, networks, people)
        self._postgres, self._lines = postgres, lines

    def kill_the_database(self):
        self._postgres.stop("immediate")
        self._wait()
        self._postgres.start()

    def end_sessions(self):
        self._postgres.end_sessions()

    def fail_a_line(self):
        line = self._chance.choice(self._lines)
        faults = (line.cut, line.stall, line.lose_everything, line.lose_answers, lambda: line.slow_down(65_536, 0.3))
        self._chance.choice(faults)()
        self._wait()
        line.restore()

    def _start_again(self, server):
        self._wait()
        super()._start_again(server)


SERVER_FAULTS = (*FAULTS, ServerSoak.fail_the_disk)
CLUSTER_FAULTS = (*FAULTS, ClusterSoak.kill_the_database, ClusterSoak.end_sessions, ClusterSoak.fail_a_line)


def test_random_faults_in_random_order_lose_nothing(restarting_case, disk, request, thorough, progress):
    seconds = request.config.getoption("soak_seconds") or thorough(2, 120)
    with restarting_case(LOG=f"sqlite:{disk}/hubbub.db") as case:
        case.server.database = disk / "hubbub.db"
        case.expected_errors = {"not_stored", "not_ready", "room_not_read"}
        network = case.proxy()
        people = case.join(PEOPLE) + case.join(PEOPLE, port=network.port)
        soak = ServerSoak(case, [case.server], [network], people)
        faults = run(case, soak, SERVER_FAULTS, seconds, [case.server], progress)
        case.count("faults in the soak test, in random order", faults)
        case.count("seconds of the soak test", round(seconds))
        case.figures.most("memory at the end of the soak test (MB)", round(memory_bytes(case.server) / MB))


EXPECTED_OF_NODES = {
    *("not_stored", "not_ready", "room_not_read", "heads_not_read", "database_lost", "database_not_reached"),
    *("append_stalled", "notify_failed"),
}


def test_random_faults_in_random_order_lose_nothing_between_nodes(
    postgres, postgres_url, tmp_path, room, chance, figures, request, thorough, progress
):
    seconds = request.config.getoption("soak_seconds") or thorough(2, 120)
    with ExitStack() as ends:
        lines = [ends.enter_context(closing(Proxy(postgres.address, disturbs=bool))) for _ in range(NODES)]
        logs = [postgres_url.replace(f":{postgres.port}/", f":{line.port}/") for line in lines]
        app = thorough("tests.support.apps:short_pauses()", "service.app")
        nodes = ends.enter_context(running_nodes(tmp_path, *logs, app=app))
        networks = ends.enter_context(ring_of_proxies(nodes))
        case = ends.enter_context(Case(nodes[0], room, chance, figures, has_control=False))
        case.expected_errors = EXPECTED_OF_NODES
        people = [person for network in networks for person in case.join(PEOPLE_OF_A_NODE, port=network.port)]
        soak = ClusterSoak(case, nodes, networks, people, postgres, lines)
        faults = run(case, soak, CLUSTER_FAULTS, seconds, nodes, progress)
        for node in nodes:
            node.await_ready()  # the last fault may have taken its connections to the database
        case.settle()
        assert all(read_history(node.port, room) == case.history() for node in nodes)
        for node in nodes:
            check_log(node.log(), EXPECTED_OF_NODES)
        case.count("faults in the soak test of three nodes, in random order", faults)
        case.count("seconds of the soak test of three nodes", round(seconds))
