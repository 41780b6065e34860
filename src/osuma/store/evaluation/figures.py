"""Figures kept from one refresh for the next: whole numbers of features and members of segments, by position.

They are a file beside the warehouse, and the warehouse says which: the row of `kept_figures` is written with the run
that they are of, and goes with any write that does not tell whose older rows it changed
(`osuma.store.writing.touched`). So a file that is left from a crash, from before a restored backup or from before
such a write is never read.
"""

from __future__ import annotations

import json
import os
import threading
import uuid
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from osuma.engine.features.slices import Known
from osuma.store.evaluation.numbers import Column, Numbers
from osuma.store.warehouse import Warehouse

#: Rises when what is kept means something else than before.
FORMAT = 3
_LENGTH = 8
_PACKED = pa.ipc.IpcWriteOptions(compression="lz4")


@dataclass(frozen=True)
class _Block:
    """Where an array is in the file."""

    start: int
    kind: str
    size: int


@dataclass(frozen=True)
class Figures:
    """What an earlier run kept. given: what the numbers depend on beside the rows. as_of: naive UTC.

    places: whose the numbers are, where few have another than 0.
    broken: definitions that could not be run, and why, by slug.
    """

    path: Path
    given: str
    as_of: datetime
    numbers: Mapping[Known, _Block]
    places: Mapping[Known, _Block]
    values: Mapping[Known, _Block]
    members: Mapping[str, _Block]
    people: _Block
    broken: Mapping[str, str]

    def read(self, block: _Block) -> Numbers:
        """An array of its own."""
        return np.fromfile(self.path, dtype=block.kind, count=block.size, offset=block.start)

    def column(self, known: Known) -> Column:
        """Kept numbers of a feature."""
        at = self.read(self.places[known]) if known in self.places else None
        return Column(self.people.size, at, self.read(self.numbers[known]))

    def read_values(self, known: Known) -> pa.ChunkedArray:
        """Kept values of a feature, one a person, null where there is none."""
        return pa.ipc.open_stream(self.read(self.values[known])).read_all()["v"]

    @property
    def keys(self) -> npt.NDArray[np.int64]:
        """customer_keys of the people of the base, ascending: the positions of every other array."""
        return self.read(self.people)


