"""What a load writes: versions, people, orders, refunds, lines, consents, the reconciliation."""

from __future__ import annotations

import csv
import itertools
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from staged import at, batch

from osuma.engine.errors import Refused
from osuma.engine.tables.views import derived_lines, derived_orders
from osuma.store.people import consents
from osuma.store.writing import watch
from osuma.store.writing.batch import LoadContext, SetApart, StagedBatch, StagedOutput

FAR = datetime(2100, 1, 1)


def order(order_id: str, amount: object = 100, **more: object) -> dict:
    return {"person_id": "1", "order_id": order_id, "ts": at("2026-01-02"), "amount": amount} | more


def agree_with_the_engine(shop) -> None:
    """The columns that the store keeps are those that the engine derives from history and refunds."""
    for table, derived in (("event_order", derived_orders(FAR)), ("event_order_line", derived_lines(FAR))):
        stored = sorted(shop.rows(f"SELECT event_id, counted, net_base FROM {table}"))
        assert stored == sorted((e, bool(c), n) for e, c, n in shop.rows(derived))


def test_customers_keep_what_they_were_given_and_its_twins(shop) -> None:
    shop.load(
        batch(
            "shop",
            customers=[
                {
                    "person_id": "1",
                    "email": "  Åsa.Ström@Koti.FI ",
                    "first_name": "A\u030asa",
                    "city": "Straße",
                    "tags": ["VIP", "Ähtäri"],
                    "birth_date": at("1980-02-29").date(),
                    "created_at": datetime(2025, 12, 31, 22, 30),
                    "x_shoe": "42",
                }
            ],
        )
    )
    found = shop.rows(
        "SELECT email, email_fold, first_name, first_name_fold, city_fold, tags_fold, tags_set, interests, "
        "interests_set, created_date::VARCHAR, x_shoe, kind, external_id FROM customers"
    )
    assert found == [
        ("Åsa.Ström@Koti.FI", "åsa.ström@koti.fi", "Åsa", "åsa", "strasse", ["vip", "ähtäri"], True, [], False,
         "2026-01-01", "42", "person", "1")
    ]  # fmt: skip


def test_a_file_without_a_column_does_not_empty_it_and_an_empty_cell_does(shop) -> None:
    shop.load(batch("shop", customers=[{"person_id": p, "city": "Turku", "postcode": "20100"} for p in "12"]))
    shop.load(batch("shop", customers=[{"person_id": "1", "city": "Oulu"}, {"person_id": "2"}]))
    assert shop.rows("SELECT city, postcode FROM customers ORDER BY external_id") == [
        ("Oulu", "20100"),
        (None, "20100"),
    ]
    changes = shop.rows("SELECT customer_key, field, old, new FROM customer_changes ORDER BY 1")
    assert changes == [(1, "city", "Turku", "Oulu"), (2, "city", "Turku", None)]


def test_an_older_export_loaded_later_is_history(shop) -> None:
    def export(city: str, day: str, status: str) -> StagedBatch:
        return batch(
            "shop",
            customers=[{"person_id": "1", "city": city, "source_updated_at": at(day)}],
            orders=[order("A", status=status, source_updated_at=at(day))],
        )

    shop.load(export("Oulu", "2026-03-01", "cancelled"))
    before = shop.sums()
    result = shop.load(export("Turku", "2026-02-01", "completed"))
    assert (result.of("customers").stale, result.of("orders").stale) == (1, 1)
    assert shop.rows("SELECT city FROM customers") == [("Oulu",)]
    assert shop.rows("SELECT status FROM event_order") == [("cancelled",)]
    shop.load(export("Turku", "2026-02-01", "completed"))
    assert shop.rows("SELECT count(*) FROM superseded_profiles") == [(1,)]
    shop.undo(2)
    shop.undo(3)
    assert shop.sums() == before


def test_the_newest_of_several_rows_about_one_person_wins_field_by_field(shop) -> None:
    rows = [
        {"person_id": "1", "city": "Turku", "postcode": "20100", "source_updated_at": at("2026-01-01")},
        {"person_id": "1", "city": "Oulu", "source_updated_at": at("2026-02-01")},
        {"person_id": "1", "city": "Espoo", "source_updated_at": at("2025-01-01"), "created_at": at("2019-01-01")},
    ]
    result = shop.load(batch("shop", origin="orders", customers=rows))
    assert result.of("customers").repeated == 2
    assert shop.rows("SELECT city, postcode, created_at FROM customers") == [("Oulu", "20100", at("2019-01-01"))]


