"""Values about people that the law protects: left out and counted, unless a written basis covers them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from osuma.engine.tables.people import LIST_ATTRIBUTES
from osuma.engine.tables.special import says_special
from osuma.ingestion.mapping.mapping import OutputMapping
from osuma.ingestion.planning.cells import sql_type
from osuma.ingestion.targets import Target

_SURVEY, _QUESTION = "events:survey_answer", "question"


@dataclass(frozen=True)
class Protection:
    """What is done about one column. kept: SQL of its value without what is protected. found: SQL that is true where
    something was; code: the reason that tells of it."""

    kept: str
    found: str
    code: str


def protection(
    target: Target, output: OutputMapping, column: str, cell: str, allowed: Collection[str]
) -> Protection | None:
    """Of a column read as `cell`; null for columns whose values are not words about people.

    Tags, interests and own text fields of customers; questions of a survey in rows. What products and their groups
    are called is never among them.
    """
    if column in allowed:
        return None
    if output.target == _SURVEY and column == _QUESTION:
        return Protection(cell, says_special(cell, allowed), "special_question")
    if output.target != "customers" or not (column in LIST_ATTRIBUTES or column.startswith("x_")):
        return None
    match sql_type(target, output, column):
        case "VARCHAR":
            found = says_special(cell, allowed)
            return Protection(f"CASE WHEN NOT {found} THEN {cell} END", found, "special_value")
        case "VARCHAR[]":
            one = says_special("one", allowed)
            kept = f"list_filter({cell}, lambda one: NOT {one})"
            return Protection(kept, f"coalesce(len({kept}) < len({cell}), false)", "special_value")
        case _:
            return None
