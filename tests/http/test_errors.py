"""Errors, the security headers of every answer, and requests that are made to break the server."""

import re
from typing import cast

import pytest
from sanic import Request

from service.access.denied import Denied
from service.http.assets import CLIENT, Assets
from service.http.errors import Errors
from service.http.security import SECURITY_HEADERS
from tests.http.test_page import FILES, as_sent
from tests.support.connections import RawConnection, ask
from tests.support.frames import KEY, request
from tests.support.requests import fake_request

HANDSHAKE = ("Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Key: {KEY}", "Sec-WebSocket-Version: 13")


HEADERS = {
    "content-security-policy": SECURITY_HEADERS["content-security-policy"],
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "permissions-policy": "geolocation=(), camera=(), microphone=()",
    "x-permitted-cross-domain-policies": "none",
    "x-dns-prefetch-control": "off",
    "strict-transport-security": None,
    "access-control-allow-origin": None,
    "server": None,
}


def answers(port):
    """Returns at least one answer of every kind."""
    page = ask(port, "/")
    known = (f"If-None-Match: {page.header('etag')}", page.cookie_header())
    for kind, path, *more in (
        ("page", "/"), ("HEAD", "/", "HEAD"), ("304", "/", "GET", known), ("file", "/static/any/start.js"),
        ("400", "/api/rooms/!/messages"), ("403", "/ws", "GET", (*HANDSHAKE, "Origin: http://evil.example")),
        ("404", "/nowhere"), ("404 as a page", "/nowhere", "GET", ("Accept: text/html",)),
        ("405", "/", "POST", ("Content-Length: 0",)), ("413", "/", "GET", ("X-Large: " + "x" * 9_000,)), ("426", "/ws"),
        ("health", "/health"), ("ready", "/ready"), ("history", "/api/rooms/lobby/messages"),
        ("search", "/api/rooms/lobby/search?q=a"),
    ):  # fmt: skip
        yield kind, ask(port, path, *more)
    with RawConnection(port) as connection:
        connection.write(b"GET / HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n")
        yield "not HTTP", connection.answer()


def test_all_answers_have_security_headers_and_only_page_and_files_are_cached(server):
    for kind, answer in answers(server.port):
        assert {name: answer.header(name) for name in HEADERS} == HEADERS, kind
        caching = dict.fromkeys(("page", "HEAD", "304"), "private, no-cache") | {"file": "no-cache"}
        assert answer.header("cache-control") == caching.get(kind, "no-store"), kind
        assert (kind in ("page", "HEAD")) == (answer.header("set-cookie") is not None), kind
        assert b"Sanic" not in answer.body, kind


def test_the_content_security_policy_allows_nothing_but_our_own_files():
    policy = dict(part.split(" ", 1) for part in SECURITY_HEADERS["content-security-policy"].split("; "))
    assert policy.pop("img-src") == "'self' data:"
    assert policy.pop("require-trusted-types-for") == "'script'"
    assert policy.pop("trusted-types") == "hubbub-worker"  # which only makes the address of our service worker
    assert policy["default-src"] == policy["frame-ancestors"] == policy["form-action"] == "'none'"
    assert set(policy.values()) == {"'self'", "'none'"}


BROWSER = ("Accept: text/html,*/*", "Accept-Language: de-AT, en;q=0.5")
ERRORS = {
    400: ("/health", "GET", HANDSHAKE), 403: ("/ws", "GET", (*HANDSHAKE, "Origin: http://evil.example")),
    404: ("/nowhere", "GET", ()), 405: ("/", "POST", ("Content-Length: 0",)), 426: ("/ws", "GET", ()),
    413: ("/", "GET", ("X-Large: " + "x" * 9_000,)),
}  # fmt: skip


@pytest.mark.parametrize("status", ERRORS)
def test_an_error_is_json_for_a_program_and_a_page_in_their_language_for_a_person(server, status):
    path, method, headers = ERRORS[status]
    program = ask(server.port, path, method, headers)
    assert (program.status, set(program.json)) == (status, {"code", "reason"})
    person = ask(server.port, path, method, (*BROWSER, *headers))
    assert (person.status, person.header("content-type")) == (status, "text/html; charset=utf-8")
    assert (person.header("allow") is not None) == (program.header("allow") is not None) == (status == 405)
    assert person.header("vary") == "accept, accept-language, cookie"
    assert_is_german(person.body.decode())