def test_a_customer_file_is_believed_before_an_order(shop) -> None:
    shop.load(batch("shop", customers=[{"person_id": "1", "city": "Turku", "source_updated_at": at("2020-01-01")}]))
    shop.load(
        batch(
            "shop",
            origin="orders",
            customers=[
                {"person_id": "1", "city": "Oulu", "phone": "+358401112223", "source_updated_at": at("2026-01-01")}
            ],
        )
    )
    assert shop.rows("SELECT city, phone FROM customers") == [("Turku", "+358401112223")]


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({"orders": [order("A")]}, "person"),
        ({"page_view": [{"person_id": "v", "ts": at("2026-01-01")}]}, "anonymous"),
        ({"page_view": [{"person_email": "a@koti.fi", "ts": at("2026-01-01")}]}, "person"),
        ({"customers": [{"city": "Turku"}]}, "guest"),
        ({"customers": [{"last_name": "Aho"}]}, "person"),
    ],
)
def test_who_is_a_person(shop, row: dict, kind: str) -> None:
    shop.load(batch("shop", **row))
    assert shop.rows("SELECT kind FROM customers") == [(kind,)]


def test_an_order_that_names_nobody_belongs_to_nobody(shop) -> None:
    shop.load(batch("shop", orders=[order("A", person_id=None)]))
    assert shop.rows("SELECT customer_key, counted, net_base::INT FROM event_order") == [(None, True, 100)]
    assert shop.rows("SELECT count(*) FROM customers") == [(0,)]


def test_a_refund_that_grows_becomes_rows_at_their_own_time(shop) -> None:
    lines = [
        {"order_id": "A", "line_no": n, "product": f"P{n}", "amount": a}
        for n, a in ((1, "33.33"), (2, "33.33"), (3, "33.34"))
    ]
    lines = [line | {"amount": Decimal(line["amount"])} for line in lines]
    shop.load(
        batch("shop", orders=[order("A", refunded=Decimal("10.01"), refunded_at=at("2026-02-01"))], order_lines=lines)
    )
    assert shop.rows("SELECT sum(amount), count(*), bool_and(allocated) FROM event_refund") == [
        (Decimal("10.0100"), 3, True)
    ]
    agree_with_the_engine(shop)
    shop.load(batch("shop", orders=[order("A", refunded=30, refunded_at=at("2026-03-01"))]))
    assert shop.rows("SELECT ts, sum(amount) FROM event_refund GROUP BY ts ORDER BY ts") == [
        (at("2026-02-01"), Decimal("10.0100")),
        (at("2026-03-01"), Decimal("19.9900")),
    ]
    agree_with_the_engine(shop)
    before = shop.sums()
    shop.load(batch("shop", orders=[order("A", refunded=30, refunded_at=at("2026-03-01"))]))
    assert shop.sums() == before
    shop.load(batch("shop", orders=[order("A", refunded=105, total=105, status="refunded")]))
    assert shop.rows("SELECT counted, net_base FROM event_order") == [(False, Decimal("0.0000"))]
    assert shop.rows("SELECT sum(amount) FROM event_refund") == [(Decimal("100.0000"),)]
    agree_with_the_engine(shop)
    shop.load(batch("shop", orders=[order("A", refunded=5)]))
    assert shop.rows("SELECT sum(amount) FROM event_refund") == [(Decimal("5.0000"),)]
    agree_with_the_engine(shop)


