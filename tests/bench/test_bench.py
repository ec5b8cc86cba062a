"""The arithmetic of the bench: a wrong percentile or a message counted twice would make all of its figures worthless."""

import asyncio
import json
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bench.load.schedule import Schedule
from bench.load.stamps import MARK, StampCounter, StampReader, stamp
from bench.load.wire import MASK, text_frame
from bench.measure.prepared_log import prepare_log
from bench.measure.usage import Usage, usage
from bench.percentiles import percentile, ratio, summary
from bench.report.page import page, write
from bench.results import Results
from bench.servers import SERVERS
from bench.targets import COST, TARGETS, TITLES, Target
from bench.workloads import WORKLOADS, quick
from tests.support.logs import sqlite_log


def test_a_percentile_is_a_measured_value():
    found = summary([float(number) for number in range(1, 1001)])
    assert found == {"p50": 500, "p95": 950, "p99": 990, "p999": 999, "max": 1000}
    assert percentile([7.0], 0.5) == percentile([7.0], 0.999) == 7.0
    assert percentile([], 0.99) == 0.0


@given(some.lists(some.floats(0, 1e6), min_size=1), some.floats(0.01, 1))
def test_a_percentile_is_at_least_as_large_as_its_share_of_the_values(values, share):
    found = percentile(sorted(values), share)
    assert sum(value <= found for value in values) >= share * len(values) - 1e-6


def test_a_ratio_compares_the_values_of_each_round_and_no_failed_measurement():
    found = ratio([1.0, 4.0, 3.0], [2.0, 2.0, 3.0])
    assert (found.median, found.smallest, found.largest) == (1.0, 0.5, 2.0)
    assert ratio([1.0], []) is ratio([1.0], [0.0]) is None
    results = Results({"steady": {"hubbub": [{COST: 2}, {"failed": "no"}], "node": [{COST: 4}, {COST: 5}]}})
    assert results.ratio("steady", COST, "node").median == 0.5
    assert results.ratio("steady", "us_per_message", "node") is None


@pytest.mark.parametrize("burst", [1, 7])
def test_a_message_is_due_from_its_time_on_and_not_before(burst):
    schedule = Schedule(rate=1000, seconds=0.1, burst=burst)
    assert schedule.total == schedule.due_by(1e9) == 100
    for number in range(100):
        due = schedule.due_at(number)
        assert number < schedule.due_by(due)
        assert due == 0 or number >= schedule.due_by(due - 1e-4)


@given(some.integers(0, 20), some.lists(some.integers(0, 10_000)))
def test_every_message_counts_once_wherever_the_stream_is_split(count, cuts):
    stream = b"".join(b'\x81~{"text":"noon? %b"}' % stamp(number).encode() for number in range(count))
    edges = [0, *sorted(cut % (len(stream) + 1) for cut in cuts), len(stream)]
    chunks = [stream[start:end] for start, end in pairwise(edges)]
    counter, reader = StampCounter(), StampReader()
    assert sum(counter.feed(chunk) for chunk in chunks) == counter.count == count
    assert [number for chunk in chunks for number in reader.feed(chunk)] == list(range(count))


@pytest.mark.parametrize("text", ["", "short", "Grüße 🦦", "x" * 125, "x" * 126, "x" * 4000])
def test_a_text_frame_is_masked_and_has_its_length(text):
    frame, payload = text_frame(text), text.encode()
    body = frame[len(frame) - len(payload) :]
    assert bytes(byte ^ MASK[index % 4] for index, byte in enumerate(body)) == payload
    size = frame[1] & 0x7F
    assert (int.from_bytes(frame[2:4]) if size == 126 else size) == len(payload)


@pytest.mark.parametrize("server", SERVERS.values(), ids=lambda server: server.key)
def test_a_message_in_every_wire_format_has_one_stamp(server):
    payload = server.wire.encode("d00000007", f"noon? {stamp(7)}")
    assert payload.count(MARK.decode()) == 1
    assert json.loads(payload.removeprefix("42"))


