"""S24 (MP-027, MP-028): religion and ethnicity are blocked in fields, rules and names; the way past is on paper."""

from __future__ import annotations

from pathlib import Path

import people
import pytest

from in_process import Osuma
from osuma.engine.errors import OsumaError

REMAINS = {
    "S24.5": "a lookalike on it is refused: lookalikes are not built yet",
    "S24.6": "a cluster feature on it is refused: discovery is not built yet",
}
HEADER = ("Asiakasnumero", "Sähköposti", "Uskonto", "Etninen tausta")
ROWS: list[tuple[object, ...]] = [
    (f"U{n}", f"u{n}@example.fi", word, other)
    for n, (word, other) in enumerate((("luterilainen", "romani"), ("ortodoksi", ""), ("", "saamelainen")))
]
MAPPING = """
osuma_mapping: 1
source: jasenet
outputs:
  - target: customers
    columns:
      Asiakasnumero: person_id
      Sähköposti: email
      %s: {to: %s, as: text}
"""
BASIS = """
fields: [%s]
who: Ilona Harju
signed: Ilona Harju
role: data_protection_officer
purpose: Jäsenrekisteri
article: 9(2)(d)
date: 2026-10-01
"""


@pytest.fixture
def members_file(folder: Path) -> Path:
    return people.write_rows(folder / "jasenet.csv", HEADER, ROWS)


@pytest.mark.parametrize(("header", "field"), [("Uskonto", "x_uskonto"), ("Etninen tausta", "x_etninen_tausta")])
def test_a_field_of_a_special_category_is_refused(
    osuma: Osuma, members_file: Path, folder: Path, header: str, field: str
) -> None:
    mapping = folder / f"{field}.yaml"
    mapping.write_text(MAPPING % (header, field), encoding="utf-8")
    # S24.1
    with pytest.raises(OsumaError) as refused:
        osuma.load(members_file, mapping=mapping)
    assert "arkaluonteis" in refused.value.what.fi.casefold()
    assert osuma.count("{osuma: 1, slug: all, where: {all: []}}", people.AS_OF)["count"] == 0


@pytest.mark.parametrize("field", ["religion", "uskonto", "ethnicity", "x_uskonto"])
def test_a_rule_on_such_a_field_is_refused(osuma: Osuma, field: str) -> None:
    rule = f"{{osuma: 1, slug: s, where: {{property: {field}, op: set}}}}"
    # S24.2
    with pytest.raises(OsumaError):
        osuma.count(rule, people.AS_OF)
    with pytest.raises(OsumaError):
        osuma.apply(rule)


@pytest.mark.parametrize("name", ["Uskonnolliset yhteisöt", "Romanit", "Ethnic minorities", "Muslimit"])
def test_names_are_screened(osuma: Osuma, name: str) -> None:
    rule = f"osuma: 1\nslug: named\nname: {{fi: {name}, en: {name}}}\nwhere: {{event: order}}\n"
    # S24.3
    with pytest.raises(OsumaError) as refused:
        osuma.apply(rule)
    assert refused.value.code != "wrong_arguments"


def test_the_way_past_needs_a_written_basis(members_file: Path, folder: Path, tmp_path: Path) -> None:
    osuma = Osuma.create(tmp_path / "installation")
    mapping = folder / "x_uskonto.yaml"
    mapping.write_text(MAPPING % ("Uskonto", "x_uskonto"), encoding="utf-8")
    unsigned = folder / "peruste-ilman-paivaa.yaml"
    unsigned.write_text((BASIS % "x_uskonto").replace("date: 2026-10-01\n", ""), encoding="utf-8")
    signed = folder / "peruste.yaml"
    signed.write_text(BASIS % "x_uskonto", encoding="utf-8")
    # S24.4
    with pytest.raises(OsumaError):
        osuma.load(members_file, mapping=mapping, allow_special=unsigned)
    osuma.load(members_file, mapping=mapping, allow_special=signed)
    rule = "{osuma: 1, slug: s, purpose: Kirje, kpi: orders, where: {property: x_uskonto, op: set}}"
    assert osuma.count(rule, people.AS_OF)["count"] == 2
    assert "9(2)(d)" in osuma.audit_text()
    # S24.7
    osuma.apply(rule, "{osuma: 1, slug: made-of-it, purpose: Kirje, kpi: orders, where: {any: [{member: s}]}}")
    for slug in ("s", "made-of-it"):
        to = folder / f"{slug}.csv"
        with pytest.raises(OsumaError, match="cannot go to an advertising platform") as refused:
            osuma.ask("segments.export", slug=slug, to=str(to), for_="ads", drop_blocked=True)
        assert "mainosalustalle" in refused.value.what.fi
        assert not to.exists()
    osuma.export("s", folder / "oma.csv")
    assert (folder / "oma.csv").exists()
