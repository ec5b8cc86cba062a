"""The arithmetic of the bench: a wrong percentile or a message counted twice would make every figure of it worthless."""

import json
import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bench.accounting import Account, account
from bench.chart import Series, line_chart
from bench.dialects import DIALECTS, MASK, masked
from bench.figures import MARK, Marks, Stamps, due_count, due_seconds, percentile, ratio, stamp, summary
from bench.goals import GOALS, Found, Goal
from bench.report import write
from bench.workloads import FULL, quick


def test_a_percentile_is_a_value_that_was_measured():
    values = [float(number) for number in range(1, 1001)]
    assert summary(values) == {"p50": 500, "p95": 950, "p99": 990, "p999": 999, "max": 1000}
    assert percentile([7.0], 0.5) == percentile([7.0], 0.999) == 7.0
    assert percentile([], 0.99) == 0.0


@given(some.lists(some.floats(0, 1e6), min_size=1), some.floats(0.01, 1))
def test_no_more_than_the_rest_lies_above_a_percentile(values, share):
    ordered = sorted(values)
    found = percentile(ordered, share)
    assert sum(value <= found for value in ordered) >= share * len(ordered) - 1e-6


def test_a_ratio_compares_the_pairs_of_a_round():
    found = ratio([1.0, 4.0, 3.0], [2.0, 2.0, 3.0])
    assert (found.middle, found.least, found.most) == (1.0, 0.5, 2.0)
    assert ratio([1.0], []) is None
    assert ratio([1.0], [0.0]) is None


@pytest.mark.parametrize("burst", [1, 7])
def test_a_message_counts_as_due_from_its_moment_on(burst):
    rate, total = 1000, 100
    for number in range(total):
        due = due_seconds(number, rate, burst)
        assert number < due_count(due, rate, total, burst)
        assert due == 0 or number >= due_count(due - 1e-4, rate, total, burst)
    assert due_count(1e9, rate, total, burst) == total


def torn(stream, cuts):
    edges = [0, *sorted(cut % (len(stream) + 1) for cut in cuts), len(stream)]
    return [stream[start:end] for start, end in pairwise(edges)]


@given(some.integers(0, 20), some.lists(some.integers(0, 10_000)))
def test_every_message_is_counted_once_wherever_the_stream_is_torn(count, cuts):
    stream = b"".join(b'\x81~{"text":"noon? %b"}' % stamp(number).encode() for number in range(count))
    marks, stamps = Marks(), Stamps()
    pieces = torn(stream, cuts)
    assert sum(marks.feed(piece) for piece in pieces) == marks.count == count
    assert [number for piece in pieces for number in stamps.feed(piece)] == list(range(count))


@pytest.mark.parametrize("text", ["", "short", "Grüße 🦦", "x" * 125, "x" * 126, "x" * 4000])
def test_what_is_said_is_masked_as_a_browser_would(text):
    frame, payload = masked(text), text.encode()
    body = frame[-len(payload) :] if payload else b""
    assert bytes(byte ^ MASK[index % 4] for index, byte in enumerate(body)) == payload
    size = frame[1] & 0x7F
    assert (int.from_bytes(frame[2:4]) if size == 126 else size) == len(payload)


def test_every_dialect_says_a_text_with_one_mark():
    for dialect in DIALECTS.values():
        said = dialect.say("d00000007", f"noon? {stamp(7)}")
        assert said.count(MARK.decode()) == 1
        assert json.loads(said.removeprefix("42"))


def test_a_chart_is_whole_and_escapes_its_words():
    drawn = ET.fromstring(line_chart("A < B", "x", "y", [Series("one & two", [(10, 0.5), (1000, 20)])]))
    words = [text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert "A < B" in words
    assert "one & two" in words
    assert all(0 <= float(dot.attrib["cx"]) <= 720 for dot in drawn.iter("{http://www.w3.org/2000/svg}circle"))


def test_what_failed_is_not_compared():
    found = Found(
        {"steady": {"hubbub": [{"latency_ms": {"p99": 2}}, {"failed": "no"}], "node": [{"latency_ms": {"p99": 4}}]}}
    )
    assert found.values("steady", "hubbub", "latency_ms.p99") == [2.0]
    assert found.ratio("steady", "latency_ms.p99", "node").middle == 0.5
    assert found.ratio("steady", "us_per_delivery", "node") is None


def test_a_goal_knows_its_direction():
    assert Goal(1, "", 2, lambda _: None, at_least=True).is_met(2.5)
    assert not Goal(1, "", 2, lambda _: None).is_met(2.5)


def test_the_quick_run_asks_for_no_more_than_the_full_one():
    full = {workload.key: workload for workload in FULL}
    for workload in quick():
        assert set(workload.contenders) <= set(full[workload.key].contenders)
        assert workload.spec.get("seconds", 0) <= full[workload.key].spec.get("seconds", 0)
    assert len(full) == len(FULL)
    assert all(goal.find(Found({})) is None for goal in GOALS)


TALK = {
    "us_per_delivery": 0.5,
    "us_per_message": 25.0,
    "server_share": 0.5,
    "latency_ms": {"p50": 1.0, "p95": 2.0, "p99": 3.0, "p999": 4.0, "max": 5.0},
    "kb_per_connection": 7.0,
    "missing": 0,
    "generator_was_bottleneck": False,
}
MACHINE = dict.fromkeys(
    [
        "processor",
        "processors",
        "memory_gb",
        "kernel",
        "python",
        "node",
        "sqlite",
        "server_core",
        "generator_core",
        "fsync_ms",
    ],
    "x",
)


def test_a_run_that_left_somebody_out_and_in_which_something_failed_still_gives_its_page(tmp_path):
    results = {
        "steady": {
            "hubbub": [TALK],
            "node": [TALK | {"us_per_delivery": 0.25}],
            "uws": [{"failed": "it did not start"}],
        },
        "load_100": {"hubbub": [TALK]},
    }
    run = {
        "at": "now",
        "quick": False,
        "machine": MACHINE,
        "left_out": {"Socket.IO 4": "there is no npm"},
        "minutes": 1,
    }
    write(run | {"results": results}, tmp_path)
    page = (tmp_path / "performance.md").read_text()
    assert "Socket.IO 4 (there is no npm)" in page
    assert "it did not start" in page
    assert "| 100 connections, 1,000 messages/s | µs per delivery | 0.5 | Node `ws` + Express: 0.25 | 2 |" in page
    for picture in re.findall(r"performance/\w+\.svg", page):
        assert (tmp_path / picture).exists()


def test_a_child_or_a_thread_that_ends_while_it_is_counted_does_not_fail_the_measurement(tmp_path):
    lasting, ended = tmp_path / "7" / "task" / "7", tmp_path / "7" / "task" / "8"
    lasting.mkdir(parents=True)
    ended.mkdir()
    (lasting / "children").write_text("9 ")  # of which nothing is left
    (lasting / "schedstat").write_text("250000000 1000000000 3")
    (lasting / "status").write_text("voluntary_ctxt_switches:\t2\nnonvoluntary_ctxt_switches:\t1\n")
    (tmp_path / "7" / "stat").write_text(f"7 (a server) S {'0 ' * 10}20 5")
    (tmp_path / "7" / "status").write_text("VmRSS:\t   64 kB\n")
    assert account(7, proc=tmp_path) == Account(cpu_seconds=0.25, waited_seconds=1.0, switches=3, rss_kb=64)
    with pytest.raises(ProcessLookupError):
        account(9, proc=tmp_path)
