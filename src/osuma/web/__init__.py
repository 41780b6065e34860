"""The local server: the owner's API for other processes of the same user, and a plain page."""
