"""Normalises and validates the names of rooms, and finds the valid name nearest to a text. Pure."""

import re
import unicodedata
from functools import lru_cache
from itertools import dropwhile
from typing import Final
from urllib.parse import quote

from service.text.marks import mark_limiter
from service.text.names import INVISIBLE, MAX_MARKS, SELECTORS

LOBBY: Final = "lobby"

MAX_CHARACTERS: Final = 63
MAX_BYTES: Final = 128
"""Bytes in UTF-8. Percent-encoded, as in an address, they are up to three times as many."""

MAX_SPELLING: Final = 256
"""Longest text that is normalised as a name: four characters for each one of a name. `clean_room` refuses a longer text, and
`possible_room` reads only its beginning. To normalise an address of 8 KB would take about 40 ms."""

_SEPARATORS: Final = re.compile(r"[\s_-]+")
_limit_marks = mark_limiter(MAX_MARKS)


# The İ of Turkish becomes an i with a further dot, which nobody sees.
_DOTTED = ("i\u0307", "i")


class BadRoom(ValueError):
    """A text that cannot be the name of a room."""


@lru_cache(maxsize=1_024)  # most requests name a room, and most of these the same few
def clean_room(text: str) -> str:
    """Returns the one spelling of a name: NFKC, lower case, nothing invisible, one `-` between words. Raises BadRoom.

    Spaces and `_` are spellings of `-`, so that people may write an address as they would write the room's name.
    """
    name = _normal(text) if len(text) <= MAX_SPELLING else text
    if len(name) > MAX_CHARACTERS or len(name.encode("utf-8", "replace")) > MAX_BYTES:
        raise BadRoom
    if not all(map(_is_word, name.split("-"))):
        raise BadRoom
    return name


def is_room(text: str) -> bool:
    """Whether the text is the one spelling of a name."""
    try:
        return clean_room(text) == text
    except BadRoom:
        return False


def path_of(room: str) -> str:
    """Returns the one path of the room's page."""
    return f"/r/{quote(room)}"


def possible_room(text: str) -> str | None:
    """Returns the text without all that a name cannot have; None if nothing is left."""
    spaced = "".join(character if _kind(character) in "LMN" else " " for character in _normal(text[:MAX_SPELLING]))
    words = ("".join(dropwhile(_is_mark, word)) for word in _normal(spaced).split("-"))
    name = "-".join(filter(None, words))[:MAX_CHARACTERS]
    return name.encode()[:MAX_BYTES].decode("utf-8", "ignore").strip("-") or None


def _normal(text: str) -> str:
    visible = "".join(filter(_is_visible, text))
    lower = unicodedata.normalize("NFKC", visible).lower().replace(*_DOTTED)
    lower = unicodedata.normalize("NFKC", lower)
    return _SEPARATORS.sub("-", _limit_marks(lower)).strip("-")


def _is_visible(character: str) -> bool:
    is_format = unicodedata.category(character) == "Cf"
    return not (is_format or character in SELECTORS or INVISIBLE.match(character))


def _is_word(word: str) -> bool:
    """Whether the word has only letters, marks and digits, and does not begin with a mark."""
    return bool(word) and not _is_mark(word[0]) and all(_kind(character) in "LMN" for character in word)


def _is_mark(character: str) -> bool:
    return _kind(character) == "M"


def _kind(character: str) -> str:
    """Returns the first letter of its category: L for letters, M for marks, N for digits."""
    return unicodedata.category(character)[0]
