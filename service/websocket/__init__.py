"""One WebSocket: its handshake, reading and writing frames, throttling and closing, and the seam to Sanic."""
