"""Cleaning: every text of a draft is cleaned before it is stored, also a text that a message does not have yet."""

import pytest

from service.chat.cleaning import clean_draft
from service.protocol import TEXT_FIELDS, DeleteMessage, EditMessage, Refusal, Say, SetTopic, text_fields


class SayWithLanguage(Say, frozen=True, tag="say", tag_field="type"):
    language: str | None = None


class EditWithLanguage(EditMessage, frozen=True, tag="edit", tag_field="type"):
    language: str | None = None


@pytest.fixture(autouse=True)
def known(monkeypatch):
    for kind in (SayWithLanguage, EditWithLanguage):
        monkeypatch.setitem(TEXT_FIELDS, kind, text_fields(kind))


def cleaned_draft(text, **fields):
    return clean_draft(SayWithLanguage("d", text, **fields), max_text=20)


@pytest.mark.parametrize("field", ["text", "language"])
@pytest.mark.parametrize(
    ("text", "cleaned"), [("gl\u202ead", "glad"), ("a\r\nb ", "a\nb"), ("e\u0301", "é"), ("clean", "clean")]
)
def test_every_text_of_a_draft_is_cleaned(field, text, cleaned):
    frame = cleaned_draft(**{"text": "Hi", "reply": 1, field: text})
    assert (getattr(frame, field), frame.reply, frame.draft) == (cleaned, 1, "d")


def test_a_clean_draft_and_a_field_without_a_text_stay_as_they_are():
    assert cleaned_draft("Hi") == SayWithLanguage("d", "Hi")


@pytest.mark.parametrize(
    ("text", "topic"),
    [(" a\r\n\tb\u2028c ", "a b c"), ("gl\u202eade\u0301", "gladé"), (" \u200b\n", ""), ("x" * 250, "x" * 250)],
)
def test_a_topic_is_one_line_and_may_be_empty(text, topic):
    assert clean_draft(SetTopic("d", text), max_text=20) == SetTopic("d", topic)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"text": "\u202e"}, "empty"),
        ({"text": "x" * 21}, "too_long"),
        ({"text": "Hi", "language": "x" * 21}, "too_long"),
    ],
)
def test_a_text_that_cannot_be_stored_refuses_the_draft(fields, code):
    with pytest.raises(Refusal) as refused:
        cleaned_draft(**fields)
    assert (refused.value.frame.code, refused.value.frame.draft) == (code, "d")


def test_only_an_edit_whose_text_is_empty_becomes_a_deletion_and_a_further_text_that_is_empty_is_left_out():
    assert cleaned_draft("Hi", reply=1, language=" \u200b\n") == SayWithLanguage("d", "Hi", reply=1)
    assert clean_draft(EditWithLanguage("d", 1, "Hi", language=" "), max_text=20) == EditWithLanguage("d", 1, "Hi")
    assert clean_draft(EditWithLanguage("d", 1, " ", language="en"), max_text=20) == DeleteMessage("d", 1)
