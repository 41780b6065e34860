"""Guard rails: what is risky about the stored segments, with a figure and a way out for each."""

from osuma.workflows.segments.health import describing, showing

__all__ = ["describing", "showing"]
