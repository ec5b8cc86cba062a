"""The passphrase: what it holds, who is let in and for how long, and how slowly it can be guessed at."""

import re
from itertools import count
from urllib.parse import quote, urlencode

import pytest

from service.access.passphrase import ATTEMPT_BURST, PASSPHRASE_COOKIE
from tests.support.connections import RawConnection, Tab, ask
from tests.support.frames import say, upgrade
from tests.support.server import running

SECRET = "correct horse battery"


@pytest.fixture(scope="module")
def locked(tmp_path_factory):
    """One service for all that answer; it believes the tests about the address that each of them comes from."""
    with running(tmp_path_factory.mktemp("locked"), PASSPHRASE=SECRET, TRUSTED_PROXIES="127.0.0.1") as server:
        yield server


addresses = count(1)


@pytest.fixture
def address():
    """Of somebody who has not tried yet."""
    return f"203.0.113.{next(addresses)}"


def answer(server, address, passphrase=SECRET, room=None, headers=()):
    fields = {"passphrase": passphrase} | ({} if room is None else {"room": room})
    return post(server, address, urlencode(fields).encode(), headers)


def post(server, address, body, headers=()):
    kind = ("Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}")
    return ask(server.port, "/passphrase", "POST", (*kind, f"X-Forwarded-For: {address}", *headers), body=body)


def cookie_of(answer):
    name, _, value = answer.header("set-cookie").partition(";")[0].partition("=")
    assert name == PASSPHRASE_COOKIE
    return value


def knock(server, *headers):
    with RawConnection(server.port) as line:
        line.write(upgrade(headers=headers))
        return line.answer()


def test_without_a_passphrase_nobody_is_asked(server, address):
    assert ask(server.port, "/").status == 200
    assert answer(server, address).status == 404


@pytest.mark.parametrize("path", ["/", "/r/design"])
def test_who_did_not_answer_gets_the_question_in_place_of_the_page(locked, path):
    page = ask(locked.port, path)
    assert (page.status, page.header("content-type")) == (403, "text/html; charset=utf-8")
    assert page.header("cache-control") == "no-store"
    assert page.header("set-cookie") is None
    assert b'name="passphrase"' in page.body
    assert b"{{" not in page.body
    assert b"main.js" not in page.body


@pytest.mark.parametrize("path", ["/api/rooms/lobby/messages", "/api/rooms/Not-A-Room/messages", "/ws", "/ws?room=a"])
def test_who_did_not_answer_gets_nothing_else_either(locked, path):
    told = ask(locked.port, path)
    assert (told.status, told.json["code"]) == (403, "passphrase")
    assert told.json["reason"].endswith(".")


@pytest.mark.parametrize("path", ["/nowhere", "/api", "/static", "/index.html", "/passphrase.html", "/r/a/b"])
def test_where_nothing_is_nobody_is_asked(locked, path):
    assert ask(locked.port, path).status == 404


def test_who_did_not_answer_gets_no_connection(locked):
    told = knock(locked)
    assert (told.status, told.json["code"]) == (403, "passphrase")


def test_whoever_looks_after_the_service_still_hears_that_it_is_well(locked):
    assert ask(locked.port, "/health").status == 200
    assert ask(locked.port, "/ready").status == 200


def test_the_question_has_all_the_files_it_needs(locked):
    page = ask(locked.port, "/").body.decode()
    files = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert len(files) >= 3
    assert all(ask(locked.port, file).status == 200 for file in files)


def test_the_question_may_send_its_form_here_and_to_nobody_else_and_says_where_it_comes_from(locked, address):
    page = ask(locked.port, "/")
    assert "form-action 'self';" in page.header("content-security-policy")
    assert "default-src 'none'" in page.header("content-security-policy")
    assert page.header("referrer-policy") == "same-origin"
    assert page.header("x-content-type-options") == "nosniff"
    opened = ask(locked.port, "/", headers=(f"Cookie: {PASSPHRASE_COOKIE}={cookie_of(answer(locked, address))}",))
    assert "form-action 'none'" in opened.header("content-security-policy")
    assert opened.header("referrer-policy") == "no-referrer"


def test_who_answers_is_let_in_everywhere(locked, address):
    let_in = answer(locked, address, room="design")
    assert (let_in.status, let_in.header("location")) == (303, "/r/design")
    cookie = f"Cookie: {PASSPHRASE_COOKIE}={cookie_of(let_in)}"
    assert ask(locked.port, "/r/design", headers=(cookie,)).status == 200
    assert ask(locked.port, "/api/rooms/lobby/messages", headers=(cookie,)).status == 200
    assert ask(locked.port, "/nowhere", headers=(cookie,)).status == 404
    with Tab(locked.port, headers=(cookie,)) as tab:
        tab.write(say("d1", "Hi"))
        assert tab.receive("message")["text"] == "Hi"


