"""Where tests run side by side, one that measures what the processor does runs alone."""

import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "alone: nothing else runs meanwhile, in no process of this run")


@pytest.fixture(autouse=True)
def turn(request: pytest.FixtureRequest, worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Others share the floor. Who wants it alone waits at the door, behind which nobody new gets by."""
    if worker_id == "master":  # the only process
        yield
        return
    common = tmp_path_factory.getbasetemp().parent
    how = fcntl.LOCK_EX if request.node.get_closest_marker("alone") else fcntl.LOCK_SH
    with ExitStack() as stay:
        with locked(common / "door", fcntl.LOCK_EX):
            stay.enter_context(locked(common / "floor", how))
        yield


@contextmanager
def locked(path: Path, how: int) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, how)
        yield
