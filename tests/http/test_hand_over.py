"""A person on another device, the QR codes that lead there, and the people in a room, over HTTP."""

import json
from base64 import b64decode
from contextlib import ExitStack
from itertools import count

import pytest

from service.http.hand_over import HAND_OVER_BURST
from service.http.qr import QR_BURST, qr_code
from tests.support.connections import RawTab, ask
from tests.support.server import running

ANA = "a" * 22
FROM_ANA = f"Cookie: hubbub_person={ANA}; hubbub_name=Ana%20Maria"
GUEST = f"Cookie: hubbub_person={'g' * 22}; hubbub_name=Guest"
addresses = count(1)


@pytest.fixture(scope="module")
def proxied(tmp_path_factory):
    """One server for all tests; it believes each request's client address."""
    with running(tmp_path_factory.mktemp("proxied"), TRUSTED_PROXIES="127.0.0.1") as server:
        yield server


@pytest.fixture
def send(proxied):
    """Returns a function that sends a request, from a client address that no other test uses."""
    address = f"X-Forwarded-For: 203.0.113.{next(addresses)}"

    def sent(method, path, body=None, *headers, host="chat.example.org"):
        data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        return ask(proxied.port, path, method, (f"Content-Length: {len(data)}", address, *headers), host, data)

    return sent


def test_another_device_becomes_the_person_and_no_secret_is_in_the_log(proxied, send):
    offer = send("POST", "/api/hand-over", {"room": "Café"}, FROM_ANA, "Origin: https://chat.example.org")
    start = "https://chat.example.org/r/caf%C3%A9#hand-over="
    link = offer.json["address"].removeprefix(start)
    assert (offer.status, offer.json["address"], offer.json["seconds"]) == (201, start + link, 300)
    assert b64decode(offer.json["qr"].removeprefix("data:image/svg+xml;base64,")) == qr_code(start + link)
    for headers, is_own in ((GUEST, False), (FROM_ANA, True)):  # as often as one likes
        look = send("POST", "/api/hand-over/look", {"token": link}, headers).json
        assert look == {"name": "Ana Maria", "own": is_own, "state": "offered", "code": "", "seconds": look["seconds"]}
    claimed = send("POST", "/api/hand-over/claim", {"token": link}, GUEST).json
    assert (claimed["name"], claimed["state"]) == ("Ana Maria", "claimed")
    assert send("POST", "/api/hand-over/look", {"token": link}, GUEST).json["code"] == "no_hand_over"
    waiting = [
        send("POST", "/api/hand-over/take", {"token": claimed["token"]}, GUEST) for _ in range(HAND_OVER_BURST + 5)
    ]
    assert {(answer.status, answer.json["state"], answer.header("set-cookie")) for answer in waiting} == {
        (200, "claimed", None)
    }
    assert send("GET", "/api/hand-over", None, FROM_ANA).json["code"] == claimed["code"]
    assert send("POST", "/api/hand-over/confirm", {"code": "none"}, FROM_ANA).json["code"] == "wrong_code"
    assert send("POST", "/api/hand-over/confirm", {"code": claimed["code"]}, FROM_ANA).json["state"] == "confirmed"
    taken = send("POST", "/api/hand-over/take", {"token": claimed["token"]}, GUEST)
    cookies = taken.cookies()
    assert (cookies["hubbub_person"][0], cookies["hubbub_name"][0]) == (ANA, "Ana%20Maria")
    assert ("httponly" in cookies["hubbub_person"][1], taken.header("cache-control")) == (True, "private, no-store")
    assert ANA not in taken.body.decode()
    assert send("GET", "/api/hand-over", None, FROM_ANA).json["state"] == "taken"
    assert send("POST", "/api/hand-over/take", {"token": claimed["token"]}, GUEST).json["code"] == "no_hand_over"
    assert send("POST", "/api/hand-over/claim", {"token": link}, GUEST).json["code"] == "no_hand_over"
    with (
        RawTab(proxied.port, headers=(FROM_ANA,)) as old,
        RawTab(proxied.port, headers=(taken.cookie_header(),)) as new,
    ):
        assert old.welcome["you"] == new.welcome["you"]
    you = new.welcome["you"]["id"]
    proxied.await_claim(
        lambda: [line["person"] for line in proxied.log_lines() if line["event"] == "handed_over"] == [you]
    )
    assert not [secret for secret in (ANA, link, claimed["token"]) if secret in proxied.log()]


