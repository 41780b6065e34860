"""The customer base in pictures: shown, and each as a file."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, Words
from osuma.reporting import pictures
from osuma.reporting.pictures import NARROW, WIDE, Frame, Picture
from osuma.workflows import xlsx
from osuma.workflows.asking.verbs import verb
from osuma.workflows.lists.handed_out import write
from osuma.workflows.reports import courses, slides
from osuma.workflows.reports.files import ending_of, handed_out, worksheet, writable
from osuma.workflows.reports.reporting_facts import people
from osuma.workflows.reports.reporting_facts import pictures as facts
from osuma.workflows.reports.reporting_facts.scope import opened

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

FORMATS = ("csv", "xlsx", "svg", "png")
#: Pixels of a PNG for each unit of a drawing: sharp on a slide.
SCALE = 2.5


@verb("pictures.show", kept=True, lasting=True)
def show(session: Session) -> dict[str, Any]:
    """Every picture, with its table in both languages and drawn as SVG.

    Counted over the people of the base at the end of the data. A picture that the data does not make is not there.
    """
    found, end = _gather(session)
    currency = session.workspace.currency
    return {
        "data_end": None if end is None else end.isoformat(),
        "pictures": [plain(one, currency) for one in found],
    }


@verb("pictures.write")
def write_(
    session: Session, code: str, to: str, language: str | None = None, slug: str | None = None
) -> dict[str, Any]:
    """One picture as a file: its table as csv or xlsx, or the drawing as svg or png, by the ending of `to`.

    slug: of the definition or class whose size by day is wanted, which is the picture `course`. Misuse for another
    ending or picture, and for png where the extra `slides` is not installed.
    """
    path, speaks = writable(to, FORMATS), language or session.workspace.language
    ending = ending_of(path)
    shown = [courses.picture(session, slug)] if slug else _gather(session)[0]
    picture = next((one for one in shown if one.code == code), None)
    if picture is None:
        raise Misuse(Words("Tällaista kuvaa ei ole.", "There is no such picture."), "no_picture")
    rows = pictures.plain(picture, speaks)
    if ending == "svg":
        path.write_text(pictures.svg(picture, session.workspace.currency, speaks), encoding="utf-8")
    elif ending == "png":
        path.write_bytes(slides.png(pictures.drawn(picture, session.workspace.currency, speaks), SCALE))
    elif ending == "csv":
        write(path, [str(name) for name in rows[0]], [tuple(row) for row in rows[1:]], sheet=False)
    else:
        xlsx.write_tables(path, [worksheet(picture, speaks)])
    handed_out(session, "pictures.write", path)
    return {"path": str(path)}


def _gather(session: Session) -> tuple[list[Picture], date | None]:
    """Every picture that the data makes, and the last day of the data; None where there is none."""
    with opened(session, None, facts.grids(session)) as scope:
        found = facts.gather(scope, people.reach(scope))
        end = scope.end if scope.at.data_end is not None else None
    sizes = courses.sizes(session)
    return [*found, *([sizes] if sizes.rows else [])], end


def plain(one: Picture, currency: str, frame: Frame = WIDE) -> dict[str, Any]:
    """A picture as JSON, with its table and its drawing in both languages."""
    return {
        "code": one.code,
        "title": one.title.plain(),
        "note": one.note.plain(),
        "wide": one.drawn != "bars",
        "drawn": one.drawn,
        "right": [n for n, column in enumerate(one.columns) if column.kind not in ("text", "day")],
        "table": {language: pictures.table(one, currency, language) for language in ("fi", "en")},
        "svg": {
            language: pictures.svg(one, currency, language, frame)
            for language in ("fi", "en")
            if one.drawn != "table"
        },
        "narrow": {
            language: pictures.svg(one, currency, language, NARROW)
            for language in ("fi", "en")
            if one.drawn in ("bars", "line", "lines")
        },
    }
