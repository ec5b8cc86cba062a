"""Wipes the copies of removed texts from the unused space of the pages of the SQLite file."""
