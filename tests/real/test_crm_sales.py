"""A CRM's accounts and pipeline, with the defects that they have, against the raw files."""

from __future__ import annotations

import csv
import os
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from in_process import Osuma

pytestmark = pytest.mark.real

MAPPINGS = Path(__file__).resolve().parent / "mappings"
STATES = {"Won": "won", "Lost": "lost", "Engaging": "open", "Prospecting": "open"}


def _folder() -> Path:
    beside = Path(__file__).resolve().parents[3] / "shared" / "data"
    folder = Path(os.environ.get("OSUMA_SHARED_DATA", beside)) / "crm_sales_opportunities"
    if not folder.is_dir():
        pytest.skip(f"no data: {folder.name}")
    return folder


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_accounts_and_deals_equal_the_raw_files(tmp_path: Path) -> None:
    folder = _folder()
    accounts, deals = _read(folder / "accounts.csv"), _read(folder / "sales_pipeline.csv")
    osuma = Osuma.create(tmp_path / "osuma", zone="UTC", currency="USD")
    for name in ("accounts", "sales_pipeline"):
        done = osuma.load(folder / f"{name}.csv", mapping=MAPPINGS / f"crm_{name}.yaml")
        assert done["refused"] == 0
    assert len(accounts) == osuma.table_rows("accounts") == 85
    assert osuma.rows("SELECT sum(turnover) FROM accounts") == [
        (sum(Decimal(row["revenue"]) for row in accounts) * 1_000_000,)
    ]
    assert len(deals) == osuma.table_rows("deals") == 8_800
    found = dict(osuma.rows("SELECT state, count(*) FROM deals GROUP BY state"))
    assert found == Counter(STATES[row["deal_stage"]] for row in deals)
    values: dict[str, Decimal | None] = dict.fromkeys(STATES.values())
    for row in deals:
        if row["close_value"]:
            state = STATES[row["deal_stage"]]
            values[state] = (values[state] or Decimal(0)) + Decimal(row["close_value"])
    assert dict(osuma.rows("SELECT state, sum(amount_base) FROM deals GROUP BY state")) == values
    named = Counter(row["account"] for row in deals if row["account"])
    assert (
        dict(osuma.rows("SELECT a.name, count(*) FROM deals JOIN accounts a USING (account_key) GROUP BY ALL"))
        == named
    )
    assert osuma.table_rows("deals", "account_key IS NULL") == sum(1 for row in deals if not row["account"])
    large = sum(1 for row in accounts if int(row["employees"]) >= 250)
    assert osuma.table_rows("accounts", "headcount_class = 'large'") == large
