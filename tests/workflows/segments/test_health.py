"""Guard rails: each finds what it should, says its figure, and leaves alone what is meant to be so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from in_process import Osuma
from osuma.engine.errors import Misuse, Refused
from osuma.engine.segments.parse import parse
from osuma.workflows.segments.health.describing import with_metadata
from two_hundred import DAY, files

SAID = "purpose: Kevään kirje\nkpi: net_sales\n"


def segment(slug: str, where: str, more: str = SAID) -> str:
    return f"osuma: 1\nslug: {slug}\n{more}where: {where}\n"


BUYERS = segment("buyers", "{event: order}")
GONE = segment("gone", "{event: order, op: eq, value: 0, window: {last: 90 days}}")
WOMEN = segment("women", "{property: gender, op: eq, value: f}")
TINY = segment("tiny", "{property: city, op: eq, value: Inari}")
EVERYONE = segment("everyone", "{any: [{event: order}, {not: {event: order}}]}")


def _begun(folder: Path) -> Osuma:
    made = Osuma.create(folder / "installation")
    for file in files(folder):
        made.load(file, source="kauppa")
    return made


@pytest.fixture
def osuma(made_once: Callable[..., Osuma], tmp_path: Path) -> Osuma:
    return made_once(_begun, tmp_path)


def found(osuma: Osuma, *rules: str) -> dict[tuple[str | None, str], dict[str, Any]]:
    osuma.apply(*rules)
    osuma.refresh()
    return {(one["slug"], one["code"]): one for one in osuma.ask("segments.health")["findings"]}


def test_a_small_segment_and_one_of_nearly_everybody(osuma: Osuma) -> None:
    told = found(osuma, TINY, EVERYONE)
    assert told["tiny", "too_small"]["fi"].startswith("Segmentissä on 20 asiakasta; alle 50")
    # S58.1, S15.1
    assert "100%" in told["everyone", "too_broad"]["en"]
    # S57.2
    osuma.ask("settings.set", key="segment_min_size", value=20)
    assert ("tiny", "too_small") not in {
        (one["slug"], one["code"]) for one in osuma.ask("segments.health")["findings"]
    }


def test_a_rule_of_who_people_are_is_compared_with_what_everybody_buys(osuma: Osuma) -> None:
    told = found(osuma, WOMEN, BUYERS)
    # S59.1: flagged, with the comparison
    assert "€3.00 a customer, all €3.00" in told["women", "demographics_only"]["en"]
    assert ("buyers", "demographics_only") not in told
    assert ("buyers", "no_difference") not in told


def test_a_rule_about_buying_whose_people_buy_as_everybody_does(osuma: Osuma) -> None:
    told = found(osuma, EVERYONE)
    assert "€3.00 a customer" in told["everyone", "no_difference"]["en"]


def test_those_who_never_bought_are_told_of_under_has_not_bought(osuma: Osuma) -> None:
    told = found(osuma, GONE)
    assert told["gone", "never_buyers"]["fi"].startswith("Joukossa on 140 asiakasta (100")
    bought_once = "{all: [{event: order}, {event: order, op: eq, value: 0, window: {last: 90 days}}]}"
    assert ("gone", "never_buyers") not in found(osuma, segment("gone", bought_once))


def test_overlapping_segments_and_one_too_many_name_the_cheapest_merge(osuma: Osuma) -> None:
    twins = [
        segment(f"s{n}", f"{{event: order, measure: {{sum: amount}}, op: gte, value: {n}}}") for n in range(1, 10)
    ]
    told = found(osuma, *twins)
    assert (None, "too_many") not in told
    assert "100%" in told["s1", "overlapping"]["en"]
    told = found(osuma, segment("tenth", "{property: city, op: eq, value: Helsinki}"), TINY)
    # S57.1
    assert "11 segments and partitions; more than 10" in told[None, "too_many"]["en"]
    assert "merge these first" in told[None, "too_many"]["way_out"]["en"]


def test_a_segment_made_of_another_does_not_overlap_it(osuma: Osuma) -> None:
    both = "{all: [{member: buyers}, {property: city, op: eq, value: Helsinki}]}"
    told = found(osuma, BUYERS, segment("of-buyers", both), segment("alike", "{event: order}"))
    # of those alike in size the first by name is told; what is made of a segment is not told of it
    assert {slug for slug, code in told if code == "overlapping"} == {"alike"}


def test_a_partition_counts_as_one_and_its_classes_are_no_segments(osuma: Osuma) -> None:
    classes = "".join(f"  - {{slug: c{n}, where: {{property: age, op: eq, value: {n}}}}}\n" for n in range(12))
    told = found(osuma, f"osuma: 1\npartition: ages\n{SAID}classes:\n{classes}other: {{slug: rest}}\n")
    assert set(told) <= {(None, "unassigned")}


def test_a_segment_that_nobody_described_is_looked_at_and_not_handed_out(osuma: Osuma, tmp_path: Path) -> None:
    told = found(osuma, segment("bare", "{event: order}", ""))
    # S65.1
    assert told["bare", "undescribed"]["fi"].startswith("Puuttuu: tarkoitus, mittari")
    assert osuma.count("bare")["count"] == 60
    with pytest.raises(Refused) as refused:
        osuma.export("bare", tmp_path / "ulos.csv")
    # S65.2
    assert refused.value.code == "undescribed"
    assert "osuma segments describe bare" in refused.value.what.fi
    assert not (tmp_path / "ulos.csv").exists()
    said = osuma.ask("segments.describe", slug="bare", purpose="Kevätale: “kengät”", kpi="orders", owner="Maija")
    assert (said["missing"], said["owner"]) == ([], "Maija")
    assert osuma.export("bare", tmp_path / "ulos.csv").exists()
    assert ("bare", "undescribed") not in {
        (one["slug"], one["code"]) for one in osuma.ask("segments.health")["findings"]
    }


def test_describing_keeps_the_text_and_its_comments_and_is_no_change_of_the_rule(osuma: Osuma) -> None:
    osuma.apply("osuma: 1\nslug: bare\n# kommentti jää\npurpose: >\n  vanha\n  tarkoitus\nwhere: {event: order}\n")
    osuma.ask("segments.describe", slug="bare", purpose="uusi", review_by="2027-01-31")
    (one,) = [v for v in osuma.ask("segments.history", slug="bare")["versions"] if v["version"] == 2]
    assert one["version"] == 2
    said = osuma.ask("segments.describe", slug="bare", kpi="orders")
    assert (said["purpose"], said["review_by"]) == ("uusi", "2027-01-31")
    with pytest.raises(Refused):
        osuma.ask("segments.describe", slug="bare", review_by="huomenna")
    with pytest.raises(Misuse):
        osuma.ask("segments.describe", slug="bare")


@pytest.mark.parametrize(
    "text",
    [
        '{"slug": "bare", "purpose": "old", "where": {"event": "order"}}',
        "# flow after a comment\n{slug: bare, where: {event: order}}\n",
        "---\nslug: bare\npurpose: |\n  old\n\n  text\nwhere: {event: order}\n",
        'slug: bare\n"purpose": old\nwhere: {event: order}\n',
        "slug: bare\r\npurpose: old\r\nwhere: {event: order}\r\n",
        "where:\n  event: order\nslug: bare\npurpose : old\n# at the end",
        "slug: bare\nname: {fi: 'purpose: nimi', en: a}\nwhere:\n  all:\n  - event: order",
    ],
)
def test_every_form_of_a_text_takes_metadata(text: str) -> None:
    said = {"purpose": 'Uusi: "tarkoitus"\n# ja rivi', "kpi": "orders", "review_by": "2027-01-31"}
    before, after = parse(text), parse(with_metadata(text, said))
    assert after == replace(before, purpose=said["purpose"], kpi="orders", review_by=date(2027, 1, 31))
    assert parse(with_metadata(with_metadata(text, said), said)) == after


def test_metadata_is_put_where_it_was_or_above_the_rule_and_comments_stay() -> None:
    text = "# one\nslug: bare\n# two\npurpose: old\n# three\nwhere: {event: order}\n# four\n"
    told = with_metadata(text, {"purpose": "new", "kpi": "orders"})
    assert told == (
        '# one\nslug: bare\n# two\npurpose: "new"\nkpi: "orders"\n# three\nwhere: {event: order}\n# four\n'
    )


def test_a_day_of_review_is_nothing_but_a_day(osuma: Osuma) -> None:
    osuma.apply(segment("bare", "{event: order}"))
    with pytest.raises(Refused):
        osuma.ask("segments.describe", slug="bare", review_by="2027-01-31\nrank_by: {field: income}")
    assert len(osuma.ask("segments.history", slug="bare")["versions"]) == 1


def test_review_that_is_due_names_who_answers(osuma: Osuma) -> None:
    told = found(osuma, segment("old", "{event: order}", f"{SAID}owner: Maija\nreview_by: 2026-01-31\n"))
    # S60.1, S60.3
    assert osuma.count("old")["count"] == 60
    assert "31.1.2026; vastuuhenkilö on Maija" in told["old", "review_due"]["fi"]


def test_a_list_in_use_that_changes_often_or_is_compared_with_nobody(osuma: Osuma, tmp_path: Path) -> None:
    found(osuma, BUYERS)
    for value in range(2, 7):
        osuma.apply(segment("buyers", f"{{event: order, op: lte, value: {value}}}"))
    codes = {one["code"] for one in osuma.ask("segments.health", slug="buyers")["findings"]}
    assert "changed_often" not in codes
    osuma.export("buyers", tmp_path / "ulos.csv")
    # what was changed before it was used does not count, though on the same day
    codes = {one["code"] for one in osuma.ask("segments.health", slug="buyers")["findings"]}
    assert ("untested" in codes, "changed_often" in codes) == (True, False)
    for value in range(12, 16):
        osuma.apply(segment("buyers", f"{{event: order, op: lte, value: {value}}}"))
    told = {one["code"]: one for one in osuma.ask("segments.health", slug="buyers")["findings"]}
    assert "ladattu kerran" in told["untested"]["fi"]
    # S61.1
    assert "Sääntöä on muutettu" in told["changed_often"]["fi"]


def test_a_size_that_doubled_since_the_run_before(osuma: Osuma, tmp_path: Path) -> None:
    found(osuma, BUYERS)
    more = tmp_path / "lisää.csv"
    rows = "".join(f"U{n};{DAY.day}.{DAY.month}.{DAY.year};{n};10,00\n" for n in range(60, 160))
    more.write_text("Tilausnumero;Tilauspvm;Asiakasnumero;Summa\n" + rows, encoding="utf-8")
    osuma.load(more, source="kauppa")
    told = found(osuma)
    assert "60 → 160" in told["buyers", "doubled"]["en"]


def test_many_unknowns_and_those_in_no_segment(osuma: Osuma) -> None:
    told = found(osuma, segment("adults", "{property: age, op: gte, value: 18}"))
    assert told["adults", "unknowns"]["en"].startswith("200 customers (100%)")
    assert told[None, "unassigned"]["en"].startswith("200 customers (100%)")


def test_what_is_on_purpose_is_kept_with_its_reason_and_can_be_taken_back(osuma: Osuma) -> None:
    found(osuma, EVERYONE)
    osuma.ask("segments.on_purpose", slug="everyone", code="too_broad", reason="Kaikki tilaajat")
    told = osuma.ask("segments.health", slug="everyone")
    assert "too_broad" not in {one["code"] for one in told["findings"]}
    (kept,) = told["on_purpose"]
    assert (kept["code"], kept["reason"]) == ("too_broad", "Kaikki tilaajat")
    osuma.ask("segments.on_purpose", slug="everyone", code="too_broad", reason="")
    assert osuma.ask("segments.health", slug="everyone")["on_purpose"] == []
    for slug, code in (("nobody", "too_broad"), ("everyone", "undescribed")):
        with pytest.raises(Misuse):
            osuma.ask("segments.on_purpose", slug=slug, code=code, reason="x")


def test_old_data_is_marked(tmp_path: Path) -> None:
    made = Osuma.create(tmp_path / "old")
    orders = tmp_path / "tilaukset.csv"
    orders.write_text("Tilausnumero;Tilauspvm;Asiakasnumero;Summa\nT1;5.1.2025;1;10,00\n", encoding="utf-8")
    made.load(orders)
    told = found(made, GONE)
    # S60.2
    assert "tiedot päättyvät 5.1.2025" in told["gone", "stale_data"]["fi"]


def test_ages_that_have_moved_name_the_bins(tmp_path: Path) -> None:
    made = Osuma.create(tmp_path / "drift")
    made.ask("settings.set", key="segment_min_size", value=20)
    for name, born, first in (("nuoret", 2003, 0), ("vanhat", 1955, 40)):
        file = tmp_path / f"{name}.csv"
        rows = [f"{n};1.6.{born};Turku" for n in range(first, first + 40)]
        file.write_text("\n".join(["Asiakasnumero;Syntymäaika;Kaupunki", *rows]) + "\n", encoding="utf-8")
        made.load(file, source="kauppa")
        told = found(made, segment("turku", "{property: city, op: eq, value: Turku}"))
    # S62.1
    assert "65+ v: 1 % → 49 %" in told["turku", "drifted"]["fi"]
    assert "18–24 v: 93 % → 49 %" in told["turku", "drifted"]["fi"]


def test_only_what_can_be_found_can_be_on_purpose(osuma: Osuma) -> None:
    osuma.apply(TINY)
    with pytest.raises(Misuse, match="too_small, too_broad") as refused:
        osuma.ask("segments.on_purpose", slug="tiny", code="to_small", reason="kirjoitusvirhe")
    assert "to_small" in refused.value.what.fi
    assert "undescribed" not in refused.value.what.fi


def test_what_is_out_of_use_is_brought_back_only_when_asked(osuma: Osuma) -> None:
    osuma.apply(TINY, BUYERS)
    osuma.ask("segments.apply", texts=[BUYERS], prune=True)
    with pytest.raises(Misuse) as refused:
        osuma.ask("segments.describe", slug="tiny", owner="Maija")
    assert "osuma segments describe tiny --restore" in refused.value.what.fi
    assert {one["slug"] for one in osuma.ask("segments.list")["segments"]} == {"buyers"}
    assert osuma.ask("segments.describe", slug="tiny", restore=True)["purpose"] == "Kevään kirje"
    assert {one["slug"] for one in osuma.ask("segments.list")["segments"]} == {"buyers", "tiny"}


def test_who_answers_for_a_segment_is_told_by_its_versions_and_not_by_the_change_log(osuma: Osuma) -> None:
    osuma.apply(TINY)
    osuma.ask("segments.describe", slug="tiny", owner="Maija Meikäläinen")
    assert "segments.describe" in osuma.audit()
    assert "Meikäläinen" not in osuma.audit_text()


def test_every_figure_tells_its_day(osuma: Osuma) -> None:
    found(osuma, TINY, BUYERS)
    end = f"{DAY.day}.{DAY.month}.{DAY.year}"
    stored = f"Laskettu tilanteesta {end}; tiedot {end} asti."
    assert osuma.ask("segments.health")["dated"]["fi"] == stored
    assert osuma.ask("segments.overlap")["dated"]["fi"] == stored
    assert osuma.ask("segments.combine", expression="tiny & buyers")["dated"]["fi"] == stored
    assert osuma.ask("segments.reach", slug="tiny")["dated"]["fi"] == f"Tiedot {end} asti."
    told = osuma.ask("segments.prioritise", segments=["tiny", "buyers"], slug="tarjoukset", as_of="2026-01-31")
    assert told["dated"]["fi"] == f"Tilanne 31.1.2026; tiedot {end} asti."
    quality = osuma.ask("quality.show")
    assert (quality["dated"]["en"].startswith("Data up to "), quality["data_end"]) == (True, DAY.isoformat())


def test_those_who_never_bought_are_no_finding_where_the_rule_asks_for_them(osuma: Osuma) -> None:
    told = found(osuma, segment("never", "{event: order, op: eq, value: 0}"), GONE)
    assert ("never", "never_buyers") not in told
    assert ("gone", "never_buyers") in told


def test_overlap_with_a_segment_that_is_not_there_names_it(osuma: Osuma) -> None:
    found(osuma, TINY)
    with pytest.raises(Misuse, match="There is no segment “tinny”"):
        osuma.ask("segments.overlap", slugs=["tiny", "tinny"])
