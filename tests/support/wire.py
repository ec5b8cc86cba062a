"""The former names of what is now in connections.py and frames.py, until no test uses them any more."""

from tests.support.connections import RawConnection, fill_room
from tests.support.frames import (
    json_frame,
)

__all__ = [
    *("Answer", "Line", "Tab", "ask", "fill", "BINARY", "CLOSE", "CONT", "KEY", "PING", "PONG", "TEXT"),
    *("close_frame", "frame", "said", "request", "say", "upgrade"),
]

Line, fill, said = RawConnection, fill_room, json_frame

for former, name in {
    "hear": "receive",
    "hear_messages": "receive_messages",
    "hear_until": "receive_until",
    "sip": "read_slowly",
    "await_word": "await_data",
    "has_more": "has_data",
    "shut": "half_close",
    "is_ended": "is_closed",
    "comes_to_an_end": "closes",
    "ends_while_dripping": "closes_while_trickling",
    "write_apart": "write_separately",
}.items():
    setattr(RawConnection, former, getattr(RawConnection, name))
