"""A customer as somebody at the company meets them: found by name; what is known of them, done by them, allowed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, Words
from osuma.engine.periods import local_day
from osuma.engine.segments.explain import ExplainContext
from osuma.engine.segments.explain.rows import happened, row_time
from osuma.engine.segments.explain.values import field_of, shown
from osuma.engine.tables.people import ATTRIBUTES, LISTED
from osuma.ingestion.planning.places import municipality_names
from osuma.store.dialect import identifier
from osuma.store.membership import history
from osuma.store.people import review
from osuma.store.people.customers import search
from osuma.store.reach import barred_hashes, waterfall
from osuma.store.schema import event_tables
from osuma.workflows.asking.options import existing_customer_rule
from osuma.workflows.asking.own import labels_of
from osuma.workflows.asking.verbs import verb
from osuma.workflows.lists.reach_words import GROUNDS, LEFT_OUT, REASONS
from osuma.workflows.people import identity_review
from osuma.workflows.segments.definitions import stored, titles_of, vocabulary
from osuma.workflows.segments.explaining import explain_

if TYPE_CHECKING:
    from osuma.store.warehouse import Connection
    from osuma.workflows.asking.session import Session

#: Lines of a receipt are told by their order; what no type was registered for has no words.
_UNTOLD = ("event_order_line", "event_other")
#: Forms of a value that are there to be compared, never to be read.
_COMPARED = ("_fold", "_set", "_role")
#: Parts of what is told whole.
_APART = ("full_name", "birth_year", "birth_month", "birth_day", "created_at")
#: So many merges of one person are shown.
MERGES = 50
#: A field that is called as another is: the local day of an instant.
_CALLED = {"created_date": "created_at"}


@verb("customers.find")
def find(session: Session, text: str, limit: int = 20) -> dict[str, Any]:
    """People by a part of the name, or by e-mail, phone or a source's id as it is; key: what `card` takes."""
    with session.warehouse.reader() as con:
        keys = search(con, text.strip(), limit) if text.strip() else []
    people = _rows(session, "SELECT * FROM customers WHERE customer_key IN (SELECT unnest(?::BIGINT[]))", [keys])
    order = {key: n for n, key in enumerate(keys)}
    found = [{"key": one["customer_key"], "name": _name(one), "city": one["city"]} for one in people]
    return {"customers": sorted(found, key=lambda one: order[one["key"]])}


@verb("customers.card")
def card(session: Session, key: int, events: int = 50) -> dict[str, Any]:
    """One person: facts, what they bought in all, whether they may be e-mailed and why, the newest things that they
    did, segments since when, consents with evidence, entries of the suppression list, records.

    key: as `find` gives it. events: at most so many. Misuse where nobody has the key.
    """
    context = words_of(session)
    people = _rows(session, "SELECT * FROM customers WHERE customer_key = ?", [key])
    if not people:
        raise _gone()
    with session.warehouse.reader() as con:
        records = [identity_review.record(one) for one in review.members(con, key)]
        merges = [identity_review.link_told(link) for link in review.links(con, people=[key], limit=MERGES)]
        segments = _segments(con, key, context)
        mail = _mail(session, con, key)
    consents = "SELECT channel, purpose, state, source, contradicts FROM customer_consents WHERE customer_key = ?"
    companies = (
        "SELECT DISTINCT a.account_key AS key, a.name, k.title FROM contacts k JOIN accounts a USING (account_key) "
        "WHERE k.customer_key = ? ORDER BY ALL"
    )
    found = {
        "key": key,
        "name": _name(people[0]),
        "set_apart": people[0]["set_apart"],
        "facts": _facts(people[0], context),
        "buying": _buying(session, key),
        "mail": mail,
        "timeline": _timeline(session, key, events, context),
        "segments": segments,
        "consents": _rows(session, f"{consents} ORDER BY ALL", [key]),
        "statements": _statements(session, key),
        "suppressions": _suppressions(session, key),
        "companies": _rows(session, companies, [key]),
        "records": records,
        "merges": merges,
    }
    _audited(session)
    return found


@verb("customers.why")
def why(session: Session, key: int, slug: str) -> dict[str, Any]:
    """Why one person is in a stored segment or class or not, since when and until when, in both languages."""
    with session.warehouse.reader() as con:
        records = review.members(con, key)
    if not records:
        raise _gone()
    told = explain_(session, slug=slug, customer=records[0].ref)
    return {"sentences": told["person"]["sentences"]}


def _gone() -> Misuse:
    return Misuse(Words("Tätä asiakasta ei enää ole.", "This customer is not there any more."), "no_customer")


def words_of(session: Session) -> ExplainContext:
    """What values, fields and segments of the workspace are called, as of now."""
    return ExplainContext(
        as_of=session.now(),
        zone=session.zone,
        currency=session.workspace.currency,
        vocabulary=vocabulary(session),
        labels=labels_of(session),
        titles=titles_of(stored(session)),
        code_names={"municipality": municipality_names()},
    )


