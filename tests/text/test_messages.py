"""Texts of messages: how each is stored, and which are refused."""

from contextlib import suppress
from unicodedata import is_normalized

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.text.messages import BadText, clean_text


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Hi there  ", "Hi there"),
        ("\n\n  indented\n", "  indented"),
        ("a\tb\r\nc\rd\u2028e\u2029f\x0bg\x0ch\x85i\v", "a\tb\nc\nd\ne\nf\ng\nh\ni"),
        ("a\x1cb\x1dc\x1ed\x1fe\x07f\x1e", "a\nb\nc\nd e f"),
        ("Z" + "\u0335" * 900 + "algo", "Z" + "\u0335" * 4 + "algo"),
        ("ก" + "\u0e49" * 50 + "e" + "\u20dd" * 5, "ก" + "\u0e49" * 4 + "e" + "\u20dd" * 4),
        ("ع" + "\u064e" * 9, "ع" + "\u064e" * 4),
        ("a\x00b\x1b[31mc\x7fd\x84e\u202ef\u2066g\u2069h", "ab[31mcdefgh"),
        ("Zoe\u0308", "Zoë"),
    ],
    ids=ascii,
)
def test_a_text_is_stored_composed_and_without_characters_that_harm_other_texts(typed, stored):
    assert clean_text(typed, 4_000) == stored


@pytest.mark.parametrize("text", [
    "שָׁלוֹם བསྒྲུབས Việt", "1\ufe0f\u20e3 ❤\ufe0f 👩\u200d🚀 می\u200cخواهم", "\u200fשלום", "ﬁ ﷺ ½", "\uffff\ufdd0",
    "<script>alert(1)</script>", "'; DROP TABLE message;--", "a" + "\n" * 3_000 + "b",
], ids=ascii)  # fmt: skip
def test_any_other_text_is_stored_unchanged(text):
    assert clean_text(text, 4_000) == text


@given(st.text())
def test_a_stored_text_is_composed_and_needs_no_further_change(text):
    with suppress(BadText):
        stored = clean_text(text, 4_000)
        assert clean_text(stored, len(stored)) == stored
        assert is_normalized("NFC", stored)


@pytest.mark.parametrize(
    "typed", ["", " ", "\n\t ", "\x00", "\u200b\u2060", "\u3164\u2800", "\u202e", "\ufe0f", "\u3000"], ids=ascii
)
def test_a_text_without_a_visible_character_is_refused(typed):
    with pytest.raises(BadText) as refused:
        clean_text(typed, 4_000)
    assert refused.value.code == "empty"


def test_the_limit_counts_the_code_points_of_the_stored_text():
    assert clean_text("🦦" * 9 + "e\u0301  ", 10) == "🦦" * 9 + "é"
    with pytest.raises(BadText, match=r"11 characters; at most 10 ") as refused:
        clean_text("a" * 11, 10)
    assert refused.value.code == "too_long"
