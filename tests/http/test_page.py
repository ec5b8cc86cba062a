"""The page of a room, its assets, the way to it, and the cookies of the person and the name."""

import gzip
import re
import struct
from typing import cast

import pytest

from service.http.assets import CLIENT, Assets
from service.http.manifest import MAX_SHORTCUTS
from service.http.page import RENEWAL_SECONDS, RoomPage
from service.services import HubbubRequest
from tests.support.connections import ask
from tests.support.requests import fake_request

GZIP = "Accept-Encoding: br, gzip"
BUDGET_BYTES = 75_000
"""Most bytes that a first visit loads, compressed, until messages are shown and one can write.

Once the page is live and the browser idle, it also loads the announcer, and what copies and changes messages so that it is
there without a connection.
"""

FILES = sorted(
    set(CLIENT.rglob("*.*")) - set(CLIENT.glob("*.html")) - {CLIENT / "worker.js"}
)  # the HTML files are templates
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
TYPES |= {".json": "application/json", ".png": "image/png"}


@pytest.fixture(scope="module")
def static(server):
    """The path of the current version's files."""
    return re.findall("/static/[0-9a-f]+/", ask(server.port, "/").body.decode())[0]


@pytest.mark.parametrize("path", ["/", "/r/lobby", "/r/a-room-9", "/r/" + "a" * 63, "/r/caf%C3%A9", "/r/caf%c3%a9"])
def test_the_page_is_served_for_every_room_and_never_from_a_cache(server, path):
    answer = ask(server.port, path)
    assert (answer.status, answer.header("content-type")) == (200, "text/html; charset=utf-8")
    assert answer.header("cache-control") == "private, no-cache"
    assert b"{{" not in answer.body
    assert b"<title>Hubbub</title>" in answer.body


@pytest.mark.parametrize(("path", "address"), [
    ("/r/design/", "/r/design"), ("/r/design//?a=%20b&c", "/r/design?a=%20b&c"), ("/r/Design", "/r/design"),
    ("/r/My%20Room?x", "/r/my-room?x"), ("/r/a_b", "/r/a-b"), ("/r/-a", "/r/a"), ("/r/Caf%C3%A9/", "/r/caf%C3%A9"),
    ("/r/%E8%A8%AD%E8%A8%88%20A", "/r/%E8%A8%AD%E8%A8%88-a"), ("/r//design", "/r/design"), ("/r/design%2F", "/r/design"),
    ("//", "/"), ("///?a=%20b&c", "/?a=%20b&c"),
])  # fmt: skip
def test_every_other_spelling_of_a_page_is_redirected_to_its_one_address(server, path, address):
    for method in ("GET", "HEAD"):
        answer = ask(server.port, path, method)
        assert (answer.status, answer.header("location")) == (308, address)
        assert answer.header("content-type") == "text/plain; charset=utf-8"
    assert ask(server.port, address).status == 200


NO_ROOMS = {
    "/r": None, "/r/": None, "/r//": None, "/r/%F0%9F%8E%89": None, "/r/%ff": None, "/r/a%00": "/r/a", "/r/a/b": "/r/a-b",
    "/r/C%2B%2B": "/r/c", "/r/" + "a" * 64: "/r/" + "a" * 63, "/r//evil.example/": "/r/evil-example",
    "/r/caf%C3%A9!": "/r/caf%C3%A9", "/design": "/r/design", "/R/Design/": "/r/design", "//r/design": "/r/design", "/R": None,
    "/r/r/a": "/r/r-a", "/%2F": None, "//evil.example/": "/r/evil-example", "/static/any/none.js": "/r/static-any-none-js",
}  # fmt: skip


@pytest.mark.parametrize("path", NO_ROOMS)
def test_a_browser_at_an_address_without_a_page_is_led_to_a_room_and_the_lobby(server, path):
    answer = ask(server.port, path, headers=("Accept: text/html",))
    assert (answer.status, answer.header("content-type")) == (404, "text/html; charset=utf-8")
    page = answer.body.decode()
    assert "small-page.css" in page
    assert not re.search(r"\{|main\.js", page)
    offered = re.findall(r'<a class="choice" href="([^"]+)" ?>', page)
    assert offered == [*filter(None, [NO_ROOMS[path]]), "/"]
    assert {ask(server.port, address).status for address in offered} == {200}


