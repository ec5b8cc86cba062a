"""Normalises and validates the names of persons. Pure."""

import re
import unicodedata
from typing import Final

from service.text.lookalikes import mixes_alphabets, skeleton
from service.text.marks import mark_limiter

MAX_CHARACTERS: Final = 32
MAX_BYTES: Final = 128
"""The bytes of 32 characters of 4 bytes, the longest in UTF-8. Percent-encoded, such a name fits into a cookie."""

MAX_MARKS: Final = 3
"""Combining marks on one letter; Vietnamese, Thai, Hebrew and Devanagari need at most 3."""

RESERVED: Final = ("admin", "administrator", "hubbub", "moderator", "root", "server", "system")

# Characters that show nothing, although their category is one of letters, marks or symbols: Hangul and Khmer fillers, the
# Braille blank, variation selectors.
INVISIBLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\U0001d159]")
_INVISIBLE_CATEGORIES = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_JOINERS = frozenset("\u200c\u200d")
SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
_KEYCAPS = frozenset("#*0123456789")
_VIRAMA = 9  # the canonical combining class of the signs that join Indic letters
_limit_marks = mark_limiter(MAX_MARKS)
_RESERVED_SKELETONS = frozenset(map(skeleton, RESERVED))
# NFKC splits these two letters, and fonts do not join the parts again if a tone mark precedes them.
_THAI_AND_LAO = {"\u0e4d\u0e32": "\u0e33", "\u0ecd\u0eb2": "\u0eb3"}


class BadName(ValueError):
    """An invalid name. The exception's text says why, in a sentence for people."""


def clean_name(name: str) -> str:
    """Returns the name that others will see: in NFKC, with one space between words. Raises BadName.

    Follows Unicode TR 36 and 39. A name must not hide characters, reverse the text around it, cover other lines, look like a
    reserved name, or imitate another name with letters of other alphabets. Two persons may have one name, since their ids differ.
    """
    name = " ".join(unicodedata.normalize("NFKC", name).split())
    for parts, letter in _THAI_AND_LAO.items():
        name = name.replace(parts, letter)
    if not name:
        raise BadName("A name needs at least one character.")
    if len(name) > MAX_CHARACTERS or len(name.encode("utf-8", "replace")) > MAX_BYTES:
        raise BadName(f"A name can have at most {MAX_CHARACTERS} characters.")
    if _has_invisible(name):
        raise BadName("This name has an invisible character.")
    decomposed = unicodedata.normalize("NFD", name)
    if _limit_marks(decomposed) != decomposed or unicodedata.category(name[0]).startswith("M"):
        raise BadName("This name has too many marks on one letter.")
    if skeleton(name) in _RESERVED_SKELETONS:
        raise BadName("This name is reserved for Hubbub.")
    if mixes_alphabets(name):
        raise BadName("A word in this name mixes alphabets that look alike. Write each word in one alphabet.")
    return name


def _has_invisible(name: str) -> bool:
    neighbours = zip(f" {name}", name, f"{name[1:]} ", strict=False)
    return bool(INVISIBLE.search(name)) or any(_is_invisible(*three) for three in neighbours)


def _is_invisible(before: str, character: str, after: str) -> bool:
    """Whether the character is invisible between these two. A joiner or a selector counts as visible where it changes how an
    emoji or a letter looks; elsewhere a name with one would look equal to the name without it."""
    if character in _JOINERS:
        return not _is_joined(before, after)
    if character in SELECTORS:
        is_shaped = unicodedata.category(before)[0] == "S" or before in _KEYCAPS
        return not (is_shaped or unicodedata.name(before, "").startswith("CJK UNIFIED"))
    return unicodedata.category(character) in _INVISIBLE_CATEGORIES


def _is_joined(before: str, after: str) -> bool:
    """Whether a joiner is valid here: next to a virama, between Arabic letters (RFC 5892, A.1, A.2), or between symbols."""
    if _VIRAMA in (unicodedata.combining(before), unicodedata.combining(after)):
        return True
    if {unicodedata.bidirectional(before), unicodedata.bidirectional(after)} <= {"AL", "NSM"}:
        return before not in SELECTORS
    return (unicodedata.category(before)[0] == "S" or before in SELECTORS) and unicodedata.category(after)[0] == "S"
