"""Limits of WebSocket connections: how many are open, and how fast an address may open them and new rooms."""

from functools import partial

import pytest

from service.access.connection_limits import HANDSHAKE_REFILL_SECONDS, ROOM_REFILL_SECONDS, ConnectionLimits
from service.access.denied import Denied
from service.access.request_source import RequestSource
from service.settings import Settings
from tests.support.clock import Clock

source = partial(RequestSource, hosts=["chat.example.org"])
ANA, BO = source("192.0.2.1"), source("192.0.2.2")


def denial(limits, source=ANA, **more):
    with pytest.raises(Denied) as denied:
        limits.enter(source, **more)
    return denied.value.status, denied.value.code, denied.value.retry_seconds


def enter(limits, times, **more):
    return [limits.enter(ANA, **more) for _ in range(times)]


def reload(limits, times, **more):
    for _ in range(times):
        limits.leave(limits.enter(ANA, **more))


def test_an_address_or_ipv6_network_has_only_so_many_connections_until_one_ends():
    limits = ConnectionLimits(Settings(max_connections_per_ip=2))
    first = limits.enter(source("2001:db8:0:1::1"))
    limits.enter(source("2001:db8:0:1::1"))
    assert denial(limits, source("2001:db8:0:1:ffff::2")) == (429, "too_many", 5)
    limits.enter(source("2001:db8:0:2::1"))
    limits.leave(first)
    limits.enter(source("2001:db8:0:1:ffff::2"))


def test_all_addresses_together_have_only_so_many_connections_until_one_ends():
    limits = ConnectionLimits(Settings(max_connections=3, max_connections_per_ip=0))
    first, *_ = enter(limits, 3)
    assert denial(limits, BO) == (503, "full", 5)
    limits.leave(first)
    limits.enter(BO)


def test_a_setting_of_0_switches_each_limit_off():
    enter(ConnectionLimits(Settings(max_connections=0, max_connections_per_ip=0), Clock()), 20_000, opens_room=True)


@pytest.mark.parametrize("limit", [256, 10_000])
def test_an_address_can_reconnect_all_its_tabs_and_their_rooms_at_once(limit):
    enter(ConnectionLimits(Settings(max_connections_per_ip=limit), Clock()), limit, opens_room=True)


def test_one_tab_can_be_reloaded_again_and_again():
    reload(ConnectionLimits(Settings(max_connections_per_ip=1), Clock()), 50, opens_room=True)


@pytest.mark.parametrize(
    ("opens_room", "refill_seconds"), [(False, HANDSHAKE_REFILL_SECONDS), (True, ROOM_REFILL_SECONDS)]
)
def test_an_address_that_connects_or_opens_rooms_in_a_loop_is_slowed(opens_room, refill_seconds):
    limits = ConnectionLimits(Settings(max_connections_per_ip=100), clock := Clock())
    reload(limits, 100, opens_room=opens_room)
    if opens_room:
        clock.now += HANDSHAKE_REFILL_SECONDS
    assert denial(limits, opens_room=opens_room) == (429, "too_fast", 1)
    limits.leave(limits.enter(BO, opens_room=opens_room))
    if opens_room:
        reload(limits, 50)  # rooms with people stay open to this address
    clock.now += refill_seconds / 2
    reload(limits, 50, opens_room=opens_room)
    assert denial(limits, opens_room=opens_room)[1] == "too_fast"


def test_refused_handshakes_do_not_count_and_a_stop_refuses_all():
    limits = ConnectionLimits(Settings(max_connections=1))
    for _ in range(500):
        assert denial(limits, source(ANA.peer, origins=["http://evil.example"]))[0] == 403
    limits.leave(limits.enter(ANA))
    limits.is_draining = True
    assert denial(limits) == (503, "restarting", 5)
