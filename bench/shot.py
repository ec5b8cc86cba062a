"""One measurement of one contender, in a process of its own: `python -m bench.shot '{…}'` prints what it found as JSON."""

import gc
import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any, Final

from bench.accounting import account
from bench.contenders import CONTENDERS
from bench.crowd import Crowd
from bench.prepared import Prepared, fill
from bench.running import Running
from bench.talk import Talk, Talking

SETTLE_SECONDS: Final = 1.3
"""After everybody is in: Hubbub tells who came once a second, and all that has to be over before the clock starts."""


def main() -> None:
    spec = json.loads(sys.argv[1])
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    server_core, generator_core = cores()
    os.sched_setaffinity(0, {generator_core})
    gc.disable()  # nothing here makes cycles, and a pause would look like the server's
    with tempfile.TemporaryDirectory(prefix="hubbub-bench-") as folder:
        print(json.dumps(KINDS[spec["kind"]](spec, Path(folder), server_core)))


def cores() -> tuple[int, int]:
    """One for the server and another for us; the same if there is only one."""
    ours = sorted(os.sched_getaffinity(0))
    return ours[0], ours[-1]


def talk(spec: dict[str, Any], folder: Path, core: int) -> dict[str, Any]:
    """Connect, settle, speak."""
    with Running(CONTENDERS[spec["contender"]], folder, core, spec.get("every_ms", 0)) as server:
        crowd = Crowd(server.port, server.contender.dialect)
        found = gather(crowd, spec["connections"], server.pid, spec.get("receive_bytes"))
        crowd.listen(time.monotonic() + SETTLE_SECONDS)
        found["rss_idle_kb"] = account(server.pid).rss_kb
        found["kb_per_connection"] = (found["rss_idle_kb"] - found["rss_empty_kb"]) / spec["connections"]
        if spec.get("rate"):
            words = Talk(spec["rate"], spec["seconds"], spec["words"], spec.get("burst", 1), spec.get("deaf", 0))
            found |= Talking(crowd, words, server.pid).run()
        crowd.close()
        return found | {"start_seconds": server.start_seconds}


def gather(crowd: Crowd, count: int, pid: int, receive_bytes: int | None = None, at_once: int = 256) -> dict[str, Any]:
    before = account(pid)
    seconds = crowd.gather(count, at_once, receive_bytes=receive_bytes)
    used = account(pid).since(before)
    took = sorted(line.ready_seconds for line in crowd.lines)
    return {
        "rss_empty_kb": before.rss_kb,
        "handshakes_per_second": count / seconds,
        "us_per_handshake": 1e6 * used.cpu_seconds / count,
        "handshake_cpu_seconds": used.cpu_seconds,
        "handshake_seconds": seconds,
        "handshake_p99_ms": 1e3 * took[int(len(took) * 0.99)],
        "handshakes_tried_again": crowd.failures,
    }


def storm(spec: dict[str, Any], folder: Path, core: int) -> dict[str, Any]:
    """Everybody knocks at once."""
    with Running(CONTENDERS[spec["contender"]], folder, core) as server:
        crowd = Crowd(server.port, server.contender.dialect)
        found = gather(crowd, spec["connections"], server.pid, at_once=spec["connections"])
        crowd.listen(time.monotonic() + SETTLE_SECONDS)
        crowd.close()
        return found


def back_again(spec: dict[str, Any], folder: Path, core: int) -> dict[str, Any]:
    """The storm after a restart: all come at once to a server that just started, each with messages to catch up with."""
    log = fill(folder / "hubbub.db", spec["log"])
    with Running(CONTENDERS["hubbub"], folder, core) as server:
        crowd = Crowd(server.port, server.contender.dialect)
        count, missed = spec["connections"], spec["missed"]
        began = time.monotonic()
        crowd.gather(count, count, log.query(missed))
        crowd.listen(began + 60, lambda: crowd.counted >= count * missed)
        took, used = time.monotonic() - began, account(server.pid)  # all since its start, which is part of it
        caught_up = sum(line.marks.count == missed for line in crowd.lines)
        crowd.close()
        return {"seconds": took, "server_cpu_seconds": used.cpu_seconds, "caught_up": caught_up, "connections": count}


def read_back(spec: dict[str, Any], folder: Path, core: int) -> dict[str, Any]:
    """A long log: how soon the server is up, the first page there, and what somebody missed."""
    log = fill(folder / "hubbub.db", spec["log"])
    with Running(CONTENDERS["hubbub"], folder, core) as server:
        found: dict[str, Any] = {"log": log.head, "start_seconds": server.start_seconds}
        found["first_page_cold_ms"] = _seconds_to_read(server, log, None) * 1e3
        found["first_page_ms"] = _middle_ms(server, log, None, 20)
        for missed in (1, 100, 10_000):
            found[f"resume_{missed}_ms"] = _middle_ms(server, log, missed, 20 if missed < 1000 else 7)
        return found


def screen(spec: dict[str, Any], folder: Path, core: int) -> dict[str, Any]:
    """What a person sees: needs a browser, which gets all processors but gives way to the server's."""
    from bench.screen import keys  # only here: everything else is measured without a browser

    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    with Running(CONTENDERS["hubbub"], folder, core) as server:
        return keys(f"http://127.0.0.1:{server.port}")


def _middle_ms(server: Running, log: Prepared, missed: int | None, times: int) -> float:
    return 1e3 * median(_seconds_to_read(server, log, missed) for _ in range(times))


def _seconds_to_read(server: Running, log: Prepared, missed: int | None) -> float:
    """From the handshake's first byte to the last message."""
    crowd = Crowd(server.port, server.contender.dialect)
    began = time.monotonic()
    crowd.gather(1, query=log.query(missed))
    expected = log.first_page if missed is None else missed
    crowd.listen(began + 10, lambda: crowd.counted >= expected)
    took = time.monotonic() - began
    crowd.close()
    if crowd.counted < expected:
        raise RuntimeError(f"only {crowd.counted} of {expected} messages came")
    return took


KINDS: Final = {"talk": talk, "storm": storm, "back_again": back_again, "read_back": read_back, "screen": screen}

if __name__ == "__main__":
    main()
