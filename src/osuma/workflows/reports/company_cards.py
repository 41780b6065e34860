"""A company as somebody at the seller meets it: found by name; its facts, contacts, deals and segments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Words
from osuma.engine.segments.explain.values import field_of, shown
from osuma.engine.tables.companies import ACCOUNT_ATTRIBUTES
from osuma.store.membership import history
from osuma.workflows.asking.verbs import verb
from osuma.workflows.people.companies import records_of, show
from osuma.workflows.reports.customer_cards import bare, words_of

if TYPE_CHECKING:
    from osuma.engine.segments.explain import ExplainContext
    from osuma.workflows.asking.session import Session

#: Forms of a value that are there to be compared, and parts of what is told whole.
_APART = ("name", "headcount_low", "headcount_high", "industry_version")
_STATES = {
    "won": Words("voitettu", "won"),
    "lost": Words("hävitty", "lost"),
    "open": Words("avoin", "open"),
}
_FIND = (
    "SELECT account_key AS key, name, city, excluded FROM accounts WHERE $text = '' "
    "OR contains(name_fold, lower($text)) OR business_id = $text OR domain = lower($text) "
    "ORDER BY name_fold, account_key LIMIT $limit"
)
_MEMBER_OF = (
    "SELECT v.slug, m.since FROM membership_now m JOIN segment_versions v USING (segment_id) "
    "WHERE v.unit = 'accounts' AND m.unit_key = ? ORDER BY m.since DESC, v.slug"
)

#: An instant of the warehouse as it is told: in UTC, and said to be.
_TOLD = "strftime({}, '%Y-%m-%dT%H:%M:%S+00:00')"
_RECORDS = (
    "SELECT i.account_identity_key AS nth, i.source, i.source_id, i.is_pseudo, max(p.name) AS name, "
    f"{_TOLD.format('l.committed_at')} AS at FROM account_identities i LEFT JOIN account_profiles p USING "
    "(account_identity_key) LEFT JOIN loads l ON l.import_id = i.import_id WHERE i.account_key = $key GROUP BY ALL"
)
_LINKS = (
    f"SELECT l.link_id, l.a, l.b, {_TOLD.format('l.made_at')} AS at FROM account_links l JOIN account_identities a "
    "ON a.account_identity_key = l.a WHERE l.undone_at IS NULL AND a.account_key = $key ORDER BY l.link_id"
)


@verb("companies.find")
def find(session: Session, text: str = "", limit: int = 100) -> dict[str, Any]:
    """Companies by a part of the name, or by business ID or domain as it is; the first of all without a text."""
    found = records_of(session, _FIND, {"text": text.strip(), "limit": limit})
    ((every,),) = session.warehouse.rows("SELECT count(*) FROM accounts")
    return {"companies": found, "of": every}


@verb("companies.card")
def card(session: Session, key: int) -> dict[str, Any]:
    """One company: facts in words, contacts, deals, segments since when, and the records it was put together from.

    key: as `find` gives it. Refused where there is none. Money of a deal is in the workspace's currency, null where
    it is not known.
    """
    told, context = show(session, str(key)), words_of(session)
    contacts = records_of(
        session,
        "SELECT DISTINCT k.customer_key AS key, c.full_name, c.first_name, c.last_name, c.email, c.phone, k.title "
        "FROM contacts k JOIN customers c USING (customer_key) WHERE k.account_key = $key ORDER BY ALL",
        {"key": key},
    )
    records = {one["nth"]: one for one in records_of(session, _RECORDS, {"key": key})}
    return {
        "key": key,
        "name": told["company"].get("name") or told["company"].get("external_id"),
        "excluded": told["company"].get("excluded"),
        "facts": _facts(told["company"], context),
        "contacts": [{**one, "name": _named(one)} for one in contacts],
        "deals": [{**one, "said": _STATES.get(one["state"], Words("", "")).plain()} for one in told["deals"]],
        "segments": _segments(session, key, context),
        "records": [_record(records[one]) for one in sorted(records)],
        "links": [
            {**link, "records": [_record(records[link[end]]) for end in ("a", "b")]}
            for link in records_of(session, _LINKS, {"key": key})
        ],
    }


def _record(row: Mapping[str, Any]) -> dict[str, Any]:
    """A record as that of a person is told: by its company's name, its system, its own id, and since when."""
    own = None if row["is_pseudo"] else row["source_id"]
    bare = str(row["source_id"]).partition(":")[2] if row["is_pseudo"] else row["source_id"]
    return {"name": row["name"] or bare, "email": None, "source": row["source"], "id": own, "at": row["at"]}


def _named(contact: Mapping[str, Any]) -> str:
    parts = " ".join(part for part in (contact["first_name"], contact["last_name"]) if part)
    return str(contact["full_name"] or parts or contact["email"] or contact["key"])


def _facts(company: Mapping[str, Any], context: ExplainContext) -> list[dict[str, Any]]:
    names = [c.name for c in ACCOUNT_ATTRIBUTES if not c.name.endswith("_fold") and c.name not in _APART]
    section = company.get("industry_section_name")
    told = []
    for name in names:
        if name in company and name in context.vocabulary.accounts:
            named = field_of(name, context, "accounts")
            said = section if name == "industry_section" and section else None
            value = said or bare(shown(_value(company[name], named.kind, context), named, context))
            told.append({"field": bare(named.label), "value": value})
    return told


def _value(value: Any, kind: str, context: ExplainContext) -> Any:
    """A figure or an instant that came as text is one again; of an instant its local day."""
    if kind == "decimal" and isinstance(value, str):
        return Decimal(value)
    if kind == "instant" and isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC).astimezone(context.zone).date()
    return value


def _segments(session: Session, key: int, context: ExplainContext) -> list[dict[str, Any]]:
    with session.warehouse.reader() as con:
        rows, there = con.execute(_MEMBER_OF, [key]).fetchall(), history.last_sizes(con)
    return [
        {"slug": slug, "name": context.titles.get(slug, Words(slug, slug)).plain(), "since": since.date().isoformat()}
        for slug, since in rows
        if slug in there
    ]
