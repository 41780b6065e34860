"""What people did, and what it is about: one typed table per event type, and the tables beside them."""

from __future__ import annotations

from osuma.engine.tables.people import ORIGIN
from osuma.engine.tables.schema import INSTANT, MONEY, Column, Table, text

EVENT = (
    Column("event_id", "string", "unique for all time: source and source_row_id", nullable=False),
    Column("ts", INSTANT, "when it happened (UTC); midnight local where only the day is known", nullable=False),
    Column("local_date", "date", "the day in the workspace's zone", nullable=False),
    Column("date_only", "boolean", "whether the source gave only the day", nullable=False),
    Column("identity_key", "int64", "whose, as the source knows; null where nobody is named"),
    Column("customer_key", "int64", "the person, derived; null where nobody is named"),
)

SET_APART = Column("set_apart", "string", "null, or why the row is outside every total: test; same_refund")


def event_table(slug: str, note: str, *properties: Column) -> Table:
    """The table of one event type: common columns, its own properties, origin."""
    return Table(
        f"event_{slug}",
        note,
        (*EVENT, *properties, *ORIGIN),
        key=("event_id",),
        sort=("customer_key", "ts", "event_id"),
    )


_SALE = (
    Column("currency", "string", "code: ISO 4217 of the amounts as given", nullable=False),
    Column("amount", MONEY, "value of the goods as given: VAT and discounts included, delivery not"),
    Column("amount_base", MONEY, "amount in the workspace's currency; null where no rate is known"),
)
_DERIVED = (
    Column(
        "counted",
        "boolean",
        "derived at the end of data: completed, not set apart, not refunded in full",
        nullable=False,
    ),
    Column("net_base", MONEY, "derived at the end of data: amount_base less refunds; null where amount_base is"),
)

ORDER = event_table(
    "order",
    "One row an order, whatever became of it.",
    Column("order_id", "string", "the source's order number", nullable=False),
    Column("status", "string", "code: completed, pending, cancelled, refunded", nullable=False),
    SET_APART,
    Column("channel", "string", "code: web, store, phone, other; null where not known"),
    *_SALE,
    Column("total", MONEY, "what was paid as given: goods, delivery, VAT"),
    Column("shipping", MONEY, "delivery as given"),
    Column("tax", MONEY, "VAT as given"),
    Column("discount", MONEY, "discount as given, positive"),
    Column("items", MONEY, "pieces in the order"),
    *text("discount_code", "discount code as given"),
    Column("source_updated_at", INSTANT, "the source's own last change of the order, where it gives one"),
    *_DERIVED,
)

ORDER_LINE = event_table(
    "order_line",
    "One row a line of an order.",
    Column("order_id", "string", "the source's order number", nullable=False),
    Column("order_event_id", "string", "event_id of the order", nullable=False),
    Column("line_no", "int64", "position in the order, from 1", nullable=False),
    Column("product_id", "string", "the source's product id or SKU"),
    *text("product", "product name"),
    *text("category", "product group"),
    *text("brand", "brand or vendor"),
    Column("quantity", MONEY, "pieces"),
    Column("unit_price", MONEY, "price of one as given"),
    *_SALE,
    SET_APART,
    *_DERIVED,
)

ORDER_STATUS = Table(
    "order_status",
    "History of an order's status; the newest not after an instant is the order's status then.",
    (
        Column("order_event_id", "string", "event_id of the order", nullable=False),
        Column("status", "string", "code: completed, pending, cancelled, refunded", nullable=False),
        Column("ts", INSTANT, "from when (UTC)", nullable=False),
        *ORIGIN,
    ),
    key=("source", "source_row_id"),
)

REFUND = event_table(
    "refund",
    "Money given back: a row of its own with its own time. One row per line where lines are known.",
    Column("refund_id", "string", "the source's refund number, or made from the order's", nullable=False),
    Column("order_event_id", "string", "event_id of the refunded order; null where the source does not say"),
    Column(
        "line_event_id",
        "string",
        "event_id of the refunded line; null where the refund is of the whole order",
    ),
    Column(
        "allocated",
        "boolean",
        "whether Osuma split an order's refund over its lines by value",
        nullable=False,
    ),
    Column("product_id", "string", "the source's product id or SKU"),
    *text("product", "product name"),
    *text("category", "product group"),
    Column("quantity", MONEY, "pieces returned, positive"),
    *text("reason", "why, as given"),
    *_SALE,
    SET_APART,
)

PAGE_VIEW = event_table(
    "page_view",
    "One page seen on the company's own site.",
    *text("page", "path of the page"),
    *text("url", "whole address"),
    *text("category", "category of the page"),
    Column("device", "string", "code: mobile, tablet, desktop; null where not known"),
    *text("referrer", "where from"),
    Column("session_id", "string", "visit"),
)


def _message(slug: str, note: str, *more: Column) -> Table:
    return event_table(
        slug,
        note,
        *text("campaign", "name of the message or campaign"),
        Column("channel", "string", "code: email, sms", nullable=False),
        *more,
    )


