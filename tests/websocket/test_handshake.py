"""The door: what is let in, what is turned away, and with which status."""

import hashlib
from urllib.parse import quote

import pytest

from tests.support.connections import RawConnection, Tab, ask
from tests.support.frames import KEY, request, upgrade

HANDSHAKE = {
    "Host": "localhost",
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Key": KEY,
    "Sec-WebSocket-Version": "13",
}

AT_ONCE_SECONDS = 10
"""Less than the service gives a line on which nothing more is asked."""


def knock(server, data):
    with RawConnection(server.port) as line:
        line.write(data if isinstance(data, bytes) else data.encode())
        return line.answer()


def raw(first="GET /ws HTTP/1.1", *extra, without=(), **changed):
    fields = HANDSHAKE | {name.replace("_", "-"): value for name, value in changed.items()}
    lines = [f"{name}: {value}" for name, value in fields.items() if name not in without]
    return "\r\n".join([first, *lines, *extra]) + "\r\n\r\n"


def test_a_plain_get_is_told_to_upgrade(server):
    answer = ask(server.port, "/ws")
    assert (answer.status, answer.header("upgrade").lower()) == (426, "websocket")
    assert answer.json["code"]
    assert answer.json["reason"].endswith(".")


def test_what_asks_for_no_upgrade_of_its_line_is_told_to_and_keeps_it(server):
    with RawConnection(server.port) as line:
        line.write(raw(without=["Connection"]).encode() * 2)
        assert [line.answer().status for _ in range(2)] == [426, 426]


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
def test_a_handshake_that_is_none_is_turned_away_and_its_line_ended(server, sent, statuses):
    with RawConnection(server.port, timeout_seconds=AT_ONCE_SECONDS) as line:
        line.write(sent.encode())
        assert line.answer(is_head=sent.startswith("HEAD")).status in statuses
        assert line.is_closed()


@pytest.mark.parametrize("version", ["8", "12", "13, 8", "thirteen"])
def test_who_speaks_another_version_is_told_which_is_spoken(server, version):
    answer = knock(server, raw(Sec_WebSocket_Version=version))
    assert (answer.status, answer.header("sec-websocket-version")) == (400, "13")


@pytest.mark.parametrize(
    "extra",
    [
        "Origin: http://localhost",
        "Origin: https://LOCALHOST",
        "Sec-WebSocket-Protocol: chat, superchat",
        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
        "Sec-WebSocket-Extensions: junk;;;",
        "Sec-Fetch-Site: cross-site",
        "X-Name: 你好",
        "Upgrade-Insecure-Requests: 1",
    ],
)
def test_a_handshake_may_offer_more_and_nothing_of_it_is_taken(server, extra):
    answer = knock(server, upgrade(headers=(extra,)))
    assert answer.status == 101
    assert answer.header("sec-websocket-protocol") is answer.header("sec-websocket-extensions") is None


@pytest.mark.parametrize(
    "query",
    [
        "?room=../etc",
        "?room=" + "a" * 64,
        "?room=%00",
        "?room=%ff",
        "?room=a&room=b",
        "?after=-1",
        "?after=1.5",
        "?after=1e3",
        "?after=abc",
        "?after=0x10",
        "?after=%D9%A3",
        "?after=" + "9" * 16,
        "?after=" + "9" * 5_000,
        "?after=1&after=2",
        "?after=1%00",
        "?after=1&epoch=" + "a" * 65,
        "?epoch=%3Cb%3E",
        "?epoch=a&epoch=b",
    ],
)
def test_nonsense_in_a_parameter_is_a_bad_request_with_a_reason(server, query):
    answer = knock(server, upgrade(query))
    assert answer.status == 400
    assert answer.json["code"].startswith("bad_")
    assert answer.json["reason"].endswith(".")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?",
        "?room=",
        "?room=Lobby%20",
        "?after=&epoch=",
        "?room=a",
        "?room=" + "a" * 63,
        "?colour=red",
        "?after=0&epoch=x",
    ],
)
def test_what_may_be_left_out_may_be_left_out(server, query):
    assert knock(server, upgrade(query)).status == 101


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


@pytest.mark.parametrize("cookie", COOKIES.values(), ids=COOKIES)
def test_no_cookie_keeps_anybody_out(server, cookie):
    answer = knock(server, upgrade(headers=(f"Cookie: {cookie}",)))
    assert answer.status == 101


def test_others_see_the_name_that_somebody_was_greeted_by_whatever_their_cookie(server):
    """A short name for the room, as the longest cookie leaves little space in a head."""
    with Tab(server.port, "?room=odd") as other:
        tabs = [Tab(server.port, "?room=odd", (f"Cookie: {cookie}",)) for cookie in COOKIES.values()]
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
    with Tab(server.port, query, headers) as tab:
        return tab.welcome


def test_the_greeting_is_by_the_name_in_the_cookie(server):
    for name in ("Ana", "Ana Lúcia", "张伟", "🦦", "<b>Ana</b>", "a;b,c=d"):
        told = welcome(server, f"Cookie: hubbub_name={quote(name, safe='')}")
        assert (told["greeting"], told["you"]["name"]) == (f"Welcome, {name}!", name)


def test_a_name_is_mended_as_names_are(server):
    assert welcome(server, "Cookie: hubbub_name=%20%20Ana%20%20")["you"]["name"] == "Ana"


@pytest.mark.parametrize("value", ["", "%ff", "admin", "%E2%80%AE", "x" * 33])
def test_who_has_no_name_that_can_be_one_gets_a_random_one(server, value):
    name = welcome(server, f"Cookie: hubbub_name={value}")["you"]["name"]
    assert len(name.split()) == 2


