"""Client addresses, hosts and schemes, with and without trusted proxies."""

from functools import partial
from ipaddress import ip_network

import pytest

from service.access.request_source import RequestSource, client_address, host, is_https
from service.settings import Settings

SETTINGS = Settings(trusted_proxies=(ip_network("10.0.0.0/8"),))
PROXY, STRANGER = "10.0.0.1", "192.0.2.1"


@pytest.mark.parametrize(("peer", "forwarded_for", "address"), [
    (STRANGER, ["203.0.113.9"], STRANGER),
    (PROXY, ["203.0.113.9"], "203.0.113.9"),
    (PROXY, ["6.6.6.6, 203.0.113.9"], "203.0.113.9"),
    (PROXY, ["6.6.6.6", "203.0.113.9"], "203.0.113.9"),
    (PROXY, ["203.0.113.9, 10.0.0.2"], "203.0.113.9"),
    (PROXY, ["6.6.6.6, 203.0.113.9, 10.0.0.3, 10.0.0.2"], "203.0.113.9"),
    (PROXY, ["203.0.113.9, 10.0.0.2:443"], "203.0.113.9"),
    (PROXY, ["203.0.113.9:51234"], "203.0.113.9"),
    (PROXY, ["::ffff:203.0.113.9"], "203.0.113.9"),
    (PROXY, ["[2001:db8:1:2:3::9]:51234"], "2001:db8:1:2::/64"),
    (PROXY, ["[2001:db8:1:2:3::9]"], "2001:db8:1:2::/64"),
    ("::ffff:10.0.0.1", ["203.0.113.9"], "203.0.113.9"),
    (PROXY, ["10.0.0.3"], "10.0.0.3"),
    (PROXY, [], PROXY),
    (PROXY, ["unknown"], "unknown"),
    (PROXY, [""], ""),
    (PROXY, ["x" * 500], "x" * 64),
    ("2001:db8:1:2:3:4:5:6", [], "2001:db8:1:2::/64"),
    ("::ffff:192.0.2.7", [], "192.0.2.7"),
    ("fe80::1%eth0", [], "fe80::/64"),
    ("", [], ""),
])  # fmt: skip
def test_the_client_address_is_the_nearest_that_is_not_a_trusted_proxy(peer, forwarded_for, address):
    assert client_address(RequestSource(peer, forwarded_for=forwarded_for), SETTINGS) == address


def test_only_a_trusted_proxy_is_believed_about_the_host():
    source = partial(RequestSource, hosts=["inner:8000"], forwarded_host=["forged.example, public.example"])
    assert host(source(PROXY), SETTINGS) == "public.example"
    assert host(source(STRANGER), SETTINGS) == "inner:8000"
    assert host(RequestSource(PROXY, ["inner:8000"]), SETTINGS) == "inner:8000"


@pytest.mark.parametrize(("peer", "forwarded_proto", "expected"), [
    (PROXY, ["https"], True),
    (PROXY, ["HTTPS"], True),
    ("::ffff:10.0.0.1", ["https"], True),
    (PROXY, ["https, http"], False),
    (PROXY, [], False),
    (STRANGER, ["https"], False),
])  # fmt: skip
def test_only_a_trusted_proxy_is_believed_about_https(peer, forwarded_proto, expected):
    assert is_https(RequestSource(peer, forwarded_proto=forwarded_proto), SETTINGS) is expected
