"""One event row in words: its day or its time, and what tells it from others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from osuma.engine.errors import Words
from osuma.engine.segments.explain import numbers
from osuma.engine.segments.explain.context import ExplainContext
from osuma.engine.segments.explain.forms import forms_of
from osuma.engine.segments.explain.values import own_name, property_of, shown
from osuma.engine.segments.explain.words import EMPTY, both, frame, glue, quote

Row = Mapping[str, Any]


def row_day(row: Row, context: ExplainContext) -> Words:
    """The local day of a row."""
    return local_date(row["ts"], context)


def local_date(moment: datetime, context: ExplainContext) -> Words:
    """The local day of an instant in naive UTC."""
    return numbers.day(moment.replace(tzinfo=UTC).astimezone(context.zone).date())


def row_time(row: Row, context: ExplainContext) -> Words:
    """The local day and time of a row; the day alone where no more is known."""
    if row.get("date_only"):
        return row_day(row, context)
    ts: datetime = row["ts"]
    return numbers.moment(ts.replace(tzinfo=UTC).astimezone(context.zone))


def row_detail(row: Row, event: str, context: ExplainContext) -> Words:
    """What tells the row from others: its order and amount, or its campaign, page, product."""
    parts: list[Words] = []
    if row.get("order_id"):
        parts.append(frame("person.order", v=quote_free(str(row["order_id"]))))
    names = ("campaign", "page", "product", "event_name", "survey")
    parts += [quote(str(row[name])) for name in names if row.get(name)]
    if row.get("outcome"):
        said = shown(row["outcome"], property_of(event, "outcome", context), context)
        parts.append(both(lambda language: said[language].strip("”“")))
    amount = row.get("amount")
    if isinstance(amount, int | Decimal):
        parts.append(shown(amount, property_of(event, "amount", context), context))
    return glue(" (", glue(*parts, between=", "), ")") if parts else EMPTY


def quote_free(text: str) -> Words:
    """A number or code as it is, on one line."""
    quoted = quote(text)
    return both(lambda language: quoted[language][1:-1])


def happened(row: Row, event: str, context: ExplainContext) -> Words:
    """What a row says that the person did, with what tells it from others."""
    forms = forms_of(event, (), context)
    if forms.has("did_past"):
        what = forms.form("did_past", EMPTY)
    else:
        what = forms.form("one") if forms.has("one") else own_name(event, context)
    return glue(what, row_detail(row, event, context))
