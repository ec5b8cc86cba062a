"""What many tests share: one running service, rooms of their own in it, and services started for one test alone."""

import asyncio
import random
import re
import signal
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.connections import Tab
from tests.support.logs import append_all, draft, sqlite_log
from tests.support.server import Server

USUAL_SEED = 1

if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    # Under nohup: we go on ignoring it, but what we start must not begin so, as a handler is not inherited.
    signal.signal(signal.SIGHUP, lambda *_: None)


def pytest_addoption(parser):
    parser.addoption("--thorough", action="store_true", help="the long rounds too, as make faults does")
    parser.addoption("--seed", type=int, default=None, help="for what is random: a failing case tells its seed")
    parser.addoption("--soak-seconds", type=float, default=None, help="how long the soak takes, as make soak does")
    parser.addoption("--figures", type=Path, default=None, help="where to keep what a run counted, as JSON")


def pytest_configure(config):
    config.addinivalue_line("markers", "thorough: takes long, and runs with --thorough only")
    if config.option.seed is None:
        config.option.seed = random.SystemRandom().randrange(1 << 32) if looks_for_news(config) else USUAL_SEED


def looks_for_news(config):
    """The long rounds are something else every time; the quick ones say whether it is still as it was."""
    return config.option.thorough or config.option.soak_seconds is not None


def pytest_collection_modifyitems(config, items):
    if config.getoption("thorough"):
        return
    kept = [item for item in items if not item.get_closest_marker("thorough")]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed and "seed" in item.fixturenames:
        again = f"pytest '{item.nodeid}' --seed {item.config.option.seed}"
        report.sections.append(("to run it again", again))
    return report


@pytest.fixture(scope="session")
def seed(request):
    """Where all randomness of a run begins."""
    return request.config.option.seed


@pytest.fixture(scope="session")
def thorough(request):
    """Whether there is time: makes a number of rounds of a quick one and a long one."""
    return lambda quick, long: long if request.config.getoption("thorough") else quick


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
def path(tmp_path):
    """Where a log of the test's own may be."""
    return tmp_path / "hubbub.db"


@pytest.fixture
def filled(path):
    """A log of 200 long messages, closed."""

    async def fill():
        async with sqlite_log(path) as log:
            await append_all(log, [draft(f"d{number}", "long " * 400) for number in range(200)])

    asyncio.run(fill())
    return path


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
