"""Pictures of the customer base: who brings the money, who moves where, who comes back, who can be reached."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING

from osuma.engine.errors import Words
from osuma.engine.segments.rule import Definition, Partition
from osuma.reporting.facts import RFM_SIDE, Reach
from osuma.reporting.pictures import Cell, Column, Picture
from osuma.workflows.reports.reporting_facts import partitions, rfm, sales
from osuma.workflows.reports.reporting_facts.scope import Scope
from osuma.workflows.segments.definitions import stored

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

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
_STATE = (
    "CASE WHEN first IS NULL THEN 'none' WHEN first > {at} - {new} THEN 'new' WHEN last > {at} - {active} THEN "
    "'active' WHEN last > {at} - {fading} THEN 'fading' ELSE 'lost' END"
)


def gather(scope: Scope, found: Reach) -> list[Picture]:
    """Every picture that the data makes. found: whom an e-mail may be sent to."""
    made = (_concentration(scope), _flow(scope), _cohorts(scope), _months(scope), _grid(scope), _reach(found))
    return [one for one in made if one is not None]


def grids(session: Session) -> list[Definition]:
    """The first stored partition that is an RFM grid: what `gather` needs the scope to be of."""
    kept = (one for one in stored(session).values() if isinstance(one, Partition) and rfm.axes(one) is not None)
    return list(islice(kept, 1))


def _grid(scope: Scope) -> Picture | None:
    _, grid = partitions.partitions(scope)
    if grid is None:
        return None
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (Words(f"Viimeisin osto {score}", f"Recency {score}"), *(cell.count for cell in row))
        for score, row in zip(range(RFM_SIDE, 0, -1), grid.cells, strict=True)
    )
    return Picture(
        "rfm",
        Words("RFM-ruudukko", "RFM grid"),
        Words("Asiakkaita sen mukaan, miten äskettäin ja miten usein he ovat ostaneet: 5 on viimeksi ja useimmin.",
              "Customers by how recently and how often they bought: 5 is the latest and the most often."),
        (
            Column(Words("Viimeisin osto", "Recency")),
            *(Column(Words(f"Ostotiheys {n}", f"Frequency {n}"), "count") for n in range(1, RFM_SIDE + 1)),
        ),
        rows,
        "heat",
    )  # fmt: skip


def _reach(found: Reach) -> Picture | None:
    if not found.steps or not found.steps[0].left:
        return None
    everybody = found.steps[0].left
    return Picture(
        "reach",
        Words("Kenelle voi lähettää sähköpostia", "Who may be e-mailed"),
        Words("Montako jää jäljelle kunkin ehdon jälkeen.", "How many are left after each condition."),
        (
            Column(Words("Ehto", "Condition")),
            Column(Words("Asiakkaita", "Customers"), "count"),
            Column(Words("Osuus", "Share"), "share"),
        ),
        tuple((step.text, step.left, Decimal(step.left) / everybody) for step in found.steps),
    )


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
                f"Q{_quarter(first) % 4 + 1}/{first.year}",
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
    over = (scope.end + timedelta(days=1)).month != scope.end.month
    going_on = Words("", "") if over else Words(" Viimeinen kuukausi on kesken.", " The last month is not over.")
    rows = tuple(
        (f"{month.first.month}/{month.first.year}", month.orders, month.net_sales) for month in found.months[-13:]
    )
    return Picture(
        "months",
        Words("Myynti kuukausittain", "Sales by month"),
        Words(f"Nettomyynti; palautukset on vähennetty siltä kuulta, jona ne tehtiin.{going_on.fi}",
              f"Net sales; returns are deducted in the month in which they were made.{going_on.en}"),
        (
            Column(Words("Kuukausi", "Month")),
            Column(Words("Ostoja", "Purchases"), "count"),
            Column(Words("Nettomyynti", "Net sales"), "money"),
        ),
        rows,
        by=2,
    )  # fmt: skip