def test_listed_refunds_find_their_line_their_product_or_the_whole_order(shop) -> None:
    shop.load(
        batch(
            "shop",
            orders=[order("A"), order("B", 50)],
            order_lines=[
                {"order_id": "A", "line_no": 1, "product_id": "P1", "product": "Kenkä", "amount": 60},
                {"order_id": "A", "line_no": 2, "product_id": "P2", "amount": 40},
                {"order_id": "B", "line_no": 1, "product_id": "P1", "amount": 50},
            ],
            refunds=[
                {"refund_id": "R1", "order_id": "A", "line_no": 1, "ts": at("2026-02-01"), "amount": 60},
                {"refund_id": "R2", "order_id": "A", "product_id": "P2", "ts": at("2026-02-02"), "amount": 10},
                {"refund_id": "R3", "order_id": "A", "ts": at("2026-02-03"), "amount": 15},
                {"refund_id": "R4", "order_id": "unknown", "ts": at("2026-02-03"), "amount": 7},
                {"refund_id": "R5", "person_id": "1", "ts": at("2026-02-04"), "amount": 3},
            ],
        )
    )
    found = shop.rows(
        "SELECT refund_id, line_event_id, allocated, customer_key, amount::INT FROM event_refund ORDER BY 1"
    )
    assert found == [
        ("R1", "shop:order_line:A/1", False, 1, 60),
        ("R2", "shop:order_line:A/2", False, 1, 10),
        ("R3", "shop:order_line:A/2", True, 1, 15),
        ("R4", None, False, None, 7),
        ("R5", None, False, 1, 3),
    ]
    assert shop.rows("SELECT order_id, counted, net_base::INT FROM event_order_line ORDER BY 1, line_no") == [
        ("A", False, 0), ("A", True, 15), ("B", True, 50),
    ]  # fmt: skip
    agree_with_the_engine(shop)


def test_refunds_and_lines_may_come_before_and_after_their_order(shop) -> None:
    shop.load(batch("shop", refunds=[{"refund_id": "R", "order_id": "A", "ts": at("2026-02-01"), "amount": 20}]))
    before = shop.sums()
    shop.load(batch("shop", orders=[order("A")]))
    assert shop.rows("SELECT order_event_id FROM event_refund") == [("shop:order:A",)]
    assert shop.rows("SELECT net_base::INT FROM event_order") == [(80,)]
    shop.load(batch("shop", order_lines=[{"order_id": "A", "line_no": n, "amount": 50} for n in (1, 2)]))
    assert shop.rows("SELECT net_base::INT FROM event_order_line") == [(40,), (40,)]
    agree_with_the_engine(shop)
    shop.undo(3)
    shop.undo(2)
    assert shop.sums() == before


def test_lines_of_unknown_orders_are_refused_rows(shop, tmp_path: Path) -> None:
    path = tmp_path / "refused.csv"
    result = shop.load(
        batch(
            "shop", orders=[order("A")], order_lines=[{"order_id": o, "line_no": 1, "amount": 9} for o in ("A", "=B")]
        ),
        refused_path=path,
    )
    assert (result.of("order_lines").new, result.of("order_lines").refused, result.refused) == (1, 1, 1)
    with path.open(newline="") as file:
        assert list(csv.reader(file)) == [
            ["row", "column", "value", "code"],
            ["3", "order_id", "'=B", "order_not_known"],
        ]


def test_an_order_that_lost_a_line_loses_it(shop) -> None:
    lines = [{"order_id": "A", "line_no": n, "amount": 50} for n in (1, 2)]
    shop.load(batch("shop", orders=[order("A")], order_lines=lines))
    before = shop.sums()
    result = shop.load(batch("shop", orders=[order("A", 50)], order_lines=lines[:1]))
    assert result.of("order_lines").removed == 1
    assert shop.rows("SELECT line_no, net_base::INT FROM event_order_line") == [(1, 50)]
    shop.undo(2)
    assert shop.sums() == before


def test_a_change_of_status_keeps_its_history(shop) -> None:
    shop.load(batch("shop", orders=[order("A", status="pending")]))
    assert shop.rows("SELECT count(*) FROM order_status") == [(0,)]
    shop.load(batch("shop", orders=[order("A", status_ts=at("2026-01-05"))]))
    shop.load(batch("shop", orders=[order("A", status="cancelled", status_ts=at("2026-02-05"))]))
    history = shop.rows("SELECT status, ts FROM order_status ORDER BY ts")
    assert history == [
        ("pending", at("2026-01-02")),
        ("completed", at("2026-01-05")),
        ("cancelled", at("2026-02-05")),
    ]
    assert shop.rows("SELECT counted FROM event_order") == [(False,)]
    for day, counted in (("2026-01-03", False), ("2026-01-10", True), ("2026-03-01", False)):
        assert [bool(c) for _, c, _ in shop.rows(derived_orders(at(day)))] == [counted]