@pytest.mark.parametrize(("accepted", "language"), [
    ("de-CH,de;q=0.9,en;q=0.8", "de"), ("nl, fr-FR;q=0.7, es;q=0.9", "es"), ("zh-Hant-TW", "zh"), ("FR", "fr"), ("ar", "ar"),
    ("sv, *;q=0.5", "en"), ("de;q=0, en;q=0.1", "en"), ("", "en"), (";;q=x,,=,q=1", "en"),
])  # fmt: skip
def test_that_page_is_in_the_language_that_the_browser_prefers(server, accepted, language):
    headers = ("Accept: text/html", f"Accept-Language: {accepted}")
    page = ask(server.port, "/r/a!", headers=headers).body.decode()
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in page
    words = (CLIENT / "words" / "small-pages" / f"{language}.js").read_text()
    heading = re.findall(r"<h1>(.+)</h1>", page)[0]
    assert f'"no room here": "{heading}"' in words
    assert "<bdi>a</bdi>" in page
    for chosen, shown in (("es", "es"), ("xx", language), ("..", language)):  # in the settings of the page
        answer = ask(server.port, "/r/a!", headers=(*headers, f"Cookie: hubbub_language={chosen}"))
        assert f'<html lang="{shown}"' in answer.body.decode()


@pytest.mark.parametrize(
    ("path", "code"), [("/r/a!", "no_such_room"), ("/design", "http_404"), ("/static/x/y", "not_found")]
)
def test_a_program_gets_json_in_place_of_that_page(server, path, code):
    for accepted in ("*/*", "application/json"):
        answer = ask(server.port, path, headers=(f"Accept: {accepted}",))
        assert (answer.status, answer.json["code"]) == (404, code)


def test_the_title_is_escaped_in_each_page():
    assets = Assets('Team <3 & "friends" {{version}}')
    for page in (assets.page.body.decode(), assets.passphrase_page("fr", None), assets.error_page("fr", 404, "lobby")):
        assert "<title>Team &lt;3 &amp; &quot;friends&quot; {{version}}</title>" in page


@pytest.mark.parametrize(("hours", "number"), [(0, "0"), (1.5, "1.5"), (None, "Infinity")])
def test_the_page_knows_for_how_long_messages_can_be_edited(hours, number):
    assert f'data-edit-hours="{number}"' in Assets("Hubbub", hours).page.body.decode()


def test_each_file_is_served_whole_and_cached_for_ever_at_its_version(server, static):
    for file in FILES:
        answer = ask(server.port, static + str(file.relative_to(CLIENT)))
        body = as_sent(file).replace(b"{{version}}", static.split("/")[2].encode())
        assert (answer.status, answer.body) == (200, body), file
        assert answer.header("content-type") == TYPES[file.suffix]
        assert "immutable" in answer.header("cache-control")


def test_under_another_version_a_browser_gets_only_what_finds_that_out(server):
    """That is start.js with its imports. Modules of two versions would fail, or worse, work in part."""
    early = ["start.js", "browser/language.js", "browser/storage.js", "icon.svg", "icons/192.png", "small-page.css"]
    others = ["main.js", "style.css", "later.html", "page.html", "words/en.js", "find/find.js", "kept-files.json"]
    for names, status, caching in ((early, 200, "no-cache"), (others, 404, "no-store")):
        answers = [ask(server.port, f"/static/former/{name}") for name in names]
        assert {(answer.status, answer.header("cache-control")) for answer in answers} == {(status, caching)}


def test_a_browser_can_keep_the_page_and_all_that_it_may_load_and_a_worker_for_every_version(server, static):
    worker = ask(server.port, "/worker.js")
    assert (worker.header("content-type"), worker.header("cache-control")) == (TYPES[".js"], "no-cache")
    assert worker.body == as_sent(CLIENT / "worker.js")
    kept = set(ask(server.port, static + "kept-files.json").json)
    not_kept = {"style", "small-page.css", "small-pages", "names", "icons", "LICENSE"}
    names = {str(file.relative_to(CLIENT)) for file in FILES if not not_kept & {file.name, file.parent.name}}
    assert kept == names | {"later.html", "page.html"}
    assert {ask(server.port, static + name).status for name in kept} == {200}


def test_what_changes_the_page_changes_its_version_and_not_the_worker():
    made = [Assets("Hubbub"), Assets("Hubbub", 25), Assets("Hub")]
    assert len({assets.version for assets in made}) == 3
    assert len({assets.worker.body for assets in made}) == 1


