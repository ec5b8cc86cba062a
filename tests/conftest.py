"""Fixtures of tests without a browser: options for long and random runs, files for logs, and tabs on raw connections."""

import asyncio
import inspect
import random
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import pytest
from hypothesis import HealthCheck

from tests.support.connections import RawTab
from tests.support.logs import append_all, draft, sqlite_log

USUAL_SEED = 1

if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    # Under nohup. We still ignore it, but servers that we start must not: an ignored signal is inherited, a handler is not.
    signal.signal(signal.SIGHUP, lambda *_: None)


def pytest_addoption(parser):
    parser.addoption("--seed", type=int, default=None, help="for what is random: a failing case tells its seed")
    parser.addoption("--soak-seconds", type=float, default=None, help="how long the soak takes, as make soak does")
    parser.addoption("--figures", type=Path, default=None, help="where to keep what a run counted, as JSON")


def pytest_configure(config):
    if config.option.seed is None:
        config.option.seed = random.SystemRandom().randrange(1 << 32) if is_new_each_time(config) else USUAL_SEED


def is_new_each_time(config):
    """Whether the seed is new each time: long runs look for new faults, and a failure of a quick run is due to a change."""
    return config.option.thorough or config.option.soak_seconds is not None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed and "seed" in item.fixturenames:
        again = f"pytest '{item.nodeid}' --seed {item.config.option.seed}"
        report.sections.append(("run it again by", again))
    return report


@contextmanager
def no_running_loop() -> Iterator[None]:
    """Hides the event loop that Playwright leaves running in a process after a browser test: `asyncio.run` refuses beside one."""
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(loop)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup():
    with no_running_loop():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call():
    with no_running_loop():
        return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    """Runs a test that is a coroutine on an event loop of its own."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    asyncio.run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}))
    return True


@pytest.fixture(scope="session")
def seed(request):
    """The seed of all random choices of a run."""
    return request.config.option.seed


@pytest.fixture(scope="session")
def thorough(request):
    """Returns a function that picks the number of rounds: its first argument without --thorough, its second with it."""
    return lambda quick, long: long if request.config.getoption("thorough") else quick


@pytest.fixture
def chance(request, seed):
    """The random source of one test. With one seed its choices do not depend on which other tests run."""
    return random.Random(f"{seed} {request.node.name}")


@pytest.fixture
def fuzz(chance, thorough):
    """Settings for a property of hypothesis: the number of examples, our seed, no deadline on a slow machine."""

    def fuzz(quick, long, steps=50):
        settings = hypothesis.settings(
            max_examples=thorough(quick, long),
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        return lambda holds: hypothesis.seed(chance.getrandbits(32))(settings(holds))

    return fuzz


@pytest.fixture
def path(tmp_path):
    """The path for a log of the test's own."""
    return tmp_path / "hubbub.db"


@pytest.fixture
def filled(path):
    """The path of a closed log with 200 long messages."""

    async def fill():
        async with sqlite_log(path) as log:
            await append_all(log, [draft(f"d{number}", "long " * 400) for number in range(200)])

    asyncio.run(fill())
    return path


@pytest.fixture
def join(server, room):
    """Opens tabs in the test's room, and closes them when it ends."""
    tabs = []

    def join(query="", **more):
        tab = RawTab(server.port, f"?room={room}{query}", **more)
        tabs.append(tab)
        return tab

    yield join
    for tab in tabs:
        tab.__exit__()
