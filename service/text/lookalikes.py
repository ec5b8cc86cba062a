"""Which letters look alike, by Unicode's own table (UTS 39): what a name looks like, and words that mix alphabets. Pure."""

import re
import unicodedata
from typing import Any, Final

from confusable_homoglyphs.categories import alias
from confusable_homoglyphs.utils import load


def _read_table() -> dict[int, str]:
    """What looks like a plain letter, with that letter. The rest of the large table is let go again."""
    table: dict[str, list[dict[str, Any]]] = load("confusables.json")
    return {
        ord(character): looks[0]["c"]
        for character, looks in table.items()
        if len(character) == 1 and len(looks) == 1 and looks[0]["c"].isascii()
    }


_PLAIN: Final = _read_table() | dict(zip(map(ord, "@$!|¡"), "aslll", strict=True))
# The table leaves out what only is a letter in another dress: small capitals, letters in boxes, with strokes, of flags.
_DRESSED: Final = re.compile(
    r"(?:.*\bLATIN\b.*|REGIONAL INDICATOR SYMBOL) LETTER (?:SMALL CAPITAL )?([A-Z])(?: WITH .+)?"
)
_ALPHABETS: Final = frozenset(
    alias(chr(code)) for code, plain in _PLAIN.items() if chr(code).isalpha() and plain.isalpha()
) - {
    "COMMON",
    "INHERITED",
}
"""Latin, Cyrillic, Greek, Armenian, Cherokee and others with letters like Latin ones; not Han, Kana or Hangul."""


def skeleton(name: str) -> str:
    """The same for names that look the same at a glance: look-alikes made plain; no marks, spaces, signs or capitals."""
    letters = "".join(map(_undressed, unicodedata.normalize("NFD", name).translate(_PLAIN)))
    letters = letters.casefold().translate(_PLAIN)
    # A capital I looks like a small l, and is an i to who reads the word.
    return "".join(filter(str.isalnum, letters)).replace("i", "l")


def _undressed(letter: str) -> str:
    found = None if letter.isascii() else _DRESSED.fullmatch(unicodedata.name(letter, ""))
    return found[1] if found else letter


def mixes_alphabets(name: str) -> bool:
    """Whether a word holds letters of two alphabets that look alike, as no word of any language does."""
    if name.isascii():
        return False
    return any(len({alias(letter) for letter in word if letter.isalpha()} & _ALPHABETS) > 1 for word in name.split())
