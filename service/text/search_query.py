"""Parses what a person searches for: words, `from:` and `before:`; and compares a message with it. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from service.text.search_terms import TERM_CHARACTERS, fold, is_run

MAX_CHARACTERS: Final = 200
"""Characters of a query. Bounds how many words each message is compared with."""

AUTHOR: Final = "@"
"""The first character of the terms of an author's name in an index. The words of texts have no such character."""

_PART: Final = re.compile(r'(from|before):(?:"([^"]*)"|([^\s"]*))(?!\S)|(\S+)', re.IGNORECASE)
# Quotation marks that phones write, and those of other languages.
_QUOTES: Final = dict.fromkeys(map(ord, "“”„‟«»"), '"')
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class BadQuery(ValueError):
    """A text that cannot be searched for. The exception's text is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Query:
    words: tuple[str, ...] = ()
    """Folded words that a text must have, each as the beginning of a word; in scripts without spaces, anywhere."""
    author: tuple[str, ...] = ()
    """Folded words; each must be the beginning of a word of the author's name."""
    before: int | None = None
    """Milliseconds since 1970. Only messages from before this time are found."""

    def matches(self, text: str, name: str) -> bool:
        """Whether a message with this text, of an author with this name, has all words. Does not look at `before`."""
        return _has_all(text, self.words) and _has_all(name, self.author)

    def prefixes(self) -> list[str]:
        """Returns prefixes. A matching message has, for each of them, a term that begins with this prefix.

        The longest come first, because they are probably the rarest.
        """
        found = [prefix for word in self.words for prefix in _prefixes(word)]
        found += [AUTHOR + prefix for word in self.author for prefix in _prefixes(word)]
        return sorted(dict.fromkeys(found), key=lambda prefix: -len(prefix.encode()))


def parse_query(typed: str) -> Query:
    """Returns what to search for. Raises BadQuery."""
    if len(typed) > MAX_CHARACTERS:
        raise BadQuery(f"A search can have at most {MAX_CHARACTERS} characters.")
    words: list[str] = []
    named: dict[str, str] = {}
    for operator, quoted, value, other in _PART.findall(unicodedata.normalize("NFKC", typed).translate(_QUOTES)):
        if not operator:
            words += _words(other)
            continue
        if operator.lower() in named:
            raise BadQuery(f"{operator.lower()}: can be given only once.")
        named[operator.lower()] = quoted or value
    query = Query(tuple(dict.fromkeys(words)), _author(named.get("from")), _day(named.get("before")))
    if query == Query():
        raise BadQuery("Search for at least one word.")
    return query


def _words(typed: str) -> list[str]:
    if re.match("(from|before):", typed, re.IGNORECASE):
        raise BadQuery('A quoted name ends with a quotation mark: from:"Ana Maria".')
    return fold(typed).split()


def _author(name: str | None) -> tuple[str, ...]:
    if name is None:
        return ()
    words = tuple(dict.fromkeys(fold(name).split()))
    if not words:
        raise BadQuery('Write a name after from: as in from:Ana or from:"Ana Maria".')
    return words


def _day(typed: str | None) -> int | None:
    if typed is None:
        return None
    try:
        if not _DAY.fullmatch(typed):
            raise ValueError
        return (date.fromisoformat(typed) - date(1970, 1, 1)) // timedelta(milliseconds=1)
    except ValueError:
        raise BadQuery("Write a day after before: as in before:2026-03-01.") from None


def _has_all(text: str, words: tuple[str, ...]) -> bool:
    if not words:
        return True
    folded = f" {fold(text)}"
    return all((word if is_run(word) else f" {word}") in folded for word in words)


def _prefixes(word: str) -> list[str]:
    if is_run(word):
        return [word[place : place + 2] for place in range(max(1, len(word) - 1))]
    return [word[:TERM_CHARACTERS]]
