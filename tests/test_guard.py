"""Who may come in and how fast: the table of origins, addresses behind proxies, numbers of connections, the bucket."""

from ipaddress import ip_network

import pytest

from service.guard import Bucket, Denied, Guard, Knock
from service.settings import Settings, origin_key

HOST = "chat.example.org"


def enter(origin=None, host=HOST, *, settings=None, peer="192.0.2.1", **more):
    origins = [] if origin is None else [origin]
    return Guard(settings or Settings()).enter(Knock(peer, [host], origins, **more))


def denied(*arguments, **more):
    with pytest.raises(Denied) as refused:
        enter(*arguments, **more)
    return refused.value.status


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        (None, HOST),
        ("http://chat.example.org", HOST),
        ("https://chat.example.org", HOST),
        ("https://CHAT.example.ORG", HOST),
        ("http://chat.example.org", "Chat.Example.Org"),
        ("http://chat.example.org:80", HOST),
        ("https://chat.example.org:443", HOST),
        ("http://chat.example.org", "chat.example.org:80"),
        ("https://chat.example.org", "chat.example.org:443"),
        ("http://chat.example.org:8000", "chat.example.org:8000"),
        ("http://127.0.0.1:8000", "127.0.0.1:8000"),
        ("http://[::1]:8000", "[::1]:8000"),
        ("http://localhost", "localhost"),
        ("http://xn--bcher-kva.example", "xn--bcher-kva.example"),
    ],
)
def test_a_page_of_our_own_origin_may_connect(origin, host):
    assert enter(origin, host) == "192.0.2.1"


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://evil.example", HOST),
        ("null", HOST),
        ("", HOST),
        ("http://chat.example.org.evil.example", HOST),
        ("http://evilchat.example.org", HOST),
        ("http://evil.chat.example.org", HOST),
        ("http://example.org", HOST),
        ("http://chat.example.org:8001", "chat.example.org:8000"),
        ("http://chat.example.org:443", HOST),
        ("https://chat.example.org:80", HOST),
        ("http://chat.example.org.", HOST),
        ("http://chat.example.org@evil.example", HOST),
        ("http://evil.example@chat.example.org", HOST),
        ("http://chat.example.org/", HOST),
        ("http://chat.example.org/path", HOST),
        ("http://chat.example.org?x", HOST),
        ("http://chat.example.org#x", HOST),
        ("file://chat.example.org", HOST),
        ("chrome-extension://chat.example.org", HOST),
        ("chat.example.org", HOST),
        ("http://chat.example.org:port", HOST),
        ("http://chat.example.org:99999", HOST),
        ("http://[::1", "[::1]"),
        ("http://[::1]:8000", "[::2]:8000"),
        ("http://bücher.example", "xn--bcher-kva.example"),
        ("http://chat.example.org, http://chat.example.org", HOST),
        ("http://chat.example.org", "chat.example.org:"),
        ("http://chat.example.org", "user@chat.example.org"),
        ("http://localhost:8000", "127.0.0.1:8000"),
    ],
)
def test_a_page_of_a_foreign_origin_may_not(origin, host):
    assert denied(origin, host) == 403


def test_an_origin_that_the_settings_allow_may_connect_and_its_neighbours_may_not():
    settings = Settings(origins=frozenset({origin_key("https", "app.example.net", None)}))
    enter("https://app.example.net", settings=settings)
    enter("https://app.example.net:443", settings=settings)
    enter("http://chat.example.org", settings=settings)
    assert denied("http://app.example.net", settings=settings) == 403
    assert denied("https://app.example.net:8443", settings=settings) == 403
    assert denied("https://x.app.example.net", settings=settings) == 403


def test_two_origins_or_not_exactly_one_host_cannot_be_meant():
    guard = Guard(Settings())
    ours = f"http://{HOST}"
    for knock in (
        Knock("192.0.2.1", [HOST], [ours, ours]),
        Knock("192.0.2.1", [], []),
        Knock("192.0.2.1", [HOST, HOST], []),
    ):
        with pytest.raises(Denied) as refused:
            guard.enter(knock)
        assert refused.value.status == 400


