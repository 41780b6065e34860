"""Comments of a text that is written anew: each stays with what it was said of, and none is lost."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

import yaml

Path = tuple[str | int, ...]
_GROUPS = ("all", "any", "none")


@dataclass(frozen=True)
class _Entry:
    """One key of a mapping or one item of a list. line: where it begins, from 0."""

    path: Path
    line: int


@dataclass(frozen=True)
class _Remark:
    """One comment, from its mark. line: its own; beside: whether something stands before it on the line."""

    text: str
    line: int
    beside: bool


class _Text:
    """A text of YAML with its entries in order and the places where a mark of comments is none."""

    def __init__(self, text: str) -> None:
        self.text, self.lines = text, text.splitlines()
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        self.value: Any = yaml.safe_load(text)
        self.entries = sorted(_entries(node, ()), key=lambda one: one.line)
        scalars = [token for token in yaml.scan(text, Loader=yaml.SafeLoader) if isinstance(token, yaml.ScalarToken)]
        self._spans = [(token.start_mark.index, token.end_mark.index) for token in scalars]
        self._starts = [start for start, _ in self._spans]

    def within_scalar(self, index: int) -> bool:
        """Whether a place is inside a value, where a comment would be a part of it."""
        n = bisect.bisect_right(self._starts, index) - 1
        return n >= 0 and self._spans[n][0] <= index < self._spans[n][1]

    def remarks(self) -> Iterator[_Remark]:
        """Every comment."""
        start = 0
        for n, line in enumerate(self.text.splitlines(keepends=True)):
            for place in (i for i, mark in enumerate(line) if mark == "#"):
                free = place == 0 or line[place - 1] in " \t"
                if free and not self.within_scalar(start + place):
                    yield _Remark(line[place:].rstrip(), n, bool(line[:place].strip()))
                    break
            start += len(line)

    def end_is_free(self, n: int) -> bool:
        """Whether a comment can stand at the end of a line."""
        end = sum(len(line) + 1 for line in self.lines[:n]) + len(self.lines[n])
        return not self.within_scalar(end)


def _entries(node: yaml.Node | None, path: Path) -> Iterator[_Entry]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield _Entry((*path, key.value), key.start_mark.line)
            yield from _entries(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for n, item in enumerate(node.value):
            yield _Entry((*path, n), item.start_mark.line)
            yield from _entries(item, (*path, n))


def kept(old: str, new: str) -> str:
    """The new text with the comments of the old one; both are YAML of mappings.

    A comment stands before, or beside, what it stood before or beside; where that is gone, before what was around it.
    """
    if "#" not in old:
        return new
    before, after = _Text(old), _Text(new)
    above: dict[int, list[str]] = {}
    beside: dict[int, str] = {}
    for one in before.remarks():
        entry = _of(one, before)
        line = len(after.lines) if entry is None else _line(_moved(entry.path, before, after), after)
        if one.beside and line not in beside and line < len(after.lines) and after.end_is_free(line):
            beside[line] = one.text
        else:
            above.setdefault(line, []).append(one.text)
    return _with(after, above, beside)


def _of(remark: _Remark, text: _Text) -> _Entry | None:
    """What a comment is said of: what begins on its line, else what comes next; None at the end."""
    if remark.beside:
        earlier = [one for one in text.entries if one.line <= remark.line]
        last = max((one.line for one in earlier), default=0)
        return next((one for one in earlier if one.line == last), None)
    return next((one for one in text.entries if one.line > remark.line), None)


def _line(path: Path, text: _Text) -> int:
    lines: Mapping[Path, int] = {one.path: one.line for one in reversed(text.entries)}
    return next((lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in lines), 0)


def _moved(path: Path, before: _Text, after: _Text) -> Path:
    """Where what stood at a path is now: the same value, else the same place, else what was around it."""
    value = _at(before.value, path)
    if isinstance(value, dict | list):
        same = [one.path for one in after.entries if _at(after.value, one.path) == value]
        if same:
            return path if path in same else same[0]
    found: Path = ()
    old, new = before.value, after.value
    for step in path:
        then = _step(step, old, new)
        if then is None:
            break
        found, old, new = (*found, then), old[step], new[then]
    return found or path[:1]


def _at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step]
    return value


def _step(step: str | int, old: Any, new: Any) -> str | int | None:
    """The same key, the other kind of a group, or the position that an item has moved to; None where it is gone."""
    if isinstance(old, list):
        return _aligned(old, new).get(int(step)) if isinstance(new, list) else None
    if not isinstance(new, dict):
        return None
    if step in new:
        return step
    other = [key for key in new if key in _GROUPS]
    return other[0] if step in _GROUPS and len(old) == len(new) == 1 and other else None


def _aligned(old: list[Any], new: list[Any]) -> dict[int, int]:
    """Old positions to new ones: equal items, and those between which as many are another."""
    found: dict[int, int] = {}
    matched = SequenceMatcher(None, [repr(one) for one in old], [repr(one) for one in new], autojunk=False)
    for kind, a, b, c, d in matched.get_opcodes():
        if kind == "equal" or (kind == "replace" and b - a == d - c):
            found |= dict(zip(range(a, b), range(c, d), strict=True))
    return found


def _with(text: _Text, above: Mapping[int, list[str]], beside: Mapping[int, str]) -> str:
    found = []
    for n, line in enumerate(text.lines):
        indent = line[: len(line) - len(line.lstrip())]
        found += [f"{indent}{remark}" for remark in above.get(n, ())]
        found.append(f"{line}  {beside[n]}" if n in beside else line)
    return "\n".join([*found, *above.get(len(text.lines), ())]) + "\n"
