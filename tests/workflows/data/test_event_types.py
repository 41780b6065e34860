"""Event types of a workspace's own: seen, registered, widened, used in rules, imported into, taken apart."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from in_process import Osuma
from osuma.engine.errors import OsumaError, Refused
from osuma.store.checksum import checksums
from osuma.workflows.asking.owner import hold

DRIVES = """\
Tapahtuma;Nro;Aika;Sähköposti;Malli;Hinta;Kesto
Koeajo;1;3.2.2026 10:00;aino@posti.example;Volvo;1 234,50;30
Koeajo;2;4.2.2026 11:00;eero@posti.example;Saab;99,90;45
koeajo;3;5.2.2026 12:00;aino@posti.example;Volvo;;60
Huolto;4;6.2.2026;eero@posti.example;;10;15
"""
LATER = """\
Tapahtuma;Nro;Aika;Sähköposti;Malli;Hinta;Kesto
Koeajo;5;7.2.2026 10:00;liisa@posti.example;Volvo;10,00;20
Koeajo;6;8.2.2026 10:00;eero@posti.example;Saab;halpa;20
Koeajo;2;4.2.2026 11:00;eero@posti.example;Saab;88,80;45
"""
MAPPING = """\
osuma_mapping: 1
source: auto
outputs:
  - target: events:other
    columns:
      Tapahtuma: type
      Nro: event_id
      Aika: {to: ts, format: ["%d.%m.%Y %H:%M", "%d.%m.%Y"]}
      Sähköposti: person_email
    evidence: [Malli, Hinta, Kesto]
