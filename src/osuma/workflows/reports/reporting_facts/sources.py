"""The files that figures come from: rows taken and refused, and how their totals agree with ours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Words
from osuma.reporting.facts import RefusedExample, RefusedReason, Source, reconciliation
from osuma.store.loading.reconcile import RECONCILIATIONS
from osuma.store.schema import event_tables
from osuma.workflows.reports.reporting_facts.loads import file_of, imports
from osuma.workflows.reports.reporting_facts.scope import Scope

if TYPE_CHECKING:
    from osuma.catalog.journal import Load
    from osuma.workflows.asking.session import Session

EXAMPLES = 5


def sources(scope: Scope) -> tuple[Source, ...]:
    """Every import as a line of the report."""
    spans = _spans(scope)
    return tuple(_source(load, spans, titles(scope.session)) for load in imports(scope.session))


def refused(scope: Scope) -> tuple[RefusedReason, ...]:
    """Why rows were left out, the commonest reason first; where they are, without what stood there."""
    found: dict[str, tuple[Words, int, list[RefusedExample]]] = {}
    for load in imports(scope.session):
        for one in load.result.get("refused_reasons", ()):
            reason, count, places = found.get(one["code"], (Words(one["fi"], one["en"]), 0, []))
            places += [RefusedExample(file_of(load), int(row), one["column"]) for row in one["rows"]]
            found[one["code"]] = (reason, count + int(one["count"]), places)
    most = sorted(found.values(), key=lambda entry: -entry[1])
    return tuple(RefusedReason(reason, count, tuple(places[:EXAMPLES])) for reason, count, places in most)


def titles(session: Session) -> Mapping[str, Words]:
    """What each file is, by its name, where whoever made the workspace said so (the samples do)."""
    from osuma.catalog import settings_store

    label: Mapping[str, Any] = settings_store.get(session.workspace, "report_label", {})
    return {name: Words(said["fi"], said["en"]) for name, said in label.get("files", {}).items()}


def _source(load: Load, spans: Mapping[int, tuple[date, date]], known: Mapping[str, Words]) -> Source:
    result, file = load.result, file_of(load)
    taken, refused_rows = _rows(result)
    title = result.get("recognised", {}).get("title", {"fi": "tiedosto", "en": "file"})
    return Source(
        name=file,
        recognised_as=known.get(file, Words(title["fi"], title["en"])),
        rows=taken + refused_rows,
        taken=taken,
        refused=refused_rows,
        period=spans.get(load.import_id),
        money=tuple(reconciliation(result[name]) for name in RECONCILIATIONS if result.get(name)),
    )


def _rows(result: Mapping[str, Any]) -> tuple[int, int]:
    """Rows taken and refused; of an import whose end was lost in an interruption, as the warehouse counted them."""
    refused_rows = int(result.get("refused") or 0)
    if isinstance(result.get("taken"), int):
        return result["taken"], refused_rows
    counts = [sum(int(v) for k, v in one.items() if k != "refused") for one in result.get("rows", {}).values()]
    return max(counts, default=0), refused_rows


def _spans(scope: Scope) -> dict[int, tuple[date, date]]:
    """First and last day of the events that each import brought."""
    with scope.session.warehouse.reader() as con:
        tables = event_tables(con)
    days = " UNION ALL ".join(
        f"SELECT import_id, min(local_date) AS first, max(local_date) AS last FROM {table} GROUP BY import_id"
        for table in tables
    )
    found = scope.rows(f"SELECT import_id, min(first), max(last) FROM ({days}) GROUP BY import_id")
    return {int(key): (first, last) for key, first, last in found}
