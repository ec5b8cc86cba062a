"""Cleaning: every text of a draft is cleaned before it is stored, also a text that a message does not have yet."""

import pytest

from service.chat.cleaning import clean_draft
from service.protocol import TEXT_FIELDS, Refusal, Say, SetTopic, text_fields


class SayWithLanguage(Say, frozen=True, tag="say", tag_field="type"):
    language: str | None = None


@pytest.fixture(autouse=True)
def known(monkeypatch):
    monkeypatch.setitem(TEXT_FIELDS, SayWithLanguage, text_fields(SayWithLanguage))


def cleaned_draft(*fields):
    return clean_draft(SayWithLanguage("d", *fields), max_text=20)


@pytest.mark.parametrize("field", ["text", "language"])
@pytest.mark.parametrize(
    ("text", "cleaned"), [("gl\u202ead", "glad"), ("a\r\nb ", "a\nb"), ("e\u0301", "é"), ("clean", "clean")]
)
def test_every_text_of_a_draft_is_cleaned(field, text, cleaned):
    frame = cleaned_draft("Hi", 1, text) if field == "language" else cleaned_draft(text, 1, None)
    assert (getattr(frame, field), frame.reply, frame.draft) == (cleaned, 1, "d")


def test_a_clean_draft_and_a_field_without_a_text_stay_as_they_are():
    assert cleaned_draft("Hi") == SayWithLanguage("d", "Hi")


@pytest.mark.parametrize(
    ("text", "topic"),
    [(" a\r\n\tb\u2028c ", "a b c"), ("gl\u202eade\u0301", "gladé"), (" \u200b\n", ""), ("x" * 250, "x" * 250)],
)
def test_a_topic_is_one_line_and_may_be_empty(text, topic):
    assert clean_draft(SetTopic("d", text), max_text=20) == SetTopic("d", topic)


@pytest.mark.parametrize(("text", "code"), [("\u202e", "empty"), ("x" * 21, "too_long")])
@pytest.mark.parametrize("place", [0, 1])
def test_a_text_that_cannot_be_stored_refuses_the_draft(text, code, place):
    texts: list[str | None] = ["Hi", "en"]
    texts[place] = text
    texts.insert(1, None)
    with pytest.raises(Refusal) as refused:
        cleaned_draft(*texts)
    assert (refused.value.frame.code, refused.value.frame.draft) == (code, "d")
