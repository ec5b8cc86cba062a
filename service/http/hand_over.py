"""The routes by which a person uses another device as well: the old device offers and confirms, the new one claims and takes.

The secret reaches the new device in a cookie that no script can read. Tokens are in request bodies, or after # in
an address: neither logs nor other sites get these parts.
"""

import math
from base64 import b64encode
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar
from urllib.parse import quote

import msgspec
import structlog
from sanic import HTTPResponse, json

from service.access.connection_limits import RETRY_SECONDS
from service.access.cookies import NAME, PERSON, Cookies, person_id
from service.access.denied import Denied
from service.access.hand_overs import HandOver, HandOvers, NoHandOver, State, TooManyHandOvers
from service.access.join_request import named_room
from service.access.origins import check_origin
from service.access.request_source import client_address, request_source
from service.access.token_bucket import TokenBuckets
from service.http.qr import page_address, qr_code
from service.services import HubbubRequest
from service.text.rooms import LOBBY

HAND_OVER_BURST: Final = 10
HAND_OVERS_PER_SECOND: Final = 0.1
"""Offers and wrong tokens of one client address: an offer's QR code takes 5 ms to draw, and nobody may try many tokens."""

logger = structlog.get_logger("hubbub.http")


class Offer(msgspec.Struct):
    room: str = LOBBY
    """The room to which the link leads."""


class Token(msgspec.Struct):
    token: str


class Code(msgspec.Struct):
    code: str


_Body = TypeVar("_Body", Offer, Token, Code)


class HandOverRoutes:
    def __init__(self) -> None:
        self._attempts = TokenBuckets(HAND_OVERS_PER_SECOND, HAND_OVER_BURST)

    async def offer(self, request: HubbubRequest) -> HTTPResponse:
        """Answers with the link, and its QR code as a `data:` address."""
        body, cookies = _body(request, Offer), Cookies.of(request)
        secret, room = _secret(cookies), named_room(body.room)
        self._spend(request)
        try:
            found = await _hand_overs(request).offer(secret, cookies.name())
        except TooManyHandOvers:
            raise Denied(503, "full", "Too many people change devices. Try again in a moment.", RETRY_SECONDS) from None
        address = f"{page_address(request, room)}#hand-over={found.token}"
        code = f"data:image/svg+xml;base64,{b64encode(qr_code(address)).decode()}"
        return json({"address": address, "qr": code, "seconds": found.seconds}, 201)

    async def state(self, request: HubbubRequest) -> HTTPResponse:
        """Answers the old device: how far the hand-over is, and the code that the new device shows."""
        try:
            return json(_described(await _hand_overs(request).of(_secret(Cookies.of(request)))))
        except NoHandOver:
            raise _none() from None

    async def look(self, request: HubbubRequest) -> HTTPResponse:
        """Tells the new device, which opened the link, whose link it is. Changes nothing, because previews open links, too."""
        found = await self._found(request, HandOvers.look)
        is_own = found.secret == Cookies.of(request).person_token()
        return json({"name": found.name, "own": is_own, **_described(found)})

    async def claim(self, request: HubbubRequest) -> HTTPResponse:
        """Answers the new device, whose person clicked, with a token that only it knows and with the code that it shows."""
        found = await self._found(request, HandOvers.claim)
        return json({"token": found.token, "name": found.name, **_described(found)})

    async def confirm(self, request: HubbubRequest) -> HTTPResponse:
        """Answers the old device, whose person clicked. From then on the device that shows this code may take the secret."""
        body, secret = _body(request, Code), _secret(Cookies.of(request))
        try:
            return json(_described(await _hand_overs(request).confirm(secret, body.code)))
        except NoHandOver:
            raise Denied(409, "wrong_code", "No device that waits shows this code.") from None

    async def take(self, request: HubbubRequest) -> HTTPResponse:
        """Answers the new device with the state, and once, after the confirmation, with the cookies of the person."""
        found = await self._found(request, HandOvers.take)
        answer = json(_described(found))
        if found.state is State.TAKEN:
            cookies = Cookies.of(request)
            cookies.set(answer, PERSON, found.secret)
            if found.name is not None:
                cookies.set(answer, NAME, quote(found.name, safe=""), is_for_scripts=True)
            logger.info("handed_over", person=person_id(found.secret), address=_address(request))
        return answer

    async def cancel(self, request: HubbubRequest) -> HTTPResponse:
        """Ends the hand-over of this person: the link becomes invalid, and a device that claimed with it gets nothing."""
        _check_origin(request)
        await _hand_overs(request).cancel(_secret(Cookies.of(request)))
        return json({})

    async def _found(self, request: HubbubRequest, find: Callable[[HandOvers, str], Awaitable[HandOver]]) -> HandOver:
        """Returns the hand-over with the token of the body. A valid token does not count as an attempt,
        because a new device sends it every second."""
        body = _body(request, Token)
        self._spend(request)
        try:
            found = await find(_hand_overs(request), body.token)
        except NoHandOver:
            raise _none() from None
        self._attempts.give_back(_address(request))
        return found

    def _spend(self, request: HubbubRequest) -> None:
        if wait := self._attempts.take(_address(request)):
            seconds = math.ceil(wait)
            raise Denied(429, "too_fast", f"Too many attempts. Wait {seconds} seconds, then try again.", seconds)


def _hand_overs(request: HubbubRequest) -> HandOvers:
    return HandOvers(request.app.ctx.log.values)


def _described(found: HandOver) -> dict[str, str | int]:
    return {"state": found.state, "code": found.code, "seconds": found.seconds}


def _body(request: HubbubRequest, kind: type[_Body]) -> _Body:
    """Returns the body of a POST. Raises Denied for a page of a foreign site, and for a body without the fields of `kind`."""
    _check_origin(request)
    try:
        return msgspec.json.decode(request.body, type=kind)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise Denied(400, "bad_body", "The body must be a JSON object with the fields of this route.") from None


def _check_origin(request: HubbubRequest) -> None:
    check_origin(request_source(request), request.app.ctx.settings)


def _address(request: HubbubRequest) -> str:
    return client_address(request_source(request), request.app.ctx.settings)


def _secret(cookies: Cookies) -> str:
    if (secret := cookies.person_token()) is None:
        raise Denied(403, "no_person", "This browser has no cookie of a person. Open the page, and allow cookies.")
    return secret


def _none() -> Denied:
    return Denied(404, "no_hand_over", "This link was used, cancelled, or is older than five minutes.")
