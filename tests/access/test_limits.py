"""Who may come in and how fast: numbers of connections, of handshakes and of new rooms, and the bucket."""

import pytest

from service.access.limits import RETURN_SECONDS, ROOMS_SECONDS, Bucket, Buckets, ConnectionLimits
from service.access.origins import Denied, RequestSource
from service.settings import Settings

HOST = "chat.example.org"
ANA, BO = RequestSource("192.0.2.1", [HOST], []), RequestSource("192.0.2.2", [HOST], [])


class Clock:
    """Time that passes when it is told to."""

    def __init__(self):
        self.now = 1_000.0

    def __call__(self):
        return self.now


def denied(guard, knock=ANA, **more):
    with pytest.raises(Denied) as refused:
        guard.enter(knock, **more)
    return refused.value


def reload(guard, times, **more):
    for _ in range(times):
        guard.leave(guard.enter(ANA, **more))


def test_one_address_has_so_many_connections_and_gets_room_again_when_one_leaves():
    guard = ConnectionLimits(Settings(max_connections_per_ip=2))
    first, _ = guard.enter(ANA), guard.enter(ANA)
    refusal = denied(guard)
    assert (refusal.status, refusal.code, refusal.retry_seconds) == (429, "too_many", 5)
    guard.enter(BO)
    guard.leave(first)
    guard.enter(ANA)


def test_neighbours_in_one_ipv6_network_count_as_one_address():
    guard = ConnectionLimits(Settings(max_connections_per_ip=1))
    guard.enter(RequestSource("2001:db8:0:1::1", [HOST], []))
    denied(guard, RequestSource("2001:db8:0:1:ffff::2", [HOST], []))
    guard.enter(RequestSource("2001:db8:0:2::1", [HOST], []))


def test_all_together_have_so_many_connections_and_0_switches_each_limit_off():
    guard = ConnectionLimits(Settings(max_connections=3, max_connections_per_ip=0))
    for _ in range(3):
        guard.enter(ANA)
    refusal = denied(guard, BO)
    assert (refusal.status, refusal.code, refusal.retry_seconds) == (503, "full", 5)
    unlimited = ConnectionLimits(Settings(max_connections=0, max_connections_per_ip=0), Clock())
    for _ in range(20_000):
        unlimited.enter(ANA, opens_room=True)


def test_a_classroom_behind_one_address_comes_back_at_once_with_all_its_tabs_and_their_rooms():
    guard = ConnectionLimits(Settings(), Clock())
    for _ in range(256):
        guard.enter(ANA, opens_room=True)


def test_ten_thousand_tabs_come_back_at_once_to_where_so_many_of_one_address_are_allowed():
    guard = ConnectionLimits(Settings(max_connections_per_ip=10_000), Clock())
    for _ in range(10_000):
        guard.enter(ANA, opens_room=True)


def test_one_address_that_connects_and_leaves_without_end_is_slowed_and_nobody_else_is():
    clock = Clock()
    guard = ConnectionLimits(Settings(max_connections_per_ip=100), clock)
    reload(guard, 100)
    refusal = denied(guard)
    assert (refusal.status, refusal.code, refusal.retry_seconds) == (429, "too_fast", 1)
    guard.enter(BO)
    clock.now += RETURN_SECONDS / 2
    reload(guard, 50)
    assert denied(guard).code == "too_fast"
    clock.now += RETURN_SECONDS
    reload(guard, 100)


def test_one_address_that_opens_room_after_room_is_slowed_and_still_enters_those_that_are_open():
    clock = Clock()
    guard = ConnectionLimits(Settings(max_connections_per_ip=100), clock)
    reload(guard, 100, opens_room=True)
    clock.now += RETURN_SECONDS
    reload(guard, int(100 * RETURN_SECONDS // ROOMS_SECONDS), opens_room=True)
    refusal = denied(guard, opens_room=True)
    assert (refusal.status, refusal.code, refusal.retry_seconds) == (429, "too_fast", 1)
    guard.enter(ANA)
    guard.enter(BO, opens_room=True)
    clock.now += ROOMS_SECONDS / 10
    reload(guard, 10, opens_room=True)


def test_one_tab_that_is_reloaded_again_and_again_is_not_slowed():
    guard = ConnectionLimits(Settings(max_connections_per_ip=1), Clock())
    reload(guard, 50, opens_room=True)


def test_who_was_turned_away_does_not_count():
    guard = ConnectionLimits(Settings(max_connections=1))
    for _ in range(500):
        assert denied(guard, RequestSource(ANA.peer, [HOST], ["http://evil.example"])).status == 403
    guard.enter(ANA)


def test_nobody_comes_in_while_the_service_goes():
    guard = ConnectionLimits(Settings())
    guard.is_draining = True
    refusal = denied(guard)
    assert (refusal.status, refusal.code, refusal.retry_seconds) == (503, "restarting", 5)


def test_a_bucket_gives_its_burst_at_once_and_then_its_rate():
    bucket = Bucket(rate=5, burst=3, level=3, at=100.0)
    assert [bucket.wait_seconds(100.0) for _ in range(3)] == [0, 0, 0]
    assert bucket.wait_seconds(100.0) == pytest.approx(0.2)
    assert bucket.wait_seconds(100.1) == pytest.approx(0.1)
    assert bucket.wait_seconds(100.21) == 0
    assert bucket.wait_seconds(100.21) > 0


def test_a_bucket_never_holds_more_than_its_burst():
    bucket = Bucket(rate=5, burst=3, level=0, at=0.0)
    assert [bucket.wait_seconds(1e6) for _ in range(3)] == [0, 0, 0]
    assert bucket.wait_seconds(1e6) > 0


def test_a_bucket_without_a_rate_never_says_no():
    bucket = Bucket(rate=0, burst=1, level=1, at=0.0)
    assert not any(bucket.wait_seconds(0.0) for _ in range(1_000))


def test_addresses_are_forgotten_when_their_buckets_are_full_again():
    clock = Clock()
    buckets = Buckets(rate=10, burst=20, clock=clock)
    for number in range(1_000):
        buckets.wait_seconds(str(number))
    clock.now += 1
    assert [buckets.wait_seconds("0") for _ in range(20)] == [0] * 20
    assert buckets.wait_seconds("0") > 0
    clock.now += 1.5
    assert [buckets.wait_seconds("0") for _ in range(16)][-1] > 0
    assert len(buckets) == 1


def test_what_is_given_back_to_a_bucket_can_be_taken_again():
    buckets = Buckets(rate=1, burst=1, clock=Clock())
    for _ in range(3):
        assert buckets.wait_seconds("ana") == 0
        buckets.give_back("ana")
    assert buckets.wait_seconds("ana") == 0
    assert buckets.wait_seconds("ana") > 0
