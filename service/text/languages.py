"""Chooses a language for a browser: the one that its header Accept-Language prefers. Pure."""

import re
from collections.abc import Container, Iterator
from typing import Final

DEFAULT: Final = "en"

_QUALITY: Final = re.compile(r"\s*q\s*=\s*([01](?:\.\d*)?)\s*")


def preferred(accept_language: str, known: Container[str]) -> str:
    """Returns the known language that the header (RFC 9110, 12.5.4) prefers; English if there is none."""
    for tag in sorted(_weighted(accept_language), key=lambda weighted: -weighted[1]):
        language = tag[0].partition("-")[0].lower()
        if tag[1] and language in known:
            return language
    return DEFAULT


def _weighted(accept_language: str) -> Iterator[tuple[str, float]]:
    for part in accept_language.split(","):
        tag, has_quality, quality = part.partition(";")
        found = _QUALITY.fullmatch(quality)
        yield tag.strip(), float(found[1]) if found else float(not has_quality)
