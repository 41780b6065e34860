"""Loads: rows into the canonical tables, and out of them again."""
