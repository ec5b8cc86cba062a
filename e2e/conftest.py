"""What every browser test stands on: a server or the one at --base-url, a room of its own, people, and a witness."""

import secrets
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from e2e.browsers import launch_options
from e2e.line import Line
from e2e.people import People, Person
from e2e.server import Server
from e2e.witness import Witness

EXPECT_MS = 20_000
"""How long a claim may take to come true; it says nothing about how long it does take."""

NOT_OURS = "it starts, kills or starves its server, and the one at --base-url is not its own"

SERVER_LOG = pytest.StashKey[Callable[[], str]]()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "controls_server: the test has a server of its own, to do things to it")
    expect.set_options(timeout=EXPECT_MS)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if "server" in getattr(item, "fixturenames", ()):
            item.add_marker("controls_server")
            if config.option.base_url:
                item.add_marker(pytest.mark.skip(reason=NOT_OURS))


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], browser_name: str, pytestconfig: pytest.Config
) -> dict[str, Any]:
    return launch_options(browser_name, headed=pytestconfig.option.headed) | browser_type_launch_args


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """For all tests that only talk: each has a room of its own in it."""
    yield from running(tmp_path_factory.mktemp("hubbub"))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """For one test alone, which may do with it what it likes."""
    yield from running(tmp_path)


def running(folder: Path, **settings: str) -> Iterator[Server]:
    server = Server(folder, **settings)
    try:
        server.start()
        yield server
        if server.is_running:
            server.stop()
    finally:
        if server.is_running:
            server.kill()


@pytest.fixture
def address(request: pytest.FixtureRequest, base_url: str | None, output_path: str) -> Iterator[str]:
    """Where people go; at the end, what the server wrote meanwhile must be free of tracebacks."""
    if base_url and "server" not in request.fixturenames:
        yield base_url.rstrip("/")
        return
    server: Server = request.getfixturevalue("server" if "server" in request.fixturenames else "shared_server")
    before = len(server.log())
    request.node.stash[SERVER_LOG] = lambda: server.log()[before:]
    yield server.address
    log = server.log()[before:]
    if has_failed(request):
        folder = Path(output_path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "server.log").write_text(log)
    assert "Traceback" not in log


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failure is told from both sides: what was seen, and what the server wrote meanwhile."""
    report = yield
    if report.failed and SERVER_LOG in item.stash:
        report.sections.append(("server log", item.stash[SERVER_LOG]()))
    return report


def has_failed(request: pytest.FixtureRequest) -> bool:
    report = getattr(request.node, "rep_call", None)
    return report is None or bool(report.failed)


@pytest.fixture
def room() -> str:
    """A room nobody was ever in, on whatever server."""
    return f"e2e-{secrets.token_hex(8)}"


@pytest.fixture
def line(address: str) -> Iterator[Line]:
    if address.startswith("https:"):
        pytest.skip("a line that can be cut carries plain http only")
    line = Line(address)
    yield line
    line.close()


@pytest.fixture
def witness() -> Iterator[Witness]:
    witness = Witness()
    yield witness
    assert witness.faults == []


@pytest.fixture
def traced(request: pytest.FixtureRequest, witness: Witness, output_path: str) -> Iterator[Callable[..., None]]:
    """Keeps a trace of each browser if the test fails: every step with the page as it was then.

    Not by --tracing, which also films every tab: measured, the same tests took a fifth longer.
    """
    contexts: list[BrowserContext] = []

    def trace(context: BrowserContext) -> None:
        if request.config.option.tracing == "off":
            context.tracing.start(snapshots=True)
            contexts.append(context)

    yield trace
    is_kept = has_failed(request) or witness.faults
    for number, context in enumerate(contexts, 1):
        context.tracing.stop(path=Path(output_path, f"trace-{number}.zip") if is_kept else None)


@pytest.fixture
def person(address: str, witness: Witness, new_context: Callable[..., Any], traced: Callable[..., None]) -> People:
    """person("Ann") has a browser of her own; person("Bob", by=line) reaches the server over that line."""

    def person(name: str | None = None, *, by: Line | None = None, **options: Any) -> Person:
        way = by.address if by else address
        context = new_context(**options)
        traced(context)
        witness.watch(context, way)
        return Person(context, way, name)

    return person
