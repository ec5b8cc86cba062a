"""Names of rooms: the one spelling of each, what cannot be one, and what comes nearest to it."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.text.rooms import MAX_BYTES, MAX_CHARACTERS, MAX_SPELLING, BadRoom, clean_room, is_room, possible_room

SPELLINGS = {
    "lobby": ["lobby", "Lobby", "ｌｏｂｂｙ", " lobby ", "-lobby-", "lob\u200bby\ufeff", "lobby\ufe0f", "lobby\n"],
    "my-room-2": ["My Room 2", "my_room__2", "my--room - 2", "MY\u3000ROOM\t②"],
    "istanbul": ["İstanbul", "İSTANBUL", "I\u0307stanbul"],
    "café": ["Café", "cafe\u0301", "CAFÉ"],
    "設計": ["設計"],
    "комната-ένα": ["Комната Ένα"],
    "नमस्ते": ["नमस्ते"],
    "میخواهم": ["می\u200cخواهم"],
    "二〇二四年": ["二〇二四年"],
    "z\u0335\u0336\u0337": ["z\u0335\u0336\u0337\u0338\u0335"],
    "a" * MAX_CHARACTERS: ["A" * MAX_CHARACTERS],
    "設" * 42: ["設" * 42],
}
NEAREST = {
    "": None,
    " -_/ ": None,
    "🎉": None,
    "\u0301": None,
    "\ud800\0": None,
    "🎉 Party!": "party",
    "c++": "c",
    "a/b.html": "a-b-html",
    "\u0301a": "a",
    "a" * 64: "a" * MAX_CHARACTERS,
    f"{'a' * 62} b": "a" * 62,
    f"{'!' * (MAX_SPELLING - 1)}ab": "a",
    f"{' ' * MAX_SPELLING}a": None,
    "設" * 43: "設" * 42,
}


@pytest.mark.parametrize(("name", "spelling"), [(name, one) for name, every in SPELLINGS.items() for one in every])
def test_every_spelling_of_a_room_is_one_room(name, spelling):
    assert clean_room(spelling) == name


@pytest.mark.parametrize("text", NEAREST, ids=ascii)
def test_what_cannot_be_a_room_is_refused_and_leads_to_the_nearest_one(text):
    with pytest.raises(BadRoom):
        clean_room(text)
    assert possible_room(text) == NEAREST[text]


@given(st.text(max_size=80))
def test_a_name_needs_no_further_change_and_keeps_the_limits(text):
    with suppress(BadRoom):
        assert is_room(clean_room(text))
    if (name := possible_room(text)) is not None:
        assert is_room(name)
        assert len(name) <= MAX_CHARACTERS
        assert len(name.encode()) <= MAX_BYTES
