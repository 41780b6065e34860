"""Writes the simulated sports shop's exports, each as its product writes it."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from osuma.engine.errors import Words
from osuma.engine.simulate.exports import Grid
from osuma.engine.simulate.population import OWN_DOMAIN, RESELLER_DOMAIN
from osuma.engine.simulate.rows import Sheet
from osuma.engine.simulate.shop import DEFAULT_SIZE, SportShop, sportshop
from osuma.workflows import xlsx
from osuma.workflows.installation.samples import delimited
from osuma.workflows.installation.samples.manifest import Manifest, SampleFile, definitions, mapping

DEFAULT_SEED = 20261119
DEFAULT_END = date(2026, 11, 19)
SOURCE = Words(
    fi="Simuloitu esimerkki: kauppa, ihmiset ja luvut on keksitty, eikä kukaan heistä ole olemassa.",
    en="Simulated sample: the shop, its people and its figures are invented, and none of them exists.",
)
_README = """\
# Reipas Urheilu (simuloitu / simulated)

{fi}
Osoitteet päättyvät .example, example.com tai example.fi, ja puhelinnumeroista puuttuu kaksi numeroa: ne eivät
ole kenenkään. Kaupunkien nimet, postinumerot ja kuntakoodit ovat oikeita, alueiden tilastot keksittyjä.

{en}
Addresses end in .example, example.com or example.fi, and phone numbers are two digits short: they are nobody's.
Names of cities, postcodes and municipality codes are real, the statistics of areas are invented.

seed {seed}, size {size}, end {end}
"""


def write_sportshop(
    folder: Path, seed: int = DEFAULT_SEED, size: int = DEFAULT_SIZE, end: date = DEFAULT_END
) -> Manifest:
    """Write the shop's files into a folder, which is made if need be; the same arguments give the same bytes.

    Raises Misuse where `size` is too small to hold every awkwardness.
    """
    shop = sportshop(random.Random(seed), end, size)  # noqa: S311 - repeatable on purpose
    folder.mkdir(parents=True, exist_ok=True)
    readme = _README.format(fi=SOURCE.fi, en=SOURCE.en, seed=seed, size=size, end=end.isoformat())
    (folder / "README.md").write_text(readme, encoding="utf-8", newline="\n")
    return Manifest(
        sample="sportshop",
        folder=folder,
        files=tuple(_files(folder, shop)),
        source=SOURCE,
        simulated=True,
        zone="Europe/Helsinki",
        currency="EUR",
        set_apart={OWN_DOMAIN: "employee", RESELLER_DOMAIN: "reseller"},
        truth=shop.truth,
        segments=definitions("sportshop"),
    )


def _files(folder: Path, shop: SportShop) -> Iterable[SampleFile]:
    yield _plain(folder, "areas", "postinumeroalueet.csv", shop.areas, "Postinumeroalueet", "Postcode areas")
    yield _plain(folder, "products", "products_export_1.csv", shop.products, "Kaupan tuotteet", "The shop's products")
    yield _plain(
        folder, "customers", "customers_export.csv", shop.customers, "Kaupan asiakkaat", "The shop's customers"
    )
    yield _plain(folder, "orders", "orders_export_1.csv", shop.orders, "Kaupan ostot", "The shop's orders")
    yield _audience(folder, shop)
    yield _members(folder, shop.members)
    yield _fair(folder, shop.fair)
    yield _plain(folder, "visits", "verkkokaynnit.csv", shop.visits, "Verkkokäynnit", "Site visits")
    yield _plain(
        folder, "messages", "uutiskirjeet.csv", shop.messages, "Uutiskirjeiden avaukset ja klikkaukset", "Newsletters"
    )


def _made(key: str, path: Path, rows: int, fi: str, en: str) -> SampleFile:
    return SampleFile(key=key, path=path, rows=rows, what=Words(fi=fi, en=en), mapping=mapping("sportshop", key))


def _plain(folder: Path, key: str, name: str, sheet: Sheet, fi: str, en: str) -> SampleFile:
    """Comma-separated UTF-8, as web products write it."""
    path = folder / name
    path.write_bytes(delimited.text(sheet))
    return _made(key, path, len(sheet.rows), fi, en)


def _audience(folder: Path, shop: SportShop) -> SampleFile:
    """The newsletter tool's zip with one file for each state."""
    path = folder / "audience_export_7c1e0a55d2.zip"
    members = {f"{state}_email_audience_export_7c1e0a55d2.csv": sheet for state, sheet in shop.newsletter.items()}
    delimited.archive(path, members)
    rows = sum(len(sheet.rows) for sheet in shop.newsletter.values())
    return _made(
        "newsletter", path, rows, "Uutiskirjeen tilaajat, peruneet ja poistetut", "The newsletter's audience"
    )


def _members(folder: Path, sheet: Sheet) -> SampleFile:
    """Semicolons and Windows-1252, as an old till program writes it."""
    path = folder / "kanta-asiakkaat.csv"
    path.write_bytes(delimited.text(sheet, ";", "cp1252"))
    return _made("members", path, len(sheet.rows), "Kanta-asiakkaat", "Loyalty members")


def _fair(folder: Path, sheet: Sheet) -> SampleFile:
    path = folder / "messukavijat.xlsx"
    xlsx.write(path, [Grid("Messukävijät", (sheet.header, *sheet.rows))])
    return _made("fair", path, len(sheet.rows), "Messukävijät", "Visitors of a fair")
