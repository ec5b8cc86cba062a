"""The limit on open files: each connection needs one, and most systems start a program with room for about 1,000."""

import resource
from contextlib import suppress

import structlog

logger = structlog.get_logger("hubbub.process")


def raise_open_file_limit(wanted: int) -> None:
    """To the highest value that the system allows this process; warns if that is below `wanted`."""
    _, allowed = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # macOS calls its limit infinite, and refuses that
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, allowed))
    now, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if now != resource.RLIM_INFINITY and now < wanted:
        logger.warning("few_open_files", allowed=now, wanted=wanted)
