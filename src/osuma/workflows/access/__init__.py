"""Who may come in: users, keys, links."""
