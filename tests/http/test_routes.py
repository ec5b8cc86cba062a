"""The page and its files, their headers on every answer, who a browser is, health, and reading history over HTTP."""

import gzip
import re
from pathlib import Path

import pytest

from service.http.assets import Assets
from tests.support.connections import RawConnection, Tab, ask, fill_room
from tests.support.frames import KEY, request, say

CLIENT = Path(__file__).parents[2] / "client"

GZIP = "Accept-Encoding: gzip"
BUDGET = 60_000
"""Bytes, compressed."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)


HANDSHAKE = ("Upgrade: websocket", "Connection: Upgrade", f"Sec-WebSocket-Key: {KEY}", "Sec-WebSocket-Version: 13")


@pytest.fixture(scope="module")
def version(server):
    with Tab(server.port) as tab:
        return tab.welcome["version"]


@pytest.mark.parametrize("path", ["/", "/r/lobby", "/r/a-room-9", "/r/" + "a" * 63])
def test_the_page_is_served_for_every_room(server, path):
    answer = ask(server.port, path)
    assert (answer.status, answer.header("content-type")) == (200, "text/html; charset=utf-8")
    assert b"{{" not in answer.body
    assert b"<title>Hubbub</title>" in answer.body


@pytest.mark.parametrize("path", ["/r/", "/r/Lobby", "/r/-a", "/r/" + "a" * 64, "/r/a%00", "/r/caf%C3%A9", "/r/a/b"])
def test_what_cannot_be_a_room_is_not_found(server, path):
    answer = ask(server.port, path, headers=("Accept: text/html",))
    assert answer.status in (400, 404)
    assert answer.header("content-type").startswith("text/html")


def test_the_title_is_escaped(start):
    server = start(TITLE='Team <3 & "friends"')
    page = ask(server.port, "/").body.decode()
    assert "Team &lt;3 &amp; " in page
    assert "Team <3" not in page


def test_every_file_the_page_names_is_there(server):
    page = ask(server.port, "/").body.decode()
    names = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert len(names) >= 2
    for name in names:
        assert ask(server.port, name).status == 200


TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}


IMPORT = re.compile(rb'@import "(.+)";')
COMMENT = re.compile(rb"^ *//.*$", re.MULTILINE)
FILES = sorted(set(CLIENT.rglob("*.*")) - set(CLIENT.glob("*.html")))  # those are templates, served filled in


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_each_file_is_served_whole_and_for_ever(server, version, file):
    answer = ask(server.port, f"/static/{version}/{file.relative_to(CLIENT)}")
    assert answer.status == 200
    assert answer.body == sent(file)
    assert answer.header("content-type").startswith(TYPES.get(file.suffix, ""))
    assert "immutable" in answer.header("cache-control")
    assert answer.header("etag")


def sent(file):
    """What a file is sent as: with the sheets it imports in their place, and lines that are only a comment left empty."""
    whole = IMPORT.sub(lambda found: (CLIENT / found[1].decode()).read_bytes(), file.read_bytes())
    return COMMENT.sub(b"", whole) if file.suffix == ".js" else whole


def test_a_file_is_sent_compressed_to_who_can_read_that(server, version):
    path = f"/static/{version}/main.js"
    plain, packed = ask(server.port, path), ask(server.port, path, headers=("Accept-Encoding: br, gzip",))
    assert packed.header("content-encoding") == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert plain.header("content-encoding") is None
    assert "accept-encoding" in plain.header("vary").lower()
    assert "accept-encoding" in packed.header("vary").lower()


@pytest.mark.parametrize("path", ["/", "main.js"])
def test_what_a_browser_has_already_is_not_sent_again(server, version, path):
    path = path if path == "/" else f"/static/{version}/{path}"
    etag = ask(server.port, path).header("etag")
    answer = ask(server.port, path, headers=(f"If-None-Match: {etag}",))
    assert (answer.status, answer.body, answer.header("etag")) == (304, b"", etag)
    assert answer.header("cache-control")
    assert ask(server.port, path, headers=('If-None-Match: "another"',)).status == 200


def test_the_page_is_asked_for_anew_each_time(server):
    assert "no-cache" in ask(server.port, "/").header("cache-control")


def test_head_tells_what_get_would_send(server, version):
    for path in ("/", f"/static/{version}/main.js", "/health"):
        got, told = ask(server.port, path), ask(server.port, path, "HEAD")
        assert (told.status, told.body) == (200, b"")
        assert told.header("content-length") == got.header("content-length")
        assert told.header("etag") == got.header("etag")


HEADERS = {
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
}


def every_answer(port, version):
    page, file = "/", f"/static/{version}/main.js"
    etag = ask(port, file).header("etag")
    yield "page", ask(port, page)
    yield "file", ask(port, file)
    yield "304", ask(port, file, headers=(f"If-None-Match: {etag}",))
    yield "404", ask(port, "/nowhere")
    yield "404 as a page", ask(port, "/nowhere", headers=("Accept: text/html",))
    yield "405", ask(port, page, "POST", ("Content-Length: 0",))
    yield "426", ask(port, "/ws")
    yield "400", ask(port, "/api/rooms/Lobby/messages")
    yield "health", ask(port, "/health")
    yield "403", ask(port, "/ws", headers=(*HANDSHAKE, "Origin: http://evil.example"))
    yield "413", ask(port, "/", headers=("X-Large: " + "x" * 9_000,))
    yield "HEAD", ask(port, page, "HEAD")
    yield "history", ask(port, "/api/rooms/lobby/messages")
    with RawConnection(port) as line:
        line.write(b"GET / HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n")
        yield "not HTTP", line.answer()


def test_every_answer_carries_the_security_headers(server, version):
    for what, answer in every_answer(server.port, version):
        assert answer.header("content-security-policy") == POLICY, what
        for name, value in HEADERS.items():
            assert answer.header(name) == value, what
        assert answer.header("server") is None, what
        assert b"Sanic" not in answer.body, what


def test_an_error_is_json_for_a_program_and_a_page_for_a_person(server):
    told = ask(server.port, "/nowhere")
    assert (told.status, set(told.json)) == (404, {"code", "reason"})
    shown = ask(server.port, "/nowhere", headers=("Accept: text/html,*/*",))
    assert (shown.status, shown.header("content-type")) == (404, "text/html; charset=utf-8")
    posted = ask(server.port, "/", "POST", ("Content-Length: 0",))
    assert (posted.status, posted.header("allow") is not None) == (405, True)


def test_a_browser_becomes_a_person_with_its_first_page_and_stays_it(server):
    cookie = ask(server.port, "/").header("set-cookie")
    token = cookie.partition(";")[0].removeprefix("person=")
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", token)
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "path=/", "samesite=lax"} <= attributes
    assert "max-age=31536000" in attributes
    assert "secure" not in attributes
    assert ask(server.port, "/", headers=(f"Cookie: person={token}",)).header("set-cookie") is None
    assert ask(server.port, "/", headers=("Cookie: person=nonsense",)).header("set-cookie")
    assert ask(server.port, "/").header("set-cookie") != cookie


def test_the_person_cookie_is_secure_where_the_browser_speaks_https(start):
    server = start(TRUSTED_PROXIES="127.0.0.1")
    answer = ask(server.port, "/", headers=("X-Forwarded-Proto: https",))
    assert "secure" in answer.header("set-cookie").lower()


def test_health_and_readiness_are_told_and_never_cached(server):
    for path in ("/health", "/ready"):
        answer = ask(server.port, path)
        assert (answer.status, answer.header("cache-control")) == (200, "no-store")


@pytest.fixture(scope="module")
def told(server):
    """A room where 120 messages were said."""
    with Tab(server.port, "?room=history", ("Cookie: name=Ana",)) as tab:
        tab.write(b"".join(say(f"d{number}", f"text {number}") for number in range(1, 121)))
        return tab.receive_messages(120)


def history(server, query="", room="history"):
    return ask(server.port, f"/api/rooms/{room}/messages{query}")


def seqs(answer):
    return [message["seq"] for message in answer.json["messages"]]


def test_history_says_the_same_as_the_room_did(server, told):
    answer = history(server, "?after=0&limit=500")
    assert [{"type": "message"} | message for message in answer.json["messages"]] == told
    assert answer.json["head"] == 120
    with Tab(server.port) as tab:
        assert answer.json["epoch"] == tab.welcome["epoch"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", range(71, 121)),
        ("?limit=3", range(118, 121)),
        ("?before=11&limit=5", range(6, 11)),
        ("?before=3", range(1, 3)),
        ("?before=1", range(0)),
        ("?before=0", range(0)),
        ("?after=117", range(118, 121)),
        ("?after=120", range(0)),
        ("?after=999999", range(0)),
        ("?before=999999&limit=2", range(119, 121)),
        ("?after=0&limit=100000", range(1, 121)),
        ("?after=0&limit=0", None),
    ],
)
def test_history_comes_in_pages_either_way(server, told, query, found):
    answer = history(server, query)
    assert answer.status == 200
    if found is None:
        assert len(seqs(answer)) <= 1
    else:
        assert seqs(answer) == list(found)


def test_a_page_of_history_has_at_most_500(server):
    with Tab(server.port, "?room=long") as tab:
        tab.write(b"".join(say(f"d{number}", "x") for number in range(600)))
        tab.receive_messages(600)
    assert len(seqs(history(server, "?after=0&limit=100000", "long"))) == 500


@pytest.mark.parametrize(
    "query",
    ["?after=x", "?after=-1", "?before=1.5", "?limit=x", "?limit=-1", "?after=1&after=2", "?after=" + "9" * 5_000],
)
def test_nonsense_in_a_question_for_history_is_a_bad_request(server, told, query):
    answer = history(server, query)
    assert answer.status == 400
    assert set(answer.json) == {"code", "reason"}


def test_who_comes_in_does_not_wait_behind_all_who_read_back(start):
    server = start(RATE=0)
    asks = request(fill_room(server.port, "long"))
    lines = [RawConnection(server.port, receive_bytes=4_096) for _ in range(100)]
    for line in lines:
        line.write(asks)
    with Tab(server.port, "?room=cold"):
        assert not all(line.has_data() for line in lines)
    for line in lines:
        line.reset()


def test_history_of_a_room_where_nobody_spoke_is_empty(server):
    answer = history(server, room="never-heard-of")
    assert (answer.status, answer.json["head"], answer.json["messages"]) == (200, 0, [])


UGLY = [
    "/static/%2e%2e/service/app.py",
    "/static/../../etc/passwd",
    "/static/x/..%2f..%2fservice%2fapp.py",
    "/static/%00",
    "/static/" + "a" * 300,
    "/" + "a" * 6_000,
    "/%ff%fe",
    "/%",
    "/%zz",
    "//",
    "//evil.example/",
    "/r/%0d%0aSet-Cookie:x",
    "/r/lobby?" + "a=b&" * 1_000,
    "/?%00=%ff",
    "/static",
    "/static/",
    "/api",
    "/api/rooms/%2e%2e/messages",
    "/index.html",
    "/static/index.html",
    "/.git/config",
    "/service/app.py",
    "http://localhost/",
    "*",
    "",
]


@pytest.mark.parametrize("path", UGLY, ids=lambda path: path[:30] or "nothing")
def test_an_ugly_path_is_answered_and_never_with_500(server, path):
    with RawConnection(server.port) as line:
        line.write(request(path))
        status = line.answer().status
    assert status in (0, 200, 400, 404, 414, 301, 308, 431)
    assert ask(server.port, "/health").status == 200


UGLY_NAMES = [
    "",
    "/",
    "/main.js",
    "./main.js",
    "../main.js",
    "style/../main.js",
    "style//base.css",
    "style",
    "style/",
    "MAIN.JS",
    "Main.js",
    "main.js.",
    "main.js/",
    "main.js%20",
    "main.js%00",
    "main.js%00.css",
    "main.js%0d%0aX-Evil:%20yes",
    "main.js::$DATA",
    "main.js~",
    "main%2ejs",
    "style%2fbase.css",
    "style%5cbase.css",
    "style\\base.css",
    "%252e%252e/app.py",
    "..%2f..%2fservice%2fapp.py",
    "%2e%2e/%2e%2e/service/app.py",
    "..%5c..%5cservice%5capp.py",
    "....//....//service/app.py",
    "..;/service/app.py",
    "%c0%ae%c0%ae/service/app.py",
    "%ff%fe",
    "/etc/passwd",
    "//etc/passwd",
    "file:///etc/passwd",
    "~root/.profile",
    "index.html",
    "passphrase.html",
    ".git/config",
    "a" * 300,
    "a/" * 3_000,
    "main.js?../../service/app.py",
]


@pytest.mark.parametrize("name", UGLY_NAMES, ids=lambda name: name[:30] or "nothing")
def test_no_name_leads_out_of_the_folder_of_files(server, version, name):
    answer = ask(server.port, f"/static/{version}/{name}")
    if answer.status == 200:
        assert answer.body in [sent(file) for file in FILES]
    else:
        assert answer.status in (400, 404)
        assert answer.header("x-content-type-options") == "nosniff"
        assert answer.header("x-evil") is None


def test_a_link_in_the_folder_of_files_is_not_followed(tmp_path):
    folder, secret = tmp_path / "client", tmp_path / "secret"
    folder.mkdir()
    secret.mkdir()
    (secret / "key.txt").write_text("do not tell")
    for name in ("index.html", "passphrase.html", "main.js"):
        (folder / name).write_text("")
    (folder / "key.txt").symlink_to(secret / "key.txt")
    (folder / "secret").symlink_to(secret)
    assert set(Assets("Hubbub", folder).files) == {"main.js"}


@pytest.mark.parametrize(
    "sent",
    [
        b"\x00\x01\x02\r\n\r\n",
        b"GET /\x1b[31m HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: many\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: \xff\xfe\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 2_000 + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nCookie: name=\xff\xfe; person=\xc3\r\nIf-None-Match: \xff\r\n\r\n",
    ],
)
def test_what_is_hardly_http_does_no_harm(server, sent):
    with RawConnection(server.port) as line:
        line.write(sent)
        line.half_close()
        assert line.answer().status in (0, 200, 400, 404, 405, 413, 417, 431, 505)
    assert ask(server.port, "/health").status == 200


def test_all_that_a_first_visit_loads_is_asked_for_by_the_page_and_small(server, version):
    page = ask(server.port, "/", headers=(GZIP,))
    asked = re.findall(r'<(?:link|script|img)[^>]* (?:src|href)="([^"]+)"', gzip.decompress(page.body).decode())
    elsewhere = {"index.html", "passphrase.html", "passphrase.css"}
    within = {str(path.relative_to(CLIENT)) for path in CLIENT.glob("style/*.css")}
    languages = {str(path.relative_to(CLIENT)) for path in CLIENT.glob("words/*.js")}
    later = {"composer/completion.js", "text/split.js"}  # with the first @, and with a text that is too long
    everything = {str(path.relative_to(CLIENT)) for path in CLIENT.rglob("*.*")} - elsewhere - within - later
    assert set(asked) == {f"/static/{version}/{name}" for name in everything - languages}
    words = max(
        (ask(server.port, f"/static/{version}/{name}", headers=(GZIP,)) for name in languages),
        key=lambda file: len(file.body),
    )
    files = [words, *(ask(server.port, path, headers=(GZIP,)) for path in set(asked))]
    assert {file.header("content-encoding") for file in files} == {"gzip"}
    assert len(page.body) + sum(len(file.body) for file in files) < BUDGET
