"""The week as values, and as the body of a mail: plain text and HTML that every mail program shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape

from osuma.engine.errors import Words
from osuma.reporting import numbers


@dataclass(frozen=True)
class Figure:
    """One number of the week and of the week before. money: in the workspace's currency."""

    code: str
    name: Words
    value: Decimal
    before: Decimal
    money: bool = False


@dataclass(frozen=True)
class Move:
    """A segment whose size changed."""

    slug: str
    name: Words
    value: int
    before: int


@dataclass(frozen=True)
class Suggestion:
    """One thing to do. page: where it is done; slug: of a segment, where it is one."""

    text: Words
    page: str
    slug: str | None = None


@dataclass(frozen=True)
class Week:
    """end: the last day of the data; None where there is none, and then there are no figures. days_old: from that day
    to today."""

    workspace: str
    currency: str
    end: date | None
    days_old: int | None
    stale: bool
    figures: tuple[Figure, ...]
    moves: tuple[Move, ...]
    suggestions: tuple[Suggestion, ...]


_FIGURES = Words("Viikko ja edellinen viikko", "The week, and the week before")
_SEGMENTS = Words("Segmentit", "Segments")
_TO_DO = Words("Tee näistä yksi", "Do one of these")
#: Segments in a mail: nobody reads on.
MOST = 8


def subject(week: Week, language: str) -> str:
    """What the mail is about."""
    if week.end is None:
        return f"{week.workspace}: Osuma"
    said = Words(f"viikko {week.end.isocalendar().week}", f"week {week.end.isocalendar().week}")
    return f"{week.workspace}: {said[language]}"


def dated(week: Week, language: str) -> str:
    """How far the data goes, and that it is old where it is."""
    if week.end is None:
        return Words("Tietoja ei ole vielä tuotu.", "No data has been imported yet.")[language]
    day = numbers.day(week.end, language)
    said = Words(f"Tiedot {day} asti.", f"Data until {day}.")[language]
    old = Words(f" Ne ovat {week.days_old} päivää vanhoja.", f" They are {week.days_old} days old.")[language]
    return said + (old if week.stale else "")


def text(week: Week, language: str) -> str:
    """The body as plain text."""
    lines = [dated(week, language)]
    for heading, rows in _tables(week, language):
        lines += ["", heading, *(f"- {name}: {value} ({before})" for name, value, before in rows)]
    if week.suggestions:
        lines += ["", _TO_DO[language], *(f"{n}. {one.text[language]}" for n, one in enumerate(week.suggestions, 1))]
    return "\n".join(lines) + "\n"


def html(week: Week, language: str) -> str:
    """The body as HTML: tables and styles on the elements, as mail programs want them; nothing is fetched."""
    parts = [f"<p>{escape(dated(week, language))}</p>"]
    for heading, rows in _tables(week, language):
        body = "".join(
            f'<tr><td style="padding:4px 16px 4px 0">{escape(name)}</td>'
            f'<td style="padding:4px 16px 4px 0;text-align:right"><strong>{escape(value)}</strong></td>'
            f'<td style="padding:4px 0;text-align:right;color:#616876">{escape(before)}</td></tr>'
            for name, value, before in rows
        )
        parts.append(f'<h2 style="font-size:16px">{escape(heading)}</h2><table role="presentation">{body}</table>')
    if week.suggestions:
        said = "".join(f"<li>{escape(one.text[language])}</li>" for one in week.suggestions)
        parts.append(f'<h2 style="font-size:16px">{escape(_TO_DO[language])}</h2><ol>{said}</ol>')
    title = escape(subject(week, language))
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head>'
        '<body style="font-family:sans-serif;font-size:14px;color:#1f2937;max-width:600px">'
        f'<h1 style="font-size:20px">{title}</h1>{"".join(parts)}</body></html>\n'
    )


def _tables(week: Week, language: str) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    if week.figures:
        yield (
            _FIGURES[language],
            [
                (one.name[language], _shown(one.value, one, week, language), _shown(one.before, one, week, language))
                for one in week.figures
            ],
        )
    if week.moves:
        yield (
            _SEGMENTS[language],
            [
                (
                    one.name[language],
                    numbers.number(Decimal(one.value), language),
                    numbers.number(Decimal(one.before), language),
                )
                for one in week.moves[:MOST]
            ],
        )


def _shown(value: Decimal, figure: Figure, week: Week, language: str) -> str:
    return numbers.money(value, week.currency, language) if figure.money else numbers.number(value, language)