_MACHINE = Column("machine", "boolean", "whether software did it (a scanner, a prefetching mailbox)", nullable=False)
EMAIL_SENT = _message("email_sent", "A message was sent to the person.")
EMAIL_OPEN = _message("email_open", "A message was opened.", _MACHINE)
EMAIL_CLICK = _message("email_click", "A link of a message was clicked.", _MACHINE, *text("url", "address clicked"))
EMAIL_BOUNCE = _message(
    "email_bounce", "A message did not arrive.", Column("hard", "boolean", "for good", nullable=False)
)

ATTENDANCE = event_table(
    "attendance",
    "A webinar, fair or other event of the company.",
    *text("event_name", "name of the event"),
    *text("topic", "topic"),
    Column(
        "state",
        "string",
        "code: registered, attended, no_show; who has registered for a day to come did so when the row came in",
        nullable=False,
    ),
    Column("minutes", MONEY, "minutes that the person was there; null where not known"),
)
CALL = event_table(
    "call",
    "A phone call.",
    Column("direction", "string", "code: out, in"),
    Column("answered", "boolean", "whether somebody answered"),
    Column("outcome", "string", "code: talked, no_answer, meeting, not_interested, do_not_call"),
    *text("caller", "who called"),
)
SURVEY_ANSWER = event_table(
    "survey_answer",
    "One answer to one question.",
    *text("survey", "name of the survey"),
    *text("question", "question"),
    *text("answer", "answer as text"),
    Column("score", MONEY, "answer as a number, where it is one"),
)
COMMENT = event_table(
    "comment",
    "What somebody wrote: a comment or a review.",
    *text("channel_name", "where"),
    *text("text", "what"),
    Column("rating", MONEY, "stars or points given with it; null where none"),
    *text("product", "the product that it is about; null where of none"),
)

EVENT_TABLES: dict[str, Table] = {
    "order": ORDER,
    "order_line": ORDER_LINE,
    "refund": REFUND,
    "page_view": PAGE_VIEW,
    "email_sent": EMAIL_SENT,
    "email_open": EMAIL_OPEN,
    "email_click": EMAIL_CLICK,
    "email_bounce": EMAIL_BOUNCE,
    "attendance": ATTENDANCE,
    "call": CALL,
    "survey_answer": SURVEY_ANSWER,
    "comment": COMMENT,
}

EVENT_OTHER = Table(
    "event_other",
    "Events of types that nobody has registered yet, whole, as JSON.",
    (
        *EVENT,
        Column("type", "string", "type as given", nullable=False),
        Column("properties", "string", "JSON object", nullable=False),
        *ORIGIN,
    ),
    key=("event_id",),
)

PRODUCTS = Table(
    "products",
    "What is sold, as each source names it.",
    (
        Column("product_id", "string", "the source's id or SKU", nullable=False),
        *text("product", "name"),
        *text("category", "product group"),
        *text("brand", "brand or vendor"),
        Column("price", MONEY, "list price as given"),
        Column("cost", MONEY, "cost as given"),
        *ORIGIN,
    ),
    key=("source", "product_id"),
)

AD_COST = Table(
    "ad_cost",
    "What advertising cost: one row a day, campaign, ad group and ad, as deep as the report goes. Of no person.",
    (
        Column("day", "date", "the day in the advertising account's zone", nullable=False),
        *text("campaign", "name of the campaign"),
        Column("campaign_id", "string", "the platform's id; null where the report leaves it out"),
        *text("ad_group", "name of the ad group or ad set; null where the report is by campaign"),
        Column("ad_group_id", "string", "the platform's id; null where the report leaves it out"),
        *text("ad", "name of the advertisement; null where the report is not so deep"),
        Column("currency", "string", "code: ISO 4217 of the cost as given", nullable=False),
        Column("cost", MONEY, "cost as given", nullable=False),
        Column("cost_base", MONEY, "cost in the workspace's currency; null where no rate is known"),
        Column("impressions", "int64", "times shown"),
        Column("clicks", "int64", "clicks that the platform counts"),
        Column("conversions", MONEY, "conversions as the platform claims them; may be parts"),
        Column("conversion_value", MONEY, "value of the conversions as the platform claims it, as given"),
        *ORIGIN,
    ),
    key=("source", "source_row_id"),
    sort=("day", "source", "campaign"),
)

