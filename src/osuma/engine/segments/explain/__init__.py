"""Definitions in words: what a segment says, why a person is in it, what has changed.

The sentences are data (the YAML files in `data`); the modules choose and fill them.
"""

from osuma.engine.segments.explain.change import Cause, explain_change
from osuma.engine.segments.explain.context import Counts, ExplainContext, StoredRun
from osuma.engine.segments.explain.leaving import Leaving, leaves_at
from osuma.engine.segments.explain.person import PersonExplanation, PersonFacts, Reason, Truth, explain_person
from osuma.engine.segments.explain.tree import Action, Explanation, Said, explain, explain_node
from osuma.engine.segments.explain.unknowns import Place

__all__ = [
    "Action",
    "Cause",
    "Counts",
    "ExplainContext",
    "Explanation",
    "Leaving",
    "PersonExplanation",
    "PersonFacts",
    "Place",
    "Reason",
    "Said",
    "StoredRun",
    "Truth",
    "explain",
    "explain_change",
    "explain_node",
    "explain_person",
    "leaves_at",
]
