"""Applies later changes of a text to messages and edits before they are sent, so that no text outlives its removal. Pure."""

from collections.abc import Iterable

from msgspec.structs import replace

from service.protocol import Deletion, Edit, Entry, Message

Change = Edit | Deletion
Changes = dict[int, Change]
"""The last change of each message's text, by the number of the message."""

_CHANGES = frozenset((Edit, Deletion))


def changes_in(entries: Iterable[Entry]) -> Changes:
    if _CHANGES.isdisjoint(map(type, entries)):  # most batches; runs in C
        return {}
    return {entry.message: entry for entry in entries if isinstance(entry, Change)}


def with_latest_text(entry: Entry, changes: Changes, head: int = 0) -> Entry:
    """Returns the entry as the changes leave it. Changes up to `head` are already applied to it."""
    if not isinstance(entry, (Message, Edit)):
        return entry
    change = changes.get(entry.seq if isinstance(entry, Message) else entry.message)
    if change is None or change.seq <= head:
        return entry
    if isinstance(change, Edit):
        return replace(entry, text=change.text)
    return replace(entry, text="", deleted=True) if isinstance(entry, Message) else replace(entry, text="")
