"""The sentences of what can be wrong with a definition; each says the way out."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from osuma.engine.errors import Mistake, Words


def mistake(where: str, code: str, fi: str, en: str) -> Mistake:
    return Mistake(where, code, Words(fi=fi, en=en))


def unknown_name(where: str, code: str, what: Words, name: str, known: Iterable[str]) -> Mistake:
    """`unknown field "ikä"; did you mean "age"?`, or the known names where none is near."""
    names = sorted(known)
    near = get_close_matches(name, names, n=1, cutoff=0.5)
    if near:
        hint = Words(fi=f"tarkoititko ”{near[0]}”?", en=f"did you mean `{near[0]}`?")
    else:
        listed = ", ".join(names[:40]) + (" …" if len(names) > 40 else "")
        hint = Words(fi=f"mahdollisia ovat: {listed or 'ei mikään'}.", en=f"known ones are: {listed or 'none'}.")
    return mistake(where, code, f"{what.fi} ”{name}”; {hint.fi}", f"{what.en} `{name}`; {hint.en}")


def at(where: str, step: str) -> str:
    """The path of something inside another; the root is the empty path."""
    return f"{where}.{step}" if where else step
