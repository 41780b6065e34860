"""Writes the exports of a simulated seller to companies: its CRM, a register, deals, calls and webinars."""

from __future__ import annotations

from datetime import date
from pathlib import Path, PurePosixPath

from osuma.engine.errors import Words
from osuma.engine.simulate.b2b.companies import OWN_DOMAIN
from osuma.engine.simulate.b2b.world import b2b_world
from osuma.engine.simulate.exports import Export
from osuma.engine.simulate.rows import Sheet
from osuma.workflows.installation.samples import delimited
from osuma.workflows.installation.samples.manifest import Manifest, SampleFile, definitions, mapping

DEFAULT_SEED = 20261119
DEFAULT_END = date(2026, 11, 19)
#: Contacts of the CRM.
DEFAULT_SIZE = 1_200
SOURCE = Words(
    fi="Simuloitu esimerkki: yritykset, ihmiset ja kaupat on keksitty, eikä ketään heistä ole olemassa.",
    en="Simulated sample: the companies, people and deals are invented, and none of them exists.",
)
#: What each file of the first delivery is called among the sample's own.
_KEYS = {
    "yritysrekisteri": "register", "hubspot-companies": "companies", "hubspot-contacts": "contacts",
    "hubspot-deals": "deals", "kauppojen-vaiheet": "stages", "soitot": "calls", "webinaarit": "webinars",
}  # fmt: skip
_README = """\
# Kirkas Mittaus (simuloitu / simulated)

{fi}
{en}

seed {seed}, size {size}, end {end}
"""


def write_b2b(folder: Path, seed: int = DEFAULT_SEED, size: int = DEFAULT_SIZE, end: date = DEFAULT_END) -> Manifest:
    """Write the seller's files into a folder, which is made if need be; the same arguments give the same bytes.

    Raises Misuse where `size` is too small to hold every awkwardness.
    """
    world = b2b_world(seed, end, size)
    folder.mkdir(parents=True, exist_ok=True)
    readme = _README.format(fi=SOURCE.fi, en=SOURCE.en, seed=seed, size=size, end=end.isoformat())
    (folder / "README.md").write_text(readme, encoding="utf-8", newline="\n")
    named = {PurePosixPath(e.path).stem: e for e in world.files if e.path.startswith("first/")}
    return Manifest(
        sample="b2b",
        folder=folder,
        files=tuple(_written(folder, key, named[stem]) for stem, key in _KEYS.items()),
        source=SOURCE,
        simulated=True,
        zone="Europe/Helsinki",
        currency="EUR",
        set_apart={OWN_DOMAIN: "employee"},
        segments=definitions("b2b"),
    )


def _written(folder: Path, key: str, export: Export) -> SampleFile:
    assert isinstance(export.content, Sheet)  # noqa: S101  - every file of this world is a table
    path = folder / PurePosixPath(export.path).name
    path.write_bytes(delimited.text(export.content, export.delimiter, export.encoding))
    rows = len(export.content.rows)
    return SampleFile(key=key, path=path, rows=rows, what=export.what, mapping=mapping("b2b", key))
