"""Static lists and kept copies: named by rules, right through merges, undo, a new import and a restored backup."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from in_process import Osuma
from osuma.engine.errors import Misuse, Refused
from osuma.workflows.installation import upkeep

TURKU = "osuma: 1\nslug: turku\npurpose: Kevät\nkpi: orders\nwhere: {property: city, op: eq, value: Turku}\n"
REST = "osuma: 1\nslug: rest\nwhere: {all: [{property: city, op: eq, value: Turku}, {none: [{member: vip}]}]}\n"
PEOPLE = "Asiakasnumero;Sähköposti;Kaupunki\n" + "".join(
    f"A{n};{mail}@posti.example;Turku\n" for n, mail in ((1, "aino"), (2, "perhe"), (3, "helmi"), (4, "onni"))
)


def _begun(folder: Path) -> Osuma:
    made = Osuma.create(folder / "installation")
    (folder / "asiakkaat.csv").write_text(PEOPLE, encoding="utf-8")
    made.load(folder / "asiakkaat.csv", source="kauppa")
    made.apply(TURKU)
    return made


@pytest.fixture
def osuma(made_once: Callable[..., Osuma], tmp_path: Path) -> Osuma:
    return made_once(_begun, tmp_path)


def pin(osuma: Osuma, folder: Path, *rows: str, slug: str = "vip", **given: object) -> dict:
    file = folder / "lista.csv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return osuma.ask("segments.pin", slug=slug, file=str(file), **given)


def test_a_file_of_ids_and_addresses_makes_a_list_that_rules_can_name(osuma: Osuma, tmp_path: Path) -> None:
    told = pin(
        osuma, tmp_path, "Tunnus", "A1", "kauppa:A2", "Helmi@posti.example", "A99", "x@y.example", name="Vipit"
    )
    assert (told["rows"], told["changed"]) == (6, 3)
    assert [(r["row"], r["code"]) for r in told["refused"]] == [(5, "nobody"), (6, "nobody")]
    assert osuma.members("vip") == {"A1", "A2", "A3"}
    assert osuma.members(REST) == {"A4"}
    assert osuma.count("vip")["unknown"] == 0
    assert "”lista”" in osuma.sentences("vip", "fi")
    # the interpreter, which explains one person, says the same
    for who, inside in (("A1", True), ("A4", False)):
        person = osuma.explain("vip", customer=who)["person"]
        assert (person["member"], person["conditions"][0]["truth"]) == (inside, inside)
    assert pin(osuma, tmp_path, "A1", "A2")["changed"] == 0
    assert pin(osuma, tmp_path, "A1", remove=True)["changed"] == 1
    assert osuma.members("vip") == {"A2", "A3"}
    assert "posti.example" not in osuma.audit_text()


def test_a_list_stays_right_when_people_are_joined_parted_and_imported_again(osuma: Osuma, tmp_path: Path) -> None:
    pin(osuma, tmp_path, "A2")
    link = osuma.ask("identity.merge", a="A1", b="A2")["link_id"]
    assert osuma.count("vip")["count"] == 1
    assert osuma.members("vip") == {"A1"}
    osuma.ask("identity.undo", link_id=link)
    assert osuma.members("vip") == {"A2"}
    (load,) = osuma.ask("import.list")["loads"]
    osuma.ask("import.undo", import_id=load["import_id"])
    assert osuma.members("vip") == frozenset()
    osuma.load(tmp_path / "asiakkaat.csv", source="kauppa", again=True)
    assert osuma.members("vip") == {"A2"}


def test_a_copy_keeps_the_members_of_its_run(osuma: Osuma, tmp_path: Path) -> None:
    # days to come: what people are like is known from the day of the file on
    osuma.refresh("2099-10-31")
    told = osuma.ask("segments.freeze", slug="turku", as_="turku-lokakuu")
    assert (told["count"], told["as_of"]) == (4, "2099-10-31")
    osuma.apply(TURKU.replace("value: Turku", "value: Oulu"))
    osuma.refresh("2099-11-30")
    assert osuma.members("turku") == frozenset()
    assert osuma.members("turku-lokakuu") == {"A1", "A2", "A3", "A4"}
    # an earlier run is kept as it was stored
    osuma.ask("segments.freeze", slug="turku", as_="ennen", known_at="2099-11-15")
    assert osuma.ask("segments.combine", expression="turku-lokakuu")["count"] == 4
    assert len(osuma.members("ennen")) == 4
    names = {one["slug"]: one["name"] for one in osuma.ask("segments.list")["segments"]}
    assert names["turku-lokakuu"] == f"turku (ajo {told['run_id']}, 31.10.2099)"
    # what it is for goes with it, so that it can be handed out
    osuma.export("turku-lokakuu", tmp_path / "lista-ulos.csv")
    with pytest.raises(Misuse, match=f"kept from run {told['run_id']} and does not change"):
        pin(osuma, tmp_path, "A1", slug="turku-lokakuu")
    with pytest.raises(Misuse, match="in use"):
        osuma.ask("segments.freeze", slug="turku", as_="turku-lokakuu")


def test_a_copy_is_of_the_newest_run_though_its_day_is_not_over(osuma: Osuma) -> None:
    with pytest.raises(Misuse, match="never computed"):
        osuma.ask("segments.freeze", slug="turku", as_="kopio")
    osuma.refresh("2026-10-31")
    tomorrow = (date.today() + timedelta(days=1)).isoformat()
    osuma.refresh(tomorrow)
    assert osuma.ask("segments.freeze", slug="turku", as_="kopio")["as_of"] == tomorrow


def test_a_slug_that_is_none_puts_nobody_on_a_list(osuma: Osuma, tmp_path: Path) -> None:
    osuma.refresh("2026-10-31")
    with pytest.raises(Refused, match="not a slug"):
        pin(osuma, tmp_path, "A1", slug="Vip asiakkaat")
    with pytest.raises(Refused, match="not a slug"):
        osuma.ask("segments.freeze", slug="turku", as_="Turku lokakuu")
    assert "x_static_lists" not in {one["field"] for one in osuma.ask("fields.list")["customers"]}


def test_a_list_to_which_no_row_of_the_file_fits_is_begun_by_the_next_file(osuma: Osuma, tmp_path: Path) -> None:
    told = pin(osuma, tmp_path, "A98", "A99")
    assert (told["changed"], len(told["refused"])) == (0, 2)
    assert pin(osuma, tmp_path, "A1")["changed"] == 1
    assert pin(osuma, tmp_path, "A98", slug="toinen")["changed"] == 0
    assert pin(osuma, tmp_path, "A2", slug="toinen")["changed"] == 1
    assert (osuma.members("vip"), osuma.members("toinen")) == ({"A1"}, {"A2"})


def test_a_segment_with_a_rule_is_no_list(osuma: Osuma, tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="segment with a rule"):
        pin(osuma, tmp_path, "A1", slug="turku")
    with pytest.raises(Misuse, match="cannot be read"):
        osuma.ask("segments.pin", slug="vip", file=str(tmp_path / "puuttuu.csv"))


def test_a_list_is_no_field_that_a_source_says(osuma: Osuma, tmp_path: Path) -> None:
    before = osuma.ask("segments.templates")
    pin(osuma, tmp_path, "A2", "A3")
    assert osuma.ask("segments.templates") == before
    assert "static" not in str(osuma.ask("quality.show"))


def test_a_list_is_in_the_backup(osuma: Osuma, tmp_path: Path) -> None:
    pin(osuma, tmp_path, "A2", "A3")
    osuma.ask("backup.make", to=str(tmp_path / "varmuuskopio"))
    pin(osuma, tmp_path, "A1")
    upkeep.restore(tmp_path / "varmuuskopio", tmp_path / "palautettu")
    assert Osuma(tmp_path / "palautettu").members("vip") == {"A2", "A3"}


def test_an_export_of_ones_own_and_a_file_with_an_id_beside_other_columns_name_people(
    osuma: Osuma, tmp_path: Path
) -> None:
    told = osuma.ask("segments.pin", slug="vip", file=str(osuma.export("turku", tmp_path / "ulos.csv")))
    assert (told["changed"], told["refused"]) == (4, [])
    assert pin(osuma, tmp_path, "Nimi;Asiakasnumero", "Aino;A1", slug="toinen")["refused"] == []
    assert osuma.members("toinen") == {"A1"}
    assert pin(osuma, tmp_path, "Nimi;Sähköposti", "Helmi;helmi@posti.example", slug="kolmas")["changed"] == 1


def test_the_field_of_static_lists_is_osumas_own(osuma: Osuma, tmp_path: Path) -> None:
    pin(osuma, tmp_path, "A1")
    file = tmp_path / "muut.csv"
    file.write_text("Asiakasnumero;Static lists\nA1;vip\nA9;kulta\n", encoding="utf-8")
    osuma.load(file, source="kauppa")
    fields = [one["field"] for one in osuma.ask("fields.list")["customers"]]
    assert ("x_static_lists" in fields, "x_own_static_lists" in fields) == (False, True)
    assert osuma.members("vip") == {"A1"}
    mapping = tmp_path / "oma.yaml"
    mapping.write_text(
        "osuma_mapping: 1\nsource: kauppa\noutputs:\n  - target: customers\n    columns:\n"
        "      Asiakasnumero: person_id\n      Static lists: x_static_lists\n",
        encoding="utf-8",
    )
    with pytest.raises(Refused, match="is Osuma's own"):
        osuma.load(file, mapping=mapping, again=True)
