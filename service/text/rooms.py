"""Names of rooms: the one spelling of each, and the name that a text comes nearest to. Pure."""

import re
import unicodedata
from itertools import dropwhile
from typing import Final
from urllib.parse import quote

from service.text.marks import mark_limiter
from service.text.names import INVISIBLE, MAX_MARKS, SELECTORS

LOBBY: Final = "lobby"

MAX_CHARACTERS: Final = 63
MAX_BYTES: Final = 128
"""In UTF-8; percent-encoded, as in an address, up to three times as many."""

MAX_SPELLING: Final = 256
"""Characters of a text that are looked at, four for each of a name: a whole address of 8 KB would take some 40 ms."""

_SEPARATORS: Final = re.compile(r"[\s_-]+")
_limit_marks = mark_limiter(MAX_MARKS)


class BadRoom(ValueError):
    """This text cannot be the name of a room."""


def clean_room(text: str) -> str:
    """The one spelling of a name: NFKC, lower case, nothing invisible, one `-` between words. Raises BadRoom.

    Spaces and `_` are spellings of `-`, so that people may write an address as they would write the room's name.
    """
    name = _normal(text) if len(text) <= MAX_SPELLING else text
    if len(name) > MAX_CHARACTERS or len(name.encode("utf-8", "replace")) > MAX_BYTES:
        raise BadRoom
    if not all(map(_is_word, name.split("-"))):
        raise BadRoom
    return name


def is_room(text: str) -> bool:
    """Whether the text is a name in its one spelling."""
    try:
        return clean_room(text) == text
    except BadRoom:
        return False


def path_of(room: str) -> str:
    """The one path of the room's page."""
    return f"/r/{quote(room)}"


def possible_room(text: str) -> str | None:
    """The name that the text comes nearest to, without what no name can have; None if nothing is left."""
    spaced = "".join(character if _kind(character) in "LMN" else " " for character in _normal(text[:MAX_SPELLING]))
    words = ("".join(dropwhile(_is_mark, word)) for word in _normal(spaced).split("-"))
    name = "-".join(filter(None, words))[:MAX_CHARACTERS]
    return name.encode()[:MAX_BYTES].decode("utf-8", "ignore").strip("-") or None


def _normal(text: str) -> str:
    visible = "".join(filter(_is_visible, text))
    lower = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", visible).lower())
    return _SEPARATORS.sub("-", _limit_marks(lower)).strip("-")


def _is_visible(character: str) -> bool:
    is_format = unicodedata.category(character) == "Cf"
    return not (is_format or character in SELECTORS or INVISIBLE.match(character))


def _is_word(word: str) -> bool:
    """Letters, marks and digits, and first one that a mark can be on."""
    return bool(word) and not _is_mark(word[0]) and all(_kind(character) in "LMN" for character in word)


def _is_mark(character: str) -> bool:
    return _kind(character) == "M"


def _kind(character: str) -> str:
    """The first letter of its category: L, M or N for letters, marks and digits."""
    return unicodedata.category(character)[0]
