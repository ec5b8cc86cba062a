"""What browser tests share: people and their tabs, guests without a browser, the states of the page, and a watch on errors."""
