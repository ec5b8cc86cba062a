"""Compares names by their looks with Unicode's table of confusable letters (UTS 39), and finds mixed alphabets. Pure."""

import re
import unicodedata
from typing import Any, Final

from confusable_homoglyphs.categories import alias
from confusable_homoglyphs.utils import load


def _read_table() -> dict[int, str]:
    """Returns, for the code point of each character that looks like exactly one ASCII character, this ASCII character."""
    table: dict[str, list[dict[str, Any]]] = load("confusables.json")
    return {
        ord(character): lookalikes[0]["c"]
        for character, lookalikes in table.items()
        if len(character) == 1 and len(lookalikes) == 1 and lookalikes[0]["c"].isascii()
    }


_ASCII: Final = _read_table() | dict(zip(map(ord, "@$!|¡"), "aslll", strict=True))
# The table omits variants of one letter: small capitals, letters in boxes, letters with strokes, letters of flags.
_VARIANT: Final = re.compile(
    r"(?:.*\bLATIN\b.*|REGIONAL INDICATOR SYMBOL) LETTER (?:SMALL CAPITAL )?([A-Z])(?: WITH .+)?"
)
_ALPHABETS: Final = frozenset(
    alias(chr(code)) for code, letter in _ASCII.items() if chr(code).isalpha() and letter.isalpha()
) - {"COMMON", "INHERITED"}
"""Alphabets with letters that look like Latin letters: Latin, Cyrillic, Greek, Armenian, … but not Han, Kana or Hangul."""


def skeleton(name: str) -> str:
    """Returns a text that is equal for names that look alike: only letters and digits, without capitals and marks, and ASCII
    letters in place of letters that look like them."""
    letters = "".join(map(_base_letter, unicodedata.normalize("NFD", name).translate(_ASCII)))
    letters = letters.casefold().translate(_ASCII)
    # The table maps a capital I to a small l. All i become l, so that both spellings of a word have one skeleton.
    return "".join(filter(str.isalnum, letters)).replace("i", "l")


def _base_letter(letter: str) -> str:
    found = None if letter.isascii() else _VARIANT.fullmatch(unicodedata.name(letter, ""))
    return found[1] if found else letter


def mixes_alphabets(name: str) -> bool:
    """Whether one word has letters of two alphabets that look alike. No language has such words."""
    if name.isascii():
        return False
    return any(len({alias(letter) for letter in word if letter.isalpha()} & _ALPHABETS) > 1 for word in name.split())
