"""Definitions as code: files compared with what is stored, what would change and for whom, and storing them."""

from osuma.workflows.segments.as_code import applying, planning, pulling

__all__ = ["applying", "planning", "pulling"]
