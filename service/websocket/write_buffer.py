"""Bytes written to a connection that its peer has not received yet: their number falls as long as the peer reads."""

import array
import asyncio
import fcntl
import termios


def unsent_bytes(transport: asyncio.Transport) -> int:
    """In the transport's buffer and in the kernel's."""
    in_kernel = array.array("i", [0])
    try:
        fcntl.ioctl(transport.get_extra_info("socket").fileno(), termios.TIOCOUTQ, in_kernel)
    except (OSError, ValueError):  # some kinds of sockets do not report it, and no closed socket does
        pass
    return in_kernel[0] + transport.get_write_buffer_size()
