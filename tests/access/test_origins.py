"""Who is at the door: the table of origins, and addresses, hosts and schemes behind proxies."""

from ipaddress import ip_network

import pytest

from service.access.origins import Denied, RequestSource, address_of, check_origin, is_secure
from service.settings import BadSetting, Settings, origin_key

HOST = "chat.example.org"


def knocks(origin=None, host=HOST, *, settings=None, peer="192.0.2.1", **more):
    origins = [] if origin is None else [origin]
    check_origin(RequestSource(peer, [host], origins, **more), settings or Settings())


def denied(*arguments, **more):
    with pytest.raises(Denied) as refused:
        knocks(*arguments, **more)
    return refused.value


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
    knocks(origin, host)


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
        ("http://chat.example.org:", HOST),
        ("http://chat.example.org:0080x", HOST),
        ("http://chat.\texample.org", HOST),
        ("http://chat.example.org\x00", HOST),
        ("http:chat.example.org", HOST),
        ("http:///chat.example.org", HOST),
        ("http://chat.example.org\\@evil.example", HOST),
        ("http://chat%2eexample.org", HOST),
        ("http://*.example.org", HOST),
        ("*", HOST),
        ("ws://chat.example.org", HOST),
        ("http://127.1", "127.0.0.1"),
        ("http://evil.example", ""),
        ("http://[::1]:8000", "[::1"),
    ],
)
def test_a_page_of_a_foreign_origin_may_not(origin, host):
    assert (denied(origin, host).status, denied(origin, host).code) == (403, "foreign_origin")


def test_an_origin_that_the_settings_allow_may_connect_and_its_neighbours_may_not():
    settings = Settings(origins=frozenset({origin_key("https", "app.example.net", None)}))
    knocks("https://app.example.net", settings=settings)
    knocks("https://app.example.net:443", settings=settings)
    knocks("http://chat.example.org", settings=settings)
    assert denied("http://app.example.net", settings=settings).status == 403
    assert denied("https://app.example.net:8443", settings=settings).status == 403
    assert denied("https://x.app.example.net", settings=settings).status == 403


def test_not_even_the_settings_can_allow_the_origin_that_any_page_can_take_on():
    with pytest.raises(BadSetting):
        Settings.from_environment({"HUBBUB_ORIGINS": "null"})


def test_who_runs_the_service_can_see_why_a_page_was_turned_away():
    assert denied("https://app.example.net", "inner:8000").noted == {
        "origin": "https://app.example.net",
        "host": "inner:8000",
    }


def test_two_origins_or_not_exactly_one_host_cannot_be_meant():
    ours = f"http://{HOST}"
    for knock in (
        RequestSource("192.0.2.1", [HOST], [ours, ours]),
        RequestSource("192.0.2.1", [], []),
        RequestSource("192.0.2.1", [HOST, HOST], []),
    ):
        with pytest.raises(Denied) as refused:
            check_origin(knock, Settings())
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
        ("10.0.0.1", [""], ""),
        ("10.0.0.1", ["203.0.113.9:51234"], "203.0.113.9"),
        ("10.0.0.1", ["[2001:db8:1:2:3::9]:51234"], "2001:db8:1:2::/64"),
        ("10.0.0.1", ["[2001:db8:1:2:3::9]"], "2001:db8:1:2::/64"),
        ("10.0.0.1", ["::ffff:203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["203.0.113.9, 10.0.0.2:443"], "203.0.113.9"),
        ("::ffff:10.0.0.1", ["203.0.113.9"], "203.0.113.9"),
        ("fe80::1%eth0", [], "fe80::/64"),
        ("", [], ""),
        ("10.0.0.1", ["x" * 500], "x" * 64),
        ("2001:db8:1:2:3:4:5:6", [], "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", [], "192.0.2.7"),
    ],
)
def test_a_connection_counts_for_the_nearest_address_that_is_no_proxy_of_ours(peer, forwarded_for, address):
    assert address_of(RequestSource(peer, [HOST], [], forwarded_for), BEHIND_PROXY) == address


def test_only_a_trusted_proxy_is_believed_about_host_and_scheme():
    knocks(
        "https://public.example",
        "inner:8000",
        settings=BEHIND_PROXY,
        peer="10.0.0.1",
        forwarded_host=["public.example"],
    )
    forged = {"forwarded_host": ["evil.example"], "forwarded_proto": ["https"]}
    assert denied("https://evil.example", settings=BEHIND_PROXY, **forged).status == 403
    assert not is_secure(RequestSource("192.0.2.1", [HOST], [], **forged), BEHIND_PROXY)
    assert is_secure(RequestSource("10.0.0.1", [HOST], [], **forged), BEHIND_PROXY)
    assert is_secure(RequestSource("10.0.0.1", [HOST], [], forwarded_proto=["HTTPS"]), BEHIND_PROXY)
    assert is_secure(RequestSource("::ffff:10.0.0.1", [HOST], [], **forged), BEHIND_PROXY)
    assert not is_secure(RequestSource("10.0.0.1", [HOST], [], forwarded_proto=["https, http"]), BEHIND_PROXY)
    assert not is_secure(RequestSource("10.0.0.1", [HOST], []), BEHIND_PROXY)
