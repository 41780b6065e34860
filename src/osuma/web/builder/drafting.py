"""A draft as a page shows it: its rows, what the engine says of each, and what a form changes."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from osuma.engine.errors import Words
from osuma.engine.segments.remarks import kept
from osuma.engine.written import Unreadable, read
from osuma.web.builder import dividing, edits, places, wording
from osuma.web.builder.cells import Written, by_path
from osuma.web.builder.dividing import Divided
from osuma.web.builder.offer import Ask, Offer
from osuma.web.builder.rows import Bridge, Group, Row, filled, shown, unit_of

#: The slug of what has not been named yet; no definition that is kept is called so.
UNNAMED = "uusi-segmentti"
#: In the place of what the engine says.
NOT_COUNTED: Mapping[str, Any] = {"mistakes": []}
#: More conditions and filters than this nobody edits as rows, and drawing them takes seconds.
MOST_ROWS = 500
_ABOUT = ("owner", "purpose", "kpi", "review_by")
#: Keys whose value may still be to be chosen.
_ASKED = ("value", "other", "member", "score", "experiment")
_LANGUAGES = ("fi", "en")
_ORDER = (
    "osuma", "slug", "partition", "name", "of", "owner", "purpose", "kpi", "review_by", "base", "where", "classes",
    "other", "rank_by",
)  # fmt: skip


@dataclass(frozen=True)
class Page:
    """definition: as the language writes it; empty where the text is no definition, which `live` then says. root: the
    rule of a segment, divided: a partition; both None where the text cannot be shown as rows.

    live: what the verb `segments.live` says of the text. mistakes, warnings: by the paths of rows; of the whole under
    the empty path.
    """

    text: str
    definition: Written
    root: Group | None
    divided: Divided | None
    live: Mapping[str, Any]
    mistakes: Mapping[str, Sequence[Mapping[str, str]]]
    warnings: Mapping[str, Sequence[Mapping[str, Any]]]

    @property
    def unit(self) -> str:
        return unit_of(self.definition)

    @property
    def review_by(self) -> str:
        """The day by which somebody looks at it again, as a field of a day holds it; empty where none is given."""
        return str(self.definition.get("review_by") or "")

    @property
    def conditions(self) -> Mapping[str, Any]:
        """What each condition does, by path; nothing while there are mistakes."""
        found: Mapping[str, Any] = self.live.get("conditions", {})
        return found

    @property
    def classes(self) -> Mapping[str, Any]:
        """How many are in each class of a partition, by path; nothing while there are mistakes."""
        found: Mapping[str, Any] = self.live.get("classes", {})
        return found

    @property
    def meant_to_be(self) -> bool:
        """Whether any of what the whole is warned of may be said to be on purpose."""
        return any(one["guard"] for one in self.warnings.get("", ()))

    @property
    def together(self) -> int:
        """People in all classes of a partition."""
        return sum(one["count"] for one in self.classes.values())


def opened(text: str) -> Written | None:
    """A text as a mapping that rows can be made of; None where it is none."""
    try:
        found = read(text)
    except (Unreadable, yaml.YAMLError):
        return None
    if not isinstance(found, dict) or not isinstance(found.get("where", {}), dict):
        return None
    return found if _fits(found) and dividing.opens(found) else None


def _fits(definition: Written) -> bool:
    """Whether there are few enough mappings, each of which a row or a part of one would show."""
    seen, left = 0, [definition]
    while left and seen <= MOST_ROWS:
        one: Any = left.pop()
        seen += isinstance(one, dict)
        left += one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
    return seen <= MOST_ROWS


def slug_of(definition: Written) -> str:
    """The slug that a definition says it has; empty where it says none."""
    return str(definition.get("partition", definition.get("slug", "")))


def with_slug(definition: Written, slug: str) -> Written:
    """The definition under a slug, and new classes of a partition under theirs."""
    if dividing.is_partition(definition):
        return dividing.settled({**definition, "partition": slug})
    return {**definition, "slug": slug}


def shape_of(definition: Written, on: Offer) -> Any:
    """What makes its rows others than before, whatever their fields hold."""
    rows = dividing.shown(definition, on) if dividing.is_partition(definition) else shown(definition, on)
    return unit_of(definition), rows.shape


def written(definition: Written) -> str:
    """A definition as text, its keys in the order of the language."""
    ordered = {key: definition[key] for key in (*_ORDER, *definition) if key in definition}
    return yaml.safe_dump(ordered, allow_unicode=True, sort_keys=False, width=110)


def rewritten(text: str, definition: Written) -> str:
    """A definition in the place of a text, with the comments of the text."""
    return kept(text, written(definition))


def begun(language: str, unit: str = "customers") -> str:
    """The text of a new segment: everybody, until a condition is added."""
    name = {"fi": "Uusi segmentti", "en": "New segment"}
    of = {} if unit == "customers" else {"of": unit}
    return written({"osuma": 1, "slug": UNNAMED, "name": {language: name[language]}, **of, "where": {"all": []}})


def begun_partition(language: str) -> str:
    """The text of a new partition: one class, and everybody else."""
    name = {"fi": "Uusi jako", "en": "New partition"}
    return written({"osuma": 1, "partition": UNNAMED, "name": {language: name[language]}, **dividing.begun(language)})


def page(text: str, ask: Ask, *, counted: bool = True) -> Page:
    """A text as rows, with what the engine says of it. counted: else the rows alone, which takes no time."""
    live = ask("segments.live", text=text) if counted else NOT_COUNTED
    definition = opened(text)
    root, divided = None, None
    if definition is not None and slug_of(definition):
        on = offer(definition, ask)
        if dividing.is_partition(definition):
            divided = dividing.shown(definition, on)
        else:
            root = shown(definition, on)
    paths = list(_rows_of(root, divided))
    mistakes = _by_row(live["mistakes"], "where", paths)
    warned = _by_row_of_warnings(live, paths)
    return Page(text, definition or {}, root, divided, live, _plainer(mistakes, definition), warned)


def offer(definition: Written, ask: Ask) -> Offer:
    """What the rows of a definition are made from."""
    return Offer(unit_of(definition), ask("fields.words"), ask)


def changed(text: str, posted: Mapping[str, Sequence[str]], ask: Ask) -> str:
    """A text with the fields of a form, and after the button that was pressed. The same where nothing changed."""
    action = (posted.get("do") or [""])[-1]
    if action == "yaml":
        return (posted.get("text") or [text])[-1].replace("\r\n", "\n")
    definition = opened(text)
    if definition is None:
        return text
    about = by_path(posted).get("about")
    found = definition if about is None else _about(definition, about.fields)
    for path, given in by_path(posted).items():
        if dividing.is_partition(found) and dividing.is_named(path):
            found = dividing.named(found, path, given)
    found = filled(found, posted, offer(found, ask))
    with contextlib.suppress(places.NoPlace):
        found = edits.done(found, action, unit_of(found))
    return text if found == definition else rewritten(text, found)


def _about(definition: Written, fields: Mapping[str, Sequence[str]]) -> Written:
    given = {name: values[-1].strip() for name, values in fields.items()}
    name = dict(definition.get("name") or {})
    for language in _LANGUAGES:
        if language in given:
            name[language] = given[language]
    found = {**definition, "name": {language: said for language, said in name.items() if said}}
    for key in (*_ABOUT, "of"):
        if key in given and given[key] != str(found.get(key) or ""):
            found = {k: v for k, v in found.items() if k != key} | ({key: given[key]} if given[key] else {})
    if found.get("of") == "customers":
        del found["of"]
    return found if found["name"] else {key: value for key, value in found.items() if key != "name"}


def slug_for(definition: Written, taken: Sequence[str]) -> str:
    """A slug from the name, one that is not in use."""
    name = next(iter((definition.get("name") or {}).values()), "") or "segmentti"
    return dividing.slug_from(name, "segmentti", taken)


def _rows_of(root: Group | None, divided: Divided | None) -> Iterator[str]:
    if divided is not None:
        yield from (one.path for one in divided.classes)
    for one in (root,) if root is not None else divided.roots if divided is not None else ():
        yield from _paths(one)


def _paths(node: Group | Row | Bridge) -> Iterator[str]:
    yield node.path
    if isinstance(node, Bridge):
        yield from _paths(node.inside)
    elif isinstance(node, Group):
        for child in node.children:
            yield from _paths(child)
    else:
        for one in node.filters:
            yield one.path
        for step in node.steps:
            yield from _paths(step)
        if node.among is not None:
            yield from _paths(node.among)


def _by_row(said: Sequence[Mapping[str, Any]], key: str, paths: Sequence[str]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for one in said:
        within = [path for path in paths if re.match(rf"{re.escape(path)}($|[.\[])", one[key])]
        found.setdefault(max(within, key=len, default=""), []).append(one)
    return found


def _by_row_of_warnings(live: Mapping[str, Any], paths: Sequence[str]) -> dict[str, list[Mapping[str, Any]]]:
    return _by_row(live.get("warnings", []), "path", paths)


def _plainer(
    mistakes: Mapping[str, list[Mapping[str, Any]]], definition: Written | None
) -> dict[str, list[Mapping[str, Any]]]:
    """A value that nobody has given yet is asked for, without the language's own words."""
    return {path: [_asked(one, definition) for one in listed] for path, listed in mistakes.items()}


def _asked(one: Mapping[str, Any], definition: Written | None) -> Mapping[str, Any]:
    holder, _, key = one["where"].rpartition(".")
    holder = holder if key in _ASKED else one["where"]
    try:
        found = None if definition is None else places.at(definition, holder)
    except places.NoPlace:
        found = None
    empty = isinstance(found, dict) and "op" in found and not found.get("other") and "value" not in found
    nothing = isinstance(found, dict) and key in _ASKED and found.get(key) == ""
    said: Words | None = wording.MISSING if (empty or nothing) else None
    return one if said is None else {**one, **said.plain()}
