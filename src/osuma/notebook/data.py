"""Tables of one's own, asked of: who, how many, why, and the figures behind it."""

from __future__ import annotations

import re
import shutil
import weakref
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from difflib import get_close_matches
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any, Self
from warnings import warn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pyarrow as pa

from osuma.engine.errors import Misuse, Refused, Words
from osuma.engine.periods import naive_utc
from osuma.engine.segments import settings as language
from osuma.engine.segments.check import check
from osuma.engine.segments.compile import compile_
from osuma.engine.segments.explain import ExplainContext, explain
from osuma.engine.segments.figures import figures
from osuma.engine.segments.rule import Definition, Partition, Segment, unit_of
from osuma.engine.segments.templates import templates
from osuma.ingestion.planning.places import municipality_names
from osuma.notebook.definitions import Given, segment
from osuma.notebook.frames import frames
from osuma.notebook.tables import Table, features_table, overlap_table, sizes_table
from osuma.notebook.warehouse import NotTaken, Settings, fill
from osuma.store.evaluation.evaluate import Evaluation, evaluate
from osuma.store.overlap import matrix
from osuma.store.warehouse import Warehouse
from osuma.workflows.asking.instants import AsOf, resolve
from osuma.workflows.segments import contexts
from osuma.workflows.segments.definitions import titles_of, with_own_fields
from osuma.workflows.segments.probes import Probes, probes_of
from osuma.workflows.segments.recomputing import todays_instead

if TYPE_CHECKING:
    from osuma.engine.segments.compile.plan import Plan
    from osuma.notebook.charts import Charts


