"""The passphrase over HTTP: what is closed without it, the form that asks for it, and the cookie that opens everything."""

import re
from itertools import count
from urllib.parse import quote, urlencode

import pytest

from service.access.passphrase import ATTEMPT_BURST
from service.http.assets import CLIENT
from service.http.security import SECURITY_HEADERS
from tests.support.connections import RawConnection, RawTab, ask
from tests.support.frames import say, upgrade
from tests.support.server import running

SECRET = "correct horse battery"


@pytest.fixture(scope="module")
def locked(tmp_path_factory):
    """One server for all tests. It trusts the address in X-Forwarded-For, so each test has a client address of its own."""
    with running(tmp_path_factory.mktemp("locked"), PASSPHRASE=SECRET, TRUSTED_PROXIES="127.0.0.1") as server:
        yield server


@pytest.fixture(scope="module")
def cookie(locked):
    """The Cookie header of a browser that has entered the passphrase."""
    return enter(locked, "203.0.113.255").cookie_header()


addresses = count(1)


@pytest.fixture
def address():
    """A client address that has made no attempt."""
    return f"203.0.113.{next(addresses)}"


def enter(server, address, passphrase=SECRET, headers=(), path="/passphrase"):
    return post(server, address, urlencode({"passphrase": passphrase}).encode(), headers, path)


def post(server, address, body, headers=(), path="/passphrase"):
    kind = ("Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}")
    return ask(server.port, path, "POST", (*kind, f"X-Forwarded-For: {address}", *headers), body=body)


def handshake(server, *headers):
    with RawConnection(server.port) as connection:
        connection.write(upgrade(headers=headers))
        return connection.answer()


def test_without_the_setting_nobody_is_asked(server, address):
    assert ask(server.port, "/").status == 200
    assert enter(server, address).status == 404


@pytest.mark.parametrize("path", ["/", "/r/design", "/r/%E8%A8%AD"])
def test_a_browser_without_the_cookie_gets_the_form_in_place_of_the_page(locked, cookie, path):
    form, page = ask(locked.port, path), ask(locked.port, path, headers=(cookie,))
    assert (form.status, form.header("content-type")) == (403, "text/html; charset=utf-8")
    assert form.header("cache-control") == "no-store"
    assert form.header("set-cookie") is None
    assert b'name="passphrase"' in form.body
    assert b"{{" not in form.body
    assert b"main.js" not in form.body
    assert (page.status, b"main.js" in page.body) == (200, True)


LANGUAGES = {
    "Accept-Language: de-CH, en;q=0.5": "de",
    "Accept-Language: ar": "ar",
    "Cookie: hubbub_language=fr": "fr",
    "Accept-Language: sv": "en",
}


@pytest.mark.parametrize("header", LANGUAGES)
def test_the_form_is_in_the_language_that_the_person_prefers(locked, address, header):
    language = LANGUAGES[header]
    words = (CLIENT / "words" / "small-pages" / f"{language}.js").read_text()
    form = enter(locked, address, "open sesame", headers=(header,)).body.decode()
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in form
    for tag, key in (("label", "passphrase"), ("p", "wrong passphrase"), ("button", "enter"), ("p", "passphrase hint")):
        text = re.findall(rf'"{key}": "(.+)",', words)[0]
        assert re.search(rf"<{tag}[^>]*>{text}</{tag}>", form), key


def test_only_the_page_itself_may_send_the_form_and_it_sends_its_origin(locked, cookie):
    form, page = ask(locked.port, "/"), ask(locked.port, "/", headers=(cookie,))
    for answer, action, referrer in ((form, "'self'", "same-origin"), (page, "'none'", "no-referrer")):
        policy = SECURITY_HEADERS["content-security-policy"].replace("form-action 'none'", f"form-action {action}")
        expected = SECURITY_HEADERS | {"content-security-policy": policy, "referrer-policy": referrer}
        assert {name: answer.header(name) for name in expected} == expected


@pytest.mark.parametrize(
    "path",
    [
        "/api/rooms/lobby/messages",
        "/api/rooms/!/messages",
        "/api/rooms/lobby/search?q=a",
        "/api/hand-over",
        "/ws",
        "/ws?room=a",
    ],
)
def test_without_the_cookie_everything_else_is_refused(locked, path):
    for answer in (ask(locked.port, path), handshake(locked), handshake(locked, "Cookie: hubbub_pass=x")):
        assert (answer.status, answer.json["code"]) == (403, "passphrase")
        assert answer.json["reason"].endswith(".")


@pytest.mark.parametrize(
    ("path", "status"),
    [("/health", 200), ("/ready", 200), ("/r/Design", 308), ("//", 308), ("/r", 404), ("/r/", 404), ("/r/a!", 404)]
    + [(path, 404) for path in ("/nowhere", "/api", "/static", "/index.html", "/passphrase.html", "/r/a/b")],
)
def test_health_checks_stay_open_and_unknown_paths_are_not_found(locked, path, status):
    assert ask(locked.port, path).status == status


def test_the_cookie_opens_everything(locked, cookie):
    form = ask(locked.port, "/").body.decode()
    paths = ["/api/rooms/lobby/messages", *re.findall(r'(?:src|href)="(/static/[^"]+)"', form)]
    assert {ask(locked.port, path, headers=(cookie,)).status for path in paths} == {200}
    assert {ask(locked.port, path).status for path in paths[1:]} == {200}  # the form needs its files before
    assert len(paths) >= 4
    with RawTab(locked.port, headers=(cookie,)) as tab:
        tab.write(say("d1", "Hi"))
        assert tab.receive("message")["text"] == "Hi"


