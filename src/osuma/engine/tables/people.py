"""People: identities as the sources know them, customers as Osuma derives them."""

from __future__ import annotations

from osuma.engine.tables.schema import INSTANT, MONEY, Column, Table, text

#: Columns that say where a row came from; every fact carries them.
ORIGIN = (
    Column("source", "string", "slug of the source that the row came from", nullable=False),
    Column("source_row_id", "string", "the row's own id in its source, unique there", nullable=False),
    Column("recorded_at", INSTANT, "when Osuma learned it (UTC)", nullable=False),
    Column("import_id", "int64", "the load that wrote it", nullable=False),
    Column(
        "content_hash",
        "string",
        "hash of the row's content; same id and hash means nothing new",
        nullable=False,
    ),
)

#: What a source says of a person. A text column `x` has a casefolded NFC twin `x_fold` right after it.
LIST_ATTRIBUTES = ("interests", "tags")


def _list(name: str, note: str) -> tuple[Column, ...]:
    return (
        Column(name, "array<string>", f"{note}; never null: [] also where it is not known", nullable=False),
        Column(f"{name}_fold", "array<string>", f"{name}, each NFC and casefolded", nullable=False),
        Column(f"{name}_set", "boolean", f"whether {name} is known at all", nullable=False),
    )


ATTRIBUTES: tuple[Column, ...] = (
    Column("email", "string", "as given, trimmed"),
    Column("email_fold", "string", "casefolded e-mail, the form that is compared"),
    Column("phone", "string", "E.164 with +"),
    *text("first_name", "given name"),
    *text("last_name", "family name"),
    *text("full_name", "name as one text"),
    Column("birth_date", "date", "date of birth"),
    Column("birth_year", "int64", "year of birth"),
    Column("birth_month", "int64", "month of birth, 1 to 12"),
    Column("birth_day", "int64", "day of birth, 1 to 31"),
    Column("age_given", "int64", "age in years as the source gave it; used where the birth date is not known"),
    Column("gender", "string", "code: f, m, x"),
    Column("language", "string", "code: ISO 639-1, lower case"),
    Column("country", "string", "code: ISO 3166-1 alpha-2, upper case"),
    Column("postcode", "string", "code: as the country writes it; Finnish ones have five digits"),
    Column("municipality", "string", "code: Finnish municipality, three digits (091)"),
    Column("region", "string", "code: Finnish region, two digits (01)"),
    *text("city", "city as given"),
    *text("title", "job title as given"),
    Column("title_role", "string", "code: role behind the title (ceo, physician, lawyer …)"),
    *text("occupation", "occupation as given"),
    *text("company", "employer or company as given"),
    Column("employment", "string", "code: employed, self_employed, student, pensioner, unemployed, other"),
    Column("relationship", "string", "code: single, married, cohabiting, divorced, widowed"),
    Column("education", "string", "code: basic, secondary, bachelor, master, other"),
    Column("dwelling", "string", "code: detached, terraced, flat, other"),
    Column("income_band", "string", "code: lower, middle, upper"),
    Column("income", MONEY, "yearly income in the workspace's currency"),
    Column("children", "int64", "number of children, 0 or more"),
    *_list("interests", "interests as given"),
    *_list("tags", "tags as given"),
    Column("created_at", INSTANT, "when the source first knew the person (UTC)"),
    Column("created_date", "date", "created_at as a local date"),
)

IDENTITIES = Table(
    "identities",
    "One row per identity that a source knows; identity_key is dense, never reused, never changed.",
    (
        Column("identity_key", "int64", "dense key of the identity", nullable=False),
        Column("customer_key", "int64", "smallest identity_key of its component", nullable=False),
        Column("source", "string", "slug of the source", nullable=False),
        Column(
            "source_id",
            "string",
            "id in the source; where it gave none 'email:…', 'phone:…', 'visitor:…' or 'unconsented:…'",
            nullable=False,
        ),
        Column("is_pseudo", "boolean", "whether source_id was made from an identifier, not given", nullable=False),
        Column("kind", "string", "person, guest or anonymous", nullable=False),
        Column("import_id", "int64", "the load that first met it", nullable=False),
    ),
    key=("identity_key",),
)

