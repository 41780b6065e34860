"""The simulated seller to companies: its files, its mappings and segments."""
