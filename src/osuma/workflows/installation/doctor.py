"""Looking whether all is well: the files, the journal against the warehouse, the ledger against its projection."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Callable
from typing import Any

from osuma.engine.errors import Words
from osuma.store.engines import address
from osuma.store.loading import months
from osuma.store.people import consents as projection
from osuma.workflows.asking.journal import stored_loads
from osuma.workflows.asking.session import Session
from osuma.workflows.asking.verbs import verb
from osuma.workflows.segments.elsewhere import chosen

# A warehouse is written anew beside the old one when it is compacted or erased from.
SPARE = 2


@verb("doctor")
def doctor(session: Session) -> dict[str, Any]:
    """Every check with what it found and, where something is wrong, what to do."""
    found = [{"name": name, **check(session)} for name, check in CHECKS.items()]
    return {"ok": all(one["ok"] for one in found), "checks": found}


def _finding(ok: bool, well: Words, ill: Words) -> dict[str, Any]:
    said = well if ok else ill
    return {"ok": ok, **said.plain()}


def _catalog(_session: Session) -> dict[str, Any]:
    from osuma.catalog import installation

    kind = installation.kind()
    return _finding(
        installation.sound(),
        Words(f"Tietokanta ({kind}) on ehjä.", f"The catalog ({kind}) is whole."),
        Words(
            "Tietokanta on vioittunut. Palauta varmuuskopio: osuma restore",
            "The catalog is damaged. Restore: osuma restore",
        ),
    )


def _private(session: Session) -> dict[str, Any]:
    folder = session.installation.folder
    return _finding(
        stat.S_IMODE(folder.stat().st_mode) & 0o077 == 0,
        Words("Kansio on vain sen käyttäjän luettavissa.", "The folder is for its user only."),
        Words(
            f"Muut voivat lukea kansion {folder}. Sulje se: chmod 700",
            f"Others can read {folder}. Close it: chmod 700",
        ),
    )


def _journal(session: Session) -> dict[str, Any]:
    from osuma.catalog import journal

    stored = {load.import_id for load in stored_loads(session.warehouse)}
    rows = journal.list_(session.workspace, "import")
    lost = ", ".join(str(row.import_id) for row in rows if row.state == "done" and row.import_id not in stored)
    return _finding(
        not lost,
        Words(f"Tuontien kirjaus täsmää ({len(rows)}).", f"The journal of imports agrees ({len(rows)})."),
        Words(
            f"Nämä tuonnit on kirjattu, mutta niiden tietoja ei ole: {lost}. Tuo tiedostot uudelleen.",
            f"These imports are in the journal and their data is not there: {lost}. Import the files again.",
        ),
    )


def _consents(session: Session) -> dict[str, Any]:
    from osuma.catalog import ledger

    with session.warehouse.reader() as con:
        projected = projection.entries(con)
    standing = (
        {entry.seq for entry in ledger.consents_after(session.workspace, 0)},
        {entry.seq for entry in ledger.suppressions_after(session.workspace, 0)},
    )
    return _finding(
        standing == projected,
        Words("Luvat ja kiellot ovat ajan tasalla.", "Consents and objections are up to date."),
        Words(
            "Luvat ja kiellot eivät ole ajan tasalla. Seuraava tuonti korjaa ne.",
            "Consents and objections are not up to date. The next import brings them up.",
        ),
    )


def _months(session: Session) -> dict[str, Any]:
    with session.warehouse.reader() as con:
        wrong = ", ".join(f"{month:%Y-%m}" for month in months.unexplained(con))
    return _finding(
        not wrong,
        Words("Suljetut kuukaudet täsmäävät.", "Closed months agree with the data."),
        Words(
            f"Suljetun kuukauden luvut ovat muuttuneet ilman oikaisua: {wrong}. Palauta varmuuskopio: osuma restore",
            f"Figures of a closed month have changed without a restatement: {wrong}. Restore a backup: osuma restore",
        ),
    )


def _space(session: Session) -> dict[str, Any]:
    file = session.workspace.warehouse_file
    free, needed = shutil.disk_usage(file.parent).free, SPARE * file.stat().st_size
    return _finding(
        free >= needed,
        Words(f"Levytilaa on {_gigabytes(free)} Gt.", f"There are {_gigabytes(free)} GB of free disk."),
        Words(
            f"Levytilaa on vain {_gigabytes(free)} Gt; vapauta ainakin {_gigabytes(needed)} Gt.",
            f"There are only {_gigabytes(free)} GB of free disk; free at least {_gigabytes(needed)} GB.",
        ),
    )


def _engines(session: Session) -> dict[str, Any]:
    lacking = {kind: address.missing(kind) for kind in address.KINDS}
    there = ", ".join(["duckdb", *(kind for kind, lacks in lacking.items() if lacks is None)])
    place = chosen(session, None)
    lacks = None if place is None else lacking[address.parse(place).kind]
    return _finding(
        lacks is None,
        Words(f"Laskentaan on käytettävissä: {there}.", f"Engines to compute with: {there}."),
        Words(
            f"Segmentit lasketaan osoitteessa {place}, ja siihen puuttuu {lacks}. Asenna se tai vaihda: "
            "osuma settings set engine null",
            f"Segments are computed at {place}, for which {lacks} is missing. Install it, or change: "
            "osuma settings set engine null",
        ),
    )


def _gigabytes(size: int) -> str:
    return str(round(size / 1e9))


CHECKS: dict[str, Callable[[Session], dict[str, Any]]] = {
    "catalog": _catalog,
    "private": _private,
    "journal": _journal,
    "consents": _consents,
    "months": _months,
    "space": _space,
    "engines": _engines,
}
