"""Reports as files: where they may be written, and in which form."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, Words
from osuma.engine.system import unwritable
from osuma.reporting import pictures
from osuma.reporting.document import Document
from osuma.reporting.pictures import Picture
from osuma.workflows import xlsx
from osuma.workflows.reports import slides

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

#: Endings of a report of several pages.
ENDINGS = ("pdf", "pptx", "xlsx")


def writable(to: str, endings: Sequence[str]) -> Path:
    """The file. Misuse where its ending is none of these, or its folder is not there."""
    path = Path(to)
    if ending_of(path) not in endings:
        *firsts, last = (f".{one}" for one in endings)
        listed = ", ".join(firsts)
        raise Misuse(
            Words(f"Tiedoston pääte on {listed} tai {last}.", f"The file ends in {listed} or {last}."), "bad_ending"
        )
    if not path.parent.is_dir():
        raise Misuse(Words(f"Kansiota {path.parent} ei ole.", f"There is no folder {path.parent}."), "no_folder")
    return path


def ending_of(path: Path) -> str:
    """What a file's name ends in, without the dot."""
    return path.suffix.removeprefix(".").lower()


def keep(path: Path, content: bytes) -> None:
    """Write a whole file or none. Misuse where it cannot be written."""
    from osuma.catalog.modes import write_whole

    try:
        write_whole(path, content)
    except OSError as problem:
        raise unwritable(path, problem) from None


def handed_out(session: Session, verb: str, path: Path) -> None:
    """Enter into the change log that a report was written; where it went is nobody else's business."""
    from osuma.catalog import audit

    audit.record(session.workspace, session.who, verb, {"format": ending_of(path)})


def keep_document(path: Path, document: Document, language: str, logo: Path | None) -> None:
    """A report of several pages as its ending says; a worksheet for each of its tables. Misuse as for the above, and
    where the extra `slides` is not installed (xlsx needs nothing)."""
    if ending_of(path) != "xlsx":
        keep(path, slides.document_file(document, ending_of(path), language, logo))
        return
    try:
        xlsx.write_tables(path, [worksheet(one, language) for one in document.parts])
    except OSError as problem:
        raise unwritable(path, problem) from None


def worksheet(one: Picture, language: str) -> tuple[str, list[tuple[Any, ...]], list[int]]:
    """Title, rows and the columns of shares, for a spreadsheet."""
    shares = [n for n, column in enumerate(one.columns) if column.kind == "share"]
    return one.title[language], [_cells(row) for row in pictures.plain(one, language)], shares


def _cells(row: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(Decimal(cell) if isinstance(cell, int) else cell for cell in row)
