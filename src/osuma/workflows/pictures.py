"""The customer base in pictures: where the money comes from, who moves where, and how many come back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, Words
from osuma.engine.simulate.exports import Grid
from osuma.reporting import pictures
from osuma.reporting.pictures import Column, Picture
from osuma.workflows import xlsx
from osuma.workflows.handed_out import write
from osuma.workflows.reporting_facts import people, sales, summary
from osuma.workflows.reporting_facts.scope import Scope, opened
from osuma.workflows.verbs import verb

if TYPE_CHECKING:
    from osuma.workflows.session import Session

#: A life cycle by the days since the last purchase, counted at the data's end and so long before it.
NEW, ACTIVE, FADING, APART = 90, 180, 365, 90
STATES = (
    ("new", Words("Uudet", "New")),
    ("active", Words("Aktiiviset", "Active")),
    ("fading", Words("Hiipumassa", "Fading")),
    ("lost", Words("Menetetyt", "Lost")),
    ("none", Words("Ei ostoja", "No purchases")),
)
QUARTERS = 8
FORMATS = ("csv", "xlsx", "svg")
_STATE = (
    "CASE WHEN first IS NULL THEN 'none' WHEN first > {at} - {new} THEN 'new' WHEN last > {at} - {active} THEN "
    "'active' WHEN last > {at} - {fading} THEN 'fading' ELSE 'lost' END"
)


@verb("pictures.show")
def show(session: Session) -> dict[str, Any]:
    """Key figures, three sentences' worth of pictures, each with its table in both languages and drawn as SVG.

    Every picture is counted over the people of the base at the end of the data. A picture that the data does not make
    is not there.
    """
    with opened(session, None, []) as scope:
        found = gather(scope)
        figures = summary.key_figures(scope, sales.sales(scope), people.reach(scope))
        end = scope.end if scope.at.data_end is not None else None
    currency = session.workspace.currency
    return {
        "data_end": None if end is None else end.isoformat(),
        "figures": [
            {"name": one.name.plain(), "value": one.value.plain(), "note": one.note.plain()} for one in figures
        ],
        "pictures": [
            {
                "code": one.code,
                "title": one.title.plain(),
                "note": one.note.plain(),
                "table": {language: pictures.table(one, currency, language) for language in ("fi", "en")},
                "svg": {language: pictures.svg(one, currency, language) for language in ("fi", "en")},
            }
            for one in found
        ],
    }


@verb("pictures.write")
def write_(session: Session, code: str, to: str, language: str | None = None) -> dict[str, Any]:
    """One picture as a file: its table as csv or xlsx, or the drawing as svg, by the ending of `to`."""
    path, speaks = Path(to), language or session.workspace.language
    ending = path.suffix.removeprefix(".")
    with opened(session, None, []) as scope:
        picture = next((one for one in gather(scope) if one.code == code), None)
    if picture is None or ending not in FORMATS:
        raise Misuse(Words("Tällaista kuvaa ei ole.", "There is no such picture."), "no_picture")
    rows = pictures.plain(picture, speaks)
    if ending == "svg":
        path.write_text(pictures.svg(picture, session.workspace.currency, speaks), encoding="utf-8")
    elif ending == "csv":
        write(path, [str(name) for name in rows[0]], [tuple(row) for row in rows[1:]], sheet=False)
    else:
        xlsx.write(path, [Grid(picture.title[speaks][:31], tuple(map(_cells, rows)))])
    return {"path": str(path)}


def gather(scope: Scope) -> list[Picture]:
    """Every picture that the data makes."""
    made = (_concentration(scope), _flow(scope), _cohorts(scope), _months(scope))
    return [one for one in made if one is not None]


def _cells(row: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(Decimal(cell) if isinstance(cell, int) else cell for cell in row)


def _concentration(scope: Scope) -> Picture | None:
    found = sales.concentration(scope)
    if found is None:
        return None
    rows = tuple(
        (
            Words(f"Paras {top.percent} % ostajista", f"Best {top.percent}% of buyers"),
            top.net_sales / found.net_sales,
            top.buyers,
            top.net_sales,
        )
        for top in found.tops
    )
    return Picture(
        "value",
        Words("Arvon keskittyminen", "Where the money comes from"),
        Words("Kuinka suuren osan 12 kuukauden myynnistä parhaat ostajat tuovat.",
              "How much of 12 months' sales the best buyers bring."),
        (
            Column(Words("Ostajat", "Buyers")),
            Column(Words("Osuus myynnistä", "Share of sales"), "share"),
            Column(Words("Asiakkaita", "Customers"), "count"),
            Column(Words("Nettomyynti", "Net sales"), "money"),
        ),
        rows,
    )  # fmt: skip


def _flow(scope: Scope) -> Picture | None:
    """Who was in which state a quarter of a year ago, and where they are now."""

    def state(at: str) -> str:
        return _STATE.format(at=at, new=NEW, active=ACTIVE, fading=FADING)

    sql = (
        "WITH now AS (SELECT p.customer_key, min(o.local_date) AS first, max(o.local_date) AS last FROM "
        "report_people p LEFT JOIN report_order o USING (customer_key) GROUP BY 1), before AS (SELECT "
        "p.customer_key, min(o.local_date) AS first, max(o.local_date) AS last FROM report_people p LEFT JOIN "
        "report_order o ON o.customer_key = p.customer_key AND o.local_date <= $before GROUP BY 1) "
        "SELECT b.state, n.state, count(*) FROM "
        f"(SELECT customer_key, {state('$before')} AS state FROM before) b JOIN (SELECT customer_key, "
        f"{state('$now')} AS state FROM now) n USING (customer_key) GROUP BY ALL"
    )
    given = {"now": scope.end, "before": scope.end - timedelta(days=APART)}
    counts = {(was, now): int(n) for was, now, n in scope.con.execute(sql, given).fetchall()}
    if not any(now != "none" for _, now in counts):
        return None
    rows = []
    for was, name in STATES:
        of = sum(n for (before, _), n in counts.items() if before == was)
        shares = (Decimal(counts.get((was, now), 0)) / of if of else None for now, _ in STATES)
        rows.append((name, of, *shares))
    return Picture(
        "flow",
        Words("Elinkaaren virta", "Flow of the life cycle"),
        Words(f"Missä tilassa kunkin rivin asiakkaat olivat {APART} päivää sitten ja missä nyt. Uusi: ensiosto alle "
              f"{NEW} päivää sitten; aktiivinen: osti {ACTIVE} päivän sisällä; hiipumassa: {FADING} päivän sisällä.",
              f"In which state the customers of each row were {APART} days ago, and where now. New: first purchase "
              f"less than {NEW} days ago; active: bought within {ACTIVE} days; fading: within {FADING} days."),
        (
            Column(Words("Ennen", "Before")),
            Column(Words("Asiakkaita", "Customers"), "count"),
            *(Column(name, "share") for _, name in STATES),
        ),
        tuple(rows),
        "shades",
    )  # fmt: skip


def _cohorts(scope: Scope) -> Picture | None:
    """By the quarter of the first purchase: the share who bought in each quarter after it."""
    sql = (
        "WITH quarters AS (SELECT DISTINCT customer_key, date_trunc('quarter', local_date)::DATE AS quarter FROM "
        "report_order JOIN report_people USING (customer_key)), firsts AS (SELECT customer_key, min(quarter) AS born "
        "FROM quarters GROUP BY 1) SELECT born, date_diff('quarter', born, quarter) AS later, count(*) FROM quarters "
        "JOIN firsts USING (customer_key) WHERE born > $since GROUP BY ALL ORDER BY ALL"
    )
    since = scope.end - timedelta(days=92 * QUARTERS)
    found = scope.con.execute(sql, {"since": since}).fetchall()
    born = sorted({first for first, _, _ in found})
    if len(born) < 2:
        return None
    counts = {(first, int(later)): int(n) for first, later, n in found}
    last = _quarter(scope.end)
    longest = last - _quarter(born[0])
    rows = []
    for first in born:
        there = last - _quarter(first)
        of = counts.get((first, 0), 0)
        rows.append(
            (
                f"{_quarter(first) % 4 + 1}/{first.year}",
                of,
                *(
                    Decimal(counts.get((first, n), 0)) / of if n <= there and of else None
                    for n in range(1, longest + 1)
                ),
            )
        )
    return Picture(
        "cohorts",
        Words("Kohortit", "Cohorts"),
        Words("Kuinka suuri osa ensi kertaa ostaneista osti seuraavina neljänneksinä. Viimeinen neljännes on kesken.",
              "How many of those who first bought in a quarter bought in those after it. The last is not over."),
        (
            Column(Words("Ensiosto", "First bought")),
            Column(Words("Asiakkaita", "Customers"), "count"),
            *(Column(Words(f"+{n}", f"+{n}"), "share") for n in range(1, longest + 1)),
        ),
        tuple(rows),
        "shades",
    )  # fmt: skip


def _quarter(day: date) -> int:
    """Which quarter, counted on through the years."""
    return day.year * 4 + (day.month - 1) // 3


def _months(scope: Scope) -> Picture | None:
    found = sales.months(scope)
    if found is None:
        return None
    rows = tuple(
        (f"{month.first.month}/{month.first.year}", month.orders, month.net_sales) for month in found.months[-13:]
    )
    return Picture(
        "months",
        Words("Myynti kuukausittain", "Sales by month"),
        Words("Nettomyynti; palautukset on vähennetty siltä kuulta, jona ne tehtiin.",
              "Net sales; returns are deducted in the month in which they were made."),
        (
            Column(Words("Kuukausi", "Month")),
            Column(Words("Ostoja", "Purchases"), "count"),
            Column(Words("Nettomyynti", "Net sales"), "money"),
        ),
        rows,
        by=2,
    )  # fmt: skip
