"""Tomorrow's call list: whom a salesperson rings, why, and when somebody last did."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Words
from osuma.engine.periods import local_day
from osuma.engine.segments.explain import numbers
from osuma.engine.segments.rule.people import BUCKETS, bucket_of
from osuma.store.dialect import values
from osuma.store.reach import waterfall
from osuma.workflows.asking.known_settings import value
from osuma.workflows.asking.verbs import verb
from osuma.workflows.reports import call_owners, called
from osuma.workflows.reports.reporting_facts.scope import Scope, opened

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

#: Who was rung is on the list again so many days later.
REST = timedelta(days=3)
#: Buyers who have been silent between these many days are worth a call where there are no open deals.
SILENT = (60, 365)
#: So many are on the list of a day.
SHOWN = 20
_BARRED = ("without_address", "suppressed", "company_excluded", "refused")
_NEVER = "('do_not_call', 'not_interested')"
#: Calls with whom they were with: a log that knows but a number tells of whoever has it.
TOLD_CALLS = (
    "named AS (SELECT customer_key, phone FROM customers WHERE coalesce(email, full_name, first_name, last_name) IS "
    "NOT NULL), told_calls AS (SELECT coalesce(n.customer_key, k.customer_key) AS customer_key, k.ts, k.outcome FROM "
    "(SELECT e.customer_key, e.ts, e.outcome, CASE WHEN m.customer_key IS NULL THEN c.phone END AS number FROM "
    "event_call e JOIN customers c ON c.customer_key = e.customer_key LEFT JOIN named m ON m.customer_key = "
    "e.customer_key) k LEFT JOIN named n ON n.phone = k.number)"
)
_CALLS = (
    TOLD_CALLS
    + ", calls AS (SELECT customer_key, max(ts) AS rung, arg_max(outcome, ts) AS outcome, bool_or(outcome IN "
    + _NEVER
    + ") AS never FROM told_calls GROUP BY customer_key)"
)
_DEALS = (
    "WITH people AS (SELECT account_key, min(customer_key) AS customer_key FROM contacts JOIN customers "
    "USING (customer_key) WHERE phone IS NOT NULL GROUP BY account_key) SELECT coalesce(d.customer_key, "
    "p.customer_key) AS key, d.name AS deal, d.stage, d.amount_base AS amount, d.created_at::DATE AS begun, "
    "d.expected_close AS closing, d.owner, a.owner AS company_owner, a.account_key AS company, "
    "a.name AS company_name FROM deals d "
    "LEFT JOIN accounts a USING (account_key) LEFT JOIN people p USING (account_key) WHERE d.state = 'open' "
    "AND a.excluded IS NULL ORDER BY d.expected_close NULLS LAST, d.amount_base DESC NULLS LAST, d.deal_key"
)
_BUYERS = (
    "WITH owned AS (SELECT customer_key, min(a.owner) AS company_owner FROM contacts JOIN accounts a "
    "USING (account_key) GROUP BY customer_key) SELECT customer_key AS key, net, last_order, company_owner "
    "FROM report_people LEFT JOIN owned USING (customer_key) WHERE last_order BETWEEN $from AND $until "
    "AND net > 0 ORDER BY net DESC, customer_key"
)


@verb("calls.tomorrow")
def tomorrow(session: Session, limit: int = SHOWN, whose: str | None = None) -> dict[str, Any]:
    """Whom to ring: those behind open deals, soonest closing first; where there are none, good buyers gone silent.

    Left out are who may not be rung, who was rung in the last three days, and who has said no to calls. why: in
    words. rung: the local day of the last call, null where none is known; outcome: what came of it. owner: of the
    deal, else of the person, else of the company. resting: who was rung a moment ago, each with the day on
    which they are `back`.

    whose: own, none (whom nobody looks after), all, or a salesperson as the data names them; null gives a salesperson
    their own and others all. lists: those that the asker can choose of. control: who is left without calls by lot, so
    that what calling brings can be seen (the setting `calls_control`); the draw never changes. result: what both have
    bought since, in words; null where no call was kept yet.
    """
    from osuma.catalog import audit

    with opened(session, None, []) as scope:
        wanted = _wanted(scope) or _silent(scope)
        keys = {row["key"] for row in wanted if row["key"] is not None}
        may = _may_be_rung(scope, keys)
        people = _people(scope, may)
        result = called.result(session, scope.con)
    share = value(session.workspace, "calls_control")
    found = _once(wanted, people)
    today = local_day(session.now(), session.zone)
    resting = [row for row in found if row["back"] is not None and row["back"] > today.isoformat()]
    everybody = [row for row in found if row not in resting]
    control = {row["key"] for row in everybody if _left_alone(people[row["key"]], share)}
    calls = [row for row in everybody if row["key"] not in control]
    shown = call_owners.whose(session, whose, [row["owner"] for row in found])
    listed = [row for row in calls if shown.holds(row["owner"])][:limit]
    alone = [row for row in everybody if row["key"] in control and shown.holds(row["owner"])]
    audit.record(session.workspace, session.who, "calls.tomorrow", {"count": len(listed)})
    return {
        "calls": listed,
        "whose": shown.chosen,
        "lists": shown.lists(row["owner"] for row in calls),
        "control": {"percent": share, "people": alone, "result": None if result is None else result.plain()},
        "resting": [row for row in resting if shown.holds(row["owner"])],
        "not_allowed": len(keys) - len(may),
        "data_end": scope.end.isoformat(),
    }


def _once(wanted: list[dict[str, Any]], people: Mapping[int, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each of those who may be rung, by the first reason there is."""
    found: dict[int, dict[str, Any]] = {}
    for row in wanted:
        key = row["key"]
        if key in people and key not in found:
            told = {name: said for name, said in people[key].items() if name not in ("external_id", "contact_owner")}
            about = {name: row.get(name) for name in ("company", "company_name")}
            owner = row.get("owner") or people[key]["contact_owner"] or row["company_owner"]
            found[key] = {**told, **about, "owner": owner, "why": row["why"], "rank": len(found)}
    return list(found.values())


