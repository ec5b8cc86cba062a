"""Limits of plain HTTP: open connections and requests per second of an address."""

import asyncio
from contextlib import ExitStack
from functools import partial
from ipaddress import ip_network

import pytest

from service.access.denied import Denied
from service.access.http_limits import MAX_DELAY_SECONDS, REQUEST_BURST, REQUESTS_PER_SECOND, HttpLimits
from service.access.request_source import RequestSource
from service.settings import Settings
from tests.support.clock import Clock
from tests.support.connections import RawConnection, RawTab, ask
from tests.support.frames import request
from tests.support.server import running

ANA, BO, PROXY = "192.0.2.1", "192.0.2.2", "10.0.0.1"


def connect(limits, peer, count):
    return [limits.connect(peer) for _ in range(count)]


@pytest.mark.parametrize(("limit", "allowed"), [(256, 512), (64, 128), (1, 128)])
def test_an_ipv6_network_has_enough_http_connections_for_twenty_browsers(limit, allowed):
    limits = HttpLimits(Settings(max_connections_per_ip=limit))
    first, *_ = connect(limits, "2001:db8:0:1::1", allowed)
    with pytest.raises(Denied) as denied:
        limits.connect("2001:db8:0:1:ffff::2")
    assert (denied.value.status, denied.value.code, denied.value.retry_seconds) == (503, "full", 5)
    limits.connect("2001:db8:0:2::1")
    limits.disconnect(first)
    limits.connect("2001:db8:0:1::1")


def test_a_trusted_proxy_has_no_limit_of_connections_and_0_switches_it_off():
    connect(HttpLimits(Settings(trusted_proxies=(ip_network(PROXY),))), PROXY, 10_000)
    connect(HttpLimits(Settings(max_connections_per_ip=0)), PROXY, 10_000)


@pytest.fixture
def delays(monkeypatch):
    """Makes requests. Returns for each the seconds of its delay, or status, code and Retry-After of its refusal."""

    async def sleep(seconds):
        outcomes.append(seconds)

    async def send(limits, count, source):
        for _ in range(count):
            try:
                await limits.delay(source)
            except Denied as denied:
                outcomes.append((denied.status, denied.code, denied.retry_seconds))

    def delays(limits, count, peer=ANA, **more):
        outcomes.clear()
        asyncio.run(send(limits, count, RequestSource(peer, **more)))
        return outcomes[:]

    outcomes: list[object] = []
    monkeypatch.setattr("service.access.http_limits.asyncio.sleep", sleep)
    return delays


def test_requests_above_the_burst_are_delayed_and_refused_when_that_takes_too_long(delays):
    limits = HttpLimits(Settings(), clock := Clock())
    assert delays(limits, REQUEST_BURST) == [0] * REQUEST_BURST
    assert delays(limits, 3) == pytest.approx([number / REQUESTS_PER_SECOND for number in (1, 2, 3)])
    assert delays(limits, 1, BO) == [0]
    *_, last = delays(limits, int(MAX_DELAY_SECONDS * REQUESTS_PER_SECOND) - 3)
    assert last == pytest.approx(MAX_DELAY_SECONDS)
    assert delays(limits, 2) == [(429, "too_fast", 6)] * 2
    clock.now += 2 / REQUESTS_PER_SECOND
    assert delays(limits, 1) == pytest.approx([MAX_DELAY_SECONDS - 1 / REQUESTS_PER_SECOND])


def test_requests_count_for_the_client_of_a_proxy_and_0_means_no_limit(delays):
    limits = HttpLimits(Settings(trusted_proxies=(ip_network(PROXY),)), Clock(), rate=1, burst=1)
    proxied = partial(delays, limits, 1, PROXY)
    assert [proxied(forwarded_for=[address]) for address in (ANA, ANA, BO)] == [[0], [1], [0]]
    assert delays(limits, 1, "192.0.2.3", forwarded_for=[ANA]) == [0]
    assert not any(delays(HttpLimits(Settings(max_connections_per_ip=0), Clock(), rate=1, burst=1), 10_000))


def test_other_tasks_run_before_a_request_is_answered():
    async def scenario():
        ran = asyncio.Event()
        asyncio.get_running_loop().call_soon(ran.set)
        await HttpLimits(Settings()).delay(RequestSource(ANA))
        return ran.is_set()

    assert asyncio.run(scenario())


def test_a_connection_too_many_is_refused_and_closed_and_websockets_do_not_count(start):
    server = start(MAX_CONNECTIONS_PER_IP=64)
    with ExitStack() as stack:
        for _ in range(10):
            stack.enter_context(RawTab(server.port))
        silent = [stack.enter_context(RawConnection(server.port)) for _ in range(128)]
        for sent in (b"", request("/")):
            refused = stack.enter_context(RawConnection(server.port))
            refused.write(sent)
            answer = refused.answer()
            assert (answer.status, answer.json["code"], answer.header("retry-after")) == (503, "full", "5")
            assert refused.is_closed()
        silent[-1].write(request("/health"))
        assert silent[-1].answer().status == 200
        silent.pop().reset()
        server.await_claim(lambda: ask(server.port, "/health").status == 200)


@pytest.fixture(scope="module")
def slow(tmp_path_factory):
    """A service that answers each address four requests at once, then one every three seconds."""
    folder = tmp_path_factory.mktemp("slow")
    with running(folder, app="tests.support.apps:low_request_rate()", TRUSTED_PROXIES="127.0.0.1") as server:
        yield server


def test_a_delayed_request_waits_for_others_and_one_too_many_is_refused(slow):
    ana, bo = (f"X-Forwarded-For: {address}" for address in (ANA, BO))
    with RawConnection(slow.port) as connection:
        connection.write(request("/health", headers=(ana,)) * 5)
        assert [connection.answer().status for _ in range(4)] == [200] * 4
        assert ask(slow.port, "/health", headers=(bo,)).status == 200
        refused = ask(slow.port, "/health", headers=(ana,))
        assert (refused.status, refused.json["code"], refused.header("retry-after")) == (429, "too_fast", "6")
        assert not connection.has_data()
        assert connection.answer().status == 200


def test_handshakes_are_not_counted_as_requests_unless_they_are_refused(slow):
    eve = "X-Forwarded-For: 192.0.2.14"
    for _ in range(10):
        RawTab(slow.port, headers=(eve,)).reset()
    for _ in range(5):
        assert ask(slow.port, "/ws", headers=(eve, "Upgrade: websocket")).json["code"] == "upgrade_required"
    assert ask(slow.port, "/health", headers=(eve,)).status == 429
