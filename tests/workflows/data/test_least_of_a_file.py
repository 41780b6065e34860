"""The least that a file may say of each kind of row: it is taken, or one sentence says what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from in_process import Osuma
from osuma.engine.errors import Refused
from osuma.ingestion.targets import TARGETS, Target

_VALUES = {"TIMESTAMP": "2026-01-02T10:00:00Z", "DATE": "2026-01-02", "BIGINT": "1", "DECIMAL(18,4)": "10"}
_NAMED = {"postcode": "00100", "address": "a@example.fi", "state": "granted"}


@pytest.fixture(scope="module")
def osuma(tmp_path_factory: pytest.TempPathFactory) -> Osuma:
    return Osuma.create(tmp_path_factory.mktemp("least"))


def fields(target: Target) -> list[str]:
    """What a row must have, and one column that tells whose it is."""
    named = ["account_id"] if target.name == "accounts" else ["person_id"] if target.people else []
    return list(dict.fromkeys([*target.required, *named, *(group[0] for group in target.links)]))


def least(name: str) -> dict[str, str]:
    """A row of them."""
    target = TARGETS[name]
    values = {f: _NAMED.get(f) or _VALUES.get(target.columns[f], "x") for f in fields(target)}
    return {f: "open" if f == "state" and name.startswith("deal") else value for f, value in values.items()}


def load(osuma: Osuma, folder: Path, target: str, values: dict[str, str]) -> dict[str, object]:
    (folder / "rows.csv").write_text(f"{','.join(values)},muu\n{','.join(values.values())},1\n", encoding="utf-8")
    columns = ", ".join(f"{name}: {name}" for name in values)
    written = f"osuma_mapping: 1\nsource: s\noutputs:\n  - target: {target}\n    columns: {{{columns}}}\n"
    (folder / "map.yaml").write_text(written, encoding="utf-8")
    return osuma.load(folder / "rows.csv", mapping=folder / "map.yaml")


@pytest.mark.parametrize("name", [n for n in TARGETS if n != "own_export"])
def test_a_row_with_no_more_than_it_must_have_is_taken(name: str, osuma: Osuma, tmp_path: Path) -> None:
    if name == "order_lines":  # lines of an order that is there
        load(osuma, tmp_path, "orders", least("orders"))
    one = load(osuma, tmp_path, name, least(name))
    assert (one["rows"], one["refused"]) == (1, 0)


def test_an_event_that_tells_nothing_more_has_no_properties(osuma: Osuma, tmp_path: Path) -> None:
    load(osuma, tmp_path, "events:other", {"ts": _VALUES["TIMESTAMP"], "type": "sovellus_auki", "person_id": "9"})
    assert osuma.rows("SELECT properties FROM event_other WHERE type = 'sovellus_auki'") == [("{}",)]


def test_an_address_without_a_reason_is_barred_for_good(osuma: Osuma, tmp_path: Path) -> None:
    load(osuma, tmp_path, "suppressions", {"address": "b@example.fi"})
    load(osuma, tmp_path, "suppressions", {"address": "c@example.fi", "reason": ""})
    said = osuma.rows(
        "SELECT reason FROM suppressions WHERE address_hash IN (sha256('b@example.fi'), sha256('c@example.fi'))"
    )
    assert said == [("objection",), ("objection",)]


@pytest.mark.parametrize("name", ["accounts", "customers", "products"])
def test_an_output_that_takes_no_column_is_refused_in_one_sentence(name: str, osuma: Osuma, tmp_path: Path) -> None:
    with pytest.raises(Refused) as told:
        load(osuma, tmp_path, name, {})
    first = told.value.mistakes[0]
    assert (first.where, first.code) == ("outputs[0].columns", "no_columns")
    assert f"Kohteeseen ”{name}” ei tule yhtään saraketta." in first.what.fi
