"""Client addresses, hosts and schemes, with and without trusted proxies."""

from ipaddress import ip_network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.access.request_source import RequestSource, client_address, host, is_https
from service.settings import Settings

SETTINGS = Settings(trusted_proxies=(ip_network("10.0.0.0/8"),))
PROXY, STRANGER = "10.0.0.1", "192.0.2.1"
PROXIES = [PROXY, "10.9.8.7", "10.0.0.2:443", "::ffff:10.0.0.3"]
CLIENTS = {
    STRANGER: STRANGER, "203.0.113.9:51234": "203.0.113.9", "::ffff:203.0.113.9": "203.0.113.9",
    "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64", "[2001:db8:1:2:3::9]:51234": "2001:db8:1:2::/64",
    "[2001:db8:1:2:3::9]": "2001:db8:1:2::/64", "fe80::1%eth0": "fe80::/64", "unknown": "unknown", "x" * 500: "x" * 64, "": "",
}  # fmt: skip
"""Each spelling of an address, and the address it counts for."""


@pytest.mark.parametrize("client", CLIENTS)
@settings(max_examples=30)
@given(st.lists(st.sampled_from([*PROXIES, *CLIENTS])), st.lists(st.sampled_from(PROXIES)), st.integers(0, 5))
def test_the_client_address_is_the_nearest_that_is_not_a_trusted_proxy(client, forged, proxies, split):
    hops = forged + [client] + proxies  # noqa: RUF005 - mypy cannot unpack what hypothesis passes
    peer = hops.pop()
    headers = [", ".join(part) for part in (hops[:split], hops[split:]) if part]
    assert client_address(RequestSource(peer, forwarded_for=headers), SETTINGS) == CLIENTS[client]


def test_a_trusted_proxy_without_a_client_counts_for_itself():
    assert client_address(RequestSource(PROXY), SETTINGS) == PROXY
    assert client_address(RequestSource(PROXY, forwarded_for=["10.0.0.3"]), SETTINGS) == "10.0.0.3"


def test_only_a_trusted_proxy_is_believed_about_the_host():
    public, forged = ["forged.example, public.example"], ["evil.example"]
    assert host(RequestSource(PROXY, ["inner:8000"], forwarded_host=public), SETTINGS) == "public.example"
    assert host(RequestSource(PROXY, ["inner:8000"]), SETTINGS) == "inner:8000"
    assert host(RequestSource(STRANGER, ["inner:8000"], forwarded_host=forged), SETTINGS) == "inner:8000"


@pytest.mark.parametrize(("peer", "forwarded_proto", "expected"), [
    (PROXY, ["https"], True), (PROXY, ["HTTPS"], True), ("::ffff:10.0.0.1", ["https"], True),
    (PROXY, ["https, http"], False), (PROXY, [], False), (STRANGER, ["https"], False),
])  # fmt: skip
def test_only_a_trusted_proxy_is_believed_about_https(peer, forwarded_proto, expected):
    assert is_https(RequestSource(peer, forwarded_proto=forwarded_proto), SETTINGS) is expected
