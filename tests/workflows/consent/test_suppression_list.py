"""Who has unsubscribed, complained or bounced: read from files, kept with its time, asked of segments."""

from __future__ import annotations

from pathlib import Path

import pytest

from in_process import Osuma

PEOPLE = """Asiakasnumero;Sähköposti
A;a@example.fi
B;b@example.fi
C;c@example.fi
D;d@example.fi
E;
"""
#: A list with times, one without, and the first again with a later time for one of them.
LISTS = (
    "Sähköposti,Syy,Aika\nA@example.fi,unsubscribed,2026-11-10T10:00:00Z\nb@example.fi,complained,2026-03-02T10:00:00Z\n",
    "Sähköposti,Syy,Aika\nc@example.fi,bounced,\nb@example.fi,complained,\n",
    "Sähköposti,Syy,Aika\na@example.fi,unsubscribed,2026-11-10T10:00:00Z\na@example.fi,unsubscribed,2026-02-10T10:00:00Z\n",
)
MAPPING = """
osuma_mapping: 1
source: kirje
outputs:
  - target: suppressions
    columns: {Sähköposti: address, Syy: reason, Aika: ts}
    constants: {channel: email}
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Osuma:
    folder = tmp_path_factory.mktemp("suppressed")
    osuma = Osuma.create(folder / "installation")
    (folder / "map.yaml").write_text(MAPPING, encoding="utf-8")
    (folder / "people.csv").write_text(PEOPLE, encoding="utf-8")
    osuma.load(folder / "people.csv")
    for n, text in enumerate(LISTS):
        _listed(osuma, folder / f"{n}.csv", text, folder / "map.yaml")
    return osuma


def _listed(osuma: Osuma, file: Path, text: str, mapping: Path) -> int:
    file.write_text(text, encoding="utf-8")
    return int(osuma.load(file, mapping=mapping)["import_id"])


def _rule(condition: str) -> str:
    return f"osuma: 1\nslug: x\nwhere: {condition}\n"


def test_every_time_that_a_source_gives_is_kept_once(shop: Osuma) -> None:
    found = shop.rows("SELECT reason, CAST(ts AS VARCHAR), dated FROM suppressions WHERE dated ORDER BY ALL")
    assert found == [
        ("complained", "2026-03-02 10:00:00", True), ("unsubscribed", "2026-02-10 10:00:00", True),
        ("unsubscribed", "2026-11-10 10:00:00", True),
    ]  # fmt: skip
    # that somebody is on it is not said twice without a time
    assert shop.rows("SELECT reason, dated FROM suppressions WHERE NOT dated") == [("bounced", False)]


def test_it_is_asked_of_segments(shop: Osuma) -> None:
    assert shop.members(_rule("{suppressed: email}")) == {"A", "B", "C"}
    assert shop.members(_rule("{message: complained}")) == {"B"}
    assert shop.members(_rule("{message: unsubscribed, window: {until: 2026-02-28}}")) == {"A"}
    assert shop.members(_rule("{not: {suppressed: email}}")) == {"D"}
    counted = shop.count(_rule("{suppressed: email, window: {since: 2026-11-01}}"))
    assert (counted["count"], counted["unknown"]) == (1, 2)  # when C bounced is not known; E has no address


def test_who_gives_consent_again_has_unsubscribed_all_the_same(tmp_path: Path) -> None:
    osuma = Osuma.create(tmp_path / "installation")
    given = "Asiakasnumero;Sähköposti;Markkinointilupa;Lupa annettu\nF;f@example.fi;kyllä;2026-11-15T10:00:00Z\n"
    (tmp_path / "given.csv").write_text(given, encoding="utf-8")
    (tmp_path / "map.yaml").write_text(MAPPING, encoding="utf-8")
    osuma.load(tmp_path / "given.csv")
    gone = "Sähköposti,Syy,Aika\nf@example.fi,unsubscribed,2026-05-05T10:00:00Z\n"
    undoable = _listed(osuma, tmp_path / "gone.csv", gone, tmp_path / "map.yaml")
    both = _rule("{all: [{suppressed: email, reason: unsubscribed}, {reach: email}]}")
    assert osuma.members(both) == {"F"}
    # only undoing the import that brought it takes it back
    osuma.ask("import.undo", import_id=undoable)
    assert osuma.members(both) == set()


def test_the_sentence_and_the_reasons_of_one_person(shop: Osuma) -> None:
    rule = _rule("{message: unsubscribed, window: {since: 2026-11-01}}")
    said = (
        "Asiakas on peruuttanut uutiskirjeen 1.11.2026 tai sen jälkeen. Sähköpostiosoite tai estolistalle lisäämisen "
        "päivä puuttuu 1 asiakkaalta, eikä häntä lasketa mukaan."
    )
    assert said in shop.sentences(rule, "fi")
    told = str(shop.explain(rule, customer="A")).replace("\u00a0", " ")
    assert "lisättiin estolistalle 10.11.2026 viestien peruutuksen vuoksi (lähde ”kirje”)" in told


def test_what_no_list_tells_of_is_said(shop: Osuma) -> None:
    (warning,) = shop.count(_rule("{not: {suppressed: email, reason: objection}}"))["warnings"]
    assert (warning["code"], warning["slug"]) == ("untold", "x")
    assert "tuo uutiskirjetyökalun peruneet ja poistetut" in warning["fi"]
    assert shop.count(_rule("{suppressed: email, reason: bounced}"))["warnings"] == []


def test_what_nothing_has_told_of_yet_is_said(shop: Osuma) -> None:
    rule = _rule("{none: [{changed: city}, {experiment: kevat}]}")
    counted = shop.count(rule)
    assert counted["count"] == 5  # everybody, by itself
    assert [(one["code"], one["en"].split(": ")[1].split(".")[0]) for one in counted["warnings"]] == [
        ("untold", "no change of the field is known yet"), ("untold", "nobody is in the experiment"),
    ]  # fmt: skip


def test_the_card_tells_why_and_since_when(shop: Osuma) -> None:
    def told(email: str) -> list[tuple[object, ...]]:
        (one,) = shop.ask("customers.find", text=email)["customers"]
        card = shop.ask("customers.card", key=one["key"])
        return [
            (row["channel"], row["reason"]["fi"], row["at"], row["dated"], row["bars"])
            for row in card["suppressions"]
        ]

    assert told("a@example.fi") == [
        ("email", "perui viestit", "2026-11-10", True, True),
        ("email", "perui viestit", "2026-02-10", True, True),
    ]
    assert [row[3] for row in told("c@example.fi")] == [False], "no source said when; the day is that of the import"
    assert told("d@example.fi") == []