def test_foreign_money_is_converted_by_the_rate_of_the_day_or_is_unknown(shop) -> None:
    shop.warehouse.run(
        "INSERT INTO rates SELECT 'SEK', day, rate, 'ecb', day, now(), 0, '' FROM (VALUES (DATE '2026-01-01', 0.1), "
        "(DATE '2026-02-01', 0.2)) t(day, rate)"
    )
    result = shop.load(
        batch(
            "shop",
            orders=[
                order("A", currency="SEK", claimed=100, refunded=10),
                order("B", currency="SEK", ts=at("2026-02-10"), claimed=100),
                order("C", currency="NOK", claimed=100),
                order("D", claimed=100),
            ],
            order_lines=[{"order_id": "B", "line_no": 1, "amount": 100}],
            claim="SELECT 4, 400.00",
        )
    )
    assert shop.rows("SELECT order_id, net_base FROM event_order ORDER BY 1") == [
        ("A", Decimal("9.0000")), ("B", Decimal("20.0000")), ("C", None), ("D", Decimal("100.0000")),
    ]  # fmt: skip
    assert shop.rows("SELECT net_base FROM event_order_line") == [(Decimal("20.0000"),)]
    assert result.reconciliation is not None
    assert result.reconciliation["unexplained"] == {"orders": 0, "amount": "0.00"}
    agree_with_the_engine(shop)


def test_every_difference_with_the_source_has_its_reason(shop) -> None:
    shop.load(batch("shop", orders=[order("old", total=100, claimed=100)]))
    result = shop.load(
        batch(
            "shop",
            customers=[{"person_id": "emp", "email": "x@oma.fi"}],
            orders=[
                order("old", total=100, claimed=100),
                order("plain", total=104.9, shipping=4.9, claimed=104.9),
                order("cancelled", status="cancelled", claimed=11),
                order("pending", status="pending", claimed=12),
                order("test", set_apart="test", claimed=13),
                order("emp", person_id="emp", claimed=14),
                order("full", refunded=100, claimed=100),
                order("part", refunded=30, claimed=100),
                order("odd", claimed=101),
            ],
            claim="SELECT 10, 599.90",
        ),
        set_apart=SetApart(domains={"oma.fi": "employee"}),
    )
    assert result.reconciliation == {
        "file": {"orders": 10, "amount": "599.90"},
        "osuma": {"orders": 3, "amount": "270.00"},
        "differences": [
            {"reason": "already_there", "orders": 1, "amount": "100.00"},
            {"reason": "cancelled", "orders": 1, "amount": "11.00"},
            {"reason": "pending", "orders": 1, "amount": "12.00"},
            {"reason": "test", "orders": 1, "amount": "13.00"},
            {"reason": "set_apart", "orders": 1, "amount": "14.00"},
            {"reason": "refunded", "orders": 1, "amount": "100.00"},
            {"reason": "partly_refunded", "orders": 0, "amount": "30.00"},
            {"reason": "shipping", "orders": 0, "amount": "4.90"},
        ],
        "unexplained": {"orders": 1, "amount": "45.00"},
    }
    agree_with_the_engine(shop)


def test_rows_repeated_in_the_file_and_refunds_of_no_known_order_are_reasons_too(shop) -> None:
    result = shop.load(
        batch(
            "shop",
            orders=[order("A", 40, claimed=40), order("A", 50, claimed=50), order("B", 30, claimed=30)],
            refunds=[{"refund_id": "R", "ts": at("2026-02-01"), "amount": 7}],
            claim="SELECT 3, 120.00",
        )
    )
    assert result.reconciliation == {
        "file": {"orders": 3, "amount": "120.00"},
        "osuma": {"orders": 2, "amount": "73.00"},
        "differences": [
            {"reason": "contradicting", "orders": 1, "amount": "40.00"},
            {"reason": "refunds", "orders": 0, "amount": "7.00"},
        ],
        "unexplained": {"orders": 0, "amount": "0.00"},
    }


def test_of_rows_with_one_order_number_those_alike_or_older_contradict_nothing(shop) -> None:
    same = shop.load(batch("shop", orders=[order("A", 40, claimed=40)] * 2, claim="SELECT 2, 80.00"))
    assert same.contradicting == {}
    assert [d["reason"] for d in same.reconciliation["differences"]] == ["repeated"]
    dated = [order("C", n, claimed=n, source_updated_at=at(f"2026-03-0{n}")) for n in (2, 1)]
    assert shop.load(batch("shop", orders=dated, claim="SELECT 2, 3.00")).contradicting == {}
    lines = [{"order_id": "A", "line_no": 1, "product_id": p, "amount": 9} for p in "xy"]
    told = shop.load(batch("shop", orders=[order("A", 40, claimed=40)], order_lines=lines, claim="SELECT 1, 40.00"))
    assert told.contradicting == {"order_lines": {"rows": 1, "amount": "9.00"}}


