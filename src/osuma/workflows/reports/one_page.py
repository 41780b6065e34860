"""The customer base on one page: shown, and as a file for whoever decides."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Words
from osuma.engine.segments.rule import Segment
from osuma.reporting import numbers
from osuma.reporting.facts import KeyFigure
from osuma.reporting.one_page import TITLE, Group, OnePage
from osuma.reporting.pictures import Frame
from osuma.workflows.asking.verbs import verb
from osuma.workflows.reports import slides
from osuma.workflows.reports.files import ending_of, handed_out, keep, writable
from osuma.workflows.reports.logo import logo
from osuma.workflows.reports.pictures import plain
from osuma.workflows.reports.reporting_facts import people, pictures, sales, segments, summary
from osuma.workflows.reports.reporting_facts.lines import sentence, short
from osuma.workflows.reports.reporting_facts.scope import Scope, opened
from osuma.workflows.reports.sheet import document, of_people
from osuma.workflows.segments import contexts
from osuma.workflows.segments.definitions import stored

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

GROUPS = 3
#: A group of more than this share of everybody tells nobody apart.
BROAD = Decimal("0.6")
#: What is on the page, in its order.
CODES = ("value", "months", "flow", "cohorts")
#: How they are drawn where two stand side by side, and over the whole width.
HALF = Frame(width=440, row=26, label=135, font=13)
WHOLE = Frame(width=910, row=26, label=135, font=13)


@verb("one_page.show", kept=True, lasting=True)
def show(session: Session, groups: Sequence[str] = ()) -> dict[str, Any]:
    """Key figures, how many come back, three groups and the pictures of the one page.

    groups: segments to show, at most three; else those that bring the most, none of them nearly everybody.
    """
    page = _gather(session, groups)
    return {
        "title": TITLE.plain(),
        "below": {language: page.below(language) for language in ("fi", "en")},
        "data_end": None if page.at is None else page.at.isoformat(),
        "figures": [
            {"name": one.name.plain(), "value": one.value.plain(), "note": one.note.plain()} for one in page.figures
        ],
        "groups": [
            {
                "slug": one.slug,
                "name": one.name.plain(),
                "who": one.who.plain(),
                "count": one.count,
                "net_sales": str(one.net_sales),
                "size": {language: page.size(one, language) for language in ("fi", "en")},
                "brings": {language: page.brings(one, language) for language in ("fi", "en")},
            }
            for one in page.groups
        ],
        "pictures": [plain(one, page.currency, HALF if one.drawn == "bars" else WHOLE) for one in page.pictures],
    }


@verb("one_page.write")
def write(session: Session, to: str, groups: Sequence[str] = (), language: str | None = None) -> dict[str, Any]:
    """The one page as a file: pdf, png or pptx, by the ending of `to`, with the logo. The slides hold the segment
    sheet too.

    Misuse for another ending, for a folder that is not there, and where the extra `slides` is not installed.
    """
    path = writable(to, slides.ENDINGS)
    page, speaks = _gather(session, groups), language or session.workspace.language
    more = document(session) if ending_of(path) == "pptx" else None
    made = slides.page_file(page, ending_of(path), speaks, logo(session.workspace), more)
    keep(path, made)
    handed_out(session, "one_page.write", path)
    return {"path": str(path), "bytes": len(made)}


def _gather(session: Session, groups: Sequence[str]) -> OnePage:
    asked = list(dict.fromkeys(groups))[:GROUPS] or _default(session)
    chosen = [of_people(session, slug) for slug in asked]
    with opened(session, None, [*chosen, *pictures.grids(session)], brief=True) as scope:
        sold, reached = sales.sales(scope), people.reach(scope)
        found = {one.code: one for one in pictures.gather(scope, reached)}
        label = summary.label(scope)
        everybody, *rest = summary.key_figures(scope, sold, reached)
        return OnePage(
            workspace=session.workspace.name,
            at=scope.end if scope.at.data_end is not None else None,
            currency=scope.settings.currency,
            base=scope.evaluation.base,
            net_sales=sold.net,
            figures=(everybody, *_returning(scope), *rest),
            groups=_groups(scope, chosen),
            pictures=tuple(found[code] for code in CODES if code in found),
            more=tuple(one for code, one in found.items() if code not in CODES),
            label=None if label is summary.OWN else label.text,
        )


def _returning(scope: Scope) -> tuple[KeyFigure, ...]:
    """How many of those who have bought have bought again."""
    buyers, again = scope.row(
        "SELECT count(*), count(*) FILTER (n > 1) FROM (SELECT count(*) AS n FROM report_order JOIN report_people "
        "USING (customer_key) GROUP BY customer_key)"
    )
    if not buyers:
        return ()
    share = Words(*(numbers.percent(int(again), int(buyers), to, 0) for to in ("fi", "en")))
    fi, en = (f"{numbers.number(int(again), to)}/{numbers.number(int(buyers), to)}" for to in ("fi", "en"))
    return (
        KeyFigure(
            Words("On ostanut uudelleen", "Have bought again"), share, Words(f"{fi} ostajasta", f"{en} of buyers")
        ),
    )


def _groups(scope: Scope, chosen: Sequence[Segment]) -> tuple[Group, ...]:
    context, net = contexts.context(scope, scope.sizes), segments.net_sales(scope)
    return tuple(
        Group(
            slug=rule.slug,
            name=segments.title(rule),
            who=sentence(short(rule.where, context)),
            count=scope.evaluation.counts[rule.slug].members,
            net_sales=net[rule.slug],
        )
        for rule in chosen
        if rule.slug in net
    )


def _default(session: Session) -> list[str]:
    """Of the segments as they were last computed, those whose people have bought the most in 12 months."""
    kept = {slug for slug, one in stored(session).items() if isinstance(one, Segment) and one.of == "customers"}
    ((everybody,),) = session.warehouse.rows(
        "SELECT count(*) FROM customers WHERE kind = 'person' AND set_apart IS NULL"
    )
    found = session.warehouse.rows(
        "WITH sold AS (SELECT customer_key, sum(net_base) AS net FROM event_order WHERE counted AND ts > (SELECT "
        "max(ts) FROM event_order) - INTERVAL 12 MONTH GROUP BY 1) SELECT v.slug, count(*), coalesce(sum(net), 0) "
        "FROM membership_now m JOIN segment_versions v USING (segment_id) LEFT JOIN sold ON sold.customer_key = "
        "m.unit_key GROUP BY v.slug ORDER BY 3 DESC, v.slug"
    )
    narrow = [str(slug) for slug, n, _ in found if slug in kept and 0 < int(n) <= BROAD * everybody]
    return narrow[:GROUPS]
