"""Text to plain mappings: a strict, small YAML (and JSON), without the surprises of YAML 1.1.

Only `true` and `false` are truth, so the country `NO` stays a text; `00100` and `091` stay texts, so no postcode
loses its zeros; decimals are exact; a key that is given twice is a mistake; anchors and tags are refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Hashable
from datetime import date
from decimal import Decimal
from typing import Any

import yaml

from osuma.engine.errors import Refused
from osuma.engine.segments.mistakes import mistake

MAX_BYTES = 256 * 1024
MAX_DEPTH = 60


class _Broken(Exception):
    """A thing that the text may not hold."""

    def __init__(self, fi: str, en: str) -> None:
        super().__init__(en)
        self.fi, self.en = fi, en


class _Loader(yaml.SafeLoader):
    """Mappings, lists and core scalars; everything else is refused."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise _Broken(
                "Viittauksia (*nimi) ei sallita; kirjoita ehto auki.",
                "aliases (*name) are not allowed; write the condition out.",
            )
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _Broken(
                f"Ehtoja on sisäkkäin yli {MAX_DEPTH}; yksinkertaista.",
                f"nested deeper than {MAX_DEPTH}; simplify.",
            )
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return node


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Hashable, Any]:
    pairs = [(loader.construct_object(k, deep=True), loader.construct_object(v, deep=True)) for k, v in node.value]
    return _unique(pairs)


def _unique(pairs: list[tuple[Any, Any]]) -> dict[Hashable, Any]:
    found: dict[Hashable, Any] = {}
    for key, value in pairs:
        if not isinstance(key, str):
            raise _Broken(f"Avain ”{key}” ei ole tekstiä.", f"the key `{key}` is not a text.")
        if key in found:
            raise _Broken(f"Avain ”{key}” on annettu kahdesti; poista toinen.", f"the key `{key}` is given twice.")
        found[key] = value
    return found


def _day(_: _Loader, node: yaml.ScalarNode) -> date | str:
    text = str(node.value)
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _refused(_: _Loader, node: yaml.Node) -> None:
    raise _Broken(f"Merkintää {node.tag} ei sallita; poista se.", f"the tag {node.tag} is not allowed; remove it.")


_INT, _DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\Z"), re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+\Z")
_SCALARS: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("tag:yaml.org,2002:bool", re.compile(r"(true|false)\Z"), "tf"),
    ("tag:yaml.org,2002:null", re.compile(r"(null|~|)\Z"), "n~"),
    ("tag:yaml.org,2002:int", _INT, "-0123456789"),
    ("tag:yaml.org,2002:float", _DECIMAL, "-0123456789"),
    ("tag:yaml.org,2002:timestamp", re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z"), "0123456789"),
)
_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in _SCALARS:
    _Loader.add_implicit_resolver(_tag, _pattern, list(_first) + ([""] if _tag.endswith("null") else []))
_Loader.yaml_constructors = {
    tag: make for tag, make in yaml.SafeLoader.yaml_constructors.items()
    if tag in {f"tag:yaml.org,2002:{name}" for name in ("bool", "null", "str", "seq")}
}  # fmt: skip
_Loader.add_constructor(None, _refused)
_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(node.value))
_Loader.add_constructor("tag:yaml.org,2002:float", lambda _, node: Decimal(node.value))
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _day)


def load(text: str) -> Any:
    """The text as mappings, lists and plain values. Raises Refused with the line of the trouble."""
    if len(text.encode()) > MAX_BYTES:
        raise Refused([mistake("", "too_large", "Määritelmä on yli 256 kt.", "the definition is over 256 KB.")])
    try:
        return _json(text) if text.lstrip().startswith("{") else _yaml(text)
    except _Broken as broken:
        raise Refused([mistake("", "text", broken.fi, broken.en)]) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Refused([_trouble(error)]) from None


def _yaml(text: str) -> Any:
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - the loader above is a narrowed SafeLoader


def _json(text: str) -> Any:
    # a YAML flow mapping also begins with a brace; what JSON cannot read is tried as YAML
    try:
        return json.loads(text, parse_float=Decimal, object_pairs_hook=_unique)
    except json.JSONDecodeError:
        return _yaml(text)


def _trouble(error: Exception) -> Any:
    mark = getattr(error, "problem_mark", None)
    where = f"line {mark.line + 1}" if mark else ""
    why = getattr(error, "problem", None) or "not readable"
    return mistake(
        where,
        "text",
        f"Teksti ei ole kelvollista YAMLia ({why}). Tarkista sisennys ja lainausmerkit.",
        f"the text is not valid YAML ({why}). Check the indentation and the quotes.",
    )
