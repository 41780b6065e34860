"""What segments are judged by, in words."""

from __future__ import annotations

from osuma.engine.segments import kpis
from osuma.engine.segments.templates import ready_made


def test_every_kpi_of_a_template_has_words() -> None:
    used = {one.defn.kpi for one in ready_made().values()}
    assert used <= set(kpis.NAMES)


def test_words_lead_back_to_the_name_and_other_text_stays() -> None:
    assert kpis.named("repeat_orders").fi == "Uusintaostot"
    assert kpis.written(" uusintaostot ") == kpis.written("Repeat purchases") == "repeat_orders"
    assert kpis.named("kahvit").en == kpis.written("kahvit ") == "kahvit"
    assert len(kpis._BACK) == 2 * len(kpis.NAMES)