def test_the_first_of_two_names_counts_and_only_the_one_of_this_name(server):
    assert welcome(server, "Cookie: hubbub_name=Ana; hubbub_name=Bo")["you"]["name"] == "Ana"
    assert welcome(server, "Cookie: theme=dark", "Cookie: hubbub_name=Ana")["you"]["name"] == "Ana"
    assert welcome(server, "Cookie: __Host-hubbub_name=Eve; name=Eve; hubbub_name=Ana")["you"]["name"] == "Ana"


def test_a_person_is_known_by_the_hash_of_their_cookie_and_never_by_the_cookie(server):
    token = "a" * 22
    first = welcome(server, f"Cookie: hubbub_person={token}; hubbub_name=Ana")
    again = welcome(server, f"Cookie: hubbub_person={token}; hubbub_name=Ana")
    assert first["you"]["id"] == again["you"]["id"]
    assert len(first["you"]["id"]) == 16
    assert token not in str(first)
    assert first["you"]["id"] not in hashlib.sha256(token.encode()).hexdigest()


@pytest.mark.parametrize("token", ["a", "a" * 21, "a" * 23, "a" * 21 + "!", "", "0"])
def test_nobody_becomes_a_person_by_a_token_that_is_none_of_ours(server, token):
    cookie = f"Cookie: hubbub_person={token}"
    assert welcome(server, cookie)["you"]["id"] != welcome(server, cookie)["you"]["id"]


def test_without_a_cookie_each_connection_is_a_person_of_its_own(server):
    assert welcome(server)["you"]["id"] != welcome(server)["you"]["id"]


def test_a_welcome_says_everything_a_tab_needs(server, room):
    told = welcome(server, "Cookie: hubbub_name=Ana", query=f"?room={room}")
    assert list(told) == [
        "type", "room", "greeting", "you", "epoch", "after", "head", "people", "count", "limits", "version",
    ]  # fmt: skip
    assert (told["room"], told["after"], told["head"], told["count"]) == (room, 0, 0, 1)
    assert told["people"] == [told["you"]]
    assert told["limits"] == {"text": 4_000, "name": 32}


def test_upgrading_elsewhere_is_no_way_in(server):
    handshake = upgrade().split(b"\r\n", 1)[1]
    for path in (b"/", b"/health", b"/nowhere"):
        assert knock(server, b"GET " + path + b" HTTP/1.1\r\n" + handshake).status in (200, 400, 404, 426)


def test_one_address_has_so_many_connections_and_not_one_more(start):
    server = start(MAX_CONNECTIONS_PER_IP=2)
    with Tab(server.port), Tab(server.port) as second:
        answer = knock(server, upgrade())
        assert (answer.status, answer.header("retry-after")) == (429, "5")
        second.reset()
        assert ask(server.port, "/health").status == 200  # behind the reset, on the same loop
        Tab(server.port).reset()


def test_all_together_have_so_many_connections(start):
    server = start(MAX_CONNECTIONS=1)
    with Tab(server.port):
        answer = knock(server, upgrade())
        assert (answer.status, answer.header("retry-after")) == (503, "5")
        assert ask(server.port, "/").status == 200


def test_a_page_whose_handshake_is_refused_can_ask_why_over_plain_http(start):
    server = start(MAX_CONNECTIONS=1)
    assert ask(server.port, "/ws").json["code"] == "upgrade_required"
    with Tab(server.port):
        answer = ask(server.port, "/ws")
        assert (answer.status, answer.json["code"]) == (503, "full")


def test_who_was_turned_away_takes_no_place(start):
    server = start(MAX_CONNECTIONS=1)
    for _ in range(3):
        assert knock(server, upgrade(headers=("Origin: http://evil.example",))).status == 403
        assert knock(server, upgrade("?room=../")).status == 400
    Tab(server.port).reset()


def test_a_page_of_an_origin_that_was_allowed_may_connect(start):
    server = start(ORIGINS="https://app.example.net")
    assert knock(server, upgrade(headers=("Origin: https://app.example.net",))).status == 101
    assert knock(server, upgrade(headers=("Origin: https://evil.example",))).status == 403


def test_the_log_says_why_a_page_was_turned_away_and_strangers_cannot_fill_it(start):
    server = start()
    foreign = upgrade(headers=(f"Origin: http://evil.example/\x1b[31m{'x' * 1_000}",))
    for _ in range(100):
        assert knock(server, foreign).status == 403
    assert server.stop() == 0
    lines = [line for line in server.log_lines() if line["event"] == "foreign_origin"]
    assert 1 <= len(lines) < 50
    assert lines[0]["origin"].startswith("http://evil.example")
    assert len(lines[0]["origin"]) == 200
    assert lines[0]["host"] == "localhost"
    assert "HUBBUB_ORIGINS" in lines[0]["help"]
    assert "HUBBUB_TRUSTED_PROXIES" in lines[0]["help"]
    assert "\x1b" not in server.log()


def test_room_after_room_becomes_too_fast_for_one_address(start):
    server = start()
    with Tab(server.port, "?room=open"):
        answers = (knock(server, upgrade(f"?room=r{number}")) for number in range(1_000))
        number, answer = next(found for found in enumerate(answers) if found[1].status != 101)
        assert knock(server, upgrade("?room=open")).status == 101
    assert (answer.status, answer.json["code"]) == (429, "too_fast")
    assert "rooms" in answer.json["reason"]
    assert int(answer.header("retry-after")) >= 1
    assert number >= 255


def test_no_setting_of_the_framework_makes_anybody_believe_forwarding_headers(start):
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
    assert knock(server, upgrade(headers=(*forged, "Origin: http://evil.example"))).status == 403


def test_a_request_behind_a_refused_handshake_is_not_smuggled_in(server):
    answer = knock(server, upgrade("?room=../") + request("/health"))
    assert answer.status == 400
