"""`osuma simulate`: files of an invented company, with the truth beside them, into a folder of the asker's."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

from osuma.engine.errors import Conflict, Misuse, Words
from osuma.engine.simulate.b2b.world import b2b_world
from osuma.engine.simulate.exports import Content, Export, Kind, World
from osuma.engine.simulate.retail.world import shop_world
from osuma.engine.simulate.rows import Sheet
from osuma.workflows import xlsx
from osuma.workflows.installation.samples import delimited

Maker: TypeAlias = Callable[[int, date, int], World]

DEFAULT_SEED = 20261119
#: The last day of the first delivery; the second is a month later.
END = date(2026, 10, 20)
TRUTH, NOTE = "truth", "README.md"


@dataclass(frozen=True)
class Sized:
    """One kind of world. people: how many it has where nobody says."""

    make: Maker
    people: int


KINDS: Mapping[Kind, Sized] = {"shop": Sized(shop_world, 3_000), "b2b": Sized(b2b_world, 1_200)}
_README = """\
# Simuloitu aineisto / simulated data ({kind})

Yritys, ihmiset, osoitteet ja luvut on keksitty, eikä kukaan heistä ole olemassa. Kaupunkien nimet ja postinumerot
ovat oikeita. Kansiossa truth on se, mitä tiedostojen takana todella on: tuo vain muut kansiot.

The company, its people, addresses and figures are invented, and none of them exists. Names of cities and postcodes
are real. The folder truth holds what is really so behind the files: import only the other folders.

seed {seed}, people {people}, end {end}
"""


def simulate(
    folder: Path, kind: str, people: int | None = None, seed: int = DEFAULT_SEED, end: date = END
) -> dict[str, Any]:
    """Write a world's files into a folder, which is made if need be. The same arguments write the same bytes.

    people: of the consumer shop its customers, of the other its contacts; null means the kind's own size. Conflict
    where the folder holds anything; Misuse for an unknown kind, or for so few people that something would be missing.
    """
    found = KINDS.get(kind)  # type: ignore[call-overload]  # any text may be asked for
    if found is None:
        known = ", ".join(KINDS)
        raise Misuse(
            Words(f"Lajia ”{kind}” ei ole. On: {known}.", f"No kind “{kind}”. There are: {known}."), "no_kind"
        )
    folder = folder.expanduser().absolute()
    _refuse_taken(folder)
    size = found.people if people is None else people
    world = found.make(seed, end, size)
    for export in world.files:
        _write(folder / export.path, export)
    for name, sheet in world.truth.items():
        _made(folder / TRUTH / f"{name}.csv").write_bytes(delimited.text(sheet))
    facts = {"kind": kind, "seed": seed, "people": size, **world.facts}
    _text(folder / TRUTH / "facts.json", json.dumps(facts, ensure_ascii=False, indent=2) + "\n")
    _text(folder / NOTE, _README.format(kind=kind, seed=seed, people=size, end=end.isoformat()))
    return {
        "folder": str(folder),
        "kind": kind,
        "people": size,
        "files": [
            {"path": export.path, "rows": _rows(export.content), "what": export.what.plain()}
            for export in world.files
        ],
        "truth": sorted(world.truth),
        "sentences": [_told(folder, world)],
    }


def _refuse_taken(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Conflict(
            Words(
                f"Kansiossa {folder} on jo jotakin. Anna tyhjä tai uusi kansio.",
                f"There is something in {folder} already. Give an empty or a new folder.",
            ),
            "folder_taken",
        )


def _made(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _text(path: Path, text: str) -> None:
    _made(path).write_text(text, encoding="utf-8", newline="\n")


def _write(path: Path, export: Export) -> None:
    _made(path)
    if isinstance(export.content, Sheet):
        path.write_bytes(delimited.text(export.content, export.delimiter, export.encoding))
    elif isinstance(export.content, tuple):
        xlsx.write(path, export.content)
    else:
        delimited.archive(path, export.content)


def _rows(content: Content) -> int:
    """Rows below the header; of a workbook all rows, for what its headers are is for the reader to find."""
    if isinstance(content, Sheet):
        return len(content.rows)
    if isinstance(content, tuple):
        return sum(len(grid.rows) for grid in content)
    return sum(len(sheet.rows) for sheet in content.values())


def _told(folder: Path, world: World) -> dict[str, str]:
    count = len(world.files)
    return {
        "fi": f"{count} tiedostoa on kansiossa {folder}, ja totuus niistä sen alikansiossa {TRUTH}.",
        "en": f"{count} files are in {folder}, and the truth of them in its folder {TRUTH}.",
    }
