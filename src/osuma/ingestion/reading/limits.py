"""How much a file may ask of us before we say no."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Bounds on hostile or broken input.

    record_bytes: longest record of a text file. columns: most columns. head_bytes: what is read to detect the
    dialect. unpacked_bytes and ratio: most that an archive may unpack to, in bytes and per packed byte.
    members: most files in an archive. workbook_bytes: most XML in a workbook. workbook_memory, workbook_seconds:
    for the process that reads a workbook. document_bytes: longest JSON that is one document, read whole.
    database_seconds: for reading a database. sample: values looked at per column.
    """

    record_bytes: int = 16 * MEGABYTE
    columns: int = 10_000
    head_bytes: int = 256 * 1024
    unpacked_bytes: int = 20 * 1024 * MEGABYTE
    ratio: int = 200
    members: int = 200
    workbook_bytes: int = 1024 * MEGABYTE
    workbook_memory: int = 3 * 1024 * MEGABYTE
    workbook_seconds: int = 600
    document_bytes: int = 256 * MEGABYTE
    database_seconds: int = 3600
    sample: int = 2000
