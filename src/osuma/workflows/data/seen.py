"""Event types and properties that came in files and are not registered: how many, when, and what they look like."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from osuma.engine.tables.own import OwnProperty, OwnType, PropertyType, is_free, may_be_property
from osuma.ingestion.mapping.headers import slug_of
from osuma.ingestion.planning.own import typed_sql
from osuma.store.dialect import fold, fold_text
from osuma.store.loading.own import is_type

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

#: What a property is taken for: the first of these that every value fits.
_CANDIDATES: tuple[tuple[PropertyType, str | None], ...] = (
    ("int", None), ("decimal", "dot"), ("decimal", "comma"), ("bool", None), ("date", None), ("instant", None),
    ("text", None),
)  # fmt: skip


@dataclass(frozen=True)
class SeenProperty:
    """One property. name: the slug that it would have. rows: how many have a value. type: what the values look like;
    null where they are lists or objects, which cannot be registered."""

    given: str
    name: str
    rows: int
    type: PropertyType | None
    format: str | None


@dataclass(frozen=True)
class SeenType:
    """One type with rows in `event_other`, or a registered one with properties that are not.

    slug: of the registered type, else what it would be called. rows: of those not registered.
    """

    given: str
    slug: str
    registered: bool
    rows: int
    first: date | None
    last: date | None
    properties: tuple[SeenProperty, ...]


def seen_types(session: Session) -> dict[str, str]:
    """Slug → name as given, of the types in `event_other`; quick, for a rule that names one."""
    rows = session.warehouse.rows(f"SELECT any_value(type) FROM event_other GROUP BY {fold('type')} ORDER BY 1")
    return {slug_for(str(given)): str(given) for (given,) in rows}


def slug_for(given: str) -> str:
    """The slug that a type would have; one that is ours already gets a mark."""
    slug = slug_of(given)
    return slug if is_free(slug) else f"own_{slug}"[:48].rstrip("_")


def name_for(given: str, *, canonical: bool = False) -> str:
    """The slug that a property would have."""
    name = slug_of(given)
    if may_be_property(name, canonical=canonical):
        return name
    return f"x_{name.removeprefix('x_')}"


def seen(session: Session, types: Sequence[OwnType]) -> Iterator[SeenType]:
    """Everything that is not registered, the commonest type first."""
    known = {fold_text(own.given): own for own in types if not own.canonical}
    rows = session.warehouse.rows(
        f"SELECT {fold('type')}, min(type), count(*), min(local_date), max(local_date) FROM event_other "
        "GROUP BY 1 ORDER BY 3 DESC, 2"
    )
    for folded, given, n, first, last in rows:
        own = known.pop(folded, None)
        found = tuple(properties(session, str(given), own))
        yield SeenType(
            str(given), own.slug if own else slug_for(str(given)), own is not None, int(n), first, last, found
        )
    for own in known.values():
        if left := tuple(properties(session, own.given, own)):
            yield SeenType(own.given, own.slug, True, 0, None, None, left)


def properties(session: Session, given: str, own: OwnType | None) -> Iterator[SeenProperty]:
    """The properties of a type that are not registered, with a guess of what they are."""
    relation = _relation(given, own)
    keys = session.warehouse.rows(
        f"SELECT key, count(*) FROM (SELECT unnest(json_keys(properties)) AS key FROM {relation}) "
        "GROUP BY 1 ORDER BY 1"
    )
    for key, n in keys:
        if own is None or own.property(str(key)) is None:
            kind, form = guess(session, relation, str(key))
            yield SeenProperty(str(key), name_for(str(key)), int(n), kind, form)


def format_of(session: Session, given: str, own: OwnType | None, key: str, kind: PropertyType) -> str | None:
    """The decimal mark with which more values of a decimal fit, the workspace's own where both do; null else."""
    if kind != "decimal":
        return None
    wrong = _wrong(session, _relation(given, own), key, ((kind, "dot"), (kind, "comma")))
    return _mark(session, *wrong[:2])


def guess(session: Session, relation: str, key: str) -> tuple[PropertyType | None, str | None]:
    """What the values of a property look like: a type with its format, no type for lists and objects."""
    *wrong, timed, padded, marked = _wrong(session, relation, key, _CANDIDATES)
    misfits = dict(zip(_CANDIDATES, wrong, strict=True))
    if misfits["text", None]:
        return None, None
    never = {"int": padded or marked, "decimal": padded, "date": timed}
    kind, form = next(one for one in _CANDIDATES if not misfits[one] and not never.get(one[0]))
    if kind == "decimal":
        form = _mark(session, misfits["decimal", "dot"], misfits["decimal", "comma"])
    return kind, form


def _mark(session: Session, dot: int, comma: int) -> str:
    """The decimal mark with fewer misfits; where they are as good, the one that the workspace's language has."""
    own = "comma" if session.workspace.language == "fi" else "dot"
    return own if dot == comma else "dot" if dot < comma else "comma"


def _relation(given: str, own: OwnType | None) -> str:
    rows = f"SELECT properties FROM event_other WHERE {is_type(given)}"
    return f"({rows})" if own is None else f"({rows} UNION ALL SELECT properties FROM {own.table.name})"


def _wrong(
    session: Session, relation: str, key: str, candidates: Sequence[tuple[PropertyType, str | None]]
) -> list[int]:
    """How many values do not fit each candidate, then how many have a clock, a leading zero, a decimal mark."""
    tried = OwnType("tried", "", tuple(OwnProperty(f"as_{n}", key, *one) for n, one in enumerate(candidates)))
    counts = [f"count(wrong_{n})" for n in range(len(candidates))]
    counts += ["countif(contains(cell_0, ':'))", "countif(regexp_matches(cell_0, '^0[0-9]'))"]
    counts += ["countif(regexp_matches(cell_0, '[.,]'))"]
    sql = typed_sql(tried, session.workspace.zone).format(raw=relation)
    (row,) = session.warehouse.rows(f"SELECT {', '.join(counts)} FROM ({sql})")
    return [int(n or 0) for n in row]