@dataclass
class Keeping:
    """A file that is written and counts only when bound. writes: of the warehouse when it was begun."""

    path: Path
    given: str
    as_of: datetime
    writes: int
    broken: Mapping[str, str] = field(default_factory=dict)
    _blocks: dict[str, dict[Any, _Block]] = field(
        default_factory=lambda: {part: {} for part in ("numbers", "places", "values", "members", "people")}
    )
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _file: BinaryIO | None = None
    _settled: Future[None] | None = None

    @staticmethod
    def begin(
        warehouse: Warehouse, given: str, as_of: datetime, broken: Mapping[str, str] | None = None
    ) -> Keeping | None:
        """A new file; None for a warehouse that is no file."""
        if str(warehouse.path) == ":memory:":
            return None
        folder = _folder(warehouse)
        folder.mkdir(exist_ok=True)
        return Keeping(folder / f"{uuid.uuid4().hex}.bin", given, as_of, warehouse.writes, broken or {})

    def number(self, known: Known, column: Column) -> None:
        """Keep the numbers of a feature."""
        packed = column.packed()
        self._add("numbers", known, packed.values)
        if packed.at is not None:
            self._add("places", known, packed.at)

    def value(self, known: Known, values: pa.Array) -> None:
        """Keep the values of a feature, one a person, null where there is none."""
        table, sink = pa.table({"v": values}), pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema, options=_PACKED) as stream:
            stream.write_table(table)
        self._add("values", known, np.frombuffer(sink.getvalue(), dtype=np.uint8))

    def _add(self, part: str, name: Any, values: Numbers) -> None:
        with self._lock:
            if self._file is None:
                self._file = self.path.open("wb")
            self._blocks[part][name] = _Block(self._file.tell(), values.dtype.str, len(values))
            self._file.write(np.ascontiguousarray(values).data)

    def finish(self, keys: npt.NDArray[np.int64], members: Mapping[str, npt.NDArray[np.uint8]]) -> None:
        """Keep the people and the members of segments as packed bits, and begin to bring the file to the disk."""
        self._add("people", "", keys)
        for slug, bits in members.items():
            self._add("members", slug, bits)
        assert self._file is not None  # noqa: S101  - something has just been added
        told = json.dumps(self._header()).encode()
        self._file.write(told + len(told).to_bytes(_LENGTH, "little"))
        self._file.flush()
        apart = ThreadPoolExecutor(max_workers=1)
        self._settled = apart.submit(os.fsync, self._file.fileno())
        apart.shutdown(wait=False)

    def settle(self) -> None:
        """Wait until the file is on the disk."""
        if self._settled is not None:
            self._settled.result()
        if self._file is not None:
            self._file.close()

    def _header(self) -> dict[str, Any]:
        def listed(part: str) -> list[list[Any]]:
            return [[name, b.start, b.kind, b.size] for name, b in self._blocks[part].items()]

        def of_features(part: str) -> list[list[Any]]:
            return [
                [k.shape, k.low and k.low.isoformat(), k.high.isoformat(), b.start, b.kind, b.size]
                for k, b in self._blocks[part].items()
            ]

        return {
            "format": FORMAT,
            "given": self.given,
            "as_of": self.as_of.isoformat(),
            "numbers": of_features("numbers"),
            "places": of_features("places"),
            "values": of_features("values"),
            "members": listed("members"),
            "people": listed("people"),
            "broken": dict(self.broken),
        }

    def drop(self) -> None:
        """Let the file go."""
        if self._settled is not None:
            self._settled.exception()
        if self._file is not None:
            self._file.close()
        self.path.unlink(missing_ok=True)


def _folder(warehouse: Warehouse) -> Path:
    return warehouse.path.with_name(f"{warehouse.path.name}.figures")


def held(warehouse: Warehouse) -> Figures | None:
    """What the last run kept, if it still holds but for the people of `touched`."""
    found = warehouse.rows("SELECT token FROM kept_figures")
    if not found:
        return None
    path = _folder(warehouse) / f"{found[0][0]}.bin"
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            file.seek(size - _LENGTH)
            length = int.from_bytes(file.read(_LENGTH), "little")
            file.seek(size - _LENGTH - length)
            told = json.loads(file.read(length))
    except (OSError, ValueError):
        return None
    return _figures(path, told) if told.get("format") == FORMAT else None


def _figures(path: Path, told: dict[str, Any]) -> Figures:
    numbers, places, values = (
        {
            Known(shape, low and datetime.fromisoformat(low), datetime.fromisoformat(high)): _Block(*block)
            for shape, low, high, *block in told[part]
        }
        for part in ("numbers", "places", "values")
    )
    members = {slug: _Block(*block) for slug, *block in told["members"]}
    ((_, *people),) = told["people"]
    as_of = datetime.fromisoformat(told["as_of"])
    return Figures(path, told["given"], as_of, numbers, places, values, members, _Block(*people), told["broken"])


def bind(con: duckdb.DuckDBPyConnection, keeping: Keeping | None, run_id: int, writes: int) -> None:
    """Say in the run's own transaction which figures are of it: none where another wrote in between (writes)."""
    con.execute("DELETE FROM kept_figures")
    con.execute("DELETE FROM people_touched")
    if keeping is None:
        return
    keeping.settle()
    if keeping.writes == writes:
        con.execute("INSERT INTO kept_figures VALUES (?, ?, ?)", [keeping.path.stem, run_id, keeping.as_of])


def tidy(warehouse: Warehouse) -> None:
    """Delete the files of earlier runs."""
    kept = {f"{token}.bin" for (token,) in warehouse.rows("SELECT token FROM kept_figures")}
    folder = _folder(warehouse)
    for path in folder.glob("*.bin") if folder.exists() else ():
        if path.name not in kept:
            path.unlink(missing_ok=True)
