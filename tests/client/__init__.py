"""Tests of the page's pure modules, run in Node."""
