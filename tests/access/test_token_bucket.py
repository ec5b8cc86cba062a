"""The token bucket, and the buckets of many addresses."""

from hypothesis import given
from hypothesis import strategies as st

from service.access.token_bucket import TokenBucket, TokenBuckets
from tests.support.clock import Clock

RATE, BURST = 8, 3  # a rate whose multiples are exact in binary


@given(st.lists(st.tuples(st.sampled_from([0, 0.0625, 0.125, 0.5, 10]), st.sampled_from([1, 0.25])), max_size=40))
def test_a_bucket_gives_its_burst_then_its_rate_exactly_when_it_said(steps):
    bucket, now, taken = TokenBucket(RATE, BURST, 0), 0.0, []
    for gap, cost in steps:
        now += gap
        if wait := bucket.take(now, cost=cost):
            assert bucket.take(now + 0.9 * wait, cost=cost) > 0
            now += wait
            assert bucket.take(now, cost=cost) == 0
        taken.append((now, cost))
    for end, (last, _) in enumerate(taken, 1):
        for begin, (first, _) in enumerate(taken[:end]):
            assert sum(cost for _, cost in taken[begin:end]) <= BURST + RATE * (last - first)
    now += BURST / RATE
    assert bucket.is_full(now)
    assert [bucket.take(now, cost=0.25) for _ in range(4 * BURST + 1)] == [0] * 4 * BURST + [0.25 / RATE]


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


def test_a_token_that_is_given_back_after_its_bucket_was_dropped_is_no_error():
    buckets = TokenBuckets(1, 1, clock := Clock())
    buckets.take("ana")
    clock.now += 2
    buckets.take("bo")
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