ROUTES = [("DELETE", ""), *(("POST", route) for route in ("", "/look", "/claim", "/confirm", "/take"))]


@pytest.mark.parametrize(("method", "route"), ROUTES)
def test_a_foreign_page_and_a_browser_without_a_person_can_hand_over_nothing(send, method, route):
    path, body = f"/api/hand-over{route}", {"token": "x", "code": "x"}
    foreign = send(method, path, body, FROM_ANA, "Origin: https://evil.example")
    assert (foreign.status, foreign.json["code"]) == (403, "foreign_origin")
    expected = "no_hand_over" if route in ("/look", "/claim", "/take") else "no_person"
    assert send(method, path, body).json["code"] == expected
    if method == "POST":
        for bad in (b"", b"[]", b'{"token": 1, "code": 1, "room": 1}', b"[" * 60_000):
            assert (send(method, path, bad, FROM_ANA).status, send(method, path, bad).json["code"]) == (400, "bad_body")


def test_a_cancelled_offer_gives_nothing(send):
    link = send("POST", "/api/hand-over", {}, FROM_ANA).json["address"].partition("=")[2]
    assert send("DELETE", "/api/hand-over", None, FROM_ANA).status == 200
    for answer in (
        send("GET", "/api/hand-over", None, FROM_ANA),
        send("POST", "/api/hand-over/claim", {"token": link}),
    ):
        assert (answer.status, answer.json["code"]) == (404, "no_hand_over")


@pytest.mark.parametrize(
    ("method", "path", "body", "most"),
    [
        ("POST", "/api/hand-over", {}, HAND_OVER_BURST),
        ("POST", "/api/hand-over/claim", {"token": "x"}, HAND_OVER_BURST),
        ("GET", "/api/rooms/r{}/qr", None, QR_BURST),
    ],
)
def test_offers_wrong_links_and_new_codes_of_one_address_are_limited(send, method, path, body, most):
    answers = [send(method, path.format(number), body, FROM_ANA) for number in range(most + 5)]
    assert 429 not in [answer.status for answer in answers[:most]]
    assert (answers[-1].status, answers[-1].json["code"]) == (429, "too_fast")
    assert int(answers[-1].header("retry-after")) > 0


@pytest.mark.parametrize(
    ("host", "headers", "address"),
    [
        ("localhost:8000", (), "http://localhost:8000/r/caf%C3%A9"),
        (
            "inner",
            ("X-Forwarded-Proto: https", "X-Forwarded-Host: chat.example.org"),
            "https://chat.example.org/r/caf%C3%A9",
        ),
    ],
)
def test_the_qr_code_of_a_room_is_that_of_its_address(send, host, headers, address):
    answers = [
        send("GET", "/api/rooms/CAFÉ/qr".replace("É", "%C3%89"), None, *headers, host=host) for _ in range(QR_BURST + 5)
    ]
    assert {answer.body for answer in answers} == {qr_code(address)}
    assert answers[0].header("content-type") == "image/svg+xml"
    assert send("GET", "/api/rooms/a/qr", host="x" * 256).json["code"] == "bad_host"


def test_the_people_of_a_room_come_page_by_page(send, proxied):
    with ExitStack() as tabs:
        persons = [
            tabs.enter_context(RawTab(proxied.port, "?room=full", (f"Cookie: hubbub_person={letter * 22}",)))
            for letter in "abcde"
        ]
        everybody = persons[-1].welcome["people"]
        first = send("GET", "/api/rooms/FULL/people?limit=3").json
        rest = send("GET", f"/api/rooms/full/people?limit=3&after={first['next']}").json
        assert (first["people"], rest) == (everybody[:3], {"count": 5, "people": everybody[3:]})
    assert send("GET", "/api/rooms/empty/people").json == {"count": 0, "people": []}
    assert send("GET", "/api/rooms/full/people?after=x").json["code"] == "bad_after"
