"""One WebSocket: its handshake, frames, write buffer, fairness and close codes, and the seam to Sanic."""
