"""`make bench` measures Hubbub and other servers, and writes docs/performance.md, its plots and its figures.

`make bench-nodes` measures nodes on PostgreSQL, and writes docs/scaling.md in the same way.
"""

import argparse
import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import machine, workloads
from bench.install import install_peers
from bench.report import page, scaling
from bench.results import Results
from bench.rounds import ATTEMPTS, measure_all
from bench.scaling.replay import replay
from bench.servers import NODES, ROOT, SERVERS


def main() -> None:
    arguments = _arguments()
    missing = {} if arguments.nodes else install_peers(print)
    left_out = {server.name: missing[server.kind] for server in SERVERS.values() if server.kind in missing}
    for name, reason in left_out.items():
        print(f"not measured: {name}: {reason}")
    known = workloads.NODE_WORKLOADS if arguments.nodes else workloads.WORKLOADS
    chosen = [
        workload
        for workload in (workloads.quick(known) if arguments.quick else known)
        if not arguments.only or workload.key in arguments.only.split(",")
    ]
    available = {key for key, server in (SERVERS | NODES).items() if server.kind not in missing}
    began = time.monotonic()
    run: dict[str, Any] = {
        "at": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "quick": arguments.quick,
        "machine": machine.describe(),
        "left_out": left_out,
        "results": measure_all(chosen, available, arguments.attempts),
    }
    run["minutes"] = round((time.monotonic() - began) / 60, 1)
    folder = Path(arguments.out)
    folder.mkdir(parents=True, exist_ok=True)
    name, write = ("scaling", scaling.write) if arguments.nodes else ("performance", page.write)
    if arguments.nodes and not arguments.only:
        run["simulation"] = replay(Results(run["results"]))
    (folder / f"{name}.json").write_text(json.dumps(run, indent=1) + "\n")
    write(run, folder)
    print(f"\nwrote {folder / f'{name}.md'} after {run['minutes']} minutes")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("make bench", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="small workloads, in under 4 minutes; writes to bench/quick/"
    )
    parser.add_argument("--nodes", action="store_true", help="measure nodes on PostgreSQL instead of other servers")
    parser.add_argument("--only", help="measure only these workloads: keys separated by commas; writes to bench/quick/")
    parser.add_argument(
        "--attempts", type=int, default=ATTEMPTS, help="how often a disturbed measurement is made, at most"
    )
    parser.add_argument("--out", help="the folder to write to (docs/)")
    arguments = parser.parse_args()
    arguments.out = arguments.out or (ROOT / "bench" / "quick" if arguments.quick or arguments.only else ROOT / "docs")
    return arguments


main()