def test_an_installed_page_has_the_title_icons_that_exist_and_shortcuts_to_rooms(server):
    answer = ask(server.port, "/manifest.webmanifest?room=My%20Room&room=%E8%A8%AD&" + "room=c&" * MAX_SHORTCUTS)
    assert answer.header("content-type") == "application/manifest+json"
    rooms = [(shortcut["name"], shortcut["url"]) for shortcut in answer.json["shortcuts"]]
    assert rooms == [("my-room", "/r/my-room"), ("設", "/r/%E8%A8%AD"), ("c", "/r/c"), ("c", "/r/c")]
    assert answer.json["name"] == "Hubbub"
    for icon in answer.json["icons"]:
        body = ask(server.port, icon["src"]).body
        width, height = struct.unpack(">II", body[16:24])
        assert (body[:4], icon["sizes"]) == (b"\x89PNG", f"{width}x{height}")
    assert {icon["purpose"] for icon in answer.json["icons"]} == {"any", "maskable"}
    assert ask(server.port, "/manifest.webmanifest").json["shortcuts"] == []
    assert ask(server.port, "/manifest.webmanifest?room=a!").json["code"] == "bad_room"


def as_sent(file):
    """Returns a file as it is sent: imports of style sheets inserted, and without comments, indentation and empty lines."""
    body = re.sub(rb'@import "(.+)";', lambda found: (CLIENT / found[1].decode()).read_bytes(), file.read_bytes())
    comment = {".js": rb"(?m)(?:^ *|(?<=[;,{}()\[]) +)//.*$", ".css": rb" */\*.*?\*/"}.get(file.suffix)
    if comment is None:
        return body
    body = re.sub(comment, b"", body)
    if file.suffix == ".css":
        return re.sub(rb" ?([{};,]) ?|(?<=:) ()", rb"\1", re.sub(rb"\s+", b" ", body))
    return re.sub(rb"(?m)^\s+", b"", body)


@pytest.mark.parametrize("path", ["/", "main.js"])
def test_what_a_browser_already_has_is_not_sent_again_and_the_rest_is_compressed(server, static, path):
    path = path if path == "/" else static + path
    cookies = "Cookie: hubbub_name=Ana; hubbub_person=" + "a" * 22
    plain, compressed = ask(server.port, path), ask(server.port, path, headers=(GZIP,))
    assert (plain.header("content-encoding"), compressed.header("content-encoding")) == (None, "gzip")
    assert gzip.decompress(compressed.body) == plain.body
    for answer, accept in ((plain, "Accept-Encoding: br"), (compressed, GZIP)):
        assert answer.header("vary") == "accept-encoding"
        etag = answer.header("etag")
        again = ask(server.port, path, headers=(accept, cookies, f"If-None-Match: {etag}"))
        assert (again.status, again.body, again.header("etag")) == (304, b"", etag)
        assert again.header("cache-control") == answer.header("cache-control")
        assert again.header("set-cookie") is None
        assert ask(server.port, path, headers=(accept, cookies, 'If-None-Match: "another"')).status == 200


@pytest.mark.parametrize("path", ["/", "/static/any/start.js", "/health"])
def test_head_gets_the_headers_of_get(server, path):
    get, head = ask(server.port, path), ask(server.port, path, "HEAD")
    assert (head.status, head.body) == (200, b"")
    for name in ("content-length", "etag"):
        assert head.header(name) == get.header(name)


def test_a_browser_gets_a_person_and_a_name_with_its_first_page_and_keeps_them(server):
    first, other = (ask(server.port, "/", host="localhost:9000") for _ in range(2))
    shared = {"path=/", "samesite=lax", "max-age=31536000"}
    (person, of_person), (name, of_name) = (first.cookies()[f"hubbub_{one}_9000"] for one in ("person", "name"))
    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", person)
    assert re.fullmatch(r"[A-Z][a-z]+%20[A-Z][a-z]+", name)
    assert (of_person, of_name) == (shared | {"httponly"}, shared)
    assert first.cookies() != other.cookies()
    again = ask(server.port, "/", headers=(first.cookie_header(),), host="localhost:9000")
    assert again.cookies() == first.cookies()


