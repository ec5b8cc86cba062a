"""Asks PyPI's advisory service about every locked package, those for tests included; --strict insists on an answer.

A known vulnerability fails always. A service that cannot be reached says nothing about the code, so `make check` goes on
without it, in a line that says so; where nobody looks at lines, in the checks of a push, `make audit` fails instead.
pip-audit alone would do worse than fail: where an index has no advisories it skips every package, and exits with 0.
"""

import json
import subprocess
import sys
from typing import Any

PATIENCE_SECONDS = 120
COMMAND = (
    *(sys.executable, "-m", "pip_audit", "--requirement", "requirements-dev.txt"),
    *("--require-hashes", "--disable-pip", "--format", "json", "--progress-spinner", "off", "--timeout", "10"),
)


def main() -> int:
    packages = ask()
    audited = [package for package in packages if "vulns" in package]
    found = [(package, vulnerability) for package in audited for vulnerability in package["vulns"]]
    for package, vulnerability in found:
        fixed = ", ".join(vulnerability["fix_versions"]) or "no version yet"
        print(f"{package['name']} {package['version']}: {vulnerability['id']}, mended in {fixed}", file=sys.stderr)
    if found:
        return 1
    if packages and len(audited) == len(packages):
        print(f"{len(audited)} packages audited, no vulnerability known")
        return 0
    missing = f"{len(packages) - len(audited)} of {len(packages)} packages" if packages else "the packages"
    print(f"NOT audited: the advisory service gave no answer about {missing}", file=sys.stderr)
    return int("--strict" in sys.argv)


def ask() -> list[dict[str, Any]]:
    """Every package with its `vulns`, or with a `skip_reason`; none if nothing could be asked."""
    try:
        run = subprocess.run(COMMAND, capture_output=True, timeout=PATIENCE_SECONDS)
        return list(json.loads(run.stdout)["dependencies"])
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return []


if __name__ == "__main__":
    sys.exit(main())
