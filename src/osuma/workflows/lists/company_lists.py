"""A segment of companies in a file: for LinkedIn, its contacts with the ground that allows each, or plain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, Words
from osuma.engine.segments.rule import Definition
from osuma.store import company_lists
from osuma.store.company_lists import DECIDING, People
from osuma.workflows.asking.options import existing_customer_rule
from osuma.workflows.lists.ads import refuse_special
from osuma.workflows.segments.evaluating import evaluated, over_companies

if TYPE_CHECKING:
    from osuma.workflows.asking.instants import AsOf
    from osuma.workflows.asking.session import Session

#: What a list can be for, beside the companies themselves.
FOR_COMPANIES = ("linkedin", "contacts", "decision-makers")
#: LinkedIn takes no shorter list of companies.
LEAST_ROWS = 300


@dataclass(frozen=True)
class File:
    """What is written, as of when, and what is to be known of it."""

    header: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    at: AsOf
    said: tuple[Words, ...] = ()


def company_file(
    session: Session, defn: Definition, as_of: str | None, for_: str | None, channel: str, work_related: str | None
) -> File:
    """The file of a segment of companies. Refused where it is to go to LinkedIn and speaks of a special category."""
    if for_ == "linkedin":
        refuse_special(session, defn)
    with evaluated(session, [defn], as_of) as run:
        con, keys, at = run.evaluation.con, run.evaluation.members(defn.slug), run.as_of
        if for_ == "linkedin":
            listed = company_lists.linkedin(con, keys)
            said = _linkedin_words(len(listed.rows), listed.excluded, listed.nameless)
            return File(company_lists.LINKEDIN, listed.rows, at, said)
        if for_ is None:
            return File(company_lists.COMPANIES, company_lists.companies(con, keys), at)
        found = company_lists.contacts(
            con,
            keys,
            DECIDING if for_ == "decision-makers" else None,
            channel,
            existing_customers=existing_customer_rule(session.workspace),
            work_related=bool((work_related or "").strip()),
        )
    return File(company_lists.CONTACTS, found.rows, at, _people_words(found))


def refuse_misplaced(defn: Definition, for_: str | None) -> None:
    """Misuse where a list is asked of the wrong kind of segment."""
    if over_companies(defn) and for_ == "ads":
        raise Misuse(
            Words(
                f"”{defn.slug}” on yrityksistä. Yrityslista mainosalustalle: --for linkedin.",
                f"“{defn.slug}” is of companies. A company list for an ad platform: --for linkedin.",
            ),
            "no_for",
        )
    if not over_companies(defn) and for_ in FOR_COMPANIES:
        raise Misuse(
            Words(
                f"Kohde {for_} on yrityksistä tehdylle segmentille (of: accounts); ”{defn.slug}” ei ole sellainen.",
                f"{for_} is for a segment of companies (of: accounts), which “{defn.slug}” is not.",
            ),
            "no_for",
        )


def _linkedin_words(rows: int, excluded: int, nameless: int) -> tuple[Words, ...]:
    said = []
    if rows < LEAST_ROWS:
        said.append(
            Words(
                f"LinkedIn vaatii vähintään {LEAST_ROWS} riviä; listalla on {rows}.",
                f"LinkedIn takes lists of at least {LEAST_ROWS} rows; this one has {rows}.",
            )
        )
    if excluded:
        said.append(
            Words(
                f"Pois jäi {excluded} yritystä: konkurssi, selvitystila tai lakannut.",
                f"{excluded} companies were left out: bankruptcy, liquidation or ceased.",
            )
        )
    if nameless:
        said.append(Words(f"Pois jäi {nameless} yritystä ilman nimeä.", f"{nameless} companies have no name."))
    return tuple(said)


def _people_words(found: People) -> tuple[Words, ...]:
    reach = found.reach
    left = (
        (reach.without_address, Words("osoite puuttuu", "no address")),
        (reach.suppressed, Words("estolistalla", "on the suppression list")),
        (reach.company_excluded, Words("yritys on lopettanut tai konkurssissa", "the company is closed or bankrupt")),
        (reach.refused, Words("kieltänyt", "refused")),
        (reach.no_ground - found.work_related, Words("ei lain mukaista perustetta", "no legal ground")),
    )
    said = [Words(f"{why.fi}: {n}", f"{why.en}: {n}") for n, why in left if n]
    listed = reach.reachable + found.work_related
    first = Words(
        f"Listalla {listed}/{reach.members} yhteyshenkilöä.", f"{listed} of {reach.members} contacts listed."
    )
    if not said:
        return (first,)
    out = Words("; ".join(w.fi for w in said), "; ".join(w.en for w in said))
    return (Words(f"{first.fi} Pois jäi – {out.fi}.", f"{first.en} Left out – {out.en}."),)
