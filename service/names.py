"""What may be a name, and a fresh random one. Pure."""

import re
import secrets
import unicodedata
from typing import Final

MAX_CHARACTERS: Final = 32
MAX_BYTES: Final = 128
"""A name of the longest characters UTF-8 has; it still fits a cookie when percent-encoded."""

RESERVED: Final = frozenset({"admin", "administrator", "hubbub", "moderator", "root", "server", "system"})

# Fits the page's own list in client/names.js; a name made there needs no mending here.
ADJECTIVES: Final = (
    "Amber Brave Brisk Bright Calm Clever Cosy Curious Dapper Eager Fair Fleet Gentle Glad Golden Happy Honest Jolly "
    "Keen Kind Lively Lucky Mellow Merry Nimble Noble Plucky Proud Quick Quiet Sunny Swift"
).split()
ANIMALS: Final = (
    "Badger Bear Beaver Bison Crane Deer Dolphin Eagle Falcon Finch Fox Gecko Hare Hedgehog Heron Ibis Jay Koala Lark "
    "Lynx Marten Mole Otter Owl Panda Puffin Raven Robin Seal Swan Tiger Wren"
).split()

# No glyph, though not of a category that says so: Hangul and Khmer fillers, the Braille blank, variation selectors.
_INVISIBLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0]")
# Joiners shape emoji and several scripts; beside ASCII they can only make two names look alike.
_STRAY_JOINER = re.compile("(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])")
_JOINERS = frozenset("\u200c\u200d")
_BARRED = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_PILED_MARKS = re.compile(r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{4,}")


class BadName(ValueError):
    """This cannot be a name; the message says why, in a sentence fit for a person."""


def clean(name: str) -> str:
    """The name as others will see it: NFKC, one space between words. Raises BadName.

    Follows Unicode TR 36 and 39: nothing invisible, nothing that turns text around, no pile of marks, no reserved word.
    """
    name = " ".join(unicodedata.normalize("NFKC", name).split())
    if not name:
        raise BadName("A name needs at least one character.")
    if len(name) > MAX_CHARACTERS or len(name.encode("utf-8", "replace")) > MAX_BYTES:
        raise BadName(f"A name has at most {MAX_CHARACTERS} characters.")
    if _INVISIBLE.search(name) or _STRAY_JOINER.search(name) or any(map(_is_barred, name)):
        raise BadName("This name has a character that cannot be seen.")
    if _PILED_MARKS.search(unicodedata.normalize("NFD", name)) or unicodedata.category(name[0]).startswith("M"):
        raise BadName("This name has too many marks on one letter.")
    if name.casefold() in RESERVED:
        raise BadName("This name is kept for Hubbub itself.")
    return name


def _is_barred(character: str) -> bool:
    return unicodedata.category(character) in _BARRED and character not in _JOINERS


def random_name() -> str:
    """Two words, e.g. "Brisk Otter": friendly enough that nobody has to be asked before they can talk."""
    return f"{secrets.choice(ADJECTIVES)} {secrets.choice(ANIMALS)}"
