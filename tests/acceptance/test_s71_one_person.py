"""S71 (MP-083): shop, CRM and webinar files to one person by deterministic keys, with an undo, never by a name."""

from __future__ import annotations

from pathlib import Path

import pytest
import three_sources

from in_process import Osuma

REMAINS: dict[str, str] = {}

AS_OF = "2026-10-15T12:00:00+03:00"
EVERYBODY = "{osuma: 1, slug: all, where: {all: []}}"
RULES = (
    EVERYBODY,
    '{osuma: 1, slug: a, where: {property: postcode, op: eq, value: "00100"}}',
    "{osuma: 1, slug: b, where: {event: attendance, where: [{property: state, op: eq, value: attended}]}}",
    "{osuma: 1, slug: c, where: {property: last_name, op: eq, value: virtanen}}",
)
NAMES = """
      Etunimi: first_name
      Sukunimi: last_name
      Sähköposti: email
      Puhelin: phone
      Postinumero: postcode
"""
MAPPINGS = (
    f"osuma_mapping: 1\nsource: kauppa\noutputs:\n  - target: customers\n    columns:\n"
    f"      Asiakasnumero: person_id{NAMES}",
    f"osuma_mapping: 1\nsource: crm\noutputs:\n  - target: customers\n    columns:\n"
    f"      Id: person_id{NAMES}ignored: [Vaihe]\n",
    None,
)


@pytest.fixture(scope="module")
def loaded(osuma: Osuma, folder: Path) -> Osuma:
    for path, text in zip(three_sources.write(folder), MAPPINGS, strict=True):
        mapping = path.with_suffix(".yaml") if text else None
        if mapping and text:
            mapping.write_text(text, encoding="utf-8")
        osuma.load(path, mapping=mapping)
    return osuma


def _identities(osuma: Osuma) -> dict[str, int]:
    """Id in a source, or e-mail of an identity that has none → the person."""
    return {
        str(source_id).removeprefix("email:"): int(customer)
        for source_id, customer in osuma.rows("SELECT source_id, customer_key FROM identities")
    }


def test_three_files_become_one_person(loaded: Osuma) -> None:
    person = _identities(loaded)
    emails = {row[3].casefold(): row[0] for row in three_sources.SHOP}
    # S71.1
    for group in three_sources.TRUTH.same:
        assert len({person.get(i, person.get(emails.get(i, i))) for i in group}) == 1, group


def test_nothing_merges_on_a_name_alone(loaded: Osuma) -> None:
    person = _identities(loaded)
    # S71.3
    for a, b in three_sources.TRUTH.apart:
        assert person[a] != person[b], (a, b)


def test_what_nearly_merged_is_listed(loaded: Osuma) -> None:
    listed = loaded.ask("identity.review")["review"]
    # S71.4
    assert {"role_address"} <= {row["why_not"] for row in listed}


def test_a_merge_can_be_undone_and_every_count_returns(loaded: Osuma) -> None:
    before = [loaded.count(rule, AS_OF) for rule in RULES]
    sets = [loaded.members(rule, AS_OF) for rule in RULES]
    merged = loaded.ask("identity.merge", a="S4", b="C3")
    assert loaded.count(EVERYBODY, AS_OF)["count"] == before[0]["count"] - 1
    loaded.ask("identity.undo", link_id=merged["link_id"])
    # S71.2
    assert [loaded.count(rule, AS_OF) for rule in RULES] == before
    assert [loaded.members(rule, AS_OF) for rule in RULES] == sets
    told = loaded.ask("identity.show", customer="S1")
    assert {one["record"] for one in told["identities"]} >= {"kauppa:S1", "crm:C1"}
    assert {link["rule"] for link in told["links"]} == {"email"}
    # S71.5
    log = loaded.audit()
    assert {"import.run", "identity.merge", "identity.undo"} <= log