def test_the_cookie_lasts_a_year_is_hidden_from_scripts_and_secure_on_https(locked, cookie, address):
    _, attributes = enter(locked, address).cookies()["hubbub_pass"]
    assert attributes == {"path=/", "max-age=31536000", "httponly", "samesite=lax"}
    https = "X-Forwarded-Proto: https"
    for answer in (enter(locked, address, headers=(https,)), ask(locked.port, "/", headers=(https, cookie))):
        assert all("secure" in attributes for _, attributes in answer.cookies().values())


def test_servers_on_two_ports_share_no_cookie_and_the_former_cookie_is_carried_over(locked, cookie):
    value = cookie.partition("=")[2]
    for name, host, status in (
        ("hubbub_pass_9000", "localhost:9000", 200),
        ("hubbub_pass_9000", "localhost:8000", 403),
        ("hubbub_pass", "localhost:9000", 403),
    ):
        assert ask(locked.port, "/", headers=(f"Cookie: {name}={value}",), host=host).status == status
    former = ask(locked.port, "/", headers=(f"Cookie: pass={value}",), host="localhost:9000")
    assert (former.status, former.cookies()["hubbub_pass_9000"][0]) == (200, value)


@pytest.mark.parametrize(("path", "led_to"), [
    ("/", "/"), ("/?a=b", "/?a=b"), ("/r/design", "/r/design"), ("/r/design?x=1&b=%20%0a", "/r/design?x=1&b=%20%0a"),
    ("/r/%E8%A8%AD", "/r/%E8%A8%AD"), ("/r/a%20B", "/r/a-b"), ("/passphrase", "/"), ("/passphrase?x", "/?x"),
    ("/passphrase/r/design?x=1", "/r/design?x=1"), ("//", "/"),
])  # fmt: skip
def test_the_right_answer_leads_to_the_page_with_its_query(locked, path, led_to, address):
    answer = enter(locked, address, path=path)
    assert (answer.status, answer.header("cache-control")) == (303, "private, no-store")
    assert answer.header("location").startswith("/passphrase")
    led = ask(locked.port, answer.header("location"), headers=(answer.cookie_header(),))
    assert (led.status, led.header("location"), led.header("content-type")) == (
        303,
        led_to,
        "text/plain; charset=utf-8",
    )


@pytest.mark.parametrize(
    "room", ["a" * 64, "../evil", "/evil.example", "https:%2F%2Fevil", "%5Cevil", "a%0D%0ASet-Cookie:x=y"]
)
def test_the_right_answer_at_an_address_that_is_no_page_leads_nowhere(locked, cookie, room, address):
    for answer in (
        enter(locked, address, path=f"/r/{room}"),
        enter(locked, address, path=f"/passphrase/r/{room}"),
        ask(locked.port, f"/passphrase/r/{room}", headers=(cookie,)),
    ):
        assert (answer.status, answer.header("location"), answer.header("set-cookie")) == (404, None, None)


def test_a_browser_that_did_not_keep_the_cookie_is_told_so_and_not_asked_for_ever(locked, address):
    form = ask(locked.port, enter(locked, address, path="/r/design").header("location"))
    assert form.status == 403
    assert b"This page needs cookies" in form.body
    assert b"cookies" not in ask(locked.port, "/r/design").body


def test_a_wrong_answer_shows_the_form_again_without_the_answer(locked, address):
    answer = enter(locked, address, '"><b>open sesame', path="/r/design")
    assert (answer.status, answer.header("set-cookie")) == (403, None)
    assert b"Wrong passphrase" in answer.body
    assert b"sesame" not in answer.body


def test_after_too_many_wrong_answers_even_the_right_one_must_wait(locked, address):
    for _ in range(ATTEMPT_BURST):
        assert enter(locked, address, "open sesame").status == 403
    answer = enter(locked, address)
    assert (answer.status, answer.header("set-cookie")) == (429, None)
    assert 1 <= int(answer.header("retry-after")) <= 10
    assert b"Too many attempts" in answer.body


@pytest.mark.parametrize("origin", ["http://evil.example", "null"])
def test_a_page_of_another_site_cannot_answer(locked, origin, address):
    answer = enter(locked, address, headers=(f"Origin: {origin}",))
    assert (answer.status, answer.header("set-cookie")) == (403, None)
    assert enter(locked, address, headers=("Origin: http://localhost",)).status == 303


@pytest.mark.parametrize("body", [
    b"", b"passphrase", b"passphrase=", b"\xff\xfe=%ff%zz&&&&", b"passphrase=" + b"a" * 60_000, b"a=b&" * 10_000,
    b"passphrase=correct\0horse", b"passphrase[]=x;passphrase=y", b'{"passphrase": "x"}', b"passphrase=" + b"a" * 70_000,
], ids=lambda body: body[:20])  # fmt: skip
def test_a_body_that_is_no_form_is_a_wrong_answer_and_one_too_large_is_not_read(locked, address, body):
    assert post(locked, address, body).status == (403 if len(body) < 65_536 else 413)


def test_the_log_has_the_address_of_a_wrong_answer_and_no_secret(locked, cookie, address):
    enter(locked, address, "open sesame please")
    handshake(locked, f"{cookie}x")
    locked.await_claim(lambda: f'"address": "{address}", "event": "wrong_passphrase"' in locked.log())
    for secret in (SECRET, quote(SECRET), SECRET.replace(" ", "+"), "sesame", cookie.partition("=")[2]):
        assert secret not in locked.log()
