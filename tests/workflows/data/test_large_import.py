"""A file larger than the memory that a workspace may use, and a file of which nothing can be taken."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from osuma.ingestion.reading import rewrite
from osuma.workflows.asking import verbs
from osuma.workflows.installation import upkeep

HERE = Path(__file__).parent
ROWS = 200_000
MAPPING = """
osuma_mapping: 1
source: shop
name: Orders
outputs:
  - target: orders
    columns: {Order: order_id, Date: ts, Customer: person_id, Email: person_email, Total: total, Status: status}
"""
HEADER = "Order,Date,Customer,Email,Total,Status\n"


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "orders.yaml"
    path.write_text(MAPPING, encoding="utf-8")
    return path


@pytest.mark.skipif(sys.platform == "win32", reason="the system does not tell the peak")
def test_a_file_is_imported_with_less_memory_than_its_rows_take(tmp_path: Path, mapping: Path) -> None:
    file = tmp_path / "orders.csv"
    with file.open("w", encoding="utf-8") as out:
        out.write(HEADER)
        for n in range(ROWS):
            total = "unknown" if n % 1000 == 7 else f"{5 + n % 200}.90"
            who = n * 7919 % (ROWS // 4)
            out.write(
                f"A{n},2025-{1 + n % 12:02}-{1 + n % 28:02} 10:{n % 60:02}:00,customer-{who},"
                f"person.{who}@mail.example,{total},completed\n"
            )
    command = [sys.executable, str(HERE / "memory_check.py"), str(tmp_path / "i"), str(file), str(mapping), "64MB"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout)
    assert (found["new"], found["refused"]) == (ROWS * 999 // 1000, ROWS // 1000)
    assert found["unexplained"] == {"orders": 0, "amount": "0.00"}
    # without the limit it rises by some 300 MB
    assert found["rose"] < 220
    assert {"read", "checking", "people", "storing", "committed"} <= set(found["steps"])


def rows(path: str) -> list[list[str]]:
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        ("A{n},2025-01-01 10:00:00,c{n},p{n}@mail.example,abc,completed\n", "not_a_number"),
        ("A{n},2025-01-01 10:00:00,c{n},p{n}@mail.example,5.00\x00,completed\n", "control_characters"),
        ('"A{n},2025-01-01 10:00:00,c{n},p{n}@mail.example,5.00,completed\n', "broken_quotes"),
    ],
)
def test_a_file_of_which_every_row_is_bad_says_so_first(
    tmp_path: Path, mapping: Path, broken: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rewrite, "KEPT", 10)
    folder, n = tmp_path / "installation", 3000
    upkeep.init(folder, zone="Europe/Helsinki", currency="EUR")
    file = tmp_path / "bad.csv"
    file.write_text(HEADER + "".join(broken.format(n=i) for i in range(n)), encoding="utf-8")
    found = verbs.call(folder, None, "import.run", {"files": [str(file)], "map_": str(mapping)})
    load = found["loads"][0]
    assert (load["rows"], load["taken"], load["refused"]) == (n, 0, n)
    assert [(reason["code"], reason["count"]) for reason in load["refused_reasons"]] == [(code, n)]
    first = found["sentences"][0]
    assert first["fi"].startswith("bad.csv: mitään ei tuotu, sillä tiedoston jokainen rivi (3\u00a0000) hylättiin.")
    assert first["en"].startswith("bad.csv: nothing came in, because every row of the file (3,000) was refused.")
    assert first["en"].endswith(load["refused_file"])
    listed = rows(load["refused_file"])
    assert [int(row[0]) for row in listed[1:]] == list(range(2, n + 2))
