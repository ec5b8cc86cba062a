"""Cleans the texts and the emoji of a draft before it is appended. Pure."""

from msgspec.structs import replace

from service.protocol import TEXT_FIELDS, DeleteMessage, DraftFrame, EditMessage, React, Refusal, SetTopic
from service.text.emoji import BadEmoji, clean_emoji
from service.text.messages import BadText, clean_text
from service.text.topics import clean_topic


def clean_draft(frame: DraftFrame, max_text: int) -> DraftFrame:
    """Returns the frame as it is to be stored. An edit that leaves no visible text becomes a deletion. Raises Refusal."""
    try:
        if isinstance(frame, React):
            return replace(frame, emoji=clean_emoji(frame.emoji))
        if isinstance(frame, SetTopic):
            return replace(frame, text=clean_topic(frame.text))
        return _with_clean_texts(frame, max_text)
    except BadText as error:
        if isinstance(frame, EditMessage) and error.code == "empty":
            return DeleteMessage(frame.draft, frame.message)
        raise Refusal(error.code, str(error), frame.draft) from None
    except BadEmoji as error:
        raise Refusal("bad_emoji", str(error), frame.draft) from None


def _with_clean_texts(frame: DraftFrame, max_text: int) -> DraftFrame:
    for name in TEXT_FIELDS[type(frame)]:
        text = getattr(frame, name)
        if text is not None and (cleaned := clean_text(text, max_text)) is not text:
            frame = replace(frame, **{name: cleaned})  # most texts are clean: a copy would cost 2 %
    return frame
