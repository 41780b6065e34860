"""When and how consent was given or refused, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from osuma.engine.errors import Words
from osuma.engine.segments.explain.context import ExplainContext
from osuma.engine.segments.explain.rows import local_date
from osuma.engine.segments.explain.spans import event_span
from osuma.engine.segments.explain.values import code_name
from osuma.engine.segments.explain.words import EMPTY, frame, glue, join, quote, spaced
from osuma.engine.segments.rule import Stated


def stated_statement(node: Stated, context: ExplainContext, *, negated: bool, brief: bool) -> Words:
    """`asiakkaalla on voimassa oleva suostumus sähköpostimarkkinointiin, joka on annettu verkkolomakkeella`."""
    end = "to" if node.state == "granted" else "against"
    plain = node.purpose == "marketing"
    named = {} if plain else {"v": quote(node.purpose), "c": code_name("channel", node.stated, context)}
    whereto = frame(f"stated.{end}.{node.stated if plain else 'other'}", **named)
    said = frame(f"stated.{node.state}", w=whereto, p=join([*_parts(node, context, brief=brief)]))
    return frame("stated.not", s=said) if negated else said


def _parts(node: Stated, context: ExplainContext, *, brief: bool) -> Iterator[Words]:
    if node.window is not None or node.methods:
        span = None if node.window is None else event_span(node.window, context)
        when = EMPTY if span is None else span.during if brief else span.with_bounds("during")
        how = join([frame(f"stated.method.{one}") for one in node.methods], "or")
        yield frame("stated.given", p=spaced(when), m=spaced(how))
    if node.sources:
        yield frame("stated.from", m=join([quote(one) for one in node.sources], "or"))
    if node.double_opt_in is not None:
        yield frame("stated.confirmed" if node.double_opt_in else "stated.unconfirmed")


def stated_evidence(node: Stated, rows: Sequence[Mapping[str, Any]], context: ExplainContext) -> Words | None:
    """The newest of the statements that count: `hän on antanut suostumuksen 4.3.2026 (lähde ”shop”, …)`."""
    if not rows:
        return None
    row = rows[0]
    details = [] if row.get("dated") else [frame("stated.undated")]
    details.append(frame("stated.source", v=quote(row["source"])))
    if row.get("method") is not None:
        details.append(frame(f"stated.method.{row['method']}"))
    if row.get("double_opt_in") is not None:
        details.append(frame("stated.confirmed" if row["double_opt_in"] else "stated.unconfirmed"))
    day = frame("stated.day", day=local_date(row["ts"], context)) if row.get("dated") else EMPTY
    return frame(f"stated.own_{node.state}", p=glue(day, " (", glue(*details, between=", "), ")"))
