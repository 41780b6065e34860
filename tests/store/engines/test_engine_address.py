"""Where the tables of an address lie, and what lies beside them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from osuma.store.engines import address, spark


def test_all_of_a_local_spark_lies_in_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {}

    def connect(master: str, database: str, settings: Mapping[str, str]) -> None:
        given.update(settings, master=master)

    monkeypatch.setattr(spark, "connect", connect)
    monkeypatch.setattr(address, "missing", lambda _: None)
    folder = tmp_path / "tables of ours"
    address.connect(
        address.Address("spark", "local", path=str(folder), options={"spark.driver.extraJavaOptions": "-Xss4m"})
    )
    assert given["master"] == "local[*]"
    assert given["spark.sql.warehouse.dir"] == str(folder)
    assert given["spark.driver.extraJavaOptions"] == f'-Xss4m "-Dderby.stream.error.file={folder}/catalog.log"'
    assert folder.is_dir()


@pytest.mark.parametrize(
    ("text", "lasts"),
    [("chdb:", False), ("chdb:///a", True), ("spark:local", False), ("spark:local[4]?warehouse=/a", True),
     ("spark://host:7077/osuma", True), ("clickhouse://host/osuma", True)],
)  # fmt: skip
def test_whether_tables_outlive_a_connection(text: str, lasts: bool) -> None:
    assert address.parse(text).lasts is lasts
