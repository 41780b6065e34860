"""What is told of flags, on whatever engine they stand: sizes, what each condition leaves, classes."""

from __future__ import annotations

from typing import Any

from osuma.engine.errors import Misuse, Words
from osuma.engine.segments.rule import Definition, Partition, Segment, unit_of
from osuma.store.dialect import identifier
from osuma.store.evaluation.evaluate import Flags, NotComputed
from osuma.workflows.asking.instants import AsOf


def counted(flags: Flags, defn: Definition, paths: dict[str, str], at: AsOf) -> dict[str, Any]:
    """How many are in a definition over people, not known, and what each condition leaves, on whatever engine."""
    counts = flags.counts[defn.slug]
    found: dict[str, Any] = {
        "count": counts.members,
        "unknown": counts.unknown,
        "as_of": at.text,
        "unit": unit_of(defn),
        "base": flags.base,
        "conditions": condition_counts(flags, paths),
    }
    if isinstance(defn, Partition):
        found["classes"] = {
            name.removeprefix(f"{defn.slug}/"): one.members for name, one in flags.counts.items() if name != defn.slug
        }
    else:
        found["admitted_as_unknown"] = admitted_as_unknown(flags, defn, paths)
    return found


def condition_counts(flags: Flags, paths: dict[str, str]) -> list[dict[str, Any]]:
    """Per node: people for whom it is true, false, unknown, before its own unknown policy where it has one."""
    if not paths:
        return []
    shown = [path for path in paths if not path.endswith(("?", "="))]
    asked = []
    for path in shown:
        column = identifier(paths.get(f"{path}?", paths[path]))
        asked += [f"{column} = {truth}" for truth in (1, 0, 2)]
    row = flags.tally(asked)
    return [
        {"path": path, "true": row[3 * n], "false": row[3 * n + 1], "unknown": row[3 * n + 2]}
        for n, path in enumerate(shown)
    ]


def admitted_as_unknown(flags: Flags, defn: Segment, paths: dict[str, str]) -> dict[str, int]:
    """Members who are in although a condition is not known for them, by path; only where there are any."""
    asked = [path for path in paths if path.endswith("?")]
    if not asked:
        return {}
    found = flags.tally([f"{flags.where(defn.slug)} AND {identifier(paths[path])} = 2" for path in asked])
    return {path.removesuffix("?"): n for path, n in zip(asked, found, strict=True) if n}


def named(flags: Flags, defn: Definition, klass: str) -> str:
    """The slug among the flags of a definition or of a class of it; Misuse where there is no such class."""
    name = f"{defn.slug}/{klass}" if klass else defn.slug
    if defn.slug in flags.errors:
        raise NotComputed(defn.slug, flags.errors[defn.slug])
    if name not in flags.columns:
        classes = ", ".join(sorted(flags.columns))
        raise Misuse(
            Words(
                fi=f"Luokkaa ”{name}” ei ole. Mahdollisia: {classes}.", en=f"No class “{name}”. There are: {classes}."
            ),
            "no_class",
        )
    return name
