"""The load generator: many connections to one server, messages at a fixed rate, and their latency."""
