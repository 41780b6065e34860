"""The checks of conditions on what is known of a person beside fields and events."""

from __future__ import annotations

from osuma.engine.errors import Mistake
from osuma.engine.segments.check.leaves import LeafCheck, compared, past_window
from osuma.engine.segments.check.values import value_mistakes
from osuma.engine.segments.mistakes import mistake
from osuma.engine.segments.rule import Bucket, Changed, Joined, Sample, Score, Stated, Suppressed
from osuma.engine.segments.rule.people import BUCKETS
from osuma.engine.tables.people import ATTRIBUTES
from osuma.engine.tables.vocabulary import Field, Kind

#: Kinds of which the history has a text that can be compared.
_WORDED: tuple[Kind, ...] = ("text", "code", "int", "decimal", "bool", "date")
_RECORDED = {column.name for column in ATTRIBUTES}


def person(
    node: Bucket | Sample | Joined | Changed | Score | Stated | Suppressed, path: str, leaves: LeafCheck
) -> list[Mistake]:
    """What is wrong with one such condition; whether a segment exists is looked up elsewhere."""
    match node:
        case Bucket() | Sample():
            return _drawn(node, path)
        case Joined():
            return past_window(node.window, f"{path}.joined")
        case Changed():
            return _changed(node, path, leaves)
        case Stated() | Suppressed():
            return past_window(node.window, f"{path}.window")
        case Score():
            return compared(Field(node.score, "decimal"), node.op, node.value, path)


def has_history(field: Field) -> bool:
    """Whether changes of a customer's field are recorded."""
    return field.custom or field.name in _RECORDED


def _changed(node: Changed, path: str, leaves: LeafCheck) -> list[Mistake]:
    field, found = leaves.field(node.changed, f"{path}.changed")
    found += past_window(node.window, f"{path}.window")
    if field is None:
        return found
    if not has_history(field):
        fi = f"Tiedon ”{field.name}” muutoksia ei tallenneta; käytä tietoa, jonka lähde antaa asiakkaasta."
        en = f"changes of `{field.name}` are not recorded; use a field that a source gives of the customer."
        return [*found, mistake(f"{path}.changed", "no_history", fi, en)]
    for key, value in (("from", node.old), ("to", node.new)):
        if value is not None:
            found += leaves.special(field, value, f"{path}.{key}") + _ended(field, value, f"{path}.{key}")
    return found


def _ended(field: Field, value: object, where: str) -> list[Mistake]:
    if field.kind in _WORDED:
        return value_mistakes(field.kind, "eq", value, where)
    fi = f"Tiedon ”{field.name}” vanhaa tai uutta arvoa ei voi verrata; kysy vain, onko se muuttunut."
    en = f"the old or new value of `{field.name}` cannot be compared; ask only whether it has changed."
    return [mistake(where, "kind", fi, en)]


def _drawn(node: Bucket | Sample, path: str) -> list[Mistake]:
    """What is wrong with a range of buckets or the size of a sample."""
    last = BUCKETS - 1
    if isinstance(node, Bucket):
        if 0 <= node.low <= node.high <= last:
            return []
        fi = f"Lokerot ovat 0–{last}, pienempi ensin; esimerkiksi from: 0, to: 999 on kymmenesosa."
        en = f"buckets are 0 to {last}, the smaller first; from: 0, to: 999 for example is a tenth."
        return [mistake(path, "bucket", fi, en)]
    if (node.percent is not None and 0 < node.percent <= 100) or (node.n is not None and 0 < node.n <= 10**9):
        return []
    fi, en = "Otoksen koko on percent 1–100 tai n vähintään 1.", "a sample is percent 1 to 100 or n of at least 1."
    return [mistake(f"{path}.sample", "sample", fi, en)]
