"""What tests share: servers, a hub, logs and raw sockets."""
