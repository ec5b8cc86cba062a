"""The seed, the figures and the cases of a run: `pytest tests/faults -k case --seed N` runs one again as it was."""

import random

import hypothesis
import pytest
from hypothesis import HealthCheck

from tests.faults.support.disk_faults import small_disk
from tests.faults.support.fault_case import Case
from tests.faults.support.figures import Figures
from tests.support.server import Server


@pytest.fixture(scope="session")
def figures(request):
    figures = Figures()
    yield figures
    if path := request.config.getoption("figures"):
        figures.save(path)


@pytest.fixture
def chance(request, seed):
    """The case's own randomness, the same whenever it runs with the same seed, alone or among others."""
    return random.Random(f"{seed} {request.node.name}")


@pytest.fixture
def fuzz(chance, thorough):
    """Makes a property of hypothesis ours: so many examples, from our seed, however slow the machine is."""

    def fuzz(quick, long):
        settings = hypothesis.settings(
            max_examples=thorough(quick, long), deadline=None, database=None, suppress_health_check=list(HealthCheck)
        )
        return lambda holds: hypothesis.seed(chance.getrandbits(32))(settings(holds))

    return fuzz


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """One service for all cases that need nothing of their own; only its limits on one person's crowd are off."""
    server = Server(tmp_path_factory.mktemp("faults"), RATE=0, MAX_CONNECTIONS_PER_IP=0).start()
    try:
        yield server
        assert server.stop() == 0
    finally:
        server.kill()


@pytest.fixture
def case(server, room, chance, figures):
    """Something is done to the service while a control pair talks, and every invariant holds."""
    with Case(server, room, chance, figures) as case:
        yield case


@pytest.fixture
def case_with(start, room, chance, figures):
    """The same with a service of its own: `with case_with(RATE=2) as case`."""

    def case_with(*arguments, has_control=True, **settings):
        return Case(start(*arguments, **settings), room, chance, figures, has_control=has_control)

    return case_with


@pytest.fixture
def talked_in(case_with):
    """A service of its own, that goes and comes back while people talk: nobody there is spared, so none is a control."""

    def talked_in(**settings):
        return case_with(has_control=False, RATE=0, MAX_CONNECTIONS_PER_IP=0, **settings)

    return talked_in


@pytest.fixture
def disk(tmp_path):
    folder = tmp_path / "disk"
    with small_disk(folder):
        yield folder