def test_events_without_an_id_are_recognised_by_content_and_twins_are_kept(shop) -> None:
    views = [{"person_id": "1", "ts": at("2026-01-01"), "page": "/a"}] * 2 + [
        {"person_id": "1", "ts": at("2026-01-02"), "page": "/a"}
    ]
    assert shop.load(batch("web", page_view=views)).of("events:page_view").new == 3
    assert shop.load(batch("web", page_view=views)).of("events:page_view").same == 3
    assert shop.load(batch("web", page_view=[*views, views[0]])).of("events:page_view").new == 1


def test_an_event_type_without_a_table_is_refused_and_other_takes_it(shop) -> None:
    raw = "SELECT 2::BIGINT AS row"
    sql = (
        "SELECT row, 'p' AS person_id, NULL::VARCHAR AS person_email, NULL::VARCHAR AS person_phone, "
        "NULL::VARCHAR AS event_id, TIMESTAMP '2026-01-01' AS ts, false AS date_only, DATE '2026-01-01' "
        "AS local_date FROM {raw}"
    )
    with pytest.raises(Refused) as refused:
        shop.load(StagedBatch("web", raw, (StagedOutput("events:strange", "customers", sql),)))
    assert refused.value.mistakes[0].code == "unknown_event_type"
    assert shop.rows("SELECT count(*) FROM loads") == [(0,)]
    other = {"person_id": "p", "ts": at("2026-01-01"), "type": "strange", "properties": '{"a": 1}'}
    shop.load(batch("web", other=[other]))
    assert shop.rows("SELECT type, customer_key FROM event_other") == [("strange", 1)]


