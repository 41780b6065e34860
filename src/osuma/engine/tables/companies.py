"""Companies: identities as the sources know them, accounts as Osuma derives them, contacts and deals.

An account has keys of its own, dense like those of people. A deal is a table and not an event type: it is one thing
with a life (made, moved from stage to stage, closed) and each rule asks for another of its times; and it belongs to a
company first and only perhaps to a person, while the event types of the vocabulary are all of people. What happens to
it is in `deal_stages`, one row a happening, from which "had a deal won in 24 months" can be read.
"""

from __future__ import annotations

from osuma.engine.tables.people import ORIGIN
from osuma.engine.tables.schema import INSTANT, MONEY, Column, Table, text

#: What a source says of a company. A text column `x` has a casefolded NFC twin `x_fold` right after it.
ACCOUNT_ATTRIBUTES: tuple[Column, ...] = (
    *text("name", "name as given, legal form included"),
    Column("business_id", "string", "Finnish business ID with a right check digit: 0737546-2"),
    Column("vat_id", "string", "foreign VAT number as given; a Finnish one becomes the business ID"),
    Column("domain", "string", "internet domain, lower case, without www"),
    Column("phone", "string", "E.164 with +"),
    Column("country", "string", "code: ISO 3166-1 alpha-2, upper case"),
    Column("postcode", "string", "code: as the country writes it; Finnish ones have five digits"),
    *text("city", "city as given"),
    Column("municipality", "string", "code: Finnish municipality, three digits (091)"),
    Column("region", "string", "code: Finnish region, two digits (01)"),
    *text("industry", "industry as the source names it"),
    Column("industry_code", "string", "code: digits of the industry code (62010), or the letter of a section"),
    Column("industry_version", "string", "code: tol2008, tol2025, nace2, nace21; null where not said"),
    Column("headcount", "int64", "people employed"),
    Column("headcount_low", "int64", "least people employed: the headcount, or the lower end of a class"),
    Column("headcount_high", "int64", "most people employed; null where the class is open upwards"),
    Column("turnover", MONEY, "yearly turnover in euros"),
    Column("profit", MONEY, "yearly profit in euros, negative for a loss"),
    Column("balance_total", MONEY, "balance sheet total in euros"),
    Column("figures_year", "int64", "year of headcount, turnover, profit and balance sheet; null where not said"),
    Column("exports", "boolean", "whether it exports"),
    Column("imports", "boolean", "whether it imports"),
    Column("offices", "int64", "number of offices"),
    Column("founded", "date", "day of founding"),
    Column("founded_year", "int64", "year of founding"),
    Column("status", "string", "code: active, restructuring, liquidation, bankruptcy, ceased"),
    *text("parent", "name of the parent company as given"),
    *text("owner", "who looks after it in the source"),
    Column("created_at", INSTANT, "when the source first knew the company (UTC)"),
)

#: Figures of a year: the newest year's first, a figure that it lacks from the next.
FIGURES = ("headcount", "headcount_low", "headcount_high", "turnover", "profit", "balance_total", "figures_year")

#: Statuses from the lightest to the gravest; of sources that disagree the gravest counts.
STATUSES = ("active", "restructuring", "liquidation", "bankruptcy", "ceased")

#: Size classes of Recommendation 2003/361/EC and the limits of the first three: people under, euros at most.
SIZE_CLASSES = ("micro", "small", "medium", "large")
SIZE_LIMITS = {
    "headcount": (10, 50, 250),
    "turnover": (2_000_000, 10_000_000, 50_000_000),
    "balance_total": (2_000_000, 10_000_000, 43_000_000),
}

#: Statuses that set a company apart from campaigns.
EXCLUDING = ("bankruptcy", "liquidation", "ceased")

#: Columns of an account that follow from the others.
DERIVED: tuple[Column, ...] = (
    Column("industry_section", "string", "code: section letter of the industry code in its own version"),
    Column("size_class", "string", "code: micro, small, medium, large (EU 2003/361); null where not decidable"),
    Column("size_basis", "string", "figures known for the class: headcount, turnover, balance, joined by +"),
    Column("headcount_class", "string", "code: micro, small, medium, large by headcount alone"),
    Column("excluded", "string", "null, or why campaigns pass it over: bankruptcy, liquidation, ceased"),
)

ACCOUNT_IDENTITIES = Table(
    "account_identities",
    "One row per company that a source knows; the key is dense, never reused, never changed.",
    (
        Column("account_identity_key", "int64", "dense key of the identity", nullable=False),
        Column("account_key", "int64", "smallest account_identity_key of its component", nullable=False),
        Column("source", "string", "slug of the source", nullable=False),
        Column(
            "source_id",
            "string",
            "id in the source; 'business:…', 'name:…' or 'domain:…' where the source gave none",
            nullable=False,
        ),
        Column(
            "is_pseudo", "boolean", "whether source_id was made from what the row says, not given", nullable=False
        ),
        Column("import_id", "int64", "the load that first met it", nullable=False),
    ),
    key=("account_identity_key",),
)

ACCOUNT_PROFILES = Table(
    "account_profiles",
    "What one source says of one company now; older versions are in superseded_account_profiles.",
    (
        Column("account_identity_key", "int64", "the identity", nullable=False),
        Column("origin", "string", "accounts, or references: named by a contact or a deal only", nullable=False),
        *ACCOUNT_ATTRIBUTES,
        Column("source_updated_at", INSTANT, "the source's own last change, where it gives one"),
        Column("known_from", INSTANT, "first instant from which the values are known to hold", nullable=False),
        *ORIGIN,
    ),
    key=("account_identity_key", "origin"),
)

