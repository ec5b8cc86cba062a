"""One measurement of one server, in a process of its own."""
