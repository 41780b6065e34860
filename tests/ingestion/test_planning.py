"""The staging SQL: how values are read, what is refused, what follows from what."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from staging import Staged, stage

from osuma.engine.errors import Refused
from osuma.ingestion.mapping import parse_mapping
from osuma.ingestion.planning import PlanSettings, functions, moments
from osuma.ingestion.planning.functions import normalise_phone, title_role
from osuma.ingestion.reading import open_file
from osuma.ingestion.reasons import REASONS
from osuma.ingestion.targets import TARGETS


def staged(tmp_path: Path, text: str, *outputs: dict[str, Any], **more: Any) -> Staged:
    work = tmp_path / "work"
    work.mkdir(exist_ok=True)
    path = tmp_path / "tiedosto.csv"
    path.write_text(text, encoding="utf-8")
    (table,) = open_file(path, work)
    top = {k: more.pop(k) for k in ("whole", "source") if k in more}
    mapping = parse_mapping({"osuma_mapping": 1, "source": "t", "outputs": list(outputs), **top})
    return stage(table, mapping, **more)


def column(tmp_path: Path, values: list[str], to: str, **how: Any) -> tuple[list[Any], Staged]:
    """What a column of customers is read as; None where the row was refused."""
    text = "id\tarvo\n" + "".join(f"{i}\t{v}\n" for i, v in enumerate(values))
    output = {"target": "customers", "columns": {"id": "person_id", "arvo": {"to": to, **how} if how else to}}
    found = staged(tmp_path, text, output)
    by_id = {p["person_id"]: p[to] for p in found.outputs["customers"]}
    return [by_id.get(str(i)) for i in range(len(values))], found


GOOD_COMMA = {
    "1 234,50": "1234.50", "1.234,50": "1234.50", "1\u00a0234,5": "1234.5", "1\u202f234\u202f567,00": "1234567",
    "-12,00 €": "-12", "€12": "12", "12": "12", "0,5": "0.5", "−3,25": "-3.25", "12,3456": "12.3456", "1 EUR": "1",
}  # fmt: skip
BAD_COMMA = [
    "12,5 %",
    "1,2,3",
    "12.34",
    "1 23,00",
    "abc",
    "1e3",
    "0x10",
    "1_000",
    "12,3a",
    "--1",
    "99999999999999999,0",
]
GOOD_DOT = {
    "$90,000 ": "90000", "1,234.50": "1234.50", "1234.5": "1234.5", "-0.25": "-0.25", "1 234.5": "1234.5", "+5": "5",
    "1'234.50": "1234.50", "£3.10": "3.10",
}  # fmt: skip
BAD_DOT = ["1,23", "12,5 %", "1.2.3", "1e3", "inf", "nan%", "12 34", "5 kpl"]


@pytest.mark.parametrize(("form", "good", "bad"), [("comma", GOOD_COMMA, BAD_COMMA), ("dot", GOOD_DOT, BAD_DOT)])
def test_amounts_are_read_strictly(tmp_path: Path, form: str, good: dict[str, str], bad: list[str]) -> None:
    found, result = column(tmp_path, [*good, *bad], "income", format=form)
    assert found == [Decimal(v) for v in good.values()] + [None] * len(bad)
    assert [(r[1], r[2], r[3]) for r in result.refused] == [("arvo", v, "not_a_number") for v in bad]
    assert [r[0] for r in result.refused] == list(range(len(good) + 2, len(good) + len(bad) + 2))


def test_blank_and_placeholder_values_are_null_and_not_wrong(tmp_path: Path) -> None:
    found, result = column(tmp_path, ["", "-", "n/a", "NULL", " ", "12,5"], "income", format="comma")
    assert found == [None] * 5 + [Decimal("12.5")]
    assert result.refused == []
    assert len(result.outputs["customers"]) == 6


def test_whole_numbers(tmp_path: Path) -> None:
    found, result = column(tmp_path, ["2", "3.0", "2.5", "x", "1,000"], "children", format="dot")
    assert found == [2, 3, None, None, 1000]
    assert [r[3] for r in result.refused] == ["not_an_integer", "not_an_integer"]


@pytest.mark.parametrize(
    ("form", "values"),
    [
        ("d.m.Y", {"3.2.2025": (2025, 2, 3), "03.02.2025": (2025, 2, 3), "31.2.2025": None, "2/3/2025": None}),
        ("m/d/Y", {"5/14/1965": (1965, 5, 14), "14/5/1965": None, "02/30/2024": None}),
        ("iso", {"2024-02-29": (2024, 2, 29), "2023-02-29": None, "1.1.2024": None, "0001-01-01": None}),
        ("Ymd", {"20250203": (2025, 2, 3), "20251303": None}),
        ("%d %b %Y", {"3 Feb 2025": (2025, 2, 3), "3 Foo 2025": None}),
        ("excel", {"45691": (2025, 2, 3), "36526": (2000, 1, 1), "abc": None}),
    ],
)
def test_dates_follow_one_form(tmp_path: Path, form: str, values: dict[str, tuple[int, int, int] | None]) -> None:
    found, result = column(tmp_path, list(values), "birth_date", format=form)
    assert found == [dt.date(*v) if v else None for v in values.values()]
    assert [r[2] for r in result.refused] == [v for v, good in values.items() if not good]
    assert {r[3] for r in result.refused} <= {"not_a_date"}


def test_day_and_month_are_decided_over_the_whole_column_never_per_value(tmp_path: Path) -> None:
    """The only value that tells is far beyond the sample."""
    rows = [f"{i};3/4/2025\n" for i in range(60_000)]
    rows[40_000] = "40000;3/25/2025\n"
    text = "id;syntynyt\n" + "".join(rows)
    output = {"target": "customers", "columns": {"id": "person_id", "syntynyt": "birth_date"}}
    (tmp_path / "work").mkdir()
    result = staged(tmp_path, text, output)
    people = {p["person_id"]: p["birth_date"] for p in result.outputs["customers"]}
    assert people["0"] == dt.date(2025, 3, 4)
    assert people["40000"] == dt.date(2025, 3, 25)
    assert len(people) == 60_000
    assert [p["row"] for p in result.outputs["customers"]] == list(range(2, 60_002))


def test_a_day_first_file_refuses_the_value_that_cannot_be(tmp_path: Path) -> None:
    found, result = column(tmp_path, ["13/2/2025", "3/4/2025", "2/13/2025"], "birth_date")
    assert found == [dt.date(2025, 2, 13), dt.date(2025, 4, 3), None]
    assert [r[2] for r in result.refused] == ["2/13/2025"]


INSTANTS = {
    "2026-05-01 10:00:00 +0200": dt.datetime(2026, 5, 1, 8),
    "2026-05-01T10:00:00Z": dt.datetime(2026, 5, 1, 10),
    "2026-05-01 10:00:00": dt.datetime(2026, 5, 1, 7),
    "2026-12-24 18:30:15.250": dt.datetime(2026, 12, 24, 16, 30, 15, 250_000),
    "2026-05-01T10:00:00+03:00": dt.datetime(2026, 5, 1, 7),
    "2026-05-01": dt.datetime(2026, 4, 30, 21),
    "2026-05-01 10:00:00 UTC": dt.datetime(2026, 5, 1, 10),
}


def test_times_with_and_without_a_zone_become_utc(tmp_path: Path) -> None:
    text = "sähköposti,tapahtuma,aika\n" + "".join(f"a@esimerkki.fi,Messut,{v}\n" for v in INSTANTS)
    output = {"target": "events:attendance",
              "columns": {"sähköposti": "person_email", "tapahtuma": "event_name",
                          "aika": {"to": "ts", "format": "iso"}}}  # fmt: skip
    events = staged(tmp_path, text, output).outputs["events:attendance"]
    assert [e["ts"] for e in events] == list(INSTANTS.values())
    assert [e["date_only"] for e in events] == [v == "2026-05-01" for v in INSTANTS]
    assert [e["state"] for e in events] == ["attended"] * len(events)
    helsinki = ZoneInfo("Europe/Helsinki")
    assert [e["local_date"] for e in events] == [
        v.replace(tzinfo=dt.UTC).astimezone(helsinki).date() for v in INSTANTS.values()
    ]


ZONES = [
    "Europe/Helsinki", "America/New_York", "Australia/Sydney", "Asia/Tokyo", "Europe/London", "Africa/Casablanca",
    "America/Sao_Paulo", "UTC",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(ZONES), st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2037, 12, 31)))
def test_local_times_become_the_same_instants_as_in_python(zone: str, local: dt.datetime) -> None:
    local = local.replace(microsecond=0)
    wanted = local.replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC).replace(tzinfo=None)
    sql = moments.to_utc(f"TIMESTAMP '{local.isoformat(' ')}'", zone)
    assert duckdb.sql(f"SELECT {sql}").fetchall()[0][0] == wanted


@pytest.mark.parametrize("zone", ZONES)
def test_hours_that_happen_twice_or_never(zone: str) -> None:
    first, last = dt.datetime(2020, 1, 1), dt.datetime(2023, 12, 31, 23)
    series = f"generate_series(TIMESTAMP '{first}', TIMESTAMP '{last}', INTERVAL 30 MINUTE)"
    found = duckdb.sql(f"SELECT x, {moments.to_utc('x', zone)} FROM (SELECT unnest({series}) AS x)").fetchall()
    place = ZoneInfo(zone)
    assert len(found) > 70_000
    assert all(u == x.replace(tzinfo=place).astimezone(dt.UTC).replace(tzinfo=None) for x, u in found)


def national_numbers() -> list[str]:
    shapes = [
        "040 123 4567",
        "+358 40 123 4567",
        "0401234567",
        "040-1234567",
        "(040) 123 4567",
        "050 1234",
        "0457 123 4567",
        "00358401234567",
        "+358 (0)40 123 4567",
        "09 123 4567",
        "+46 70 123 45 67",
        "'0401234567",
        "0600 123",
        "040",
        "12345",
        "+1 202 555 0123",
        "010 123 4567",
        "041 1234567890",
        "0491234567",
        "044.123.4567",
        "+358401234567 ext 5",
        "040 123 456",
        "358401234567",
        "0404567",
        "04012345678901",
        "+44 20 7946 0958",
        "020 7123 456",
    ]
    made = [f"0{prefix}{'1234567890'[:length]}" for prefix in range(40, 51) for length in range(3, 10)]
    return shapes + made + [f"+358{n[1:]}" for n in made]


def test_phones_are_the_same_as_the_library_says(tmp_path: Path) -> None:
    numbers = national_numbers()
    found, result = column(tmp_path, numbers, "phone")
    assert found == [normalise_phone(n) for n in numbers]
    assert sum(f is not None for f in found) > 60
    unread = [n for n, f in zip(numbers, found, strict=True) if f is None]
    assert sorted(w[2] for w in result.warned) == sorted(unread)
    assert {w[3] for w in result.warned} == {"not_a_phone"}
    assert result.refused == []


def test_phone_function_never_gives_null() -> None:
    assert functions.osuma_phone("ei ole") == ""
    assert functions.osuma_title_role("kahvinkeittäjä") == ""


def test_emails(tmp_path: Path) -> None:
    values = [
        " Anna@Esimerkki.FI ",
        "mailto:b@esimerkki.fi",
        "'c@esimerkki.fi",
        "a@b",
        "a b@c.fi",
        "=cmd@x",
        "ei ole",
        "",
    ]
    found, result = column(tmp_path, values, "email")
    assert found == ["Anna@Esimerkki.FI", "b@esimerkki.fi", "c@esimerkki.fi", None, None, None, None, None]
    # that somebody wrote that there is none is no wrong address
    assert [r[3] for r in result.refused] == ["not_an_email"] * 3


def test_a_bad_email_costs_a_customer_row_but_never_an_order(tmp_path: Path) -> None:
    text = "tilaus;aika;summa;sposti\n1;1.2.2025;10,00;a@esimerkki.fi\n2;1.2.2025;20,00;ei ole antanut\n"
    people = {"target": "customers", "origin": "orders", "columns": {"sposti": "email"}}
    columns = {"tilaus": "order_id", "aika": "ts", "summa": "total", "sposti": "person_email"}
    orders = {"target": "orders", "origin": "orders", "columns": columns}
    result = staged(tmp_path, text, people, orders)
    assert [(o["order_id"], o["person_email"]) for o in result.outputs["orders"]] == [
        ("1", "a@esimerkki.fi"), ("2", None)]  # fmt: skip
    assert [c["email"] for c in result.outputs["customers"]] == ["a@esimerkki.fi"]
    assert [(w[0], w[3]) for w in result.warned] == [(3, "email_left_out")]
    assert result.refused == []


@pytest.mark.parametrize(
    ("value", "country", "wanted", "code"),
    [
        ("00100", "", "00100", None), ("240", "", "00240", "zeros_restored"), ("FI-33100", "", "33100", None),
        ("33100.0", "", "33100", None), ("'00100", "", "00100", None), ("114 55", "SE", "114 55", None),
        ("0150", "Norja", "0150", None), ("SW1A 1AA", "GB", "SW1A 1AA", None), ("abc", "", None, "not_a_postcode"),
        ("1234567", "", None, "not_a_postcode"), ("0150", "FI", "00150", "zeros_restored"),
    ],
)  # fmt: skip
def test_postcodes(tmp_path: Path, value: str, country: str, wanted: str | None, code: str | None) -> None:
    text = f"id\tpostinumero\tmaa\n1\t{value}\t{country}\n2\t\t\n"
    output = {"target": "customers", "columns": {"id": "person_id", "postinumero": "postcode", "maa": "country"}}
    result = staged(tmp_path, text, output)
    assert result.outputs["customers"][0]["postcode"] == wanted
    assert [w[3] for w in result.warned] == ([code] if code else [])
    assert result.refused == []


@pytest.mark.parametrize(
    ("city", "postcode", "municipality", "region"),
    [
        ("Helsinki", "", "091", "01"), ("HKI", "", "091", "01"), ("Helsingfors", "", "091", "01"),
        ("", "00530", "091", "01"),
        ("helsinki ", "", "091", "01"), ("Tammerfors", "", "837", "06"), ("Utopia", "33100", "837", "06"),
        ("Åbo", "", "853", "02"), ("Utopia", "99999", None, None), ("Turku", "00100", "091", "01"),
    ],
)  # fmt: skip
def test_towns_become_municipalities(
    tmp_path: Path, city: str, postcode: str, municipality: str | None, region: str | None
) -> None:
    text = f"id\tkaupunki\tpostinumero\n1\t{city}\t{postcode}\n"
    output = {"target": "customers", "columns": {"id": "person_id", "kaupunki": "city", "postinumero": "postcode"}}
    (person,) = staged(tmp_path, text, output).outputs["customers"]
    assert (person["municipality"], person["region"]) == (municipality, region)


def test_titles_give_roles_and_birth_dates_their_parts(tmp_path: Path) -> None:
    text = (
        "id;titteli;syntynyt;sukupuoli;kieli;maa\n1;Toimitusjohtaja, perustaja;29.2.1976;nainen;ruotsi;Suomi\n"
        "2;Konsultti;;?;klingon;\n"
    )
    output = {"target": "customers", "columns": {
        "id": "person_id", "titteli": "title", "syntynyt": "birth_date", "sukupuoli": "gender", "kieli": "language",
        "maa": "country"}}  # fmt: skip
    result = staged(tmp_path, text, output)
    one, two = result.outputs["customers"]
    assert (one["title"], one["title_role"]) == ("Toimitusjohtaja, perustaja", "ceo")
    assert (one["birth_year"], one["birth_month"], one["birth_day"]) == (1976, 2, 29)
    assert (one["gender"], one["language"], one["country"]) == ("f", "sv", "FI")
    assert (two["title_role"], two["gender"], two["language"]) == (None, None, None)
    assert [(w[1], w[2], w[3]) for w in result.warned] == [("kieli", "klingon", "code_unknown")]


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("CEO", "ceo"), ("Toimitusjohtaja", "ceo"), ("Verkställande direktör (VD)", "ceo"), ("VD", "ceo"),
        ("TJ", "ceo"), ("Managing Director", "ceo"), ("Toimitusjohtajan assistentti", None),
        ("Varatoimitusjohtaja", None),
        ("lääkäri", "physician"), ("Yleislääkäri", "physician"), ("Överläkare", "physician"), ("läkare", "physician"),
        ("Physician", "physician"), ("Eläinlääkäri", "veterinarian"), ("Hammaslääkäri", "dentist"),
        ("Lääkärisihteeri", None),
        ("juristi", "lawyer"), ("Lakimies", "lawyer"), ("Asianajaja", "lawyer"), ("General Counsel", "lawyer"),
        ("jurist", "lawyer"), ("Lawyer", "lawyer"), ("Sairaanhoitaja", "nurse"), ("Talonhoitaja", None), ("", None),
    ],
)  # fmt: skip
def test_title_roles(title: str, role: str | None) -> None:
    assert title_role(title) == role


@pytest.mark.parametrize(
    ("header", "version"),
    [("Toimiala TOL 2025", "tol2025"), ("Toimiala (2008)", "tol2008"), ("NACE Rev. 2", "nace2"),
     ("Industry Rev. 2.1", "nace21"), ("NACE 2.1", "nace21"), ("Toimialakoodi", None)],
)  # fmt: skip
def test_the_header_of_an_industry_code_names_its_version(tmp_path: Path, header: str, version: str | None) -> None:
    output = {"target": "accounts", "columns": {"id": "account_id", header: "industry_code"}}
    (account,) = staged(tmp_path, f"id\t{header}\n7\t62010\n", output).outputs["accounts"]
    assert (account["industry_code"], account["industry_version"]) == ("62010", version)


def test_custom_fields_keep_their_types(tmp_path: Path) -> None:
    text = 'id;kengän koko;jäsen;liittyi;lajit\n1;42;kyllä;1.2.2025;"juoksu, uinti"\n2;4,5;ei;;\n'
    output = {"target": "customers", "columns": {
        "id": "person_id", "kengän koko": {"to": "x_kengan_koko", "as": "decimal", "format": "comma"},
        "jäsen": {"to": "x_jasen", "as": "bool"}, "liittyi": {"to": "x_liittyi", "as": "date"},
        "lajit": {"to": "x_lajit", "as": "list"}}}  # fmt: skip
    result = staged(tmp_path, text, output)
    one, two = result.outputs["customers"]
    assert (one["x_kengan_koko"], one["x_jasen"], one["x_liittyi"]) == (Decimal(42), True, dt.date(2025, 2, 1))
    assert (one["x_lajit"], two["x_lajit"]) == (["juoksu", "uinti"], None)
    (planned,) = result.plan.outputs
    assert planned.custom == {"x_kengan_koko": "decimal", "x_jasen": "bool", "x_liittyi": "date", "x_lajit": "list"}
    types = dict(result.columns["customers"])
    assert (types["x_kengan_koko"], types["x_lajit"]) == ("DECIMAL(18,4)", "VARCHAR[]")


def test_protected_fields_about_people_need_a_basis_and_product_groups_do_not(tmp_path: Path) -> None:
    text = "id;Uskontokunta;Tuoteryhmä\n1;ev.lut;Vegaaninen\n"
    field = {
        "target": "customers",
        "columns": {"id": "person_id", "Uskontokunta": {"to": "x_uskontokunta", "as": "text"}},
    }
    with pytest.raises(Refused) as refused:
        staged(tmp_path, text, field)
    assert [m.code for m in refused.value.mistakes] == ["special_category"]
    allowed = staged(tmp_path, text, field, allowed_special=frozenset({"x_uskontokunta"}))
    assert allowed.outputs["customers"][0]["x_uskontokunta"] == "ev.lut"
    products = {"target": "products", "columns": {"id": "product_id", "Tuoteryhmä": "category"}}
    assert staged(tmp_path, text, products).outputs["products"][0]["category"] == "Vegaaninen"


LINES = """kuitti;aika;asiakas;tuote;kpl;hinta
A1;1.2.2025 10.15;7;Kenkä;1;100,00
A1;1.2.2025 10.16;7;Sukka;2;5,50
A2;2.2.2025 9.00;8;Paita;1;vapaa
A2;2.2.2025 9.00;8;Sukka;1;5,50
A3;3.2.2025 9.00;;Sukka;1;5,50
A3;3.2.2025 9.00;;Sukka;1;5,50
"""
LINE_OUTPUTS = (
    {"target": "orders", "origin": "orders", "group_by": "kuitti",
     "columns": {"kuitti": "order_id", "aika": "ts", "asiakas": "person_id", "kpl": "items", "hinta": "_hinta"},
     "derived": {"amount": {"times": ["items", "_hinta"]}}},
    {"target": "order_lines", "origin": "orders",
     "columns": {"kuitti": "order_id", "tuote": "product", "kpl": "quantity", "hinta": "unit_price"}},
)  # fmt: skip


def test_orders_are_made_of_lines_and_a_bad_line_takes_its_whole_order_along(tmp_path: Path) -> None:
    result = staged(tmp_path, LINES, *LINE_OUTPUTS)
    orders = {o["order_id"]: o for o in result.outputs["orders"]}
    assert orders.keys() == {"A1", "A3"}
    assert (orders["A1"]["amount"], orders["A1"]["items"], orders["A1"]["person_id"]) == (
        Decimal(111),
        Decimal(3),
        "7",
    )
    assert orders["A1"]["ts"] == dt.datetime(2025, 2, 1, 8, 15)
    assert (orders["A3"]["person_id"], orders["A3"]["amount"]) == (None, Decimal(11))
    assert orders["A1"]["claimed"] == orders["A1"]["amount"]
    lines = [(x["order_id"], x["line_no"], x["amount"]) for x in result.outputs["order_lines"]]
    assert lines == [
        ("A1", 1, Decimal(100)),
        ("A1", 2, Decimal(11)),
        ("A3", 1, Decimal("5.5")),
        ("A3", 2, Decimal("5.5")),
    ]
    assert result.refused == [
        (4, "hinta", "vapaa", "not_a_number"),
        (5, "kuitti", "A2", "with_the_rest"),
    ]
    assert result.claim == (3, Decimal("127.5"))


def test_missing_and_nobody(tmp_path: Path) -> None:
    text = "tilaus;aika;summa\n;1.2.2025;1,00\n2;;2,00\n3;1.2.2025;\n;;\n"
    orders = {"target": "orders", "columns": {"tilaus": "order_id", "aika": "ts", "summa": "total"}}
    result = staged(tmp_path, text, orders)
    assert [(r[0], r[1], r[3]) for r in result.refused] == [(2, "tilaus", "missing"), (3, "aika", "missing")]
    assert [o["order_id"] for o in result.outputs["orders"]] == ["3"]
    people = {"target": "customers", "columns": {"tilaus": "person_id", "summa": "city"}}
    assert [(r[0], r[3]) for r in staged(tmp_path, text, people).refused] == [(2, "nobody")]


def test_every_target_gives_exactly_its_staging_columns(tmp_path: Path) -> None:
    text = "id;aika;arvo\n1;1.2.2025;x@y.fi\n"
    for name, target in TARGETS.items():
        given_ = {c: "id" for c in target.required if target.columns[c] == "VARCHAR"}
        columns = {"id": [*given_.keys()] or ["row_only"], "aika": "ts"}
        columns["id"] = [c for c in columns["id"] if c in target.columns]
        if "ts" not in target.columns:
            del columns["aika"]
        if target.people:
            columns["id"].append("person_id")
        if name in ("accounts", "contacts"):
            columns["id"].append("account_id")
        if name == "suppressions":
            columns["arvo"], columns["id"] = "address", []
        if "amount" in target.required:
            columns["id"].append("amount")
        if name == "ad_cost":
            columns = {"aika": "day", "id": ["cost"]}
        output = {"target": name, "columns": {h: c for h, c in columns.items() if c}}
        if name == "consents":
            output["columns"]["id"] = ["person_id"]
            output["constants"] = {"state": "granted"}
        result = staged(tmp_path, text, output)
        assert result.columns[name] == [(c, t) for c, t in target.columns.items()]
        assert all(code in REASONS for *_, code in result.refused)


def test_every_reason_code_of_the_plans_has_its_sentences() -> None:
    source = Path(functions.__file__).parent
    code = "".join(p.read_text() for p in source.glob("*.py"))
    for reason in ("not_a_number", "not_a_date", "zeros_restored", "with_the_rest", "nobody", "missing"):
        assert f'"{reason}"' in code or f"'{reason}'" in code
        assert REASONS[reason].fi
        assert REASONS[reason].en


def test_large_plans_have_no_joins_that_would_lose_the_order_of_rows(tmp_path: Path) -> None:
    text = "id;titteli;kunta;maa;status;markkinointi;aika\n1;CEO;Turku;FI;naimaton;kyllä;1.2.2025 10.15\n"
    output = {"target": "customers", "columns": {
        "id": "person_id", "titteli": "title", "kunta": ["city"], "maa": "country", "status": "relationship",
        "markkinointi": {"to": "x_m", "as": "bool"}, "aika": "created_at"}}  # fmt: skip
    result = staged(tmp_path, text, output)
    con = duckdb.connect()
    for name, function in result.plan.functions.items():
        con.create_function(name, function, ["VARCHAR"], "VARCHAR")
    explained = con.execute(f"EXPLAIN CREATE TEMP TABLE x AS {result.plan.raw_sql}").fetchall()[0][1]
    assert "Join" not in explained
    assert "JOIN" not in explained


def test_settings_decide_zone_and_currency(tmp_path: Path) -> None:
    text = "tilaus;aika;summa\n1;1.7.2025 10.00;1,00\n"
    orders = {"target": "orders", "columns": {"tilaus": "order_id", "aika": "ts", "summa": "total"}}
    result = staged(tmp_path, text, orders, settings=PlanSettings(zone="Europe/Stockholm", currency="SEK"))
    (order,) = result.outputs["orders"]
    assert (order["ts"], order["currency"]) == (dt.datetime(2025, 7, 1, 8), "SEK")
