"""The service, held by tests without a browser: each file is one theme, each name a claim."""
