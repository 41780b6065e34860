"""When and how consent was given: read from a file, asked of segments, told of one person."""

from __future__ import annotations

import pytest

from in_process import Osuma

LIST = """Asiakasnumero;Sähköposti;Markkinointilupa;Lupa annettu;Luvan antotapa;Lupa vahvistettu
L1;l1@example.fi;kyllä;15.11.2026;verkkolomake;kyllä
L2;l2@example.fi;kyllä;2.3.2026;Paperi;ei
L3;l3@example.fi;kyllä;;;
L4;l4@example.fi;ei;15.11.2026;puhelimitse;
L5;l5@example.fi;kyllä;15.11.2026;savumerkki;ehkä
"""
SHOPIFY = (
    "id,first_name,last_name,email,orders_count,total_spent,email_marketing_consent_state,"
    "email_marketing_consent_updated_at,email_marketing_consent_opt_in_level\n"
    "1,Anna,A,s1@example.fi,0,0,subscribed,2026-11-01T10:00:00Z,confirmed_opt_in\n"
    "2,Ville,V,s2@example.fi,0,0,subscribed,2026-11-01T10:00:00Z,single_opt_in\n"
    "3,Oili,O,s3@example.fi,0,0,subscribed,2026-11-01T10:00:00Z,unknown\n"
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Osuma:
    folder = tmp_path_factory.mktemp("consents")
    osuma = Osuma.create(folder / "installation")
    for name, text in (("asiakkaat.csv", LIST), ("shopify.csv", SHOPIFY)):
        (folder / name).write_text(text, encoding="utf-8")
        osuma.load(folder / name)
    return osuma


def members(shop: Osuma, rule: str) -> set[str]:
    return set(shop.members(f"osuma: 1\nslug: x\nwhere: {rule}\n"))


def test_what_a_list_says_of_consent_is_read_without_a_mapping_by_hand(shop: Osuma) -> None:
    said = shop.rows(
        "SELECT method, double_opt_in, dated FROM consents WHERE source <> 'shopify' ORDER BY identity_key"
    )
    # who gave it by smoke signal has still given it: a way that is not known is left empty with a warning
    assert said == [
        ("web_form", True, True), ("paper", False, True), (None, None, False), ("phone", None, True),
        (None, None, True),
    ]  # fmt: skip


def test_a_shop_says_whether_it_was_confirmed(shop: Osuma) -> None:
    assert members(shop, "{consent: email, double_opt_in: true, source: shopify}") == {"1"}
    assert members(shop, "{consent: email, double_opt_in: false}") == {"2", "L2"}


def test_it_is_asked_of_segments(shop: Osuma) -> None:
    assert members(shop, "{consent: email, method: web_form}") == {"L1"}
    assert members(shop, "{consent: email, window: {since: 2026-11-10}}") == {"L1", "L5"}
    assert members(shop, "{consent: email, state: refused, method: [phone, paper]}") == {"L4"}
    counted = shop.count("osuma: 1\nslug: x\nwhere: {consent: email, window: {until: 2026-10-31}}\n")
    assert (counted["count"], counted["unknown"]) == (1, 1)  # L2; nothing is known of when L3 gave it


def test_the_sentence_and_the_reasons_of_one_person(shop: Osuma) -> None:
    rule = "osuma: 1\nslug: x\nwhere: {consent: email, window: {since: 2026-11-10}, method: web_form}\n"
    said = (
        "Asiakkaalla on voimassa oleva suostumus sähköpostimarkkinointiin, joka on annettu 10.11.2026 tai sen jälkeen"
        " verkkolomakkeella. Lupatieto tai tarkempi tieto luvan antamisesta puuttuu 2 asiakkaalta"
    )
    assert said in shop.sentences(rule, "fi")
    told = str(shop.explain(rule, customer="L1")).replace("\u00a0", " ")
    assert "hän on antanut suostumuksen 15.11.2026 (lähde ”" in told
    assert "verkkolomakkeella, vahvistettu viestin linkistä)" in told
