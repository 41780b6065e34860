"""Features: aggregates of one event type, computed for everybody at once and shared by all definitions."""
