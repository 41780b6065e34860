"""Definitions that mean harm: each is answered, in one sentence, in little time and little memory.

The bounds are generous: what is asserted is that the work does not grow without one. Each group runs in a process of
its own, whose memory and processor time the system limits.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from in_process import Osuma
from osuma.engine.errors import Misuse, OsumaError, Refused
from osuma.engine.segments.parse import parse
from osuma.engine.written import Unreadable, read

LEAF = '{"event":"order"}'
MEMORY, SECONDS = 1 << 30, 60

TEXTS = {
    "10,000 conditions as YAML": ("slug: a\nwhere:\n  any:\n" + "    - {event: order}\n" * 10_000, "too_large"),
    "10,000 conditions as JSON": (
        '{"slug":"a","where":{"any":[' + ",".join([LEAF] * 10_000) + "]}}", "too_large"
    ),
    "500 levels as YAML": ("{slug: a, where: " + "{not: " * 500 + "{event: order}" + "}" * 501, "text"),
    "500 levels as JSON": ('{"slug":"a","where":' + '{"not":' * 500 + LEAF + "}" * 501, "too_deep"),
    "20,000 levels as JSON": ('{"slug":"a","where":' + '{"not":' * 20_000 + LEAF + "}" * 20_001, "text"),
    "100,000 levels as YAML": ("where: " + "[" * 100_000, "text"),
    "100,000 levels as JSON": ('{"slug":"a","where":' + '{"not":' * 100_000 + LEAF + "}" * 100_001, "too_large"),
    "a text that names itself": ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", "text"),
    "a billion laughs": (
        "a0: &a0 [lol]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)), "text"
    ),
    "a command as a tag": ("slug: !!python/object/apply:os.system [ls]\nwhere: {event: order}", "text"),
    "a file as a tag": ("slug: !include /etc/passwd\nwhere: {event: order}", "text"),
    "a key merged in": ("<<: {slug: a}\nslug: b\nwhere: {event: order}", "unknown_key"),
    "a key twice": ("slug: a\nslug: b\nwhere: {event: order}", "text"),
    "a key twice as JSON": ('{"slug": "a", "slug": "b"}', "text"),
    "a key that is a list": ("? [1]\n: 2", "text"),
    "two documents": ("slug: a\nwhere: {event: order}\n---\nslug: b", "text"),
    "a character that ends texts": ("slug: a\x00\nwhere: {event: order}", "text"),
    "300,000 characters": ("slug: a\n# " + "x" * 300_000, "too_large"),
    "5,000 digits": ("{slug: a, where: {event: order, op: gte, value: " + "1" * 5_000 + "}}", "text"),
    "10**100 days": ("{slug: a, where: {event: order, window: {last: 1" + "0" * 100 + " days}}}", "duration"),
    "a negative window": ("{slug: a, where: {event: order, window: {last: -5 days}}}", "duration"),
    "no window": ("{slug: a, where: {event: order, window: {last: 0 days}}}", "duration"),
    "the year 1": ("{slug: a, where: {event: order, window: {since: 0001-01-01}}}", "date"),
    "the year 9999": ("{slug: a, where: {event: order, window: {until: 9999-12-31}}}", "date"),
    "a billion years": ("{slug: a, where: {event: order, window: {last: 999999999 years}}}", "duration"),
    "nothing": ("", "form"),
}  # fmt: skip


def judged() -> dict[str, list[list[str]]]:
    """Each text with the codes of its mistakes and the words of the first, as a process of its own finds them."""
    found = {}
    for name, (text, _) in TEXTS.items():
        try:
            parse(text)
            found[name] = []
        except Refused as refused:
            found[name] = [[m.code, m.what.fi, m.what.en] for m in refused.mistakes]
    return found


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


@pytest.fixture(scope="module")
def answers() -> dict[str, list[list[str]]]:
    """In a process that may take a gigabyte and a minute for all of them."""
    here = Path(__file__).resolve()
    script = f"import json, sys; sys.path[:0] = {[str(here.parent), str(here.parents[1])]!r}; "
    script += "from test_hostile_definitions import judged; print(json.dumps(judged()))"
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=_limited,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_text_is_one_clear_sentence(answers: dict[str, Any], name: str) -> None:
    (one,) = answers[name]
    code, fi, en = one
    assert code == TEXTS[name][1]
    for words in (fi, en):
        assert 8 < len(words) < 400
        assert words.endswith((".", ")"))
        assert "Traceback" not in words


@pytest.mark.parametrize(
    "number", ["1e400", "1e999999999", "-1e999999999", "1e-999999999", "NaN", "Infinity", "9" * 30 + ".5", "1" * 400]
)
def test_an_absurd_number_is_refused_with_its_place(shop: Osuma, number: str) -> None:
    for rule in (
        f'{{"event": "order", "measure": {{"sum": "amount"}}, "op": "gte", "value": {number}}}',
        f'{{"event": "order", "op": "between", "value": [0, {number}]}}',
        f'{{"near": "00100", "km": {number}}}',
        f'{{"overdue": "order", "times": {number}}}',
        f'{{"bucket": "x", "from": 0, "to": {number}}}',
        f'{{"rank": {{"event": "order"}}, "order": "desc", "top": {{"percent": {number}}}}}',
    ):
        with pytest.raises(Refused) as refused:
            shop.count(f'{{"slug": "a", "where": {rule}}}')
        assert all(m.where.startswith("where") for m in refused.value.mistakes), rule
        assert len(str(refused.value)) < 2_000


INJECTED = (
    "'; DROP TABLE customers; --", '"; DROP TABLE customers; --', "Turku' OR '1'='1", "\\'; SELECT 1; --",
    "$1 ? :x %s %(x)s", "{0.__class__.__mro__} {turku} {{}}", "%n%x%99999999d", "__import__('os').system('x')",
    "<script>alert(1)</script>", '=HYPERLINK("http://x")', "\u202eirahallut", "a\nb\tc\rd", "\ufeffTurku\u200b",
    "\U0001f4a5" * 50, "Ä" * 250, "${jndi:ldap://x}", "`id`", "$(id)", "\x00", "\x1b[2J", "\ud800",
)  # fmt: skip


@pytest.mark.parametrize("text", INJECTED)
def test_what_is_written_as_a_value_stays_a_value(shop: Osuma, text: str) -> None:
    """As what a field is compared with, in a list, a filter and a regular expression; nobody has it, all stay."""
    for where in (
        {"property": "city", "op": "eq", "value": text},
        {"property": "city", "op": "in", "value": ["x", text]},
        {"property": "city", "op": "contains", "value": text},
        {"event": "order", "where": [{"property": "channel", "op": "eq", "value": text}]},
        {"bucket": text, "from": 0, "to": 0},
        {"score": text, "op": "gte", "value": 1},
    ):
        _answered(lambda where=where: shop.count(json.dumps({"slug": "a", "where": where})), 0)
    assert shop.table_rows("customers") == 6


@pytest.mark.parametrize("text", INJECTED)
def test_what_is_written_as_a_name_stays_a_name(shop: Osuma, text: str) -> None:
    """A name, an owner and a purpose are kept as they are; a slug, a field, an event or a segment is not found."""
    said = {"name": text, "owner": text, "purpose": text, "kpi": text}
    made = json.dumps({"slug": "named", **said, "where": {"property": "city", "op": "eq", "value": "Turku"}})
    _answered(lambda: shop.apply(made), None)
    for part in ("slug", "property", "event", "member", "measure"):
        where: dict[str, Any] = {
            "slug": {"event": "order"}, "property": {"property": text, "op": "set"}, "event": {"event": text},
            "member": {"member": text},
            "measure": {"event": "order", "measure": {"sum": text}, "op": "gte", "value": 1},
        }[part]  # fmt: skip
        rule = {"slug": text if part == "slug" else "a", "where": where}
        with pytest.raises(OsumaError) as refused:
            shop.count(json.dumps(rule))
        assert "Traceback" not in str(refused.value)
    assert shop.table_rows("customers") == 6


def _answered(ask: Callable[[], dict[str, Any]], count: int | None) -> None:
    """An answer, or a sentence that says why not; never anything else."""
    try:
        found = ask()
    except Refused:
        return
    assert count is None or found["count"] == count


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+$", "(a|a)*b", "(x+x+)+y", "^(([a-z])+.)+[A-Z]([a-z])+$", "a{1000}{1000}", "(a{1,1000}){1,1000}",
     "([äö-ÿĀ-ſ]{20}){50}", "(" * 300, "[", "\\1"],
)  # fmt: skip
def test_a_regular_expression_that_never_ends_ends(shop: Osuma, tmp_path: Path, pattern: str) -> None:
    """Engines read them in the time of the text's length; what only Python could read is refused."""
    (tmp_path / "pitkä.csv").write_text(
        f"Asiakasnumero;Sähköposti;Kaupunki\n7;7@posti.example;{'a' * 60}!\n", encoding="utf-8"
    )
    shop.load(tmp_path / "pitkä.csv")
    rule = json.dumps({"slug": "a", "where": {"property": "city", "op": "regex", "value": pattern}})
    _answered(lambda: shop.count(rule), None)
    _answered(lambda: shop.ask("segments.members", text=rule), None)
    _answered(lambda: shop.explain(rule, customer="7"), None)


