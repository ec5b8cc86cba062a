"""Which pages may connect: the table of origins."""

import pytest

from service.access.denied import Denied
from service.access.origins import check_origin
from service.access.request_source import RequestSource
from service.settings import Settings

HOST = "chat.example.org"
OURS = f"http://{HOST}"


def denial(origins, hosts=(HOST,), settings=None):
    """Returns the status and code of the refusal; None if the page may connect."""
    try:
        check_origin(RequestSource("192.0.2.1", hosts, origins), settings or Settings())
    except Denied as denied:
        return denied.status, denied.code
    return None


@pytest.mark.parametrize(("origin", "host"), [
    (OURS, HOST), (OURS, "Chat.Example.Org"), ("https://chat.example.org", HOST), ("https://CHAT.example.ORG", HOST),
    ("http://chat.example.org:80", HOST), ("https://chat.example.org:443", HOST),
    (OURS, f"{HOST}:80"), ("https://chat.example.org", f"{HOST}:443"), ("http://chat.example.org:8000", f"{HOST}:8000"),
    ("http://127.0.0.1:8000", "127.0.0.1:8000"), ("http://[::1]:8000", "[::1]:8000"), ("http://localhost", "localhost"),
    ("http://xn--bcher-kva.example", "xn--bcher-kva.example"),
])  # fmt: skip
def test_a_page_of_our_own_origin_and_a_client_without_origin_may_connect(origin, host):
    assert denial([origin], [host]) is denial([], [host]) is None


@pytest.mark.parametrize("origin", [
    "http://evil.example", "null", "", "*", "http://*.example.org", "http://example.org",
    "http://chat.example.org.evil.example", "http://evilchat.example.org", "http://evil.chat.example.org",
    "http://chat.example.org:443", "https://chat.example.org:80", "http://chat.example.org.",
    "http://chat.example.org@evil.example", "http://evil.example@chat.example.org", "http://chat.example.org\\@evil.example",
    "http://chat.example.org/", "http://chat.example.org/path", "http://chat.example.org?x", "http://chat.example.org#x",
    "file://chat.example.org", "chrome-extension://chat.example.org", "ws://chat.example.org", "chat.example.org",
    "http:chat.example.org", "http:///chat.example.org", "http://chat%2eexample.org", "http://chat.\texample.org",
    "http://chat.example.org:port", "http://chat.example.org:99999", "http://chat.example.org:",
    "http://chat.example.org:0080x", "http://chat.example.org\x00", "http://chat.example.org, http://chat.example.org",
])  # fmt: skip
def test_a_page_of_a_foreign_origin_may_not_connect(origin):
    assert denial([origin]) == (403, "foreign_origin")


@pytest.mark.parametrize(("origin", "host"), [
    ("http://chat.example.org:8001", f"{HOST}:8000"), ("http://localhost:8000", "127.0.0.1:8000"),
    ("http://127.1", "127.0.0.1"), ("http://[::1", "[::1]"), ("http://[::1]:8000", "[::1"),
    ("http://[::1]:8000", "[::2]:8000"), ("http://bücher.example", "xn--bcher-kva.example"),
    (OURS, f"{HOST}:"), (OURS, f"user@{HOST}"), ("http://evil.example", ""),
])  # fmt: skip
def test_a_host_that_is_not_the_origins_own_allows_nothing(origin, host):
    assert denial([origin], [host]) == (403, "foreign_origin")


def test_an_origin_in_the_settings_may_connect_and_similar_ones_may_not():
    settings = Settings(origins=frozenset({"https://app.example.net:443"}))
    for origin in ("https://app.example.net", "https://app.example.net:443", OURS):
        assert denial([origin], settings=settings) is None
    for origin in ("http://app.example.net", "https://app.example.net:8443", "https://x.app.example.net"):
        assert denial([origin], settings=settings) == (403, "foreign_origin")


def test_a_refusal_tells_the_operator_the_origin_and_the_host():
    with pytest.raises(Denied) as denied:
        check_origin(RequestSource("192.0.2.1", ["inner:8000"], ["https://app.example.net"]), Settings())
    assert denied.value.log_fields == {"origin": "https://app.example.net", "host": "inner:8000"}


def test_more_than_one_origin_and_not_exactly_one_host_are_bad_requests():
    assert denial([OURS, OURS]) == (400, "bad_origin")
    assert denial([], []) == denial([], [HOST, HOST]) == (400, "bad_host")
