"""What a report says: frozen values, each group of figures with its date and its origin.

Text of ours is `Words` (both languages); text from somebody's files is a plain `str` and is escaped when
rendered. Amounts are `Decimal` in the report's one currency. `None` means "not known" or "not there",
never zero. Shares are never stored: they are counted from the figures beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from osuma.engine.errors import Words

RFM_SIDE = 5


@dataclass(frozen=True)
class Origin:
    """Where a group of figures comes from. at: the day whose situation it is (last day counted)."""

    at: date
    source: Words


@dataclass(frozen=True)
class Count:
    """One line of a breakdown: so many of these."""

    text: Words
    count: int


@dataclass(frozen=True)
class KeyFigure:
    """One of the (at most four) figures on top. value is already formatted in both languages."""

    name: Words
    value: Words
    note: Words


@dataclass(frozen=True)
class Label:
    """What data this is. kind "simulated" is marked on every printed page.

    text: "simuloitu aineisto" / "simulated data", or the data's source. licence: None when not public.
    """

    kind: Literal["simulated", "public", "own"]
    text: Words
    licence: Words | None = None


@dataclass(frozen=True)
class Tally:
    """Orders, or refunds where a file lists them, and their amount, to the cent."""

    orders: int
    amount: Decimal


@dataclass(frozen=True)
class Difference:
    """Why the file and Osuma differ. reason: a code of `words.REASONS`; amount is what it takes away.

    tally.orders is 0 where the reason concerns amounts only (delivery, part refunds).
    """

    reason: str
    tally: Tally


@dataclass(frozen=True)
class Reconciliation:
    """file = osuma + differences + unexplained, each side counted on its own."""

    file: Tally
    osuma: Tally
    differences: tuple[Difference, ...]
    unexplained: Tally
    of: Literal["orders", "refunds"] = "orders"


@dataclass(frozen=True)
class Source:
    """One imported file. rows = taken + refused. money: of its orders, of the refunds that it lists; empty for files
    without amounts."""

    name: str
    recognised_as: Words
    rows: int
    taken: int
    refused: int
    period: tuple[date, date] | None = None
    money: tuple[Reconciliation, ...] = ()


@dataclass(frozen=True)
class RefusedExample:
    """A place in a file, without personal data. value: None where the value could tell who it is."""

    file: str
    row: int
    column: str
    value: str | None = None


@dataclass(frozen=True)
class RefusedReason:
    """Rows that were left out for one reason. At most five examples are shown."""

    reason: Words
    count: int
    examples: tuple[RefusedExample, ...] = ()


@dataclass(frozen=True)
class Identity:
    """How the identities of the files became people.

    merges: links by rule. kept_apart: what looked alike and was not merged, and why.
    """

    identities: int
    people: int
    merges: tuple[Count, ...]
    kept_apart: tuple[Count, ...]
    origin: Origin


@dataclass(frozen=True)
class Step:
    """One step of a waterfall. left: how many are left after it."""

    text: Words
    left: int


@dataclass(frozen=True)
class Line:
    """One line of an explanation. depth 0 is the outermost list."""

    text: Words
    depth: int = 0


@dataclass(frozen=True)
class Person:
    """A sample person: an external id, or a first name and initial where that is allowed."""

    name: str
    why: Words | None = None


@dataclass(frozen=True)
class Segment:
    """One segment. net_sales: what its people bought in the report's sales window.

    unknown: people whose data does not tell whether they belong (not in count).
    steps: what each condition leaves, starting with everybody. reach: steps to those who may be written to;
    empty when the data has no contact data or the segment is not of people.
    """

    slug: str
    name: Words
    count: int
    unknown: int
    explanation: tuple[Line, ...]
    net_sales: Decimal | None = None
    unit: Literal["people", "areas"] = "people"
    steps: tuple[Step, ...] = ()
    reach: tuple[Step, ...] = ()
    people: tuple[Person, ...] = ()
    next_step: Words | None = None


@dataclass(frozen=True)
class Overlap:
    """shared[i][j]: people in both names[i] and names[j]; the diagonal is the segment's size."""

    names: tuple[Words, ...]
    shared: tuple[tuple[int, ...], ...]
    origin: Origin

    def __post_init__(self) -> None:
        side = len(self.names)
        if len(self.shared) != side or any(len(row) != side for row in self.shared):
            raise ValueError("an overlap matrix has one row and one column per name")


@dataclass(frozen=True)
class PartitionClass:
    """One class of a partition. meaning: who is in it, in one sentence."""

    name: Words
    count: int
    net_sales: Decimal | None = None
    meaning: Words | None = None


