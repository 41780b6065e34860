"""What the suppression list says of a person's address, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from osuma.engine.errors import Words
from osuma.engine.segments.explain.context import ExplainContext
from osuma.engine.segments.explain.rows import local_date
from osuma.engine.segments.explain.spans import event_span
from osuma.engine.segments.explain.words import EMPTY, frame, has_frame, join, quote, spaced
from osuma.engine.segments.rule import Suppressed


def suppressed_statement(node: Suppressed, context: ExplainContext, *, negated: bool, brief: bool) -> Words:
    """`asiakas on peruuttanut uutiskirjeen`; for several reasons, that the address was put on the list for them."""
    side = "out" if negated else "in"
    span = None if node.window is None else event_span(node.window, context)
    when = EMPTY if span is None else spaced(span.during if brief else span.with_bounds("during"))
    if len(node.reasons) == 1 and has_frame(alone := f"suppressed.{node.reasons[0]}.{node.suppressed}_{side}"):
        return frame(alone, p=when)
    return frame(f"suppressed.{side}", **_address(node), p=when, r=_because(node.reasons))


def suppressed_evidence(
    node: Suppressed, figure: object, rows: Sequence[Mapping[str, Any]], context: ExplainContext
) -> Words:
    """The newest entry: `hänen sähköpostiosoitteensa lisättiin estolistalle 3.4.2026 viestien peruutuksen vuoksi`.

    figure: how many entries there are; None where there is no address.
    """
    if figure is None:
        return frame("suppressed.own_nowhere", **_address(node))
    if not rows:
        return frame("suppressed.own_not", **_address(node), r=_because(node.reasons))
    row = rows[0]
    return frame(
        "suppressed.own" if row.get("dated") else "suppressed.own_undated",
        **_address(node),
        day=local_date(row["ts"], context),
        r=_because([str(row["reason"])]),
        v=quote(str(row["source"])),
    )


def _because(reasons: Sequence[str]) -> Words:
    why = join([_reason(one) for one in reasons], "or")
    return frame("suppressed.because", r=why) if reasons else EMPTY


def _reason(reason: str) -> Words:
    key = f"suppressed.reason.{reason}"
    return frame(key) if has_frame(key) else frame("suppressed.reason.other", v=quote(reason))


def _address(node: Suppressed) -> dict[str, Words]:
    kind = "email" if node.suppressed == "email" else "phone"
    forms = {"a": "address", "some": "some", "own": "own_address"}
    return {slot: frame(f"suppressed.{form}.{kind}") for slot, form in forms.items()}
