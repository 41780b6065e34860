"""Closed months: their figures as they were stored, and every later change of them with its cause."""

from __future__ import annotations

from osuma.engine.tables.schema import INSTANT, MONEY, Column, Table

#: The slug under which the figures of the whole shop stand.
SHOP = ""
#: Of the shop, a month: orders sold, their sum less refunds given in the month, those refunds (positive), people who
#: bought, and those of them who had never bought before.
SHOP_FIGURES = ("orders", "net_sales", "refunds", "buyers", "new_buyers")
#: Of a segment, a month: people in it at its last refresh in the month, how many came and left in the month's
#: refreshes, net sales to its people in the month, their page views and visits. A visit is a session, or a day on the
#: site where the source names no sessions.
SEGMENT_FIGURES = ("size", "entered", "left", "net_sales", "page_views", "visits")
#: Figures of stored refreshes, which later data never changes.
AS_STORED = ("size", "entered", "left")

_MONTH = Column("month", "date", "first day of the month", nullable=False)
_SLUG = Column("slug", "string", "the segment; empty for the whole shop", nullable=False)
_FIGURE = Column("figure", "string", "code: which figure", nullable=False)

CLOSINGS = Table(
    "month_closings",
    "Months that are closed.",
    (
        _MONTH,
        Column(
            "load_id", "int64", "the load that closed it; what later loads bring is a restatement", nullable=False
        ),
        Column("closed_at", INSTANT, "when (UTC)", nullable=False),
        Column("horizon", INSTANT, "until when rows were recorded that its figures count (UTC); null: none"),
        Column("data_end", "date", "last local day with data then; null where there was none"),
    ),
    key=("month",),
)
FIGURES = Table(
    "month_figures",
    "The figures of a closed month as they were when it was closed. They are never changed.",
    (_MONTH, _SLUG, _FIGURE, Column("value", MONEY, "the figure", nullable=False)),
    key=("month", "slug", "figure"),
)
SEGMENTS = Table(
    "month_segments",
    "Which refresh speaks for a segment in a closed month: its last one in the month.",
    (
        _MONTH,
        _SLUG,
        Column("run_id", "int64", "the refresh", nullable=False),
        Column("as_of", INSTANT, "the instant that it evaluated (UTC)", nullable=False),
    ),
    key=("month", "slug"),
)
RESTATEMENTS = Table(
    "month_restatements",
    "A figure of a closed month that a load changed; the newest one of a figure holds.",
    (
        Column("load_id", "int64", "the import, undo or merge that changed it", nullable=False),
        Column("restated_at", INSTANT, "when (UTC)", nullable=False),
        _MONTH,
        _SLUG,
        _FIGURE,
        Column("old_value", MONEY, "what held before", nullable=False),
        Column("new_value", MONEY, "what holds since", nullable=False),
    ),
    key=("load_id", "month", "slug", "figure"),
)
ROWS = Table(
    "month_rows",
    "An order or refund of a closed month whose amount a load changed, brought or took away.",
    (
        Column("load_id", "int64", "the load", nullable=False),
        _MONTH,
        Column("event_id", "string", "the order or refund", nullable=False),
        Column("is_order", "boolean", "false: a refund", nullable=False),
        Column("old_amount", MONEY, "what it added to net sales; null where it was not there"),
        Column("new_amount", MONEY, "what it adds now; null where it is no longer there"),
    ),
    key=("load_id", "month", "event_id"),
)
MARKS = Table(
    "month_marks",
    "What the months up to the last closed one were counted from after the last write, as one number a month: "
    "another row or person changes it.",
    (
        _MONTH,
        Column("side", "string", "sales: orders and refunds; site: page views", nullable=False),
        Column("mark", "string", "number of rows and the sum of their hashes", nullable=False),
    ),
    key=("month", "side"),
)
TABLES = (CLOSINGS, FIGURES, SEGMENTS, RESTATEMENTS, ROWS, MARKS)
