"""A Parquet file as a table."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from osuma.ingestion.reading import refusals
from osuma.ingestion.reading.arrow_table import read_arrow
from osuma.ingestion.reading.limits import Limits
from osuma.ingestion.reading.source import Report, Source
from osuma.ingestion.tables import SourceTable

_ROWS = 65_536


def read_parquet(source: Source, limits: Limits, report: Report | None = None) -> SourceTable:
    """The table of a Parquet file; raises Refused where it is damaged, locked, or unpacks to too much."""
    with _opened(source) as file:
        groups = file.metadata
        if sum(groups.row_group(n).total_byte_size for n in range(groups.num_row_groups)) > limits.unpacked_bytes:
            raise refusals.unpacks_too_big(source.title)
        return read_arrow(source, file.schema_arrow, _batches(file, source.path, report), limits, "Parquet")


@contextlib.contextmanager
def _opened(source: Source) -> Iterator[Any]:
    try:
        with pq.ParquetFile(source.path, page_checksum_verification=True) as file:
            yield file
    except (pa.ArrowException, OSError, ValueError) as error:
        if "ncrypt" in str(error):
            raise refusals.locked(source.title) from None
        raise refusals.damaged(source.title, "Parquet") from None


def _batches(file: Any, path: Path, report: Report | None) -> Iterator[Any]:
    share = path.stat().st_size / max(1, file.metadata.num_rows)
    for batch in file.iter_batches(batch_size=_ROWS):
        if report:
            report(int(share * batch.num_rows))
        yield batch
