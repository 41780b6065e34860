"""Who is one person, against the truth of three public data sets; the figures of docs/explanation/identity.md."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bench import identity

PAGE = Path(__file__).resolve().parents[2] / "docs" / "explanation" / "identity.md"
#: Recall of rules and candidates at 0.9, some way under what was measured, so that another seed or splink passes.
RECALL = {"dataset1": 0.88, "dataset4a+4b": 0.90, "fake_1000": 0.50}


@pytest.fixture(params=sorted(identity.SETS), scope="module")
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, identity.Score]:
    if not identity.DATA.is_dir():
        pytest.skip("the records with known truth are not on this machine")
    pytest.importorskip("splink")
    return {one.by: one for one in identity.scores(request.param, tmp_path_factory.mktemp("identity"))}


@pytest.mark.real
def test_rules_and_candidates_are_right_and_find_what_they_found(told: dict[str, identity.Score]) -> None:
    rules = told["rules"]
    assert rules.precision is None or rules.precision >= 0.99
    assert rules.pairs >= 100 or rules.data != "fake_1000"
    sure, likely = told["rules and candidates ≥ 0.99"], told["rules and candidates ≥ 0.9"]
    assert sure.precision is not None
    assert likely.precision is not None
    assert sure.precision >= 0.995
    assert likely.precision >= 0.99
    assert likely.recall >= RECALL[likely.data]
    assert rules.recall <= sure.recall <= likely.recall <= told["rules and candidates ≥ 0.5"].recall


def test_the_page_quotes_a_run() -> None:
    quoted = re.findall(r"^\| (\S+) \| (rules.*?) \| \d+ \| (\S+) \| (\S+) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert {(name, by) for name, by, *_ in quoted} >= {
        (name, by) for name in identity.SETS for by in ("rules", "rules and candidates ≥ 0.9")
    }
    for name, by, precision, recall in quoted:
        if by == "rules and candidates ≥ 0.9":
            assert float(precision) >= 0.99
            assert float(recall) >= RECALL[name]
