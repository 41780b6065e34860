"""What came of a call, told by who rang: kept like a row of a call log; and the file that tells the CRM."""

from __future__ import annotations

import csv
import secrets
import tempfile
from datetime import UTC, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, Words
from osuma.engine.periods import local_day
from osuma.workflows.asking.known_settings import value
from osuma.workflows.asking.verbs import verb
from osuma.workflows.data import imports
from osuma.workflows.lists.destinations import record_of
from osuma.workflows.lists.handed_out import written
from osuma.workflows.reports.call_list import SHOWN, TOLD_CALLS, tomorrow
from osuma.workflows.reports.called import began
from osuma.workflows.reports.outcome_words import OUTCOMES

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

#: The header of a person's id in the file of each tool that updates its records from it.
IDS = {
    "hubspot": Words("Record ID", "Record ID"),
    "pipedrive": Words("Person - ID", "Person - ID"),
    "xlsx": Words("Tunnus", "ID"),
}
#: The source under which the records of each come in.
SOURCES = {"hubspot": "crm", "pipedrive": "pipedrive"}
#: Calls of so long ago are told to the CRM.
TOLD = timedelta(days=7)
_HEADER = (
    Words("Osuma-soittopäivä", "Osuma call date"),
    Words("Osuma-peruste", "Osuma reason"),
    Words("Viimeisin puhelu", "Last call"),
    Words("Puhelun tulos", "Call outcome"),
    Words("Nimi", "Name"),
    Words("Yritys", "Company"),
    Words("Phone Number", "Phone Number"),
    Words("Myyjä", "Owner"),
)
_WHO = (
    "SELECT i.source, i.source_id, i.is_pseudo, c.phone FROM customers c JOIN identities i ON i.source = c.source "
    "AND i.source_id = c.external_id WHERE c.customer_key = ?"
)
_RUNG = (
    f"WITH {TOLD_CALLS} SELECT c.customer_key AS key, max(k.ts) AS rung, arg_max(k.outcome, k.ts) AS outcome, "
    "any_value(coalesce(c.full_name, concat_ws(' ', c.first_name, c.last_name))) AS name, "
    "any_value(c.phone) AS phone FROM told_calls k JOIN customers c USING (customer_key) "
    "WHERE k.ts > ? AND k.outcome IS NOT NULL GROUP BY c.customer_key "
    "ORDER BY rung DESC, key"
)


@verb("calls.record", writes=True)
def record(session: Session, key: int, outcome: str) -> dict[str, Any]:
    """Keep what came of a call of just now, as an import of one row: it can be seen and undone like any other.

    key: of the person, as `calls.tomorrow` gives it. outcome: one of `OUTCOMES`. After `do_not_call` the number is on
    the suppression list for calls. Misuse where there is no such person or outcome.
    """
    if outcome not in OUTCOMES:
        known = ", ".join(OUTCOMES)
        raise Misuse(Words(f"Puhelun tulos on jokin näistä: {known}.", f"An outcome is one of {known}."), "outcome")
    found = session.warehouse.rows(_WHO, [key])
    if not found:
        raise Misuse(Words("Tätä henkilöä ei ole.", "There is no such person."), "no_such_person")
    source, person, pseudo, phone = found[0]
    _begun(session, key)
    now = session.now()
    row = {
        "Call ID": secrets.token_hex(8),
        "Call time": now.astimezone(session.zone).strftime("%Y-%m-%d %H:%M:%S"),
        "Outcome": OUTCOMES[outcome][session.workspace.language],
        "Caller": session.who,
        "Phone number": phone or "",
        **({} if pseudo else {"Customer number": person}),
        **({"Email": person.removeprefix("email:")} if person.startswith("email:") else {}),
    }
    with tempfile.TemporaryDirectory(prefix="call-", dir=session.workspace.uploads) as work:
        file = Path(work) / f"puhelu-{now.astimezone(session.zone):%Y-%m-%d-%H%M%S}.csv"
        _written(file, row)
        (load,) = imports.run(session, [str(file)], preset="call_log", source=source, again=True)["loads"]
    words = OUTCOMES[outcome]
    said = Words(f"Kirjattu: {words.fi.lower()}.", f"Recorded: {words.en.lower()}.")
    return {"key": key, "outcome": outcome, "import_id": load["import_id"], "sentences": [said.plain()]}


