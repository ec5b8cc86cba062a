"""The handshake: which are accepted, which are refused and with which status, and whom the welcome greets."""

import hashlib
from urllib.parse import quote

import pytest

from tests.support.connections import RawConnection, RawTab, ask
from tests.support.frames import KEY, request, upgrade

HANDSHAKE = {
    "Host": "localhost",
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Key": KEY,
    "Sec-WebSocket-Version": "13",
}

AT_ONCE_SECONDS = 10
"""Less than the service's own timeout for a silent connection."""


def answer_to(server, data):
    with RawConnection(server.port) as connection:
        connection.write(data)
        return connection.answer()


def raw(first="GET /ws HTTP/1.1", *extra, without=(), **changed):
    fields = HANDSHAKE | {name.replace("_", "-"): value for name, value in changed.items()}
    lines = [f"{name}: {value}" for name, value in fields.items() if name not in without]
    return "\r\n".join([first, *lines, *extra]) + "\r\n\r\n"


def test_a_request_without_an_upgrade_is_answered_with_426_and_keeps_its_connection(server):
    with RawConnection(server.port) as connection:
        connection.write(request("/ws") + raw(without=["Connection"]).encode())
        for answer in (connection.answer(), connection.answer()):
            assert (answer.status, answer.header("upgrade").lower()) == (426, "websocket")
            assert answer.json["code"] == "upgrade_required"
            assert answer.json["reason"].endswith(".")


@pytest.mark.parametrize(
    ("sent", "statuses"),
    [
        (raw("POST /ws HTTP/1.1"), {405}),
        (raw("PUT /ws HTTP/1.1"), {405}),
        (raw("HEAD /ws HTTP/1.1"), {405, 426}),
        (raw("GET /ws HTTP/1.0"), {505}),
        (raw(Sec_WebSocket_Version="8"), {400, 426}),
        (raw(without=["Sec-WebSocket-Version"]), {400, 426}),
        (raw(without=["Sec-WebSocket-Key"]), {400}),
        (raw(Sec_WebSocket_Key="short"), {400}),
        (raw(Sec_WebSocket_Key="not base64 at all!!!!!!!"), {400}),
        (raw("GET /ws HTTP/1.1", f"Sec-WebSocket-Key: {KEY}"), {400}),
        (raw(Connection="close"), {400, 426}),
        (raw(without=["Upgrade"]), {400, 426}),
        (raw(Upgrade="h2c"), {400, 426}),
        (raw(without=["Host"]), {400}),
        (raw("GET /ws HTTP/1.1", "Host: elsewhere"), {400}),
        (raw("GET /ws HTTP/1.1", "Origin: http://localhost", "Origin: http://localhost"), {400}),
        (raw("GET /ws HTTP/1.1", "Origin: http://evil.example"), {403}),
        (raw("GET /ws HTTP/1.1", "Origin: null"), {403}),
        (raw("GET /ws HTTP/1.1", "X-Large: " + "x" * 20_000), {400, 413, 431}),
        (raw("GET /ws HTTP/1.1", "no colon here"), {400}),
        ("GET /ws\r\n\r\n", {0, 400, 505}),
        ("\x16\x03\x01\x02\x00 this is TLS\r\n\r\n", {0, 400}),
    ],
)
def test_an_invalid_handshake_is_refused_and_its_connection_closed(server, sent, statuses):
    with RawConnection(server.port, timeout_seconds=AT_ONCE_SECONDS) as connection:
        connection.write(sent.encode())
        answer = connection.answer(is_head=sent.startswith("HEAD"))
        assert answer.status in statuses
        assert connection.is_closed()


@pytest.mark.parametrize("version", ["8", "12", "13, 8", "thirteen"])
def test_the_refusal_of_another_version_names_the_right_one(server, version):
    answer = answer_to(server, raw(Sec_WebSocket_Version=version).encode())
    assert (answer.status, answer.header("sec-websocket-version")) == (400, "13")


ACCEPTED = [
    *("Origin: http://localhost", "Origin: https://LOCALHOST", "Sec-Fetch-Site: cross-site", "X-Name: 你好"),
    *("Sec-WebSocket-Protocol: chat, superchat", "Sec-WebSocket-Extensions: junk;;;", "Upgrade-Insecure-Requests: 1"),
    "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
]


