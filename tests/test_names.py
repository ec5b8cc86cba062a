"""What may be a name: what is mended, what is refused with a reason, and what a fresh one looks like."""

import re
from pathlib import Path

import pytest

from service.names import ADJECTIVES, ANIMALS, MAX_BYTES, MAX_CHARACTERS, BadName, clean, random_name

CLIENT = Path(__file__).parents[1] / "client"


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("Ana", "Ana"),
        ("  Ana   Lúcia \t Reis ", "Ana Lúcia Reis"),
        ("Ana\nLúcia", "Ana Lúcia"),
        ("Ａｎａ", "Ana"),
        ("Zoe\u0308", "Zoë"),
        ("张伟", "张伟"),
        ("نِدا", "نِدا"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("🦦", "🦦"),
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("<b>Ana</b>", "<b>Ana</b>"),
        ("Robert'); DROP TABLE message;--", "Robert'); DROP TABLE message;--"),
    ],
)
def test_a_name_is_shown_in_its_shortest_spelling(typed, seen):
    assert clean(typed) == seen
    assert clean(seen) == seen


@pytest.mark.parametrize("typed", ["", " ", "\t\n", "\u3000", "\u00a0"])
def test_a_name_of_nothing_is_refused(typed):
    with pytest.raises(BadName, match="at least one character"):
        clean(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "Ana\x00",
        "Ana\x1b[31m",
        "Ana\u200b",
        "Ana\ufeff",
        "Ana\u00ad",
        "Ana\u202egro",
        "\u2066Ana\u2069",
        "\u3164",
        "\u2800",
        "\u115f",
        "\uffa0",
        "A\u034fna",
        "A\u200dna",
        "Ana\u200d",
        "\u200cAna",
        "\ud800",
        "\ue000",
        "\uffff",
        "\U000e0041",
    ],
    ids=ascii,
)
def test_a_name_has_no_character_that_cannot_be_seen(typed):
    with pytest.raises(BadName, match="cannot be seen"):
        clean(typed)


@pytest.mark.parametrize("typed", ["Z" + "\u0335" * 4, "e\u0301\u0302\u0303\u0304", "\u0301Ana"], ids=ascii)
def test_a_name_has_no_pile_of_marks(typed):
    with pytest.raises(BadName, match="too many marks"):
        clean(typed)


def test_a_name_may_have_as_many_characters_as_the_limit_and_no_more():
    assert len(clean("𝒙" * 32)) == MAX_CHARACTERS
    assert len(clean("🦦" * 32).encode()) == MAX_BYTES
    with pytest.raises(BadName, match="at most 32 characters"):
        clean("a" * 33)


def test_a_name_that_grows_when_it_is_composed_is_measured_afterwards():
    with pytest.raises(BadName, match="at most 32 characters"):
        clean("ﷺ" * 2)


@pytest.mark.parametrize("typed", ["admin", "ADMIN", "ａｄｍｉｎ", " Server ", "Hubbub", "root", "System"])
def test_nobody_goes_by_a_name_that_is_kept_for_the_service(typed):
    with pytest.raises(BadName, match="kept for Hubbub"):
        clean(typed)


def test_every_random_name_is_one_that_needs_no_mending():
    for name in [f"{adjective} {animal}" for adjective in ADJECTIVES for animal in ANIMALS]:
        assert clean(name) == name


def test_random_names_are_two_words_and_differ():
    names = {random_name() for _ in range(200)}
    assert all(re.fullmatch(r"[A-Z][a-z]+ [A-Z][a-z]+", name) for name in names)
    assert len(names) > 100


def test_the_page_makes_its_names_of_the_same_words():
    words = set(re.findall(r"\b[A-Z][a-z]+\b", (CLIENT / "names.js").read_text("utf-8")))
    assert words >= {*ADJECTIVES, *ANIMALS}
