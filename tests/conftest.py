"""What many tests share: one running service, rooms of their own in it, and services started for one test alone."""

import re
from contextlib import contextmanager

import pytest

from tests.server import Server
from tests.wire import Tab


def check_log(server):
    """Whatever was done to a service, its log is JSON, a thing a line, and knows no traceback."""
    assert "Traceback" not in server.log()
    assert all(isinstance(line, dict) for line in server.log_lines())


@contextmanager
def running(folder, **settings):
    server = Server(folder, **settings).start()
    try:
        yield server
        assert server.stop() == 0
        check_log(server)
    finally:
        server.kill()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """One service for all tests that need nothing of their own; its rate is off, so that tests need not wait."""
    with running(tmp_path_factory.mktemp("service"), RATE=0) as server:
        yield server


@pytest.fixture
def start(tmp_path):
    """Starts a service with settings of its own."""
    started = []

    def start(*arguments, **settings):
        server = Server(tmp_path, *arguments, **settings)
        started.append(server)
        return server.start()

    yield start
    for server in started:
        server.kill()
        check_log(server)


@pytest.fixture
def room(request):
    """A room where nobody else is."""
    name = re.sub(r"[^a-z0-9]+", "-", request.node.name.lower()).strip("-")
    return f"{name[-50:].strip('-')}-{abs(hash(request.node.nodeid)) % 10_000}"


@pytest.fixture
def join(server, room):
    """Opens tabs in the test's room, and closes them when it ends."""
    tabs = []

    def join(query="", **more):
        tab = Tab(server.port, f"?room={room}{query}", **more)
        tabs.append(tab)
        return tab

    yield join
    for tab in tabs:
        tab.__exit__()
