"""Written definitions to values: every mistake of form at once, each with its path and a way out.

Whether the names exist and the values fit is `check`'s question; this one needs no vocabulary.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, get_args

from osuma.engine.errors import Refused
from osuma.engine.segments.mistakes import at
from osuma.engine.segments.parse import sheet as parse_sheet
from osuma.engine.segments.parse import text as parse_text
from osuma.engine.segments.parse import values as parse_values
from osuma.engine.segments.parse.nodes import Reader
from osuma.engine.segments.rule import (
    AllOf,
    Definition,
    Node,
    Partition,
    PartitionClass,
    Segment,
    Unit,
)

LANGUAGE_VERSION = 1
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
META = ("name", "owner", "purpose", "kpi", "review_by")
SEGMENT_KEYS = ("osuma", "slug", "of", *META, "where", "rank_by", "sheet")
PARTITION_KEYS = ("osuma", "partition", "of", *META, "base", "classes", "other")
CLASS_KEYS = ("slug", "name", "where")
#: Texts up to this many characters are read once: every page asks for the same few, and reading YAML is slow.
READ_ONCE = 20_000
#: What a partition can divide; a list of areas is not divided.
DIVIDED: tuple[Unit, ...] = ("customers", "accounts")


def parse(given: str | Mapping[str, Any]) -> Definition:
    """A definition from YAML or JSON text or from a mapping. Raises Refused with every mistake of form."""
    if isinstance(given, str):
        return _read_once(given) if len(given) <= READ_ONCE else _read(parse_text.load(given))
    return _read(given)


@lru_cache(maxsize=1024)
def _read_once(text: str) -> Definition:
    return _read(parse_text.load(text))


def _read(loaded: Any) -> Definition:
    reader = _Definitions()
    found = reader.definition(loaded)
    if reader.mistakes:
        raise Refused(reader.mistakes)
    return found


def parse_node(given: Any, where: str = "where") -> Node:
    """One condition on its own, as a builder sends it. Raises Refused."""
    reader = Reader()
    found = reader.node(given, where)
    if reader.mistakes:
        raise Refused(reader.mistakes)
    return found


class _Definitions(Reader):
    """Segments and partitions."""

    def definition(self, given: Any) -> Definition:
        if given is None:
            self.wrong("", "form", "Määritelmä on tyhjä; siinä pitää olla ainakin slug ja where.",
                       "the definition is empty; it needs at least slug and where.")  # fmt: skip
            return Segment("?", AllOf(()))
        if not isinstance(given, Mapping):
            self.wrong("", "form", "Määritelmän pitää olla avaimia ja arvoja.", "a definition is a mapping of keys.")
            return Segment("?", AllOf(()))
        version = given.get("osuma", LANGUAGE_VERSION)
        if version != LANGUAGE_VERSION or isinstance(version, bool):
            self.wrong(
                "osuma",
                "version",
                f"Kielen versio {version} ei ole tuttu; tämä Osuma lukee version {LANGUAGE_VERSION}.",
                f"language version {version} is not known; this Osuma reads version {LANGUAGE_VERSION}.",
            )
        return self.partition(given) if "partition" in given else self.segment(given)

    def segment(self, given: Mapping[str, Any]) -> Segment:
        self.keys(given, "", SEGMENT_KEYS)
        return Segment(
            slug=self.slug(given, "slug", ""),
            where=self.required(given, "where", ""),
            of=self.unit(given, get_args(Unit)),
            rank_by=self.rank_by(given),
            sheet=parse_sheet.read(self, given.get("sheet")),
            **self.meta(given),
        )

    def partition(self, given: Mapping[str, Any]) -> Partition:
        self.keys(given, "", PARTITION_KEYS)
        classes = self.sequence(given.get("classes"), "classes")
        if not classes:
            self.wrong("classes", "missing", "Jaossa pitää olla vähintään yksi luokka.", "give at least one class.")
        return Partition(
            slug=self.slug(given, "partition", ""),
            classes=tuple(self.klass(item, f"classes[{i}]", rule=True) for i, item in enumerate(classes)),
            other=self.klass(given.get("other", {"slug": "other"}), "other", rule=False),
            base=self.node(given["base"], "base") if given.get("base") is not None else None,
            of=self.unit(given, DIVIDED),
            **self.meta(given),
        )

    def unit(self, given: Mapping[str, Any], known: tuple[Unit, ...]) -> Unit:
        chosen = self.choice(given, "of", "", known, "customers")
        return next(one for one in known if one == chosen)

    def klass(self, given: Any, where: str, *, rule: bool) -> PartitionClass:
        if not isinstance(given, Mapping):
            self.wrong(where, "form", "Luokassa pitää olla slug ja where.", "a class needs slug and where.")
            return PartitionClass("?", AllOf(()))
        self.keys(given, where, CLASS_KEYS if rule else ("slug", "name"))
        node = self.required(given, "where", where) if rule else AllOf(())
        return PartitionClass(self.slug(given, "slug", where), node, self.name(given, where))

    def slug(self, given: Mapping[str, Any], key: str, where: str) -> str:
        found = self.text(given, key, where)
        if found != "?" and (len(found) > 60 or not _SLUG.match(found)):
            self.wrong(
                at(where, key),
                "slug",
                f"”{found}” ei käy tunnukseksi; käytä pieniä kirjaimia a–z, numeroita ja väliviivoja (enintään 60).",
                f"`{found}` is not a slug; use lower-case letters a-z, digits and hyphens (at most 60).",
            )
        return found

    def meta(self, given: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {"name": self.name(given, "")}
        for key in ("owner", "purpose", "kpi"):
            found[key] = self.text(given, key, "") if given.get(key) is not None else None
        review: date | None = None
        if given.get("review_by") is not None:
            review = parse_values.date_value(given["review_by"], "review_by", self.mistakes.append)
        return {**found, "review_by": review}

    def name(self, given: Mapping[str, Any], where: str) -> tuple[tuple[str, str], ...]:
        found = given.get("name")
        if found is None:
            return ()
        if isinstance(found, str):
            return (("fi", found), ("en", found))
        if isinstance(found, Mapping) and all(isinstance(v, str) and v.strip() for v in found.values()):
            self.keys(found, at(where, "name"), ("fi", "en", "sv"))
            return tuple((language, found[language]) for language in ("fi", "en", "sv") if language in found)
        self.wrong(
            at(where, "name"),
            "name",
            "Nimi on teksti tai {fi: …, en: …}.",
            "a name is a text or {fi: …, en: …}.",
        )
        return ()

    def rank_by(self, given: Mapping[str, Any]) -> tuple[str, str] | None:
        found = given.get("rank_by")
        if found is None:
            return None
        if not isinstance(found, Mapping):
            self.wrong(
                "rank_by", "form", "Kirjoita {field: income, order: desc}.", "write {field: income, order: desc}."
            )
            return None
        self.keys(found, "rank_by", ("field", "order"))
        return self.text(found, "field", "rank_by"), self.choice(found, "order", "rank_by", ("asc", "desc"), "desc")
