"""Installs what the peers need: a Python environment, Node modules, and the compiled C loop."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from bench.servers import C_LOOP, PEERS, PYTHON, Kind, node


def install_peers(report: Callable[[str], None]) -> dict[Kind, str]:
    """Returns the kinds of servers that cannot be measured here, each with the reason."""
    missing: dict[Kind, str] = {}
    steps: tuple[tuple[Kind, Callable[[], None]], ...] = (("python", _python), ("node", _node), ("c", _c_loop))
    for kind, install in steps:
        report(f"installing the peers: {kind}")
        try:
            install()
        except (OSError, subprocess.CalledProcessError) as error:
            lines = (getattr(error, "stderr", "") or str(error)).strip().splitlines()
            missing[kind] = lines[-1] if lines else type(error).__name__
    return missing


def _python() -> None:
    lock, environment = PEERS / "requirements.txt", PEERS / ".venv"
    if not _is_current(lock, environment):
        _run(sys.executable, "-m", "venv", "--clear", str(environment))
        pip = (str(PYTHON), "-m", "pip", "--disable-pip-version-check", "-q")
        _run(*pip, "install", "--require-hashes", "-r", str(lock))
        _mark_current(lock, environment)


def _node() -> None:
    lock, modules = PEERS / "package-lock.json", PEERS / "node_modules"
    if node() is None:
        raise OSError("there is no Node (Debian and Ubuntu: apt-get install nodejs npm)")
    if not _is_current(lock, modules):
        npm = shutil.which("npm")
        if npm is None:
            raise OSError("there is no npm (Debian and Ubuntu: apt-get install npm)")
        _run(npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", cwd=PEERS)
        _mark_current(lock, modules)


def _c_loop() -> None:
    compiler = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)
    if compiler is None:
        raise OSError("there is no C compiler")
    _run(compiler, "-O2", "-o", str(C_LOOP), str(C_LOOP.with_suffix(".c")))


def _is_current(lock: Path, folder: Path) -> bool:
    mark = folder / ".installed"
    return mark.exists() and mark.read_text() == _digest(lock)


def _mark_current(lock: Path, folder: Path) -> None:
    (folder / ".installed").write_text(_digest(lock))


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _run(*command: str, cwd: Path | None = None) -> None:
    subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True)
