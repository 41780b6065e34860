"""`osuma calls`, `osuma deals`, `osuma companies industries`: what a salesperson's page does, by command."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from osuma.cli.main import run
from osuma.workflows.asking import verbs
from osuma.workflows.installation.upkeep import init

CONTACTS = """Record ID,First Name,Last Name,Email,Phone Number,Associated Company,Associated Company IDs
11,Aino,Aalto,aino@teras.example,+358401234567,Teräs Oy,71
"""
DEALS = """\
Record ID,Deal Name,Deal Stage,Amount,Create Date,Close Date,Deal owner,Associated Company,Associated Company IDs
801,Varasto,Closed Won,12000,2026-03-02 10:00,2026-04-28 09:00,Sanna,Teräs Oy,71
802,Lattia,Appointment scheduled,900,2026-09-30 22:30,2026-12-01 09:00,Sanna,Teräs Oy,71
804,Ovi,A = B,700,2026-09-30 22:30,2026-12-02 09:00,Sanna,Teräs Oy,71
"""
COMPANIES = "Record ID,Company name,Company owner,Industry\n71,Teräs Oy,Sanna,METAL_GOODS\n"


@pytest.fixture
def osuma(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run a command in English against a company whose CRM is HubSpot; what it wrote."""
    folder = tmp_path / "osuma"
    init(folder, "myynti", "Jukan yritys")
    files = []
    for name, text in (("companies.csv", COMPANIES), ("contacts.csv", CONTACTS), ("deals.csv", DEALS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        files.append(str(tmp_path / name))
    verbs.call(folder, None, "import.run", {"files": files})

    def ended(*argv: str, code: int = 0) -> str:
        with pytest.raises(SystemExit) as left:
            run([*argv, "--dir", str(folder), "--lang", "en"])
        out, err = capsys.readouterr()
        assert left.value.code == code, err
        return out + err

    return ended


def test_a_day_of_calls_by_commands(osuma: Callable[..., str], tmp_path: Path) -> None:
    (call,) = json.loads(osuma("calls", "tomorrow", "--json"))["calls"]
    assert (call["name"], call["company_name"]) == ("Aino Aalto", "Teräs Oy")
    assert "Aino Aalto" in osuma("calls", "tomorrow")
    assert "An outcome is one of talked" in osuma("calls", "record", str(call["key"]), "sang", code=2)
    assert osuma("calls", "record", str(call["key"]), "meeting") == "Recorded: meeting.\n"
    said = osuma("calls", "tomorrow")
    assert re.fullmatch(
        r"Nobody is on the list\.\nAino Aalto: rung on .+ \(Meeting\), back on the list on .+\.\n", said
    )
    osuma("settings", "set", "crm_language", '{"hubspot": "en"}')
    for crm, header, outcome in (
        ("hubspot", "Call outcome", "Meeting"),
        ("pipedrive", "Puhelun tulos", "Tapaaminen"),
    ):
        file = tmp_path / f"{crm}.csv"
        assert "0 to ring and 1 other calls" in osuma("calls", "write", "--crm", crm, "--to", str(file))
        (row,) = csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines())
        assert row[header] == outcome
        assert "Record ID" in row if crm == "hubspot" else "Person - ID" in row
    assert "language by tool" in osuma("settings", "set", "crm_language", '{"hubspot": "sv"}', code=1)


def test_stages_are_explained_and_industries_told(osuma: Callable[..., str]) -> None:
    assert "A = B" in osuma("deals", "stages")
    assert "Give a stage and what it means" in osuma("deals", "explain", "won", code=2)
    said = osuma("deals", "explain", "A = B=won")
    assert "Deals that became clear: 1." in said
    assert "All stages are clear." in said
    told = osuma("companies", "industries")
    assert "Metal goods" in told
    assert "34.2 %–100.0 %" in told  # Wilson's range of 2 of 2
    assert "6,350.00" in told  # (12,000 + 700) / 2
