"""What a load is given and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from osuma.engine.tables.own import OwnType

Progress = Callable[[str, int | None, int | None], None]


class Output(Protocol):
    """Rows for one staging target: see `osuma.ingestion.planning.load_plan`."""

    @property
    def target(self) -> str: ...
    @property
    def origin(self) -> str: ...
    @property
    def sql(self) -> str: ...
    @property
    def fields(self) -> Mapping[str, str]: ...
    @property
    def where(self) -> str: ...
    @property
    def absent(self) -> frozenset[str]: ...


class Batch(Protocol):
    """How one table of a file is staged; ingestion's LoadPlan is one.

    `raw_sql` makes the raw table, `numbered_sql` is `{raw}` with its row numbers; `outputs`, `refused_sql`,
    `warnings_sql` and both of each of `claims` are SELECTs with `{raw}` in the place of its name;
    `refused_early` has row, column, value and code of what could not be read at all, `refused_rest` is a CSV of more
    of the same; `functions` (text to text, ''
    for none) are known to the connection while it loads.
    """

    @property
    def source(self) -> str: ...
    @property
    def raw_sql(self) -> str: ...
    @property
    def numbered_sql(self) -> str: ...
    @property
    def outputs(self) -> tuple[Any, ...]: ...
    @property
    def refused_sql(self) -> str: ...
    @property
    def warnings_sql(self) -> str: ...
    @property
    def claims(self) -> Mapping[str, tuple[str, str]]: ...
    @property
    def refused_early(self) -> tuple[Any, ...]: ...
    @property
    def refused_rest(self) -> Path | None: ...
    @property
    def functions(self) -> Mapping[str, Callable[[str], str]]: ...


@dataclass(frozen=True)
class StagedOutput:
    """A plain `Output`."""

    target: str
    origin: str
    sql: str
    fields: Mapping[str, str] = field(default_factory=dict)
    where: str = ""
    absent: frozenset[str] = frozenset()


@dataclass(frozen=True)
class StagedBatch:
    """A plain `Batch`, for what does not come from a file."""

    source: str
    raw_sql: str
    outputs: tuple[StagedOutput, ...]
    refused_sql: str = ""
    warnings_sql: str = ""
    claims: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    refused_early: tuple[Any, ...] = ()
    functions: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    numbered_sql: str = "{raw}"
    refused_rest: Path | None = None


@dataclass(frozen=True)
class SetApart:
    """Who is outside every total: reason by own e-mail domain, by e-mail, by tag (all compared folded)."""

    domains: Mapping[str, str] = field(default_factory=dict)
    emails: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class IdentitySettings:
    """max_shared: an identifier that more identities than this have joins nobody."""

    max_shared: int = 3


@dataclass(frozen=True)
class OwnEvents:
    """A registered event type and how its rows are read: see `osuma.ingestion.planning.own.typed_sql`."""

    type: OwnType
    sql: str


@dataclass(frozen=True)
class Complete:
    """A period of which the files of a load hold all that their source has: local days, both included; null is an
    open end. anyway: also where much would go."""

    first: date | None = None
    last: date | None = None
    anyway: bool = False

    @property
    def everything(self) -> bool:
        """Whether it is all time."""
        return self.first is None and self.last is None


@dataclass(frozen=True)
class LoadContext:
    """What a load is told by the workspace.

    import_id: the catalog's dense id, which is also the id in `loads`. recorded_at: now, naive UTC. zone, currency:
    the workspace's. file_at: naive UTC instant that the files speak for, used where a person, a company, a refund or
    a status change has no time of its own; null takes the newest instant in the load, for people that of the load.
    refused_path, warnings_path: CSV files to write.
    own: the event types that the workspace has registered. complete: the period for which the files are complete.
    separate_refunds: sources whose refunds are never those that an orders' file tells of. stages: what stages of
    deals mean (open, won, lost), by the folded stage, where a file does not say.
    """

    import_id: int
    recorded_at: datetime
    zone: str = "Europe/Helsinki"
    currency: str = "EUR"
    file_at: datetime | None = None
    set_apart: SetApart = field(default_factory=SetApart)
    identity: IdentitySettings = field(default_factory=IdentitySettings)
    refused_path: Path | None = None
    warnings_path: Path | None = None
    progress: Progress | None = None
    own: tuple[OwnEvents, ...] = ()
    complete: Complete | None = None
    separate_refunds: frozenset[str] = frozenset()
    stages: Mapping[str, str] = field(default_factory=dict)

    def step(self, name: str, done: int | None = None, total: int | None = None) -> None:
        """Tell whoever listens how far the load is."""
        if self.progress is not None:
            self.progress(name, done, total)


@dataclass
class Rows:
    """What became of the staged rows of one target.

    repeated: the same id again in one file, the last one counts. stale: older than what is stored by the source's
    own clock, kept as history. removed: taken out of the current table.
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    stale: int = 0
    repeated: int = 0
    removed: int = 0
    refused: int = 0

    def add(self, other: Rows) -> None:
        """Sum two counts into this one."""
        for name, n in vars(other).items():
            setattr(self, name, getattr(self, name) + n)


