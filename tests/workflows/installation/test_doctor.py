"""The doctor finds what is wrong and says what to do; where all is well it says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from osuma.catalog import installation, journal, ledger
from osuma.workflows.asking.owner import hold
from osuma.workflows.asking.verbs import call
from osuma.workflows.installation.upkeep import init


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    init(tmp_path / "osuma", "kauppa")
    yield tmp_path / "osuma"
    installation.close()


def wrong(folder: Path) -> dict[str, Any]:
    found = call(folder, None, "doctor", {})
    ill = {check["name"]: check for check in found["checks"] if not check["ok"]}
    assert found["ok"] is (not ill)
    assert all(check["fi"] and check["en"] for check in found["checks"])
    return ill


def test_a_new_installation_is_well(folder: Path) -> None:
    assert wrong(folder) == {}


def test_each_thing_that_is_wrong_is_named(folder: Path) -> None:
    folder.chmod(0o755)
    with hold(folder) as owner:
        shop = owner.session().workspace
        journal.finish(shop, journal.start(shop, "import", {}), {})
        ledger.add_consents(
            shop,
            1,
            [
                ledger.Consent(
                    identity_key=1,
                    purpose="marketing",
                    channel="email",
                    state="refused",
                    ts=datetime(2026, 11, 19, tzinfo=UTC),
                    source="mailchimp",
                )
            ],
        )
    ill = wrong(folder)
    assert set(ill) == {"private", "journal", "consents"}
    assert "chmod 700" in ill["private"]["fi"]
    assert ": 1." in ill["journal"]["en"]
