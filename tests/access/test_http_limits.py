"""What an address may have that is not a connection."""

import asyncio
from ipaddress import ip_network

import pytest

from service.access.http_limits import LONGEST_WAIT_SECONDS, REQUESTS_A_SECOND, REQUESTS_AT_ONCE, HttpLimits
from service.access.origins import Denied, RequestSource
from service.settings import Settings
from tests.access.test_limits import Clock
from tests.conftest import running
from tests.support.connections import RawConnection, Tab, ask
from tests.support.frames import request

ANA, BO = "192.0.2.1", "192.0.2.2"
PROXY = "10.0.0.1"


def open_lines(lines, peer, count):
    return [lines.open(peer) for _ in range(count)]


def denied(lines, peer):
    with pytest.raises(Denied) as refused:
        lines.open(peer)
    return refused.value


def test_one_address_has_twice_as_many_lines_as_connections_and_gets_room_again_when_one_ends():
    lines = HttpLimits(Settings(max_connections_per_ip=256))
    first, *_ = open_lines(lines, ANA, 512)
    refusal = denied(lines, ANA)
    assert (refusal.status, refusal.code, refusal.retry_seconds) == (503, "full", 5)
    lines.open(BO)
    lines.close(first)
    lines.open(ANA)
    denied(lines, ANA)


def test_where_an_address_may_have_one_connection_twenty_browsers_still_load_the_page():
    open_lines(HttpLimits(Settings(max_connections_per_ip=1)), ANA, 20 * 6)


def test_neighbours_in_one_ipv6_network_share_their_lines():
    lines = HttpLimits(Settings(max_connections_per_ip=64))
    open_lines(lines, "2001:db8:0:1::1", 128)
    denied(lines, "2001:db8:0:1:ffff::2")
    lines.open("2001:db8:0:2::1")


def test_the_lines_of_a_proxy_of_ours_are_those_of_everybody_and_0_switches_the_limit_off():
    open_lines(HttpLimits(Settings(trusted_proxies=(ip_network("192.0.2.0/24"),))), ANA, 10_000)
    open_lines(HttpLimits(Settings(max_connections_per_ip=0)), ANA, 10_000)


def test_a_line_too_many_is_told_so_and_ended_and_connections_are_no_such_lines(start):
    server = start(MAX_CONNECTIONS_PER_IP=64)
    tabs = [Tab(server.port) for _ in range(10)]
    silent = [RawConnection(server.port) for _ in range(128)]
    for words in (b"", request("/")):
        with RawConnection(server.port) as line:
            line.write(words)
            answer = line.answer()
            assert (answer.status, answer.json["code"], answer.header("retry-after")) == (503, "full", "5")
            assert line.is_closed()
    silent[-1].write(request("/health"))
    assert silent[-1].answer().status == 200
    silent.pop().reset()
    server.await_claim(lambda: ask(server.port, "/health").status == 200)
    for line in (*tabs, *silent):
        line.reset()


def waits(lines, count, peer=ANA, **more):
    return [lines.wait_seconds(RequestSource(peer, (), (), **more)) for _ in range(count)]


def test_one_address_asks_so_often_at_once_and_then_waits_for_its_turn_and_nobody_else_does():
    clock = Clock()
    lines = HttpLimits(Settings(), clock)
    assert waits(lines, REQUESTS_AT_ONCE) == [0.0] * REQUESTS_AT_ONCE
    assert waits(lines, 3) == pytest.approx([1 / REQUESTS_A_SECOND, 2 / REQUESTS_A_SECOND, 3 / REQUESTS_A_SECOND])
    assert waits(lines, 1, BO) == [0.0]
    clock.now += 4 / REQUESTS_A_SECOND
    assert waits(lines, 2) == pytest.approx([0.0, 1 / REQUESTS_A_SECOND])


def test_who_would_have_to_wait_too_long_takes_no_place():
    clock = Clock()
    lines = HttpLimits(Settings(), clock)
    places = REQUESTS_AT_ONCE + int(LONGEST_WAIT_SECONDS * REQUESTS_A_SECOND)
    assert waits(lines, places)[-1] == pytest.approx(LONGEST_WAIT_SECONDS)
    assert waits(lines, 100) == pytest.approx([LONGEST_WAIT_SECONDS + 1 / REQUESTS_A_SECOND] * 100)
    clock.now += 2 / REQUESTS_A_SECOND
    assert waits(lines, 1) == pytest.approx([LONGEST_WAIT_SECONDS - 1 / REQUESTS_A_SECOND])


def test_requests_count_for_whom_a_proxy_of_ours_passes_on_and_0_switches_that_off():
    lines = HttpLimits(Settings(trusted_proxies=(ip_network(PROXY),)), Clock())
    waits(lines, REQUESTS_AT_ONCE, PROXY, forwarded_for=[ANA])
    assert waits(lines, 1, PROXY, forwarded_for=[ANA])[0] > 0
    assert waits(lines, 1, PROXY, forwarded_for=[BO]) == [0.0]
    assert waits(lines, 1, BO, forwarded_for=[ANA]) == [0.0]
    assert not any(waits(HttpLimits(Settings(max_connections_per_ip=0), Clock()), 10_000))


def test_addresses_are_forgotten_when_they_may_ask_for_all_at_once_again():
    clock = Clock()
    lines = HttpLimits(Settings(), clock)
    for number in range(1_000):
        waits(lines, 1, f"address {number}")
    clock.now += REQUESTS_AT_ONCE / REQUESTS_A_SECOND + 1
    waits(lines, 1)
    assert lines.addresses() == 1


def test_others_run_before_a_request_that_is_due():
    async def scenario():
        ran = asyncio.Event()
        asyncio.get_running_loop().call_soon(ran.set)
        await HttpLimits(Settings()).turn(RequestSource(ANA, (), ()))
        return ran.is_set()

    assert asyncio.run(scenario())


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    with running(
        tmp_path_factory.mktemp("few"), app="tests.support.low_request_rate", TRUSTED_PROXIES="127.0.0.1"
    ) as server:
        yield server


def comes_from(address):
    return (f"X-Forwarded-For: {address}",)


def test_a_request_too_many_waits_for_its_turn_and_is_answered_and_others_are_before_it(few):
    with RawConnection(few.port) as line:
        line.write(request("/health", headers=comes_from("192.0.2.11")) * 5)
        assert [line.answer().status for _ in range(4)] == [200] * 4
        assert ask(few.port, "/health", headers=comes_from("192.0.2.12")).status == 200
        assert not line.has_data()
        assert line.answer().status == 200


def test_more_than_can_wait_are_told_when_to_come_again(few):
    with RawConnection(few.port) as waiting:
        waiting.write(request("/health", headers=comes_from("192.0.2.13")) * 5)
        assert [waiting.answer().status for _ in range(4)] == [200] * 4
        answer = ask(few.port, "/health", headers=comes_from("192.0.2.13"))
        assert (answer.status, answer.json["code"], answer.header("retry-after")) == (429, "too_fast", "6")


def test_handshakes_are_no_requests_unless_they_are_refused(few):
    for _ in range(10):
        Tab(few.port, headers=comes_from("192.0.2.14")).reset()
    for _ in range(5):
        answer = ask(few.port, "/ws", headers=(*comes_from("192.0.2.14"), "Upgrade: websocket"))
        assert answer.json["code"] == "upgrade_required"
    assert ask(few.port, "/health", headers=comes_from("192.0.2.14")).status == 429
