"""Normalises and validates the texts of messages. Pure."""

import re
import unicodedata
from typing import Final

from service.text.marks import mark_limiter

MAX_MARKS: Final = 4
"""Combining marks on one letter. Hebrew with points and accents needs 4; more would cover the messages above and below."""

# Control characters except tab and line feed, and the bidi controls, which could reverse text around them (UTR 36, 3.3).
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# Unicode's mandatory line breaks (UAX 14), and the separators of files, groups and records in ASCII. Slides and PDFs have
# vertical tabs and U+0085 between lines.
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Word's mark at the end of a table cell, and the separator of units in ASCII.
_CELL_END = re.compile("[\x07\x1f]")
_limit_marks = mark_limiter(MAX_MARKS)
# Spaces, joiners, and letters and marks without a glyph: a text with nothing else shows nothing.
_INVISIBLE = re.compile(
    "[\\s\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0]*"
)


class BadText(ValueError):
    """A text that cannot be a message. `code` is for programs, the exception's text is a sentence for people."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def clean_text(text: str, limit: int) -> str:
    """Returns the text to store. Raises BadText. `limit` is the most code points that the stored text may have."""
    text = normal_text(text)
    if is_invisible(text):
        raise BadText("empty", "This message has no visible text.")
    if len(text) > limit:
        raise BadText("too_long", f"This message has {len(text)} characters; at most {limit} are allowed.")
    return text


def normal_text(text: str) -> str:
    """Returns the text in NFC, without control characters and excess marks, without line breaks at its beginning and white space
    at its end. NFKC would change what people wrote."""
    if not (text.isascii() and text.isprintable()):
        separated = _CELL_END.sub(" ", _LINE_END.sub("\n", text))
        text = _limit_marks(unicodedata.normalize("NFC", _UNSAFE.sub("", separated)))
    return text.rstrip().lstrip("\n")


def is_invisible(text: str) -> bool:
    return _INVISIBLE.fullmatch(text) is not None
