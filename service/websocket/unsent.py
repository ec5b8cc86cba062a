"""Counts the bytes that were written to a connection but not received by its peer. While the peer reads, their number falls."""

import array
import asyncio
import fcntl
import termios


def unsent_bytes(transport: asyncio.Transport) -> int:
    """Returns the number of bytes in the buffers of the transport and of the kernel."""
    in_kernel = array.array("i", [0])
    try:
        fcntl.ioctl(transport.get_extra_info("socket").fileno(), termios.TIOCOUTQ, in_kernel)
    except (OSError, ValueError):  # a closed socket, or a kind of socket that does not report it
        pass
    return in_kernel[0] + transport.get_write_buffer_size()
