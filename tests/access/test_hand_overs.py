"""The hand-over of a person: the other device gets the secret once, within five minutes, and only after the confirmation."""

import pytest

from service.access.hand_overs import (
    HAND_OVER_LIMIT,
    HAND_OVER_SECONDS,
    HandOvers,
    NoHandOver,
    State,
    TooManyHandOvers,
)
from tests.support.clock import Clock

ANA, BO = "a" * 22, "b" * 22


@pytest.fixture
def clock():
    return Clock(100.0)


@pytest.fixture
def hand_overs(clock):
    return HandOvers(clock)


def fails(call, *arguments):
    with pytest.raises(NoHandOver):
        call(*arguments)
    return True


def test_the_device_that_claimed_takes_the_secret_once_after_the_confirmation_and_not_before(hand_overs):
    link = hand_overs.offer(ANA, "Ana").token
    hand_overs.offer(BO, "Bo")
    assert fails(hand_overs.take, link)
    assert fails(hand_overs.confirm, ANA, "")
    claimed = hand_overs.claim(link)
    token, code = claimed.token, claimed.code
    assert (len(code), token != link) == (4, True)
    assert fails(hand_overs.claim, link)
    assert hand_overs.take(token).state is State.CLAIMED
    other = f"{(int(code) + 1) % 10_000:04}"
    assert fails(hand_overs.confirm, ANA, other)
    assert fails(hand_overs.confirm, BO, code)
    assert hand_overs.take(token).state is State.CLAIMED
    hand_overs.confirm(ANA, code)
    assert hand_overs.of(ANA).state is State.CONFIRMED
    taken = hand_overs.take(token)
    assert (taken.state, taken.secret, taken.name) == (State.TAKEN, ANA, "Ana")
    assert hand_overs.of(ANA).state is State.TAKEN
    assert fails(hand_overs.take, token)
    assert fails(hand_overs.confirm, ANA, code)
    assert ANA not in repr(taken)
    for person in (ANA, BO):
        hand_overs.cancel(person)
    assert not hand_overs._by_token


@pytest.mark.parametrize("end", ["time", "cancel", "another offer"])
@pytest.mark.parametrize("reached", ["offered", "claimed", "confirmed"])
def test_nothing_works_after_five_minutes_or_the_end_of_the_hand_over(hand_overs, clock, reached, end):
    token, code = hand_overs.offer(ANA, None).token, ""
    if reached != "offered":
        claimed = hand_overs.claim(token)
        token, code = claimed.token, claimed.code
    if reached == "confirmed":
        hand_overs.confirm(ANA, code)
    clock.now += HAND_OVER_SECONDS - 0.1
    assert hand_overs.of(ANA).state == reached
    if end == "time":
        clock.now += 0.1
        assert fails(hand_overs.of, ANA)
        assert len(hand_overs) == 0
    elif end == "cancel":
        hand_overs.cancel(ANA)
    else:
        hand_overs.offer(ANA, None)
    for step in (hand_overs.look, hand_overs.claim, hand_overs.take):
        assert fails(step, token)
    assert fails(hand_overs.confirm, ANA, code)


def test_there_are_at_most_1000_at_the_same_time(hand_overs, clock):
    for number in range(HAND_OVER_LIMIT):
        hand_overs.offer(f"{number:022}", None)
    with pytest.raises(TooManyHandOvers):
        hand_overs.offer(ANA, None)
    clock.now += HAND_OVER_SECONDS
    hand_overs.offer(ANA, None)
    assert len(hand_overs) == len(hand_overs._by_token) == 1