@pytest.mark.parametrize(("error", "status"), [(RuntimeError(), 500), (Denied(503, "full", "Full.", 2), 503)])
def test_so_is_an_error_of_the_server(error, status):
    request = fake_request(dict(header.split(": ") for header in BROWSER))
    answer = Errors(Assets("Hubbub")).default(cast(Request, request), error)
    assert answer.status == status
    assert_is_german(answer.body.decode())


def assert_is_german(page):
    heading = re.findall("<h1>(.+)</h1>", page)[0]
    assert f'": "{heading}",' in (CLIENT / "words/small-pages/de.js").read_text()
    assert "small-page.css" in page
    assert "{" not in page


HOSTILE_PATHS = [
    "", "*", "//", "/%", "/%zz", "/%ff%fe", "/" + "a" * 6_000, "//evil.example/", "/r/%0d%0aSet-Cookie:x", "/?%00=%ff",
    "/r/lobby?" + "a=b&" * 1_000, "http://localhost/", "/api", "/api/rooms/%2e%2e/messages", "/index.html", "/.git/config",
    "/service/app.py", "/static", "/static/", "/static/%2e%2e/service/app.py", "/static/../../etc/passwd", "/static/%00",
    "/static/index.html", "/static/" + "a" * 300,
]  # fmt: skip
HOSTILE_FILES = [
    "", "/", "/main.js", "./main.js", "../main.js", "style/../main.js", "style//base.css", "style", "style/", "MAIN.JS",
    "Main.js", "main.js.", "main.js/", "main.js%20", "main.js%00", "main.js%00.css", "main.js%0d%0aX-Evil:%20yes",
    "main.js::$DATA", "main.js~", "main%2ejs", "style%2fbase.css", "style%5cbase.css", "style\\base.css",
    "%252e%252e/app.py", "..%2f..%2fservice%2fapp.py", "%2e%2e/%2e%2e/service/app.py", "..%5c..%5cservice%5capp.py",
    "....//....//service/app.py", "..;/service/app.py", "%c0%ae%c0%ae/service/app.py", "%ff%fe", "/etc/passwd",
    "//etc/passwd", "file:///etc/passwd", "~root/.profile", "index.html", "passphrase.html", ".git/config", "a" * 300,
    "a/" * 3_000, "main.js?../../service/app.py",
]  # fmt: skip


def test_a_hostile_path_gets_no_file_that_is_not_published_and_no_server_error(server):
    published = [as_sent(CLIENT / file) for file in FILES]
    for path in HOSTILE_PATHS + [f"/static/any/{name}" for name in HOSTILE_FILES]:
        with RawConnection(server.port) as connection:
            connection.write(request(path))
            answer = connection.answer()
        assert answer.status in (0, 200, 400, 404, 414, 301, 308, 431), path
        if answer.status not in (0, 200):
            assert answer.header("x-content-type-options") == "nosniff", path
            assert answer.header("x-evil") is answer.header("set-cookie") is None, path
        if answer.status == 200 and path.startswith("/static/"):
            assert answer.body in published, path
    assert ask(server.port, "/health").status == 200


@pytest.mark.parametrize("sent", [
    b"\x00\x01\x02\r\n\r\n",
    b"GET /\x1b[31m HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: many\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: \xff\xfe\r\n\r\n",
    b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 2_000 + b"\r\n",
    b"GET / HTTP/1.1\r\nAccept:" + b" " * 60_000 + b"x\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nCookie: hubbub_name=\xff\xfe; hubbub_person=\xc3\r\nIf-None-Match: \xff\r\n\r\n",
], ids=lambda sent: sent[:40])  # fmt: skip
def test_bytes_that_are_hardly_http_get_no_server_error(server, sent):
    with RawConnection(server.port) as connection:
        connection.write(sent)
        connection.half_close()
        assert connection.answer().status in (0, 200, 400, 404, 405, 413, 417, 431, 505)
    assert ask(server.port, "/health").status == 200