PROFILES = Table(
    "profiles",
    "What one source says of one identity now; older versions are in superseded_profiles.",
    (
        Column("identity_key", "int64", "the identity", nullable=False),
        Column("origin", "string", "customers or orders: which kind of row said it", nullable=False),
        *ATTRIBUTES,
        Column("source_updated_at", INSTANT, "the source's own last change, where it gives one"),
        Column("known_from", INSTANT, "first instant from which the values are known to hold", nullable=False),
        *ORIGIN,
    ),
    key=("identity_key", "origin"),
)

CUSTOMERS = Table(
    "customers",
    "One row a person: the newest known value of every attribute over the person's identities.",
    (
        Column("customer_key", "int64", "dense key, the smallest identity_key of the person", nullable=False),
        Column("kind", "string", "person, guest or anonymous; the base of every count is person", nullable=False),
        Column("set_apart", "string", "null, or why the person is outside every total: employee, test, reseller"),
        Column(
            "external_id",
            "string",
            "id in the first source that gave one, else the pseudo id",
            nullable=False,
        ),
        Column("source", "string", "the source of external_id", nullable=False),
        Column("known_from", INSTANT, "before this instant nothing is known of the person", nullable=False),
        *ATTRIBUTES,
    ),
    key=("customer_key",),
    sort=("customer_key",),
)

IDENTITY_LINKS = Table(
    "identity_links",
    "Why two identities are one person, or why they are not; the only thing that a merge or an undo writes.",
    (
        Column("link_id", "int64", "dense id", nullable=False),
        Column("a", "int64", "identity_key, the smaller", nullable=False),
        Column("b", "int64", "identity_key, the larger", nullable=False),
        Column(
            "rule",
            "string",
            "email, phone, visitor: by a rule. manual, confirmed: by a person, confirmed of a candidate. "
            "own_export: corrected in a file that Osuma exported. kept_apart: a person has said that the two "
            "are not one",
            nullable=False,
        ),
        Column(
            "import_id",
            "int64",
            "the load that made it; where a person said it the load of kind 'merge', 'unmerge' or 'apart'",
            nullable=False,
        ),
        Column("made_at", INSTANT, "when", nullable=False),
        Column("undone_at", INSTANT, "null while it holds"),
    ),
    key=("link_id",),
)

VISITORS = Table(
    "visitors",
    "Whom a site has seen behind a browser, cookies accepted: one row per visitor id and identity.",
    (
        Column("identity_key", "int64", "who was named beside the visitor id", nullable=False),
        Column("customer_key", "int64", "the person, derived", nullable=False),
        Column("visitor", "string", "the visitor id as given", nullable=False),
        *ORIGIN,
    ),
    key=("source", "source_row_id"),
)

IDENTITY_REVIEW = Table(
    "identity_review",
    "What a rule would have joined and did not, for a person to decide.",
    (
        Column("a", "int64", "identity_key, the smaller", nullable=False),
        Column("b", "int64", "identity_key, the larger", nullable=False),
        Column("rule", "string", "the rule that would have joined them", nullable=False),
        Column(
            "why_not",
            "string",
            "code: role_address, placeholder, shared, same_source, phone_alone, different_names",
            nullable=False,
        ),
        Column("import_id", "int64", "the load that saw it", nullable=False),
    ),
)

