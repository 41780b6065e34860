"""Values that a condition names and nobody has: it finds nobody, and "is not" is everybody whose value is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Words
from osuma.engine.features.operands import fold
from osuma.engine.segments.depends import everywhere
from osuma.engine.segments.explain import explain_node
from osuma.engine.segments.rule import Definition, Property
from osuma.engine.tables.vocabulary import Field
from osuma.store import schema
from osuma.store.dialect import identifier, literal
from osuma.store.evaluation.evaluate import RECORDS
from osuma.workflows.asking.instants import AsOf
from osuma.workflows.segments import contexts, offering
from osuma.workflows.segments.definitions import known, vocabulary

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

_OPS = ("eq", "ne", "in", "not_in")
_KINDS = ("text", "code")
#: Values that are told of when none is like the one that was asked for.
_SHOWN = 5


def unmet(session: Session, defn: Definition, at: AsOf) -> list[dict[str, Any]]:
    """A warning for every condition with such values; of a past day none, for somebody may have had them then."""
    asked = list(dict.fromkeys(_asked(session, defn))) if at.current else []
    found = [
        (node, unit, missing) for node, unit, field in asked if (missing := _missing(session, node, unit, field))
    ]
    if not found:
        return []
    context = contexts.of_names(session, at, known(session, defn))
    return [
        {"code": "unmet", "slug": defn.slug, **_said(explain_node(node, context).short, missing, there).plain()}
        for node, unit, missing in found
        if (there := offering.values(session, node.property, unit=unit)["values"])
    ]


def _asked(session: Session, defn: Definition) -> Iterator[tuple[Property, str, Field]]:
    names = vocabulary(session)
    for _, node, unit in everywhere(defn):
        if isinstance(node, Property) and node.op in _OPS and node.other is None and unit in RECORDS:
            field = names.fields(unit).get(node.property)
            if field is not None and field.kind in _KINDS:
                yield node, unit, field


def _missing(session: Session, node: Property, unit: str, field: Field) -> tuple[str, ...]:
    """The values of the condition that no row of the unit has, as they were written."""
    table = RECORDS[unit][0]
    with session.warehouse.reader() as con:
        there = schema.columns(con, table)
    folded = field.kind == "text" and f"{field.name}_fold" in there
    if field.name not in there:
        return ()
    column = identifier(f"{field.name}_fold" if folded else field.name)
    given: Sequence[Any] = node.value if isinstance(node.value, list | tuple) else [node.value]
    wanted = {str(value): fold(str(value)) if folded else str(value) for value in given}
    listed = ", ".join(map(literal, wanted.values()))
    met = session.warehouse.rows(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IN ({listed})")
    return tuple(value for value, same in wanted.items() if (same,) not in met)


def _said(condition: Words, missing: Sequence[str], there: Sequence[dict[str, Any]]) -> Words:
    named = ", ".join(f"”{value}”" for value in missing)
    quoted = ", ".join(f"“{value}”" for value in missing)
    shown = {language: ", ".join(_shown(missing, there, language)) for language in ("fi", "en")}
    return Words(
        f"Ehto ”{condition.fi}”: arvoa {named} ei ole kenelläkään. Tiedoissa on esimerkiksi: {shown['fi']}.",
        f"The condition “{condition.en}”: nobody has the value {quoted}. The data has, for example: {shown['en']}.",
    )


def _shown(missing: Sequence[str], there: Sequence[dict[str, Any]], language: str) -> list[str]:
    """Values that are like those that are missing, else the commonest; a code with what it is called."""
    by_name = {one["value"]: one["value"] if one["value"] == one[language] else f"{one['value']} ({one[language]})"
               for one in ({"value": each["value"], **each["label"]} for each in there)}  # fmt: skip
    like = [near for value in missing for near in get_close_matches(value, by_name, n=2)]
    return [by_name[value] for value in (dict.fromkeys(like) or list(by_name)[:_SHOWN])]
