"""The lexicons: no word with two meanings, and municipalities as Statistics Finland has them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from osuma.ingestion.lexicons import CODE_LEXICONS, fold, lexicon, read, version
from osuma.ingestion.planning.places import municipality_codes, postcode_prefixes, region_codes

DATA = Path(os.environ.get("OSUMA_SHARED_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
POSTCODES = DATA / "fi_postcodes_statfi_paavali" / "by_zip.json"


@pytest.mark.parametrize("name", [*CODE_LEXICONS, "yes_no"])
def test_no_word_stands_for_two_codes(name: str) -> None:
    words = lexicon(name)
    assert len(words) > 3
    assert all(word == fold(word) for word in words)


@pytest.mark.parametrize(
    ("name", "word", "code"),
    [
        ("gender", "NAINEN", "f"), ("gender", "kvinna", "f"), ("gender", "Mies", "m"), ("language", "ruotsi", "sv"),
        ("country", "Suomi", "FI"), ("country", "Sverige", "SE"), ("country", "norja", "NO"),
        ("relationship", "gift", "married"), ("relationship", "avoliitossa", "cohabiting"),
        ("employment", "eläkeläinen", "pensioner"), ("education", "AMK", "bachelor"),
        ("dwelling", "rivitalo", "terraced"),
        ("income_band", "ylempi", "upper"), ("status", "Peruttu", "cancelled"),
        ("status", "paid", "completed"),
        ("status", "palautettu", "refunded"), ("consent_state", "Kyllä", "granted"),
        ("consent_state", "nej", "refused"),
        ("yes_no", "ja", "yes"), ("yes_no", "Ei", "no"),
    ],
)  # fmt: skip
def test_words_in_three_languages(name: str, word: str, code: str) -> None:
    assert lexicon(name)[fold(word)] == code


def test_the_version_is_stable_within_a_package() -> None:
    assert version() == version()
    assert len(version()) == 12


def test_at_least_sixty_municipalities_with_their_names() -> None:
    entries = read("municipality")["municipalities"]
    assert len(entries) >= 60
    for code, entry in entries.items():
        assert len(code) == 3
        assert municipality_codes()[fold(entry["fi"])] == municipality_codes()[fold(entry["sv"])] == code
        assert region_codes()[code] == entry["region"]


@pytest.mark.real
@pytest.mark.skipif(not POSTCODES.is_file(), reason="the postcode key of Statistics Finland is not here")
def test_municipalities_agree_with_statistics_finland() -> None:
    regions = json.loads(POSTCODES.read_text())
    known = {code: (region, m) for region, r in regions.items() for code, m in r["municipalities"].items()}
    for code, entry in read("municipality")["municipalities"].items():
        region, truth = known[code]
        assert entry["region"] == region
        assert entry["fi"] == truth["name_fi"].split(" - ")[0]
        assert entry["sv"].replace("S:t", "Sankt") == truth["name_sv"].replace("S:t", "Sankt")
    postcodes = [(n["zip"], code) for code, (_, m) in known.items() for n in m["neighborhoods"]]
    for prefix, code in postcode_prefixes().items():
        assert {c for z, c in postcodes if z.startswith(prefix)} == {code}
