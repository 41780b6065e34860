"""S57 to S62 on the pages: what is warned of while a segment is built, in the list, and beside the segment."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from built import added, begun, downloaded, known, saved

from drafted import Drafted
from in_house import House
from osuma.catalog import definitions, workspaces
from two_hundred import files


@pytest.fixture(scope="module", autouse=True)
def _dropped(house: House, folder: Path) -> None:
    came = house.drop(*files(folder), source="kauppa")
    assert "200 / 200 riviä tuotu" in came.plain


def in_town(house: House, town: str, name: str) -> Drafted:
    draft = begun(house, name, f"{name} (en)")
    known(draft, "where.all[0]", "city", "eq", value=town)
    return draft


def buyers(house: House, name: str, more: str = "1") -> Drafted:
    """Who has bought for at least so much."""
    draft = begun(house, name, f"{name} (en)")
    added(draft, "event", "where.all[0]")
    draft.set("where.all[0]", measure="sum:amount")
    draft.set("where.all[0]", measure="sum:amount", op="gte", value=more, when="")
    return draft


def course(house: House, slug: str) -> str:
    return house.get(f"segments/{slug}/course").plain


def test_too_many_small_and_overlapping_segments_are_warned_of_and_the_limits_are_the_owners(house: House) -> None:
    tiny = in_town(house, "Inari", "Inarilaiset")
    # S57.1: a small one already while it is built
    assert "Segmentissä on 20 asiakasta; alle 50" in tiny.page.plain
    slug = saved(tiny)
    spent = "{{event: order, measure: {{sum: amount}}, op: gte, value: {n}}}"
    text = "osuma: 1\nslug: ostaneet-{n}\nname: {{fi: Ostaneet {n}, en: Bought {n}}}\nwhere: " + spent + "\n"
    house.ask("segments.apply", texts=[text.format(n=n) for n in range(1, 10)])
    last = saved(buyers(house, "Yhdestoista", "10"))
    page = house.get("segments/shelf").plain
    # S57.1: the eleventh, with those to merge first by their names
    assert re.search(r"Segmenttejä ja jakoja on \d+; yli 10", page)
    assert re.search(r"Lähimpänä toisiaan ovat ”[^”]+” ja ”[^”]+”", page)
    # S57.1: one in another, already while it is built
    assert re.search(r"Päällekkäisyys .*Ostaneet \d 60 \(100 %\)", buyers(house, "Toinen").page.plain)
    slugs = (last, *(f"ostaneet-{n}" for n in range(1, 10)))
    assert any("Näistä asiakkaista 100 % (60) kuuluu myös segmenttiin" in course(house, one) for one in slugs)
    form = {"segment_limit": "40", "segment_min_size": "15", "segment_overlap_percent": "80"}
    wrong = house.post("segments/limits", {**form, "segment_broad_percent": "paljon"})
    assert (wrong.status, "is-invalid" in wrong.text) == (400, True)
    house.post("segments/limits", form)
    # S57.2: on the pages
    assert "on vaikea pitää elävinä" not in house.get("segments/shelf").plain
    assert "alle 50" not in course(house, slug)
    house.post("segments/limits", {"segment_limit": "10", "segment_min_size": "50"})


def test_one_of_nearly_everybody_is_flagged_and_may_be_meant_with_a_reason_that_is_kept(house: House) -> None:
    draft = begun(house, "Kaikki tilaajat", "All subscribers")
    known(draft, "where.all[0]", "email", "set")
    # S58.1: while it is built
    assert "100 % asiakaskunnasta: lähes sama viesti menee kaikille" in draft.page.plain
    slug = saved(draft)
    # S58.1: beside the segment
    assert "100 % asiakaskunnasta" in course(house, slug)
    told = house.post(f"segments/{slug}/meant", {"code": "too_broad", "reason": "Uutiskirje lähtee kaikille"}).plain
    assert "Tarkoituksella: Uutiskirje lähtee kaikille (Maija)" in told
    assert "Tarkoituksella: Uutiskirje lähtee kaikille" in course(house, slug)


def test_who_people_are_alone_is_flagged_with_what_everybody_buys(house: House) -> None:
    draft = begun(house, "Naiset", "Women")
    known(draft, "where.all[0]", "gender", "eq", value="f")
    # S59.1: while it is built
    assert "Rajaus perustuu vain taustatietoihin" in draft.page.plain
    # S59.1: compared, beside the segment
    assert "3,00 € asiakasta kohti, kaikilla" in course(house, saved(draft))


def test_what_nobody_has_looked_at_in_time_is_flagged_to_its_owner_and_works(house: House) -> None:
    draft = buyers(house, "Katsomatta jäänyt")
    draft.do(**{"about:review_by": "2026-01-31", "about:owner": "Sanna"})
    slug = saved(draft)
    # S60.1: on the pages
    assert "31.1.2026; vastuuhenkilö on Sanna" in course(house, slug)
    assert re.search(r"Katsomatta jäänyt .*? ⚠ 31\.1\.2026", house.get("segments/shelf").plain)
    # S60.3: on the pages
    assert "60 asiakasta" in house.get(f"segments/{slug}/").plain


def test_who_did_not_buy_by_old_data_is_marked_while_it_is_built_and_beside_the_segment(
    house: House, folder: Path
) -> None:
    webinars = folder / "webinaari.csv"
    webinars.write_text(
        "Sähköposti;Webinaari;Aika;Osallistui\na1@x.fi;Talvi;5.1.2025 18:00;kyllä\n", encoding="utf-8"
    )
    house.drop(webinars)
    draft = begun(house, "Hiljaiset", "Quiet ones")
    added(draft, "event", "where.all[0]")
    draft.set("where.all[0]", event="attendance")
    draft.set("where.all[0]", event="attendance", measure="never", when="last")
    # S60.2: while it is built
    assert "tiedot päättyvät 5.1.2025" in draft.page.plain
    slug = saved(draft)
    # S60.2: beside the segment, and in the list of segments
    assert "tiedot päättyvät 5.1.2025" in course(house, slug)
    assert re.search(r"Hiljaiset .*? ⚠", house.get("segments/shelf").plain)


def test_a_list_in_use_that_is_changed_a_fourth_time_in_a_month_is_told_of(house: House) -> None:
    slug = saved(buyers(house, "Usein muutettu"))
    downloaded(house, slug, "csv")
    for n in range(2, 5):
        text = definitions.get(workspaces.get("kauppa"), slug).text.replace(f"value: {n - 1}", f"value: {n}")
        house.ask("segments.apply", texts=[text])
    assert "Sääntöä on muutettu" not in course(house, slug)
    draft = Drafted(house, {"from": f"edit:{slug}"})
    draft.set("where.all[0]", op="gte", value="5")
    assert saved(draft) == slug
    # S61.1: on the pages
    assert "Sääntöä on muutettu" in course(house, slug)


def test_ages_that_have_moved_are_told_with_their_bins(house: House, folder: Path) -> None:
    slug = ""
    for name, born, first in (("nuoret", 2003, 1000), ("vanhat", 1955, 1060)):
        rows = [f"{n};t{n}@x.fi;1.6.{born};Turku" for n in range(first, first + 60)]
        file = folder / f"{name}.csv"
        file.write_text("\n".join(["Asiakasnumero;Sähköposti;Syntymäaika;Kaupunki", *rows]) + "\n", encoding="utf-8")
        house.drop(file, source="kauppa")
        if slug:
            house.ask("segments.refresh")
        slug = slug or saved(in_town(house, "Turku", "Turkulaiset"))
    told = course(house, slug)
    # S62.1: on the pages
    assert "65+ v:" in told
    assert re.search(r"18–24 v: \d\d % → 49 %", told), told
