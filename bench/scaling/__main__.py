"""`python -m bench.scaling docs/scaling.json` simulates again, and writes docs/scaling.md and its plot."""

import json
import sys
from pathlib import Path

from bench.report.scaling import write
from bench.results import Results
from bench.scaling.replay import replay

source = Path(sys.argv[1])
run = json.loads(source.read_text())
run["simulation"] = replay(Results(run["results"]))
source.write_text(json.dumps(run, indent=1) + "\n")
write(run, source.parent)
