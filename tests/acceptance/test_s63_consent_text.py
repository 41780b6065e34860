"""S63 (MP-198): a newsletter's own words are kept, a consent is taken back any time, and the promise is held."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable
from pathlib import Path

import people
import pytest

from in_process import Osuma
from osuma.engine.errors import Refused

#: The sentence of the brief, as its newsletter has it.
TEXT = (
    "Tilaamalla uutiskirjeen annat luvan käsitellä tietojasi tietosuojaselosteen mukaisesti. Voit perua luvan koska "
    "tahansa. Emme ikinä jaa tietojasi kolmansille osapuolille."
)
WIDER = "You agree that we write to you and show you advertisements on other services. You can withdraw any time."
HEADER = ("Asiakasnumero", "Sähköposti", "Syntymäaika", "Lupa", "Teksti")
ROWS: list[tuple[object, ...]] = [
    ("L1", "l1@example.fi", "1.1.1990", "kyllä", "v1"),
    ("L2", "l2@example.fi", "1.1.1990", "kyllä", "uutiskirje/v1"),
    ("M1", "m1@example.fi", "1.1.1990", "kyllä", "v2"),
    ("M2", "m2@example.fi", "1.1.1990", "kyllä", "v2"),
    ("T1", "t1@example.fi", "1.1.1990", "kyllä", ""),
    ("E1", "e1@example.fi", "1.1.1990", "ei", "v2"),
    ("N1", "n1@example.fi", "1.1.2015", "kyllä", "v2"),
    ("P1", "", "1.1.1990", "", ""),
]
MAPPING = """
osuma_mapping: 1
source: lista
outputs:
  - target: customers
    columns: {Asiakasnumero: person_id, Sähköposti: email, Syntymäaika: birth_date}
  - target: consents
    columns: {Asiakasnumero: person_id, Lupa: state, Teksti: text_version}
    constants: {channel: email, purpose: marketing}
    where: [{column: Lupa, op: not_empty}]
