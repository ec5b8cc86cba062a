"""The hand-over of a person: the other device gets the secret once, within five minutes, and only after the confirmation."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from service.access.hand_overs import HAND_OVER_SECONDS, HandOver, HandOvers, NoHandOver, State, TooManyHandOvers
from service.log.contract import VALUES_LIMIT
from service.log.expiring_values import MemoryValues
from tests.support.clock import Clock
from tests.support.postgres import postgres_log

ANA, BO = "a" * 22, "b" * 22


@pytest.fixture(params=["one process", "two nodes"])
def open_both(request):
    """Returns a function that opens the hand-overs as the old device reaches them, and as the new one does."""
    url = request.getfixturevalue("postgres_url") if request.param == "two nodes" else None

    @asynccontextmanager
    async def opened():
        if url is None:
            one = HandOvers(MemoryValues())
            yield one, one
        else:
            async with postgres_log(url) as one, postgres_log(url) as two:
                yield HandOvers(one.values), HandOvers(two.values)

    return opened


async def fails(call):
    with pytest.raises(NoHandOver):
        await call
    return True


async def test_the_device_that_claimed_takes_the_secret_once_after_the_confirmation_and_not_before(open_both):
    async with open_both() as (old, new):
        link = (await old.offer(ANA, "Ana")).token
        await old.offer(BO, "Bo")
        assert await fails(new.take(link))
        assert await fails(old.confirm(ANA, ""))
        assert [(await one.look(link)).secret for one in (old, new)] == [ANA, ANA]
        claims = await asyncio.gather(new.claim(link), old.claim(link), return_exceptions=True)
        (claimed,) = [one for one in claims if isinstance(one, HandOver)]
        token, code = claimed.token, claimed.code
        assert (len(code), claimed.name, token != link) == (4, "Ana", True)
        assert await fails(new.claim(link))
        other = f"{(int(code) + 1) % 10_000:04}"
        assert await fails(old.confirm(ANA, other))
        assert await fails(old.confirm(BO, code))
        assert (await new.take(token)).state is State.CLAIMED
        await old.confirm(ANA, code)
        assert (await old.of(ANA)).state is State.CONFIRMED
        stored = await old._values.get(f"hand-over {token[:16]}")
        assert not [one for one in (ANA, token[16:], link[16:]) if one.encode() in stored.content]
        takes = await asyncio.gather(new.take(token), old.take(token), return_exceptions=True)
        (taken,) = [one for one in takes if isinstance(one, HandOver)]
        assert (taken.state, taken.secret, taken.name) == (State.TAKEN, ANA, "Ana")
        assert (await old.of(ANA)).state is State.TAKEN
        assert await fails(new.take(token))
        assert await fails(old.confirm(ANA, code))
        assert ANA not in repr(taken)
        for wrong in ("", "\0" * 38, token[:16], token + "x", "ü" * 38):
            assert await fails(new.take(wrong))


@pytest.mark.parametrize("end", ["time", "cancel", "another offer"])
@pytest.mark.parametrize("reached", ["offered", "claimed", "confirmed"])
async def test_nothing_works_after_five_minutes_or_the_end_of_the_hand_over(reached, end):
    clock = Clock(100.0)
    hand_overs = HandOvers(MemoryValues(clock))
    token, code = (await hand_overs.offer(ANA, None)).token, ""
    if reached != "offered":
        claimed = await hand_overs.claim(token)
        token, code = claimed.token, claimed.code
    if reached == "confirmed":
        await hand_overs.confirm(ANA, code)
    clock.now += HAND_OVER_SECONDS - 0.1
    assert (await hand_overs.of(ANA)).state == reached
    if end == "time":
        clock.now += 0.1
        assert await fails(hand_overs.of(ANA))
    elif end == "cancel":
        await hand_overs.cancel(ANA)
    else:
        await hand_overs.offer(ANA, None)
    for step in (hand_overs.look, hand_overs.claim, hand_overs.take):
        assert await fails(step(token))
    assert await fails(hand_overs.confirm(ANA, code))


async def test_there_are_at_most_1000_at_the_same_time():
    clock = Clock(100.0)
    values = MemoryValues(clock)
    hand_overs = HandOvers(values)
    for number in range(VALUES_LIMIT):
        await hand_overs.offer(f"{number:022}", None)
    with pytest.raises(TooManyHandOvers):
        await hand_overs.offer(ANA, None)
    clock.now += HAND_OVER_SECONDS
    await hand_overs.offer(ANA, None)
    assert len(values._values) == 1