#: Figures of an area that are from 0 to 1.
SHARES = frozenset({"small_house_share"})
#: Statistics of an area; `small_house_share` is ra_pt_as / ra_asunn of Paavo, null where either is suppressed.
AREA_STATISTICS = (
    Column("inhabitants", "int64", "people living in the area (he_vakiy)"),
    Column("median_income", MONEY, "median income of inhabitants, euros a year (hr_mtu)"),
    Column("income_decile", "int64", "1 to 10 by median_income among areas where it is known; ties share"),
    Column("dwellings", "int64", "dwellings (ra_asunn)"),
    Column("small_houses", "int64", "dwellings in small houses (ra_pt_as)"),
    Column("small_house_share", MONEY, "small_houses / dwellings, 0 to 1"),
    Column("students", "int64", "students (pt_opisk)"),
    Column("pensioners", "int64", "pensioners (pt_elakel)"),
    Column("mean_age", "int64", "mean age (he_kika)"),
)
#: Countries whose postcodes are areas: the statistics of Finland hold Åland, which has a country code of its own.
#: Somebody known to live elsewhere has no area, whatever their postcode looks like.
AREA_COUNTRIES = ("FI", "AX")
AREAS = Table(
    "areas",
    "One row per postcode area; a suppressed cell of the source is null, never 0 or -1.",
    (
        Column("postcode", "string", "five digits, leading zeros kept", nullable=False),
        *text("name", "name of the area, Finnish"),
        Column("municipality", "string", "three digits; null where the source does not say"),
        Column("region", "string", "two digits, of the municipality; null where that is"),
        *AREA_STATISTICS,
        Column("east", "int64", "easting of the area's centre (euref_x, ETRS-TM35FIN), metres"),
        Column("north", "int64", "northing of the area's centre (euref_y, ETRS-TM35FIN), metres"),
        Column("year", "int64", "year of the statistics"),
        *ORIGIN,
    ),
    key=("postcode",),
)

RATES = Table(
    "rates",
    "Currency rates: one unit of `currency` in the workspace's currency on a day.",
    (
        Column("currency", "string", "ISO 4217", nullable=False),
        Column("day", "date", "from this day on", nullable=False),
        Column("rate", "decimal(18,8)", "units of the workspace's currency", nullable=False),
        *ORIGIN,
    ),
    key=("currency", "day"),
)

LOADS = Table(
    "loads",
    "Every write into the warehouse: the fact that the catalog's journal is reconciled with.",
    (
        Column("import_id", "int64", "dense id, given by the catalog", nullable=False),
        Column(
            "kind",
            "string",
            "import, undo, merge, unmerge, refresh, set_apart, event_type, company_link, company_unlink",
            nullable=False,
        ),
        Column("committed_at", INSTANT, "when", nullable=False),
        Column("undone_by", "int64", "the load that undid it; null while it holds"),
        Column(
            "detail",
            "string",
            "JSON: rows written by table, and for an import its reconciliation",
            nullable=False,
        ),
    ),
    key=("import_id",),
)

SEGMENTS = Table(
    "segment_versions",
    "One row per definition and meaning that was ever evaluated.",
    (
        Column("segment_id", "int64", "dense id", nullable=False),
        Column("slug", "string", "the segment; a class of a partition is partition/class", nullable=False),
        Column("fingerprint", "string", "hash of everything that decides the meaning", nullable=False),
        Column("unit", "string", "customers or accounts", nullable=False),
    ),
    key=("segment_id",),
)
RUNS = Table(
    "runs",
    "Every evaluation that stored membership.",
    (
        Column("run_id", "int64", "dense id; also the import_id of its load", nullable=False),
        Column("as_of", INSTANT, "the instant evaluated (UTC)", nullable=False),
        Column("committed_at", INSTANT, "when", nullable=False),
    ),
    key=("run_id",),
)
RUN_SEGMENTS = Table(
    "run_segments",
    "What a run found per segment.",
    (
        Column("run_id", "int64", "the run", nullable=False),
        Column("segment_id", "int64", "the segment version", nullable=False),
        Column("members", "int64", "people in", nullable=False),
        Column("unknown", "int64", "people whose truth is not known", nullable=False),
        Column("entered", "int64", "moves in", nullable=False),
        Column("left_", "int64", "moves out", nullable=False),
        Column("error", "string", "why it could not be evaluated; null where it was"),
    ),
    key=("run_id", "segment_id"),
)
MEMBERSHIP_NOW = Table(
    "membership_now",
    "Who is in which segment now.",
    (
        Column("segment_id", "int64", "the segment version", nullable=False),
        Column("unit_key", "int64", "customer_key, or account_key of companies", nullable=False),
        Column("since", INSTANT, "as_of of the run in which they came in", nullable=False),
        Column("run_id", "int64", "that run", nullable=False),
    ),
    key=("segment_id", "unit_key"),
    sort=("segment_id", "unit_key"),
)
MEMBERSHIP_MOVES = Table(
    "membership_moves",
    "Who came in and who left, run by run.",
    (
        Column("run_id", "int64", "the run", nullable=False),
        Column(
            "segment_id",
            "int64",
            "the segment version after the run (before it, for out by definition)",
            nullable=False,
        ),
        Column("unit_key", "int64", "customer_key, or account_key of companies", nullable=False),
        Column("direction", "int8", "1 in, -1 out", nullable=False),
        Column("cause", "string", "first, behaviour, definition, merge", nullable=False),
    ),
    sort=("run_id", "segment_id", "unit_key"),
)
