"""What may be a name: what is mended, what is refused with a reason, and what a fresh one looks like."""

import inspect
import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.text.names import ADJECTIVES, ANIMALS, MAX_BYTES, MAX_CHARACTERS, BadName, clean, random_name

CLIENT = Path(__file__).parents[2] / "client"


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
        ("👩🏽\u200d🚀", "👩🏽\u200d🚀"),
        ("🏳\ufe0f\u200d🌈", "🏳\ufe0f\u200d🌈"),
        ("Ana ❤\ufe0f", "Ana ❤\ufe0f"),
        ("1\ufe0f\u20e3", "1\ufe0f\u20e3"),
        ("葛\U000e0100城", "葛\U000e0100城"),
        ("ශ්\u200dරී", "ශ්\u200dරී"),
        ("क्\u200dष", "क्\u200dष"),
        ("བསྒྲུབས", "བསྒྲུབས"),
        ("น้ำผึ้ง", "น้ำผึ้ง"),
        ("ນ້ຳ", "ນ້ຳ"),
        ("Nguyễn Thị Diệu", "Nguyễn Thị Diệu"),
        ("Владимир Ёлкин", "Владимир Ёлкин"),
        ("Νίκος", "Νίκος"),
        ("Анна Smith", "Анна Smith"),
        ("Omar عمر", "Omar عمر"),
        ("Kenタロー田中", "Kenタロー田中"),
        ("민수Kim", "민수Kim"),
        ("Сосо", "Сосо"),
        ("O’Neill-Böhm 2", "O’Neill-Böhm 2"),
        ("Systema", "Systema"),
        ("Rooter", "Rooter"),
        ("Adminton", "Adminton"),
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
        "\U0001d159",
        "Ana\ufe0f",
        "\ufe0fAna",
        "Ана\ufe0f",
        "❤\ufe0f\ufe0f",
        "Ana\U000e0100",
        "Ив\u200dан",
        "Ив\u200cан",
        "王\u200d伟",
        "😀\u200d",
        "😀\u200dAna",
        "می\u200c",
        "می\u200d\u200dخ",
        "Ana\u2028Bo\u2060",
        "Ana\u061c",
        "Ana\u206a",
        "Ana\ufff9",
    ],
    ids=ascii,
)
def test_a_name_has_no_character_that_cannot_be_seen(typed):
    with pytest.raises(BadName, match="cannot be seen"):
        clean(typed)


@pytest.mark.parametrize(
    "typed",
    ["Z" + "\u0335" * 4, "e\u0301\u0302\u0303\u0304", "\u0301Ana", "ก" + "\u0e49" * 4, "ع" + "\u064e" * 4, "\u20dd"],
    ids=ascii,
)
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


@pytest.mark.parametrize("typed", [
        "admin", "ADMIN", "ａｄｍｉｎ", " Server ", "Hubbub", "root", "System", "Moderator", "administrator",
        "аdmin", "admіn", "αdmin", "аԁmіո", "Ѕегѵег", "rооt", "ЅУЅТЕМ", "hսbbսb", "𝖆𝖉𝖒𝖎𝖓", "ⓐⓓⓜⓘⓝ", "r00t", "ADMlN", "Adm1n",
        "Adrnin", "Systern", "s y s t e m", "[admin]", "★ Admin ★", "-root-", "System:", "ádmin", "a\u0336dmin", "Hubbub 🐝",
        "ᴀᴅᴍɪɴ", "ꜱʏꜱᴛᴇᴍ", "🅰🅳🅼🅸🅽", "🅐🅓🅜🅘🅝", "🇦🇩🇲🇮🇳", "ⱥdmin", "@dmin", "adm!n", "$ystem",
    ],
)  # fmt: skip
def test_nobody_goes_by_a_name_that_is_kept_for_the_service(typed):
    with pytest.raises(BadName, match="kept for Hubbub"):
        clean(typed)


@pytest.mark.parametrize(
    "typed",
    ["Аnа", "Аlice", "Aлиса", "Pаul", "Мax", "Νikos", "Οлег", "Ana Βo", "Hадя", "Zоë", "Ꭺna", "ՕԼga", "Анна-Lena"],
)
def test_no_word_of_a_name_mixes_alphabets_that_look_alike(typed):
    with pytest.raises(BadName, match="mixes alphabets"):
        clean(typed)


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_name_that_needs_no_mending_or_is_refused(typed):
    with suppress(BadName):
        name = clean(typed)
        assert clean(name) == name
        assert name.encode()
        assert name == name.strip()


def test_every_random_name_is_one_that_needs_no_mending():
    for name in [f"{adjective} {animal}" for adjective in ADJECTIVES for animal in ANIMALS]:
        assert clean(name) == name


def test_random_names_are_two_words_and_differ():
    names = {random_name() for _ in range(200)}
    assert all(re.fullmatch(r"[A-Z][a-z]+ [A-Z][a-z]+", name) for name in names)
    assert len(names) > 100


def test_the_page_makes_its_names_of_the_same_words():
    words = set(re.findall(r"\b[A-Z][a-z]+\b", (CLIENT / "people" / "name.js").read_text("utf-8")))
    assert words >= {*ADJECTIVES, *ANIMALS}


def test_the_page_translates_each_reason_for_refusing_a_name():
    reasons = re.findall(r'BadName\("([^"]+)"\)', inspect.getsource(clean))
    translated = re.findall(
        r'^  \["([^"]+)", "name', (CLIENT / "people" / "rename.js").read_text("utf-8"), re.MULTILINE
    )
    assert sorted(translated) == sorted(reasons)
