"""HTTP: the page and its assets, health, `/api`, errors and security headers."""