@pytest.mark.parametrize("header", ACCEPTED)
def test_a_handshake_may_offer_more_and_nothing_is_negotiated(server, header):
    answer = answer_to(server, upgrade(headers=(header,)))
    assert answer.status == 101
    assert answer.header("sec-websocket-protocol") is answer.header("sec-websocket-extensions") is None


INVALID = [
    *("?room=../etc", "?room=" + "a" * 64, "?room=%00", "?room=%ff", "?room=a&room=b", "?after=-1"),
    *("?after=1.5", "?after=1e3", "?after=abc", "?after=0x10", "?after=%D9%A3", "?after=" + "9" * 16),
    *("?after=" + "9" * 5_000, "?after=1&after=2", "?after=1%00", "?after=1&epoch=" + "a" * 65),
    *("?epoch=%3Cb%3E", "?epoch=a&epoch=b"),
]


@pytest.mark.parametrize("query", INVALID)
def test_an_invalid_parameter_is_a_bad_request_with_a_reason(server, query):
    answer = answer_to(server, upgrade(query))
    assert answer.status == 400
    assert answer.json["code"].startswith("bad_")
    assert answer.json["reason"].endswith(".")


OPTIONAL = [
    "",
    "?",
    "?room=",
    "?room=Lobby%20",
    "?after=&epoch=",
    "?room=a",
    "?room=" + "a" * 63,
    "?colour=red",
    "?epoch=x",
]


@pytest.mark.parametrize("query", OPTIONAL)
def test_parameters_are_optional_and_unknown_ones_are_ignored(server, query):
    assert answer_to(server, upgrade(query)).status == 101


COOKIES = {
    "none": "",
    "raw UTF-8": "hubbub_name=你好",
    "a raw byte": "hubbub_name=\udcff",
    "a raw byte of another program": "theme=\udcff\udcfe; other=é",
    "a percent sign that stands for nothing": "hubbub_name=%",
    "broken percent": "hubbub_name=%zz%",
    "percent for bytes that are no UTF-8": "hubbub_name=%ff%fe",
    "8 KB": "hubbub_name=" + "x" * 8_000,
    "200 cookies": "; ".join(f"c{number}=x" for number in range(200)),
    "no equals sign": "hubbub_name; hubbub_person",
    "nothing but semicolons": ";;;;",
    "empty name": "hubbub_name=; hubbub_person=",
    "quotes": 'hubbub_name="Ana"; hubbub_person="x"',
    "control characters, encoded": "hubbub_name=%00%1b%0d%0a",
    "a person that is none": "hubbub_person=../../etc/passwd",
    "a person too long": "hubbub_person=" + "a" * 5_000,
}


def test_any_cookie_is_accepted_and_others_see_the_name_of_the_greeting(server):
    """The room has a short name, because the longest cookie leaves little space in a request head."""
    with RawTab(server.port, "?room=odd") as other:
        tabs = [RawTab(server.port, "?room=odd", (f"Cookie: {cookie}",)) for cookie in COOKIES.values()]
        unseen = [tab.welcome["you"] for tab in tabs]
        while unseen:
            joined = other.receive("people")["joined"]
            unseen = [you for you in unseen if you not in joined]
        for tab in tabs:
            name = tab.welcome["you"]["name"]
            assert name.isprintable()
            assert tab.welcome["greeting"] == f"Welcome, {name}!"
            tab.reset()


def welcome(server, *headers, query=""):
    with RawTab(server.port, query, headers) as tab:
        return tab.welcome


NAMES = ("Ana", "Ana Lúcia", "张伟", "🦦", "<b>Ana</b>", "a;b,c=d")
NAMED = [
    *((f"hubbub_name={quote(name, safe='')}", name) for name in NAMES),
    ("hubbub_name=%20%20Ana%20%20", "Ana"),
    ("hubbub_name=Ana; hubbub_name=Bo", "Ana"),
    ("theme=dark\r\nCookie: hubbub_name=Ana", "Ana"),
    ("__Host-hubbub_name=Eve; name=Eve; hubbub_name=Ana", "Ana"),
]


