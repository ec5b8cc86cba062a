"""Emoji: every one that Unicode recommends is accepted in one form, however it is written, and nothing else."""

import json
from contextlib import suppress

import emoji
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.text.emoji import BadEmoji, clean_emoji
from tests.support.server import ROOT

MAX_BYTES = 64
STATUS = {form: data["status"] for form, data in emoji.EMOJI_DATA.items()}
RGI = [form for form, status in STATUS.items() if status == emoji.STATUS["fully_qualified"]]
PARTS = [form for form, status in STATUS.items() if status == emoji.STATUS["component"]]


def bare(form):
    return form.replace("\ufe0f", "")


def test_every_emoji_is_accepted_in_one_form_with_and_without_selectors():
    assert len(RGI) > 3_900
    assert [form for form in RGI if clean_emoji(form) != form or len(form.encode()) > MAX_BYTES] == []
    others = STATUS.keys() - {*RGI, *PARTS}
    assert {clean_emoji(form) for form in others} <= set(RGI)
    assert [form for form in others if bare(clean_emoji(form)) != bare(form)] == []


@pytest.mark.parametrize(("typed", "normal"), [
    ("👍", "👍"), ("👍🏽", "👍🏽"), ("❤", "❤\ufe0f"), ("❤\ufe0f", "❤\ufe0f"), ("1\u20e3", "1\ufe0f\u20e3"), ("🇩🇪", "🇩🇪"),
    ("👩\u200d❤\u200d👨", "👩\u200d❤\ufe0f\u200d👨"), ("👨\u200d👩\u200d👧\u200d👦", "👨\u200d👩\u200d👧\u200d👦"),
    ("🏳\u200d🌈", "🏳\ufe0f\u200d🌈"), ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",) * 2,
])  # fmt: skip
def test_an_emoji_has_its_fully_qualified_form(typed, normal):
    assert clean_emoji(typed) == normal


@pytest.mark.parametrize("text", [
    "", " ", "a", "ok", "1", "#", "1\ufe0f", "\ufe0f", "\u200d", "\u20e3", "👍👍", "👍 ", "👍a", "👍\u200d", "👍\u200d👍",
    "❤\ufe0e", "🇩", "🇩🇪🇫", "🇦🇦", "👍🏽🏽", "a🏽", "🏴\U000e0067", "é", "☺\u0301", "\ud83d", ":heart:", "❤" * 4_000, *PARTS,
], ids=lambda text: ascii(text)[:20])  # fmt: skip
def test_what_is_not_one_emoji_is_refused(text):
    with pytest.raises(BadEmoji, match=r"A reaction is one emoji\."):
        clean_emoji(text)


@given(st.lists(st.sampled_from([*RGI, *PARTS, "\ufe0f", "\u200d"]) | st.characters(), max_size=5).map("".join))
def test_whatever_is_accepted_is_one_of_them(text):
    with suppress(BadEmoji):
        assert clean_emoji(text) in RGI


PICKER = ROOT / "client/picker"
TONES = "🏻🏼🏽🏾🏿"


def test_everything_that_can_be_picked_is_accepted_as_it_is_and_has_a_name_in_each_language():
    table = json.loads((PICKER / "emoji.json").read_text())
    picked = " ".join(table["groups"].values()).split()
    toned = table["toned"].split()
    assert (len(picked), len(set(picked)), len(toned)) == (1914, 1914, 2 * 330)
    assert set(toned[::2]) | set(" ".join(table["new"].values()).split()) <= set(picked)
    forms = [*picked, *(form.replace(TONES[0], tone) for form in toned[1::2] for tone in TONES)]
    assert [form for form in forms if clean_emoji(form) != form] == []
    languages = {path.stem for path in (ROOT / "client/words").glob("*.js")}
    assert {path.stem for path in (PICKER / "names").iterdir()} == languages
    for language in languages:
        names = json.loads((PICKER / f"names/{language}.json").read_text())["names"]
        assert list(names) == picked
        assert all(name.partition("|")[0] for name in names.values())
