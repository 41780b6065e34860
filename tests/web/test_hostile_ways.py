"""Definitions that mean harm, by each way in: the command line, the API, the builder's page. One clear answer each.

What the language itself answers to such texts is in `tests/pains/test_hostile_definitions.py`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from drafted import Drafted
from forked import ended, osuma_command
from in_house import House, housed, small_shop

SECONDS = 20
EVIL = "'; DROP TABLE customers; --</textarea><script>alert(1)</script>"
#: What it is, the text, and the code of the one mistake; None where it is answered.
TEXTS: dict[str, tuple[str, str | None]] = {
    "10,000 conditions": ("slug: a\nwhere:\n  any:\n" + "    - {event: order}\n" * 10_000, "too_large"),
    "500 levels": ('{"slug":"a","where":' + '{"not":' * 500 + '{"event":"order"}' + "}" * 501, "too_deep"),
    "a cycle": ("slug: a\nwhere: {member: a}", "cycle"),
    "an injection": (json.dumps({"slug": "a", "where": {"property": "city", "op": "eq", "value": EVIL}}), None),
    "an injected name": (json.dumps({"slug": "a", "where": {"property": EVIL, "op": "set"}}), "unknown_field"),
    "a pattern that never ends": ("slug: a\nwhere: {property: email, op: regex, value: '(a+)+$'}", None),
    "a pattern beyond reading": ("slug: a\nwhere: {property: email, op: regex, value: 'a{1000}{1000}'}", "regex"),
    "a pattern beyond the engine": (
        "slug: a\nwhere: {property: email, op: regex, value: '([äö-ÿĀ-ſ]{20}){50}'}", "regex"
    ),
    "the year 1": ("slug: a\nwhere: {event: order, window: {since: 0001-01-01}}", "date"),
    "an absurd number": ("slug: a\nwhere: {event: order, op: gte, value: " + "9" * 400 + "}", "value"),
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_shop(tmp_path_factory.mktemp("hostile_ways"))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with housed(small_shop(tmp_path_factory.mktemp("hostile_house"))) as made:
        yield made


@pytest.fixture(autouse=True)
def _in_bounded_time() -> Iterator[None]:
    begun = time.process_time()
    yield
    assert time.process_time() - begun < SECONDS


@pytest.mark.parametrize("name", TEXTS)
def test_the_command_line_answers(name: str, folder: Path, tmp_path: Path) -> None:
    text, code = TEXTS[name]
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    # a process of its own: this one has the pages' installation open
    left = ended(osuma_command("segments", "count", str(tmp_path / "a.yaml"), "--dir", str(folder), "--json"))
    said = left.stdout + left.stderr
    assert "Traceback" not in said
    if code is None:
        assert (left.returncode, json.loads(left.stdout)["count"]) == (0, 0)
    else:
        assert left.returncode != 0
        assert code in said
        assert len(said) < 4_000


@pytest.mark.parametrize("name", TEXTS)
def test_the_api_answers(name: str, house: House) -> None:
    text, code = TEXTS[name]
    answer = house.client.post(
        "/api/v1/kauppa/segments.count", json.dumps({"text": text}), content_type="application/json"
    )
    told = json.loads(answer.content)
    if code is None:
        assert (answer.status_code, told["count"]) == (200, 0)
    else:
        assert 400 <= answer.status_code < 500
        assert code in json.dumps(told)
        assert len(answer.content) < 8_000


@pytest.mark.parametrize("name", TEXTS)
def test_the_builder_keeps_the_text_and_says_what_is_wrong(name: str, house: House) -> None:
    text, code = TEXTS[name]
    draft = Drafted(house)
    draft.do("yaml", text=text)
    page = draft.page
    assert page.status == 200
    assert "<script>alert(1)" not in page.text
    if code is None:
        assert draft.count == 0
    else:
        assert "Traceback" not in page.text
        assert "Ehdot ovat kesken" in page.plain


def test_nobody_is_gone(house: House) -> None:
    assert house.ask("segments.count", text="slug: a\nwhere: {property: email, op: set}")["count"] == 4
