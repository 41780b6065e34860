"""Definitions: written, checked, computed, explained, kept, compared."""