CUSTOMER_CHANGES = Table(
    "customer_changes",
    "Every change of a known attribute; evaluation at a past instant reads attributes through it.",
    (
        Column("identity_key", "int64", "whose profile changed", nullable=False),
        Column("customer_key", "int64", "the person, derived from the identity", nullable=False),
        Column("origin", "string", "customers or orders", nullable=False),
        Column("field", "string", "attribute name", nullable=False),
        Column("old", "string", "value before, as text; null where it was not known"),
        Column("new", "string", "value after, as text; null where it is no longer known"),
        Column("valid_from", INSTANT, "from when the new value holds", nullable=False),
        Column("recorded_at", INSTANT, "when Osuma learned it", nullable=False),
        Column("source", "string", "who said it", nullable=False),
        Column("import_id", "int64", "the load that wrote it", nullable=False),
        Column("old_fold", "string", "old, NFC and casefolded"),
        Column("new_fold", "string", "new, NFC and casefolded"),
    ),
)

#: The ways in which consent is given or refused.
METHODS = ("web_form", "checkout", "app", "store", "paper", "phone", "event", "text_message", "other_system")
#: The source of what a person took back by hand: it holds until a later grant that says when it was given.
WITHDRAWN = "withdrawn"

CONSENTS = Table(
    "consents",
    "Projection of the catalog's consent ledger, one row per statement; refusal of any source wins.",
    (
        Column("seq", "int64", "position in the catalog's ledger", nullable=False),
        Column("identity_key", "int64", "whose", nullable=False),
        Column("purpose", "string", "marketing, tracking …", nullable=False),
        Column("channel", "string", "email, sms, phone, post", nullable=False),
        Column("state", "string", "granted, refused; unknown takes back what the source said before", nullable=False),
        Column("ts", INSTANT, "when it was given or refused (UTC)", nullable=False),
        Column("dated", "boolean", "whether the source gave that time itself; null or false: it is that of the load"),
        Column("source", "string", "which source says so", nullable=False),
        Column("text_version", "string", "version of the consent text, where known"),
        Column("evidence", "string", "JSON: what the source recorded (time, IP, method …)"),
        Column("import_id", "int64", "the load that brought it", nullable=False),
        Column("method", "string", "code: how it was said, one of `METHODS`; null where the source does not tell"),
        Column("double_opt_in", "boolean", "whether it was confirmed by a link in a message; null where not told"),
    ),
    key=("seq",),
)

#: Why an address is not written to: what its person did, that mail to it does not arrive, or what they forbade.
REASONS = ("unsubscribed", "complained", "bounced", "objection", "do_not_call")
#: Channels of the addresses that can be on the list.
LISTED = ("email", "sms", "phone")

SUPPRESSIONS = Table(
    "suppressions",
    "Projection of the catalog's suppression list: one row per address, reason and time that a source has said.",
    (
        Column("seq", "int64", "position in the catalog's list", nullable=False),
        Column("channel", "string", "email, sms, phone, post", nullable=False),
        Column("address_hash", "string", "SHA-256 hex of the folded e-mail or E.164 phone", nullable=False),
        Column("reason", "string", "one of `REASONS`", nullable=False),
        Column("ts", INSTANT, "since when", nullable=False),
        Column("dated", "boolean", "whether the source gave that time itself; null or false: it is that of the load"),
        Column("source", "string", "who says so", nullable=False),
        Column("import_id", "int64", "the load that brought it; 0 when made by hand", nullable=False),
    ),
    key=("seq",),
)

CUSTOMER_CONSENTS = Table(
    "customer_consents",
    "Derived: the state that counts per person, channel and purpose (the strictest of the sources).",
    (
        Column("customer_key", "int64", "the person", nullable=False),
        Column("channel", "string", "email, sms, phone, post", nullable=False),
        Column("purpose", "string", "marketing, tracking …", nullable=False),
        Column("state", "string", "granted or refused; no row where it is not known", nullable=False),
        Column("ts", INSTANT, "since when that state counts", nullable=False),
        Column("source", "string", "the source of the deciding statement", nullable=False),
        Column("contradicts", "boolean", "whether another source says the opposite", nullable=False),
    ),
    key=("customer_key", "channel", "purpose"),
)
