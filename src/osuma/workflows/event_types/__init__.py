"""Event types of the workspace's own: registered, widened, taken apart."""