@dataclass(frozen=True)
class Partition:
    """Mutually exclusive classes that cover everybody counted (Finnish: jako)."""

    name: Words
    classes: tuple[PartitionClass, ...]
    origin: Origin
    notes: tuple[Words, ...] = ()


@dataclass(frozen=True)
class RfmCell:
    """One cell of the grid. class_index points to the partition's classes; None has no name."""

    count: int
    class_index: int | None


@dataclass(frozen=True)
class RfmGrid:
    """Five by five: rows are recency 5 (newest) to 1, columns are frequency 1 to 5."""

    partition: Partition
    cells: tuple[tuple[RfmCell, ...], ...]

    def __post_init__(self) -> None:
        if len(self.cells) != RFM_SIDE or any(len(row) != RFM_SIDE for row in self.cells):
            raise ValueError("an RFM grid has five rows of five cells")


@dataclass(frozen=True)
class TopShare:
    """The best buyers: percent of buyers (1, 5, 10 …), how many that is and what they bought."""

    percent: Decimal
    buyers: int
    net_sales: Decimal


@dataclass(frozen=True)
class Concentration:
    """Who brings the money. curve: (share of buyers, share of net sales), both 0-1, for the picture.

    An empty curve is drawn through `tops`.
    """

    buyers: int
    net_sales: Decimal
    tops: tuple[TopShare, ...]
    origin: Origin
    curve: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Month:
    """One calendar month. partial: the data begins or ends inside it. note: what explains the month."""

    first: date
    orders: int
    net_sales: Decimal
    partial: bool = False
    note: Words | None = None


@dataclass(frozen=True)
class Months:
    """Net sales and orders month by month, oldest first, without gaps."""

    months: tuple[Month, ...]
    origin: Origin


@dataclass(frozen=True)
class Reach:
    """Whom an e-mail may be sent to. steps start with everybody counted.

    contactless: the data has no contact data at all, so nobody can be reached and nothing else is said.
    grounds: people by legal ground. contradictory: people whose sources disagreed; the refusal was followed.
    existing_customer_rule: whether buyers may be written to without a separate consent.
    """

    origin: Origin
    contactless: bool = False
    steps: tuple[Step, ...] = ()
    grounds: tuple[Count, ...] = ()
    contradictory: int = 0
    existing_customer_rule: bool = False


@dataclass(frozen=True)
class Choice:
    """One definition: the term, what was chosen and since when (None: from the start)."""

    term: Words
    choice: Words
    since: date | None = None


@dataclass(frozen=True)
class Report:
    """Everything that one report says.

    base: people that counts are of (kind person, not set apart). data_end: the last day with data.
    as_of: the instant of counting; made_at: when the report was made; both aware, shown in `zone`.
    net_sales: of everybody counted in `sales_window`, the whole of which segments have a share.
    logo: of the company or the client, as a data address.
    """

    workspace: str
    title: Words
    label: Label
    made_at: datetime
    data_end: date
    as_of: datetime
    zone: str
    currency: str
    base: int
    net_sales: Decimal
    sales_window: tuple[date, date]
    summary: tuple[Words, ...]
    sources: tuple[Source, ...]
    segments: tuple[Segment, ...]
    origin: Origin
    reach: Reach
    choices: tuple[Choice, ...]
    key_figures: tuple[KeyFigure, ...] = ()
    notices: tuple[Words, ...] = ()
    set_apart: tuple[Count, ...] = ()
    refused: tuple[RefusedReason, ...] = ()
    identity: Identity | None = None
    overlap: Overlap | None = None
    rfm: RfmGrid | None = None
    partitions: tuple[Partition, ...] = ()
    concentration: Concentration | None = None
    months: Months | None = None
    logo: str | None = None

    def __post_init__(self) -> None:
        if self.made_at.tzinfo is None or self.as_of.tzinfo is None:
            raise ValueError("made_at and as_of are aware instants")


def reconciliation(found: Mapping[str, Any]) -> Reconciliation:
    """The reconciliation that a load leaves (amounts as decimal text) as a value. Raises KeyError on gaps."""
    of: Literal["orders", "refunds"] = "orders" if "orders" in found["file"] else "refunds"
    return Reconciliation(
        file=_tally(found["file"], of),
        osuma=_tally(found["osuma"], of),
        differences=tuple(Difference(str(one["reason"]), _tally(one, of)) for one in found["differences"]),
        unexplained=_tally(found["unexplained"], of),
        of=of,
    )


def _tally(found: Mapping[str, Any], of: str) -> Tally:
    return Tally(int(found[of]), Decimal(str(found["amount"])))