"""
VOLVO = """\
osuma: 1
slug: volvo
where: {event: koeajo, where: [{property: malli, op: eq, value: volvo}]}
"""
SPENT = """\
osuma: 1
slug: spent
where: {event: koeajo, measure: {sum: hinta}, op: gte, value: 1000}
"""


class Garage:
    """An installation in a folder, and the mapping with which its files are read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.osuma = Osuma(folder / "home")
        self.mapping = folder / "map.yaml"
        self.mapping.write_text(MAPPING, encoding="utf-8")

    def load(self, text: str, mapping: str | None = None) -> dict[str, object]:
        file = self.folder / "tapahtumat.csv"
        file.write_text(text, encoding="utf-8")
        if mapping is not None:
            self.mapping.write_text(mapping, encoding="utf-8")
        return self.osuma.load(file, mapping=self.mapping, again=True)

    def sums(self) -> dict[str, str]:
        with hold(self.osuma.folder) as owner, owner.session().warehouse.reader() as con:
            return checksums(con)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty installation, and beside it the same with the first file in it."""
    folder = tmp_path_factory.mktemp("garage")
    Osuma.create(folder / "empty")
    shutil.copytree(folder / "empty", folder / "home")
    Garage(folder).load(DRIVES)
    return folder


@pytest.fixture
def empty(template: Path, tmp_path: Path) -> Garage:
    shutil.copytree(template / "empty", tmp_path / "home")
    return Garage(tmp_path)


@pytest.fixture
def garage(template: Path, tmp_path: Path) -> Garage:
    shutil.copytree(template / "home", tmp_path / "home")
    return Garage(tmp_path)


def refusal(osuma: Osuma, verb: str, **args: object) -> Refused:
    with pytest.raises(Refused) as refused:
        osuma.ask(verb, **args)
    return refused.value


def test_what_came_is_listed_with_what_it_looks_like(garage: Garage) -> None:
    drives, service = garage.osuma.ask("events.seen")["types"]
    assert (drives["given"], drives["slug"], drives["rows"]) == ("Koeajo", "koeajo", 3)
    assert (drives["first"], drives["last"]) == ("2026-02-03", "2026-02-05")
    assert [(p["given"], p["name"], p["rows"], p["type"], p["format"]) for p in drives["properties"]] == [
        ("Hinta", "hinta", 2, "decimal", "comma"), ("Kesto", "kesto", 3, "int", None),
        ("Malli", "malli", 3, "text", None),
    ]  # fmt: skip
    assert (service["given"], service["rows"]) == ("Huolto", 1)


def test_registering_moves_rows_and_rules_can_speak_of_them(garage: Garage) -> None:
    osuma = garage.osuma
    told = osuma.ask("events.register", type_="koeajo")
    assert (told["moved"], told["left"], told["type"]) == (3, 0, "Koeajo")
    assert osuma.rows("SELECT malli, malli_fold, hinta::VARCHAR, kesto FROM event_koeajo ORDER BY ts") == [
        ("Volvo", "volvo", "1234.5000", 30), ("Saab", "saab", "99.9000", 45), ("Volvo", "volvo", None, 60),
    ]  # fmt: skip
    assert osuma.rows("SELECT type FROM event_other") == [("Huolto",)]
    assert osuma.count(VOLVO)["count"] == 1
    assert osuma.members(SPENT) == {"email:aino@posti.example"}
    said = osuma.explain(VOLVO, customer="email:aino@posti.example")
    assert "”Koeajo”" in str(said["sentences"]["fi"])
    assert "”Malli”" in str(said["sentences"]["fi"])
    assert said["person"]["member"] is True
    assert osuma.count("osuma: 1\nslug: n\nwhere: {event: koeajo, op: eq, value: 0}")["count"] == 0
    assert osuma.explain("osuma: 1\nslug: n\nwhere: {event: koeajo, op: eq, value: 0}")["sentences"]["en"]
    assert osuma.ask("events.list")["types"] == [
        {"slug": "koeajo", "type": "Koeajo", "rows": 3, "properties": "hinta decimal, kesto int, malli text"}
    ]


def test_a_rule_of_a_type_that_is_not_registered_names_the_command(garage: Garage) -> None:
    (mistake,) = refusal(garage.osuma, "segments.count", text=VOLVO).mistakes
    assert mistake.code == "event_not_registered"
    assert "osuma events register Koeajo --as koeajo" in mistake.what.fi


def test_unregistering_returns_everything_bit_for_bit(garage: Garage) -> None:
    before = garage.sums()
    told = garage.osuma.ask("events.register", type_="Koeajo", slug="x_test_drive", properties=["Malli=text"])
    assert garage.sums() != before
    assert garage.osuma.count(VOLVO.replace("koeajo", "x_test_drive"))["count"] == 1
    assert told["moved"] == 3
    garage.osuma.ask("events.unregister", slug="x_test_drive")
    assert garage.sums() == before
    assert garage.osuma.ask("events.list")["types"] == []


def test_a_later_file_goes_into_the_table_and_its_undo_returns_every_checksum(garage: Garage) -> None:
    garage.osuma.ask("events.register", type_="Koeajo")
    before = garage.sums()
    load = garage.load(LATER)
    assert (load["new"], load["changed"], load["refused"]) == (1, 1, 1)
    assert garage.osuma.rows("SELECT hinta::VARCHAR FROM event_koeajo ORDER BY ts") == [
        ("1234.5000",), ("88.8000",), (None,), ("10.0000",)
    ]  # fmt: skip
    rejects = Path(str(load["refused_file"])).read_text(encoding="utf-8-sig")
    assert "Hinta,halpa" in rejects
    again = garage.load(LATER)
    assert (again["new"], again["changed"], again["same"]) == (0, 0, 2)
    garage.osuma.ask("import.undo", import_id=again["import_id"])
    garage.osuma.ask("import.undo", import_id=load["import_id"])
    assert garage.sums() == before


def test_rows_moved_by_registering_are_undone_with_their_import(empty: Garage) -> None:
    osuma = empty.osuma
    before = empty.sums()
    load = empty.load(DRIVES)
    later = empty.load(LATER)
    osuma.ask("events.register", type_="Koeajo", properties=["Malli=text"])
    osuma.ask("import.undo", import_id=load["import_id"])
    assert osuma.rows("SELECT hinta FROM (SELECT properties->>'Hinta' AS hinta FROM event_koeajo) ORDER BY 1") == [
        ("10,00",), ("88,80",), ("halpa",)
    ]  # fmt: skip
    osuma.ask("import.undo", import_id=later["import_id"])
    after = {t: s for t, s in empty.sums().items() if "koeajo" not in t}
    assert after == before
    assert empty.sums()["event_koeajo"] == "0:0"
    assert empty.sums()["superseded_event_koeajo"] == "0:0"


def test_values_that_do_not_fit_keep_their_rows_and_are_listed(garage: Garage) -> None:
    garage.load(LATER)
    told = garage.osuma.ask("events.register", type_="Koeajo", properties=["Hinta=decimal", "Malli=text"])
    assert (told["moved"], told["left"], told["misfits"]) == (4, 1, {"Hinta": 1})
    assert "halpa" in Path(told["refused_file"]).read_text(encoding="utf-8-sig")
    assert "halpa" not in str(told["sentences"])
    assert garage.osuma.rows("SELECT type FROM event_other ORDER BY 1") == [("Huolto",), ("Koeajo",)]
    told = garage.osuma.ask("events.widen", slug="koeajo", property_="hinta=text")
    assert (told["moved"], told["left"]) == (5, 0)
    assert garage.osuma.rows("SELECT hinta FROM event_koeajo ORDER BY ts") == [
        ("1 234,50",), ("88,80",), (None,), ("10,00",), ("halpa",)
    ]  # fmt: skip


def test_widening_goes_one_way(garage: Garage) -> None:
    garage.osuma.ask("events.register", type_="Koeajo", properties=["Kesto=int"])
    garage.osuma.ask("events.widen", slug="koeajo", property_="kesto=decimal")
    assert garage.osuma.rows("SELECT kesto::VARCHAR FROM event_koeajo ORDER BY ts")[0] == ("30.0000",)
    refused = refusal(garage.osuma, "events.widen", slug="koeajo", property_="kesto=int")
    assert refused.mistakes[0].code == "not_wider"
    told = garage.osuma.ask("events.register", type_="Koeajo", properties=["Malli=code"])
    assert [p["name"] for p in told["properties"]] == ["kesto", "malli"]
    assert garage.osuma.rows("SELECT malli FROM event_koeajo ORDER BY ts")[0] == ("Volvo",)


def test_a_type_that_a_kept_segment_uses_stays(garage: Garage) -> None:
    garage.osuma.ask("events.register", type_="Koeajo")
    garage.osuma.apply(VOLVO, SPENT)
    used = refusal(garage.osuma, "events.unregister", slug="koeajo")
    assert "spent, volvo" in used.mistakes[0].what.fi
    narrow = refusal(garage.osuma, "events.widen", slug="koeajo", property_="hinta=text")
    assert "spent" in narrow.mistakes[0].what.en
    assert "volvo" not in narrow.mistakes[0].what.en


def test_everything_wrong_is_told_at_once(garage: Garage) -> None:
    wrong = refusal(
        garage.osuma, "events.register", type_="Koeajo", slug="Order",
        properties=["Malli=list", "ts=text", "Hinta=decimal:xyz", "Diagnoosi=text"],
    )  # fmt: skip
    assert sorted(m.code for m in wrong.mistakes) == [
        "bad_slug", "special_category", "unknown_format", "unknown_type"
    ]  # fmt: skip
    assert refusal(garage.osuma, "events.register", type_="Koeajo", properties=["Malli"]).mistakes[0].code == (
        "bad_property"
    )
    assert garage.osuma.ask("events.list")["types"] == []


def test_a_target_of_its_own_and_properties_that_nobody_registered(garage: Garage) -> None:
    garage.osuma.ask("events.register", type_="Koeajo", properties=["Malli=text", "Hinta=decimal"])
    own = MAPPING.replace("target: events:other", "target: events:koeajo").replace("      Tapahtuma: type\n", "")
    own = own.replace("evidence: [Malli, Hinta, Kesto]", "evidence: [Kesto]")
    own = own.replace("Sähköposti: person_email", "Sähköposti: person_email\n      Malli: malli\n      Hinta: hinta")
    load = garage.load(LATER, own)
    assert (load["new"], load["changed"], load["refused"]) == (1, 1, 1)
    assert garage.osuma.rows("SELECT malli, hinta::VARCHAR, properties->>'Kesto' FROM event_koeajo ORDER BY ts") == [
        ("Volvo", "1234.5000", "30"), ("Saab", "88.8000", "45"), ("Volvo", None, "60"), ("Volvo", "10.0000", "20"),
    ]  # fmt: skip
    seen = [t for t in garage.osuma.ask("events.seen")["types"] if t["registered"]]
    assert [(t["slug"], [p["given"] for p in t["properties"]]) for t in seen] == [("koeajo", ["Kesto"])]
    before = garage.osuma.rows("SELECT malli, hinta, local_date FROM event_koeajo ORDER BY ts")
    garage.osuma.ask("events.unregister", slug="koeajo")
    garage.osuma.ask("events.register", type_="Koeajo", properties=["Malli=text", "Hinta=decimal:comma"])
    assert garage.osuma.rows("SELECT malli, hinta, local_date FROM event_koeajo ORDER BY ts") == before


def test_unknown_targets_are_told(garage: Garage) -> None:
    with pytest.raises(OsumaError) as refused:
        garage.load(LATER, MAPPING.replace("events:other", "events:huolto"))
    assert "events:page_view" in refused.value.what.en


def test_own_properties_of_our_events(garage: Garage) -> None:
    osuma = garage.osuma
    told = osuma.ask("events.register", type_="order", properties=["x_kassa=int"])
    assert told["properties"][0]["name"] == "x_kassa"
    orders = garage.folder / "tilaukset.csv"
    orders.write_text("Nro;Pvm;Asiakas;Summa;Kassa\n1;3.2.2026;A;10,00;7\n2;4.2.2026;B;20,00;8\n", encoding="utf-8")
    mapping = garage.folder / "orders.yaml"
    mapping.write_text(
        "osuma_mapping: 1\nsource: kassa\noutputs:\n  - target: orders\n    columns:\n      Nro: order_id\n"
        "      Pvm: ts\n      Asiakas: person_id\n      Summa: amount\n      Kassa: x_kassa\n", encoding="utf-8",
    )  # fmt: skip
    assert osuma.load(orders, mapping=mapping)["new"] == 2
    rule = "osuma: 1\nslug: kassa\nwhere: {event: order, where: [{property: x_kassa, op: eq, value: 7}]}"
    assert osuma.members(rule) == {"A"}
    assert osuma.members(rule, as_of="2026-02-03") == {"A"}
    assert osuma.count(rule.replace("event: order", "event: order_placed"))["count"] == 1
    osuma.ask("events.widen", slug="order", property_="x_kassa=text")
    assert osuma.rows("SELECT x_kassa, x_kassa_fold FROM event_order ORDER BY ts") == [("7", "7"), ("8", "8")]
    assert refusal(osuma, "events.unregister", slug="order").mistakes[0].code == "has_values"
    osuma.ask("import.undo", import_id=3)
    osuma.ask("events.unregister", slug="order")
    assert osuma.ask("events.list")["types"] == []


def test_lists_and_objects_cannot_be_properties(garage: Garage) -> None:
    rows = (
        "Tapahtuma;Nro;Aika;Sähköposti;Tiedot\n"
        'Ostos;1;3.2.2026;a@posti.example;"{""rivit"": [{""a"": 1}], ""n"": 2}"\n'
    )
    text = MAPPING.replace("    evidence: [Malli, Hinta, Kesto]\n", "").replace(
        "Sähköposti: person_email", "Sähköposti: person_email\n      Tiedot: properties"
    )
    garage.load(rows, text)
    (seen,) = [t for t in garage.osuma.ask("events.seen")["types"] if t["slug"] == "ostos"]
    assert [(p["given"], p["type"]) for p in seen["properties"]] == [("n", "int"), ("rivit", None)]
    refused = refusal(garage.osuma, "events.register", type_="Ostos", properties=["rivit=text"])
    assert refused.mistakes[0].code == "nested"
    assert garage.osuma.ask("events.register", type_="Ostos")["moved"] == 1
    assert garage.osuma.rows("SELECT n FROM event_ostos") == [(2,)]


def test_a_file_says_the_same(garage: Garage) -> None:
    file = garage.folder / "own.yaml"
    file.write_text(
        "type: Koeajo\nas: testi\nproperties:\n  Malli: text\n  Hinta: {type: decimal, as: price, format: comma}\n",
        encoding="utf-8",
    )
    told = garage.osuma.ask("events.register", file=str(file))
    assert [(p["given"], p["name"]) for p in told["properties"]] == [("Malli", "malli"), ("Hinta", "price")]
    assert garage.osuma.rows("SELECT sum(price)::VARCHAR FROM event_testi") == [("1334.4000",)]


def test_backup_and_restore_know_the_tables(garage: Garage) -> None:
    garage.osuma.ask("events.register", type_="Koeajo")
    from osuma.workflows.installation import upkeep

    kept = garage.osuma.ask("backup.make", to=str(garage.folder / "kept"))["path"]
    upkeep.restore(Path(kept), garage.folder / "back")
    back = Osuma(garage.folder / "back")
    assert back.count(VOLVO)["count"] == 1
