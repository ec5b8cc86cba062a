"""Who may connect, and how fast: origins, client addresses, cookies and limits."""
