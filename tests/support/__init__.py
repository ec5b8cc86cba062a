"""What tests share: servers, a hub, logs and raw sockets."""

import tests.support.wire  # noqa: F401 - former names, until no test uses them any more
