"""The rules by which a log rejects a draft that names a message. In SQLite `rejection` decides. In PostgreSQL append.sql
decides by the same conditions, and `rejection` gives the reason. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from service.log.contract import Draft, Rejected
from service.protocol import DeleteMessage, EditMessage, React, Say

EMOJI_LIMIT: Final = 20
"""Most different emoji on one message."""


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """The facts that the rules need about the message that a draft replies to, changes or reacts to."""

    person: str
    at: int
    """Time of the message, in milliseconds since 1970."""
    is_deleted: bool
    emoji: Collection[str] = ()
    """The emoji of the reactions that are on; needed only if the draft is a reaction."""


def message_of(draft: Draft) -> int | None:
    """Returns the seq of the message that the draft is about, or None if it is about no other message."""
    frame = draft.frame
    message: int | None = frame.reply if isinstance(frame, Say) else getattr(frame, "message", None)
    return message


def rejection(draft: Draft, message: StoredMessage | None, at: int, edit_hours: float | None) -> Rejected | None:
    """Returns why the draft must not be appended now, or None if it may be.

    `message` is None if the room has no message with this number. `at` is the time that the entry would get, in milliseconds
    since 1970; it is not before the message's own time. Without `edit_hours` messages can be changed for ever. Call this only
    for a draft that names a message and is new: one that was appended before is answered with its entry, whatever the rules
    say.
    """
    frame = draft.frame
    if message is None or (message.is_deleted and not isinstance(frame, Say)):
        return Rejected("no_such_message", "This message does not exist, or it was deleted.")
    if isinstance(frame, (EditMessage, DeleteMessage)):
        if message.person != draft.author.id:
            return Rejected("not_yours", "Only the person who wrote a message can change or delete it.")
        if edit_hours is not None and at - message.at >= edit_hours * 3_600_000:
            return Rejected("too_late", "This message is too old to be changed or deleted.")
    if isinstance(frame, React) and frame.on and frame.emoji not in message.emoji and len(message.emoji) >= EMOJI_LIMIT:
        return Rejected("too_many", f"A message can have at most {EMOJI_LIMIT} different reactions.")
    return None