"""
EVERYBODY = (
    "osuma: 1\nslug: kaikki\npurpose: Kokeilu\nkpi: orders\n"
    "where: {property: country, op: ne, value: zz, unknown: include}\n"
)


def _begun(folder: Path) -> Osuma:
    made = Osuma.create(folder / "installation")
    mapping = folder / "lista.yaml"
    mapping.write_text(MAPPING, encoding="utf-8")
    made.load(people.write_rows(folder / "lista.csv", HEADER, ROWS), mapping=mapping)
    made.apply(EVERYBODY)
    made.ask("consents.texts.add", slug="uutiskirje", version="v1", text=TEXT)
    made.ask("consents.texts.add", slug="sivusto", version="v2", text=WIDER, language="en",
             purposes=["marketing", "ads"])  # fmt: skip
    return made


@pytest.fixture
def osuma(made_once: Callable[..., Osuma], tmp_path: Path) -> Osuma:
    return made_once(_begun, tmp_path)


def _hash(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()


def _upload(osuma: Osuma, to: Path, **more: bool) -> list[str]:
    osuma.ask("segments.export", slug="kaikki", to=str(to), for_="ads", **more)
    with to.open(encoding="utf-8") as file:
        return [row["email_sha256"] for row in csv.DictReader(file)]


def test_the_words_are_kept_and_their_promises_proposed_then_confirmed(osuma: Osuma) -> None:
    (text,) = osuma.ask("consents.texts.list", slug="uutiskirje")["texts"]
    assert (text["words"], text["text"]) == (TEXT, "uutiskirje/v1")
    assert (text["promises"], text["confirmed_by"]) == (["no_third_parties", "withdraw_any_time"], None)
    osuma.ask("consents.texts.confirm", slug="uutiskirje", version="v1", promises=["no_third_parties"])
    (text,) = osuma.ask("consents.texts.list", slug="uutiskirje")["texts"]
    assert text["promises"] == ["no_third_parties"]
    assert text["confirmed_by"]
    assert "consent_text_promises" in osuma.audit()
    with pytest.raises(Refused, match="a new text is a new version"):
        osuma.ask("consents.texts.add", slug="uutiskirje", version="v1", text="Toinen teksti.")


def test_a_consent_is_withdrawn_at_any_time(osuma: Osuma) -> None:
    assert osuma.ask("segments.reach", slug="kaikki")["reachable"] == 6
    osuma.ask("consents.withdraw", customer="L1", channel="email", how="puhelimessa 3.10.")
    found = osuma.ask("segments.reach", slug="kaikki")
    # S63.1
    assert (found["reachable"], found["grounds"]["consent"]) == (5, 5)
    ((state, evidence),) = osuma.rows("SELECT state, evidence FROM consents WHERE source = 'withdrawn'")
    assert state == "refused"
    assert "puhelimessa" in evidence
    assert "consents.withdraw" in osuma.audit()
    osuma.ask("consents.withdraw", customer="L1", channel="email")
    assert osuma.ask("segments.reach", slug="kaikki")["reachable"] == 5
    assert osuma.ask("doctor")["ok"] is True


def test_a_withdrawal_that_was_cut_short_is_completed(osuma: Osuma, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(_session: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr("osuma.workflows.people.withdrawing.project", killed)
        with pytest.raises(KeyboardInterrupt):
            osuma.ask("consents.withdraw", customer="M1", channel="email")
    found = osuma.ask("segments.reach", slug="kaikki")
    assert (found["reachable"], osuma.ask("doctor")["ok"]) == (5, True)


def test_a_promise_not_to_share_blocks_the_upload(osuma: Osuma, tmp_path: Path) -> None:
    to = tmp_path / "yleiso.csv"
    with pytest.raises(Refused) as refused:
        _upload(osuma, to)
    told = {m.code: m.what.en for m in refused.value.mistakes}
    # S63.2
    assert "promises that data is not shared with third parties" in told["ads_promised"]
    promised = [m.what.en for m in refused.value.mistakes if m.code == "ads_promised"]
    for said, text in zip(promised, ("“uutiskirje/v1”", "“v1”"), strict=True):
        assert said.startswith("1 person is blocked")
        assert text in said
    assert set(told) == {"ads_promised", "ads_unknown", "ads_refused", "ads_minor", "way_out"}
    assert not to.exists()


def test_the_rest_goes_when_the_blocked_are_dropped(osuma: Osuma, tmp_path: Path) -> None:
    assert _upload(osuma, tmp_path / "yleiso.csv", drop_blocked=True) == sorted(
        [_hash("m1@example.fi"), _hash("m2@example.fi")]
    )
    osuma.ask("consents.withdraw", customer="M2", channel="email")
    assert _upload(osuma, tmp_path / "uusi.csv", drop_blocked=True) == [_hash("m1@example.fi")]


def test_a_person_may_say_that_the_words_promise_nothing_of_the_kind(osuma: Osuma, tmp_path: Path) -> None:
    osuma.ask("consents.texts.confirm", slug="uutiskirje", version="v1", promises=["withdraw_any_time"])
    with pytest.raises(Refused) as refused:
        _upload(osuma, tmp_path / "yleiso.csv")
    codes = [m.code for m in refused.value.mistakes]
    assert "ads_promised" not in codes
    assert codes.count("ads_not_asked") == 2


#: Who bounced, who was never asked, a mailbox that two share, and one person who saw two texts.
OTHERS: list[tuple[object, ...]] = [
    ("G1", "g1@example.fi", "1.1.1990", "kyllä", "v2", "Aino"),
    ("S1", "s1@example.fi", "1.1.1990", "kyllä", "v2", "Eero"),
    ("Q1", "q1@example.fi", "1.1.1990", "", "", "Onni"),
    ("H1", "koti@example.fi", "1.1.1990", "kyllä", "v2", "Ville"),
    ("H2", "koti@example.fi", "1.1.1990", "kyllä", "v1", "Tiina"),
]
BOUNCED = (
    "Email Address,MEMBER_RATING,LEID,EUID,CLEAN_TIME,LAST_CHANGED\n"
    "s1@example.fi,3,77,e77,2025-03-03 09:00:00,2025-03-03 09:00:00\n"
)


def test_who_bounced_was_never_asked_or_shares_a_mailbox_with_a_promise_stays(tmp_path: Path) -> None:
    made = Osuma.create(tmp_path / "other")
    mapping = tmp_path / "lista.yaml"
    named = MAPPING.replace("Sähköposti: email,", "Sähköposti: email, Etunimi: first_name,")
    mapping.write_text(named, encoding="utf-8")
    made.load(people.write_rows(tmp_path / "lista.csv", (*HEADER, "Etunimi"), OTHERS), mapping=mapping)
    bounced = tmp_path / "cleaned_segment_export_1.csv"
    bounced.write_text(BOUNCED, encoding="utf-8")
    made.load(bounced)
    made.apply(EVERYBODY)
    made.ask("consents.texts.add", slug="uutiskirje", version="v1", text=TEXT)
    made.ask("consents.texts.add", slug="sivusto", version="v2", text=WIDER, language="en",
             purposes=["marketing", "ads"])  # fmt: skip
    with pytest.raises(Refused) as refused:
        _upload(made, tmp_path / "y.csv")
    codes = {mistake.code for mistake in refused.value.mistakes}
    assert {"ads_suppressed", "ads_no_consent", "ads_promised"} <= codes
    assert _upload(made, tmp_path / "y.csv", drop_blocked=True) == [_hash("g1@example.fi")]
