"""Definitions run on another engine than the workspace's own warehouse: over tables of Osuma's layout."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, Words
from osuma.engine.segments.compile import compile_, compile_areas, compile_conditions
from osuma.engine.segments.compile.plan import TRUE, UNKNOWN, Plan
from osuma.engine.segments.rule import Definition, Segment
from osuma.engine.shell import command
from osuma.engine.tables.vocabulary import Vocabulary
from osuma.store import schema
from osuma.store.engines import address
from osuma.store.engines.engine import Engine
from osuma.store.engines.evaluate import EngineFlags, evaluate, evaluate_all
from osuma.workflows.asking.instants import (
    AsOf,
    Told,
    later,
    newest_days,
    newest_of_deals,
    resolve_from,
    told_between,
    told_on,
)
from osuma.workflows.asking.known_settings import value
from osuma.workflows.asking.options import language_settings
from osuma.workflows.segments import recomputing
from osuma.workflows.segments.counting import counted, named
from osuma.workflows.segments.definitions import stored, vocabulary_of

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

#: How a caller names the workspace's own warehouse.
OWN = "duckdb"


def chosen(session: Session, engine: str | None) -> str | None:
    """The address that a call means: its own, else the setting; None is the workspace's own warehouse."""
    wanted = engine if engine is not None else value(session.workspace, "engine")
    return None if wanted in (None, OWN) else str(wanted)


@dataclass(frozen=True)
class Place:
    """An engine, at an instant at or after the end of its data, and what rules may name there."""

    session: Session
    engine: Engine
    at: AsOf
    words: Vocabulary

    def count(self, defn: Definition) -> dict[str, Any]:
        """As `segments.count` answers. Old data is not told of: only our own warehouse knows of it."""
        if isinstance(defn, Segment) and defn.of == "areas":
            truths = self._areas(defn)
            counts = {"count": len(truths[TRUE]), "unknown": len(truths[UNKNOWN]), "unit": "areas"}
            return {**counts, "base": sum(map(len, truths.values())), **self._told(defn)}
        known = {**stored(self.session), defn.slug: defn}
        plan, paths = compile_conditions(
            defn, known, language_settings(self.session.workspace), self.at.instant, vocabulary=self.words
        )
        with evaluate(self.engine, plan) as flags:
            return counted(flags, defn, paths, self.at) | self._told(defn)

    def members(self, defn: Definition, klass: str) -> dict[str, Any]:
        """As `segments.members` answers."""
        if isinstance(defn, Segment) and defn.of == "areas":
            truths = self._areas(defn)
            return {"members": truths[TRUE], "unknown": truths[UNKNOWN], **self._told(defn)}
        with self.evaluated([defn]) as flags:
            return {"members": flags.externals(named(flags, defn, klass)), **self._told(defn)}

    @contextmanager
    def evaluated(self, definitions: Sequence[Definition]) -> Iterator[EngineFlags]:
        """All definitions together, which are of one unit; one that cannot be run stops no other."""
        known = {**stored(self.session), **{d.slug: d for d in definitions}}
        settings = language_settings(self.session.workspace)

        def plan_of(some: Sequence[Definition]) -> Plan:
            return compile_(some, known, settings, self.at.instant, vocabulary=self.words, row_kept=True)

        with evaluate_all(self.engine, definitions, plan_of) as flags:
            yield flags

    def _areas(self, defn: Segment) -> dict[int, list[str]]:
        known = {**stored(self.session), defn.slug: defn}
        settings = language_settings(self.session.workspace)
        expr = compile_areas(defn, known, settings, self.at.instant, self.words)
        rows = self.engine.rows(self.engine.sql_of(expr))
        return {truth: sorted(str(code) for code, flag in rows if flag == truth) for truth in (TRUE, UNKNOWN, 0)}

    def _told(self, defn: Definition) -> dict[str, Any]:
        said = recomputing.said(self.session, defn, self.at.text, self.at)
        return {"as_of": self.at.text, "engine": self.engine.name, **said}


@contextmanager
def opened(text: str) -> Iterator[Engine]:
    """A connection to an address; the password is taken from the environment."""
    with address.connect(address.parse(text), os.environ.get(address.VARIABLE)) as engine:
        yield engine


@contextmanager
def there(session: Session, text: str, as_of: str | None = None) -> Iterator[Place]:
    """An engine with Osuma's tables. Misuse where it has none, or for an instant before the end of its data."""
    with opened(text) as engine:
        columns = engine.columns("customers")
        if not columns:
            copy = command("engine", "copy", "--to", text)
            raise Misuse(
                Words(
                    fi=f"Osoitteessa {text} ei ole Osuman tauluja. Kopioi ne: {copy}",
                    en=f"There are no tables of Osuma at {text}. Copy them: {copy}",
                ),
                "no_tables",
            )
        at = resolve_from(session, data_end(engine, session), as_of, lambda: told_of_anybody(engine, session))
        if not at.current:
            raise Misuse(_PAST, "past_elsewhere")
        yield Place(session, engine, at, _words(session, columns.items()))


_PAST = Words(
    fi="Mennyt hetki lasketaan vain työtilan omasta varastosta. Jätä --as-of pois tai anna --engine duckdb.",
    en="A past instant is computed in our own warehouse only. Leave out --as-of, or give --engine duckdb.",
)


_ENDS = ("ASC", "DESC")


def told_of_anybody(engine: Engine, session: Session) -> Told:
    """Between which instants anything was told of anybody: by our own warehouse, else by the engine's tables.

    The engine's say of everybody the first instant alone, not when somebody known was told of again.
    """
    own = told_between(session.warehouse)
    if own != (None, None):
        return own
    tables = [name for name in ("customers", "accounts") if name in engine.tables()]
    known = " UNION ALL ".join(f"SELECT known_from FROM {table}" for table in tables)
    # not min(): it is an instant also where there is no row, on some engines
    ends = (engine.rows(f"SELECT known_from FROM ({known}) n ORDER BY known_from {way} LIMIT 1") for way in _ENDS)
    first, last = (rows[0][0].replace(tzinfo=UTC) if rows else None for rows in ends)
    return first, last


def _words(session: Session, columns: Any) -> Vocabulary:
    return vocabulary_of(session, [(name, schema.sql_type(kind)) for name, kind in columns if name.startswith("x_")])


def data_end(engine: Engine, session: Session) -> date | None:
    """`instants.data_end` by the engine's tables; None without a row."""
    tables = [name for name in engine.tables() if name.startswith("event_")]
    deal = engine.rows(newest_of_deals()) if "deals" in engine.tables() else []
    # not max(): it is a day also where there is no row, on some engines
    rows = engine.rows(f"SELECT day FROM ({newest_days(tables)}) n ORDER BY day DESC LIMIT 1") if tables else []
    return later(rows[0][0] if rows else None, told_on(deal[0][0], session.zone) if deal else None)
