"""Consent that was taken back and given again: what counts, and what never does."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from in_process import Osuma

HEADER = ("Asiakasnumero", "Sähköposti", "Lupa", "Lupa annettu")
MAPPING = """
osuma_mapping: 1
source: {source}
outputs:
  - target: customers
    columns: {{Asiakasnumero: person_id, Sähköposti: email}}
  - target: consents
    columns: {{Asiakasnumero: person_id, Lupa: state, Lupa annettu: ts}}
    constants: {{channel: email, purpose: marketing}}
"""
BARRED = """
osuma_mapping: 1
source: kirje
outputs:
  - target: suppressions
    columns: {Sähköposti: address, Syy: reason, Aika: ts}
    constants: {channel: email}
"""
EVERYBODY = "osuma: 1\nslug: kaikki\nwhere: {property: email, op: set}\n"
HELD = "osuma: 1\nslug: luvalla\nwhere: {consent: email, state: granted}\n"


def _moment(days: float) -> str:
    """Local ISO time so many days from now."""
    return (datetime.now(UTC) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


class Shop:
    def __init__(self, osuma: Osuma, folder: Path) -> None:
        self.osuma, self.folder, self.files = osuma, folder, 0

    def said(self, state: str, when: str, source: str = "lista") -> int:
        mapping = self.folder / f"{source}.yaml"
        mapping.write_text(MAPPING.format(source=source), encoding="utf-8")
        return self._load(HEADER, ("L1", "l1@example.fi", state, when), mapping)

    def barred(self, reason: str, when: str) -> int:
        mapping = self.folder / "esto.yaml"
        mapping.write_text(BARRED, encoding="utf-8")
        return self._load(("Sähköposti", "Syy", "Aika"), ("l1@example.fi", reason, when), mapping)

    def _load(self, header: tuple[str, ...], row: tuple[object, ...], mapping: Path) -> int:
        self.files += 1
        file = self.folder / f"{self.files}.csv"
        with file.open("w", encoding="utf-8", newline="") as to:
            csv.writer(to).writerows([header, row])
        return int(self.osuma.load(file, mapping=mapping)["import_id"])

    @property
    def reachable(self) -> int:
        return int(self.osuma.ask("segments.reach", slug="kaikki")["reachable"])

    @property
    def members(self) -> int:
        return int(self.osuma.count(HELD)["count"])


def _begun(folder: Path) -> Osuma:
    made = Shop(Osuma.create(folder / "installation"), folder / "said")
    made.folder.mkdir()
    made.said("kyllä", "2026-01-02T10:00:00Z")
    made.osuma.apply(EVERYBODY)
    assert made.reachable == 1
    made.osuma.ask("consents.withdraw", customer="L1", channel="email", how="puhelimessa")
    assert (made.reachable, made.members) == (0, 0)
    return made.osuma


@pytest.fixture
def shop(made_once: Callable[..., Osuma], tmp_path: Path) -> Shop:
    return Shop(made_once(_begun, tmp_path), tmp_path)


def test_a_later_grant_with_its_time_counts_and_can_be_taken_back_again(shop: Shop) -> None:
    load = shop.said("kyllä", _moment(1))
    assert (shop.reachable, shop.members) == (1, 1)
    shop.osuma.ask("import.undo", import_id=load)
    assert (shop.reachable, shop.members) == (0, 0)
    shop.said("kyllä", _moment(0.1), source="lomake")
    assert shop.reachable == 1
    shop.said("ei", _moment(2), source="lomake")
    assert (shop.reachable, shop.members) == (0, 0)


@pytest.mark.parametrize("when", ["", "2026-06-01T10:00:00Z"], ids=["without a time", "from before"])
@pytest.mark.parametrize("source", ["lista", "lomake"])
def test_a_grant_without_a_time_or_from_before_never_counts(shop: Shop, when: str, source: str) -> None:
    shop.said("kyllä", when, source)
    assert (shop.reachable, shop.members) == (0, 0)


def test_a_refusal_of_another_source_still_wins(shop: Shop) -> None:
    shop.said("ei", "2026-02-01T10:00:00Z", source="kassa")
    shop.said("kyllä", _moment(1))
    assert (shop.reachable, shop.members) == (0, 0)


def test_who_unsubscribed_and_subscribed_again_is_written_to(shop: Shop) -> None:
    shop.barred("unsubscribed", "2026-03-01T10:00:00Z")
    shop.said("kyllä", _moment(1))
    assert shop.reachable == 1
    shop.barred("unsubscribed", _moment(2))
    assert shop.reachable == 0


@pytest.mark.parametrize("reason", ["bounced", "complained", "objection"])
def test_an_address_that_bounced_or_complained_stays_barred(shop: Shop, reason: str) -> None:
    shop.barred(reason, "2026-03-01T10:00:00Z")
    shop.said("kyllä", _moment(1))
    assert (shop.reachable, shop.members) == (0, 1)


SHOPIFY = "First Name,Last Name,Email,Accepts Email Marketing,Total Spent,Total Orders,Tax Exempt,Customer ID\n"


def _shopify(shop: Shop, says: str) -> int:
    shop.files += 1
    file = shop.folder / f"{shop.files}.csv"
    file.write_text(f"{SHOPIFY}Anna,Virtanen,s1@example.fi,{says},0,0,no,7001\n", encoding="utf-8")
    return int(shop.osuma.load(file)["import_id"])


def _state(shop: Shop) -> list[str]:
    return [
        state
        for (state,) in shop.osuma.rows(
            "SELECT state FROM customer_consents JOIN customers USING (customer_key) WHERE email = 's1@example.fi'"
        )
    ]


def test_not_subscribed_at_shopify_is_no_refusal(shop: Shop) -> None:
    _shopify(shop, "no")
    assert _state(shop) == []
    mapping = shop.folder / "kirje.yaml"
    mapping.write_text(MAPPING.format(source="kirje").replace("Asiakasnumero: person_id, ", ""), encoding="utf-8")
    mapping.write_text(mapping.read_text(encoding="utf-8").replace("{Lupa", "{Sähköposti: person_email, Lupa"))
    shop._load(HEADER, ("", "s1@example.fi", "kyllä", ""), mapping)
    assert _state(shop) == ["granted"]


def test_who_said_yes_at_shopify_and_is_not_subscribed_any_longer_has_refused(shop: Shop) -> None:
    _shopify(shop, "yes")
    assert _state(shop) == ["granted"]
    second = _shopify(shop, "no")
    assert _state(shop) == ["refused"]
    shop.osuma.ask("import.undo", import_id=second)
    assert _state(shop) == ["granted"]
