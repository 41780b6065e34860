"""Looking at who was put together and who was not, and why; a person's eyes decide."""

from __future__ import annotations

from datetime import UTC, date
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, Words
from osuma.engine.periods import naive_utc
from osuma.engine.segments.explain.values import field_label
from osuma.reporting.numbers import day
from osuma.store.people import candidates, likeness, review
from osuma.workflows.asking.verbs import verb
from osuma.workflows.people.person import key_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from osuma.workflows.asking.session import Session


#: Why a rule joined nobody although it might have.
WHY_NOT = {
    "different_names": Words(
        "Sama postilaatikko, eri etunimet: ehkä perhe.", "One mailbox, different first names: perhaps a family."
    ),
    "phone_alone": Words("Vain puhelinnumero on sama.", "Only the phone number is the same."),
    "shared": Words("Osoite tai numero on liian monella.", "Too many share the address or number."),
    "role_address": Words("Osoite on yhteinen, esimerkiksi info@.", "The address is a shared one, such as info@."),
    "placeholder": Words("Osoite tai numero ei ole kenenkään oma.", "The address or number is nobody's own."),
}
#: The least probability of a candidate, unless said.
THRESHOLD = 0.95


@verb("identity.list")
def list_(
    session: Session, limit: int = 100, of_import: int | None = None, rule: str | None = None
) -> dict[str, Any]:
    """Links that hold, the newest first: which two ids, by which rule and load, and what speaks for it.

    of_import: only what that load made. rule: only by that rule; kept_apart gives what a person keeps apart.
    """
    with session.warehouse.reader() as con:
        apart = rule == "kept_apart"
        found = review.links(con, import_id=of_import, rule=None if apart else rule, apart=apart, limit=limit)
    return {"links": [link_told(link) for link in found]}


@verb("identity.review")
def nearly(session: Session, limit: int = 100) -> dict[str, Any]:
    """What a rule would have joined and did not, and why; nobody has decided on these yet."""
    with session.warehouse.reader() as con:
        found = review.nearly(con, limit)
    return {
        "review": [
            {"why_not": miss.why_not, "rule": miss.rule, **shown(miss.pair), "import": miss.import_id}
            for miss in found
        ]
    }


@verb("identity.clusters")
def clusters(session: Session, limit: int = 10) -> dict[str, Any]:
    """The people who were put together from most records."""
    with session.warehouse.reader() as con:
        found = review.largest(con, limit)
    return {
        "clusters": [{"customer": c.external_id, "identities": c.identities, "sources": c.sources} for c in found]
    }


@verb("identity.show")
def show(session: Session, customer: str) -> dict[str, Any]:
    """One person: every record by source, what joins them, what is kept apart from them, which consent counts."""
    with session.warehouse.reader() as con:
        key = key_of(con, customer)
        members = review.members(con, key)
        joins = review.links(con, people=[key], limit=1000)
        apart = review.links(con, people=[key], apart=True, limit=1000)
        consents = con.execute(
            "SELECT channel, purpose, state, source, contradicts FROM customer_consents WHERE customer_key = ? "
            "ORDER BY channel, purpose",
            [key],
        ).fetchall()
    return {
        "customer": customer,
        "identities": [
            {
                "record": m.ref,
                "import": m.import_id,
                "said": {field: sorted(values) for field, values in m.said.items()},
                "says": _listed({field: " / ".join(sorted(values)) for field, values in m.said.items()}),
            }
            for m in members
        ],
        "links": [link_told(link) for link in joins],
        "apart": [link_told(link) for link in apart],
        "consents": [
            {"channel": channel, "purpose": purpose, "state": state, "source": source, "contradicts": contradicts}
            for channel, purpose, state, source, contradicts in consents
        ],
    }


def link_told(link: review.Link) -> dict[str, Any]:
    """Who were joined, by which rule and load, and what speaks for it."""
    return {
        "link_id": link.link_id,
        "rule": link.rule,
        **shown(link.pair),
        "import": link.import_id,
        "at": link.made_at.replace(tzinfo=UTC).isoformat(),
    }


def shown(pair: review.Pair) -> dict[str, Any]:
    """Two records side by side, as values and as words."""
    return {
        "a": pair.one.ref,
        "b": pair.other.ref,
        "records": [record(pair.one), record(pair.other)],
        "same": dict(pair.same),
        "differs": {field: list(both) for field, both in pair.differs.items()},
        "evidence": _listed(pair.same),
        "against": _listed(pair.differs),
    }


def record(member: review.Member) -> dict[str, Any]:
    """One record by what people know it by: whose, from which system, under which id of its own, since when.

    name: of the person, else their e-mail or phone, else the id. id: None where the source gave none.
    """
    said = {field: min(values) for field, values in member.said.items() if values}
    parts = [said[field] for field in ("first_name", "last_name") if field in said]
    known = [" ".join(parts), *(said.get(field) for field in ("full_name", "email", "phone")), member.source_id]
    return {
        "record": member.ref,
        "name": next(text for text in known if text),
        "email": said.get("email"),
        "source": member.source,
        "id": member.source_id if member.own_id else None,
        "at": None if member.at is None else member.at.replace(tzinfo=UTC).isoformat(),
    }


def _listed(told: Mapping[str, str | tuple[str, str]]) -> dict[str, str] | None:
    """Fields with their values as one text in both languages, two that differ apart; None where there are none."""
    if not told:
        return None
    labels = {field: field_label(field) for field in told}
    return {
        language: ", ".join(
            f"{labels[field][language]} {_said(field, told[field], language)}"
            for field in review.FIELDS
            if field in told
        )
        for language in ("fi", "en")
    }


def _said(field: str, value: str | tuple[str, str], language: str) -> str:
    if isinstance(value, tuple):
        return " ≠ ".join(_said(field, one, language) for one in value)
    return day(date.fromisoformat(value), language) if field == "birth_date" else value


@verb("identity.find", writes=True)
def find(session: Session, threshold: float = THRESHOLD) -> dict[str, Any]:
    """Look for people who may be one by likeness, and store them as candidates; joins nobody.

    threshold: the least probability, over 0 and under 1.
    """
    if not 0 < threshold < 1:
        raise Misuse(
            Words(
                fi=f"Raja {threshold} ei käy: anna todennäköisyys nollan ja yhden väliltä, esimerkiksi 0.95.",
                en=f"The threshold {threshold} will not do: give a probability between 0 and 1, such as 0.95.",
            ),
            "bad_threshold",
        )
    warehouse = session.warehouse
    with warehouse.reader() as con:
        people = candidates.people(con)
    session.progress("comparing")
    spill = warehouse.path.with_name(f"{warehouse.path.name}.alike")
    found = likeness.alike(people, threshold, spill, warehouse.memory_limit, warehouse.threads)
    with warehouse.transaction(noted=True) as con:
        waiting = candidates.store(con, found, naive_utc(session.now()))
    return {"compared": people.num_rows, "waiting": waiting, "threshold": threshold}


@verb("identity.candidates")
def stored(session: Session, limit: int = 100) -> dict[str, Any]:
    """Candidates that nobody has decided on, the likeliest first, and what makes them alike."""
    with session.warehouse.reader() as con:
        found = candidates.listed(con, limit)
        waiting = candidates.waiting(con)
    return {
        "waiting": waiting,
        "candidates": [
            {
                "candidate_id": one.candidate_id,
                "probability": round(one.probability, 4),
                "weight": round(one.weight, 2),
                "reasons": [dict(reason) for reason in one.reasons],
                **shown(one.pair),
            }
            for one in found
        ],
    }