async def test_a_page_that_a_browser_has_sets_no_cookie_until_the_next_renewal():
    page, time = RoomPage(Assets("Hubbub"), lambda: now), 1_000.0 * RENEWAL_SECONDS
    cookies = f"hubbub_person={'a' * 22}; hubbub_name=Ana"

    async def load(**headers):
        request = cast(HubbubRequest, fake_request({"host": "localhost", **headers}))
        response = await page.lobby(request)
        return response.status, [cookie.key for cookie in response.cookies.cookies], response.headers["etag"]

    now = time
    status, names, etag = await load(cookie=cookies)
    assert (status, names) == (200, ["hubbub_person", "hubbub_name"])
    now = time + RENEWAL_SECONDS - 1
    known = {"if-none-match": etag}
    assert await load(cookie=cookies, **known) == (304, [], etag)
    for incomplete in (
        "",
        "hubbub_name=Ana",
        "person=" + cookies.partition("=")[2],
        cookies.replace("a" * 22, "nonsense"),
    ):
        assert (await load(cookie=incomplete, **known))[:2] == (200, names)
    now = time + RENEWAL_SECONDS
    assert (await load(cookie=cookies, **known))[:2] == (200, names)


def test_a_symbolic_link_among_the_assets_is_not_published(tmp_path):
    folder, secret = tmp_path / "client", tmp_path / "secret"
    folder.mkdir()
    secret.mkdir()
    (secret / "key.txt").write_text("secret")
    for name in ("index.html", "passphrase.html", "error.html", "start.js", "worker.js"):
        (folder / name).write_text("")
    (folder / "key.txt").symlink_to(secret / "key.txt")
    (folder / "secret").symlink_to(secret)
    assert set(Assets("Hubbub", folder=folder).files) == {"start.js", "page.html", "kept-files.json"}


def test_the_page_requests_everything_that_a_first_visit_loads_and_that_is_small(server, static):
    page = ask(server.port, "/", headers=(GZIP,))
    requested = re.findall(r'<(?:link|script|img)[^>]* (?:src|href)="([^"]+)"', gzip.decompress(page.body).decode())
    loaded_later = {
        "composer/completion.js",
        "text/suggestions.js",
        "text/split.js",
    }  # with the first @, and with a text that is too long
    # When the page is live and idle.
    loaded_later |= {"composer/subject.js", "composer/subject-strip.js", "composer/unsent-edits.js", "state/deleted.js"}
    loaded_later |= {"composer/last-own-message.js", "composer/pasting.js", "browser/insert.js"}
    loaded_later |= {"list/announcer.js", "browser/load-later.js", "browser/style-sheet.js", "later.css"}
    loaded_later |= {"page/columns.js"}
    loaded_later |= {"page/copy-button.js"}  # with what the page has when it is idle, or when something is copied
    loaded_later |= {
        "page/settings-dialog.js",
        "idle-parts.js",
        "page/help-loader.js",
        "page/viewport.js",
        "text/folded.js",
    }  # with a dialog that is loaded when it is opened
    loaded_later |= {"state/room-list.js", "text/room-names.js", "icon-unread.svg"}
    people = (
        "all-people",
        "filter",
        "first-visit",
        "former-names",
        "mention-click",
        "name-match",
        "name-refusal",
        "typing",
    )
    loaded_later |= {f"people/{name}.js" for name in people}
    hand_over = ("become-another", "claim", "link", "offer", "step-dialog")
    loaded_later |= {f"page/hand-over/{name}.js" for name in hand_over}
    names = {str(file.relative_to(CLIENT)) for file in FILES if not file.match("client/style/*.css")}
    loaded_later |= {name for name in names if name.startswith("rooms/")} - {"rooms/room-storage.js"}
    folders = ("actions/", "attention/", "find/", "icons/", "offline/", "picker/")
    loaded_later |= {name for name in names if name.startswith(folders)}
    loaded_later |= {name for name in names if name.startswith(("style/later/", "words/later/", "words/small-pages/"))}
    languages = {name for name in names - loaded_later if name.startswith("words/")}
    assert set(requested) == {static + name for name in names - languages - loaded_later - {"small-page.css"}}
    files = [ask(server.port, path, headers=(GZIP,)) for path in set(requested)]
    language = max(
        (ask(server.port, static + name, headers=(GZIP,)) for name in languages), key=lambda file: len(file.body)
    )
    assert {file.header("content-encoding") for file in (*files, language)} == {"gzip"}
    assert sum(len(file.body) for file in (page, *files, language)) < BUDGET_BYTES
