"""The static assets: reads everything in client/ once, assembles the pages, versions all files, compresses what is asked for."""

import gzip
import hashlib
import html
import json
import mimetypes
import posixpath
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from sanic import HTTPResponse, Request

from service.http.small_page_texts import SmallPageTexts
from service.text.rooms import LOBBY, path_of

CLIENT: Final = Path(__file__).parents[2] / "client"

_PLACEHOLDER: Final = re.compile(r"\{\{([a-z_]+)\}\}")
_PRELOAD: Final = "{{modulepreload}}"
_START: Final = "start.js"
_MAIN: Final = "main.js"  # start.js loads it once the language is known
_WORKER: Final = "worker.js"
_KEPT_FILES: Final = "kept-files.json"
_NOT_KEPT: Final = re.compile(r"small-page\.css|(style(?!/later)|icons|words/small-pages|picker/names)/.*|.*LICENSE")
"""Files that the service worker does not keep for times without a network: parts of other files, files of the small pages, and
large files."""

_IMPORT: Final = re.compile(r'^@import "([\w./-]+)";$', re.MULTILINE)
_MODULE_IMPORT: Final = re.compile(r'^import\b[^;"]*"(\.[\w./-]+)";$', re.MULTILINE)
_COMMENT: Final = re.compile(r"(?:^ *|(?<=[;,{}()\[]) +)//.*", re.MULTILINE)
_HTML_COMMENT: Final = re.compile(r"<!--.*?-->")
_STYLE_COMMENT: Final = re.compile(r" */\*.*?\*/")
_LATER: Final = re.compile(r"<(dialog|template)\b.*?</\1>", re.DOTALL)
_TEXT: Final = re.compile(r'( data-words="[^"]+">)[^<]+')
_LINE_START: Final = re.compile(r"^\s+", re.MULTILINE)
_SPACE: Final = re.compile(r"\s*([{};,])\s*|(:)\s+|\s+")
# Written here, because the type tables of machines differ.
_TYPES: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
}
_HEADINGS: Final = {
    403: "not allowed",
    404: "no room here",
    413: "request too large",
    414: "request too large",
    429: "too many requests",
    431: "request too large",
    503: "not now",
}
"""The keys of the headings of error pages, by the status of the error."""


@dataclass(frozen=True)
class Asset:
    """One file in memory."""

    body: bytes
    type: str
    etag: str

    @classmethod
    def of(cls, body: bytes, kind: str) -> "Asset":
        return cls(body, kind, hashlib.sha256(body).hexdigest()[:20])

    @cached_property
    def compressed(self) -> bytes:
        """The body as gzip. Made when first asked for: to make all of them takes 0.1 s of a processor."""
        return gzip.compress(self.body, 9, mtime=0)

    def answer(
        self, request: Request[Any, Any], caching: str, edition: str = "", *, is_whole: bool = False
    ) -> HTTPResponse:
        """Answers with 304 if the browser has this file in this edition, otherwise with the body, as gzip if the browser
        accepts it.

        With `is_whole` the answer is always the body.
        """
        is_compressed = "gzip" in request.headers.get("accept-encoding", "")
        etag = f'"{self.etag}{edition}{"-gz" if is_compressed else ""}"'
        headers = {"etag": etag, "cache-control": caching, "vary": "accept-encoding"}
        if etag in request.headers.get("if-none-match", "") and not is_whole:
            return HTTPResponse(None, 304, headers)
        if is_compressed:
            headers["content-encoding"] = "gzip"
        return HTTPResponse(self.compressed if is_compressed else self.body, 200, headers, self.type)


