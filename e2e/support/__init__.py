"""Code that browser tests share: people and their tabs, guests without a browser, states of the page, and a watch on errors."""
