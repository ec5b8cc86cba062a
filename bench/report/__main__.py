"""`python -m bench.report docs/performance.json` writes the page and its plots again from the figures of a run."""

import json
import sys
from pathlib import Path

from bench.report.page import write

source = Path(sys.argv[1])
write(json.loads(source.read_text()), source.parent)
