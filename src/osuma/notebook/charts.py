"""Answers as pictures, each with the table that it is drawn from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import pyarrow.compute as pc

from osuma.engine.errors import Misuse, Words
from osuma.notebook.definitions import Given
from osuma.notebook.tables import Table

BLUE = "#1f5fa8"
#: What notebooks can draw: the pictures are the same in both.
VEGA_LITE = ("v5", "v6")


@dataclass(frozen=True)
class Picture:
    """chart: an altair chart, to change as one likes. table: its figures."""

    chart: Any
    table: Table

    def save(self, path: str | Path) -> Path:
        """Write it as Vega-Lite JSON, with its figures in it."""
        Path(path).write_text(json.dumps(self.chart.to_dict(), ensure_ascii=False, indent=1), encoding="utf-8")
        return Path(path)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """What a notebook draws by itself; altair's own form would fetch its program from the network."""
        drawn = self.chart.to_dict()
        schema = "https://vega.github.io/schema/vega-lite/{}.json"
        return {
            "text/plain": repr(self.table),
            "text/html": self.table._repr_html_(),
            **{f"application/vnd.vegalite.{v}+json": {**drawn, "$schema": schema.format(v)} for v in VEGA_LITE},
        }


class Answers(Protocol):
    """What pictures are drawn of."""

    def sizes(self, definitions: Sequence[Given], as_of: str | date | None = None) -> Table: ...
    def overlap(self, definitions: Sequence[Given], as_of: str | date | None = None) -> Table: ...


class Charts:
    """Pictures of some data."""

    def __init__(self, data: Answers) -> None:
        self._data = data
        self._altair = _altair()

    def sizes(self, definitions: Sequence[Given], as_of: str | date | None = None, language: str = "en") -> Picture:
        """Bars: how many customers are in each."""
        found = self._data.sizes(definitions, as_of)
        return Picture(self._bars(found, f"name_{_known(language)}", language), found)

    def rfm(self, as_of: str | date | None = None, language: str = "en") -> Picture:
        """Bars: how many customers are in each class of the RFM grid, the best first."""
        from osuma.engine.segments.templates import templates

        found = self._data.sizes([templates()["rfm"]], as_of)
        classes = Table(found.table.filter(pc.match_substring(found.table["slug"], "/")))
        return Picture(self._bars(classes, f"name_{_known(language)}", language), classes)

    def overlap(self, definitions: Sequence[Given], as_of: str | date | None = None) -> Picture:
        """A grid: how many customers each pair shares."""
        alt, found = self._altair, self._data.overlap(definitions, as_of)
        order = list(dict.fromkeys(found.table["one"].to_pylist()))
        grid = alt.Chart(alt.Data(values=found.to_pylist())).encode(
            x=alt.X("other:N", sort=order, title=None), y=alt.Y("one:N", sort=order, title=None)
        )
        cells = grid.mark_rect().encode(color=alt.Color("customers:Q", legend=None, scale=alt.Scale(scheme="blues")))
        most = max(found.table["customers"].to_pylist(), default=0)
        figures = grid.mark_text().encode(
            text="customers:Q",
            color=alt.condition(f"datum.customers > {most / 2}", alt.value("white"), alt.value("black")),
        )
        return Picture(cells + figures, found)

    def _bars(self, found: Table, name: str, language: str) -> Any:
        alt = self._altair
        rows = found.to_pylist()
        title = {"fi": "asiakkaita", "en": "customers"}[language]
        return (
            alt.Chart(alt.Data(values=rows))
            .mark_bar(color=BLUE)
            .encode(
                x=alt.X("members:Q", title=title),
                y=alt.Y(f"{name}:N", sort=[row[name] for row in rows], title=None),
                tooltip=[f"{name}:N", "members:Q", "unknown:Q"],
            )
        )


def _known(language: str) -> str:
    if language not in ("fi", "en"):
        raise Misuse(
            Words(f"Kieltä ”{language}” ei ole: fi tai en.", f"No language “{language}”: fi or en."), "language"
        )
    return language


def _altair() -> Any:
    try:
        import altair
    except ImportError:
        raise Misuse(
            Words(
                "Kuviin tarvitaan altair: pip install osuma[notebook]",
                "Pictures need altair: pip install osuma[notebook]",
            ),
            "no_altair",
        ) from None
    return altair
