"""Who is measured: how each is made, started and spoken to, and what it promises."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.dialects import DIALECTS, Dialect

ROOT: Final = Path(__file__).parents[1]
PEERS: Final = Path(__file__).with_name("peers")
PYTHON: Final = PEERS / ".venv" / "bin" / "python"
FLOOR: Final = PEERS / "floor"


@dataclass(frozen=True, slots=True)
class Contender:
    key: str
    name: str
    kind: str
    """What it is made with, which is also what may be missing: ours, python, node or c."""
    program: str
    promise: str
    speaks: str = "plain"

    @property
    def dialect(self) -> Dialect:
        return DIALECTS[self.speaks]

    def command(self, port: int, every_ms: float = 0) -> list[str]:
        return {
            "ours": lambda: [sys.executable, "-m", "sanic", "service.app", "--single-process", "-p", str(port)],
            "python": lambda: [str(PYTHON), str(PEERS / self.program), str(port)],
            "node": lambda: [node() or "", str(PEERS / self.program), str(port)],
            "c": lambda: [str(FLOOR), str(port), f"{every_ms:.3f}"],
        }[self.kind]()


NOTHING: Final = "nothing stored, no history, no numbers"

CONTENDERS: Final = {
    contender.key: contender
    for contender in (
        Contender(
            "hubbub",
            "Hubbub",
            "ours",
            "",
            "every message stored (fsync) before anybody sees it, numbered, history",
            "hubbub",
        ),
        Contender("node", "Node `ws` + Express", "node", "node_ws.js", NOTHING),
        Contender("socket_io", "Socket.IO 4", "node", "socket_io.js", NOTHING, "socket.io"),
        Contender("uws", "µWebSockets (socketify)", "python", "uwebsockets.py", NOTHING),
        Contender("websockets", "`websockets` broadcast", "python", "websockets_broadcast.py", NOTHING),
        Contender("sanic", "Sanic, obvious loop", "python", "sanic_loop.py", NOTHING),
        Contender("fastapi", "FastAPI on uvicorn", "python", "fastapi_uvicorn.py", NOTHING),
        Contender("channels", "Django Channels on Daphne", "python", "django_channels.py", NOTHING),
        Contender(
            "floor", "floor: bare C loop", "c", "floor.c", "no server at all: writes Hubbub's bytes in as many writes"
        ),
    )
}


def node() -> str | None:
    """The Node of this machine, else the one that Playwright brings."""
    if found := shutil.which("node"):
        return found
    try:
        from playwright._impl._driver import compute_driver_executable
    except ImportError:
        return None
    return str(compute_driver_executable()[0])


def prepare(tell: Callable[[str], None]) -> dict[str, str]:
    """Installs the peers; returns what had to be left out, by kind, with the reason."""
    missing: dict[str, str] = {}
    for kind, make in (("python", _make_python), ("node", _make_node), ("c", _make_floor)):
        tell(f"preparing the peers: {kind}")
        try:
            make()
        except (OSError, subprocess.CalledProcessError) as error:
            words = getattr(error, "stderr", "") or str(error)
            missing[kind] = words.strip().splitlines()[-1] if words.strip() else type(error).__name__
    return missing


def _make_python() -> None:
    lock = PEERS / "requirements.txt"
    if _is_made(lock, PEERS / ".venv"):
        return
    _run(sys.executable, "-m", "venv", "--clear", str(PEERS / ".venv"))
    _run(str(PYTHON), "-m", "pip", "--disable-pip-version-check", "-q", "install", "--require-hashes", "-r", str(lock))
    _mark_made(lock, PEERS / ".venv")


def _make_node() -> None:
    if node() is None:
        raise OSError("there is no Node (Debian and Ubuntu: apt-get install nodejs npm)")
    lock = PEERS / "package-lock.json"
    if _is_made(lock, PEERS / "node_modules"):
        return
    npm = shutil.which("npm")
    if npm is None:
        raise OSError("there is no npm (Debian and Ubuntu: apt-get install npm)")
    _run(npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", cwd=PEERS)
    _mark_made(lock, PEERS / "node_modules")


def _make_floor() -> None:
    compiler = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)
    if compiler is None:
        raise OSError("there is no C compiler")
    _run(compiler, "-O2", "-o", str(FLOOR), str(PEERS / "floor.c"))


def _is_made(lock: Path, folder: Path) -> bool:
    mark = folder / ".made"
    return mark.exists() and mark.read_text() == _digest(lock)


def _mark_made(lock: Path, folder: Path) -> None:
    (folder / ".made").write_text(_digest(lock))


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _run(*command: str, cwd: Path | None = None) -> None:
    subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True, env=os.environ)
