"""Presets of products beside the shops': what each sample's rows become, and files that only look like them."""

from __future__ import annotations

import csv
import datetime as dt
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from staging import Staged, stage

from osuma.engine.errors import Refused
from osuma.ingestion.mapping import check_mapping
from osuma.ingestion.planning.answers import screened
from osuma.ingestion.reading import open_file
from osuma.ingestion.sources import Preset, fitted, presets, recognise
from osuma.ingestion.tables import SourceTable

SOURCES = Path(str(files("osuma.ingestion.sources")))
TAKEN = sorted(p.relative_to(SOURCES).as_posix() for p in SOURCES.glob("*/*.csv") if "refused" not in p.stem)
BARRED = sorted(p.relative_to(SOURCES).as_posix() for p in SOURCES.glob("*/*.csv") if "refused" in p.stem)
PRESETS = {p.slug: p for p in presets()}


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def known(name: str, work: Path, slug: str | None = None) -> Staged:
    """A sample through the preset that it must be recognised as."""
    (table,) = open_file(SOURCES / name, work)
    mapping = recognise(table)
    assert mapping is not None
    assert mapping.preset == (slug or name.split("/")[0])
    staged = stage(table, mapping)
    assert staged.refused == []
    assert staged.warned == []
    return staged


def of(staged: Staged, target: str, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row[c] for c in columns) for row in staged.outputs.get(target, [])]


@pytest.mark.parametrize("name", TAKEN)
def test_a_sample_is_its_presets_own_and_every_column_is_read_or_listed(name: str, work: Path) -> None:
    (table,) = open_file(SOURCES / name, work)
    mapping = recognise(table)
    assert mapping is not None
    assert str(mapping.preset).split("/")[0] == name.split("/")[0]
    mapping = screened(mapping, table.headers, frozenset())
    assert check_mapping(table, mapping) == []
    read = {h for o in mapping.outputs for h in (*o.reads(), *mapping.questions(o, table.headers))}
    assert set(table.headers) == (read & set(table.headers)) | set(mapping.left_out(table.headers))
    assert read.isdisjoint(mapping.left_out(table.headers))


@pytest.mark.parametrize("name", BARRED)
def test_what_is_of_no_people_is_refused_with_the_way_out(name: str, work: Path) -> None:
    (table,) = open_file(SOURCES / name, work)
    with pytest.raises(Refused) as fault:
        recognise(table)
    (mistake,) = fault.value.mistakes
    assert mistake.code == "not_taken"
    folder, stem = name.removesuffix(".csv").split("/")
    slug = {"refused": folder, "refused_fi": folder}.get(stem, f"{folder}/{stem.removesuffix('_refused')}")
    assert mistake.what == PRESETS[slug].refuse


