"""Tests without a browser: of the service, and in Node of the page's modules. Each test is named after its claim."""
