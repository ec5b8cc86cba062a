"""The browser's pure parts, tested in Node: tests/client/*.test.js."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

FILES = sorted(Path(__file__).with_name("client").glob("*.test.js"))


def test_there_are_files_to_run():
    assert FILES


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_what_each_file_claims_holds(file):
    node = shutil.which("node")
    if node is None and not os.environ.get("CI"):
        pytest.skip("needs Node 20 or newer")
    assert node, "node is not installed"
    run = subprocess.run([node, "--test", file], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stdout + run.stderr
