"""The simulated sports shop's files, its mappings and segments."""
