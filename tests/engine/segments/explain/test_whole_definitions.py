"""Segments and partitions whole: title, tree, notes."""

from __future__ import annotations

import json
from collections.abc import Callable

from osuma.engine.periods import Duration, Window
from osuma.engine.segments.explain import ExplainContext, explain
from osuma.engine.segments.rule import (
    AllOf,
    AnyOf,
    Consent,
    Event,
    Measure,
    Member,
    Node,
    NoneOf,
    Not,
    Partition,
    PartitionClass,
    Property,
    Rank,
    Segment,
)

YEAR = Window(last=Duration(12, "months"))
VILLA = Segment(
    "villa",
    AllOf(
        (
            Property("age", "between", (30, 60)),
            AnyOf(
                (
                    Property("income_band", "eq", "upper"),
                    Property("title_role", "in", ("ceo", "physician", "lawyer")),
                    Property("area_income_decile", "gte", 10),
                )
            ),
            NoneOf((Member("villa-owners"),)),
        )
    ),
)


def test_a_segment_is_a_title_and_a_tree(context: Callable[..., ExplainContext], read: Callable[[str], str]) -> None:
    counts = {
        "where.all[0]": {"unknown": 812},
        "where.all[1].any[0]": {"unknown": 90},
        "where.all[1].any[1]": {"unknown": 0},
        "where.all[1].any[2]": {"unknown": 47},
    }
    said = explain(VILLA, context(counts=counts, sizes={"villa-owners": 214}))
    assert read(said.text("fi")).splitlines() == [
        "Asiakkaat, joista kaikki nämä pitävät paikkansa:",
        "– Ikä on 30–60 vuotta (30- ja 60-vuotiaat ovat mukana). Ikä puuttuu 812 asiakkaalta, eikä heitä lasketa"
        " mukaan.",
        "– Vähintään yksi näistä:",
        "  – Tuloluokka on ”ylempi”. Tuloluokka puuttuu 90 asiakkaalta; he pääsevät mukaan vain muilla ehdoilla.",
        "  – Ammattinimike on ”toimitusjohtaja”, ”lääkäri” tai ”juristi”.",
        "  – Asiakkaan postinumeroalue kuuluu tuloiltaan ylimpään kymmenesosaan (aluetieto). Tieto kuvaa aluetta, ei"
        " asiakasta itseään. Aluetieto puuttuu 47 asiakkaalta; he pääsevät mukaan vain muilla ehdoilla.",
        "– Ei mikään näistä:",
        "  – Asiakas kuuluu segmenttiin ”Huvilan omistajat” (214 asiakasta 20.11.2026).",
    ]
    assert read(said.text("en")).splitlines() == [
        "Customers for whom all of these hold:",
        "– Age is 30 to 60, both included. Age is missing for 812 customers, who are left out.",
        "– At least one of these:",
        "  – Income band is “upper”. Income band is missing for 90 customers, who can get in only by the other"
        " conditions.",
        "  – Professional title is “CEO”, “physician” or “lawyer”.",
        "  – The customer’s postcode area is in the top tenth by income (area figure). This describes the area, not"
        " the customer. The area figure is missing for 47 customers, who can get in only by the other conditions.",
        "– None of these:",
        "  – The customer is in the segment “Villa owners” (214 customers on 20 Nov 2026).",
    ]


def _title(where: Node, context: ExplainContext) -> tuple[str, str]:
    said = explain(Segment("s", where), context)
    return said.title.fi, said.title.en


def test_every_kind_of_root_has_its_title(context: Callable[..., ExplainContext]) -> None:
    two = (Property("phone", "set"), Property("email", "set"))
    at = context()
    assert _title(two[0], at) == ("Asiakkaat, joista tämä pitää paikkansa:", "Customers for whom this holds:")
    assert _title(AnyOf(two), at)[0] == "Asiakkaat, joista vähintään yksi näistä pitää paikkansa:"
    assert _title(NoneOf(two), at)[0] == "Asiakkaat, joista mikään näistä ei pidä paikkaansa:"
    assert _title(Not(AnyOf(two)), at) == _title(NoneOf(two), at)
    assert _title(Not(NoneOf(two)), at) == _title(AnyOf(two), at)
    assert _title(Not(AllOf(two)), at) == (
        "Asiakkaat, joista kaikki nämä eivät pidä paikkaansa yhtä aikaa:",
        "Customers for whom not all of these hold:",
    )
    assert _title(Not(Not(AllOf(two))), at)[0] == "Asiakkaat, joista kaikki nämä pitävät paikkansa:"


def test_empty_groups_say_whom_they_take(context: Callable[..., ExplainContext]) -> None:
    everyone, nobody = explain(Segment("s", AllOf(())), context()), explain(Segment("s", AnyOf(())), context())
    assert everyone.body[0].text("fi") == "Ei ehtoja, joten tämä sopii kaikkiin."
    assert nobody.body[0].text("en") == "No conditions, so this fits nobody."


