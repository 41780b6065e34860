"""Whom a message may go to and on which legal ground: one decision for rules, for the waterfall and for files.

The grounds are those of the Act on Electronic Communications Services (917/2014): consent, the existing customer of
§ 200, and the company of § 202, whose general address may be written to until it forbids it. A named work address is
nobody's ground here: whether a message essentially relates to somebody's work is not known of a title.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import ibis
import ibis.expr.types as ir

from osuma.engine.features.hashes import sha256
from osuma.engine.features.regex import portable
from osuma.engine.tables.addresses import ADDRESS, PLACEHOLDER_EMAIL, PLACEHOLDER_PHONE, ROLE_EMAIL
from osuma.engine.tables.companies import ACCOUNTS, CONTACTS
from osuma.engine.tables.people import CONSENTS, CUSTOMER_CONSENTS, CUSTOMERS, IDENTITIES, SUPPRESSIONS
from osuma.engine.tables.schema import INSTANT, unbound
from osuma.engine.tables.views import consents_at

#: Each channel with the grounds that the law knows for it, in the order in which they are tried.
GROUNDS: dict[str, tuple[str, ...]] = {
    "email": ("consent", "existing_customer", "company"),
    "sms": ("consent", "existing_customer"),
    "phone": ("consent",),
    "post": ("consent",),
}
#: What becomes of a person, the first that applies; the last of all is `no_ground`.
FATES = (
    "without_address", "suppressed", "company_excluded", "refused", "consent", "existing_customer", "company",
    "no_ground",
)  # fmt: skip
#: The field that holds the address on each channel.
ADDRESS_FIELDS = {"email": "email", "sms": "phone", "phone": "phone", "post": "postcode"}
#: Channels whose address is a mailbox or a phone: who refuses there refuses for everybody who shares it.
SHARED = ("email", "sms", "phone")
_KEY = "customer_key"


@dataclass(frozen=True)
class Asked:
    """Of which channel and purpose. now: naive UTC, None for everything that is known. current: whether the
    projections of the end of the data are read; if not, consents are those of `now`.
    """

    channel: str
    purpose: str = "marketing"
    now: datetime | None = None
    current: bool = True


def fates(people: ir.Table, asked: Asked, buyers: ir.Table | None) -> ir.Table:
    """One row per row of `people` (columns of `customers`): `customer_key`, `address`, `fate`, one of `FATES`.

    address: null where there is none, or one that is nobody's. buyers: `customer_key` of those who have bought; None
    where the workspace has not said that buyers were told of messages and could refuse them.
    """
    rows = people.select(_KEY, "email_fold", address=address(people, asked.channel))
    rows = rows.mutate(hash=sha256(rows.address))
    rows = _marked(rows, "hash", barred(asked), "address_hash", "barred")
    rows = _marked(rows, _KEY, _at_excluded(), _KEY, "excluded")
    rows = _marked(rows, "address", _refused_addresses(asked), "address", "shares")
    stated = _stated(asked)
    rows = _with_state(rows, stated)
    tests = [
        (rows.address.isnull(), "without_address"),
        (rows.barred.notnull(), "suppressed"),
        (rows.excluded.notnull(), "company_excluded"),
        ((rows.state == "refused") | rows.shares.notnull(), "refused"),
        (rows.state == "granted", "consent"),
    ]
    if buyers is not None and "existing_customer" in GROUNDS[asked.channel]:
        rows = _marked(rows, _KEY, buyers.select(_KEY).distinct(), _KEY, "bought")
        tests.append((rows.bought.notnull(), "existing_customer"))
    if "company" in GROUNDS[asked.channel]:
        rows = _marked(rows, _KEY, _at_company(), _KEY, "desk")
        tests.append((rows.desk.notnull() & _says(rows.email_fold, ROLE_EMAIL), "company"))
    fate = ibis.cases(*((test.fill_null(False), name) for test, name in tests), else_="no_ground")
    return rows.select(_KEY, "address", fate=fate)


def address(people: ir.Table, channel: str) -> ir.StringValue:
    """Where a message goes, null where it goes nowhere; an address typed to get past a required field is nobody's."""
    if channel == "post":
        code: ir.StringValue = people.postcode
        return code
    nothing = ibis.null("string")
    if channel == "email":
        mail = people.email_fold
        good = _says(mail, ADDRESS) & ~_says(mail, PLACEHOLDER_EMAIL)
        return ibis.ifelse(good.fill_null(False), mail, nothing)
    return ibis.ifelse(_says(people.phone, PLACEHOLDER_PHONE).fill_null(True), nothing, people.phone)


