"""Tests the nodes, the database and the load balancer that compose.cluster.yaml starts: restarts and kills them under load."""

import subprocess
import time
from collections.abc import Iterator

import pytest
from test_container import PEOPLE, STEP_SECONDS, Hubbub, crowd, running_project

from tests.faults.support.simulated_people import Crowd
from tests.support.connections import read_history

__all__ = ["crowd"]  # a fixture

MESSAGES_PER_SECOND = 2 * PEOPLE
"""Far enough below the rate limit that people can send again what was refused."""


@pytest.fixture(scope="module")
def cluster(request: pytest.FixtureRequest) -> Iterator[Hubbub]:
    with running_project("cluster", request, "compose.cluster.yaml") as cluster:
        yield cluster


def docker(*arguments: str) -> str:
    return subprocess.run(("docker", *arguments), check=True, capture_output=True, text=True).stdout


def await_healthy(container: str) -> None:
    deadline = time.monotonic() + STEP_SECONDS
    while docker("inspect", "--format", "{{.State.Health.Status}}", container) != "healthy\n":
        assert time.monotonic() < deadline
        time.sleep(0.5)


def test_the_nodes_may_do_nothing_in_the_database_but_with_their_own(cluster: Hubbub) -> None:
    asked = ("exec", "postgres", "psql", "--username=postgres", "--no-align", "--tuples-only", "--command")
    roles = "SELECT rolname FROM pg_roles WHERE oid IN (SELECT usesysid FROM pg_stat_activity WHERE application_name = 'hubbub')"
    assert cluster.compose(*asked, roles) == "hubbub\n"
    rights = "rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls"
    assert cluster.compose(*asked, f"SELECT {rights} FROM pg_roles WHERE rolname = 'hubbub'") == "f|f|f|f|f\n"
    owned = "SELECT datname FROM pg_database WHERE datdba = 'hubbub'::regrole"
    assert cluster.compose(*asked, owned) == "hubbub\n"


@pytest.mark.parametrize("end", ["restart", "kill"])
def test_nothing_is_lost_or_repeated_while_each_node_and_the_database_end(
    cluster: Hubbub, crowd: Crowd, end: str
) -> None:
    people = crowd.join(cluster.port, PEOPLE)
    with crowd.talking(people, MESSAGES_PER_SECOND):
        for container in cluster.compose("ps", "--quiet", "hubbub", "postgres").split():
            docker(end, container)
            docker("start", container)
            await_healthy(container)
            settled = len(crowd.ledger.settled)
            crowd.until(lambda settled=settled: len(crowd.ledger.settled) > settled, "messages settle again")
    crowd.settle(cluster.port)
    crowd.ledger.check(read_history(cluster.port, crowd.room))
    assert not any(person.left for person in people)
