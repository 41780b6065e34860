"""What a definition means, as hashes: the rule's own, and the fingerprint of everything that decides the meaning."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from osuma.engine.segments.depends import evaluation_order, nodes, references
from osuma.engine.segments.dump import node_mapping
from osuma.engine.segments.rule import Definition, Partition, Reach
from osuma.engine.segments.settings import Settings


def rule_version(defn: Definition) -> str:
    """SHA-256 (hex) of the canonical form of `of` and `where`; names, owner, review date are not in it."""
    return _hash(canonical(defn))


def canonical(defn: Definition) -> dict[str, Any]:
    """`of` and the rules alone; class slugs count, for their order and names decide what a reference means."""
    if isinstance(defn, Partition):
        return {
            "of": defn.of,
            "base": node_mapping(defn.base) if defn.base is not None else None,
            "classes": [[c.slug, node_mapping(c.where)] for c in defn.classes],
            "other": defn.other.slug,
        }
    return {"of": defn.of, "where": node_mapping(defn.where)}


def fingerprint(defn: Definition, known: Mapping[str, Definition], settings: Settings) -> str:
    """SHA-256 (hex) of the rule, of the rules that it refers to at any depth, and of the settings.

    Raises KeyError for a reference that is not known and ValueError for a cycle.
    """
    everything = {**known, defn.slug: defn}
    found: dict[str, str] = {}
    for slug in evaluation_order({defn.slug: defn}, known):
        one = everything[slug]
        found[slug] = _hash(
            {
                "rule": rule_version(one),
                "refers": [[name, found[name]] for name in references(one)],
                "settings": _meant(one, settings),
            }
        )
    return found[defn.slug]


def _meant(defn: Definition, settings: Settings) -> dict[str, Any]:
    """The settings that can change what the definition means."""
    found = asdict(settings)
    if not any(isinstance(node, Reach) for _, node in nodes(defn)):
        del found["existing_customers"]
    return found


def _hash(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)