BEHIND_PROXY = Settings(trusted_proxies=(ip_network("10.0.0.0/8"),))


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "address"),
    [
        ("192.0.2.1", ["203.0.113.9"], "192.0.2.1"),
        ("10.0.0.1", ["203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["6.6.6.6, 203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["6.6.6.6", "203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["203.0.113.9, 10.0.0.2"], "203.0.113.9"),
        ("10.0.0.1", ["6.6.6.6, 203.0.113.9, 10.0.0.3, 10.0.0.2"], "203.0.113.9"),
        ("10.0.0.1", ["10.0.0.3"], "10.0.0.3"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["unknown"], "unknown"),
        ("10.0.0.1", ["x" * 500], "x" * 64),
        ("2001:db8:1:2:3:4:5:6", [], "2001:0db8:0001:0002::/64"),
        ("::ffff:192.0.2.7", [], "192.0.2.7"),
    ],
)
def test_a_connection_counts_for_the_nearest_address_that_is_no_proxy_of_ours(peer, forwarded_for, address):
    assert enter(settings=BEHIND_PROXY, peer=peer, forwarded_for=forwarded_for) == address


def test_only_a_trusted_proxy_is_believed_about_host_and_scheme():
    enter(
        "https://public.example",
        "inner:8000",
        settings=BEHIND_PROXY,
        peer="10.0.0.1",
        forwarded_host=["public.example"],
    )
    forged = {"forwarded_host": ["evil.example"], "forwarded_proto": ["https"]}
    assert denied("https://evil.example", settings=BEHIND_PROXY, **forged) == 403
    guard = Guard(BEHIND_PROXY)
    assert not guard.is_secure(Knock("192.0.2.1", [HOST], [], **forged))
    assert guard.is_secure(Knock("10.0.0.1", [HOST], [], **forged))
    assert not guard.is_secure(Knock("10.0.0.1", [HOST], [], forwarded_proto=["https, http"]))


def test_one_address_has_so_many_connections_and_gets_room_again_when_one_leaves():
    guard = Guard(Settings(max_connections_per_ip=2))
    ana, bo = Knock("192.0.2.1", [HOST], []), Knock("192.0.2.2", [HOST], [])
    first, _ = guard.enter(ana), guard.enter(ana)
    with pytest.raises(Denied) as refused:
        guard.enter(ana)
    assert (refused.value.status, refused.value.retry_seconds) == (429, 5)
    guard.enter(bo)
    guard.leave(first)
    guard.enter(ana)


def test_neighbours_in_one_ipv6_network_count_as_one_address():
    guard = Guard(Settings(max_connections_per_ip=1))
    guard.enter(Knock("2001:db8:0:1::1", [HOST], []))
    with pytest.raises(Denied):
        guard.enter(Knock("2001:db8:0:1:ffff::2", [HOST], []))
    guard.enter(Knock("2001:db8:0:2::1", [HOST], []))


def test_all_together_have_so_many_connections_and_0_switches_each_limit_off():
    guard = Guard(Settings(max_connections=3, max_connections_per_ip=0))
    ana = Knock("192.0.2.1", [HOST], [])
    for _ in range(3):
        guard.enter(ana)
    with pytest.raises(Denied) as refused:
        guard.enter(Knock("192.0.2.2", [HOST], []))
    assert (refused.value.status, refused.value.retry_seconds) == (503, 5)
    unlimited = Guard(Settings(max_connections=0, max_connections_per_ip=0))
    for _ in range(20_000):
        unlimited.enter(ana)


def test_who_was_turned_away_does_not_count():
    guard = Guard(Settings(max_connections=1))
    for _ in range(5):
        with pytest.raises(Denied):
            guard.enter(Knock("192.0.2.1", [HOST], ["http://evil.example"]))
    guard.enter(Knock("192.0.2.1", [HOST], []))


def test_nobody_comes_in_while_the_service_goes():
    guard = Guard(Settings())
    guard.is_draining = True
    with pytest.raises(Denied) as refused:
        guard.enter(Knock("192.0.2.1", [HOST], []))
    assert (refused.value.status, refused.value.retry_seconds) == (503, 5)


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
