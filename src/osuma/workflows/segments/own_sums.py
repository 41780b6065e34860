"""Sums of money among the workspace's own fields: in which currency each is. Nobody guesses: an import tells it, or a
person does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, Words
from osuma.engine.segments.explain.values import field_label
from osuma.ingestion.mapping.currencies import CURRENCIES, sounds_like_money
from osuma.workflows.asking.options import keep_own_money, own_money
from osuma.workflows.asking.verbs import verb
from osuma.workflows.segments.definitions import vocabulary

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

_SUMS = ("int", "decimal")


@verb("fields.sums")
def sums(session: Session) -> dict[str, Any]:
    """The workspace's own fields that may hold sums. currency: ISO 4217, empty where it holds no money, null where
    nobody has said; asked: whether it is called as money is, and nobody has said. currencies: what may be said."""
    said = own_money(session.workspace)
    return {
        "fields": [
            {
                "field": one.name,
                "label": field_label(one.name).plain(),
                "currency": said.get(one.name),
                "asked": one.name not in said and sounds_like_money(one.name.removeprefix("x_")),
            }
            for one in vocabulary(session).customers.values()
            if one.custom and one.kind in _SUMS
        ],
        "currencies": _currencies(session),
    }


@verb("fields.money", writes=True)
def money(session: Session, field: str, currency: str) -> dict[str, Any]:
    """Say in which currency an own field is; an empty one says that it holds no money. Misuse for any other."""
    known = vocabulary(session).customers.get(field)
    if known is None or not known.custom or known.kind not in _SUMS:
        raise Misuse(
            Words(
                f"Tiedolla ”{field}” ei ole valuuttaa: se ei ole oma lukutieto.",
                f"“{field}” has no currency: it is not a number field of your own.",
            ),
            "no_field",
        )
    if currency and currency not in _currencies(session):
        there = ", ".join(_currencies(session))
        raise Misuse(
            Words(
                f"Valuuttaa ”{currency}” ei tunneta. Valitse: {there}.",
                f"The currency “{currency}” is not known. Choose: {there}.",
            ),
            "no_currency",
        )
    keep_own_money(session.workspace, {field: currency})
    return {"field": field, "currency": currency}


def _currencies(session: Session) -> list[str]:
    own = session.workspace.currency
    return [own, *(one for one in CURRENCIES if one != own)]
