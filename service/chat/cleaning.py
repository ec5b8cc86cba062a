"""Cleans the texts and the emoji of a draft before it is appended. Pure."""

from msgspec.structs import replace

from service.protocol import TEXT_FIELDS, DeleteMessage, DraftFrame, EditMessage, React, Refusal, SetTopic
from service.text.emoji import BadEmoji, clean_emoji
from service.text.messages import BadText, clean_text, is_invisible, normal_text
from service.text.topics import clean_topic


def clean_draft(frame: DraftFrame, max_text: int) -> DraftFrame:
    """Returns the frame as it is to be stored. Raises Refusal.

    An edit that leaves no visible text becomes a deletion. An optional text of which nothing is visible is left out.
    """
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
    for name, is_optional in TEXT_FIELDS[type(frame)].items():
        text = getattr(frame, name)
        if is_optional and text is not None and is_invisible(normal_text(text)):
            frame = replace(frame, **{name: None})
        elif text is not None and (cleaned := clean_text(text, max_text)) is not text:
            frame = replace(frame, **{name: cleaned})  # most texts are clean and need no copy
    return frame
