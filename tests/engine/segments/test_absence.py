"""Which conditions let in those who did not do something, through nots, lists, other definitions and classes."""

from __future__ import annotations

import pytest

from osuma.engine.segments.absence import absences
from osuma.engine.segments.parse import parse
from osuma.engine.segments.rule import Definition, Not

BOUGHT = "{event: order, window: {last: 90 days}}"
NEVER = "{event: order, op: eq, value: 0}"
DEFINITIONS = {
    "active": f"osuma: 1\nslug: active\nwhere: {BOUGHT}\n",
    "quiet": f"osuma: 1\nslug: quiet\nwhere: {NEVER}\n",
    "stages": (
        "osuma: 1\npartition: stages\nclasses:\n"
        f"  - {{slug: clicked, where: {{event: email_click}}}}\n  - {{slug: bought, where: {BOUGHT}}}\n"
        "other: {slug: rest}\n"
    ),
}


def known() -> dict[str, Definition]:
    return {slug: parse(text) for slug, text in DEFINITIONS.items()}


def events(rule: str) -> list[str]:
    """Event types of the conditions found, with `not ` where one works under a not."""
    defn = parse(f"osuma: 1\nslug: asked\nwhere: {rule}\n")
    return [("not " if isinstance(a.said, Not) else "") + a.event for a in absences(defn, known())]


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        (BOUGHT, []),
        (NEVER, ["order"]),
        ("{event: order, op: lte, value: 2}", ["order"]),
        ("{event: order, op: between, value: [0, 3]}", ["order"]),
        ("{event: order, op: between, value: [1, 3]}", []),
        ("{event: order, measure: {sum: amount}, op: lt, value: 100}", ["order"]),
        # without an order there is no average to compare
        ("{event: order, measure: {avg: amount}, op: lt, value: 100}", []),
        ("{event: order, measure: {avg: amount}, op: lt, value: 100, unknown: include}", ["order"]),
        ("{recency: order, op: gt, value: 90 days}", ["order"]),
        ("{recency: order, op: lte, value: 90 days}", []),
        ("{recency: order, op: gt, value: 90 days, which: first}", []),
        ("{recency: order, op: lte, value: 90 days, unknown: only}", ["order"]),
        ("{not: {recency: order, op: lte, value: 90 days}}", ["not order"]),
        (f"{{not: {BOUGHT}}}", ["not order"]),
        (f"{{not: {NEVER}}}", []),
        (f"{{not: {{not: {NEVER}}}}}", ["order"]),
        (f"{{none: [{BOUGHT}, {{event: page_view}}]}}", ["not order", "not page_view"]),
        (f"{{none: [{{not: {BOUGHT}}}]}}", []),
        (f"{{all: [{{event: page_view}}, {{any: [{NEVER}]}}]}}", ["order"]),
        ("{member: active}", []),
        ("{not: {member: active}}", ["not order"]),
        ("{member: quiet}", ["order"]),
        ("{member: stages/clicked}", []),
        ("{member: stages/bought}", ["not email_click"]),
        ("{member: stages/rest}", ["not email_click", "not order"]),
        ("{not: {member: stages/bought}}", ["not order"]),
    ],
)
def test_what_missing_rows_would_make_true(rule: str, found: list[str]) -> None:
    assert events(rule) == found


def test_a_partition_has_those_of_all_its_classes() -> None:
    every = known()
    assert {a.event for a in absences(every["stages"], every)} == {"email_click", "order"}
    assert {a.slug for a in absences(every["stages"], every)} == {"stages"}


def test_what_contacts_did_not_do_is_looked_for_among_them() -> None:
    def found(rule: str) -> list[str]:
        return [one.event for one in absences(parse(f"{{slug: s, of: accounts, where: {rule}}}"), {})]

    assert found("{contacts: none, where: {event: call, window: {last: 6 months}}}") == ["call"]
    assert found("{contacts: any, where: {event: call, window: {last: 6 months}}}") == []
    assert found("{contacts: all, where: {event: call, op: eq, value: 0}}") == ["call"]
    assert found("{contacts: count, where: {event: call}, op: lte, value: 2}") == ["call"]
    assert found("{contacts: count, where: {event: call}, op: gte, value: 2}") == []
    assert found("{not: {contacts: any, where: {event: call}}}") == ["call"]
