"""Text to plain mappings: a strict, small YAML (and JSON), without the surprises of YAML 1.1.

Only `true` and `false` are truth, so the country `NO` stays a text; `00100` and `091` stay texts, so no postcode
loses its zeros; decimals are exact; a key that is given twice is a mistake; anchors and tags are refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Hashable, Iterable
from datetime import date
from decimal import Decimal
from itertools import repeat
from typing import Any

import yaml

from osuma.engine.errors import Mistake, Refused, Words
from osuma.engine.written import Bounded, Unreadable, bounded, pairs_of, read, unique


class _Loader(Bounded):
    """Mappings, lists and core scalars; everything else is refused."""


#: A space that looks like one and is none, or a sign that does not show: what pages and word processors paste.
_UNSEEN = re.compile("[\u00a0\u00ad\u200b-\u200f\u2007\u202a-\u202f\u2060\ufeff]")


def _named(pairs: list[tuple[Any, Any]], lines: Iterable[int] = repeat(0)) -> dict[Hashable, Any]:
    for (key, _), line in zip(pairs, lines, strict=False):
        if not isinstance(key, str):
            raise Unreadable(Words(fi=f"Avain ”{key}” ei ole tekstiä.", en=f"the key `{key}` is not a text."), line)
        unseen = _UNSEEN.search(key)
        if unseen is not None:
            sign = f"U+{ord(unseen[0]):04X}"
            raise Unreadable(Words(
                fi=f"Avaimessa on merkki, joka ei näy tai näyttää välilyönniltä ({sign}); kirjoita rivi uudelleen.",
                en=f"a key has a sign that does not show or only looks like a space ({sign}); type the line again.",
            ), line)  # fmt: skip
    return unique(pairs, lines)


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Hashable, Any]:
    return _named(*pairs_of(loader, node))


def _day(_: _Loader, node: yaml.ScalarNode) -> date | str:
    text = str(node.value)
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


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
    tag: make for tag, make in Bounded.yaml_constructors.items()
    if tag in {None, *(f"tag:yaml.org,2002:{name}" for name in ("bool", "null", "str", "seq"))}
}  # fmt: skip
_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(node.value))
_Loader.add_constructor("tag:yaml.org,2002:float", lambda _, node: Decimal(node.value))
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _day)


def load(text: str) -> Any:
    """The text as mappings, lists and plain values. Raises Refused; its sentence names the line of the trouble."""
    try:
        found = _json(text) if text.lstrip().startswith("{") else read(text, _Loader)
        return _of_characters(found) if "\\" in text else found
    except Unreadable as error:
        raise Refused([Mistake("", error.code, error.words)]) from None


def _of_characters(found: Any) -> Any:
    """Half of a pair (`\\ud800`) is no character: nothing can write it, and no database takes it."""
    try:
        json.dumps(found, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        raise Unreadable(Words(
            fi="Tekstissä on puolikas merkki (\\ud800–\\udfff); kirjoita merkki sellaisenaan.",
            en="the text has half a character (\\ud800 to \\udfff); write the character as it is.",
        )) from None  # fmt: skip
    return found


def _json(text: str) -> Any:
    bounded(text)
    # a YAML flow mapping also begins with a brace; what JSON cannot read is tried as YAML
    try:
        return json.loads(text, parse_float=Decimal, object_pairs_hook=_named)
    except (ValueError, RecursionError):
        return read(text, _Loader)