class Assets:
    """All files of client/. `version` is a hash of the title, of `edit_hours` and of all contents. It is part of the URL of
    each file that browsers may cache for ever.

    `page` is also the file `page.html`, and `kept-files.json` names all files that a browser needs to open the page
    without a network.
    """

    def __init__(self, title: str, edit_hours: float | None = 24, folder: Path = CLIENT) -> None:
        files = {
            str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.is_symlink()  # a symbolic link could publish a file outside of this folder
        }
        files = {name: _sent(name, files) for name in files}
        hours = "Infinity" if edit_hours is None else f"{edit_hours:g}"  # a number in JavaScript
        digest = hashlib.sha256(f"{title}\n{hours}\n".encode())
        for name, body in files.items():
            digest.update(name.encode() + body)
        self.version = digest.hexdigest()[:12]
        icons = (name for name in files if name.startswith("icons/"))
        self.of_any_version = frozenset(("small-page.css", "icon.svg", *icons, *_modules(files, _START)))
        """Files sent for any version: those of the small pages and the manifest, and the modules that notice an outdated page."""
        files[_START] = files[_START].replace(b"{{version}}", self.version.encode())
        self.worker = Asset.of(files.pop(_WORKER), _TYPES[".js"])
        filled = {"title": title, "version": self.version, "edit_hours": hours}
        page = _HTML_COMMENT.sub("", files.pop("index.html").decode())
        page = _LATER.sub(_without_texts, page).replace(_PRELOAD, _preload_links(files))
        self.page = Asset.of(_LINE_START.sub("", _fill(page, **filled)).encode(), _TYPES[".html"])
        passphrase, error = (_fill(files.pop(f"{name}.html").decode(), **filled) for name in ("passphrase", "error"))
        self._words = SmallPageTexts({name: body.decode() for name, body in files.items() if name.startswith("words/")})
        self._passphrase_pages = self._words.translations(passphrase)
        self._error_pages = self._words.translations(error)
        files["page.html"] = self.page.body
        files[_KEPT_FILES] = json.dumps([name for name in files if not _NOT_KEPT.fullmatch(name)]).encode()
        self.files = {name: Asset.of(body, _type(name)) for name, body in files.items()}

    def passphrase_page(self, accept_language: str, error: str | None) -> str:
        """Returns the page that asks for the passphrase. `error` is the key of the text that says why it asks again."""
        language = self._words.preferred(accept_language)
        return _fill(self._passphrase_pages[language], error=self._words.text(error, language) if error else "")

    def error_page(self, accept_language: str, status: int, room: str | None) -> str:
        """Returns the page of an error. It links to `room`, if there is one, and to the lobby."""
        language = self._words.preferred(accept_language)
        key = _HEADINGS.get(status, "request failed" if status < 500 else "server failed")
        heading = self._words.text(key, language)
        hint = self._words.text("room address", language) if status == 404 else f"HTTP {status}"
        values = {"room": room or "", "address": path_of(room or LOBBY), "hidden": "" if room else "hidden"}
        return _fill(self._error_pages[language], heading=heading, hint=hint, **values)


def _sent(name: str, files: dict[str, bytes]) -> bytes:
    """Returns a file as it is sent.

    Inserts the imports of a style sheet, and removes its comments, indentation, empty lines and needless space. Removes the
    comments, indentation and empty lines of a module.

    A first visit loads a twentieth less with one style sheet than with several, a quarter less without comments, and 3 % less
    without indentation, empty lines and needless space (measured). But line numbers in error messages are those of the file as
    it is sent, and a module must not have a string that spans several lines.
    """
    text = files[name]
    if name.endswith(".css"):
        whole = _IMPORT.sub(lambda found: files[found[1]].decode(), text.decode())
        return _SPACE.sub(lambda space: space[1] or space[2] or " ", _STYLE_COMMENT.sub("", whole)).encode()
    return _LINE_START.sub("", _COMMENT.sub("", text.decode())).encode() if name.endswith(".js") else text


def _without_texts(part: re.Match[str]) -> str:
    """Returns a part of the page without its texts: it is shown only after a script has written them in the person's language."""
    return _TEXT.sub(r"\1", part[0])


def _preload_links(files: dict[str, bytes]) -> str:
    """Returns a link for each module of a first visit, so that the browser loads them together and not import by import."""
    modules = sorted(set(_modules(files, _START, _MAIN)) - {_START})  # the page has its own element for start.js
    links = (f'<link rel="modulepreload" href="/static/{{{{version}}}}/{name}">' for name in modules)
    return "\n  ".join(links)


def _modules(files: dict[str, bytes], *entries: str) -> list[str]:
    """Returns the entries and every module that they import statically, at any depth.

    `import()` loads later, so it is not followed.
    """
    found: list[str] = []
    waiting = list(entries)
    while waiting:
        name = waiting.pop()
        if name in found or name not in files:
            continue
        found.append(name)
        imported = _MODULE_IMPORT.findall(files[name].decode())
        waiting += [posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) for path in imported]
    return found


def _fill(template: str, **values: str) -> str:
    """Fills the placeholders in one pass, so that a value that looks like a placeholder is not replaced."""
    return _PLACEHOLDER.sub(lambda found: html.escape(values[found[1]]) if found[1] in values else found[0], template)


def _type(name: str) -> str:
    return _TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
