"""A mutilated file is imported right, or refused with a sentence that names the place and the cause."""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from mutilate import (
    MUTILATIONS,
    ROWS,
    Base,
    Mutilated,
    base,
    workbook_truncated,
    workbook_without_sheet,
    zip_truncated,
)
from staging import Staged, staged_file

from in_process import Osuma
from osuma.engine.errors import Refused
from osuma.ingestion.reasons import REASONS
from osuma.store.checksum import checksums

BASES = (
    base("finnish_orders/sample.csv", "Tilausnumero", "Sähköposti", "Tilauspvm", "Summa"),
    base("finnish_customers/sample.csv", "Asiakasnumero", "Sähköposti", "Syntymäaika"),
    base("woocommerce_orders/webtoffee_sample.csv", "order_number", "billing_email", "order_date", "order_total"),
)
#: What Python and its libraries say when they fail; nobody should read it.
_PROGRAM = re.compile(r"Traceback|Error\b|Exception|codec|zlib|KeyError|0x[0-9a-f]{4}|/tmp/")
_ID = {"orders": "order_id", "customers": "email"}


def facts(staged: Staged) -> dict[str, tuple[Any, ...]]:
    """Id → what was read of the row: the money to the cent and the day, or who it is."""
    target = "orders" if "orders" in staged.outputs else "customers"
    told = ("total", "ts", "person_email") if target == "orders" else ("person_id", "last_name", "postcode")
    return {str(row[_ID[target]]): tuple(row[c] for c in told) for row in staged.outputs[target]}


def same(found: tuple[Any, ...] | None, truth: tuple[Any, ...], *, unknown: bool) -> bool:
    """Whether a row was read as it is. unknown: whether a cell may be missing, for its column is."""
    return found is not None and all(a == b or (unknown and a is None) for a, b in zip(found, truth, strict=True))


def read(file: Mutilated, folder: Path) -> Staged:
    path = folder / f"vienti{file.suffix}"
    path.write_bytes(file.data)
    work = folder / "work"
    work.mkdir()
    return staged_file(path, work)


@pytest.fixture(scope="module")
def truths(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[str, tuple[Any, ...]]]]:
    found = {}
    for one in BASES:
        staged = read(Mutilated(one.text().encode()), tmp_path_factory.mktemp("truth"))
        assert staged.refused == []
        found[one.name] = list(facts(staged).items())
        assert len(found[one.name]) == ROWS
    return found


def said_well(refused: Refused) -> None:
    assert refused.mistakes
    for mistake in refused.mistakes:
        assert mistake.where
        for sentence in (mistake.what.fi, mistake.what.en):
            assert len(sentence) > 15
            assert not _PROGRAM.search(sentence), sentence


@pytest.mark.parametrize("mutilation", MUTILATIONS, ids=lambda m: m.__name__)
@pytest.mark.parametrize("one", BASES, ids=lambda b: b.name.split("/")[0])
def test_imported_right_or_refused_with_place_and_cause(
    mutilation: Callable[[Base, random.Random], Mutilated], one: Base, tmp_path: Path, truths: dict[str, Any]
) -> None:
    file = mutilation(one, random.Random(zlib.crc32(f"{mutilation.__name__} {one.name}".encode())))
    try:
        staged = read(file, tmp_path)
    except Refused as refused:
        said_well(refused)
        return
    found, truth = facts(staged), truths[one.name]
    for row, _, _, code in [
        *staged.refused,
        *((r.row, r.column, r.value, r.code) for r in staged.plan.refused_early),
    ]:
        assert row > 0
        assert REASONS[code].fi
        assert REASONS[code].en
    told = len({row for row, *_ in staged.refused} | {r.row for r in staged.plan.refused_early})
    for place, (key, value) in enumerate(truth):
        if place not in file.touched:
            assert same(found.get(key), value, unknown=file.unknown), (key, staged.refused, staged.plan.refused_early)
    strange = found.keys() - {key for key, _ in truth}
    lost = {key for key, _ in truth} - found.keys()
    assert len(strange) <= len(file.touched), strange
    assert len(lost) <= told + len(strange), (lost, "lost without a word")


def test_an_id_that_a_spreadsheet_destroyed_and_a_total_are_refused_and_not_taken_for_people(tmp_path: Path) -> None:
    text = "Asiakasnumero;Sähköposti;Etunimi;Sukunimi\n1,23E+11;a@x.fi;A;Aalto\nYhteensä;;;\n7.0;b@x.fi;B;Salo\n"
    staged = read(Mutilated(text.encode()), tmp_path)
    assert [(row, column, code) for row, column, _, code in staged.refused] == [
        (2, "Asiakasnumero", "not_an_id"),
        (3, "Asiakasnumero", "not_an_id"),
    ]
    assert facts(staged) == {"b@x.fi": ("7", "Salo", None)}


def test_a_file_that_is_refused_leaves_nothing_behind(tmp_path: Path) -> None:
    osuma = Osuma.create(tmp_path / "installation")
    one, rng = BASES[0], random.Random(7)
    whole = tmp_path / "tilaukset.csv"
    whole.write_text(one.text(), encoding="utf-8")
    osuma.load(whole)
    database = next(osuma.folder.rglob("*.duckdb"))
    with duckdb.connect(str(database), read_only=True) as con:
        before = checksums(con)
    for mutilation in (zip_truncated, workbook_truncated, workbook_without_sheet):
        file = mutilation(one, rng)
        path = tmp_path / f"{mutilation.__name__}{file.suffix}"
        path.write_bytes(file.data)
        with pytest.raises(Refused) as refused:
            osuma.load(path)
        said_well(refused.value)
        assert path.name in refused.value.mistakes[0].where
    with duckdb.connect(str(database), read_only=True) as con:
        assert checksums(con) == before
    assert len(osuma.ask("import.list")["loads"]) == 1
