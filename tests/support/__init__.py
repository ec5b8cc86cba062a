"""Code that tests share: servers, raw connections, faulty apps, a proxy, a hub, logs, clocks and the docs."""
