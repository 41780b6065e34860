"""Who came and who left since a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from osuma.engine.periods import Duration
from osuma.engine.segments.explain import Cause, ExplainContext, explain_change

FRIDAY = date(2026, 11, 13)


def test_those_who_left_and_why(context: Callable[..., ExplainContext]) -> None:
    causes = [
        Cause("window", 290, event="order", duration=Duration(12, "months")),
        Cause("refund", 22),
        Cause("event", 9, "entered", event="order"),
    ]
    (left,) = explain_change(0, 312, FRIDAY, causes, context())
    assert left.fi == (
        "Perjantain 13.11. jälkeen segmentistä poistui 312 asiakasta: 290 asiakkaan vanhin osto jäi 12 kuukauden"
        " ulkopuolelle ja 22 asiakkaan ostos palautettiin."
    )
    assert left.en == (
        "312 customers have left since Friday 13 Nov: for 290 the oldest purchase fell outside the 12 months, for 22"
        " a purchase was returned."
    )


def test_those_who_came(context: Callable[..., ExplainContext]) -> None:
    causes = [Cause("event", 1, "entered", event="order"), Cause("attribute", 3, "entered", field="age")]
    left, entered = explain_change(4, 1, date(2025, 12, 31), causes, context())
    assert left.fi == "Keskiviikon 31.12.2025 jälkeen segmentistä poistui 1 asiakas."
    assert entered.fi == (
        "Keskiviikon 31.12.2025 jälkeen segmenttiin tuli 4 asiakasta: 1 asiakkaalla on uusi osto ja 3 asiakkaan tieto"
        " muuttui (ikä)."
    )
    assert entered.en.endswith("for 1 there is a new purchase, for 3 a detail changed (age).")


def test_nobody_moved(context: Callable[..., ExplainContext]) -> None:
    (said,) = explain_change(0, 0, FRIDAY, (), context())
    assert said.fi == "Perjantain 13.11. jälkeen kukaan ei ole tullut segmenttiin eikä poistunut siitä."
    assert said.en == "Nobody has come in or left since Friday 13 Nov."


def test_every_cause_has_words(context: Callable[..., ExplainContext]) -> None:
    for code in ("consent", "time", "rank", "late", "behaviour", "definition", "merge", "first"):
        (said,) = explain_change(0, 2, FRIDAY, [Cause(code, 2)], context())
        assert ": " in said.fi
        assert "{" not in said.fi + said.en
