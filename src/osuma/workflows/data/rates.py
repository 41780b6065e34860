"""Currency rates: brought in as an import of their own, which gives amounts that had none their value."""

from __future__ import annotations

import csv
import hashlib
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, OsumaError, Words
from osuma.ingestion.rates import Rate, one_rate, read_rates
from osuma.reporting.numbers import number
from osuma.store.dialect import literal
from osuma.store.loading.load import load
from osuma.store.loading.months import restating
from osuma.store.writing.batch import LoadResult, StagedBatch, StagedOutput
from osuma.workflows.asking.verbs import verb
from osuma.workflows.data.imports import context_of, settle
from osuma.workflows.data.text_files import utf8

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

BY_HAND = "manual"
_TITLE = {"fi": "valuuttakurssit", "en": "currency rates"}
_RAW = (
    "SELECT * FROM read_csv({path}, header = true, auto_detect = false, delim = ',', columns = "
    "{{'row': 'BIGINT', 'currency': 'VARCHAR', 'day': 'DATE', 'rate': 'DECIMAL(18,8)'}})"
)


@verb("rates.import", writes=True)
def import_(session: Session, file: str, source: str | None = None) -> dict[str, Any]:
    """Take the rates of a file: the European Central Bank's, or columns currency, day and rate."""
    path = Path(file)
    text = utf8(path)
    said_by, found = read_rates(text, session.workspace.currency)
    return _load(session, path.name, text, source or said_by or BY_HAND, found)


@verb("rates.set", writes=True)
def set_(session: Session, currency: str, rate: str, day: str, source: str = BY_HAND) -> dict[str, Any]:
    """One rate: what one unit of the currency is in the workspace's currency, from a day on."""
    found = one_rate(currency, rate, day, session.workspace.currency)
    name = f"{found.currency} {found.day.isoformat()}"
    return _load(session, name, f"{name} {found.rate}", source, [found])


@verb("rates.list")
def list_(session: Session, currency: str | None = None, limit: int = 100) -> dict[str, Any]:
    """Rates, the newest day first."""
    rows = session.warehouse.rows(
        "SELECT currency, day, rate, source, import_id FROM rates WHERE ? IS NULL OR currency = upper(?) "
        "ORDER BY day DESC, currency LIMIT ?",
        [currency, currency, limit],
    )
    missing = session.warehouse.rows(
        "SELECT currency, count(*) FROM event_order WHERE amount IS NOT NULL AND amount_base IS NULL "
        "GROUP BY 1 ORDER BY 1"
    )
    return {
        "rates": [
            {"currency": code, "day": day.isoformat(), "rate": str(rate), "source": by, "import_id": load}
            for code, day, rate, by, load in rows
        ],
        "missing": [{"currency": code, "rows": n} for code, n in missing],
    }


def _load(session: Session, name: str, text: str, source: str, found: Sequence[Rate]) -> dict[str, Any]:
    from osuma.catalog import journal

    if not found:
        raise Misuse(
            Words(fi="Tiedostossa ei ole yhtään kurssia.", en="There is no rate in the file."), "no_rates"
        )  # fmt: skip
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    load_id = journal.start(session.workspace, "import", {"file": name, "sha256": sha256, "tables": [name]})
    session.progress("started")
    try:
        result = _write(session, load_id, source, found)
    except OsumaError as error:
        journal.fail(session.workspace, load_id, error)
        raise
    session.progress("committed")
    told = _told(load_id, name, found, result)
    settle(session, load_id, {**result.as_dict(), **told})
    return told


def _write(session: Session, load_id: int, source: str, found: Sequence[Rate]) -> LoadResult:
    with tempfile.TemporaryDirectory(prefix="import-", dir=session.workspace.uploads) as folder:
        path = Path(folder) / "rates.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(["row", "currency", "day", "rate"])
            out.writerows([n, r.currency, r.day.isoformat(), r.rate] for n, r in enumerate(found, start=1))
        raw = _RAW.format(path=literal(str(path)))
        output = StagedOutput("rates", "customers", "SELECT row, currency, day, rate FROM {raw}")
        context = context_of(session, load_id, None)
        with session.warehouse.transaction() as con, restating(con, load_id, context.recorded_at):
            return load(con, StagedBatch(source, raw, (output,)), context)


def _told(load_id: int, name: str, found: Sequence[Rate], result: LoadResult) -> dict[str, Any]:
    counts = dict(vars(result.rows["rates"]))
    filled = sum(result.filled.values())
    fi, en = (number(filled, language) for language in ("fi", "en"))
    rows_fi, rows_en = ("rivi", "row") if filled == 1 else ("riviä", "rows")
    new_fi, new_en = (number(counts["new"] + counts["changed"], language) for language in ("fi", "en"))
    return {
        "import_id": load_id,
        "file": name,
        "recognised": {"by": "rates", "preset": None, "title": _TITLE, "source": "rates"},
        "rows": len(found),
        "taken": len(found),
        "refused": 0,
        "target": "rates",
        **{key: counts[key] for key in ("new", "changed", "same")},
        "targets": {"rates": counts},
        "filled": result.filled,
        "sentences": [
            {
                "fi": f"Kursseja tuli {new_fi}. {fi} {rows_fi} sai arvon, joka puuttui; tunnetut arvot eivät "
                "muuttuneet.",
                "en": f"Rates that came: {new_en}. {en} {rows_en} got a value that was lacking; no other changed.",
            },
            {
                "fi": f"Peru tarvittaessa: osuma import undo {load_id}",
                "en": f"To take it back: osuma import undo {load_id}",
            },
        ],
    }
