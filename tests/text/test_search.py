"""Searching: every word of a text finds it, in any script, and a query means what people write."""

from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.text.search_query import AUTHOR, MAX_CHARACTERS, BadQuery, Query, parse_query
from service.text.search_terms import TERM_CHARACTERS, fold, is_run, search_terms

WORDS = (
    "Deployment naïve ΣΊΣΥΦΟΣ Ёлкин straße İstanbul fi ﬁ ½ "
    "नमस्ते שָׁלוֹם مُحَمَّد 안녕하세요 東京都 ラーメン สวัสดีครับ ຂອບໃຈ ក្រុម မြန်မာ 🎉 👍🏽 x_y"
).split()
TEXTS = st.lists(st.sampled_from(WORDS) | st.text(max_size=8), max_size=8).map(" ".join)


def is_in_index(query, text, name="Ana"):
    terms = search_terms(text) + [AUTHOR + term for term in search_terms(name)]
    return all(any(term.startswith(prefix) for term in terms) for prefix in query.prefixes())


@settings(deadline=None)
@given(TEXTS, st.data())
def test_every_word_of_a_text_finds_it_by_each_of_its_beginnings(text, data):
    for word in fold(text).split():
        begin = data.draw(st.integers(0, len(word) - 1)) if is_run(word) else 0
        for end in range(begin + 1, len(word) + 1):
            query = Query((word[begin:end],))
            assert query.matches(text, "")
            assert is_in_index(query, text)


@settings(deadline=None)
@given(TEXTS)
def test_case_and_normal_form_make_no_difference_and_nor_does_folding_twice(text):
    words = fold(text).split()
    for typed in (fold(text), normalize("NFD", text), normalize("NFKD", text), text.casefold()):
        assert fold(typed).split() == words
    assert not words or Query(tuple(words)).matches(text, "")


@pytest.mark.parametrize(("typed", "text"), [
    ("deplo", "The Deployment."), ("NAIVE", "naïve"), ("naïve", "NAIVE"), ("strasse", "Straße"), ("елкин", "Ёлкин"),
    ("ｆｉｎ", "ﬁnd"), ("שלום", "שָׁלוֹם"), ("محمد", "مُحَمَّد"), ("می‌خواهم", "میخواهم"), ("안녕", "안녕하세요"),
    ("京都", "東京都"), ("都", "東京都"), ("ーメ", "ラーメン"), ("ら", "らーめんとpython"), ("pyth", "らーめんとPython"),
    ("สดี", "สวัสดี"), ("नम", "नमस्ते"), ("🎉", "done🎉🎉"), ("👍", "👍🏽"), ("don't", "Don’t!"), ("example.org/a", "https://example.org/abc"),
    ("v2", "2 V2"),
    ("plan the", "The plan"), ("x" * 99, "x" * 100), ("from:An", "x"), ('FROM:"maria ana"', "x"), ("from:“Ána Maria”  x", "x"),
    ("Ａｎａ from：ana", "ana"),
])  # fmt: skip
def test_a_text_is_found_by(typed, text):
    query = parse_query(typed)
    assert query.matches(text, "Ana Maria")
    assert is_in_index(query, text, "Ana Maria")


@pytest.mark.parametrize(("typed", "text"), [
    ("eployment", "Deployment"), ("京東", "東京都"), ("東都", "東京都"), ("नमक", "नमस्ते"), ("か", "が"), ("a b", "a c"),
    ("from:bo x", "x bo"), ("x" * 101, "x" * 100), ("from:ana b", "a"),
])  # fmt: skip
def test_a_text_is_not_found_by(typed, text):
    assert not parse_query(typed).matches(text, "Ana Maria")


def test_a_day_is_the_time_of_its_beginning_in_utc():
    assert parse_query("before:2026-03-01") == Query(before=1_772_323_200_000)
    assert parse_query("Before:1969-12-31 x") == Query(("x",), before=-86_400_000)


@pytest.mark.parametrize(("typed", "reason"), [
    ("", "at least one word"), (" .,! ", "at least one word"), ("x" * (MAX_CHARACTERS + 1), "at most 200 characters"),
    ("from:", "a name after from:"), ('from:"" x', "a name after from:"), ("from:!", "a name after from:"),
    ('from:"Ana Maria', "ends with a quotation mark"), ('from:"Ana"x', "ends with a quotation mark"),
    ("from:Ana from:Bo", "only once"), ("before:2026-03-01 before:2026-03-01", "only once"),
    ("before:yesterday", "a day after"), ("before:", "a day after"), ("before:2026-02-30", "a day after"),
    ("before:20260301", "a day after"), ("before:0000-01-01", "a day after"),
])  # fmt: skip
def test_a_query_that_cannot_be_read_is_refused_with_what_it_may_be(typed, reason):
    with pytest.raises(BadQuery, match=reason):
        parse_query(typed)


def test_the_terms_of_a_long_word_are_short():
    assert search_terms(f"{'x' * 100} é{'y' * 100}") == ["x" * TERM_CHARACTERS, "e" + "y" * (TERM_CHARACTERS - 1)]
