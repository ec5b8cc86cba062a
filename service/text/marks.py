"""Piles of combining marks, which hide what stands above and below them. Pure."""

import re
import unicodedata
from collections.abc import Callable

_MARKS = frozenset(("Mn", "Me"))


def pile_cutter(limit: int) -> Callable[[str], str]:
    """A function that leaves at most `limit` marks in a row of a text, of whatever script."""
    # Marks are neither letters nor digits nor spaces. Nearly no text gets further than to this search, which is in C.
    candidates = re.compile(rf"[^\w\s\x00-\x7f]{{{limit + 1},}}")

    def cut(run: re.Match[str]) -> str:
        kept, height = [], 0
        for character in run[0]:
            height = height + 1 if unicodedata.category(character) in _MARKS else 0
            if height <= limit:
                kept.append(character)
        return "".join(kept)

    return lambda text: candidates.sub(cut, text)