def test_areas_are_called_areas(context: Callable[..., ExplainContext], read: Callable[[str], str]) -> None:
    areas = Segment("areas", AllOf((Property("inhabitants", "gte", 1000), Member("villa-owners"))), of="areas")
    counts = {"where.all[0]": {"unknown": 3}}
    said = explain(areas, context(counts=counts, sizes={"villa-owners": 12}))
    assert read(said.text("fi")).splitlines() == [
        "Postinumeroalueet, joista kaikki nämä pitävät paikkansa:",
        "– Asukasmäärä on vähintään 1 000. Asukasmäärä puuttuu 3 alueelta, eikä niitä lasketa mukaan.",
        "– Alue kuuluu segmenttiin ”Huvilan omistajat” (12 aluetta 20.11.2026).",
    ]


def test_an_order_of_the_list_is_said_to_add_nobody(context: Callable[..., ExplainContext]) -> None:
    said = explain(Segment("s", Property("phone", "set"), rank_by=("income", "desc")), context())
    assert said.notes[0].fi == ("Lista järjestetään: vuositulo, suurin ensin. Järjestys ei lisää eikä poista ketään.")


def test_those_whom_a_rank_compares_are_a_tree_of_their_own(context: Callable[..., ExplainContext]) -> None:
    among = AllOf((Property("phone", "set"), Member("villa-owners")))
    rank = Rank(Event("sale", measure=Measure("sum", "amount")), percent=20, among=among)
    said = explain(Segment("s", rank), context(counts={"where": {"ranked": 50}}))
    lines = said.text("fi").splitlines()
    assert lines[1].startswith(
        "– Asiakas kuuluu eniten ostaneeseen 20 prosenttiin niistä 50 asiakkaasta, joista alla oleva ehto pitää"
    )
    assert lines[2:] == [
        "  – Vertailussa ovat mukana asiakkaat, joista kaikki nämä pitävät paikkansa:",
        "    – Puhelinnumero on tiedossa.",
        "    – Asiakas kuuluu segmenttiin ”Huvilan omistajat”.",
    ]


def test_a_partition_is_an_ordered_list(context: Callable[..., ExplainContext], read: Callable[[str], str]) -> None:
    partition = Partition(
        "lifecycle",
        (
            PartitionClass("new", Event("order", op="eq", value=1, window=YEAR), (("fi", "Uudet"), ("en", "New"))),
            PartitionClass(
                "loyal", AllOf((Event("order", value=4, window=YEAR), Consent("email"))), (("fi", "Uskolliset"),)
            ),
        ),
        PartitionClass("other", AllOf(()), (("fi", "Muut"), ("en", "Others"))),
        base=Event("order"),
        name=(("fi", "Elinkaarijako"), ("en", "Life cycle")),
    )
    said = explain(partition, context(sizes={"lifecycle/new": 1204, "lifecycle/other": 1}))
    rule = "Perutut ja kokonaan palautetut ostot eivät ole mukana."
    assert read(said.text("fi")).splitlines() == [
        "Jako ”Elinkaarijako”: jokainen mukana oleva asiakas kuuluu ensimmäiseen luokkaan, joka sopii.",
        "– Jaossa ovat mukana vain asiakkaat, joista tämä pitää paikkansa:",
        f"  – Asiakas on ostanut vähintään kerran. {rule}",
        "– 1. ”Uudet” (1 204 asiakasta):",
        f"  – Asiakas on ostanut tasan kerran viimeisten 12 kuukauden aikana (20.11.2025–19.11.2026). {rule}",
        "– 2. ”Uskolliset”:",
        f"  – Asiakas on ostanut vähintään 4 kertaa viimeisten 12 kuukauden aikana (20.11.2025–19.11.2026). {rule}",
        "  – Asiakkaalla on voimassa oleva suostumus sähköpostimarkkinointiin. Estolistaa ei tässä katsota, eikä"
        " sitä, puuttuuko osoite: ne tarkistaa ehto ”Saako lähettää viestin”. Jos lupatieto puuttuu, asiakasta ei"
        " lasketa mukaan.",
        "– 3. ”Muut” (1 asiakas): kaikki muut.",
    ]
    assert read(said.text("en")).splitlines()[0] == (
        "Partition “Life cycle”: every customer taken in is in the first class that fits."
    )


def test_the_whole_is_plain_json(context: Callable[..., ExplainContext]) -> None:
    plain = json.loads(json.dumps(explain(VILLA, context()).plain(), ensure_ascii=False))
    assert plain["body"][1]["children"][0]["path"] == "where.all[1].any[0]"
    assert set(plain["body"][0]) == {"path", "short", "full", "actions", "children"}
