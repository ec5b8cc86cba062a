"""What may be a name, and a fresh random one. Pure."""

import re
import secrets
import unicodedata
from typing import Final

from service.text.lookalikes import mixes_alphabets, skeleton
from service.text.marks import pile_cutter

MAX_CHARACTERS: Final = 32
MAX_BYTES: Final = 128
"""A name of the longest characters UTF-8 has; it still fits a cookie when percent-encoded."""

MAX_MARKS: Final = 3
"""On one letter; Vietnamese, Thai, Hebrew and Devanagari need no more."""

RESERVED: Final = ("admin", "administrator", "hubbub", "moderator", "root", "server", "system")

# Fits the page's own list in client/people/name.js; a name made there needs no mending here.
ADJECTIVES: Final = (
    "Amber Brave Brisk Bright Calm Clever Cosy Curious Dapper Eager Fair Fleet Gentle Glad Golden Happy Honest Jolly "
    "Keen Kind Lively Lucky Mellow Merry Nimble Noble Plucky Proud Quick Quiet Sunny Swift"
).split()
ANIMALS: Final = (
    "Badger Bear Beaver Bison Crane Deer Dolphin Eagle Falcon Finch Fox Gecko Hare Hedgehog Heron Ibis Jay Koala Lark "
    "Lynx Marten Mole Otter Owl Panda Puffin Raven Robin Seal Swan Tiger Wren"
).split()

# No glyph, though not of a category that says so: Hangul and Khmer fillers, the Braille blank, variation selectors.
_INVISIBLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\U0001d159]")
_JOINERS = frozenset("\u200c\u200d")
_SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
_KEYCAPS = frozenset("#*0123456789")
_BARRED = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_VIRAMA = 9  # the canonical combining class of the signs that join Indic letters
_without_piles = pile_cutter(MAX_MARKS)
_KEPT = frozenset(map(skeleton, RESERVED))
# NFKC takes these two letters apart, and not even a font puts them together again where a tone mark stands before them.
_THAI_AND_LAO = {"\u0e4d\u0e32": "\u0e33", "\u0ecd\u0eb2": "\u0eb3"}


class BadName(ValueError):
    """This cannot be a name; the message says why, in a sentence fit for a person."""


def clean(name: str) -> str:
    """The name as others will see it: NFKC, one space between words. Raises BadName.

    Follows Unicode TR 36 and 39: nothing invisible, nothing that turns text around, no pile of marks,
    no word of two alphabets, nothing that looks like a reserved word. Two persons may have one name: `from.id` tells them
    apart, by colour and face.
    """
    name = " ".join(unicodedata.normalize("NFKC", name).split())
    for parts, letter in _THAI_AND_LAO.items():
        name = name.replace(parts, letter)
    if not name:
        raise BadName("A name needs at least one character.")
    if len(name) > MAX_CHARACTERS or len(name.encode("utf-8", "replace")) > MAX_BYTES:
        raise BadName(f"A name has at most {MAX_CHARACTERS} characters.")
    if _INVISIBLE.search(name) or any(
        _is_unseen(*three) for three in zip(f" {name}", name, f"{name[1:]} ", strict=False)
    ):
        raise BadName("This name has a character that cannot be seen.")
    apart = unicodedata.normalize("NFD", name)
    if _without_piles(apart) != apart or unicodedata.category(name[0]).startswith("M"):
        raise BadName("This name has too many marks on one letter.")
    if skeleton(name) in _KEPT:
        raise BadName("This name is kept for Hubbub itself.")
    if mixes_alphabets(name):
        raise BadName("This name mixes alphabets that look alike. Write each word in one of them.")
    return name


def _is_unseen(before: str, character: str, after: str) -> bool:
    """Joiners and selectors shape emoji and some scripts; elsewhere they could only make two names look alike."""
    if character in _JOINERS:
        return not _is_joined(before, after)
    if character in _SELECTORS:
        is_shaped = unicodedata.category(before)[0] == "S" or before in _KEYCAPS
        return not (is_shaped or unicodedata.name(before, "").startswith("CJK UNIFIED"))
    return unicodedata.category(character) in _BARRED


def _is_joined(before: str, after: str) -> bool:
    """RFC 5892, A.1 and A.2, and emoji: next to a virama, between Arabic letters, between symbols."""
    if _VIRAMA in (unicodedata.combining(before), unicodedata.combining(after)):
        return True
    if {unicodedata.bidirectional(before), unicodedata.bidirectional(after)} <= {"AL", "NSM"}:
        return before not in _SELECTORS
    return (unicodedata.category(before)[0] == "S" or before in _SELECTORS) and unicodedata.category(after)[0] == "S"


def random_name() -> str:
    """Two words, e.g. "Brisk Otter": friendly enough that nobody has to be asked before they can talk."""
    return f"{secrets.choice(ADJECTIVES)} {secrets.choice(ANIMALS)}"
