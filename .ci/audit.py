"""Checks every locked package, also those for tests, for known vulnerabilities; --strict fails without an answer.

A known vulnerability always fails. If the advisory service cannot be reached, `make check` prints a warning and continues,
because that says nothing about the code; `make audit`, for the checks of a push, fails. pip-audit alone is not enough: with
an index that has no advisories it skips every package and exits with 0.
"""

import json
import subprocess
import sys
from typing import Any

TIMEOUT_SECONDS = 120
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
        print(f"{package['name']} {package['version']}: {vulnerability['id']}, fixed in {fixed}", file=sys.stderr)
    if found:
        return 1
    if packages and len(audited) == len(packages):
        print(f"{len(audited)} packages audited, no known vulnerability")
        return 0
    missing = f"{len(packages) - len(audited)} of {len(packages)} packages" if packages else "the packages"
    print(f"NOT audited: the advisory service gave no answer about {missing}", file=sys.stderr)
    return int("--strict" in sys.argv)


def ask() -> list[dict[str, Any]]:
    """Every package with its `vulns` or a `skip_reason`; empty if pip-audit gave no answer."""
    try:
        run = subprocess.run(COMMAND, capture_output=True, timeout=TIMEOUT_SECONDS)
        return list(json.loads(run.stdout)["dependencies"])
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return []


if __name__ == "__main__":
    sys.exit(main())
