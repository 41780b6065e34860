"""The week at a glance: what changed in numbers and segments, and up to three things to do. Nobody is named in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Words
from osuma.engine.periods import local_day
from osuma.engine.segments.explain.numbers import number
from osuma.reporting import monday
from osuma.reporting.monday import Figure, Move, Suggestion, Week
from osuma.store.dialect import literal
from osuma.store.membership import history
from osuma.store.people import candidates
from osuma.workflows.asking.verbs import verb
from osuma.workflows.consent.questions import open_questions
from osuma.workflows.reports.reporting_facts.scope import Scope, opened
from osuma.workflows.segments.definitions import stored, titles_of
from osuma.workflows.segments.staleness import STALE_DAYS

LANGUAGES = ("fi", "en")

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

DAYS = 7
#: Who has not bought for so long has faded; who buys after as long a silence has come back.
SILENCE = 180
MOST = 3
_SOLD = "count(*) FILTER ({inside}), coalesce(sum(amount) FILTER ({inside}), 0)"
_BUYERS = (
    "WITH days AS (SELECT DISTINCT customer_key, local_date FROM report_order WHERE customer_key IN "
    "(SELECT customer_key FROM report_people)), steps AS (SELECT *, lag(local_date) OVER (PARTITION BY customer_key "
    "ORDER BY local_date) AS before, lead(local_date) OVER (PARTITION BY customer_key ORDER BY local_date) AS after "
    "FROM days) "
)
_CAME = (
    "count(*) FILTER ({inside} AND before IS NULL), "
    f"count(*) FILTER ({{inside}} AND before < local_date - {SILENCE}), "
    f"count(*) FILTER (local_date + {SILENCE} BETWEEN {{first}} AND {{last}} AND (after IS NULL OR after > {{last}}))"
)


@verb("monday.show", kept=True, lasting=True)
def show(session: Session) -> dict[str, Any]:
    """The week that ends where the data ends, beside the week before it.

    figures: purchases, their value less what was given back, new, returned and faded buyers; value and before are
    text of a number, `money` says which are sums. segments: those whose size changed since a refresh a week earlier
    or more, the largest change first; nothing where there is no such refresh. suggestions: at most three, the most
    urgent first; `page` says where it is done. days_old: how old the data is.
    """
    week = gather(session)
    return {
        "data_end": None if week.end is None else week.end.isoformat(),
        "days_old": week.days_old,
        "stale": week.stale,
        "first": None if week.end is None else _first(week.end).isoformat(),
        "currency": week.currency,
        "figures": [
            {
                "code": one.code,
                **one.name.plain(),
                "value": str(one.value),
                "before": str(one.before),
                "money": one.money,
            }
            for one in week.figures
        ],
        "segments": [
            {"slug": one.slug, **one.name.plain(), "value": one.value, "before": one.before} for one in week.moves
        ],
        "suggestions": [{"page": one.page, "slug": one.slug, **one.text.plain()} for one in week.suggestions],
    }


@verb("monday.mail")
def mail(session: Session, language: str | None = None) -> dict[str, Any]:
    """The same as the body of a mail: subject, text and HTML. Nothing is sent. language: else the workspace's."""
    week = gather(session)
    language = language if language in LANGUAGES else session.workspace.language
    return {
        "subject": monday.subject(week, language),
        "text": monday.text(week, language),
        "html": monday.html(week, language),
    }


def gather(session: Session) -> Week:
    """The week of a workspace."""
    with opened(session, None, []) as scope:
        end = None if scope.at.data_end is None else scope.end
        figures = [] if end is None else _figures(scope, end)
        waiting = candidates.waiting(scope.con)
        moves = _moves(session, scope)
    old = None if end is None else (local_day(session.now(), session.zone) - end).days
    stale = old is not None and old > STALE_DAYS
    return Week(
        workspace=session.workspace.name,
        currency=session.workspace.currency,
        end=end,
        days_old=old,
        stale=stale,
        figures=tuple(figures),
        moves=tuple(moves),
        suggestions=tuple(_suggestions(session, figures, old if stale else None, waiting)[:MOST]),
    )


def _first(end: date) -> date:
    return end - timedelta(days=DAYS - 1)


