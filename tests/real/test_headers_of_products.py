"""The headers of products' own exports, as collected in the shared data: each is recognised with no question."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
import raw_truths

from osuma.engine.errors import Refused
from osuma.ingestion.reading import open_file
from osuma.ingestion.sources import recognise

COLLECTED = raw_truths.SHARED_DATA / "saas_exports" / "UI_CSV_HEADERS.md"
#: How each line of headers begins → the preset; "refused" where a report has no people in it.
EXPECTED = {
    "Name,Email,Financial Status": "shopify_orders",
    "Customer ID,First Name,Last Name,Email,Accepts Email": "shopify_customers",
    "First Name,Last Name,Email,Accepts Email": "shopify_customers",
    '"Email Address","First Name"': "mailchimp_audience/subscribed",
    "Campaign Name,Subject": "refused",
    "Email,Klaviyo ID": "klaviyo_profiles",
    "EMAIL;LASTNAME": "brevo_contacts",
    "Email,First Name,Last Name,Phone,Tags": "newsletter_contacts/activecampaign",
    "first_name,email": "newsletter_contacts/kit",
    "Email,First name,Surname": "newsletter_contacts/systeme",
    "Record ID,First Name": "crm_contacts",
    "Record ID,Company name": "hubspot/companies",
    "Record ID,Deal Name": "hubspot/deals",
    "Reporting starts,Reporting ends": "meta_ads",
    "Campaign state,Campaign": "google_ads",
}

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not COLLECTED.is_file(), reason=f"real data is not here: {COLLECTED.name}"),
]


def _collected() -> list[str]:
    """Lines of headers: those with enough delimiters that are no sentences."""
    lines = COLLECTED.read_text(encoding="utf-8").splitlines() if COLLECTED.is_file() else []
    return [re.sub(r"\s+\(dates.*\)$", "", line) for line in lines if _is_header(line)]


def _is_header(line: str) -> bool:
    return any(line.startswith(begin) for begin in EXPECTED)


@pytest.mark.parametrize("begin", sorted(EXPECTED))
def test_headers_are_recognised(begin: str, tmp_path: Path) -> None:
    (line,) = [line for line in _collected() if line.startswith(begin)]
    delimiter = ";" if ";" in line else ","
    (headers,) = csv.reader([line], delimiter=delimiter)
    path = tmp_path / "export.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows([headers, *[[f"x{n}" for _ in headers] for n in range(3)]])
    (table,) = open_file(path, tmp_path)
    wanted = EXPECTED[begin]
    if wanted == "refused":
        with pytest.raises(Refused):
            recognise(table)
        return
    mapping = recognise(table)
    assert mapping is not None
    assert mapping.preset == wanted


def test_no_line_of_headers_is_forgotten() -> None:
    text = COLLECTED.read_text(encoding="utf-8").splitlines()
    lines = [x for x in text if x.count(",") + x.count(";") >= 3 and not x.startswith(("#", "Facts", "unsubscribed"))]
    assert [line for line in lines if not _is_header(line)] == []
