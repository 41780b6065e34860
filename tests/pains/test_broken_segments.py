"""One segment that cannot be computed stops no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from in_process import Osuma
from osuma.engine.errors import Refused
from osuma.engine.features import regex
from osuma.workflows.asking.owner import hold

TRIALS = """\
Tapahtuma;Nro;Aika;Sähköposti;Malli
Koeajo;1;3.2.2026 10:00;aino@posti.example;Volvo
Koeajo;2;4.2.2026 11:00;eero@posti.example;Saab
"""
MAPPING = """\
osuma_mapping: 1
source: auto
outputs:
  - target: customers
    columns: {Sähköposti: email}
  - target: events:other
    columns:
      Tapahtuma: type
      Nro: event_id
      Aika: {to: ts, format: ["%d.%m.%Y %H:%M"]}
      Sähköposti: person_email
    evidence: [Malli]
"""
#: The first counts rows of a table that will be gone, the next two rest on it, the last has nothing to do with it.
RULES = [
    "osuma: 1\nslug: koeajaneet\nwhere: {event: koeajo}\n",
    "osuma: 1\nslug: muut\nwhere: {none: [{member: koeajaneet}]}\n",
    "osuma: 1\nslug: muista-muut\nwhere: {member: muut}\n",
    "osuma: 1\nslug: tavoitettavat\nwhere: {property: email, op: set}\n",
]


@pytest.fixture
def damaged(tmp_path: Path) -> Osuma:
    osuma = Osuma.create(tmp_path / "home")
    (tmp_path / "trials.csv").write_text(TRIALS, encoding="utf-8")
    (tmp_path / "map.yaml").write_text(MAPPING, encoding="utf-8")
    osuma.load(tmp_path / "trials.csv", mapping=tmp_path / "map.yaml")
    osuma.ask("events.register", type_="Koeajo", slug="koeajo")
    osuma.apply(*RULES)
    assert {one["slug"]: one["count"] for one in osuma.refresh()["segments"]} == {
        "koeajaneet": 2, "muut": 0, "muista-muut": 0, "tavoitettavat": 2,
    }  # fmt: skip
    with hold(osuma.folder) as owner, owner.session().warehouse.transaction() as con:
        con.execute("DROP TABLE event_koeajo")
    return osuma


def test_a_table_that_is_gone_stops_only_those_that_read_it(damaged: Osuma) -> None:
    """mautic#11495, #7794: one broken segment aborts the rebuild of all the segments after it."""
    told = damaged.refresh()
    assert {one["slug"]: one["count"] for one in told["segments"]} == {"tavoitettavat": 2}
    assert told["held"] == ["koeajaneet", "muista-muut", "muut"]
    first, second, third = (one for one in told["sentences"] if "ei laskettu" in one["fi"])
    assert first["fi"].startswith("koeajaneet: ei laskettu, koska tapahtumatyypin ”koeajo” taulu puuttuu")
    assert "koska segmenttiä ”muut”, johon se viittaa, ei voitu laskea" in second["fi"]
    assert "the segment “koeajaneet” to which it refers could not be" in third["en"]


def test_what_they_had_before_is_kept_and_everything_else_answers(damaged: Osuma) -> None:
    """PostHog#14356, #29896: a cohort fails silently, or silently stops updating."""
    damaged.refresh()
    kept = {one["slug"]: one for one in damaged.ask("segments.list")["segments"]}
    assert kept["koeajaneet"]["count"] == 2
    for verb in ("segments.health", "segments.overlap", "fields.list"):
        assert damaged.ask(verb)
    assert damaged.count(RULES[3])["count"] == 2


def test_what_an_engine_cannot_run_is_a_sentence_however_it_is_asked(
    shop: Osuma, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pattern that got past the check, as one might that an engine of tomorrow reads otherwise."""
    monkeypatch.setattr(regex, "trouble", lambda _: None)
    rule = "osuma: 1\nslug: outo\nwhere: {property: city, op: regex, value: '[Ā-ſ]'}\n"
    for ask in (shop.count, shop.members):
        with pytest.raises(Refused) as refused:
            ask(rule)
        (one,) = refused.value.mistakes
        assert one.code == "not_computed"
        assert one.what.fi.startswith("Määritelmää ”outo” ei voi laskea (")
    (told,) = shop.ask("segments.live", text=rule)["mistakes"]
    assert told["code"] == "not_computed"
