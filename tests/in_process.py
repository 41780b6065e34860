"""Osuma as the command line reaches it, in this process: every question is asked by `verbs.call`."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from osuma.workflows.asking import verbs
from osuma.workflows.installation import upkeep

Load = dict[str, Any]


@dataclass(frozen=True)
class Osuma:
    """An installation with one workspace. A rule is a text (YAML), a file, or the slug of a stored definition."""

    folder: Path

    @classmethod
    def create(cls, folder: Path, zone: str = "Europe/Helsinki", currency: str = "EUR") -> Osuma:
        """`osuma init`"""
        upkeep.init(folder, zone=zone, currency=currency)
        return cls(folder)

    def ask(self, verb: str, **args: Any) -> dict[str, Any]:
        """Any verb; arguments that are None are not given."""
        return verbs.call(self.folder, None, verb, {k: v for k, v in args.items() if v is not None})

    def load(
        self, file: Path, *, source: str | None = None, mapping: Path | None = None, again: bool = False, **more: Path
    ) -> Load:
        """`osuma import FILE [--map FILE] [--again] [--allow-special FILE]`: what came of the one file."""
        paths = {"map_": mapping, **more}
        given = {name: str(path) for name, path in paths.items() if path is not None}
        (one,) = self.ask("import.run", files=[str(file)], source=source, again=again or None, **given)["loads"]
        return dict(one)

    def count(self, rule: str | Path, as_of: str | None = None) -> dict[str, Any]:
        """`osuma segments count`: at least count, unknown, as_of; classes for a partition."""
        return self.ask("segments.count", **_what(rule), as_of=as_of)

    def members(self, rule: str | Path, as_of: str | None = None) -> frozenset[str]:
        """`osuma segments members`: external ids; postcodes where the unit is areas."""
        return frozenset(self.ask("segments.members", **_what(rule), as_of=as_of)["members"])

    def explain(self, rule: str | Path, as_of: str | None = None, customer: str | None = None) -> dict[str, Any]:
        """`osuma segments explain [--customer ID]`"""
        return self.ask("segments.explain", **_what(rule), as_of=as_of, customer=customer)

    def sentences(self, rule: str, language: str, as_of: str | None = None) -> str:
        """What a reader is told of a rule, with plain spaces."""
        said = self.explain(rule, as_of)["sentences"][language]
        return " ".join(map(str, said)).replace("\u00a0", " ")

    def apply(self, *rules: str | Path) -> dict[str, Any]:
        """`osuma segments apply`: store definitions."""
        return self.ask("segments.apply", texts=[_what(rule)["text"] for rule in rules])

    def refresh(self, as_of: str | None = None) -> dict[str, Any]:
        """`osuma segments refresh`: evaluate everything stored."""
        return self.ask("segments.refresh", as_of=as_of)

    def export(self, slug: str, path: Path, as_of: str | None = None) -> Path:
        """`osuma segments export SLUG --to FILE`"""
        self.ask("segments.export", slug=slug, to=str(path), as_of=as_of)
        return path

    def table_rows(self, table: str, where: str = "true") -> int:
        """Rows of a table of the warehouse, which no command shows as it is."""
        return int(self.rows(f"SELECT count(*) FROM {table} WHERE {where}")[0][0])

    def total(self, table: str, column: str) -> Decimal:
        """An exact sum over a table of the warehouse."""
        return Decimal(str(self.rows(f"SELECT coalesce(sum({column}), 0) FROM {table}")[0][0])).normalize()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What the warehouse's file says, read beside Osuma."""
        files = list(self.folder.rglob("*.duckdb"))
        assert len(files) == 1, files
        with duckdb.connect(str(files[0]), read_only=True) as con:
            return con.execute(query).fetchall()

    def audit(self) -> frozenset[str]:
        """The verbs in the change log."""
        return frozenset(row["verb"] for row in self.ask("audit.list")["audit"])

    def audit_text(self) -> str:
        return str(self.ask("audit.list"))


def _what(rule: str | Path) -> dict[str, str]:
    if isinstance(rule, Path):
        return {"text": rule.read_text(encoding="utf-8")}
    return {"text": rule} if ":" in rule else {"slug": rule}