def _figures(scope: Scope, end: date) -> list[Figure]:
    now, before = _weeks(scope, (end, end - timedelta(days=DAYS)))
    names = (
        ("orders", Words("Ostoja", "Purchases")),
        ("value", Words("Ostojen summa", "Value of purchases")),
        ("new", Words("Uusia asiakkaita", "New customers")),
        ("returned", Words("Palasi", "Came back")),
        ("faded", Words("Hiipui", "Faded")),
    )
    return [
        Figure(code, name, value, earlier, money=code == "value")
        for (code, name), value, earlier in zip(names, now, before, strict=True)
    ]


def _weeks(scope: Scope, lasts: Sequence[date]) -> list[list[Decimal]]:
    """The figures of the weeks that end on these days."""

    def asked(figures: str) -> str:
        ends = [{"first": literal(_first(last)), "last": literal(last)} for last in lasts]
        return ", ".join(
            figures.format(inside="local_date BETWEEN {first} AND {last}".format(**week), **week) for week in ends
        )

    sold = scope.row(f"SELECT {asked(_SOLD)} FROM report_order")
    came = scope.row(f"{_BUYERS}SELECT {asked(_CAME)} FROM steps")
    return [
        [Decimal(value) for value in (*sold[2 * n : 2 * n + 2], *came[3 * n : 3 * n + 3])] for n in range(len(lasts))
    ]


def _moves(session: Session, scope: Scope) -> list[Move]:
    """Segments whose size is other than at the last refresh that is a week older, or more."""
    known = stored(session)
    titles, found = titles_of(known), []
    for slug in known:
        points = [point for point in history.points(scope.con, slug) if point.error is None]
        if not points:
            continue
        newest = max(points, key=lambda point: (point.as_of, point.run_id))
        earlier = history.known_at(scope.con, slug, newest.as_of - timedelta(days=DAYS))
        if earlier is not None and earlier.members != newest.members:
            found.append(Move(slug, titles[slug], newest.members, earlier.members))
    return sorted(found, key=lambda move: (-abs(move.value - move.before), move.slug))


def _suggestions(session: Session, figures: list[Figure], old: int | None, waiting: int) -> list[Suggestion]:
    counts = {figure.code: int(figure.value) for figure in figures}
    found = []
    if not figures:
        found.append(_said("data", "Tuo ostot ja asiakkaat, niin viikko näkyy tässä.",
                           "Import orders and customers, and the week shows here."))  # fmt: skip
    if old is not None:
        days = number(old)
        found.append(_said("data", f"Tiedot ovat {days.fi} päivää vanhoja: tuo uudet tiedostot.",
                           f"The data is {days.en} days old: import new files."))  # fmt: skip
    for question in open_questions(session):
        n = number(question["concerns"])
        found.append(
            _said(
                "choices",
                f"Vastaa yhteen kysymykseen: se ratkaisee, saako {n.fi} ostajalle kirjoittaa.",
                f"Answer one question: it decides whether {n.en} buyers may be written to.",
            )
        )
    for code, slug, fi, en in _ABOUT_BUYERS:
        if counts.get(code):
            n = number(counts[code])
            found.append(_said("segment", fi.format(n.fi), en.format(n.en), slug))
    if waiting:
        n = number(waiting)
        found.append(_said("merges", f"Päätä, onko {n.fi} samankaltaista paria samoja ihmisiä.",
                           f"Decide whether {n.en} pairs who are alike are the same people."))  # fmt: skip
    return found


_ABOUT_BUYERS = (
    ("faded", "inactive", "Viikossa hiipui {}: lähetä muistutus niille, joille saa lähettää.",
     "{} faded in a week: send a reminder to those who may be written to."),
    ("new", "one-time-buyers", "Uusia asiakkaita tuli {}: toivota tervetulleeksi ja ehdota toista ostosta.",
     "{} new customers: welcome them and suggest a second purchase."),
    ("returned", "reactivated", "Takaisin palasi {}: kiitä ja kerro, mitä uutta on.",
     "{} came back: thank them and tell what is new."),
)  # fmt: skip


def _said(page: str, fi: str, en: str, slug: str | None = None) -> Suggestion:
    return Suggestion(Words(fi, en), page, slug)
