"""The token bucket, and the buckets of many addresses."""

from hypothesis import given
from hypothesis import strategies as st

from service.access.token_bucket import TokenBucket, TokenBuckets
from tests.support.clock import Clock

RATE, BURST = 8, 3  # a rate whose multiples are exact in binary


@given(st.lists(st.sampled_from([0, 0.0625, 0.125, 0.5, 10]), max_size=40))
def test_a_bucket_gives_its_burst_then_its_rate_and_a_token_exactly_when_it_said(gaps):
    bucket, now, taken = TokenBucket(RATE, BURST, 0), 0.0, []
    for gap in gaps:
        now += gap
        if wait := bucket.take(now):
            assert bucket.take(now + 0.9 * wait) > 0
            now += wait
            assert bucket.take(now) == 0
        taken.append(now)
    for end, last in enumerate(taken):
        assert all(end - begin < BURST + RATE * (last - first) for begin, first in enumerate(taken[: end + 1]))
    assert bucket.is_full(now + BURST / RATE)


def test_tokens_may_be_taken_in_advance_up_to_the_longest_wait():
    bucket = TokenBucket(RATE, BURST, 0)
    assert [bucket.take(0, 0.5) for _ in range(9)] == [0, 0, 0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.625]
    assert bucket.take(0.125, 0.5) == 0.5


def test_a_rate_of_0_means_no_limit():
    bucket = TokenBucket(0, 1, 0)
    assert not any(bucket.take(0) for _ in range(1_000))
    assert bucket.is_full(0)


def test_a_token_that_was_given_back_can_be_taken_again():
    buckets = TokenBuckets(1, 1, Clock())
    for _ in range(3):
        assert buckets.take("ana") == 0
        buckets.give_back("ana")
    assert [buckets.take("ana") for _ in range(2)] == [0, 1]


def test_addresses_are_forgotten_when_their_buckets_are_full_again_and_not_before():
    buckets = TokenBuckets(10, 20, clock := Clock())
    for number in range(1_000):
        buckets.take(f"address {number}")
    while buckets.take("fast", 5) < 5:
        pass
    clock.now += 2.1
    assert buckets.take("new") == 0
    assert len(buckets) == 2
    assert buckets.take("fast") > 2
