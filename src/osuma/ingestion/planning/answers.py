"""Wide surveys: one column a question becomes one row an answer, with the question's own text kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from osuma.engine.tables.special import screen
from osuma.ingestion.mapping.headers import slug_of
from osuma.ingestion.mapping.mapping import EVERY, Mapping, OutputMapping
from osuma.ingestion.planning import numbers
from osuma.ingestion.planning.cells import Cells
from osuma.ingestion.planning.quoting import RAW, text
from osuma.ingestion.tables import SourceColumn

#: What one unpivoted cell is called in SQL, and the marks by which several choices of one cell are told.
ASKED = "asked"
_CHOICE, _LONGEST_CHOICE = ";", 60


def screened(mapping: Mapping, headers: Sequence[str], allowed: frozenset[str]) -> Mapping:
    """The mapping without questions about what the law protects, unless there is a written basis (`x_<slug>`).

    Questions that a person listed one by one stay, for `check_mapping` to judge.
    """
    asked = {h for o in mapping.outputs if EVERY in o.unpivot for h in mapping.questions(o, headers)}
    barred = {h for h in asked if screen(h) and f"x_{slug_of(h)}" not in allowed}
    return replace(mapping, ignored=(*mapping.ignored, *(h for h in headers if h in barred)))


def relation(cells: Cells, output: OutputMapping) -> str:
    """The raw table with a row for each answer in the columns that are unpivoted, as `asked`."""
    columns = [cells.table.by_name[header] for header in cells.mapping.questions(output, cells.table.headers)]
    asked = Counter(_question(column.header)[0] for column in columns)
    answers = [_answers(cells, column, asked) for column in columns]
    listed = f"flatten([{', '.join(answers)}])" if answers else "[]"
    return f"(SELECT *, unnest({listed}) AS {ASKED} FROM {RAW})"


def _question(header: str) -> tuple[str, str]:
    """A question and what follows it in the header: the choice that the column is for, or a word such as Answer."""
    found = re.fullmatch(r"(.*\?) (.+)", header)
    return (found[1], found[2]) if found else (header, "")


def _answers(cells: Cells, column: SourceColumn, asked: Counter[str]) -> str:
    cell = cells.text(column.name)
    assert cell is not None  # noqa: S101  - the column is of this table
    if not _choices(column):
        form = column.guess.format if column.guess.format in ("comma", "dot") else cells.table.dialect.decimal
        number = numbers.money(cell, form, typed=cells.table.typed_cells)
        question, choice = _question(column.header)
        own = text(choice) if asked[question] > 1 else "NULL"
        return f"[{_answer(question, cell, number, own)}]"
    pieces = f"list_transform(string_split({cell}, '{_CHOICE}'), lambda piece: trim(piece))"
    kept = f"list_filter({pieces}, lambda piece: piece <> '')"
    return f"list_transform({kept}, lambda piece: {_answer(_question(column.header)[0], 'piece', 'NULL', 'piece')})"


def _answer(question: str, answer: str, score: str, choice: str) -> str:
    return (
        f"{{'question': {text(question)}, 'answer': {answer}, 'score': CAST({score} AS {numbers.MONEY}), "
        f"'choice': CAST({choice} AS VARCHAR)}}"
    )


def _choices(column: SourceColumn) -> bool:
    """Whether the cells of a column are several choices with semicolons between, rather than one text."""
    pieces = [piece for value in column.guess.examples for piece in value.split(_CHOICE)]
    several = len(pieces) > len(column.guess.examples)
    return several and all(len(piece) <= _LONGEST_CHOICE and "\n" not in piece for piece in pieces)