def test_a_prepared_log_is_one_that_the_service_reads(tmp_path):
    prepared = prepare_log(tmp_path / "hubbub.db", 3)

    async def scenario():
        async with sqlite_log(tmp_path / "hubbub.db") as log:
            page = await log.read("lobby", after=0, limit=10)
            assert (page.head, log.epoch) == (prepared.head, prepared.epoch)
            assert [message.seq for message in page.entries if MARK.decode() in message.text] == [1, 2, 3]

    asyncio.run(scenario())


def test_a_child_or_thread_that_ends_while_it_is_read_does_not_fail_the_measurement(tmp_path):
    running, ended = tmp_path / "7" / "task" / "7", tmp_path / "7" / "task" / "8"
    running.mkdir(parents=True)
    ended.mkdir()
    (running / "children").write_text("9 ")  # process 9 is gone
    (running / "schedstat").write_text("250000000 1000000000 3")
    (ended / "schedstat").symlink_to(tmp_path / "gone")
    (tmp_path / "7" / "stat").write_text(f"7 (a server) S {'0 ' * 10}20 5")
    (tmp_path / "7" / "status").write_text("VmRSS:\t   64 kB\n")
    assert usage(7, proc=tmp_path) == Usage(cpu_seconds=0.25, rss_kb=64)
    with pytest.raises(ProcessLookupError):
        usage(9, proc=tmp_path)


def test_a_target_is_a_maximum_or_a_minimum():
    assert Target("", "", 2, is_minimum=True).is_met(2.5)
    assert not Target("", "", 2).is_met(2.5)


def test_workloads_and_targets_name_servers_and_workloads_that_exist():
    assert {server for workload in WORKLOADS for server in workload.servers_of_round(0)} == set(SERVERS)
    assert {target.workload for target in TARGETS} <= {workload.key for workload in WORKLOADS}
    assert {target.figure for target in TARGETS} == set(TITLES)
    assert {target.against for target in TARGETS if target.against} <= set(SERVERS)


def test_the_quick_run_is_a_part_of_the_full_run():
    full = {workload.key: workload for workload in WORKLOADS}
    for workload in quick():
        assert set(workload.servers_of_round(0)) <= set(full[workload.key].servers_of_round(0))
        for size in ("rounds", "seconds", "connections", "log_messages"):
            assert getattr(workload, size) <= getattr(full[workload.key], size)


LOAD = {COST: 0.5, "latency_ms": summary([1.0]), "missing": 0}
WATCHES = dict.fromkeys(("us_per_watch", "kb_per_watch", "us_per_tab_and_second", "heads_per_tab_and_second"), 0.5)
FAILED = {"failed": "it did not start"}
RUN = {
    "at": "now",
    "quick": False,
    "machine": dict.fromkeys("processor processors memory_gb kernel python node sqlite fsync_ms".split(), "x"),
    "left_out": {"Socket.IO 4": "there is no npm"},
    "minutes": 1,
    "results": {
        "steady": {"hubbub": [LOAD], "node": [LOAD | {COST: 0.25}], "uws": [FAILED]},
        "watch_quiet": {"hubbub": [WATCHES]},
        "rate_100": {"hubbub": [FAILED], "node": [LOAD]},
    },
}


def test_the_page_names_missing_servers_and_failed_measurements():
    written = page(RUN)
    assert "Socket.IO 4 (there is no npm)" in written
    assert "it did not start" in written
    assert "| 100 connections, 1,000 messages/s | µs per delivery | 0.5 | Node `ws` + Express: 0.25 | 2 |" in written
    assert "| 100 connections, 100 messages/s | Node `ws` + Express | 1 |" in written
    assert "| 1,000 tabs, each follows 20 quiet rooms of its own | 0.5 | 0.5 | 0.5 | 0.5 |" in written


def test_the_same_figures_give_the_same_plots(tmp_path):
    for folder in (tmp_path / "one", tmp_path / "two"):
        write(RUN, folder)
    pictures = re.findall(r"performance/\w+\.svg", page(RUN))
    assert pictures
    for picture in pictures:
        assert (tmp_path / "one" / picture).read_bytes() == (tmp_path / "two" / picture).read_bytes()
