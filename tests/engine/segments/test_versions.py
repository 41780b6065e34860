"""Versions, dependencies, partitions and templates."""

from __future__ import annotations

from dataclasses import replace

import pytest

from osuma.engine.segments.depends import depends_on, evaluation_order, references
from osuma.engine.segments.parse import parse
from osuma.engine.segments.partitions import cells
from osuma.engine.segments.rule import Partition
from osuma.engine.segments.settings import Settings
from osuma.engine.segments.templates import template_texts, templates
from osuma.engine.segments.version import fingerprint, rule_version

A = parse("{slug: a, where: {property: age, op: gte, value: 30}}")
B = parse("{slug: b, where: {all: [{member: a}, {event: order, window: {last: 30 days}}]}}")


def test_the_rule_version_is_of_the_rule_alone() -> None:
    assert rule_version(A) == rule_version(
        parse("{slug: x, name: Toinen, where: {property: age, op: gte, value: 30.0}}")
    )
    assert rule_version(A) != rule_version(parse("{slug: a, where: {property: age, op: gt, value: 30}}"))
    assert rule_version(A) != rule_version(parse("{slug: a, of: areas, where: {property: age, op: gte, value: 30}}"))


def test_the_fingerprint_follows_references_and_settings() -> None:
    known = {"a": A}
    first = fingerprint(B, known, Settings())
    changed = {"a": parse("{slug: a, where: {property: age, op: gte, value: 31}}")}
    renamed = {"a": parse("{slug: a, name: Muu, where: {property: age, op: gte, value: 30}}")}
    assert fingerprint(B, changed, Settings()) != first
    assert fingerprint(B, renamed, Settings()) == first
    assert fingerprint(B, known, Settings(zone="Europe/Stockholm")) != first
    assert fingerprint(B, known, Settings(fiscal_year_start_month=4)) != first
    assert fingerprint(B, known, replace(Settings(), lexicon_version=2)) != first


def test_the_order_of_classes_is_meaning() -> None:
    rfm = templates()["rfm"]
    assert isinstance(rfm, Partition)
    assert rule_version(replace(rfm, classes=rfm.classes[::-1])) != rule_version(rfm)


def test_dependencies() -> None:
    found = depends_on(B)
    assert (found.fields, found.events, found.members) == (frozenset(), {"order"}, {"a"})
    assert (found.clock, found.others) == (True, False)
    deep = depends_on(B, {"a": A})
    assert deep.fields == {"age"}
    fixed = depends_on(parse("{slug: f, where: {event: order, window: {since: 2026-01-01}}}"))
    assert (fixed.clock, fixed.others) == (False, False)
    rank = depends_on(parse("{slug: r, where: {rank: {property: income}, top: {n: 5}, among: {consent: email}}}"))
    assert rank.others
    assert rank.consents == {("email", "marketing")}
    assert rank.fields == {"income"}


def test_order_of_evaluation_and_circles() -> None:
    c = parse("{slug: c, where: {any: [{member: b}, {member: a}]}}")
    assert references(c) == ("a", "b")
    assert evaluation_order({"c": c}, {"a": A, "b": B}) == ["a", "b", "c"]
    with pytest.raises(ValueError, match="c -> d -> c"):
        evaluation_order({"c": parse("{slug: c, where: {member: d}}")}, {"d": parse("{slug: d, where: {member: c}}")})


def test_the_rfm_grid_names_every_cell_once() -> None:
    rfm = templates()["rfm"]
    assert isinstance(rfm, Partition)
    found = cells(rfm)
    assert found is not None
    assert (found.dead, found.uncovered, found.shared) == ((), (), {})
    assert [axis[3] for axis in found.axes] == [5, 5]
    assert len(rfm.classes) + 1 == 11


def test_dead_uncovered_and_shared_cells_are_listed() -> None:
    tile = "{rank: {event: order}, order: asc, tiles: {of: 3, in: %s}}"
    defn = parse(
        "{partition: p, classes: ["
        f"{{slug: low, where: {tile % '[1, 2]'}}}, {{slug: dead, where: {tile % '[2]'}}},"
        f" {{slug: never, where: {{all: [{tile % '[1]'}, {{not: {tile % '[1]'}}}]}}}}], other: {{slug: other}}}}"
    )
    assert isinstance(defn, Partition)
    found = cells(defn)
    assert found is not None
    assert found.dead == ("dead", "never")
    assert found.uncovered == ((3,),)
    assert found.shared == {(2,): ("low", "dead")}


def test_partitions_that_are_not_over_tiles_are_not_judged() -> None:
    life_cycle = templates()["life-cycle"]
    assert isinstance(life_cycle, Partition)
    assert cells(life_cycle) is None


def test_templates_are_named_in_both_languages_after_their_files() -> None:
    assert set(template_texts()) == set(templates())
    for defn in templates().values():
        assert [language for language, _ in defn.name] == ["fi", "en"]
        if isinstance(defn, Partition):
            assert all([language for language, _ in c.name] == ["fi", "en"] for c in (*defn.classes, defn.other))
