"""A catalog in PostgreSQL whose server is away: pages and programs are told, and go on when it is back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import on_postgres
from in_house import housed, small_shop
from on_postgres import Databases
from osuma.catalog import installation, postgres_address
from osuma.engine.marker import NOTE

pytestmark = pytest.mark.sqlite  # it says itself where its catalog is


@pytest.fixture
def folder(databases: Databases, tmp_path: Path) -> Iterator[Path]:
    with on_postgres.default(databases):
        yield small_shop(tmp_path)
    installation.close()
    databases.drop(tmp_path)


def test_a_page_says_that_the_database_is_away_and_comes_back_with_it(databases: Databases, folder: Path) -> None:
    (address,) = re.findall(r'"(postgresql:[^"]*)"', (folder / NOTE).read_text())
    name = postgres_address.parse(address).database
    with housed(folder) as house:
        assert house.get("data/").status == 200
        databases.server.run(
            f"ALTER DATABASE {name} ALLOW_CONNECTIONS false",
            f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'",
        )
        installation.close()
        house.client.raise_request_exception = False
        page = house.get("data/")
        assert (page.status, "ei vastaa" in page.plain) == (503, True)
        api = house.client.post(
            "/api/v1/kauppa/segments.list", "{}", "application/json", headers={"authorization": "Bearer osuma_x"}
        )
        assert (api.status_code, "PostgreSQL" in api.content.decode()) == (503, True)
        databases.server.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        assert house.get("data/").status == 200
