"""Lets a person go on as themselves on another device: by a link that works once and for five minutes, and a confirmation.

The old device offers a link. The new device looks up whose link it is, claims the hand-over with it, and shows a code. The old
device confirms the code. The new device takes the person's secret, and is the same person from then on. Each step may reach
another node, so the state of a hand-over is one of the values that all nodes share (`Log.values`). This value has the secret
encrypted with the token, and only a hash of the token: the value alone reveals neither of them.
"""

import re
import secrets
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import shake_256
from typing import Final

import msgspec

from service.access.cookies import new_token, person_id
from service.log import Value, Values

HAND_OVER_SECONDS: Final = 300.0
"""Time from the offer until the new device must have taken the secret."""

CODE_DIGITS: Final = 4
"""Digits of the code: enough to see that two screens show the same. It is not secret, and each link gives only one code."""

ID_LENGTH: Final = len(person_id(""))
"""Characters of a person's id. Each token begins with the id, by which the hand-over is found."""

_TOKEN: Final = re.compile(rf"[A-Za-z0-9_-]{{{ID_LENGTH + len(new_token())}}}")


class State(StrEnum):
    OFFERED = "offered"
    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    TAKEN = "taken"


class NoHandOver(Exception):
    """The person or the link has no hand-over, or one with another token, code or state. It may have been used or cancelled, or
    be too old."""


class TooManyHandOvers(Exception):
    """The nodes already share VALUES_LIMIT values, such as hand-overs of other persons."""


class Stored(msgspec.Struct, frozen=True):
    """A hand-over as all nodes share it."""

    state: State
    token: bytes
    """A hash of the token."""
    secret: bytes
    """The person's secret, encrypted with the token."""
    name: str | None
    code: str = ""


@dataclass(frozen=True, slots=True)
class HandOver:
    state: State
    seconds: int
    """Seconds that are left of HAND_OVER_SECONDS."""
    name: str | None
    code: str = ""
    """Both devices show it, for the person to compare; empty until the new device has claimed."""
    token: str = field(default="", repr=False)
    """At first the token in the link. The device that claims gets another token, so that the link works once."""
    secret: str = field(default="", repr=False)
    """The person's secret. `look` fills it in, so that a browser can be told that the link is its own; `take` does so once,
    after the confirmation."""


class HandOvers:
    """The hand-overs of all persons, at most one of each person."""

    def __init__(self, values: Values) -> None:
        """All methods raise NotStored if the values cannot be reached."""
        self._values = values

    async def offer(self, secret: str, name: str | None) -> HandOver:
        """Begins a hand-over, which replaces an earlier one of this person. Raises TooManyHandOvers."""
        person = person_id(secret)
        token = _new_token(person)
        stored = Stored(State.OFFERED, _hash(token), _crypt(secret.encode(), token), name)
        if not await self._values.set(_key(person), msgspec.json.encode(stored), HAND_OVER_SECONDS):
            raise TooManyHandOvers
        return HandOver(State.OFFERED, int(HAND_OVER_SECONDS), name, token=token)

    async def of(self, secret: str) -> HandOver:
        """Returns the hand-over of this person. Raises NoHandOver."""
        stored, value = await self._find(person_id(secret))
        return HandOver(stored.state, round(value.seconds), stored.name, stored.code)

    async def look(self, token: str) -> HandOver:
        """Returns the hand-over of an unused link, and changes nothing. Raises NoHandOver."""
        stored, value = await self._with_token(token, State.OFFERED)
        return HandOver(stored.state, round(value.seconds), stored.name, secret=_crypt(stored.secret, token).decode())

    async def claim(self, token: str) -> HandOver:
        """Uses up the link: the hand-over gets another token, and a code. Raises NoHandOver."""
        stored, value = await self._with_token(token, State.OFFERED)
        person = token[:ID_LENGTH]
        following = _new_token(person)
        code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
        secret = _crypt(_crypt(stored.secret, token), following)
        await self._replace(person, value, Stored(State.CLAIMED, _hash(following), secret, stored.name, code))
        return HandOver(State.CLAIMED, round(value.seconds), stored.name, code, following)

    async def confirm(self, secret: str, code: str) -> HandOver:
        """Allows the device that shows this code to take the secret. Raises NoHandOver if no waiting device shows it."""
        person = person_id(secret)
        stored, value = await self._find(person)
        if stored.state is not State.CLAIMED or stored.code != code:
            raise NoHandOver
        await self._replace(person, value, msgspec.structs.replace(stored, state=State.CONFIRMED))
        return HandOver(State.CONFIRMED, round(value.seconds), stored.name, code)

    async def take(self, token: str) -> HandOver:
        """Returns the hand-over to the device that claimed it. Before the confirmation it has no secret. After the confirmation
        the first call returns the secret, and further calls raise NoHandOver.
        """
        stored, value = await self._with_token(token, State.CLAIMED, State.CONFIRMED)
        if stored.state is State.CLAIMED:
            return HandOver(State.CLAIMED, round(value.seconds), stored.name, stored.code, token)
        secret = _crypt(stored.secret, token).decode()
        await self._replace(token[:ID_LENGTH], value, msgspec.structs.replace(stored, state=State.TAKEN, secret=b""))
        return HandOver(State.TAKEN, round(value.seconds), stored.name, stored.code, token, secret)

    async def cancel(self, secret: str) -> None:
        await self._values.remove(_key(person_id(secret)))

    async def _find(self, person: str) -> tuple[Stored, Value]:
        value = await self._values.get(_key(person))
        if value is None:
            raise NoHandOver
        return msgspec.json.decode(value.content, type=Stored), value

    async def _with_token(self, token: str, *states: State) -> tuple[Stored, Value]:
        if not _TOKEN.fullmatch(token):
            raise NoHandOver
        stored, value = await self._find(token[:ID_LENGTH])
        if stored.state not in states or not secrets.compare_digest(stored.token, _hash(token)):
            raise NoHandOver
        return stored, value

    async def _replace(self, person: str, value: Value, stored: Stored) -> None:
        """Stores the next state. Raises NoHandOver if another request has changed the hand-over since it was read."""
        if not await self._values.replace(_key(person), value.content, msgspec.json.encode(stored)):
            raise NoHandOver


def _new_token(person: str) -> str:
    return person + new_token()


def _key(person: str) -> str:
    return f"hand-over {person}"


def _hash(token: str) -> bytes:
    return shake_256(b"hash " + token.encode()).digest(16)


def _crypt(text: bytes, token: str) -> bytes:
    """Encrypts and decrypts by XOR with a key stream made from the token. Each token is random and encrypts only one secret."""
    stream = shake_256(b"secret " + token.encode()).digest(len(text))
    return bytes(one ^ other for one, other in zip(text, stream, strict=True))
