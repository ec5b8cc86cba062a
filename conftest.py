"""Fixtures of all tests, with and without a browser: one running server, servers for one test alone, and a new room."""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.support.postgres import PostgresContainer, PostgresServer, start_postgres
from tests.support.server import Server, running, running_nodes

MOST_PROCESSES = 8


@pytest.hookimpl(optionalhook=True)  # where pytest-xdist is
def pytest_xdist_auto_num_workers() -> int:
    """Returns twice the number of cores: most tests wait more than they compute. More than eight only share the memory."""
    return min(2 * (os.cpu_count() or 1), MOST_PROCESSES)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--thorough", action="store_true", help="also the long tests and rounds")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "thorough: takes long, and runs with --thorough only")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("thorough"):
        return
    kept = [item for item in items if not item.get_closest_marker("thorough")]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server of tests that need none of their own. It limits neither rates nor connections, so tests need not wait."""
    with running(tmp_path_factory.mktemp("server"), RATE=0, MAX_CONNECTIONS_PER_IP=0) as server:
        yield server


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Starts a server for one test, with settings of its own."""
    with ExitStack() as ends:

        def start(*arguments: str, **settings: Any) -> Server:
            server = Server(tmp_path, *arguments, **settings)
            ends.callback(server.check_log)
            ends.callback(server.kill)
            return server.start()

        yield start


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer | PostgresContainer]:
    """A PostgreSQL server for the tests of this process."""
    postgres = start_postgres()
    yield postgres
    postgres.remove()


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> str:
    """The URL of an empty database of the test's own."""
    return postgres.new_database()


@pytest.fixture
def cluster(postgres_url: str, tmp_path: Path) -> Iterator[list[Server]]:
    """Three servers on one database."""
    with running_nodes(tmp_path, *[postgres_url] * 3) as nodes:
        yield nodes
        for node in nodes:
            node.check_log()


@pytest.fixture
def room() -> str:
    """The name of a new room. It has no vowels, so that it is not found when a test looks for a word of the page."""
    return "".join(secrets.choice("bcdfghjklmnpqrstvwxz") for _ in range(12))
