"""Definitions in words: what a segment says, why a person is in it, what has changed.

The sentences are data (the YAML files in `data`); the modules choose and fill them.
"""

from osuma.engine.segments.explain.context import Counts, ExplainContext
from osuma.engine.segments.explain.tree import Action, Explanation, Said, explain, explain_node

__all__ = ["Action", "Counts", "ExplainContext", "Explanation", "Said", "explain", "explain_node"]