@pytest.mark.parametrize("name", sorted({*TAKEN, *BARRED}))
def test_half_of_a_presets_headers_are_not_taken_for_it(name: str, tmp_path: Path, work: Path) -> None:
    (table,) = open_file(SOURCES / name, work)
    preset = found(table)
    wanted = [*preset.needs, *(h for group in preset.any_of for h in group[:1])]
    kept = [h for h in wanted if "*" not in h][: len(wanted) // 2]
    path = tmp_path / "half.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["Jotain", *kept], *[["x", *(f"arvo {n}" for _ in kept)] for n in range(3)]])
    (half,) = open_file(path, work)
    assert len(kept) < len(wanted)
    try:
        mapping = recognise(half)
    except Refused:
        mapping = None
    assert mapping is None or mapping.preset != preset.slug


def found(table: SourceTable) -> Preset:
    try:
        mapping = recognise(table)
    except Refused as fault:
        return next(p for p in PRESETS.values() if p.refuse == fault.mistakes[0].what)
    assert mapping is not None
    return PRESETS[str(mapping.preset)]


@pytest.mark.parametrize("name", ["analytics_sample.csv", "analytics_fi_sample.csv"])
def test_woocommerce_analytics_gives_orders_of_nobody(name: str, work: Path) -> None:
    staged = known(f"woocommerce_orders/{name}", work, "woocommerce_orders/analytics")
    assert of(staged, "orders", "order_id", "status", "amount", "items", "person_email") == [
        ("3001", "completed", Decimal("80.65"), Decimal(1), None),
        ("3002", "completed", Decimal("40.32"), Decimal(2), None),
        ("3003", "cancelled", Decimal(10), Decimal(1), None),
    ]
    assert "customers" not in staged.outputs
    assert PRESETS["woocommerce_orders/analytics"].note is not None


def test_woocommerce_by_its_export_plugins(work: Path) -> None:
    staged = known("woocommerce_orders/export_sample.csv", work, "woocommerce_orders/export")
    assert of(staged, "orders", "order_id", "status", "amount", "shipping", "refunded") == [
        ("4001", "completed", Decimal(120), Decimal("4.90"), Decimal(0)),
        ("4002", "completed", Decimal(45), Decimal(0), Decimal(15)),
        ("4003", "cancelled", Decimal(30), Decimal(0), Decimal(0)),
    ]
    assert of(staged, "order_lines", "order_id", "line_no", "product_id", "amount")[:2] == [
        ("4001", 1, "KENKA-42", Decimal(100)),
        ("4001", 2, "SUKKA", Decimal(20)),
    ]
    assert [e for (e,) in of(staged, "customers", "email")] == [
        "anna@esimerkki.fi",
        "matti@esimerkki.fi",
        "liisa@esimerkki.fi",
    ]
    staged = known("woocommerce_orders/webtoffee_sample.csv", work, "woocommerce_orders/webtoffee")
    assert of(staged, "orders", "order_id", "status", "amount") == [
        ("4101", "completed", Decimal(120)),
        ("4102", "pending", Decimal(45)),
    ]


@pytest.mark.parametrize("name", ["sample.csv", "sample_fi.csv"])
def test_woocommerce_customers(name: str, work: Path) -> None:
    staged = known(f"woocommerce_customers/{name}", work)
    assert of(staged, "customers", "email", "full_name", "postcode", "created_at") == [
        ("anna@esimerkki.fi", "Anna Virtanen", "00100", dt.datetime(2024, 3, 1, 10)),
        ("matti@esimerkki.fi", "Matti Korhonen", "33100", dt.datetime(2025, 1, 15, 6, 30)),
    ]


def test_klaviyos_consents_and_suppressions_and_silence_is_neither(work: Path) -> None:
    staged = known("klaviyo_profiles/sample.csv", work)
    assert len(staged.outputs["customers"]) == 4
    assert of(staged, "consents", "person_id", "channel", "state", "ts") == [
        ("K1", "email", "granted", dt.datetime(2024, 3, 1, 8)),
        ("K2", "email", "refused", dt.datetime(2025, 2, 2, 6)),
        ("K4", "email", "granted", dt.datetime(2024, 6, 1, 7)),
    ]
    assert of(staged, "suppressions", "address", "reason") == [
        ("matti@esimerkki.fi", "unsubscribed"),
        ("pois@esimerkki.fi", "bounced"),
    ]


@pytest.mark.parametrize("name", ["sample.csv", "sample_fi.csv"])
def test_brevos_blocklists_refuse_and_their_absence_grants_nothing(name: str, work: Path) -> None:
    staged = known(f"brevo_contacts/{name}", work)
    assert of(staged, "consents", "person_email", "channel", "state", "ts") == [
        ("matti@esimerkki.fi", "email", "refused", dt.datetime(2025, 2, 2, 6)),
        ("matti@esimerkki.fi", "sms", "refused", dt.datetime(2025, 2, 2, 6)),
    ]
    assert of(staged, "suppressions", "channel", "address") == [
        ("email", "matti@esimerkki.fi"),
        ("sms", "+358507654321"),
    ]


def test_newsletter_programs_states(work: Path) -> None:
    for program in ("activecampaign", "kit"):
        staged = known(f"newsletter_contacts/{program}_sample.csv", work, f"newsletter_contacts/{program}")
        assert of(staged, "consents", "person_email", "state") == [
            ("anna@esimerkki.fi", "granted"),
            ("matti@esimerkki.fi", "refused"),
        ]
        assert of(staged, "suppressions", "address", "reason") == [("matti@esimerkki.fi", "unsubscribed")]
    staged = known("newsletter_contacts/systeme_sample.csv", work, "newsletter_contacts/systeme")
    assert of(staged, "customers", "email", "tags") == [("anna@esimerkki.fi", ["kurssi", "vip"])]


def test_analytics_events_are_of_the_user_or_the_browser(work: Path) -> None:
    staged = known("ga4_events/sample.csv", work)
    assert of(staged, "events:page_view", "person_id", "ts", "url", "device", "session_id", "date_only") == [
        (None, dt.datetime(2026, 5, 1, 7), "https://esimerkki.fi/kengat", "mobile", "1777618800", False),
        ("7001", dt.datetime(2026, 5, 1, 7, 2), "https://esimerkki.fi/sukat", "desktop", "1777618920", False),
    ]
    assert of(staged, "events:page_view", "visitor_id", "cookie_consent") == [
        ("1111.2222", "granted"),
        ("3333.4444", "unknown"),
    ]
    assert of(staged, "events:other", "type", "ts") == [
        ("view_search_results", dt.datetime(2026, 5, 1, 7, 1, 0, 500_000))
    ]
    assert '"search_term":"polkujuoksu"' in staged.outputs["events:other"][0]["properties"]


@pytest.mark.parametrize("name", ["sample.csv", "sample_en.csv"])
def test_invoices_are_sales_paid_or_not_and_credit_notes_are_refunds(name: str, work: Path) -> None:
    staged = known(f"finnish_invoices/{name}", work)
    assert of(staged, "orders", "order_id", "person_id", "status", "amount", "tax") == [
        ("9001", "100", "completed", Decimal(1255), Decimal(255)),
        ("9002", "101", "completed", Decimal("100.40"), Decimal("20.40")),
        ("9004", "101", "pending", Decimal("12.55"), Decimal("2.55")),
    ]
    assert of(staged, "refunds", "refund_id", "order_id", "amount") == [("9003", "9001", Decimal(251))]
    people = {(p["person_id"], p["company"], p["full_name"]) for p in staged.outputs["customers"]}
    assert people == {("100", "Esimerkki Oy", None), ("101", None, "Anna Virtanen")}
    assert staged.claim == (3, Decimal("1367.95"))


def test_zooms_report_of_several_blocks_adds_up_the_minutes_of_those_who_came_back(work: Path) -> None:
    staged = known("webinar_attendees/zoom_sample.csv", work, "webinar_attendees/zoom")
    assert of(staged, "events:attendance", "row", "person_email", "event_name", "state", "minutes", "ts") == [
        (10, "anna@esimerkki.fi", "Kevään kengät", "attended", Decimal(56), dt.datetime(2026, 11, 20, 8, 0, 13)),
        (12, "matti@esimerkki.fi", "Kevään kengät", "attended", Decimal(12), dt.datetime(2026, 11, 20, 8, 0, 13)),
        (13, "liisa@esimerkki.fi", "Kevään kengät", "no_show", None, dt.datetime(2026, 11, 20, 8, 0, 13)),
    ]
    assert "sanna@kauppa.esimerkki.fi" not in {p["email"] for p in staged.outputs["customers"]}
    staged = known("webinar_attendees/zoom_registrations_sample.csv", work, "webinar_attendees/zoom_registrations")
    assert of(staged, "events:attendance", "person_email", "state", "ts") == [
        ("anna@esimerkki.fi", "registered", dt.datetime(2026, 11, 15, 6)),
        ("matti@esimerkki.fi", "registered", dt.datetime(2026, 11, 16, 7, 30)),
    ]


@pytest.mark.parametrize("name", ["teams_sample.csv", "teams_sample_fi.csv"])
def test_teams_report_in_utf_16_leaves_the_organiser_out(name: str, work: Path) -> None:
    staged = known(f"webinar_attendees/{name}", work, "webinar_attendees/teams")
    assert of(staged, "events:attendance", "person_email", "event_name", "state", "minutes", "ts", "date_only") == [
        ("anna@esimerkki.fi", "Kevään kengät", "attended", Decimal(60), dt.datetime(2026, 11, 20, 7, 58, 11), False),
        (
            "matti@esimerkki.fi",
            "Kevään kengät",
            "attended",
            Decimal("12.5"),
            dt.datetime(2026, 11, 20, 7, 58, 11),
            False,
        ),
    ]


def test_goto_report(work: Path) -> None:
    staged = known("webinar_attendees/goto_sample.csv", work, "webinar_attendees/goto")
    assert of(staged, "events:attendance", "person_email", "state", "minutes") == [
        ("anna@esimerkki.fi", "attended", Decimal(56)),
        ("matti@esimerkki.fi", "no_show", None),
    ]


def test_a_webinar_row_without_an_address_is_refused_under_its_own_number(tmp_path: Path, work: Path) -> None:
    text = (SOURCES / "webinar_attendees" / "zoom_sample.csv").read_text(encoding="utf-8")
    path = tmp_path / "attendees.csv"
    path.write_text(text.replace("matti@esimerkki.fi", ""), encoding="utf-8")
    (table,) = open_file(path, work)
    mapping = recognise(table)
    assert mapping is not None
    staged = stage(table, mapping)
    assert set(staged.refused) == {(12, "", "", "nobody")}
    assert len(staged.outputs["events:attendance"]) == 2


@pytest.mark.parametrize("name", ["sample.csv", "sample_fi.csv"])
def test_do_not_call_refuses_calls_and_shuts_the_number(name: str, work: Path) -> None:
    staged = known(f"call_log/{name}", work)
    assert of(staged, "events:call", "direction", "answered", "outcome", "caller") == [
        ("out", True, "meeting", "Sanna"),
        ("out", False, "no_answer", "Sanna"),
        ("out", True, "do_not_call", "Sanna"),
        ("in", True, "talked", "Sanna"),
    ]
    assert of(staged, "consents", "person_email", "channel", "state", "ts") == [
        ("liisa@esimerkki.fi", "phone", "refused", dt.datetime(2026, 5, 4, 7, 5))
    ]
    assert of(staged, "suppressions", "channel", "address", "reason") == [("phone", "+358445556666", "do_not_call")]


def test_whatever_an_outcome_is_written_as_says_the_same_of_answer_and_refusal() -> None:
    lexicon = yaml.safe_load(files("osuma.ingestion.lexicons").joinpath("outcome.yaml").read_text(encoding="utf-8"))
    preset = yaml.safe_load((SOURCES / "call_log" / "preset.yaml").read_text(encoding="utf-8"))
    _, calls, consents, suppressions = preset["outputs"]
    for output in (consents, suppressions):
        assert set(output["where"][0]["value"]) == {"do_not_call", *lexicon["do_not_call"]}
    assert set(calls["cases"][0]["any"][0]["value"]) == set(lexicon["no_answer"])


@pytest.mark.parametrize("name", ["forms_sample.csv", "forms_sample_fi.csv"])
def test_a_wide_survey_becomes_an_answer_a_row_with_its_choices_apart(name: str, work: Path) -> None:
    staged = known(f"survey_answers/{name}", work, "survey_answers/forms")
    answers = of(staged, "events:survey_answer", "person_email", "question", "answer", "score")
    (table,) = open_file(SOURCES / "survey_answers" / name, work)
    likely, visited, better = table.headers[5:]
    assert answers == [
        ("anna@esimerkki.fi", likely, "9", Decimal(9)),
        ("anna@esimerkki.fi", visited, "Helsinki", None),
        ("anna@esimerkki.fi", visited, "Tampere", None),
        ("anna@esimerkki.fi", better, "Nopeampi toimitus", None),
        ("matti@esimerkki.fi", likely, "4", Decimal(4)),
        ("matti@esimerkki.fi", visited, "Turku", None),
    ]
    assert {s for (s,) in of(staged, "events:survey_answer", "survey")} == {Path(name).stem}
    assert len({i for (i,) in of(staged, "events:survey_answer", "event_id")}) == 6


@pytest.mark.parametrize("name", ["google_forms_sample.csv", "google_forms_sample_fi.csv"])
def test_google_forms(name: str, work: Path) -> None:
    staged = known(f"survey_answers/{name}", work, "survey_answers/google_forms")
    assert of(staged, "events:survey_answer", "person_email", "answer", "ts") == [
        ("anna@esimerkki.fi", "9", dt.datetime(2026, 5, 4, 6, 15)),
        ("anna@esimerkki.fi", "Nopeampi toimitus", dt.datetime(2026, 5, 4, 6, 15)),
        ("matti@esimerkki.fi", "4", dt.datetime(2026, 5, 5, 15, 40)),
    ]


def test_a_question_about_health_is_not_asked_without_a_basis(tmp_path: Path, work: Path) -> None:
    text = (SOURCES / "survey_answers" / "google_forms_sample.csv").read_text(encoding="utf-8")
    path = tmp_path / "survey.csv"
    path.write_text(text.replace("What could we do better?", "Do you have diabetes?"), encoding="utf-8")
    (table,) = open_file(path, work)
    mapping = recognise(table)
    assert mapping is not None
    staged = stage(table, mapping)
    assert {q for (q,) in of(staged, "events:survey_answer", "question")} == {"How likely are you to recommend us?"}
    assert screened(mapping, table.headers, frozenset()).left_out(table.headers) == ("Do you have diabetes?",)
    allowed = frozenset({"x_do_you_have_diabetes"})
    assert len(stage(table, mapping, allowed_special=allowed).outputs["events:survey_answer"]) == 3


@pytest.mark.parametrize("name", ["sample.csv", "sample_fi.csv"])
def test_a_survey_of_one_row_an_answer(name: str, work: Path) -> None:
    staged = known(f"survey_answers/{name}", work)
    assert of(staged, "events:survey_answer", "person_email", "survey", "answer", "score") == [
        ("anna@esimerkki.fi", "Asiakaskysely 2026", "9", Decimal(9)),
        ("anna@esimerkki.fi", "Asiakaskysely 2026", "Nopeampi toimitus", None),
        ("matti@esimerkki.fi", "Asiakaskysely 2026", "4", Decimal(4)),
    ]


@pytest.mark.parametrize("name", ["sample.csv", "sample_fi.csv"])
def test_a_loyalty_card_is_the_persons_id(name: str, work: Path) -> None:
    staged = known(f"loyalty_cards/{name}", work)
    assert of(staged, "customers", "person_id", "phone", "x_loyalty_points") == [
        ("9001000001", "+358401234567", Decimal(1250)),
        ("9001000002", "+358507654321", Decimal(80)),
    ]
    assert of(staged, "consents", "person_id", "state") == [("9001000001", "granted"), ("9001000002", "refused")]


@pytest.mark.parametrize("name", ["sample.csv", "sample_fi.csv"])
def test_returns_have_their_reason(name: str, work: Path) -> None:
    staged = known(f"product_returns/{name}", work)
    found = of(staged, "refunds", "refund_id", "line_no", "order_id", "product_id", "quantity", "amount")
    assert found == [
        ("R1", 1, "#1001", "KENKA-42", Decimal(1), Decimal(100)),
        ("R2", 1, "#1002", "PAITA-M", Decimal(1), Decimal(50)),
    ]
    assert of(staged, "refunds", "reason")[0] in (("Too small",), ("Liian pieni",))


@pytest.mark.parametrize(("name", "ratings"), [("sample.csv", [5, 2]), ("sample_fi.csv", [5, None])])
def test_reviews_and_comments(name: str, ratings: list[int | None], work: Path) -> None:
    staged = known(f"reviews/{name}", work)
    assert of(staged, "events:comment", "person_email", "text", "rating") == [
        ("anna@esimerkki.fi", "Kevyet ja mukavat.", ratings[0]),
        ("matti@esimerkki.fi", "Koko oli liian pieni.", ratings[1]),
    ]


@pytest.mark.parametrize("name", ["sample.csv", "sample_fi.csv"])
def test_google_ads_without_its_headings_and_totals(name: str, work: Path) -> None:
    staged = known(f"google_ads/{name}", work)
    columns = ("row", "day", "campaign", "campaign_id", "cost", "impressions", "clicks", "conversions")
    assert of(staged, "ad_cost", *columns) == [
        (4, dt.date(2026, 5, 1), "Brändi", "111", Decimal("18.40"), 1250, 64, Decimal(3)),
        (5, dt.date(2026, 5, 1), "Kengät", "222", Decimal("1049.95"), 10400, 310, Decimal("7.5")),
        (6, dt.date(2026, 5, 2), "Brändi", "111", Decimal("15.10"), 980, 51, Decimal(2)),
    ]


def test_rows_of_one_ad_group_and_day_are_added_up(tmp_path: Path, work: Path) -> None:
    path = tmp_path / "report.csv"
    path.write_text(
        "Campaign,Ad group,Device,Currency code,Day,Impr.,Cost,Clicks\n"
        "Brändi,Sukat,Mobile,EUR,2026-05-01,100,1.50,5\nBrändi,Sukat,Computers,EUR,2026-05-01,50,2.50,2\n",
        encoding="utf-8",
    )
    (table,) = open_file(path, work)
    mapping = recognise(table)
    assert mapping is not None
    staged = stage(table, mapping)
    assert of(staged, "ad_cost", "ad_group", "cost", "impressions", "clicks") == [("Sukat", Decimal(4), 150, 7)]
    assert mapping.left_out(table.headers) == ("Device",)


@pytest.mark.parametrize("name", ["sample.csv", "sample_fi.csv"])
def test_metas_currency_is_that_of_the_header(name: str, tmp_path: Path, work: Path) -> None:
    staged = known(f"meta_ads/{name}", work)
    assert of(staged, "ad_cost", "day", "currency", "cost", "clicks") == [
        (dt.date(2026, 5, 1), "EUR", Decimal("20.20"), 42),
        (dt.date(2026, 5, 2), "EUR", Decimal("19.80"), 31),
    ]
    text = (SOURCES / "meta_ads" / name).read_text(encoding="utf-8").replace("(EUR)", "(SEK)")
    path = tmp_path / "meta.csv"
    path.write_text(text.replace("2026-05-02,2026-05-02", "2026-05-02,2026-05-31"), encoding="utf-8")
    (table,) = open_file(path, work)
    mapping = recognise(table)
    assert mapping is not None
    staged = stage(table, mapping)
    assert of(staged, "ad_cost", "currency", "cost") == [("SEK", Decimal("20.20"))]
    assert [(row, value, code) for row, _, value, code in staged.refused] == [(3, "2026-05-31", "several_days")]


def test_paavo_in_finnish_as_statfin_labels_it(work: Path) -> None:
    staged = known("paavo_areas/labels_fi_sample.csv", work, "paavo_areas/labels")
    assert of(staged, "areas", "postcode", "name", "inhabitants", "median_income", "mean_age") == [
        ("00001", "Esimerkkilä", 1200, Decimal(31000), 41),
        ("00002", "Pikkula", 12, None, None),
    ]


def test_a_preset_that_is_named_fits_whatever_the_language(work: Path) -> None:
    (table,) = open_file(SOURCES / "call_log" / "sample_fi.csv", work)
    assert "Muistiinpanot" in fitted(PRESETS["call_log"], table).ignored


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("hubspot/companies_sample.csv", ("701", "702")),
        ("hubspot/companies_sample_fi.csv", ("701", "702")),
        ("pipedrive/organizations_sample.csv", ("701", "702")),
        ("salesforce/accounts_sample.csv", ("001A", "001B")),
    ],
)
def test_companies_of_crms(name: str, ids: tuple[str, str], work: Path) -> None:
    staged = known(name, work, name.split("_sample")[0])
    assert of(staged, "accounts", "account_id", "name", "municipality", "owner")[0][:3] == (
        ids[0], "Esimerkki Oy", "091")  # fmt: skip
    assert [row["account_id"] for row in staged.outputs["accounts"]] == list(ids)


