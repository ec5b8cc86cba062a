"""The browser's pure parts, tested in Node: tests/client/*.test.js. The Node is the one that Playwright brings along."""

import os
import subprocess
from pathlib import Path

import pytest
from playwright._impl._driver import compute_driver_executable

SPEAKING = Path(__file__).parent / "support" / "english.js"
FILES = sorted(Path(__file__).parent.glob("*.test.js"))


def test_there_are_files_to_run():
    assert FILES


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_what_each_file_claims_holds(file, seed, thorough):
    node, _ = compute_driver_executable()
    chance = os.environ | {"SEED": str(seed), "WALKS": thorough("300", "10000")}
    command = [node, "--import", SPEAKING, file]
    run = subprocess.run(command, capture_output=True, text=True, timeout=thorough(120, 900), env=chance)
    assert run.returncode == 0, run.stdout + run.stderr