def _rows(session: Session, sql: str, parameters: Sequence[Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = session.warehouse.table(sql, list(parameters)).to_pylist()
    return found


def _name(person: Mapping[str, Any]) -> str:
    named = " ".join(part for part in (person["first_name"], person["last_name"]) if part)
    return named or person["full_name"] or person["email"] or f"{person['source']}:{person['external_id']}"


def _facts(person: Mapping[str, Any], context: ExplainContext) -> list[dict[str, Any]]:
    """What is known of the person, field by field; nothing where it is not known."""
    every = (column.name for column in ATTRIBUTES)
    names = [name for name in every if not name.endswith(_COMPARED) and name not in _APART]
    names += [name for name in person if name.startswith("x_") and name in context.vocabulary.customers]
    known = [(name, person[name]) for name in names if person.get(name) not in (None, [], "")]
    return [
        {"field": bare(field_of(_CALLED.get(name, name), context).label), "value": _value(name, value, context)}
        for name, value in known
    ]


def _buying(session: Session, key: int) -> dict[str, Any]:
    """Purchases that count, as rules count them; value: less what was given back, in the workspace's currency."""
    (bought,) = _rows(
        session,
        "SELECT count(*) AS purchases, sum(net_base) AS value, min(local_date) AS first, max(local_date) AS last "
        "FROM event_order WHERE counted AND customer_key = ?",
        [key],
    )
    day = {name: bought[name] and bought[name].isoformat() for name in ("first", "last")}
    value = None if bought["value"] is None else str(bought["value"])
    return {**day, "purchases": bought["purchases"], "value": value, "currency": session.workspace.currency}


def _mail(session: Session, con: Connection, key: int) -> dict[str, Any]:
    """Whether marketing may go to the person's mailbox, and why."""
    waterfall(con, [key], "email", existing_customers=existing_customer_rule(session.workspace))
    ((fate,),) = con.execute("SELECT fate FROM reach").fetchall()
    return {"allowed": fate in GROUNDS, **{**GROUNDS, **LEFT_OUT}[fate].plain()}


def _value(name: str, value: Any, context: ExplainContext) -> dict[str, str]:
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    return bare(shown(value, field_of(name, context), context))


def bare(words: Words) -> dict[str, str]:
    """Words without the quotes that a sentence needs around them."""
    return {language: text.strip("”“") for language, text in words.plain().items()}


def _timeline(session: Session, key: int, most: int, context: ExplainContext) -> list[dict[str, Any]]:
    """The newest rows of every event table, in words; when: the local day, with the time where it is known."""
    rows = []
    with session.warehouse.reader() as con:
        tables = event_tables(con)
    for table in tables:
        if table not in _UNTOLD:
            sql = f"SELECT * FROM {identifier(table)} WHERE customer_key = ? ORDER BY ts DESC, event_id LIMIT {most}"
            rows += [(row["ts"], table.removeprefix("event_"), row) for row in _rows(session, sql, [key])]
    rows.sort(key=lambda one: (one[0], one[1]), reverse=True)
    return [
        {"when": row_time(row, context).plain(), "what": happened(row, event, context).plain()}
        for _, event, row in rows[:most]
    ]


def _segments(con: Connection, key: int, context: ExplainContext) -> list[dict[str, Any]]:
    """Stored segments and classes of which the person is a member at the last refresh."""
    rows = con.execute(
        "SELECT v.slug, m.since FROM membership_now m JOIN segment_versions v USING (segment_id) "
        "WHERE v.unit = 'customers' AND m.unit_key = ? ORDER BY m.since DESC, v.slug",
        [key],
    ).fetchall()
    there = history.last_sizes(con)
    return [
        {"slug": slug, "name": context.titles.get(slug, Words(slug, slug)).plain(), "since": since.date().isoformat()}
        for slug, since in rows
        if slug in there
    ]


def _statements(session: Session, key: int) -> list[dict[str, Any]]:
    """Everything that any source has said of the person's permissions, the newest first, with what shows it.

    at: the local day; dated: whether the source told it, or it is that of the import. evidence: what was recorded,
    by name; nothing where the source recorded none.
    """
    said = _rows(
        session,
        "SELECT c.channel, c.purpose, c.state, c.ts, c.dated, c.source, c.text_version, c.double_opt_in, c.evidence "
        "FROM consents c JOIN identities i USING (identity_key) WHERE i.customer_key = ? "
        "ORDER BY c.ts DESC, c.seq DESC",
        [key],
    )
    return [
        {
            **{
                name: one[name] for name in ("channel", "purpose", "state", "source", "text_version", "double_opt_in")
            },
            "at": local_day(one["ts"].replace(tzinfo=UTC), session.zone).isoformat(),
            "dated": bool(one["dated"]),
            "evidence": [f"{name}: {value}" for name, value in json.loads(one["evidence"] or "{}").items() if value],
        }
        for one in said
    ]


def _suppressions(session: Session, key: int) -> list[dict[str, Any]]:
    """The entries of the suppression list on the person's e-mail and phone, the newest first.

    at, dated: as of statements. bars: whether it still does; a later consent lifts an unsubscription.
    """
    holds = " OR ".join(
        f"(s.channel = '{channel}' AND s.address_hash IN ({barred_hashes(channel)}))" for channel in LISTED
    )
    found = _rows(
        session,
        f"SELECT s.channel, s.reason, s.ts, s.dated, s.source, {holds} AS bars FROM suppressions s JOIN customers c "
        "ON s.address_hash IN (sha256(c.email_fold), sha256(c.phone)) WHERE c.customer_key = ? "
        "ORDER BY s.ts DESC, s.seq DESC",
        [key],
    )
    return [
        {
            "channel": one["channel"],
            "reason": REASONS.get(one["reason"], Words(one["reason"], one["reason"])).plain(),
            "source": one["source"],
            "at": local_day(one["ts"].replace(tzinfo=UTC), session.zone).isoformat(),
            "dated": bool(one["dated"]),
            "bars": bool(one["bars"]),
        }
        for one in found
    ]


def _audited(session: Session) -> None:
    from osuma.catalog import audit

    audit.record(session.workspace, session.who, "customers.card", {})