def _left_alone(person: Mapping[str, Any], percent: int) -> bool:
    """Whether somebody is among those who are not rung: by the bucket that rules know, the same on every day."""
    return (
        person["external_id"] is not None and bucket_of(called.DRAW, person["external_id"]) < percent * BUCKETS // 100
    )


def _may_be_rung(scope: Scope, keys: set[int]) -> list[int]:
    """Those who have a number and have not said no: a live call needs no consent (917/2014, § 201)."""
    waterfall(scope.con, keys, "phone")
    rows = scope.con.execute(
        f"SELECT customer_key FROM reach WHERE fate NOT IN {values(_BARRED)} ORDER BY 1"
    ).fetchall()
    return [int(key) for (key,) in rows]


def _wanted(scope: Scope) -> list[dict[str, Any]]:
    return [{**row, "why": _about_deal(row, scope)} for row in _rows(scope, _DEALS, {})]


def _silent(scope: Scope) -> list[dict[str, Any]]:
    shortest, longest = (timedelta(days=n) for n in SILENT)
    given = {"from": scope.end - longest, "until": scope.end - shortest}
    currency = scope.settings.currency
    found = []
    for row in _rows(scope, _BUYERS, given):
        day, net = numbers.day(row["last_order"]), numbers.money(row["net"], currency)
        why = Words(
            f"Osti viimeksi {day.fi}, 12 kuukaudessa {net.fi}.", f"Last bought on {day.en}; {net.en} in 12 months."
        )
        found.append({**row, "why": why.plain()})
    return found


def _about_deal(row: dict[str, Any], scope: Scope) -> dict[str, str]:
    stage = f" ({row['stage']})" if row["stage"] else ""
    fi, en = [f"Avoin kauppa ”{row['deal'] or '–'}”{stage}"], [f"Open deal “{row['deal'] or '–'}”{stage}"]
    if row["amount"] is not None:
        worth = numbers.money(row["amount"], scope.settings.currency)
        fi.append(worth.fi)
        en.append(worth.en)
    for name, (said_fi, said_en) in (("begun", ("aloitettu", "begun")), ("closing", ("odotettu päätös", "due"))):
        if row[name] is not None:
            day = numbers.day(row[name])
            fi.append(f"{said_fi} {day.fi}")
            en.append(f"{said_en} {day.en}")
    return Words(", ".join(fi) + ".", ", ".join(en) + ".").plain()


def _people(scope: Scope, keys: list[int]) -> dict[int, dict[str, Any]]:
    """Name, phone and last call of those who may be rung, by key; not those who have said no to calls."""
    owner = call_owners.of_contacts(scope.con)
    sql = (
        "WITH " + _CALLS + " SELECT c.customer_key AS key, coalesce(c.full_name, concat_ws(' ', c.first_name, "
        "c.last_name)) AS name, c.phone, c.title, c.external_id, k.rung, k.outcome, "
        f"{owner} AS contact_owner FROM customers c "
        "LEFT JOIN calls k USING (customer_key) "
        "WHERE c.customer_key IN (SELECT unnest($keys::BIGINT[])) AND c.phone IS NOT NULL AND NOT coalesce(k.never, "
        "false)"
    )
    zone = scope.session.zone
    found = {}
    for row in _rows(scope, sql, {"keys": keys}):
        rung = None if row["rung"] is None else local_day(row["rung"].replace(tzinfo=scope.at.instant.tzinfo), zone)
        back = None if rung is None else (rung + REST).isoformat()
        found[row["key"]] = {**row, "rung": None if rung is None else rung.isoformat(), "back": back}
    return found


def _rows(scope: Scope, sql: str, given: dict[str, Any]) -> list[dict[str, Any]]:
    found = scope.con.execute(sql, given)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
