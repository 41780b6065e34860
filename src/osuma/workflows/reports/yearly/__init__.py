"""What the yearly review is put together from."""