@verb("calls.write", writes=True)
def write_(
    session: Session, to: str, crm: str = "xlsx", limit: int = 200, whose: str | None = None
) -> dict[str, Any]:
    """Write tomorrow's list and the outcomes of the last seven days, a row a person, for a CRM to update from.

    crm: hubspot, pipedrive (CSV with the id of their own records) or xlsx. Headers, reasons and outcomes are in the
    language that the setting `crm_language` gives for it, else in the workspace's. whose: as for `calls.tomorrow`;
    outcomes are everybody's. The file is in the log of lists.
    """
    from osuma.catalog import exports

    if crm not in IDS:
        raise Misuse(Words(f"Muoto on jokin näistä: {', '.join(IDS)}.", f"One of {', '.join(IDS)}."), "crm")
    language = value(session.workspace, "crm_language").get(crm, session.workspace.language)
    listed = tomorrow(session, limit=limit, whose=whose)
    began(session, listed, limit)
    day = (local_day(session.now(), session.zone) + timedelta(days=1)).isoformat()
    since = (session.now() - TOLD).astimezone(UTC).replace(tzinfo=None)
    rung = {
        key: (local_day(at.replace(tzinfo=UTC), session.zone).isoformat(), outcome, name, phone)
        for key, at, outcome, name, phone in session.warehouse.rows(_RUNG, [since])
    }
    ids = _ids(session, crm, [*(one["key"] for one in listed["calls"]), *rung])
    rows = []
    for one in listed["calls"]:
        last, outcome, _, _ = rung.pop(one["key"], (one["rung"] or "", "", "", ""))
        told = (
            day,
            one["why"][language],
            last,
            _said(outcome, language),
            one["name"],
            one["company_name"],
            one["phone"],
        )
        rows.append((ids.get(one["key"], ""), *told, one["owner"] or ""))
    for key, (last, outcome, name, phone) in rung.items():
        rows.append((ids.get(key, ""), "", "", last, _said(outcome, language), name, "", phone or "", ""))
    header = tuple(words[language] for words in (IDS[crm], *_HEADER))
    with written(Path(to), header, rows, sheet=crm == "xlsx") as digest:
        exports.record(session.workspace, "calls", session.who, len(rows), digest, to)
    return {"path": to, "rows": len(rows), "calls": len(listed["calls"]), "told": len(rows) - len(listed["calls"])}


def _begun(session: Session, key: int) -> None:
    """The list that somebody is being rung of, kept with its control group; a call beside the list is none of it."""
    if value(session.workspace, "calls_control"):
        listed = tomorrow(session, limit=SHOWN)
        if any(row["key"] == key for row in listed["calls"]):
            began(session, listed, SHOWN)


def _said(outcome: str, language: str) -> str:
    return OUTCOMES[outcome][language] if outcome in OUTCOMES else outcome


def _ids(session: Session, crm: str, keys: list[int]) -> dict[int, str]:
    """What the file calls each person: a CRM's own id, and of whom it has none nothing: another's would name a
    stranger there."""
    own = record_of(SOURCES[crm]) if crm in SOURCES else "c.external_id"
    found = session.warehouse.rows(
        f"SELECT c.customer_key, {own} FROM customers c WHERE c.customer_key IN (SELECT unnest(?::BIGINT[]))", [keys]
    )
    return {int(key): str(external) for key, external in found if external is not None}


def _written(file: Path, row: dict[str, str]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.DictWriter(out, list(row), delimiter=";")
        rows.writeheader()
        rows.writerow(row)
