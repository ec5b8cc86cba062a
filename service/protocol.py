"""The wire protocol: each frame as a typed value, parsed and checked once, encoded once. Pure.

`Up` are the frames that a tab sends, `Down` those that it receives.
"""

import json
import re
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Annotated, Final

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec.inspect import StrType, StructType, UnionType, type_info

FIRST_PAGE: Final = 50
"""Number of the newest messages with which the view of a new tab begins. There are fewer if so many would take more than
PAGE_LIMIT entries."""

CATCH_UP_LIMIT: Final = 10_000
"""Most missed entries that are sent to a tab; a tab further behind starts over with a first page."""

PAGE_LIMIT: Final = 500
"""Most items in one page: entries of a catch-up, messages of history or of a search, or people."""

REACTIONS_LISTED: Final = 50
"""Persons listed for one emoji of a message; `count` counts all. Bounds the size of a page of history."""

DRAFT_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")

DraftId = Annotated[str, Meta(pattern=rf"\A{DRAFT_ID.pattern}\Z")]
Seq = Annotated[int, Meta(ge=1, lt=2**53)]
"""The number of an entry. JavaScript represents every whole number below 2**53 exactly."""

MALFORMED: Final = 1007  # RFC 6455 section 7.4.1: data that does not fit the type of the message, such as invalid UTF-8
FAILED: Final = 1011  # RFC 6455 section 7.4.1: an unexpected condition in the server
RESTARTING: Final = 1012
TRY_LATER: Final = 1013
STALLED: Final = 4008
NOT_OUR_PROTOCOL: Final = 4500
TOO_FAST: Final = 4529


class Person(Struct, frozen=True, gc=False):
    id: str
    name: str


class EntryFields(Struct, frozen=True, gc=False, omit_defaults=True):
    """The fields of every entry of the log.

    These structs are the only definition of an entry: its frame, its columns in the log and its form in the HTTP API follow
    from them. The fields that a kind of entry adds come in a fixed order, because `Draft.become` passes them by position: first
    those of its draft frame, in the order of that frame and without `draft`, then those that the log fills in. An optional
    field has the default None, and is NULL in the log.
    """

    seq: int
    draft: str
    author: Person = msgspec.field(name="from")
    at: str


class MessageFields(EntryFields, frozen=True, gc=False, omit_defaults=True):
    text: str
    reply: int | None = None
    deleted: bool = False


class Message(MessageFields, frozen=True, gc=False, omit_defaults=True, tag="message", tag_field="type"):
    """A message as it is stored now: with its latest text, or "" once it is deleted."""


class Edit(EntryFields, frozen=True, gc=False, tag="edit", tag_field="type"):
    message: int
    text: str
    """The new text of the message, or its latest text if the message was changed again before this edit is sent."""


class Deletion(EntryFields, frozen=True, gc=False, tag="deletion", tag_field="type"):
    message: int


class Reaction(EntryFields, frozen=True, gc=False, tag="reaction", tag_field="type"):
    message: int
    emoji: str
    on: bool
    count: int
    """Number of persons who have this emoji on the message after this entry."""


class Topic(EntryFields, frozen=True, gc=False, tag="topic", tag_field="type"):
    text: str
    """One line. If it is empty, this entry removes the topic."""


Entry = Message | Edit | Deletion | Reaction | Topic


class Reactions(Struct, frozen=True):
    """One emoji on a message. `persons` has at most `REACTIONS_LISTED`: those who reacted first. If the person who asks for the
    message reacted later, they have the last place."""

    emoji: str
    count: int
    persons: list[str] = msgspec.field(name="from")


class CurrentMessage(MessageFields, frozen=True, omit_defaults=True):
    """A message with all edits, deletions and reactions up to one moment applied, as the HTTP API returns it."""

    edited: str | None = None
    """Time of the last edit."""
    reactions: list[Reactions] = []


class Limits(Struct, frozen=True):
    text: int
    name: int
    topic: int


class Welcome(Struct, frozen=True, omit_defaults=True, tag="welcome", tag_field="type"):
    room: str
    greeting: str
    you: Person
    epoch: str
    after: int
    head: int
    people: list[Person] | msgspec.Raw
    count: int
    limits: Limits
    version: str
    topic: Topic | None = None
    """The topic as of `head`; None if the room has none."""
    secret: str | None = None
    """Only for a tab that sent no secret. A tab that sends this secret when it reconnects is the same person, so nobody else
    may learn the secret."""


class People(Struct, frozen=True, tag="people", tag_field="type"):
    joined: list[Person]
    left: list[str]
    renamed: list[Person]
    count: int


class Typing(Struct, frozen=True, tag="typing", tag_field="type"):
    author: Person = msgspec.field(name="from")


class Refused(Struct, frozen=True, omit_defaults=True, tag="refused", tag_field="type"):
    code: str
    reason: str
    draft: str | UnsetType = UNSET
    retry_ms: int | UnsetType = UNSET


class Beat(Struct, frozen=True, tag="beat", tag_field="type"):
    head: int


