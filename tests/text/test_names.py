"""Names: how each is shown, which are refused and why, and random names."""

import inspect
import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.text.names import MAX_BYTES, MAX_CHARACTERS, BadName, clean_name
from service.text.random_names import WORDS, random_name

CLIENT = Path(__file__).parents[2] / "client"


@pytest.mark.parametrize(("typed", "shown"), [
    ("  Ana   Lúcia \t Reis ", "Ana Lúcia Reis"), ("Ana\nLúcia", "Ana Lúcia"), ("Ａｎａ", "Ana"), ("Zoe\u0308", "Zoë"),
])  # fmt: skip
def test_a_name_is_shown_in_its_shortest_spelling(typed, shown):
    assert clean_name(typed) == shown


@pytest.mark.parametrize("name", [
    "Ana", "张伟", "نِدا", "می\u200cخواهم", "🦦", "👩\u200d🚀", "👩🏽\u200d🚀", "🏳\ufe0f\u200d🌈", "Ana ❤\ufe0f", "1\ufe0f\u20e3",
    "葛\U000e0100城", "ශ්\u200dරී", "क्\u200dष", "བསྒྲུབས", "น้ำผึ้ง", "ນ້ຳ", "Nguyễn Thị Diệu", "Владимир Ёлкин", "Νίκος", "Анна Smith",
    "Omar عمر", "Kenタロー田中", "민수Kim", "Сосо", "O’Neill-Böhm 2", "Systema", "Rooter", "Adminton", "<b>Ana</b>",
    "Robert'); DROP TABLE message;--",
])  # fmt: skip
def test_names_of_all_scripts_are_shown_unchanged(name):
    assert clean_name(name) == name


REFUSED = {
    "at least one character": ["", " ", "\t\n", "\u3000", "\u00a0"],
    "at most 32 characters": ["a" * 33, "ﷺ" * 2],  # the second has 36 characters in NFKC
    "invisible character": [
        "Ana\x00", "Ana\x1b[31m", "Ana\u200b", "Ana\ufeff", "Ana\u00ad", "Ana\u202egro", "\u2066Ana\u2069", "\u3164",
        "\u2800", "\u115f", "\uffa0", "A\u034fna", "A\u200dna", "Ana\u200d", "\u200cAna", "\ud800", "\ue000", "\uffff",
        "\U000e0041", "\U0001d159", "Ana\ufe0f", "\ufe0fAna", "Ана\ufe0f", "❤\ufe0f\ufe0f", "Ana\U000e0100", "Ив\u200dан",
        "Ив\u200cан", "王\u200d伟", "😀\u200d", "😀\u200dAna", "می\u200c", "می\u200d\u200dخ", "Ana\u2028Bo\u2060",
        "Ana\u061c", "Ana\u206a", "Ana\ufff9",
    ],
    "too many marks": [
        "Z" + "\u0335" * 4, "e\u0301\u0302\u0303\u0304", "\u0301Ana", "ก" + "\u0e49" * 4, "ع" + "\u064e" * 4, "\u20dd",
    ],
    "reserved for Hubbub": [
        "admin", "ADMIN", "ａｄｍｉｎ", " Server ", "Hubbub", "root", "System", "Moderator", "administrator",
        "аdmin", "admіn", "αdmin", "аԁmіո", "Ѕегѵег", "rооt", "ЅУЅТЕМ", "hսbbսb", "𝖆𝖉𝖒𝖎𝖓", "ⓐⓓⓜⓘⓝ", "r00t", "ADMlN", "Adm1n",
        "Adrnin", "Systern", "s y s t e m", "[admin]", "★ Admin ★", "-root-", "System:", "ádmin", "a\u0336dmin", "Hubbub 🐝",
        "ᴀᴅᴍɪɴ", "ꜱʏꜱᴛᴇᴍ", "🅰🅳🅼🅸🅽", "🅐🅓🅜🅘🅝", "🇦🇩🇲🇮🇳", "ⱥdmin", "@dmin", "adm!n", "$ystem",
    ],
    "mixes alphabets": [
        "Аnа", "Аlice", "Aлиса", "Pаul", "Мax", "Νikos", "Οлег", "Ana Βo", "Hадя", "Zоë", "Ꭺna", "ՕԼga", "Анна-Lena",
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("reason", "name"), [(reason, name) for reason, names in REFUSED.items() for name in names], ids=ascii
)
def test_a_misleading_name_is_refused_with_the_reason(reason, name):
    with pytest.raises(BadName, match=reason):
        clean_name(name)


def test_a_name_may_have_as_many_characters_and_bytes_as_the_limits():
    assert len(clean_name("𝒙" * 32)) == MAX_CHARACTERS
    assert len(clean_name("🦦" * 32).encode()) == MAX_BYTES


@given(st.text(max_size=40))
def test_a_name_that_is_accepted_needs_no_further_change(typed):
    with suppress(BadName):
        name = clean_name(typed)
        assert clean_name(name) == name == name.strip()
        assert name.encode()


def test_every_random_name_is_valid_as_it_is_and_there_are_as_many_in_each_language_of_the_page():
    assert set(WORDS) == {file.stem for file in (CLIENT / "words").glob("*.js")}
    for form, adjectives, animals in WORDS.values():
        names = {form.format(adjective=adjective, animal=animal) for adjective in adjectives for animal in animals}
        assert len(names) == 1024
        assert all(clean_name(name) == name for name in names)


@pytest.mark.parametrize(
    ("accepted", "form"),
    [
        ("", "[A-Z][a-z]+ [A-Z][a-z]+"),
        ("de-CH", r"\w+er \w+"),
        ("nl, zh;q=0.5", r"\w+的\w+"),
        ("ar", "[\u0600-\u06ff]+ .+"),
    ],
)
def test_random_names_are_of_the_language_that_the_browser_prefers_and_differ(accepted, form):
    names = {random_name(accepted) for _ in range(200)}
    assert all(re.fullmatch(form, name) for name in names)
    assert len(names) > 100


def test_the_page_translates_each_reason_for_refusing_a_name():
    reasons = re.findall(r'BadName\("([^"]+)"\)', inspect.getsource(clean_name))
    translated = re.findall(
        r'^  \["([^"]+)", "name', (CLIENT / "people" / "name-refusal.js").read_text("utf-8"), re.MULTILINE
    )
    assert sorted(translated) == sorted(reasons)