@pytest.mark.parametrize(("cookie", "name"), NAMED)
def test_the_greeting_has_the_clean_name_of_the_first_name_cookie(server, cookie, name):
    you = welcome(server, f"Cookie: {cookie}")
    assert (you["greeting"], you["you"]["name"]) == (f"Welcome, {name}!", name)


@pytest.mark.parametrize("value", ["", "%ff", "admin", "%E2%80%AE", "x" * 33])
def test_an_invalid_name_is_replaced_by_a_random_one(server, value):
    assert len(welcome(server, f"Cookie: hubbub_name={value}")["you"]["name"].split()) == 2


def test_a_person_is_known_by_the_hash_of_their_cookie_and_never_by_the_cookie(server):
    token = "a" * 22
    first = welcome(server, f"Cookie: hubbub_person={token}; hubbub_name=Ana")
    again = welcome(server, f"Cookie: hubbub_person={token}; hubbub_name=Ana")
    assert first["you"]["id"] == again["you"]["id"]
    assert len(first["you"]["id"]) == 16
    assert token not in str(first)
    assert first["you"]["id"] not in hashlib.sha256(token.encode()).hexdigest()


@pytest.mark.parametrize(
    "cookie", [f"hubbub_person={token}" for token in ("a" * 21, "a" * 23, "a" * 21 + "!", "")] + ["a=b"]
)
def test_a_token_that_is_not_one_of_ours_makes_a_new_person_of_each_connection(server, cookie):
    assert welcome(server, f"Cookie: {cookie}")["you"]["id"] != welcome(server, f"Cookie: {cookie}")["you"]["id"]


TOKEN, SECRET = "a" * 22, "b" * 22
KNOWN = f"Cookie: hubbub_person={TOKEN}; hubbub_name=Ana"
IDENTITIES = {
    "none": ((), None, None),
    "cookies": ((KNOWN,), TOKEN, "Ana"),
    "subprotocols": ((f"hubbub, hubbub_person.{SECRET}, hubbub_name.Ana%20%28%E5%BC%A0%29",), SECRET, "Ana (张)"),
    "subprotocols in two headers": ((f"hubbub_person.{SECRET},hubbub", "hubbub_name.Ana"), SECRET, "Ana"),
    "subprotocols beside cookies": ((f"hubbub, hubbub_person.{SECRET}, hubbub_name.Bo", KNOWN), SECRET, "Bo"),
    "invalid subprotocols": (("hubbub, hubbub_person.b, hubbub_name.admin",), None, None),
    "invalid subprotocols beside cookies": (("hubbub, hubbub_person., hubbub_name.%ff", KNOWN), TOKEN, "Ana"),
}


@pytest.mark.parametrize("identity", IDENTITIES)
def test_a_tab_without_cookies_gets_a_secret_by_which_it_is_the_same_person_again(server, identity):
    sent, token, name = IDENTITIES[identity]
    headers = [value if value.startswith("Cookie") else f"Sec-WebSocket-Protocol: {value}" for value in sent]
    selected = answer_to(server, upgrade(headers=headers)).header("sec-websocket-protocol")
    assert selected == ("hubbub" if "subprotocols" in identity else None)
    first = welcome(server, *headers)
    assert ("secret" in first) == (token is None)
    again = welcome(server, f"Cookie: hubbub_person={token or first['secret']}")
    assert again["you"]["id"] == first["you"]["id"]
    assert name in (None, first["you"]["name"])


def test_nobody_else_learns_the_secret_of_a_tab(start):
    server = start()
    with RawTab(server.port, headers=(KNOWN,)) as other:
        first, heard = welcome(server), ""
        welcome(server, f"Sec-WebSocket-Protocol: hubbub, hubbub_person.{first['secret']}")
        while first["you"]["id"] not in heard:
            heard += str(other.receive("people"))
    assert first["secret"] not in heard + server.log()


