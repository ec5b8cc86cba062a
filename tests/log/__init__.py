"""Tests of service/log."""
