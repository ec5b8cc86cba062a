"""Validates and normalises the emoji of reactions with Unicode's table of emoji (UTS 51). Pure."""

from importlib.metadata import distribution
from pathlib import Path
from typing import Final

import msgspec

_FULLY_QUALIFIED: Final = 2
_SELECTOR: Final = "\ufe0f"
"""Asks for the colour form of a character. The same emoji is written with and without it: ❤ and ❤\ufe0f."""


class BadEmoji(ValueError):
    """A text that is not one emoji. The exception's text is a sentence for people."""


class _Emoji(msgspec.Struct, gc=False):
    status: int


def _read_table() -> dict[str, str]:
    """Returns the normal form of each emoji by its form without selectors.

    Reads only the file of the package `emoji`: to import the package would take 5 MB for names that nothing here needs.
    """
    path = Path(str(distribution("emoji").locate_file("emoji/unicode_codes/emoji.json")))
    table = msgspec.json.decode(path.read_bytes(), type=dict[str, _Emoji])
    return {_bare(form): form for form, emoji in table.items() if emoji.status == _FULLY_QUALIFIED}


def _bare(text: str) -> str:
    return text.replace(_SELECTOR, "")


_NORMAL_FORMS: Final = _read_table()


def clean_emoji(text: str) -> str:
    """Returns the fully qualified form of an emoji that Unicode recommends for general interchange. Raises BadEmoji.

    Refuses letters, digits, parts of emoji such as a skin tone alone, and more than one emoji.
    """
    try:
        return _NORMAL_FORMS[_bare(text)]
    except KeyError:
        raise BadEmoji("A reaction is one emoji.") from None
