"""What an address may have that is not a connection."""

from ipaddress import ip_network

import pytest

from service.knock import Denied
from service.lines import Lines
from service.settings import Settings
from tests.wire import Line, Tab, ask, request

ANA, BO = "192.0.2.1", "192.0.2.2"


def open_lines(lines, peer, count):
    return [lines.open(peer) for _ in range(count)]


def denied(lines, peer):
    with pytest.raises(Denied) as refused:
        lines.open(peer)
    return refused.value


def test_one_address_has_twice_as_many_lines_as_connections_and_gets_room_again_when_one_ends():
    lines = Lines(Settings(max_connections_per_ip=256))
    first, *_ = open_lines(lines, ANA, 512)
    refusal = denied(lines, ANA)
    assert (refusal.status, refusal.code, refusal.retry_seconds) == (503, "full", 5)
    lines.open(BO)
    lines.close(first)
    lines.open(ANA)
    denied(lines, ANA)


def test_where_an_address_may_have_one_connection_twenty_browsers_still_load_the_page():
    open_lines(Lines(Settings(max_connections_per_ip=1)), ANA, 20 * 6)


def test_neighbours_in_one_ipv6_network_share_their_lines():
    lines = Lines(Settings(max_connections_per_ip=64))
    open_lines(lines, "2001:db8:0:1::1", 128)
    denied(lines, "2001:db8:0:1:ffff::2")
    lines.open("2001:db8:0:2::1")


def test_the_lines_of_a_proxy_of_ours_are_those_of_everybody_and_0_switches_the_limit_off():
    open_lines(Lines(Settings(trusted_proxies=(ip_network("192.0.2.0/24"),))), ANA, 10_000)
    open_lines(Lines(Settings(max_connections_per_ip=0)), ANA, 10_000)


def test_a_line_too_many_is_told_so_and_ended_and_connections_are_no_such_lines(start):
    server = start(MAX_CONNECTIONS_PER_IP=64)
    tabs = [Tab(server.port) for _ in range(10)]
    silent = [Line(server.port) for _ in range(128)]
    for words in (b"", request("/")):
        with Line(server.port) as line:
            line.write(words)
            answer = line.answer()
            assert (answer.status, answer.json["code"], answer.header("retry-after")) == (503, "full", "5")
            assert line.is_ended()
    silent[-1].write(request("/health"))
    assert silent[-1].answer().status == 200
    silent.pop().reset()
    server.await_claim(lambda: ask(server.port, "/health").status == 200)
    for line in (*tabs, *silent):
        line.reset()
