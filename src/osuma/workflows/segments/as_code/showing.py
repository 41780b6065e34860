"""Changes as an answer has them: the lines that differ, the sentences before and after, and conflicts."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Conflict, Words
from osuma.engine.segments.explain import explain
from osuma.engine.segments.merge import Side, ThreeWay
from osuma.workflows.asking.instants import resolve
from osuma.workflows.segments import contexts
from osuma.workflows.segments.as_code.changes import Change, Changes
from osuma.workflows.segments.as_code.effects import effects
from osuma.workflows.segments.recomputing import before_all

if TYPE_CHECKING:
    from osuma.engine.segments.rule import Definition
    from osuma.workflows.asking.instants import AsOf
    from osuma.workflows.asking.session import Session


def told(session: Session, changes: Changes, as_of: str | None = None, *, new: bool = True) -> dict[str, Any]:
    """What would change and for how many. new: also how many new definitions would have.

    sentences: that today's values are counted where the instant is before anything is known.
    """
    at = resolve(session, as_of)
    return {
        "as_of": at.text,
        "changes": [_change(session, one, changes, at) for one in changes.listed],
        "effects": effects(session, changes, at, new=new),
        "sentences": [one.plain() for one in before_all(session, at)],
    }


def refuse_conflicts(changes: Changes) -> None:
    """Conflict with the three texts of every definition that both have changed."""
    clashes = [(one, one.clash) for one in changes.listed if one.clash is not None]
    if clashes:
        said = [conflict(one, clash) for one, clash in clashes]
        raise Conflict(
            Words(fi="\n".join(one.fi for one in said), en="\n".join(one.en for one in said)),
            "definition_moved_on",
        )


def conflict(change: Change, clash: ThreeWay) -> Words:
    """What each side changed since the file was made, and what to do."""
    name, theirs, file = _named(change), change.theirs, change.file
    assert theirs is not None  # noqa: S101  nothing can have moved on that is not stored
    assert file is not None  # noqa: S101  only files clash
    by = f"{theirs.who}, {theirs.changed_at.date().isoformat()}"
    heads = Words(
        f"{name}: työtila on muuttunut: tiedosto on tehty versiosta {file.version}, "
        f"työtilassa on versio {theirs.version} ({by}).",
        f"{name}: the workspace has moved on: the file was made from version {file.version}, "
        f"the workspace has version {theirs.version} ({by}).",
    )
    return Words(
        "\n".join([heads.fi, *_sides(clash, "fi"), _way_out(clash).fi]),
        "\n".join([heads.en, *_sides(clash, "en"), _way_out(clash).en]),
    )


def _sides(clash: ThreeWay, language: str) -> list[str]:
    said = {
        "fi": ("Vain sinä muutit", "Vain työtilassa muuttui", "Molemmissa muuttui"),
        "en": ("Only you changed", "Only the workspace changed", "Both changed"),
    }[language]
    lines = []
    for title, sides in zip(said, (clash.mine, clash.theirs, clash.both), strict=True):
        for side in sides:
            lines += [f"  {title}: {side.key}", *_three(side, language)]
    return lines


def _three(side: Side, language: str) -> list[str]:
    titles = ("haettu", "sinun", "työtila") if language == "fi" else ("fetched", "yours", "workspace")
    lines = []
    for title, text in zip(titles, (side.base, side.mine, side.theirs), strict=True):
        lines += [f"    {title:<10}{line}" for line in (text or "–").rstrip().splitlines()]
    return lines


def _way_out(clash: ThreeWay) -> Words:
    if clash.merged is not None:
        return Words(
            "  Muutokset eivät koske samaa avainta, joten ne sopivat yhteen: lisää --merge.",
            "  The changes are of different keys, so they merge cleanly: add --merge.",
        )
    return Words(
        "  Hae työtilan versio (siirrä oma tiedostosi syrjään ja anna osuma segments pull) ja tee muutos siihen. Jos "
        "tiedostosi saa korvata työtilan version, poista siitä rivi ”# osuma-version”.",
        "  Fetch the workspace’s version (put your file aside and run osuma segments pull) and make the change in "
        "it. If your file may replace the workspace’s version, remove its line “# osuma-version”.",
    )


def _change(session: Session, one: Change, changes: Changes, at: AsOf) -> dict[str, Any]:
    found: dict[str, Any] = {
        "slug": one.slug,
        "file": one.file.name if one.file is not None else None,
        "changed": one.kind,
        "diff": _diff(one.before, one.after) if one.kind in ("rule", "metadata") else [],
        "conflict": conflict(one, one.clash).plain() if one.clash is not None else None,
    }
    if one.kind == "rule":
        found["was"] = _sentences(session, changes.old[one.slug], changes.old, at)
    if one.kind in ("rule", "new"):
        found["becomes"] = _sentences(session, changes.new[one.slug], changes.new, at)
    return found


def _diff(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.rstrip().splitlines(), after.rstrip().splitlines(), lineterm="", n=0)
    return [line for line in list(lines)[2:] if not line.startswith("@@")]


def _sentences(
    session: Session, defn: Definition, known: dict[str, Definition], at: AsOf
) -> dict[str, Sequence[str]]:
    found = explain(defn, contexts.of_names(session, at, known))
    return {language: found.text(language).split("\n") for language in ("fi", "en")}


def _named(change: Change) -> str:
    name = change.file.name if change.file is not None else ""
    return f"{change.slug} ({name})" if name else change.slug
