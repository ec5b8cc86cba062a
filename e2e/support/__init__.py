"""Shared by the browser tests: people and their tabs, guests without a browser, the states of the page, and a watch on errors."""
