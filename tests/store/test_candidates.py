"""Candidates: who may be one person, found by likeness, decided by a person."""

from __future__ import annotations

import builtins
import json
import random
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from staged import START, batch

from osuma.engine.errors import OsumaError, Refused
from osuma.store.loading import merge
from osuma.store.people import candidates, likeness

FIRST = ("anna", "matti", "liisa", "pekka", "kaisa", "olli", "eeva", "jari", "sanna", "toni", "ville", "helmi")
LAST = ("virtanen", "korhonen", "mäkinen", "nieminen", "laine", "heikkinen", "koskinen", "järvinen", "lehto", "salo")
TWINS = 40


def crowd(rng: random.Random) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A hundred and fifty people of a shop, and forty of them in a second list with a slip of the pen each."""
    people: list[dict[str, Any]] = [
        {
            "person_id": f"s{n}",
            "first_name": rng.choice(FIRST).title(),
            "last_name": rng.choice(LAST).title(),
            "birth_date": f"{rng.randint(1940, 2005)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
            "postcode": f"{rng.randint(0, 99):02}100",
        }
        for n in range(150)
    ]
    twins = []
    for n in range(TWINS):
        twin = people[n] | {"person_id": f"c{n}"}
        if n % 2:
            twin["last_name"] = twin["last_name"][:-2] + twin["last_name"][-1]
        else:
            twin["postcode"] = f"{rng.randint(0, 99):02}200"
        twins.append(twin)
    return people, twins


@pytest.fixture
def crowded(shop):
    pytest.importorskip("splink")
    people, twins = crowd(random.Random(7))
    shop.load(batch("shop", customers=people), batch("crm", customers=twins))
    return shop


def search(shop, threshold: float = 0.9) -> list[candidates.Candidate]:
    with shop.warehouse.reader() as con:
        found = likeness.alike(candidates.people(con), threshold, shop.warehouse.path.with_name("alike"), threads=2)
    assert not shop.warehouse.path.with_name("alike").exists()
    with shop.warehouse.transaction() as con:
        candidates.store(con, found, START)
    return listed(shop)


def listed(shop) -> list[candidates.Candidate]:
    with shop.warehouse.reader() as con:
        return candidates.listed(con, 1000)


def ids(found: list[candidates.Candidate]) -> set[tuple[str, str]]:
    return {(one.pair.one.ref, one.pair.other.ref) for one in found}


def test_those_alike_are_found_with_reasons_and_joined_by_nobody(crowded) -> None:
    before = crowded.sums()
    found = search(crowded)
    true = {(f"shop:s{n}", f"crm:c{n}") for n in range(TWINS)}
    assert len(ids(found) & true) >= 0.9 * TWINS
    assert len(ids(found) - true) <= 0.05 * len(found)
    after = crowded.sums()
    assert {t for t, was in before.items() if after[t] != was} == {"identity_candidates"}
    best = found[0]
    assert best.probability > 0.9
    assert [r["how"] for r in best.reasons if r["field"] == "birth_date"] == ["same"]
    assert "birth_date" in best.pair.same
    assert all(one.weight >= other.weight for one, other in pairwise(found))
    stored = crowded.rows("SELECT reasons FROM identity_candidates")
    assert {key for (text,) in stored for one in json.loads(text) for key in one} == {"field", "how", "weight"}
    assert ids(search(crowded)) == ids(found)


def test_a_decision_is_remembered_and_undone_bit_for_bit(crowded) -> None:
    found = search(crowded)
    yes, no = found[0], found[1]
    before = crowded.sums()
    with crowded.warehouse.transaction() as con:
        link = merge.join(con, *candidates.ends(con, yes.candidate_id), crowded.context(), "confirmed")
        merge.part(con, *candidates.ends(con, no.candidate_id), crowded.context())
    decided = {(c.pair.one.ref, c.pair.other.ref) for c in (yes, no)}
    assert len(listed(crowded)) == len(found) - 2
    with pytest.raises(Refused) as refused, crowded.warehouse.transaction() as con:
        candidates.ends(con, no.candidate_id)
    assert refused.value.code == "no_such_candidate"
    assert not ids(search(crowded)) & decided
    with crowded.warehouse.transaction() as con:
        merge.unmerge(con, link, crowded.context())
    after = crowded.sums()
    assert {t for t in before if before[t] != after[t]} == {"identity_links", "identity_candidates"}
    assert not ids(search(crowded)) & decided


def test_a_value_of_too_many_pairs_nobody(shop) -> None:
    pytest.importorskip("splink")
    same = [
        {"person_id": str(n), "first_name": f"Nimi{n}", "last_name": f"Suku{n}", "birth_date": "1900-01-01"}
        for n in range(likeness.MOST_ALIKE + 20)
    ]
    shop.load(batch("shop", customers=[*same, {"person_id": "z", "last_name": "Suku1", "birth_date": "1980-02-03"}]))
    assert search(shop, 0.001) == []


def test_a_round_of_learning_that_fails_leaves_the_rest(crowded, monkeypatch: pytest.MonkeyPatch) -> None:
    from splink.internals.linker_components.training import LinkerTraining

    name = "estimate_parameters_using_expectation_maximisation"
    learn, rounds = getattr(LinkerTraining, name), []

    def fail_first(self: Any, *given: Any, **more: Any) -> Any:
        rounds.append(given)
        if len(rounds) == 1:
            raise ValueError("m_probability value 9e-304 is below the minimum allowed value")
        return learn(self, *given, **more)

    monkeypatch.setattr(LinkerTraining, name, fail_first)
    assert len(search(crowded)) >= TWINS // 2
    assert len(rounds) == 2


def test_nobody_to_compare_is_no_candidate(shop) -> None:
    pytest.importorskip("splink")
    assert search(shop) == []
    shop.load(batch("shop", customers=[{"person_id": "1"}, {"person_id": "2", "city": "Turku"}]))
    assert search(shop) == []


def test_without_the_extra_one_sentence_says_what_to_install(shop, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *more: Any) -> Any:
        if name.startswith("splink"):
            raise ImportError(name)
        return real(name, *more)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(OsumaError) as refused:
        search(shop)
    assert refused.value.code == "extra_missing"
    assert "pip install 'osuma[identity]'" in refused.value.what["fi"]


@pytest.mark.parametrize("field", ["email", "phone", "first_name", "city"])
def test_people_of_whom_one_field_is_known_are_not_weighed(field: str, tmp_path: Path) -> None:
    names = ["first_name", "last_name", "birth_date", "postcode", "city", "phone", "email"]
    values = {name: [f"x{n % 40}" if name == field else None for n in range(90)] for name in names}
    people = pa.table(
        {"key": pa.array(range(90), pa.int64()), **{k: pa.array(v, pa.string()) for k, v in values.items()}}
    )
    assert likeness.alike(people, 0.9, tmp_path / "alike", threads=2) == []