def barred(asked: Asked) -> ir.Table:
    """`address_hash` of everybody whom the suppression list bars, each once.

    Who unsubscribed and gave consent again, as a source says with its time, is not barred for that any longer; a
    bounce, a complaint, an objection bar for good.
    """
    listed = suppressed(asked)
    again = _given_again(asked)
    rows = listed.left_join(again, listed.address_hash == again.again_hash)
    lifted = ((rows.reason == "unsubscribed") & (rows.again > rows.ts)).fill_null(False)
    return rows.filter(~lifted).select("address_hash").distinct()


def suppressed(asked: Asked) -> ir.Table:
    """The entries of the suppression list on the channel, up to the instant."""
    listed = _until(unbound(SUPPRESSIONS), asked)
    return listed.filter(listed.channel == asked.channel)


def _given_again(asked: Asked) -> ir.Table:
    """When consent was last given by an address whose person's consent counts as given."""
    said, identities, people = _until(unbound(CONSENTS), asked), unbound(IDENTITIES), unbound(CUSTOMERS)
    about = (said.channel == asked.channel) & (said.purpose == asked.purpose)
    given = said.filter(about & (said.state == "granted") & said.dated).select("identity_key", given=said.ts)
    whose = identities.select(own_identity=identities.identity_key, own_key=identities.customer_key)
    given = given.join(whose, given.identity_key == whose.own_identity)
    state = _stated(asked)
    granted = state.filter(state.state == "granted").select(granted_key=state.customer_key)
    given = given.join(granted, given.own_key == granted.granted_key)
    at = people.select(at_key=people.customer_key, address=address(people, asked.channel))
    given = given.join(at, given.own_key == at.at_key)
    hashed = given.filter(given.address.notnull()).mutate(again_hash=sha256(given.address))
    return hashed.group_by("again_hash").agg(again=hashed.given.max())


def _stated(asked: Asked) -> ir.Table:
    """What counts per person: `customer_key`, `state`."""
    now = asked.now
    every = unbound(CUSTOMER_CONSENTS) if asked.current or now is None else consents_at(now)
    about = (every.channel == asked.channel) & (every.purpose == asked.purpose)
    return every.filter(about).select(_KEY, "state")


def _with_state(rows: ir.Table, stated: ir.Table) -> ir.Table:
    own = stated.select(state_key=stated.customer_key, state=stated.state)
    return rows.left_join(own, rows.customer_key == own.state_key).drop("state_key")


def _refused_addresses(asked: Asked) -> ir.Table:
    """The addresses of people who refused, where an address can be shared."""
    people, stated = unbound(CUSTOMERS), _stated(asked)
    where = address(people, asked.channel) if asked.channel in SHARED else ibis.null("string")
    at = people.select(at_key=people.customer_key, address=where)
    refused = stated.filter(stated.state == "refused").select(refused_key=stated.customer_key)
    met = at.join(refused, at.at_key == refused.refused_key)
    return met.filter(met.address.notnull()).select("address").distinct()


def _at_excluded() -> ir.Table:
    """Contacts of companies, every one of which campaigns pass over."""
    met = _employers()
    passed = met.group_by(_KEY).agg(all_=met.excluded.notnull().cast("int64").min())
    return passed.filter(passed.all_ == 1).select(_KEY)


def _at_company() -> ir.Table:
    """Contacts of Finnish companies that campaigns do not pass over."""
    met = _employers()
    finnish = (met.country == "FI").fill_null(False) | met.business_id.notnull()
    return met.filter(finnish & met.excluded.isnull()).select(_KEY).distinct()


def _employers() -> ir.Table:
    contacts, accounts = unbound(CONTACTS), unbound(ACCOUNTS)
    at = contacts.filter(contacts.customer_key.notnull()).select(_KEY, at_account=contacts.account_key)
    known = accounts.select("account_key", "country", "business_id", "excluded")
    return at.join(known, at.at_account == known.account_key)


def _marked(rows: ir.Table, column: str, found: ir.Table, key: str, mark: str) -> ir.Table:
    """The rows with a column that is not null where the value of `column` is among the found ones, each once."""
    own = found.select(**{mark: found[key]})
    return rows.left_join(own, rows[column] == own[mark])


def _until(rows: ir.Table, asked: Asked) -> ir.Table:
    if asked.current or asked.now is None:
        return rows
    return rows.filter(rows.ts <= ibis.literal(asked.now, type=INSTANT))


def _says(text: ir.StringValue, pattern: str) -> ir.BooleanValue:
    found: ir.BooleanValue = text.re_search(portable(pattern, folded=False))
    return found