def test_a_welcome_has_exactly_these_fields(server, room):
    fields = welcome(server, KNOWN, query=f"?room={room}")
    assert list(fields) == [
        "type", "room", "greeting", "you", "epoch", "after", "head", "people", "count", "limits", "version",
    ]  # fmt: skip
    assert (fields["room"], fields["after"], fields["head"], fields["count"]) == (room, 0, 0, 1)
    assert fields["people"] == [fields["you"]]
    assert fields["limits"] == {"text": 4_000, "name": 32, "topic": 250}


def test_other_paths_do_not_upgrade(server):
    handshake = upgrade().split(b"\r\n", 1)[1]
    for path in (b"/", b"/health", b"/nowhere"):
        assert answer_to(server, b"GET " + path + b" HTTP/1.1\r\n" + handshake).status in (200, 400, 404, 426)


def test_an_address_has_a_limit_of_connections(start):
    server = start(MAX_CONNECTIONS_PER_IP=2)
    with RawTab(server.port), RawTab(server.port) as second:
        answer = answer_to(server, upgrade())
        assert (answer.status, answer.header("retry-after")) == (429, "5")
        second.reset()
        assert ask(server.port, "/health").status == 200  # behind the reset, on the same loop
        RawTab(server.port).reset()


def test_a_full_service_says_so_and_refused_handshakes_do_not_count(start):
    server = start(MAX_CONNECTIONS=1)
    for _ in range(3):
        assert answer_to(server, upgrade(headers=("Origin: http://evil.example",))).status == 403
        assert answer_to(server, upgrade("?room=../")).status == 400
    with RawTab(server.port):
        for answer in (answer_to(server, upgrade()), ask(server.port, "/ws")):
            assert (answer.status, answer.json["code"], answer.header("retry-after")) == (503, "full", "5")
        assert ask(server.port, "/").status == 200


def test_only_allowed_origins_connect_and_the_log_says_why_without_being_filled(start):
    server = start(ORIGINS="https://app.example.net")
    assert answer_to(server, upgrade(headers=("Origin: https://app.example.net",))).status == 101
    foreign = upgrade(headers=(f"Origin: http://evil.example/\x1b[31m{'x' * 1_000}",))
    for _ in range(100):
        assert answer_to(server, foreign).status == 403
    assert server.stop() == 0
    lines = [line for line in server.log_lines() if line["event"] == "foreign_origin"]
    assert 1 <= len(lines) < 50
    assert lines[0]["origin"].startswith("http://evil.example")
    assert len(lines[0]["origin"]) == 200
    assert lines[0]["host"] == "localhost"
    assert "HUBBUB_ORIGINS" in lines[0]["help"]
    assert "HUBBUB_TRUSTED_PROXIES" in lines[0]["help"]
    assert "\x1b" not in server.log()


def test_an_address_that_opens_one_room_after_the_other_is_limited(start):
    server = start()
    with RawTab(server.port, "?room=open"):
        answers = (answer_to(server, upgrade(f"?room=r{number}")) for number in range(1_000))
        number, answer = next(found for found in enumerate(answers) if found[1].status != 101)
        assert answer_to(server, upgrade("?room=open")).status == 101
    assert (answer.status, answer.json["code"]) == (429, "too_fast")
    assert "rooms" in answer.json["reason"]
    assert int(answer.header("retry-after")) >= 1
    assert number >= 255


def test_no_setting_of_sanic_makes_the_service_trust_forwarding_headers(start):
    server = start(
        environment={"SANIC_PROXIES_COUNT": "1", "SANIC_FORWARDED_SECRET": "12345", "SANIC_REQUEST_TIMEOUT": "0"}
    )
    forged = (
        "X-Forwarded-For: 6.6.6.6",
        "X-Forwarded-Proto: https",
        "X-Forwarded-Host: evil.example",
        "Forwarded: for=6.6.6.6;secret=12345",
    )
    page = ask(server.port, "/", headers=forged)
    assert page.status == 200
    assert "secure" not in page.header("set-cookie").lower()
    assert answer_to(server, upgrade(headers=(*forged, "Origin: http://evil.example"))).status == 403


def test_a_request_behind_a_refused_handshake_is_not_smuggled_in(server):
    answer = answer_to(server, upgrade("?room=../") + request("/health"))
    assert answer.status == 400
