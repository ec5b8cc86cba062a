"""Raises the limit of open files: each connection needs one, and most systems allow a program about 1,000 at its start."""

import resource
from contextlib import suppress

import structlog

logger = structlog.get_logger("hubbub.process")


def raise_open_file_limit(wanted: int) -> None:
    """Raises the limit to the highest value that the system allows; logs a warning if that is below `wanted`."""
    _, allowed = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # macOS reports an infinite limit, but refuses to set it
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, allowed))
    now, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if now != resource.RLIM_INFINITY and now < wanted:
        logger.warning("few_open_files", allowed=now, wanted=wanted)