@pytest.mark.parametrize("as_of", ["0001-01-01", "9999-12-31", "0001-01-01T00:00", "9999-12-31T23:59+00:00"])
def test_a_day_that_no_calendar_reaches_is_refused(shop: Osuma, as_of: str) -> None:
    for ask in (shop.count, shop.explain):
        with pytest.raises(Misuse) as refused:
            ask("slug: a\nwhere: {event: order, window: {last: 12 months}}", as_of=as_of)
        assert refused.value.code == "bad_as_of"
        assert "1900" in refused.value.what.fi


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "a: &a [x]\nb: *a", "type: a\ntype: b", "a: !!python/name:os.system ''"]
)
def test_every_file_that_people_write_is_read_within_the_same_bounds(shop: Osuma, tmp_path: Path, text: str) -> None:
    """A mapping, an event type and a basis for what is protected."""
    with pytest.raises(Unreadable):
        read(text)
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "x.csv").write_text("Nimi\nAino\n", encoding="utf-8")
    with pytest.raises(Refused):
        shop.load(tmp_path / "x.csv", mapping=tmp_path / "x.yaml")
    with pytest.raises(Refused):
        shop.ask("events.register", file=str(tmp_path / "x.yaml"))
    with pytest.raises(Refused):
        shop.load(tmp_path / "x.csv", allow_special=tmp_path / "x.yaml")
