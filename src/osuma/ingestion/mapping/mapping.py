"""A mapping: which column of a file becomes what. A value with a YAML form that people edit, keep and reuse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from typing import Literal

Operator = Literal["is", "is_not", "starts", "not_starts", "has", "empty", "not_empty"]
#: Recipes of derived fields; what each makes is told in `osuma.ingestion.planning.derive`.
RECIPES = ("minus", "plus", "times", "negative", "first", "joined", "digest", "spaced", "numbered", "price")
Origin = Literal["customers", "orders"]
Bad = Literal["refuse", "warn"]
#: Among `unpivot`: every column that the mapping names nowhere.
EVERY = "*"
#: What `unpivot` fills.
ASKED = ("question", "answer", "score")


@dataclass(frozen=True)
class Assignment:
    """One column of the file fills one field.

    header: the column's handle. to: staging column of the target, or `x_<slug>` for a custom customer field.
    format: how to read the value (see `osuma.ingestion.mapping.formats`); null: by the target's type and the
    dialect. as_: type of a custom field (text, int, decimal, bool, date, list); null elsewhere. zone: zone of a
    time written without one; null: the workspace's. codes: values of the file that stand for a code, beside the
    lexicon's. bad: what becomes of a row whose value cannot be read; null: by the field (contact details and codes
    are left empty with a warning, everything else refuses the row).
    """

    header: str
    to: str
    format: tuple[str, ...] = ()
    as_: str | None = None
    zone: str | None = None
    codes: MappingOf[str, str] = field(default_factory=dict)
    bad: Bad | None = None


@dataclass(frozen=True)
class Condition:
    """A test of one column's text, folded and trimmed. is, starts and has hold where any of `values` does."""

    header: str
    op: Operator
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Derivation:
    """A field made of others. how: one of `RECIPES`. of: its arguments, fields of the same output."""

    how: str
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """A field gets `value` where any of the conditions holds; the first case that holds decides."""

    to: str
    value: str
    any_of: tuple[Condition, ...]


@dataclass(frozen=True)
class OutputMapping:
    """What one staging target gets.

    origin: whether people rows come from a customer list or from orders. first_of: only the first row of each
    value of this column (an order's cells stand on its first line). group_by: one row per value of this column,
    sums and firsts of the rows (orders made from lines). cases: values by condition, over what the columns say.
    where: all must hold. evidence: columns kept as JSON. unpivot: columns of which each is a question and each cell
    an answer, a row of its own; `*` is every column that the mapping names nowhere.
    """

    target: str
    columns: tuple[Assignment, ...] = ()
    constants: MappingOf[str, object] = field(default_factory=dict)
    derived: MappingOf[str, Derivation] = field(default_factory=dict)
    origin: Origin = "customers"
    cases: tuple[Case, ...] = ()
    where: tuple[Condition, ...] = ()
    first_of: str | None = None
    group_by: str | None = None
    evidence: tuple[str, ...] = ()
    unpivot: tuple[str, ...] = ()

    def reads(self) -> Iterator[str]:
        """Every header that this output takes from or looks at, some of them more than once."""
        yield from (a.header for a in self.columns)
        yield from (c.header for c in self.where)
        yield from (c.header for case in self.cases for c in case.any_of)
        yield from (h for h in (self.first_of, self.group_by) if h)
        yield from self.evidence
        yield from (h for h in self.unpivot if h != EVERY)


@dataclass(frozen=True)
class Mapping:
    """Everything that turns one table of a file into staging rows.

    source: slug, the name under which ids of this file are unique. name: for people. dialect: overrides of what was
    detected (encoding, delimiter, header_row, decimal, date_order, sheet). whole: a column whose rows belong
    together: one bad row refuses all of them. ignored: columns that are not read, listed so that nothing is lost
    unseen. optional: columns that may be missing from a file. preset: slug of the preset it came from.
    """

    source: str
    outputs: tuple[OutputMapping, ...]
    name: str = ""
    dialect: MappingOf[str, object] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    whole: str | None = None
    preset: str | None = None

    def left_out(self, headers: Sequence[str]) -> tuple[str, ...]:
        """Those of a file's headers that nothing is read from."""
        used = {header for output in self.outputs for header in output.reads()} | {self.whole}
        if any(EVERY in output.unpivot for output in self.outputs):
            return tuple(h for h in headers if h in self.ignored)
        return tuple(h for h in headers if h not in used)

    def questions(self, output: OutputMapping, headers: Sequence[str]) -> tuple[str, ...]:
        """The columns that an output unpivots, in the file's order."""
        if EVERY not in output.unpivot:
            return tuple(h for h in headers if h in output.unpivot)
        named = {header for o in self.outputs for header in o.reads()} | {*self.ignored, self.whole}
        return tuple(h for h in headers if h not in named)
