"""S27: people by the language they read. What is written to each is a message, which is not built yet."""

from __future__ import annotations

from pathlib import Path

import people
import pytest

from in_process import Osuma
from osuma.engine.errors import Refused

HEADER = ("Asiakasnumero", "Sähköposti", "Kieli")
#: As sources write it → whose contents they get. A language that there is nothing in falls back as an unknown one.
SAID = (
    ("suomi", "finnish"),
    ("fi", "finnish"),
    ("Svenska", "swedish"),
    ("sv", "swedish"),
    ("English", "default"),
    ("ru", "default"),
    ("", "default"),
)
CONTENTS = """
osuma: 1
partition: languages
classes:
  - {slug: finnish, where: {property: language, op: eq, value: fi}}
  - {slug: swedish, where: {property: language, op: eq, value: sv}}
other: {slug: default}
"""
NAMED = "osuma: 1\nslug: ryhma\nname: {fi: %s, en: Group}\nwhere: {property: language, op: eq, value: ru}\n"


@pytest.fixture(scope="module")
def shop(osuma: Osuma, folder: Path) -> Osuma:
    rows = [(str(n), f"l{n}@example.fi", said) for n, (said, _) in enumerate(SAID)]
    osuma.load(people.write_rows(folder / "kielet.csv", HEADER, rows))
    osuma.apply(CONTENTS)
    return osuma


def test_everybody_is_in_one_class_by_language_and_the_default_takes_the_rest(shop: Osuma) -> None:
    found = [(who, slug) for slug in ("finnish", "swedish", "default") for who in shop.members(f"languages/{slug}")]
    # S27.1
    assert sorted(found) == [(str(n), slug) for n, (_, slug) in enumerate(SAID)]


def test_a_language_stands_for_no_origin(shop: Osuma) -> None:
    assert shop.count(NAMED % "Venäjänkieliset", people.AS_OF)["count"] == 1
    # S27.3
    for name in ("Etninen vähemmistö", "Romanit"):
        with pytest.raises(Refused) as refused:
            shop.count(NAMED % name, people.AS_OF)
        assert "arkaluonte" in refused.value.mistakes[0].what.fi
