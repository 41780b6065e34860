"""Whose postcode is an area: of Finland and of Åland, whose postcodes the statistics hold, and of nowhere else."""

from __future__ import annotations

from pathlib import Path

from in_process import Osuma

PEOPLE = "Asiakasnumero;Etunimi;Sähköposti;Postinumero;Maa\nF;Aino;f@example.fi;22100;Suomi\n" + (
    "A;Åke;a@example.fi;22100;AX\nU;Uno;u@example.fi;22100;\nS;Sven;s@example.fi;22100;SE\n"
)
AREAS = "posti_alue,nimi,he_vakiy,hr_mtu,ra_asunn,ra_pt_as,kunta,euref_x,euref_y\n" + (
    "22100,Mariehamn,5000,30000,2600,400,478,107000,6686000\n"
)


def test_a_postcode_of_aland_is_an_area_by_either_country_code(tmp_path: Path) -> None:
    osuma = Osuma.create(tmp_path / "osuma")
    for name, text in (("alueet.csv", AREAS), ("asiakkaat.csv", PEOPLE)):
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        osuma.load(file)
    rule = "slug: alue\nwhere: {property: area_inhabitants, op: gte, value: 1000}\n"
    assert osuma.members(rule) == {"F", "A", "U"}