def test_areas_get_their_share_and_decile(shop) -> None:
    rows = [
        {"postcode": f"{n:05}", "median_income": 1000 * (n // 2), "dwellings": 3, "small_houses": 1}
        for n in range(20)
    ]
    shop.load(batch("paavo", areas=[*rows, {"postcode": "99999", "dwellings": 0}]))
    found = shop.rows("SELECT income_decile, small_house_share FROM areas ORDER BY postcode")
    assert [d for d, _ in found] == [n // 2 + 1 for n in range(20)] + [None]
    assert {s for _, s in found} == {Decimal("0.3333"), None}
    shop.load(batch("other", areas=[{"postcode": "00000", "median_income": 50000}]))
    assert shop.rows("SELECT income_decile, source FROM areas WHERE postcode = '00000'") == [(10, "other")]
    shop.undo(2)
    assert shop.rows("SELECT income_decile, source FROM areas WHERE postcode = '00000'") == [(1, "paavo")]


def test_consents_go_to_the_inbox_once_and_come_back_as_the_strictest(shop) -> None:
    said = {"person_email": "a@koti.fi", "purpose": "marketing", "channel": "email"}
    first = batch("shop", consents=[said | {"state": "granted", "ts": at("2026-01-01"), "evidence": "{}"}])
    second = batch(
        "mail",
        consents=[said | {"state": "refused"}],
        suppressions=[{"channel": "email", "address": "A@Koti.fi", "reason": "unsubscribed"}],
    )
    result = shop.load(first, second)
    assert (result.consents, result.suppressions) == (2, 1)
    con = shop.warehouse.cursor()
    given, barred = consents.inbox(con, 1)
    assert [(g["source"], g["state"], g["identity_key"]) for g in given] == [
        ("shop", "granted", 1),
        ("mail", "refused", 2),
    ]
    assert barred[0]["address"] == "a@koti.fi"
    con.close()
    again = shop.load(first, second)
    assert (again.consents, again.suppressions) == (0, 0)
    with shop.warehouse.transaction() as con:
        entries = [g | {"seq": n, "import_id": 1} for n, g in enumerate(given, 1)]
        assert consents.project(con, entries, []) == 2
        assert consents.project(con, entries, []) == 0
    assert shop.rows("SELECT state, source, contradicts FROM customer_consents") == [("refused", "mail", True)]
    later = {
        "seq": 3,
        "identity_key": 2,
        "purpose": "marketing",
        "channel": "email",
        "state": "granted",
        "ts": FAR,
        "source": "mail",
        "import_id": 1,
    }
    with shop.warehouse.transaction() as con:
        consents.project(con, [later], [])
        assert consents.watermark(con, "consents") == 3
    assert shop.rows("SELECT state, source, contradicts FROM customer_consents") == [("granted", "shop", False)]


def test_who_is_set_apart_leaves_the_totals_and_comes_back_with_the_setting(shop) -> None:
    people = [
        {"person_id": "1", "email": "a@oma.fi"},
        {"person_id": "2", "email": "b@alue.oma.fi"},
        {"person_id": "3", "email": "Test@koti.fi"},
        {"person_id": "4", "tags": ["Jälleenmyyjä"]},
        {"person_id": "5", "email": "x@toma.fi"},
    ]
    apart = SetApart({"oma.fi": "employee"}, {"test@koti.fi": "test"}, {"jälleenmyyjä": "reseller"})
    orders = [order(p["person_id"], person_id=p["person_id"]) for p in people]
    shop.load(batch("shop", customers=people, orders=orders), set_apart=apart)
    assert [r for (r,) in shop.rows("SELECT set_apart FROM customers ORDER BY customer_key")] == [
        "employee", "employee", "test", "reseller", None,
    ]  # fmt: skip
    assert shop.rows("SELECT order_id FROM event_order WHERE counted") == [("5",)]
    shop.load(batch("shop", customers=[{"person_id": "1", "email": "a@koti.fi"}]), set_apart=apart)
    assert shop.rows("SELECT order_id FROM event_order WHERE counted ORDER BY 1") == [("1",), ("5",)]
    agree_with_the_engine(shop)


def test_functions_of_a_batch_are_known_while_it_loads_only(shop) -> None:
    raw = "SELECT 2::BIGINT AS row, reverse_it('olleh') AS c1"
    made = StagedBatch(
        "shop",
        raw,
        (
            StagedOutput(
                "products",
                "customers",
                "SELECT row, c1 AS product_id, c1 AS product, NULL::VARCHAR AS category, NULL::VARCHAR AS brand, "
                "NULL::DECIMAL(18,4) AS price, NULL::DECIMAL(18,4) AS cost FROM {raw}",
            ),
        ),
        functions={"reverse_it": lambda text: text[::-1]},
    )
    shop.load(made)
    shop.load(made)
    assert shop.rows("SELECT product FROM products") == [("hello",)]


def test_hostile_values_are_only_values(shop) -> None:
    nasty = "'); DROP TABLE customers; -- {raw} %s \\ é"
    shop.load(
        batch(
            nasty[:20],
            customers=[{"person_id": nasty, "city": nasty, "x_note": nasty}],
            orders=[order(nasty, person_id=nasty)],
        )
    )
    assert shop.rows("SELECT external_id, city, x_note FROM customers") == [(nasty, nasty, nasty)]
    assert shop.rows("SELECT order_id FROM event_order WHERE customer_key = 1") == [(nasty,)]


def test_progress_and_the_journal(shop) -> None:
    steps: list[tuple] = []
    shop.load(
        batch("a", customers=[{"person_id": "1"}]),
        batch("b", customers=[{"person_id": "1"}]),
        progress=lambda *s: steps.append(s),
    )
    part = ["checking", "people", "storing", "staged"]
    assert [name for name, _ in itertools.groupby(step for step, *_ in steps)] == [*part, *part, "refused", "loaded"]
    assert [step for step in steps if step[0] == "staged"] == [("staged", 1, 2), ("staged", 2, 2)]
    assert shop.rows("SELECT import_id, kind, undone_by, json_extract(detail, '$.identities') FROM loads") == [
        (1, "import", None, "2")
    ]
    assert datetime.now(UTC).year > 2000


def test_a_long_statement_tells_how_far_it_is(shop, monkeypatch) -> None:
    monkeypatch.setattr(watch, "EVERY", 0.01)
    told: list[tuple[str, int | None, int | None]] = []
    context = LoadContext(1, datetime(2026, 10, 1), progress=lambda *s: told.append(s))
    con = shop.warehouse.cursor()
    with watch.watched(con, context, "storing"):
        con.execute("SELECT sum(hash(a.range // 3)) FROM range(30000000) a").fetchall()
    assert told[0] == ("storing", None, None)
    parts = [done for _, done, total in told if total == 100]
    assert parts
    assert max(parts) > 0
    n = len(told)
    con.execute("SELECT sum(hash(a.range // 3)) FROM range(3000000) a").fetchall()
    assert len(told) == n
    con.close()
