"""The figures behind conditions: each once, under a name that says what it is, with the bounds of what counts."""

from __future__ import annotations

from datetime import UTC, datetime

from osuma.engine.segments.figures import Figures, figures
from osuma.engine.segments.parse import parse
from osuma.engine.segments.settings import Settings

AS_OF = datetime(2026, 3, 5, 21, 59, 59, 999999, tzinfo=UTC)


def of(*rules: str) -> Figures:
    found = [parse(f"osuma: 1\nslug: s{n}\nwhere: {rule}\n") for n, rule in enumerate(rules)]
    return figures(found, {one.slug: one for one in found}, Settings(), AS_OF)


def names(*rules: str) -> list[str]:
    return [one.name for one in of(*rules).columns]


def test_equal_figures_are_one_column_however_they_are_compared() -> None:
    assert names(
        "{any: [{event: order, op: gte, value: 2}, {none: [{event: order, op: lt, value: 9}]}]}",
        "{rank: {event: order}, top: {percent: 10}, among: {property: city, op: set}}",
        "{property: city, op: eq, value: Turku}",
    ) == ["order_count", "city"]


def test_names_say_what_is_measured_and_of_what() -> None:
    assert names(
        "{event: order_line, where: [{property: category, op: eq, value: Hiihtäjät}], measure: {sum: amount}, "
        "op: gte, value: 1}",
        "{event: order, window: {calendar: last month}}",
        "{recency: page_view, which: first, op: gt, value: 3 days}",
        "{consent: sms, purpose: marketing}",
        "{member: s0}",
        "{date: created_at, window: {last: 7 days}}",
        "{rank: {event: order, measure: {max: ts}}, order: asc, top: {n: 5}}",
    ) == [
        "order_line_sum_amount_category_eq_hiihtajat", "order_count_calendar_last_month", "first_page_view_at",
        "consent_sms_marketing", "member_s0", "created_at", "order_max_ts",
    ]  # fmt: skip


def test_names_that_are_cut_alike_stay_apart() -> None:
    rule = "{{event: order, where: [{{property: channel, op: eq, value: {}}}]}}"
    first, second = names(rule.format("a" * 70 + "b"), rule.format("a" * 70 + "c"))
    assert first.startswith("order_count_channel_eq_aaaa")
    assert second == f"{first}_2"


def test_the_bounds_of_what_counts() -> None:
    windowed, always, city = of(
        "{all: [{event: order, window: {last: 1 days}}, {event: order}, {property: city, op: eq, value: Turku}]}"
    ).columns
    naive = AS_OF.replace(tzinfo=None)
    assert (windowed.first, windowed.after) == (naive.replace(day=4), naive)
    assert (always.first, always.after) == (None, naive)
    assert (city.first, city.after) == (None, None)
