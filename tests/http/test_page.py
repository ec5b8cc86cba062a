"""The page of a room, its assets, and the cookie that makes a browser a person."""

import gzip
import re

import pytest

from service.http.assets import CLIENT, Assets
from tests.support.connections import ask

GZIP = "Accept-Encoding: br, gzip"
BUDGET_BYTES = 60_000
"""Everything that a first visit loads, compressed."""

FILES = sorted(set(CLIENT.rglob("*.*")) - set(CLIENT.glob("*.html")))  # the HTML files are templates
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}


@pytest.fixture(scope="module")
def static(server):
    """Where the current version's files are."""
    return re.findall("/static/[0-9a-f]+/", ask(server.port, "/").body.decode())[0]


@pytest.mark.parametrize("path", ["/", "/r/lobby", "/r/a-room-9", "/r/" + "a" * 63])
def test_the_page_is_served_for_every_room_and_never_from_a_cache(server, path):
    answer = ask(server.port, path)
    assert (answer.status, answer.header("content-type")) == (200, "text/html; charset=utf-8")
    assert answer.header("cache-control") == "no-cache"
    assert b"{{" not in answer.body
    assert b"<title>Hubbub</title>" in answer.body


@pytest.mark.parametrize("path", ["/r/", "/r/Lobby", "/r/-a", "/r/" + "a" * 64, "/r/a%00", "/r/caf%C3%A9", "/r/a/b"])
def test_a_path_that_is_not_a_room_gets_an_error_page(server, path):
    answer = ask(server.port, path, headers=("Accept: text/html",))
    assert answer.status in (400, 404)
    assert answer.header("content-type") == "text/html; charset=utf-8"


def test_the_title_is_escaped_in_both_pages():
    assets = Assets('Team <3 & "friends" {{version}}')
    for page in (assets.page.body.decode(), assets.passphrase_page("lobby", "")):
        assert "<title>Team &lt;3 &amp; &quot;friends&quot; {{version}}</title>" in page


def test_each_file_is_served_whole_and_cached_for_ever_at_the_address_of_its_version(server, static):
    for file in FILES:
        answer = ask(server.port, static + str(file.relative_to(CLIENT)))
        assert (answer.status, answer.body) == (200, as_sent(file)), file
        assert answer.header("content-type") == TYPES[file.suffix]
        assert "immutable" in answer.header("cache-control")
    assert ask(server.port, "/static/former/main.js").header("cache-control") == "no-cache"


def as_sent(file):
    """A style sheet with its imports inserted, a module without its comments."""
    body = re.sub(rb'@import "(.+)";', lambda found: (CLIENT / found[1].decode()).read_bytes(), file.read_bytes())
    return re.sub(rb"(?m)(?:^ *|(?<=[;,{}()\[]) +)//.*$", b"", body) if file.suffix == ".js" else body


@pytest.mark.parametrize("path", ["/", "main.js"])
def test_what_a_browser_already_has_is_not_sent_again_and_the_rest_is_compressed(server, static, path):
    path = path if path == "/" else static + path
    plain, compressed = ask(server.port, path), ask(server.port, path, headers=(GZIP,))
    assert (plain.header("content-encoding"), compressed.header("content-encoding")) == (None, "gzip")
    assert gzip.decompress(compressed.body) == plain.body
    for answer, accept in ((plain, "Accept-Encoding: br"), (compressed, GZIP)):
        assert answer.header("vary") == "accept-encoding"
        etag = answer.header("etag")
        again = ask(server.port, path, headers=(accept, f"If-None-Match: {etag}"))
        assert (again.status, again.body, again.header("etag")) == (304, b"", etag)
        assert again.header("cache-control") == answer.header("cache-control")
        assert ask(server.port, path, headers=(accept, 'If-None-Match: "another"')).status == 200


@pytest.mark.parametrize("path", ["/", "/static/any/main.js", "/health"])
def test_head_gets_the_headers_of_get(server, path):
    get, head = ask(server.port, path), ask(server.port, path, "HEAD")
    assert (head.status, head.body) == (200, b"")
    for name in ("content-length", "etag"):
        assert head.header(name) == get.header(name)


def test_a_browser_becomes_a_person_with_its_first_page_and_stays_the_same(server):
    cookie = ask(server.port, "/").header("set-cookie")
    value, *attributes = (part.strip().lower() for part in cookie.split(";"))
    assert re.fullmatch(r"person=[a-z0-9_-]{22}", value)
    assert set(attributes) == {"httponly", "path=/", "samesite=lax", "max-age=31536000"}
    assert ask(server.port, "/", headers=(f"Cookie: {cookie.partition(';')[0]}",)).header("set-cookie") is None
    assert ask(server.port, "/", headers=("Cookie: person=nonsense",)).header("set-cookie")
    assert ask(server.port, "/").header("set-cookie") != cookie


def test_a_symbolic_link_among_the_assets_is_not_published(tmp_path):
    folder, secret = tmp_path / "client", tmp_path / "secret"
    folder.mkdir()
    secret.mkdir()
    (secret / "key.txt").write_text("secret")
    for name in ("index.html", "passphrase.html", "main.js"):
        (folder / name).write_text("")
    (folder / "key.txt").symlink_to(secret / "key.txt")
    (folder / "secret").symlink_to(secret)
    assert set(Assets("Hubbub", folder).files) == {"main.js"}


def test_the_page_requests_everything_that_a_first_visit_loads_and_that_is_small(server, static):
    page = ask(server.port, "/", headers=(GZIP,))
    requested = re.findall(r'<(?:link|script|img)[^>]* (?:src|href)="([^"]+)"', gzip.decompress(page.body).decode())
    loaded_later = {"composer/completion.js", "text/split.js"}  # with the first @, and with a text that is too long
    names = {str(file.relative_to(CLIENT)) for file in FILES if not file.match("client/style/*.css")}
    languages = {name for name in names if name.startswith("words/")}
    assert set(requested) == {static + name for name in names - languages - loaded_later - {"passphrase.css"}}
    files = [ask(server.port, path, headers=(GZIP,)) for path in set(requested)]
    language = max(
        (ask(server.port, static + name, headers=(GZIP,)) for name in languages), key=lambda file: len(file.body)
    )
    assert {file.header("content-encoding") for file in (*files, language)} == {"gzip"}
    assert sum(len(file.body) for file in (page, *files, language)) < BUDGET_BYTES
