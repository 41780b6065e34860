"""Messages on their way out: how they are sent, and by which server."""
