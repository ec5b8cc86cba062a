"""Cookies: their names at each address, former names, and other programs' cookies."""

from ipaddress import ip_network

import pytest
from sanic import HTTPResponse

from service.access.cookies import NAME, PERSON, Cookies
from service.settings import Settings
from tests.support.requests import fake_request

TRUSTING = Settings(trusted_proxies=(ip_network("127.0.0.1"),))
TOKEN = "a" * 22


def cookies(cookie="", settings=None, **headers):
    request = fake_request({"host": "localhost", "cookie": cookie} | headers, settings)
    return Cookies.of(request)


@pytest.mark.parametrize(("host", "name"), [
    ("localhost", "hubbub_name"), ("localhost:8000", "hubbub_name_8000"), ("[::1]:8000", "hubbub_name_8000"),
    ("[::1]", "hubbub_name"), ("chat.example:443", "hubbub_name"), ("chat.example:80", "hubbub_name"),
    ("chat.example:", "hubbub_name"), ("chat.example:x;y", "hubbub_name"), ("chat.example:123456", "hubbub_name"),
])  # fmt: skip
def test_a_cookie_is_named_by_the_port_of_the_address(host, name):
    response = HTTPResponse()
    cookies(host=host).set(response, NAME, "Ana")
    assert [cookie.key for cookie in response.cookies.cookies] == [name]
    assert cookies(f"{name}=Ana; hubbub_name_9000=Bo", host=host).name() == "Ana"


def test_behind_a_trusted_proxy_the_port_is_that_of_the_address_in_the_browser():
    proxied = {"host": "inner:8000", "x-forwarded-host": "chat.example:9000"}
    assert cookies("hubbub_name_9000=Ana; hubbub_name_8000=Bo", TRUSTING, **proxied).name() == "Ana"
    assert cookies("hubbub_name_9000=Ana; hubbub_name_8000=Bo", **proxied).name() == "Bo"


def test_former_cookies_are_carried_over_once_and_never_written():
    response = HTTPResponse()
    former = cookies(f"name=Ana; person={TOKEN}; theme=dark")
    assert not former.are_complete
    former.renew(response)
    assert {cookie.key: cookie.value for cookie in response.cookies.cookies} == {
        "hubbub_person": TOKEN,
        "hubbub_name": "Ana",
    }
    present = cookies(f"name=Eve; person={TOKEN.upper()}; hubbub_name=Ana; hubbub_person={TOKEN}")
    assert (present.are_complete, present.name(), present.get(PERSON)) == (True, "Ana", TOKEN)


@pytest.mark.parametrize(
    "sent", ["name=Ana", "name=Ana; person=theirs", f"name=Ana; hubbub_person={TOKEN}", "pass=theirs"]
)
def test_cookies_of_other_programs_are_not_taken_for_former_ones(sent):
    response = HTTPResponse()
    cookies(sent).renew(response)
    renewed = {cookie.key: cookie.value for cookie in response.cookies.cookies}
    assert renewed.keys() == {"hubbub_person", "hubbub_name"}
    assert "%20" in renewed["hubbub_name"]  # a random name


@pytest.mark.parametrize(("caching", "private"), [
    (None, "private, no-store"), ("no-cache", "private, no-cache"), ("private, no-cache", "private, no-cache"),
])  # fmt: skip
def test_no_shared_cache_keeps_a_response_that_sets_a_cookie(caching, private):
    response = HTTPResponse(headers={"cache-control": caching} if caching else {})
    cookies().renew(response)
    assert response.headers["cache-control"] == private
