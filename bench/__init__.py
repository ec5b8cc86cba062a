"""Hubbub measured against its peers: `make bench`."""
