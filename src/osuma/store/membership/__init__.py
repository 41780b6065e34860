"""Membership: stored run by run, read over time, let go."""
