"""Answers as tables: Arrow inside, and out as Parquet or as a data frame."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from osuma.engine.segments.figures import EXTERNAL, Figure
from osuma.engine.segments.rule import Definition, Partition
from osuma.store.evaluation.evaluate import Evaluation

#: Metadata of a column of figures, and of the table: the instant that it is as of.
ABOUT, AS_OF = b"osuma", b"osuma_as_of"


@dataclass(frozen=True)
class Table:
    """table: the answer in Arrow, with its types and metadata."""

    table: pa.Table

    def to_parquet(self, path: str | Path) -> Path:
        """Write it to a file; metadata too."""
        pq.write_table(self.table, path)
        return Path(path)

    def to_pandas(self) -> Any:
        """The answer as a data frame (pandas, the extra `notebook`)."""
        return self.table.to_pandas()

    def to_pylist(self) -> list[dict[str, Any]]:
        """One mapping a row."""
        rows: list[dict[str, Any]] = self.table.to_pylist()
        return rows

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def __repr__(self) -> str:
        return str(self.table.slice(0, 20).to_string(preview_cols=20))

    def _repr_html_(self) -> str:
        from html import escape

        names = self.table.column_names
        head = "".join(f"<th>{escape(name)}</th>" for name in names)
        rows = "".join(
            "<tr>" + "".join(f"<td>{'' if v is None else escape(str(v))}</td>" for v in row.values()) + "</tr>"
            for row in self.table.slice(0, 50).to_pylist()
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def sizes_table(definitions: Sequence[Definition], found: Evaluation) -> Table:
    """One row a definition and a class, in their order."""
    rows = []
    for defn in definitions:
        classes = (*defn.classes, defn.other) if isinstance(defn, Partition) else ()
        named = [(defn.slug, defn), *((f"{defn.slug}/{one.slug}", one) for one in classes)]
        for slug, one in named:
            counts = found.counts[slug]
            title = {"name_fi": one.title("fi"), "name_en": one.title("en")}
            rows.append({"slug": slug, **title, "members": counts.members, "unknown": counts.unknown})
    return _of(rows, {"slug": str, "name_fi": str, "name_en": str, "members": int, "unknown": int})


def overlap_table(definitions: Sequence[Definition], counts: Sequence[Sequence[int]]) -> Table:
    """One row a pair."""
    slugs = [one.slug for one in definitions]
    rows = [
        {"one": one, "other": other, "customers": counts[i][j]}
        for i, one in enumerate(slugs)
        for j, other in enumerate(slugs)
    ]
    return _of(rows, {"one": str, "other": str, "customers": int})


def features_table(rows: pa.Table, columns: Sequence[Figure], as_of: datetime) -> Table:
    """One row a customer, in the order of their ids: `customer`, then the figures with what they are."""
    rows = rows.sort_by([(EXTERNAL, "ascending"), ("customer_key", "ascending")])
    fields = [pa.field("customer", pa.string())]
    values = [rows[EXTERNAL]]
    for one in columns:
        column = rows[one.name]
        if pa.types.is_timestamp(column.type):
            column = column.cast(pa.timestamp("us", "UTC"))
        about = {"condition": one.condition, "first": _iso(one.first), "after": _iso(one.after)}
        text = json.dumps(about, ensure_ascii=False, default=str)
        fields.append(pa.field(one.name, column.type, metadata={ABOUT: text.encode()}))
        values.append(column)
    schema = pa.schema(fields, metadata={AS_OF: as_of.isoformat().encode()})
    return Table(pa.table(values, schema=schema))


def _iso(instant: datetime | None) -> str | None:
    """An instant in naive UTC, as text."""
    return None if instant is None else f"{instant.isoformat()}Z"


def _of(rows: Sequence[dict[str, Any]], kinds: dict[str, type]) -> Table:
    types = {name: pa.int64() if kind is int else pa.string() for name, kind in kinds.items()}
    return Table(pa.Table.from_pylist(list(rows), pa.schema(list(types.items()))))
