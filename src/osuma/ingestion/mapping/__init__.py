"""Mappings: what becomes of each column."""

from osuma.ingestion.mapping.check import check_mapping, check_shape
from osuma.ingestion.mapping.document import dump_mapping, parse_mapping
from osuma.ingestion.mapping.mapping import (
    Assignment,
    Case,
    Condition,
    Derivation,
    Mapping,
    OutputMapping,
)
from osuma.ingestion.mapping.propose import Proposal, propose
from osuma.ingestion.mapping.questions import Question

__all__ = [
    "Assignment",
    "Case",
    "Condition",
    "Derivation",
    "Mapping",
    "OutputMapping",
    "Proposal",
    "Question",
    "check_mapping",
    "check_shape",
    "dump_mapping",
    "parse_mapping",
    "propose",
]
