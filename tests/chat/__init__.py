"""Tests of service/chat."""