class Data:
    """Customers and what they did, in memory, with no workspace.

    Each table is given by its name (`orders=…`, `customers=…`): a pandas or Polars data frame, an Arrow or Ibis
    table, or a list of records. Their columns are named as Osuma names them (`customer_id` is the person in every
    table), or `columns` says which is which. Rules may then name everything as in a workspace; what they refer to is
    given as `definitions`. Every question is asked as of the end of the data, or of `as_of`.
    """

    def __init__(
        self,
        *,
        zone: str = "Europe/Helsinki",
        currency: str = "EUR",
        columns: Mapping[str, Mapping[str, str]] | None = None,
        definitions: Sequence[Given] = (),
        allow_special: Collection[str] = (),
        **tables: Any,
    ) -> None:
        """columns: by table, Osuma's name of a column → the table's. definitions: what others may refer to.

        allow_special: columns of special-category data for which you have a written basis. Raises Refused with a
        sentence for each mistake of the tables. Warns where dates as text fit day first and month first alike.
        """
        self.zone = _zone(zone)
        self.currency = currency
        self._allowed = frozenset(allow_special)
        listed = frames(tables, columns or {})
        folder = Path(mkdtemp(prefix="osuma-"))
        self.warehouse = Warehouse(":memory:", spill=folder).open()
        self._end = weakref.finalize(self, _let_go, self.warehouse, folder)
        wanted = Settings(zone, currency, naive_utc(self.now()), self._allowed)
        filled = fill(self.warehouse, listed, wanted)
        for said in filled.beware:
            warn(said.en, stacklevel=2)
        #: Rows that were refused and values that were left empty, with the reason.
        self.not_taken: list[NotTaken] = filled.not_taken
        #: By table, rows whose id a later row has; the later one holds.
        self.repeated: dict[str, int] = filled.repeated
        #: Columns of each table that nothing is read from.
        self.ignored: dict[str, tuple[str, ...]] = {one.name: one.ignored for one in listed if one.ignored}
        self._vocabulary = with_own_fields(self.warehouse)
        self._known = {one.slug: one for one in map(segment, definitions)}
        self._checked(list(self._known.values()))

    def close(self) -> None:
        """Let the tables go; at the latest they go with this object."""
        self._end()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def now(self) -> datetime:
        """This instant, aware, in UTC; what is asked as of where there is no data."""
        return datetime.now(UTC)

    def count(self, given: Given, as_of: str | date | None = None) -> int:
        """How many customers are in a segment; of a partition, how many it divides."""
        return self.sizes([given], as_of).table["members"][0].as_py()  # type: ignore[no-any-return]

    def members(self, given: Given, klass: str | None = None, as_of: str | date | None = None) -> list[str]:
        """The ids of the members, in order. klass: of a partition, the slug of one class."""
        defn = self._read(given)
        name = defn.slug if klass is None else f"{defn.slug}/{klass}"
        with self._evaluated([defn], as_of) as (found, _):
            if name not in found.columns:
                raise Misuse(Words(f"Luokkaa ”{klass}” ei ole.", f"There is no class “{klass}”."), "unknown_class")
            return found.externals(name)

    def explain(self, given: Given, language: str = "en", as_of: str | date | None = None) -> str:
        """The definition in words, with how many are not known, in `fi` or `en`."""
        defn = self._read(given)
        probes = probes_of([defn])
        with self._evaluated([defn, *probes.definitions], as_of) as (found, at):
            return explain(defn, self._context(defn, probes, found, at)).text(language)

    def sizes(self, definitions: Sequence[Given], as_of: str | date | None = None) -> Table:
        """One row a segment, a partition or a class: members, and of how many it is not known."""
        listed = self._listed(definitions)
        with self._evaluated(listed, as_of) as (found, _):
            return sizes_table(listed, found)

    def overlap(self, definitions: Sequence[Given], as_of: str | date | None = None) -> Table:
        """One row a pair of segments: how many customers are in both. With itself: its size."""
        listed = self._listed(definitions)
        with self._evaluated(listed, as_of) as (found, _):
            return overlap_table(listed, matrix({one.slug: found.bitmap(one.slug) for one in listed}))

    def features(self, definitions: Sequence[Given], as_of: str | date | None = None) -> Table:
        """One row a customer: a column for each figure that the conditions of the definitions compare.

        The name of a column says what it is (`order_sum_amount_last_12_months`); its metadata in Arrow and Parquet
        has the condition, and the instants between which events count. Instants are UTC.
        """
        listed = self._listed(definitions)
        at = self._at(as_of)
        found = figures(listed, self._world(listed), self._language, at.instant, at.current, self._vocabulary)
        with self._run(found.plan, at) as evaluation:
            return features_table(evaluation.arrow(found.plan.flags), found.columns, at.instant)

    def rfm(self, as_of: str | date | None = None) -> Table:
        """One row a customer: the class of the RFM grid (template `rfm`), with the figures that it is made of."""
        grid = templates()["rfm"]
        assert isinstance(grid, Partition)  # noqa: S101  a template of ours
        table = self.features([grid], as_of)
        classes: dict[str, str] = {}
        with self._evaluated([grid], as_of) as (found, _):
            for klass in (*grid.classes, grid.other):
                classes |= dict.fromkeys(found.externals(f"{grid.slug}/{klass.slug}"), klass.slug)
        named = pa.array([classes.get(one) for one in table.table["customer"].to_pylist()], pa.string())
        return Table(table.table.add_column(1, "class", named))

    @property
    def plot(self) -> Charts:
        """The same as pictures (altair, the extra `notebook`)."""
        from osuma.notebook.charts import Charts

        return Charts(self)

    def __repr__(self) -> str:
        end = resolve(self).data_end
        (people,) = self.warehouse.rows("SELECT count(*) FROM customers WHERE kind = 'person'")[0]
        again = f", {sum(self.repeated.values())} rows with the id of a later one" if self.repeated else ""
        return f"<osuma.Data: {people} customers, data until {end}, {len(self.not_taken)} values not taken{again}>"

    @property
    def _language(self) -> language.Settings:
        return language.Settings(zone=self.zone.key, currency=self.currency)

    def _read(self, given: Given) -> Definition:
        """The definition, checked; a slug alone names one of `definitions`. Refused with every mistake."""
        if isinstance(given, str) and given in self._known:
            return self._known[given]
        if isinstance(given, str) and _WORD.fullmatch(given):
            raise Misuse(_no_definition(given, self._known), "no_definition")
        defn = segment(given)
        self._checked([defn])
        return defn

    def _listed(self, definitions: Sequence[Given]) -> list[Definition]:
        if isinstance(definitions, str | Mapping | Segment | Partition | Path):
            raise Misuse(
                Words("Anna määritelmät luettelona: […].", "Give the definitions as a list: […]."), "not_a_list"
            )
        return list({one.slug: one for one in map(self._read, definitions)}.values())

    def _checked(self, definitions: Sequence[Definition]) -> None:
        world = self._world(definitions)
        wrong = [m for one in definitions for m in check(one, self._vocabulary, world, self._allowed)]
        if wrong:
            raise Refused(wrong)
        if any(unit_of(one) != "customers" for one in definitions):
            raise Misuse(
                Words(
                    "Tässä kysytään asiakkaista, ei alueista eikä yrityksistä.",
                    "Questions here are of customers, not of areas or companies.",
                ),
                "areas",
            )

    def _world(self, definitions: Sequence[Definition]) -> dict[str, Definition]:
        return {**self._known, **{one.slug: one for one in definitions}}

    @contextmanager
    def _evaluated(
        self, definitions: Sequence[Definition], as_of: str | date | None
    ) -> Iterator[tuple[Evaluation, AsOf]]:
        at = self._at(as_of)
        world = self._world(definitions)
        plan = compile_(definitions, world, self._language, at.instant, at.current, self._vocabulary)
        with self._run(plan, at) as evaluation:
            yield evaluation, at

    def _at(self, as_of: str | date | None) -> AsOf:
        """The instant that is meant. Warns where today's values have to do for it."""
        at = resolve(self, _text(as_of))
        said = todays_instead(self, at)
        if said is not None:
            warn(said.en, stacklevel=2)
        return at

    def _run(self, plan: Plan, at: AsOf) -> Evaluation:
        return evaluate(self.warehouse, plan, None if at.current else naive_utc(at.instant), self.zone.key)

    def _context(self, defn: Definition, probes: Probes, found: Evaluation, at: AsOf) -> ExplainContext:
        world = self._world([defn])
        counted = contexts.Counted(at, self._language, self._vocabulary, world, probes, found)
        shared = ExplainContext(
            as_of=at.instant,
            zone=self.zone,
            currency=self.currency,
            vocabulary=self._vocabulary,
            titles=titles_of(world),
            code_names={"municipality": municipality_names()},
            area_source=contexts.area_source(self),
        )
        return contexts.of(counted, defn, shared)


_WORD = re.compile(r"[\w-]+")


def _no_definition(name: str, known: Collection[str]) -> Words:
    near = get_close_matches(name, known, n=1)
    meant = Words(f" Tarkoititko ”{near[0]}”?", f" Did you mean “{near[0]}”?") if near else Words("", "")
    return Words(
        f"Määritelmää ”{name}” ei ole annettu: definitions=[…].{meant.fi} Anna tunnuksen sijaan tiedosto, teksti tai "
        "osuma.segment(…).",
        f"No definition “{name}” was given as definitions=[…].{meant.en} Or give its file, its text or "
        "osuma.segment(…) in the place of the slug.",
    )


def _let_go(warehouse: Warehouse, folder: Path) -> None:
    warehouse.close()
    shutil.rmtree(folder, ignore_errors=True)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise Misuse(
            Words(
                f"Aikavyöhykettä ”{name}” ei ole. Anna esimerkiksi Europe/Helsinki.",
                f"There is no time zone “{name}”. Give for example Europe/Helsinki.",
            ),
            "no_zone",
        ) from None


def _text(as_of: str | date | None) -> str | None:
    return as_of if isinstance(as_of, str | None) else as_of.isoformat()