@dataclass(frozen=True)
class Anonymous:
    """Rows that name nobody but a visitor. events: those that stay anonymous; visitors: whose they are; consented:
    those of the rows that say that cookies were accepted; joined: rows of visitors who are somebody now."""

    events: int = 0
    visitors: int = 0
    consented: int = 0
    joined: int = 0


@dataclass
class LoadResult:
    """What a load did. rows by target; refused and warnings count lines of the files at their paths. filled: rows
    by table whose amount in the workspace's currency a new rate gave. contradicting: by target the rows, and their
    amount in the file's currency, that share an id with a later row of the file and say other things.
    anonymous: what it brought of visitors whom nobody knows. refunds_elsewhere: see `loading.refunds.elsewhere`.
    companies_elsewhere: see `companies.loading.elsewhere`.
    same_refunds: see `loading.same_refunds.brought`. strangers: see `loading.strangers.compared`.
    stages_astray: see `osuma.store.companies.deals.astray`. reconciliation, reconciliation_of_refunds: see
    `osuma.store.loading.reconcile`.
    removed: what a file that is complete for a period took out: orders that counted and their net sales, rows by
    target, the days that the file has."""

    import_id: int
    rows: dict[str, Rows] = field(default_factory=dict)
    identities: int = 0
    links: int = 0
    reviews: int = 0
    touched: int = 0
    refused: int = 0
    warnings: int = 0
    consents: int = 0
    suppressions: int = 0
    filled: dict[str, int] = field(default_factory=dict)
    contradicting: dict[str, dict[str, Any]] = field(default_factory=dict)
    refunds_elsewhere: list[dict[str, Any]] = field(default_factory=list)
    same_refunds: dict[str, Any] = field(default_factory=dict)
    companies_elsewhere: list[dict[str, Any]] = field(default_factory=list)
    strangers: list[dict[str, Any]] = field(default_factory=list)
    stages_astray: dict[str, Any] = field(default_factory=dict)
    reconciliation: dict[str, Any] | None = None
    reconciliation_of_refunds: dict[str, Any] | None = None
    removed: dict[str, Any] | None = None
    anonymous: Anonymous = field(default_factory=Anonymous)

    def contradict(self, target: str, rows: int, amount: Decimal) -> None:
        """Rows of a target that were left out although they say other things than the row of the same id."""
        before = self.contradicting.get(target, {"rows": 0, "amount": "0"})
        total = (Decimal(before["amount"]) + amount).quantize(Decimal("0.01"))
        self.contradicting[target] = {"rows": before["rows"] + rows, "amount": str(total)}

    def of(self, target: str) -> Rows:
        """The counts of one target, made when first asked for."""
        return self.rows.setdefault(target, Rows())

    def as_dict(self) -> dict[str, Any]:
        """The result as JSON takes it."""
        plain = dict(vars(self))
        plain["anonymous"] = vars(self.anonymous)
        plain["rows"] = {target: vars(rows) for target, rows in self.rows.items()}
        return plain
