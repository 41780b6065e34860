"""A table whose columns have types (Parquet, a database) as the text that the rest of reading takes.

What a type says is kept: decimals as they are, instants with their offset from UTC, days as days, lists as lists.
Records become columns `a.b`; what one cell cannot hold is left out and named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from osuma.ingestion.reading import noticed
from osuma.ingestion.reading.cell_text import list_text, number, text_of
from osuma.ingestion.reading.limits import Limits
from osuma.ingestion.reading.reservoir import Reservoir
from osuma.ingestion.reading.rewrite import Rewritten, rest_of
from osuma.ingestion.reading.source import Source
from osuma.ingestion.reading.written import check_width, written_table
from osuma.ingestion.tables import Dialect, Guess, Refusal, SourceTable

_TEXT = pa.string()


@dataclass(frozen=True)
class Leaf:
    """One column of the text table: its header, and the names that lead to it through records."""

    header: str
    path: tuple[str, ...]
    type: Any


@dataclass
class _Shape:
    """What the schema gives: columns, columns left out, records that were flattened."""

    leaves: list[Leaf] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    flattened: list[str] = field(default_factory=list)


def read_arrow(source: Source, schema: Any, batches: Iterable[Any], limits: Limits, what: str) -> SourceTable:
    """The table of record batches. what: the format, for people. Rows are counted from 1: there is no header row."""
    shape = _shape(schema)
    check_width(source, len(shape.leaves), limits)
    target = source.copy("typed")
    found = Rewritten(rest_of(target))
    _write(target, shape.leaves, batches, found, limits)
    notes = (*source.notes, *noticed.flattened(shape.flattened), *noticed.left_out_columns(shape.left_out))
    source = replace(source, notes=notes)
    known = {place: guess for place, leaf in enumerate(shape.leaves) if (guess := _known(leaf.type)) is not None}
    dialect = Dialect(header_row=0, form=what)
    return written_table(source, target, [leaf.header for leaf in shape.leaves], found, dialect, known)


def _shape(schema: Any) -> _Shape:
    shape = _Shape()

    def visit(name: str, path: tuple[str, ...], kind: Any) -> None:
        kind = _storage(kind)
        if pa.types.is_struct(kind):
            shape.flattened.extend([name] if len(path) == 1 else [])
            for item in kind:
                visit(f"{name}.{item.name}", (*path, item.name), item.type)
        elif _converter(kind) is None:
            shape.left_out.append(name)
        else:
            shape.leaves.append(Leaf(name, path, kind))

    for item in schema:
        visit(item.name, (item.name,), item.type)
    return shape


def _storage(kind: Any) -> Any:
    while isinstance(kind, pa.BaseExtensionType):
        kind = kind.storage_type
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _write(target: Path, leaves: list[Leaf], batches: Iterable[Any], found: Rewritten, limits: Limits) -> None:
    schema = pa.schema([("row", pa.int64()), *((f"c{n}", _TEXT) for n in range(1, len(leaves) + 1))])
    reservoir = Reservoir(limits.sample)
    options = arrow_csv.WriteOptions(include_header=False, quoting_style="needed")
    with target.open("wb") as out, arrow_csv.CSVWriter(out, schema, write_options=options) as writer:
        row = 0
        for batch in batches:
            columns = [_texts(batch, leaf) for leaf in leaves]
            numbers = pa.array(range(row + 1, row + batch.num_rows + 1), pa.int64())
            row += batch.num_rows
            clean = _clean(pa.record_batch([numbers, *columns], schema=schema), found)
            writer.write_batch(clean)
            found.records += clean.num_rows
            found.longest = max(found.longest, _longest(clean))
            _offer(clean, reservoir)
    found.sample = reservoir.kept
    found.close()


def _texts(batch: Any, leaf: Leaf) -> Any:
    """One column as text. A field of a record that is null is null."""
    array = batch.column(leaf.path[0])
    for name in leaf.path[1:]:
        array = pc.struct_field(_plain(array), name)
    array = _plain(array)
    convert = _converter(array.type)
    assert convert is not None  # noqa: S101  - leaves hold only what can be converted
    return convert(array)


def _plain(array: Any) -> Any:
    """Without extension types and dictionaries."""
    while isinstance(array, pa.ExtensionArray):
        array = array.storage
    return array.dictionary_decode() if pa.types.is_dictionary(array.type) else array


def _converter(kind: Any) -> Callable[[Any], Any] | None:
    """How values of a type become text; null where one cell cannot hold them."""
    kind = _storage(kind)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        item = _storage(kind.value_type)
        return None if pa.types.is_nested(item) or _converter(item) is None else _lists
    return next((convert for test, convert in _CONVERTERS if test(kind)), None)


def _cast(array: Any) -> Any:
    return pc.cast(array, _TEXT)


def _floats(array: Any) -> Any:
    """Floats: none for what is no number, and no powers of ten."""
    finite = pc.if_else(pc.is_finite(array), array, pa.scalar(None, array.type))
    texts = pc.cast(finite, _TEXT)
    if not pc.any(pc.match_substring(texts, "e")).as_py():
        return texts
    return pa.array([None if v is None else number(float(v)) for v in finite.to_pylist()], _TEXT)


def _instants(array: Any) -> Any:
    """Timestamps to the second where no value has parts of one; those with a zone in UTC, with its offset."""
    kind = array.type
    aware, array = kind.tz is not None, pc.cast(array, pa.timestamp(kind.unit))
    coarse = pc.cast(pc.floor_temporal(array, unit="second"), pa.timestamp("s"), safe=False)
    whole = pc.all(pc.equal(pc.cast(coarse, array.type), array), min_count=0).as_py()
    texts = pc.cast(coarse if whole else pc.cast(array, pa.timestamp("us"), safe=False), _TEXT)
    return pc.binary_join_element_wise(texts, "+00:00", "") if aware else texts


def _lists(array: Any) -> Any:
    return pa.array(
        [None if items is None else list_text([text_of(i) for i in items]) for items in array.to_pylist()], _TEXT
    )


_CONVERTERS: tuple[tuple[Callable[[Any], bool], Callable[[Any], Any]], ...] = (
    (pa.types.is_string, lambda array: array),
    (pa.types.is_large_string, _cast),
    (pa.types.is_string_view, _cast),
    (pa.types.is_boolean, _cast),
    (pa.types.is_integer, _cast),
    (pa.types.is_floating, _floats),
    (pa.types.is_decimal, _cast),
    (pa.types.is_date, lambda array: pc.cast(pc.cast(array, pa.date32()), _TEXT)),
    (pa.types.is_timestamp, _instants),
    (pa.types.is_time, _cast),
    (pa.types.is_null, _cast),
)


def _known(kind: Any) -> Guess | None:
    """What a type says of a column, whatever its values look like."""
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return Guess("decimal", "dot")
    if pa.types.is_date(kind):
        return Guess("date", "%Y-%m-%d")
    if pa.types.is_timestamp(kind):
        return Guess("instant", "%Y-%m-%d %H:%M:%S" + ("%z" if kind.tz else ""))
    if pa.types.is_boolean(kind):
        return Guess("bool")
    return Guess("list") if pa.types.is_nested(kind) else None


def _clean(batch: Any, found: Rewritten) -> Any:
    """Without the rows that text cannot hold; those are refused."""
    bad = None
    for column in batch.columns[1:]:
        nul = pc.fill_null(pc.match_substring(column, "\0"), False)
        bad = nul if bad is None else pc.or_(bad, nul)
    if bad is None or not pc.any(bad).as_py():
        return batch
    for row in batch.column(0).filter(bad).to_pylist():
        found.refuse(Refusal(row, "", "", "control_characters"))
    return batch.filter(pc.invert(bad))


def _longest(batch: Any) -> int:
    """At most so many bytes has a record: each column's longest value, its quotes doubled."""
    longest = (pc.max(pc.binary_length(column)).as_py() or 0 for column in batch.columns[1:])
    return sum(2 * size + 3 for size in longest) + 20


def _offer(batch: Any, reservoir: Reservoir) -> None:
    for record in _records(batch, reservoir):
        reservoir.offer(record)


def _records(batch: Any, reservoir: Reservoir) -> Iterator[list[str]]:
    """Records to sample: all while the sample fills, then every so many of a batch."""
    if reservoir.seen >= reservoir.most:
        batch = batch.take(pa.array(range(0, batch.num_rows, max(1, batch.num_rows // 200)), pa.int64()))
    else:
        batch = batch.slice(0, reservoir.most)
    columns = [column.to_pylist() for column in batch.columns[1:]]
    for values in zip(*columns, strict=True):
        yield [value or "" for value in values]