@pytest.mark.parametrize(
    "name",
    [
        "hubspot/deals_sample.csv",
        "hubspot/deals_sample_fi.csv",
        "pipedrive/deals_sample.csv",
        "salesforce/opportunities_sample.csv",
    ],
)
def test_deals_of_crms_are_won_lost_or_open(name: str, work: Path) -> None:
    staged = known(name, work, name.split("_sample")[0])
    assert of(staged, "deals", "name", "state", "amount", "currency") == [
        ("Kevätkauppa", "won", Decimal(12000), "EUR"), ("Syyskauppa", "open", Decimal(8000), "EUR"),
        ("Talvikauppa", "lost", Decimal(3000), "EUR")]  # fmt: skip
    companies = {(row["account_id"], row["account_name"]) for row in staged.outputs["deals"]}
    assert len(companies) == 2
    assert ("702;701", None) not in companies


def test_contacts_of_crms_know_their_company_and_their_refusals(work: Path) -> None:
    staged = known("pipedrive/people_sample.csv", work, "pipedrive/people")
    assert of(staged, "contacts", "person_id", "account_name") == [("21", "Esimerkki Oy"), ("22", "Malli Oy")]
    assert of(staged, "consents", "person_id", "state") == [("21", "granted")]
    staged = known("salesforce/contacts_sample.csv", work, "salesforce/contacts")
    assert of(staged, "contacts", "person_id", "account_id", "title_role")[0] == ("003A", "001A", "ceo")
    assert of(staged, "consents", "person_id", "channel", "state") == [
        ("003B", "email", "refused"), ("003B", "phone", "refused")]  # fmt: skip
    staged = known("crm_contacts/sample_fi.csv", work)
    assert of(staged, "contacts", "person_id", "account_name") == [("501", "Esimerkki Oy")]


def test_an_invoices_business_id_makes_a_company(work: Path) -> None:
    staged = known("finnish_invoices/sample.csv", work)
    assert set(of(staged, "accounts", "account_id", "name", "business_id")) == {("100", "Esimerkki Oy", "1234567-1")}
    assert set(of(staged, "contacts", "person_id", "account_id")) == {("100", "100")}


def test_nothing_of_a_report_is_lost_without_a_word(tmp_path: Path, work: Path) -> None:
    text = (SOURCES / "webinar_attendees/zoom_sample.csv").read_text(encoding="utf-8")
    lines = text.rstrip("\n").split("\n")
    path = tmp_path / "raportti.csv"
    lines[10] = lines[10].replace("Esimerkki Oy", "Esimerkki, Oy")
    path.write_text("\n".join([*lines, "", "Yhteenveto,3 henkilöä", "Kesto,62"]) + "\n", encoding="utf-8")
    (table,) = open_file(path, work)
    assert [(refused.row, refused.code) for refused in table.refused] == [(11, "too_many_cells")]
    assert any("2 more rows below its list of people" in note.en for note in table.notes)
    (whole,) = open_file(SOURCES / "webinar_attendees/zoom_sample.csv", work)
    assert not any("below its list" in note.en for note in whole.notes)
