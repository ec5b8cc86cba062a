"""Fixtures of the fault tests: the random source, the progress, the figures, and the cases."""

import os
import subprocess
import time
from functools import partial

import pytest

from tests.conftest import is_new_each_time
from tests.faults.support.fault_case import Case
from tests.faults.support.figures import Figures
from tests.support.postgres import PostgresServer

NO_PROGRAMS = "PostgreSQL comes from a container, and this test needs its programs"
DISK_BYTES = 256 * 2**20


@pytest.fixture(scope="session")
def progress(request):
    """Shows what a long test is doing: over the last line of a terminal, or as a line every ten seconds in a log."""
    reporter, capture = map(request.config.pluginmanager.getplugin, ("terminalreporter", "capturemanager"))
    due = 0.0

    def show(text):
        nonlocal due
        if reporter is None or not is_new_each_time(request.config) or time.monotonic() < due:
            return
        due = time.monotonic() + (0.2 if reporter.isatty else 10)
        line = f"{os.environ['PYTEST_CURRENT_TEST'].rpartition('::')[2].partition(' ')[0]}: {text}"
        with capture.global_and_fixture_disabled():
            reporter.rewrite(line, erase=True) if reporter.isatty else reporter.write_line(line)
            reporter.flush()

    return show


@pytest.fixture(scope="session")
def programs(postgres):
    """The folder with the programs of PostgreSQL, for a test that starts further servers."""
    if not isinstance(postgres, PostgresServer):
        assert not os.environ.get("CI"), NO_PROGRAMS  # in CI nobody would notice a skipped test
        pytest.skip(NO_PROGRAMS)
    return postgres.programs


@pytest.fixture(scope="session")
def figures(request, progress):
    figures = Figures(progress)
    yield figures
    if path := request.config.getoption("figures"):
        figures.save(path)


@pytest.fixture
def case(server, room, chance, figures):
    with Case(server, room, chance, figures) as case:
        yield case


@pytest.fixture
def case_with(start, room, chance, figures, thorough):
    """Makes a case with a service of its own, which has short pauses in a quick round: `with case_with(RATE=2) as case`."""

    def case_with(*, has_control=True, **settings):
        settings = {"app": thorough("tests.support.apps:short_pauses()", "service.app"), "RATE": 0} | settings
        return Case(start(MAX_CONNECTIONS_PER_IP=0, **settings), room, chance, figures, has_control=has_control)

    return case_with


@pytest.fixture
def restarting_case(case_with):
    """A case with a service of its own that stops and starts. It has no control pair: everybody notices."""

    return partial(case_with, has_control=False)


@pytest.fixture
def disk(tmp_path):
    """A folder on a disk of its own, if we may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "hubbub-test", folder)
    is_mounted = os.geteuid() == 0 and subprocess.run(mount, capture_output=True).returncode == 0
    yield folder
    if is_mounted:
        subprocess.run(("umount", "--lazy", folder), check=True)
