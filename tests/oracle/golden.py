"""The tables written out by hand, each as one plan: what every engine must say of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb

from oracle import duck, elsewhere
from oracle import test_golden_companies as companies
from oracle import test_golden_habits as habits
from oracle import test_golden_messages as messages
from oracle import test_golden_reach as reach
from oracle import test_golden_sequences as sequences
from oracle import test_golden_stated as stated
from oracle import test_golden_suppressed as suppressed
from oracle import test_golden_unknown as unknown
from oracle import test_golden_wider as wider
from oracle.elsewhere import Truths
from oracle.worlds import VOCABULARY
from osuma.engine.segments.compile import compile_
from osuma.engine.segments.parse import parse
from osuma.engine.segments.rule import Definition, Unit, unit_of
from osuma.engine.segments.settings import Settings
from osuma.engine.tables.vocabulary import Vocabulary
from osuma.store.engines.engine import Engine


@dataclass(frozen=True)
class Golden:
    """A world and rules; expected: slug → customer → 1, 0, 2 for those of whom it was written down."""

    world: Mapping[str, Sequence[Mapping[str, Any]]]
    rules: Sequence[Definition]
    expected: Truths
    settings: Settings = unknown.SETTINGS
    known: Mapping[str, Definition] = field(default_factory=dict)
    vocabulary: Vocabulary = VOCABULARY

    def loaded(self) -> duckdb.DuckDBPyConnection:
        """The world in DuckDB, as it is copied to an engine."""
        con = duck.connect()
        duck.fill(con, self.world, self.vocabulary)
        duck.derive(con)
        return con

    def names(self) -> list[str]:
        return [table.name for table in duck.tables(self.vocabulary)]

    def wrong(self, engine: Engine) -> list[tuple[str, Truths]]:
        """What the engine says otherwise: the rule, and whom of."""
        as_of = sequences.AS_OF if self.vocabulary is sequences.VOCABULARY else unknown.AS_OF
        unit = unit_of(self.rules[0])
        wanted = [*self.rules, *(defn for defn in self.known.values() if unit_of(defn) == unit)]
        plan = compile_(wanted, self.known, self.settings, as_of, vocabulary=self.vocabulary, row_kept=True)
        found = elsewhere.truths(engine, plan)
        return [
            (slug, {slug: {key: found[slug][key] for key in truths}})
            for slug, truths in self.expected.items()
            if any(found[slug][key] != truth for key, truth in truths.items())
        ]


def _read(given: Sequence[str], unit: Unit = "customers") -> list[Definition]:
    return [parse(f"{{slug: g{i}, of: {unit}, where: {rule}}}") for i, rule in enumerate(given)]


def _signed(given: Mapping[str, str], keys: Sequence[int]) -> Truths:
    return _in_order([(rule, *(companies.SIGNS[sign] for sign in signs)) for rule, signs in given.items()], keys)


def _in_order(given: Sequence[Sequence[Any]], keys: Sequence[int]) -> Truths:
    return {f"g{i}": dict(zip(keys, truths, strict=True)) for i, (_, *truths) in enumerate(given)}


def tables() -> dict[str, Golden]:
    """Every table by what it is about."""
    rules, cases = sequences.definitions(), sequences.CASES
    chains: Truths = {}
    for key, case in enumerate(cases):
        chains.setdefault(rules[case.rule].slug, {})[key] = int(case.expected)
    reached = [[rule, *(int(key in members) for key in range(1, 16))] for rule, members in reach.GOLDEN]
    listed = [
        [rule, *(2 if key in not_known else int(key in members) for key in suppressed.KEYS)]
        for rule, members, not_known in suppressed.GOLDEN
    ]
    return {
        "unknown": Golden(
            unknown.WORLD, _read([rule for rule, *_ in unknown.GOLDEN]), _in_order(unknown.GOLDEN, (1, 2, 3)),
            known=unknown.KNOWN,
        ),
        "wider": Golden(
            wider.WORLD, _read([rule for rule, *_ in wider.GOLDEN]), _in_order(wider.GOLDEN, (1, 2, 3)),
            known=wider.KNOWN,
        ),
        "habits": Golden(
            habits.WORLD, _read([rule for rule, _ in habits.GOLDEN]),
            {f"g{i}": truths for i, (_, truths) in enumerate(habits.GOLDEN)},
        ),
        "reach": Golden(
            reach.WORLD, _read([rule for rule, _ in reach.GOLDEN]), _in_order(reached, range(1, 16)),
            settings=reach.WITH_BUYERS,
        ),
        "suppressed": Golden(
            suppressed.WORLD, _read([rule for rule, *_ in suppressed.GOLDEN]), _in_order(listed, suppressed.KEYS),
        ),
        "messages": Golden(
            messages.WORLD, _read([rule for rule, _ in messages.GOLDEN]),
            _in_order([(rule, *truths) for rule, truths in messages.GOLDEN], messages.PEOPLE),
        ),
        "stated": Golden(
            stated.WORLD, _read([rule for rule, *_ in stated.GOLDEN]),
            {f"g{i}": {key: 2 if key in unknown else int(key in members) for key in stated.KEYS}
             for i, (_, members, unknown) in enumerate(stated.GOLDEN)},
        ),
        "companies": Golden(
            companies.WORLD, _read(list(companies.COMPANIES), "accounts"), _signed(companies.COMPANIES, (1, 2, 3, 4)),
            known=companies.KNOWN,
        ),
        "contacts": Golden(
            companies.WORLD, _read(list(companies.PEOPLE)), _signed(companies.PEOPLE, (1, 2, 3, 4, 6)),
            known=companies.KNOWN,
        ),
        "sequences": Golden(
            sequences.world(), list(rules.values()), chains, settings=sequences.SETTINGS,
            vocabulary=sequences.VOCABULARY,
        ),
    }  # fmt: skip


NAMES = (
    "unknown", "wider", "habits", "reach", "suppressed", "messages", "stated", "companies", "contacts", "sequences",
)  # fmt: skip
