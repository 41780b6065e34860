"""Software that opens and clicks, strangers who become one person, definitions too big to be quiet about."""

from __future__ import annotations

from pathlib import Path

import pytest

from in_process import Osuma
from osuma.engine.errors import Refused

CLICKS = """Aika,Sähköposti,Kampanja,Ohjelma
2025-04-02T10:00:00Z,1@posti.example,Kevät,false
2025-04-02T10:00:01Z,2@posti.example,Kevät,true
2025-04-02T10:00:01Z,3@posti.example,Kevät,true
"""
CLICK_MAP = """osuma_mapping: 1
source: kirje
outputs:
  - target: events:email_click
    columns: {Aika: ts, Sähköposti: person_email, Kampanja: campaign, Ohjelma: machine}
"""
#: A stranger's row with the telephone of another, and one whose name is written in an older alphabet.
STRANGERS = """Asiakasnumero;Sähköposti;Etunimi;Puhelin
A;a@posti.example;Aino;040 1234567
B;b@posti.example;Väinö;040 1234567
"""


def written(slug: str, rule: str) -> str:
    return f"osuma: 1\nslug: {slug}\nwhere: {rule}\n"


def test_clicks_of_scanners_put_nobody_into_a_segment(shop: Osuma, tmp_path: Path) -> None:
    """mautic#9798, #9162, #16263: corporate mail scanners click and then poison membership, scores and reports."""
    (tmp_path / "clicks.csv").write_text(CLICKS, encoding="utf-8")
    (tmp_path / "map.yaml").write_text(CLICK_MAP, encoding="utf-8")
    shop.load(tmp_path / "clicks.csv", mapping=tmp_path / "map.yaml")
    assert shop.members(written("x", "{message: clicked}")) == {"1"}
    assert shop.members(written("x", "{message: clicked, human: false}")) == {"2", "3"}
    # who counts every click is told that software is among them
    every = written("x", "{event: email_click}")
    assert shop.count(every)["count"] == 3
    assert "tietoturvaohjelmien automaattiset klikkaukset" in shop.sentences(every, "fi")
    assert "Automatic clicks by security software" in shop.sentences(every, "en")


def test_what_was_joined_comes_apart_with_its_segments_as_they_were(shop: Osuma) -> None:
    """mautic#7532, #6947, #5504, #5495: strangers' data overwrite a contact, and there is no way back."""
    names = written("turku", "{all: [{property: city, op: eq, value: Turku}, {event: order}]}")
    shop.apply(names)
    before = shop.members("turku")
    assert before == {"1", "2"}
    joined = shop.ask("identity.merge", a="1", b="2")
    assert shop.count("turku")["count"] == 1
    shop.ask("identity.undo", link_id=joined["link_id"])
    assert shop.members("turku") == before
    with pytest.raises(Refused):  # taking it back says that they are two
        shop.ask("identity.apart", a="1", b="2")


def test_two_people_of_one_telephone_stay_two_and_an_old_alphabet_stops_nothing(shop: Osuma, tmp_path: Path) -> None:
    """mautic#5461, #5955, #2123: a file that is not UTF-8 stops the import; #5504: a number makes two one."""
    (tmp_path / "vanha.csv").write_bytes(STRANGERS.encode("cp1252"))
    one = shop.load(tmp_path / "vanha.csv", source="vanha")
    assert (one["rows"], one["refused"]) == (2, 0)
    assert shop.members(written("x", "{property: first_name, op: eq, value: väinö}")) == {"B"}
    assert shop.members(written("x", "{property: phone, op: eq, value: '+358401234567'}")) == {"A", "B"}


def test_a_definition_of_a_thousand_conditions_is_computed(shop: Osuma) -> None:
    """PostHog#29896: a cohort fails silently when its query is too big; #9747: it silently stops updating."""
    wanted = ", ".join(f"{{property: email, op: eq, value: {n}@posti.example}}" for n in range(1, 1001))
    shop.apply(written("iso", f"{{any: [{wanted}]}}"))
    (told,) = shop.refresh()["segments"]
    assert (told["count"], told.get("error")) == (5, None)
    (listed,) = shop.ask("segments.list")["segments"]
    assert listed["count"] == 5
    assert shop.count("iso")["count"] == 5
