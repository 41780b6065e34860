"""Companies: who is the same, what is known, contacts, deals, and undo."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from staged import at, batch

if TYPE_CHECKING:
    from conftest import Shop


def _register(business_id: str, name: str, **more: Any) -> dict[str, Any]:
    head = more.get("headcount")
    people = {} if head is None else {"headcount_low": head, "headcount_high": head}
    return {"business_id": business_id, "name": name, **people, **more}


def _accounts(shop: Shop, columns: str) -> list[tuple[Any, ...]]:
    return shop.rows(f"SELECT {columns} FROM accounts ORDER BY account_key")


def test_the_same_business_id_joins_sources_and_different_ones_never_join(shop: Shop) -> None:
    shop.load(batch("crm", accounts=[{"account_id": "7", "name": "Acme Oy", "business_id": "0737546-2"}]))
    shop.load(
        batch(
            "register",
            accounts=[
                _register("0737546-2", "Acme Osakeyhtiö", turnover=3_000_000, headcount=20, figures_year=2025),
                _register("0112038-9", "Acme Oy"),
            ],
        )
    )
    assert _accounts(shop, "account_key, external_id, source, name, size_class, size_basis, figures_source") == [
        (1, "7", "crm", "Acme Osakeyhtiö", "small", "headcount+turnover", "register"),
        (3, "business:0112038-9", "register", "Acme Oy", None, None, None),
    ]


def test_a_corrected_business_id_parts_what_it_had_joined(shop: Shop) -> None:
    shop.load(batch("register", accounts=[_register("0737546-2", "Acme Oy"), _register("0112038-9", "Muu Oy")]))
    shop.load(batch("crm", accounts=[{"account_id": "7", "name": "Acme", "business_id": "0112038-9"}]))
    assert shop.rows("SELECT account_key FROM account_identities WHERE source = 'crm'") == [(2,)]
    shop.load(batch("crm", accounts=[{"account_id": "7", "name": "Acme", "business_id": "0737546-2"}]))
    assert shop.rows("SELECT account_key FROM account_identities WHERE source = 'crm'") == [(1,)]
    assert shop.rows("SELECT field, old, new, account_key FROM account_changes") == [
        ("business_id", "0112038-9", "0737546-2", 1)
    ]


def test_the_gravest_status_counts_and_sets_apart(shop: Shop) -> None:
    shop.load(batch("register", accounts=[_register("0737546-2", "Acme Oy", status="bankruptcy")]))
    shop.load(batch("crm", accounts=[{"account_id": "7", "business_id": "0737546-2", "status": "active"}]))
    shop.load(batch("crm", accounts=[{"account_id": "8", "name": "B", "status": "restructuring"}]))
    assert _accounts(shop, "status, excluded") == [("bankruptcy", "bankruptcy"), ("restructuring", None)]
    shop.load(batch("register", accounts=[_register("0737546-2", "Acme Oy", status="active")]))
    assert _accounts(shop, "status, excluded") == [("active", None), ("restructuring", None)]


def test_figures_are_of_the_newest_year_and_gaps_are_filled_from_older_ones(shop: Shop) -> None:
    shop.load(batch("register", accounts=[_register("0737546-2", "A", turnover=5_000_000, figures_year=2025)]))
    shop.load(
        batch("crm", accounts=[_register("0737546-2", "A", turnover=1_000_000, headcount=30, figures_year=2023)])
    )
    assert _accounts(shop, "turnover, headcount, figures_year, figures_source, size_class") == [
        (5_000_000, 30, 2025, "register", "small")
    ]


def test_a_section_is_of_its_version(shop: Shop) -> None:
    rows = [
        {"account_id": str(n), "industry_code": code, "industry_version": version}
        for n, (code, version) in enumerate(
            [("62010", "tol2008"), ("62010", "tol2025"), ("62010", None), ("25110", None), ("K", None), ("C", None)]
        )
    ]
    shop.load(batch("register", accounts=rows))
    assert [s for (s,) in _accounts(shop, "industry_section")] == ["J", "K", None, "C", None, "C"]


def test_contacts_and_deals_find_the_company_that_they_name(shop: Shop) -> None:
    shop.load(
        batch(
            "crm",
            deals=[
                {"deal_id": "D1", "account_name": " acme oy ", "state": "won", "stage": "Won", "amount": 100,
                 "closed_at": at("2026-01-05"), "created_at": at("2025-12-01")},
                {"deal_id": "D2", "account_name": "Muu", "person_email": "a@acme.fi", "stage": "Demo"},
            ],
        )
    )  # fmt: skip
    shop.load(
        batch(
            "crm",
            customers=[{"person_id": "P1", "email": "a@acme.fi", "full_name": "Anna A"}],
            contacts=[{"person_id": "P1", "person_email": "a@acme.fi", "account_id": "7", "title": "CEO"}],
            accounts=[{"account_id": "7", "name": "Acme Oy"}],
        )
    )
    assert shop.rows("SELECT deal_id, account_key, state, amount_base, customer_key FROM deals ORDER BY 1") == [
        ("D1", 1, "won", 100, None),
        ("D2", 2, "unknown", None, 1),
    ]
    assert shop.rows("SELECT customer_key, account_key, title_fold FROM contacts") == [(1, 1, "ceo")]
    assert _accounts(shop, "account_key, external_id, name") == [(1, "7", "Acme Oy"), (2, "name:muu", "Muu")]
    assert shop.rows("SELECT deal_key, state, ts FROM deal_stages ORDER BY 1") == [
        ("crm:deal:D1", "won", at("2026-01-05")),
        ("crm:deal:D2", "unknown", shop.rows("SELECT min(committed_at) FROM loads")[0][0]),
    ]


def test_two_companies_of_a_name_are_not_told_apart_by_it(shop: Shop) -> None:
    shop.load(batch("crm", accounts=[{"account_id": "1", "name": "Acme"}, {"account_id": "2", "name": "ACME"}]))
    shop.load(batch("crm", deals=[{"deal_id": "D", "account_name": "Acme"}]))
    assert shop.rows("SELECT account_key FROM deals") == [(3,)]
    assert _accounts(shop, "name") == [("Acme",), ("ACME",), ("Acme",)]


def test_a_deal_moves_from_stage_to_stage(shop: Shop) -> None:
    deal = {"deal_id": "D", "account_name": "Acme", "created_at": at("2026-01-01")}
    shop.load(batch("crm", deals=[deal | {"stage": "Demo", "state": "open"}]))
    shop.load(batch("crm", deals=[deal | {"stage": "Demo", "state": "open", "amount": 5}]))
    shop.load(
        batch("crm", deals=[deal | {"stage": "Won", "state": "won", "amount": 5, "closed_at": at("2026-03-01")}])
    )
    assert shop.rows("SELECT stage, state, ts FROM deal_stages ORDER BY ts") == [
        ("Demo", "open", at("2026-01-01")),
        ("Won", "won", at("2026-03-01")),
    ]
    assert shop.rows("SELECT state, amount, closed_at FROM deals") == [("won", 5, at("2026-03-01"))]


def test_candidates_are_scored_and_a_merged_person_takes_the_contact_along(shop: Shop) -> None:
    shop.load(
        batch(
            "register",
            accounts=[
                _register("0737546-2", "Acme Oy", domain="acme.fi", postcode="00100"),
                _register("0112038-9", "Ab Åkers & Söner", postcode="33100"),
                _register("0201256-6", "Åkers Söner Ky", postcode="00200"),
            ],
        )
    )
    shop.load(
        batch(
            "crm",
            accounts=[
                {"account_id": "1", "name": "ACME", "domain": "acme.fi", "postcode": "00100"},
                {"account_id": "2", "name": "Åkers ja Söner Oy", "postcode": "33100"},
                {"account_id": "3", "name": "Tuntematon"},
            ],
        )
    )
    assert shop.rows("SELECT * FROM account_candidates ORDER BY candidate_id") == [
        ("4-1", 4, 1, 1, ["same_name", "same_domain", "same_postcode"]),
        ("5-2", 5, 2, Decimal("0.8"), ["same_name", "same_postcode"]),
    ]


def test_undo_of_each_import_returns_every_checksum(shop: Shop) -> None:
    shop.load(batch("register", accounts=[_register("0737546-2", "Acme Oy", status="active", turnover=1)]))
    shop.load(
        batch(
            "crm",
            deals=[{"deal_id": "D", "account_name": "Acme", "stage": "Demo", "person_email": "a@b.fi"}],
            contacts=[{"person_id": "P", "account_id": "7", "title": "x"}],
        )
    )
    before = shop.sums()
    shop.load(
        batch(
            "crm",
            accounts=[{"account_id": "7", "name": "Acme", "business_id": "0737546-2"}, {"account_id": "9"}],
            deals=[{"deal_id": "D", "account_id": "7", "stage": "Won", "state": "won", "person_id": "P"}],
            contacts=[{"person_id": "P", "account_id": "7", "title": "y"}],
        )
    )
    shop.load(batch("register", accounts=[_register("0737546-2", "Acme Oyj", status="bankruptcy")]))
    assert shop.rows("SELECT count(*) FROM accounts") == [(2,)]
    shop.undo(4)
    shop.undo(3)
    assert shop.sums() == before
    shop.load(batch("register", accounts=[_register("0737546-2", "Acme Oyj", status="bankruptcy")]))
    shop.undo(1)
    assert _accounts(shop, "name, excluded")[0] == ("Acme Oyj", "bankruptcy")
    shop.undo(7)
    shop.undo(2)
    assert {t: s for t, s in shop.sums().items() if s != "0:0"} == {}


def test_the_same_file_again_changes_nothing(shop: Shop) -> None:
    rows = {
        "accounts": [_register("0737546-2", "Acme Oy", headcount=5)],
        "contacts": [{"person_id": "P", "account_business_id": "0737546-2"}],
        "deals": [{"deal_id": "D", "account_business_id": "0737546-2", "stage": "Demo"}],
    }
    shop.load(batch("crm", **rows))
    before = shop.sums()
    again = shop.load(batch("crm", **rows))
    assert shop.sums() == before
    assert {t: again.rows[t].same for t in rows} == {"accounts": 1, "contacts": 1, "deals": 1}
    known = (
        "SELECT d.deal_key, s.state, s.ts, a.name, c.customer_key FROM deals d JOIN deal_stages s USING (deal_key) "
    )
    known += "JOIN accounts a USING (account_key) JOIN contacts c USING (account_key)"
    told = shop.rows(known)
    shop.undo(1)
    assert shop.rows(known) == told
    assert len(told) == 1


def test_a_range_of_people_has_a_class_only_where_both_ends_agree(shop: Shop) -> None:
    ranges = [(10, 49), (5, 19), (250, None), (None, 9), (None, None)]
    accounts = [
        {"account_id": str(n), "headcount_low": low, "headcount_high": high} for n, (low, high) in enumerate(ranges)
    ]
    shop.load(batch("r", accounts=accounts))
    assert [found for (found,) in _accounts(shop, "headcount_class")] == ["small", None, "large", "micro", None]