def test_the_cookie_lasts_a_year_and_is_for_the_browser_alone(locked, address):
    attributes = {part.strip().lower() for part in answer(locked, address).header("set-cookie").split(";")[1:]}
    assert attributes == {"path=/", "max-age=31536000", "httponly", "samesite=lax"}


def test_the_cookie_is_secure_where_the_browser_speaks_https(locked, address):
    cookie = answer(locked, address, headers=("X-Forwarded-Proto: https",)).header("set-cookie")
    assert "secure" in cookie.lower()


@pytest.mark.parametrize(
    ("room", "place"),
    [
        (None, "/"),
        ("", "/"),
        ("lobby", "/"),
        ("design", "/r/design"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("../evil", "/"),
        ("a\r\nSet-Cookie: x=y", "/"),
        ("\\evil.example", "/"),
        ("a" * 64, "/"),
    ],
)
def test_an_answer_leads_to_a_room_of_ours_and_nowhere_else(locked, room, place, address):
    let_in = answer(locked, address, room=room)
    assert (let_in.status, let_in.header("location")) == (303, place)
    assert let_in.header("set-cookie").count("x=y") == 0


def test_a_wrong_answer_is_told_kindly_and_keeps_the_room(locked, address):
    told = answer(locked, address, "open sesame", room="design")
    assert told.status == 403
    assert told.header("set-cookie") is None
    assert b"That is not the passphrase" in told.body
    assert b'value="design"' in told.body


def test_what_was_answered_is_never_shown_again(locked, address):
    told = answer(locked, address, '"><script>alert(1)</script>', room='"><script>alert(1)</script>')
    assert b"<script>" not in told.body


def test_too_many_wrong_answers_have_to_wait_and_then_not_even_the_right_one_counts(locked, address):
    for _ in range(ATTEMPT_BURST):
        assert answer(locked, address, "open sesame").status == 403
    told = answer(locked, address)
    assert told.status == 429
    assert 1 <= int(told.header("retry-after")) <= 10
    assert told.header("set-cookie") is None
    assert b"Too many attempts" in told.body
    assert ask(locked.port, "/").status == 403


def test_a_classroom_behind_one_address_answers_as_fast_as_it_can(locked, address):
    assert {answer(locked, address).status for _ in range(5 * ATTEMPT_BURST)} == {303}


def test_tries_are_counted_for_each_address_alone(locked, address):
    for _ in range(ATTEMPT_BURST):
        answer(locked, "198.51.100.1", "open sesame")
    assert answer(locked, "198.51.100.1").status == 429
    assert answer(locked, address).status == 303


@pytest.mark.parametrize("origin", ["http://evil.example", "null"])
def test_no_page_of_another_site_can_answer_in_a_visitors_name(locked, origin, address):
    told = answer(locked, address, headers=(f"Origin: {origin}",))
    assert (told.status, told.header("set-cookie")) == (403, None)
    assert answer(locked, address, headers=("Origin: http://localhost",)).status == 303


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"passphrase",
        b"passphrase=",
        b"\xff\xfe=%ff%zz&&&&",
        b"passphrase=" + b"a" * 60_000,
        b"&".join(b"a=b" for _ in range(10_000)),
        b"passphrase=correct\0horse",
        b"passphrase[]=x;passphrase=y",
        b'{"passphrase": "x"}',
    ],
    ids=lambda body: body[:20],
)
def test_nonsense_for_an_answer_is_a_wrong_answer(locked, address, body):
    assert post(locked, address, body).status == 403


def test_too_large_an_answer_is_not_read(locked, address):
    assert post(locked, address, b"passphrase=" + b"a" * 70_000).status == 413


def test_another_passphrase_asks_everybody_again(start, address):
    first = start(PASSPHRASE=SECRET)
    cookie = f"Cookie: {PASSPHRASE_COOKIE}={cookie_of(answer(first, address))}"
    assert first.stop() == 0
    again = start(PASSPHRASE=SECRET)
    assert ask(again.port, "/", headers=(cookie,)).status == 200
    assert again.stop() == 0
    changed = start(PASSPHRASE=SECRET + "!")
    assert ask(changed.port, "/", headers=(cookie,)).status == 403
    assert knock(changed, cookie).status == 403


def test_neither_the_passphrase_nor_a_guess_nor_a_cookie_is_written_down(locked, address):
    cookie = cookie_of(answer(locked, address))
    answer(locked, address, "open sesame please")
    ask(locked.port, "/", headers=(f"Cookie: {PASSPHRASE_COOKIE}={cookie}",))
    knock(locked, f"Cookie: {PASSPHRASE_COOKIE}=x{cookie}")
    assert address in [line["address"] for line in locked.log_lines() if line["event"] == "wrong_passphrase"]
    for secret in (SECRET, quote(SECRET), SECRET.replace(" ", "+"), "sesame", cookie):
        assert secret not in locked.log()