ACCOUNTS = Table(
    "accounts",
    "One row a company: the newest known value of every attribute over its identities.",
    (
        Column("account_key", "int64", "dense key, the smallest account_identity_key", nullable=False),
        Column("external_id", "string", "id in the first source that gave one, else the pseudo id", nullable=False),
        Column("source", "string", "the source of external_id", nullable=False),
        Column("known_from", INSTANT, "before this instant nothing is known of the company", nullable=False),
        *ACCOUNT_ATTRIBUTES,
        Column("figures_source", "string", "source of the newest figures"),
        *DERIVED,
    ),
    key=("account_key",),
    sort=("account_key",),
)

ACCOUNT_LINKS = Table(
    "account_links",
    "What people have confirmed to be one company; the same business ID needs no link.",
    (
        Column("link_id", "int64", "dense id", nullable=False),
        Column("a", "int64", "account_identity_key, the smaller", nullable=False),
        Column("b", "int64", "account_identity_key, the larger", nullable=False),
        Column("rule", "string", "confirmed", nullable=False),
        Column("import_id", "int64", "the load that made it", nullable=False),
        Column("made_at", INSTANT, "when", nullable=False),
        Column("undone_at", INSTANT, "null while it holds"),
    ),
    key=("link_id",),
)

ACCOUNT_CANDIDATES = Table(
    "account_candidates",
    "Derived: a company without a business ID and one with, that may be the same; a person confirms.",
    (
        Column("candidate_id", "string", "the two account keys: '12-57'", nullable=False),
        Column("account_key", "int64", "the company without a business ID", nullable=False),
        Column("register_key", "int64", "the company with one", nullable=False),
        Column("score", MONEY, "0 to 1; see osuma.store.people.candidates", nullable=False),
        Column("reasons", "array<string>", "codes of what agrees and what does not", nullable=False),
    ),
    key=("candidate_id",),
)

ACCOUNT_CHANGES = Table(
    "account_changes",
    "Every change of a known attribute of a company.",
    (
        Column("account_identity_key", "int64", "whose profile changed", nullable=False),
        Column("account_key", "int64", "the company, derived from the identity", nullable=False),
        Column("origin", "string", "accounts or references", nullable=False),
        Column("field", "string", "attribute name", nullable=False),
        Column("old", "string", "value before, as text; null where it was not known"),
        Column("new", "string", "value after, as text; null where it is no longer known"),
        Column("valid_from", INSTANT, "from when the new value holds", nullable=False),
        Column("recorded_at", INSTANT, "when Osuma learned it", nullable=False),
        Column("source", "string", "who said it", nullable=False),
        Column("import_id", "int64", "the load that wrote it", nullable=False),
    ),
)

_PERSON = (
    Column("identity_key", "int64", "the person, as the source knows; null where nobody is named"),
    Column("customer_key", "int64", "the person, derived; null where nobody is named"),
)
_ACCOUNT = (
    Column("account_identity_key", "int64", "the company, as the source knows; null where none is named"),
    Column("account_key", "int64", "the company, derived; null where none is named"),
)

CONTACTS = Table(
    "contacts",
    "One row per person and company that a source joins: who works where, in which role.",
    (
        *_PERSON,
        *_ACCOUNT,
        *text("title", "job title as given"),
        Column("title_role", "string", "code: role behind the title (ceo, cfo, sales_lead …)"),
        *ORIGIN,
    ),
    key=("source", "source_row_id"),
)

DEALS = Table(
    "deals",
    "One row a deal as it stands now; what happened to it is in deal_stages.",
    (
        Column("deal_key", "string", "unique for all time: source and deal_id", nullable=False),
        Column("deal_id", "string", "the source's id of the deal", nullable=False),
        *_ACCOUNT,
        *_PERSON,
        *text("name", "name of the deal"),
        Column("created_at", INSTANT, "when it was made (UTC)"),
        Column("closed_at", INSTANT, "when it was won or lost (UTC); null while it is open"),
        Column("expected_close", "date", "when it is expected to close"),
        *text("pipeline", "pipeline as given"),
        *text("stage", "stage as given"),
        Column(
            "state",
            "string",
            "code: open, won, lost; unknown where nobody has said what the stage means",
            nullable=False,
        ),
        Column("currency", "string", "code: ISO 4217 of the amount", nullable=False),
        Column("amount", MONEY, "value as given; null where the source gives none"),
        Column("amount_base", MONEY, "amount in the workspace's currency; null where no rate is known"),
        Column("probability", MONEY, "probability as given, 0 to 100"),
        *text("owner", "salesperson"),
        *text("product", "product as given"),
        *text("deal_source", "where the deal came from, as given"),
        *text("lost_reason", "why it was lost, as given"),
        Column("source_updated_at", INSTANT, "the source's own last change, where it gives one"),
        *ORIGIN,
    ),
    key=("deal_key",),
)

DEAL_STAGES = Table(
    "deal_stages",
    "History of a deal: the stage and state that it came to, and when; the newest not after an instant held then.",
    (
        Column("deal_key", "string", "the deal", nullable=False),
        *text("stage", "stage as given"),
        Column("state", "string", "code: open, won, lost, unknown", nullable=False),
        Column("ts", INSTANT, "from when (UTC)", nullable=False),
        *ORIGIN,
    ),
    key=("source", "source_row_id"),
)
