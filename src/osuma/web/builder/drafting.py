"""A draft as a page shows it: its rows, what the engine says of each, and what a form changes."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from osuma.engine.errors import Words
from osuma.engine.written import Unreadable, read
from osuma.web.builder import edits, places, wording
from osuma.web.builder.cells import Written, by_path
from osuma.web.builder.offer import Ask, Offer
from osuma.web.builder.rows import Bridge, Group, Row, filled, shown, unit_of

#: The slug of what has not been named yet; no definition that is kept is called so.
UNNAMED = "uusi-segmentti"
#: In the place of what the engine says.
NOT_COUNTED: Mapping[str, Any] = {"mistakes": []}
_ABOUT = ("owner", "purpose", "kpi", "review_by")
_LANGUAGES = ("fi", "en")
_ORDER = ("osuma", "slug", "name", "of", "owner", "purpose", "kpi", "review_by", "where", "rank_by")


@dataclass(frozen=True)
class Page:
    """definition: as the language writes it; empty where the text is no definition, which `live` then says.

    live: what the verb `segments.live` says of the text. mistakes, warnings: by the paths of rows; of the whole under
    the empty path.
    """

    text: str
    definition: Written
    root: Group | None
    live: Mapping[str, Any]
    mistakes: Mapping[str, Sequence[Mapping[str, str]]]
    warnings: Mapping[str, Sequence[Mapping[str, Any]]]

    @property
    def unit(self) -> str:
        return unit_of(self.definition)

    @property
    def conditions(self) -> Mapping[str, Any]:
        """What each condition does, by path; nothing while there are mistakes."""
        found: Mapping[str, Any] = self.live.get("conditions", {})
        return found

    @property
    def shape(self) -> Any:
        """What makes it another page than before, whatever its fields hold."""
        return self.unit, None if self.root is None else self.root.shape


def opened(text: str) -> Written | None:
    """A text as a mapping that rows can be made of; None where it is none."""
    try:
        found = read(text)
    except (Unreadable, yaml.YAMLError):
        return None
    return found if isinstance(found, dict) and isinstance(found.get("where", {}), dict) else None


def written(definition: Written) -> str:
    """A definition as text, its keys in the order of the language."""
    ordered = {key: definition[key] for key in (*_ORDER, *definition) if key in definition}
    return yaml.safe_dump(ordered, allow_unicode=True, sort_keys=False, width=110)


def begun(language: str, unit: str = "customers") -> str:
    """The text of a new segment: everybody, until a condition is added."""
    name = {"fi": "Uusi segmentti", "en": "New segment"}
    of = {} if unit == "customers" else {"of": unit}
    return written({"osuma": 1, "slug": UNNAMED, "name": {language: name[language]}, **of, "where": {"all": []}})


def page(text: str, ask: Ask, *, counted: bool = True) -> Page:
    """A text as rows, with what the engine says of it. counted: else the rows alone, which takes no time."""
    live = ask("segments.live", text=text) if counted else NOT_COUNTED
    definition = opened(text)
    root = None
    if definition is not None and "slug" in definition:
        root = shown(definition, offer(definition, ask))
    paths = [] if root is None else list(_paths(root))
    mistakes = _by_row(live["mistakes"], "where", paths)
    return Page(text, definition or {}, root, live, _plainer(mistakes, definition), _by_row_of_warnings(live, paths))


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
    found = filled(found, posted, offer(found, ask))
    with contextlib.suppress(places.NoPlace):
        found = edits.done(found, action, unit_of(found))
    return text if found == definition else written(found)


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
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "segmentti"
    slug = slug if slug[0].isalpha() else f"s-{slug}"
    return next(one for one in (slug, *(f"{slug}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)


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
    holder = one["where"].rpartition(".")[0] if one["where"].endswith((".value", ".member")) else one["where"]
    try:
        found = None if definition is None else places.at(definition, holder)
    except places.NoPlace:
        found = None
    empty = isinstance(found, dict) and "op" in found and "value" not in found
    nobody = isinstance(found, dict) and found.get("member") == ""
    said: Words | None = wording.MISSING if (empty or nobody) else None
    return one if said is None else {**one, **said.plain()}
