"""Normalises and validates the topics of rooms. Pure."""

from typing import Final

from service.text.messages import BadText, is_invisible, normal_text

MAX_CHARACTERS: Final = 250
"""Code points of a topic: two or three lines at the head of a page, as much as a reader takes in at a glance."""


def clean_topic(text: str) -> str:
    """Returns the topic to store: normalised like a message, in one line; empty if nothing of it is visible. Raises BadText."""
    topic = " ".join(normal_text(text).split())
    if is_invisible(topic):
        return ""
    if len(topic) > MAX_CHARACTERS:
        raise BadText("too_long", f"This topic has {len(topic)} characters; at most {MAX_CHARACTERS} are allowed.")
    return topic
