"""`python -m bench.measure TASK` makes one measurement; the task and the result are JSON."""

import gc
import os
import resource
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from bench.machine import cores
from bench.measure.browser import browser
from bench.measure.database import database
from bench.measure.history import history, reconnects
from bench.measure.load import handshakes, load
from bench.measure.longest_tasks import longest_tasks
from bench.measure.task import Measurement, Task
from bench.measure.watches import watches

KINDS: Final[dict[str, Callable[[Task, Path, int], Measurement]]] = {
    "load": load,
    "handshakes": handshakes,
    "reconnects": reconnects,
    "history": history,
    "watches": watches,
    "browser": browser,
    "longest_tasks": longest_tasks,
    "database": database,
}


def main() -> None:
    task = msgspec.json.decode(sys.argv[1], type=Task)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    server_core, generator_core = cores()
    os.sched_setaffinity(0, {generator_core})
    gc.disable()  # the generator makes no cycles, and a pause of its collector would look like latency of the server
    with tempfile.TemporaryDirectory(prefix="hubbub-bench-") as folder:
        print(msgspec.json.encode(KINDS[task.workload.kind](task, Path(folder), server_core)).decode())


main()
