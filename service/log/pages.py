"""Limits the size of a page, and groups the reactions to a message. Pure; for every log."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from service.log.columns import TEXT, Row
from service.log.contract import PAGE_BYTES
from service.protocol import REACTIONS_LISTED, CurrentMessage, Reactions

_Item = TypeVar("_Item")


def within_page(items: Iterable[_Item], size_of: Callable[[_Item], int]) -> list[_Item]:
    """Returns the items up to the one that reaches PAGE_BYTES, and reads no further ones."""
    page, size = [], 0
    for item in items:
        page.append(item)
        size += size_of(item)
        if size >= PAGE_BYTES:
            break
    return page


def size_of_row(row: Row) -> int:
    return _bytes(row[TEXT] or "")


def size_of_message(message: CurrentMessage) -> int:
    return _bytes(message.text) + sum(len(person) for one in message.reactions for person in one.persons)


def _bytes(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode())


def reactions_of(rows: Iterable[tuple[str, str]], asking: str | None) -> list[Reactions]:
    """Groups the reactions to one message by emoji. `rows` has emoji and person of each, in the order in which they are shown.

    The person who asks is listed also if many others reacted before.
    """
    persons: dict[str, list[str]] = {}
    for emoji, person in rows:
        persons.setdefault(emoji, []).append(person)
    return [Reactions(emoji, len(found), _listed(found, asking)) for emoji, found in persons.items()]


def _listed(persons: list[str], asking: str | None) -> list[str]:
    if asking in persons[REACTIONS_LISTED:]:
        return [*persons[: REACTIONS_LISTED - 1], asking]
    return persons[:REACTIONS_LISTED]
