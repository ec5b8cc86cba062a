"""Splits texts into the terms by which search finds them: words in any script, without case and accents. Pure."""

import re
import unicodedata
from typing import Final

TERM_CHARACTERS: Final = 64
"""Characters of a word that an index holds; longer words are links and the like."""

KINDS_KEPT: Final = 10_000
"""Most characters whose kind is kept in memory. Unicode has 150,000 letters; texts in all our languages together use fewer than
this number."""

_ASCII: Final = {code: " " for code in range(128) if not chr(code).isalnum()}
# The accents of Latin, Greek and Cyrillic letters, the points of Hebrew, and the vowel signs of Arabic. The marks of all other
# scripts stay, because words differ by them as by letters.
_ACCENTS: Final = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]+")
# Scripts without spaces between words: Thai, Lao, Burmese, Khmer, Japanese and Chinese.
_NO_SPACES: Final = (
    "\u0e00-\u0eff\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f\u1780-\u17ff"
    "\u3005\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_IS_RUN: Final = re.compile(f"[{_NO_SPACES}]")
_EDGE: Final = re.compile(f"(?<=[{_NO_SPACES}])(?=[^\\s{_NO_SPACES}])|(?<=[^\\s{_NO_SPACES}])(?=[{_NO_SPACES}])")
_SELECTORS_AND_SKINS: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\U0001f3fb-\U0001f3ff]")


class _Kinds(dict[int, str]):
    """Maps letters, marks and digits to themselves, emoji to words of their own, what is invisible to nothing, and all else to
    a space. Filled when a character is first met."""

    def __missing__(self, code: int) -> str:
        if len(self) >= KINDS_KEPT:
            self.clear()
        self[code] = found = self._kind(chr(code))
        return found

    @staticmethod
    def _kind(character: str) -> str:
        category = unicodedata.category(character)
        if category == "Cf" or _SELECTORS_AND_SKINS.match(character):
            return ""
        if category == "So":
            return f" {character} "
        return character if category[0] in "LMN" else " "


_kinds: Final = _Kinds()


def fold(text: str) -> str:
    """Returns the words of the text with spaces between them: NFKC, without case and accents, only letters, marks, digits, emoji.

    A run of characters of a script without spaces is a word of its own, also if letters of another script touch it.
    """
    if text.isascii():
        return text.lower().translate(_ASCII)
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    composed = unicodedata.normalize("NFKC", _ACCENTS.sub("", decomposed))
    return _EDGE.sub(" ", composed.translate(_kinds))


def search_terms(text: str) -> list[str]:
    """Returns the terms of a text for an index, each once.

    A word is one term, cut after TERM_CHARACTERS. A run of a script without spaces has several: each pair of neighbouring
    characters, and its last character, so that one or two characters are found wherever they stand.
    """
    if text.isascii():
        return list(dict.fromkeys([word[:TERM_CHARACTERS] for word in text.lower().translate(_ASCII).split()]))
    terms: dict[str, None] = {}
    for word in fold(text).split():
        if is_run(word):
            terms.update(dict.fromkeys(word[place : place + 2] for place in range(len(word))))
        else:
            terms[word[:TERM_CHARACTERS]] = None
    return list(terms)


def is_run(word: str) -> bool:
    """Whether a folded word is a run of characters of a script without spaces."""
    return _IS_RUN.match(word) is not None
