"""A little shop whose every answer is known by heart, for the things that hurt the users of other products."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from in_process import Osuma

#: Six people. 4 refused marketing, 5 has no purchase, of 6 nothing but the number is known.
CUSTOMERS = """Asiakasnumero;Sähköposti;Etunimi;Kaupunki;Markkinointilupa
1;1@posti.example;Aino;Turku;kyllä
2;2@posti.example;Eero;Turku;kyllä
3;3@posti.example;Helmi;Oulu;kyllä
4;4@posti.example;Onni;Oulu;ei
5;5@posti.example;Liisa;Lahti;kyllä
6;;;;
"""
#: 1 buys in the first hour of 1 April at Helsinki, which is still March in UTC.
ORDERS = """Tilausnumero;Tilauspvm;Sähköposti;Summa
1;1.4.2025 00:30;1@posti.example;150,00
2;20.3.2025 12:00;2@posti.example;60,00
3;10.1.2025 12:00;3@posti.example;100,00
4;30.4.2025 23:30;4@posti.example;20,00
"""


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Osuma:
    folder = tmp_path_factory.mktemp("pains")
    made = Osuma.create(folder / "installation")
    for name, text in (("asiakkaat.csv", CUSTOMERS), ("tilaukset.csv", ORDERS)):
        (folder / name).write_text(text, encoding="utf-8")
        made.load(folder / name)
    return made


@pytest.fixture
def shop(told: Osuma, tmp_path: Path) -> Osuma:
    """A copy for each test."""
    return Osuma(Path(shutil.copytree(told.folder, tmp_path / "installation")))
