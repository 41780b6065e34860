"""Definitions of a workspace as values, and what its rules may name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from osuma.engine.errors import Refused, Words
from osuma.engine.segments.parse import parse
from osuma.engine.segments.rule import Definition, Partition
from osuma.engine.tables.special import screen
from osuma.engine.tables.vocabulary import Field, Kind, Vocabulary, canonical

if TYPE_CHECKING:
    from osuma.workflows.session import Session

CUSTOM = "x_"
_KINDS: dict[str, Kind] = {
    "VARCHAR": "text", "BIGINT": "int", "BOOLEAN": "bool", "DATE": "date", "TIMESTAMP": "instant",
    "VARCHAR[]": "list", "DOUBLE": "decimal",
}  # fmt: skip


def stored(session: Session) -> dict[str, Definition]:
    """Every definition in use, by slug. Raises Refused where a stored text is no definition any more."""
    from osuma.catalog import definitions

    return {one.slug: _parsed(one.text) for one in definitions.list_(session.workspace)}


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Definition:
    """The same text is the same value: a workspace's definitions are asked for many times in one call."""
    return parse(text)


def vocabulary(session: Session) -> Vocabulary:
    """The canonical vocabulary with the workspace's own customer fields."""
    rows = session.warehouse.rows(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'customers' AND internal = FALSE "
        "AND starts_with(column_name, 'x_') ORDER BY column_index"
    )
    own = [(str(name), str(kind)) for name, kind in rows if not str(name).endswith(("_fold", "_set"))]
    return canonical().extended(tuple(_field(name, kind) for name, kind in own))


def allowed_special(session: Session) -> frozenset[str]:
    """Special-category fields for which there is a written basis."""
    from osuma.catalog import settings_store

    return frozenset(settings_store.get(session.workspace, "special_fields", []))


def read(session: Session, text: str | None, slug: str | None) -> Definition:
    """The definition that a call speaks of: a text, or a stored one. Refused with every mistake of the text."""
    from osuma.catalog import definitions
    from osuma.engine.segments.check import check

    defn = parse(text) if text is not None else parse(definitions.get(session.workspace, slug or "").text)
    mistakes = check(defn, vocabulary(session), known(session, defn), allowed_special=allowed_special(session))
    if mistakes:
        raise Refused(mistakes)
    return defn


def known(session: Session, defn: Definition) -> dict[str, Definition]:
    """The stored definitions, with this one in the place of its namesake."""
    return {**stored(session), defn.slug: defn}


def titles_of(known: Mapping[str, Definition]) -> dict[str, Words]:
    """Names of definitions and of the classes of partitions, by slug."""
    found = {}
    for slug, defn in known.items():
        found[slug] = Words(fi=defn.title("fi"), en=defn.title("en"))
        if isinstance(defn, Partition):
            for klass in (*defn.classes, defn.other):
                found[f"{slug}/{klass.slug}"] = Words(fi=klass.title("fi"), en=klass.title("en"))
    return found


def _field(name: str, kind: str) -> Field:
    shape: Kind = "decimal" if kind.startswith("DECIMAL") else _KINDS.get(kind, "text")
    special = screen(name.removeprefix(CUSTOM).replace("_", " ")) is not None
    return Field(name, shape, "special" if special else "ordinary", custom=True)
