"""Fixtures of browser tests: the address of a server, people with browsers, guests without, a proxy, and a watch on errors."""

from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, BrowserType, expect

from e2e.browsers import launch_options, launch_without_cookies
from e2e.support.guests import Guest, Guests
from e2e.support.page_errors import PageErrors
from e2e.support.people import People, Person, Tab
from tests.support.proxy import Proxy
from tests.support.server import Server, running

EXPECT_MS = 20_000
"""Longest time for a claim to become true. Most take much less."""

OWN_SERVER = "it changes, kills or starves the server, which is not ours to do at --base-url"

FAST_TIMERS = """
const slow = setTimeout;
window.setTimeout = (act, milliseconds, ...more) => slow(act, milliseconds / 10, ...more);
"""

SERVER_LOG = pytest.StashKey[Callable[[], str]]()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "controls_server: the test does things to the server")
    config.addinivalue_line("markers", "settings(**settings): of the test's own server")
    expect.set_options(timeout=EXPECT_MS)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent) and server_of(item):
            item.add_marker("controls_server")
            if config.option.base_url:
                item.add_marker(pytest.mark.skip(reason=OWN_SERVER))


def server_of(item: Any) -> str | None:
    """Returns the fixture by which a test controls a server: its own one or ones, or the shared one. None if it controls none."""
    return next((name for name in ("own_server", "cluster", "server") if name in item.fixturenames), None)


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], browser_name: str, pytestconfig: pytest.Config
) -> dict[str, Any]:
    return launch_options(browser_name, headed=pytestconfig.option.headed) | browser_type_launch_args


@pytest.fixture
def own_server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    """A server for one test that stops it, or needs other settings: `@pytest.mark.settings(RATE=2)`."""
    marker = request.node.get_closest_marker("settings")
    with running(tmp_path, **(marker.kwargs if marker else {})) as server:
        yield server


@pytest.fixture
def address(request: pytest.FixtureRequest, base_url: str | None, output_path: str) -> Iterator[str]:
    """The address that people open. At the end, checks that the server has logged no traceback since the test began."""
    name = server_of(request.node)
    if base_url and name is None:
        yield base_url.rstrip("/")
        return
    controlled = request.getfixturevalue(name or "server")
    server: Server = controlled[0] if name == "cluster" else controlled
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
    """Adds to the report of a failure what the server logged during the test."""
    report = yield
    if report.failed and SERVER_LOG in item.stash:
        report.sections.append(("server log", item.stash[SERVER_LOG]()))
    return report


def has_failed(request: pytest.FixtureRequest) -> bool:
    report = getattr(request.node, "rep_call", None)
    return report is None or bool(report.failed)


@pytest.fixture
def proxy(address: str) -> Iterator[Proxy]:
    if address.startswith("https:"):
        pytest.skip("the proxy carries plain http only")
    proxy = Proxy(address)
    yield proxy
    proxy.close()


@pytest.fixture
def page_errors() -> Iterator[PageErrors]:
    page_errors = PageErrors()
    yield page_errors
    assert page_errors.found == []


@pytest.fixture
def traced(
    request: pytest.FixtureRequest, page_errors: PageErrors, output_path: str
) -> Iterator[Callable[[BrowserContext], None]]:
    """If the test fails, keeps a trace of each browser: every step, every request, and at the end a picture of each page.

    --tracing retain-on-failure also keeps the page as it was at each step, and takes a quarter longer.
    """
    contexts: list[BrowserContext] = []

    def trace(context: BrowserContext) -> None:
        if request.config.option.tracing == "off":
            context.tracing.start()
            contexts.append(context)

    yield trace
    is_kept = has_failed(request) or page_errors.found
    for number, context in enumerate(contexts, 1):
        if is_kept:
            for page_number, page in enumerate(context.pages, 1):
                page.screenshot(path=Path(output_path, f"page-{number}-{page_number}.png"))
        context.tracing.stop(path=Path(output_path, f"trace-{number}.zip") if is_kept else None)


@pytest.fixture
def person(
    address: str, page_errors: PageErrors, new_context: Callable[..., Any], traced: Callable[[BrowserContext], None]
) -> People:
    """person("Ann") has a browser of her own; person("Bob", via=proxy) reaches the server through the proxy.

    Service workers are blocked unless a test asks for them: they take time at each new context.

    With fast timers a page reconnects, and says why it cannot, in a tenth of the time.
    """

    def person(
        name: str | None = None, *, via: Proxy | None = None, has_fast_timers: bool = False, **options: Any
    ) -> Person:
        entry = via.address if via else address
        context = new_context(**{"service_workers": "block"} | options)
        traced(context)
        page_errors.watch(context, entry)
        if has_fast_timers:
            context.add_init_script(FAST_TIMERS)
        return Person(context, entry, name)

    return person


@pytest.fixture
def context_without_cookies(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], tmp_path: Path
) -> Iterator[BrowserContext]:
    """A context in a browser of its own. Used by `traced`, so that the browser closes only after the trace is saved."""
    context = launch_without_cookies(browser_type, browser_type_launch_args, tmp_path / "profile")
    yield context
    context.close()
    if context.browser is not None:
        context.browser.close()


@pytest.fixture
def person_without_cookies(
    address: str,
    page_errors: PageErrors,
    context_without_cookies: BrowserContext,
    traced: Callable[[BrowserContext], None],
) -> Person:
    """A person whose browser keeps no cookies, and lets pages store nothing."""
    traced(context_without_cookies)
    page_errors.watch(context_without_cookies, address)
    return Person(context_without_cookies, address, None)


@pytest.fixture
def guest(address: str, room: str) -> Iterator[Guests]:
    guests: list[Guest] = []

    def guest(name: str | None = None, in_room: str = room) -> Guest:
        guests.append(Guest(address, in_room, name))
        return guests[-1]

    yield guest
    for one in guests:
        one.leaves()


@pytest.fixture
def ann(person: People, room: str) -> Tab:
    """Ann's tab, which the test looks at."""
    return person("Ann").opens(room)


@pytest.fixture
def bob(guest: Guests) -> Guest:
    """Bob, a guest in Ann's room."""
    return guest("Bob")


@pytest.fixture
def proxied_ann(person: People, proxy: Proxy) -> Person:
    return person("Ann", via=proxy)


@pytest.fixture
def tab(proxied_ann: Person, room: str) -> Tab:
    """A tab of Ann's that reaches the server through the proxy."""
    return proxied_ann.opens(room)
