"""How much is known of each field of the people who are counted, by whom it was said, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from osuma.engine.tables.people import ATTRIBUTES, LIST_ATTRIBUTES
from osuma.store.dialect import identifier
from osuma.store.people.profiles import own_fields
from osuma.store.warehouse import Connection

#: Whom every figure is about.
PEOPLE = "kind = 'person' AND set_apart IS NULL"
_DERIVED = ("_fold", "_set")
_PARTS = {"birth_year", "birth_month", "birth_day", "created_date"}


@dataclass(frozen=True)
class Said:
    """What one source says of a field. known: people of whom it says a value. newest: when it last said one (UTC)."""

    source: str
    known: int
    newest: datetime


@dataclass(frozen=True)
class Field:
    """One field of a person. known: people of whom it is known, of `base` people. said: the sources, most first."""

    name: str
    known: int
    base: int
    said: tuple[Said, ...]


def names(con: Connection) -> list[str]:
    """The fields of a person, the workspace's own ones last; neither twins nor parts of a date.

    Static lists are a column of customers that no source says anything of, and so no field.
    """
    given = [c.name for c in ATTRIBUTES if c.name not in _PARTS]
    return [name for name in (*given, *own_fields(con)) if not name.endswith(_DERIVED)]


def fields(con: Connection) -> list[Field]:
    """Every field of which anything is known, the best known first."""
    base, counts = known(con)
    said = _said(con, list(counts)) if counts else {}
    found = [Field(name, n, base, said[name]) for name, n in counts.items()]
    return sorted(found, key=lambda field: (-field.known, field.name))


def known(con: Connection) -> tuple[int, dict[str, int]]:
    """How many people are counted, and of how many each field is known of which anything is."""
    wanted = names(con)
    asked = ", ".join(f"countif({_is_known(name)})" for name in wanted)
    ((base, *counts),) = con.execute(f"SELECT count(*), {asked} FROM customers WHERE {PEOPLE}").fetchall()
    return int(base), {name: int(n) for name, n in zip(wanted, counts, strict=True) if n}


def _is_known(name: str, alias: str = "") -> str:
    column = f"{name}_set" if name in LIST_ATTRIBUTES else f"{identifier(name)} IS NOT NULL"
    return f"{alias}{column}"


def _said(con: Connection, wanted: list[str]) -> dict[str, tuple[Said, ...]]:
    columns = ", ".join(
        f"count(DISTINCT CASE WHEN {_is_known(name, 'p.')} THEN i.customer_key END), "
        f"max(CASE WHEN {_is_known(name, 'p.')} THEN coalesce(p.source_updated_at, l.committed_at) END)"
        for name in wanted
    )
    rows = con.execute(
        f"SELECT p.source, {columns} FROM profiles p JOIN identities i USING (identity_key) "
        "JOIN loads l ON l.import_id = p.import_id WHERE i.customer_key IN "
        f"(SELECT customer_key FROM customers WHERE {PEOPLE}) GROUP BY p.source ORDER BY p.source"
    ).fetchall()
    found: dict[str, list[Said]] = {name: [] for name in wanted}
    for source, *figures in rows:
        for n, name in enumerate(wanted):
            known, newest = figures[2 * n : 2 * n + 2]
            if known:
                found[name].append(Said(str(source), int(known), newest))
    return {name: tuple(sorted(said, key=lambda one: -one.known)) for name, said in found.items()}
