"""What was written to a line and is not taken yet: it falls as long as anybody reads."""

import array
import asyncio
import fcntl
import termios


def unsent_bytes(transport: asyncio.Transport) -> int:
    """What was written and the other side has not taken yet, here and in the kernel."""
    queued = array.array("i", [0])
    try:
        fcntl.ioctl(transport.get_extra_info("socket").fileno(), termios.TIOCOUTQ, queued)
    except (OSError, ValueError):  # not every kind of socket can tell, and none once it is closed
        pass
    return queued[0] + transport.get_write_buffer_size()
