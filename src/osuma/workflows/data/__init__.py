"""Data in: files read, recognised, loaded, undone, watched; and the months that they change."""
