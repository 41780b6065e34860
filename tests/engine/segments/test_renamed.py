"""Definitions under other slugs: their own, and those of what they refer to at any depth."""

from __future__ import annotations

from osuma.engine.segments.dump import to_mapping
from osuma.engine.segments.parse import parse
from osuma.engine.segments.renamed import renamed


def test_references_follow_at_any_depth_and_classes_stay() -> None:
    rule = parse(
        "osuma: 1\nslug: a\nwhere: {none: [{member: b}, {rank: {event: order}, top: {n: 5}, among: {member: c/big}}, "
        "{member: b-side}]}\n"
    )
    found = to_mapping(renamed(rule, {"a": "a?now", "b": "b?now", "c": "c?now"}))
    assert found["slug"] == "a?now"
    first, rank, other = found["where"]["none"]
    assert (first, other) == ({"member": "b?now"}, {"member": "b-side"})
    assert rank["among"] == {"member": "c?now/big"}


def test_the_rules_of_a_partition_too() -> None:
    rule = parse(
        "osuma: 1\npartition: p\nbase: {member: b}\nclasses:\n- {slug: x, where: {not: {member: b}}}\n"
        "- {slug: y, where: {event: order}}\n"
    )
    found = to_mapping(renamed(rule, {"b": "z"}))
    assert (found["partition"], found["base"]) == ("p", {"member": "z"})
    assert [one["where"] for one in found["classes"]] == [{"not": {"member": "z"}}, {"event": "order"}]
