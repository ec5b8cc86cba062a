"""Translates the pages that work without scripts, with the texts in client/words/small-pages/."""

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from service.text.languages import preferred

RIGHT_TO_LEFT: Final = frozenset({"ar"})  # as in client/browser/language.js

_TABLE: Final = re.compile(r"words/small-pages/(\w+)\.js")
_TEXT: Final = re.compile(r'^ *("(?:[^"\\]|\\.)*"): ("(?:[^"\\]|\\.)*"),$', re.MULTILINE)
_MARKED: Final = re.compile(r' data-words="([^"]+)">[^<]*')
_PLACE: Final = re.compile(r"\{(\w+)\}")


class SmallPageTexts:
    """The texts of each language by their keys. A test checks that no key is missing."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._tables = {found[1]: dict(_texts(files[name])) for name in files if (found := _TABLE.fullmatch(name))}

    def preferred(self, accept_language: str) -> str:
        """Returns the language that the header prefers among those that have texts."""
        return preferred(accept_language, self._tables)

    def text(self, key: str, language: str) -> str:
        return self._tables[language][key]

    def translations(self, page: str) -> dict[str, str]:
        """Returns the page in each language."""
        return {language: self._translated(page, language) for language in self._tables}

    def _translated(self, page: str, language: str) -> str:
        """Fills each element that has `data-words`, as the client does. A `{name}` within a text becomes a placeholder."""
        table = self._tables[language]
        direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
        page = page.replace("{{language}}", language).replace("{{direction}}", direction)
        return _MARKED.sub(lambda found: ">" + _with_placeholders(html.escape(table[found[1]])), page)


def _with_placeholders(text: str) -> str:
    return _PLACE.sub(r"<bdi>{{\1}}</bdi>", text)


def _texts(module: str) -> Iterator[tuple[str, str]]:
    for key, text in _TEXT.findall(module):
        yield json.loads(key), json.loads(text)
