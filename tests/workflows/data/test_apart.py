"""Who is set apart holds for the people who are there already, and can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from in_process import Osuma
from osuma.workflows.asking import verbs
from osuma.workflows.data import apart

BUYERS = "osuma: 1\nslug: buyers\nwhere: {event: order}\n"
OWN = {"domains": {"reipas.example": "employee"}}


@pytest.fixture
def osuma(tmp_path: Path) -> Osuma:
    made = Osuma.create(tmp_path / "installation")
    orders = tmp_path / "tilaukset.csv"
    orders.write_text(
        "Tilausnumero;Tilauspvm;Sähköposti;Summa\n"
        "1;3.2.2025;aino@posti.example;1 234,50\n2;9.1.2026;eero@reipas.example;89,00\n",
        encoding="utf-8",
    )
    made.load(orders)
    return made


def totals(osuma: Osuma) -> tuple[int, list[tuple[object, ...]]]:
    people = osuma.count(BUYERS)["count"]
    return people, osuma.rows("SELECT count(*), sum(net_base)::VARCHAR FROM event_order WHERE counted")


def test_own_people_leave_every_total_and_come_back(osuma: Osuma) -> None:
    before = totals(osuma)
    assert before == (2, [(2, "1323.5000")])
    osuma.ask("settings.set", key="set_apart", value=OWN)
    assert totals(osuma) == (1, [(1, "1234.5000")])
    osuma.ask("settings.set", key="set_apart", value={})
    assert totals(osuma) == before


def test_a_setting_that_was_interrupted_is_applied_at_the_next_start(
    osuma: Osuma, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(apart, "_write", killed)
    monkeypatch.setattr(verbs.Owner, "settle", lambda *_: None)
    with pytest.raises(KeyboardInterrupt):
        osuma.ask("settings.set", key="set_apart", value=OWN)
    monkeypatch.undo()
    assert totals(osuma) == (1, [(1, "1234.5000")])
