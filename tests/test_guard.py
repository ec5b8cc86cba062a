"""Who may come in and how fast: numbers of connections, of handshakes and of new rooms, and the bucket."""

import pytest

from service.guard import Bucket, Guard
from service.knock import Denied, Knock
from service.settings import Settings

HOST = "chat.example.org"
ANA, BO = Knock("192.0.2.1", [HOST], []), Knock("192.0.2.2", [HOST], [])


def denied(guard, knock=ANA, **more):
    with pytest.raises(Denied) as refused:
        guard.enter(knock, **more)
    return refused.value


def test_one_address_has_so_many_connections_and_gets_room_again_when_one_leaves():
    guard = Guard(Settings(max_connections_per_ip=2))
    first, _ = guard.enter(ANA), guard.enter(ANA)
    refusal = denied(guard)
    assert (refusal.status, refusal.code, refusal.retry_seconds) == (429, "too_many", 5)
    guard.enter(BO)
    guard.leave(first)
    guard.enter(ANA)


def test_neighbours_in_one_ipv6_network_count_as_one_address():
    guard = Guard(Settings(max_connections_per_ip=1))
    guard.enter(Knock("2001:db8:0:1::1", [HOST], []))
    denied(guard, Knock("2001:db8:0:1:ffff::2", [HOST], []))
    guard.enter(Knock("2001:db8:0:2::1", [HOST], []))


def test_all_together_have_so_many_connections_and_0_switches_each_limit_off():
    guard = Guard(Settings(max_connections=3, max_connections_per_ip=0))
    for _ in range(3):
        guard.enter(ANA)
    refusal = denied(guard, BO)
    assert (refusal.status, refusal.code, refusal.retry_seconds) == (503, "full", 5)
    unlimited = Guard(Settings(max_connections=0, max_connections_per_ip=0))
    for _ in range(20_000):
        unlimited.enter(ANA)


def test_who_was_turned_away_does_not_count():
    guard = Guard(Settings(max_connections=1))
    for _ in range(500):
        assert denied(guard, Knock(ANA.peer, [HOST], ["http://evil.example"])).status == 403
    guard.enter(ANA)


def test_nobody_comes_in_while_the_service_goes():
    guard = Guard(Settings())
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
