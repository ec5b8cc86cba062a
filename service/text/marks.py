"""Limits combining marks in a row, because many on one letter cover the lines above and below. Pure."""

import re
import unicodedata
from collections.abc import Callable

_COMBINING = frozenset(("Mn", "Me"))


def mark_limiter(limit: int) -> Callable[[str], str]:
    """Returns a function that drops each mark of a text that follows `limit` marks in a row, in any script."""
    # Marks are neither letters, digits nor spaces. Nearly every text needs only this search, which is fast, because it runs in C.
    candidates = re.compile(rf"[^\w\s\x00-\x7f]{{{limit + 1},}}")

    def shorten(run: re.Match[str]) -> str:
        kept, marks = [], 0
        for character in run[0]:
            marks = marks + 1 if unicodedata.category(character) in _COMBINING else 0
            if marks <= limit:
                kept.append(character)
        return "".join(kept)

    return lambda text: candidates.sub(shorten, text)