class Heads(Struct, frozen=True, tag="heads", tag_field="type"):
    rooms: dict[str, int]


Announcement = Typing  # if there are more kinds: Typing | …
Down = Entry | Announcement | Welcome | People | Refused | Beat | Heads


class Say(Struct, frozen=True, tag="say", tag_field="type"):
    draft: DraftId
    text: str
    reply: Seq | None = None


class EditMessage(Struct, frozen=True, tag="edit", tag_field="type"):
    draft: DraftId
    message: Seq
    text: str


class DeleteMessage(Struct, frozen=True, tag="delete", tag_field="type"):
    draft: DraftId
    message: Seq


class React(Struct, frozen=True, tag="react", tag_field="type"):
    draft: DraftId
    message: Seq
    emoji: str
    on: bool


class SetTopic(Struct, frozen=True, tag="topic", tag_field="type"):
    draft: DraftId
    text: str


class Rename(Struct, frozen=True, tag="name", tag_field="type"):
    name: str


class StartTyping(Struct, frozen=True, tag="typing", tag_field="type"):
    pass


class Watch(Struct, frozen=True, tag="watch", tag_field="type"):
    rooms: list[str]


DraftFrame = Say | EditMessage | DeleteMessage | React | SetTopic
Up = DraftFrame | Rename | StartTyping | Watch

ENTRY_OF: Final[dict[type[DraftFrame], type[Entry]]] = {
    Say: Message,
    EditMessage: Edit,
    DeleteMessage: Deletion,
    React: Reaction,
    SetTopic: Topic,
}
"""The kind of entry that each draft frame becomes."""


def text_fields(kind: type[DraftFrame]) -> dict[str, bool]:
    """Returns the fields of a draft frame that hold a text, except the draft's id, and whether each may be left out."""
    struct = type_info(kind)
    assert isinstance(struct, StructType)
    fields = [field for field in struct.fields if field.name != "draft"]
    types = [field.type.types if isinstance(field.type, UnionType) else (field.type,) for field in fields]
    return {
        field.name: not field.required
        for field, found in zip(fields, types, strict=True)
        if StrType in map(type, found)
    }


TEXT_FIELDS: Final = {kind: text_fields(kind) for kind in ENTRY_OF}


class Refusal(Exception):
    """Raised when a frame from a tab is rejected. `frame` is the answer, with a sentence for the person."""

    def __init__(self, code: str, reason: str, draft: str | None = None, retry_seconds: float | None = None) -> None:
        super().__init__(reason)
        retry_ms = UNSET if retry_seconds is None else max(1, round(retry_seconds * 1000))
        self.frame = Refused(code, reason, UNSET if draft is None else draft, retry_ms)


_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[Up] = msgspec.json.Decoder(Up)


def encode(frame: Down) -> bytes:
    return _encoder.encode(frame)


def encode_persons(persons: list[Person]) -> msgspec.Raw:
    """Encodes the `people` of a welcome once, to be used in many."""
    return msgspec.Raw(_encoder.encode(persons))


def parse(text: str) -> Up:
    """Parses one text frame from a tab. Raises Refusal `bad_frame`, with the id of the draft if the frame has a valid one."""
    try:
        return _decoder.decode(_replace_surrogates(text))
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise Refusal("bad_frame", f"Invalid frame: {error!s:.200}.", _draft_in(text)) from None


def _replace_surrogates(text: str) -> str:
    """Replaces lone surrogates (`\\ud83d`, half of an emoji) by U+FFFD: JSON allows them, but UTF-8 cannot encode them."""
    if "\\ud" not in text and "\\uD" not in text:
        return text
    try:
        unescaped = json.dumps(json.loads(text), ensure_ascii=False)
    except (ValueError, RecursionError):
        return text  # the decoder reports the error
    return unescaped.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class _DraftOnly(Struct):
    draft: DraftId


_draft_decoder = msgspec.json.Decoder(_DraftOnly)


def _draft_in(text: str) -> str | None:
    try:
        return _draft_decoder.decode(text).draft
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def rfc3339(milliseconds: int) -> str:
    """Formats milliseconds since 1970 (UTC) as RFC 3339 with three decimals, e.g. `2026-01-02T03:04:05.678Z`."""
    minute, within_minute = divmod(milliseconds, 60_000)
    second, millisecond = divmod(within_minute, 1000)
    return f"{_minute(minute)}{_SECONDS[second]}{_MILLISECONDS[millisecond]}"


# Formatting the numbers each time would take more than twice as long, for every entry that is appended or read.
_SECONDS: Final = tuple(f":{second:02}." for second in range(60))
_MILLISECONDS: Final = tuple(f"{millisecond:03}Z" for millisecond in range(1000))


@lru_cache(maxsize=64)  # neighbouring entries are often of the same minute
def _minute(minutes: int) -> str:
    return (_EPOCH + timedelta(minutes=minutes)).isoformat(timespec="minutes")


_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - all times here are UTC; formatting one with a time zone takes twice as long
