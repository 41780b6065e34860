"""200 people of whom the guard rails have something to say: 60 bought yesterday, 20 live in Inari."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

#: The day of every order.
DAY = date.today() - timedelta(days=1)


def files(folder: Path) -> list[Path]:
    """200 people, 60 of whom bought: women and men alike, all but the last 20 of them in Helsinki."""
    people, orders = folder / "asiakkaat.csv", folder / "tilaukset.csv"
    rows = ["Asiakasnumero;Sähköposti;Sukupuoli;Kaupunki"]
    rows += [
        f"{n};a{n}@x.fi;{'nainen' if n % 2 else 'mies'};{'Helsinki' if n < 180 else 'Inari'}" for n in range(200)
    ]
    people.write_text("\n".join(rows) + "\n", encoding="utf-8")
    bought = ["Tilausnumero;Tilauspvm;Asiakasnumero;Summa"]
    bought += [f"T{n};{DAY.day}.{DAY.month}.{DAY.year};{n};10,00" for n in range(60)]
    orders.write_text("\n".join(bought) + "\n", encoding="utf-8")
    return [people, orders]
