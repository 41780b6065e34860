"""Every act of the change log and every detail of one has words in both languages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import osuma
from osuma.workflows.asking import verbs
from osuma.workflows.consent.basis import COVERED, NEEDED
from osuma.workflows.installation.change_words import ACTS
from osuma.workflows.installation.detail_words import CODES, KEYS, OF_VERB, told

#: What enters an act, and where among its arguments the act's name stands.
ENTERING = {"audit.record": 2, "audited": 1, "handed_out": 1, "_entered_everywhere": 1}
#: Those whose next argument is the details.
DETAILED = ("audit.record", "_entered_everywhere")
#: Details that are put together from names told elsewhere: in one function's dict, or by its callers.
SPREAD = {"kept": verbs.AUDITED, "{name: str(found[name]) for name in NEEDED}": NEEDED, "detail": (),
          "{name: sorted({str(one) for one in found.get(name) or []}) for name in COVERED}": COVERED}  # fmt: skip


def entering() -> Iterator[tuple[ast.FunctionDef, ast.Call, int]]:
    """Every call in `workflows` that enters an act, with the function that it is in."""
    for file in sorted((Path(osuma.__file__).parent / "workflows").rglob("*.py")):
        for function in ast.walk(ast.parse(file.read_text())):
            if isinstance(function, ast.FunctionDef):
                calls = [one for one in ast.walk(function) if isinstance(one, ast.Call)]
                yield from (
                    (function, one, at) for one in calls if (at := ENTERING.get(ast.unparse(one.func))) and one.args
                )


def keys_of(function: ast.FunctionDef, detail: ast.expr) -> Iterator[str]:
    """The keys of a dict, written there or kept under a name in the function; a name that is neither fails."""
    if isinstance(detail, ast.Name):
        kept = [one for one in ast.walk(function) if isinstance(one, ast.Assign) and one.value is not detail]
        named = [one.value for one in kept if ast.unparse(one.targets[0]) == detail.id]
        detail = named[0] if named else detail
    if not isinstance(detail, ast.Dict):
        yield from SPREAD[ast.unparse(detail)]
        return
    for key, value in zip(detail.keys, detail.values, strict=True):
        yield from SPREAD[ast.unparse(value)] if key is None else [ast.literal_eval(key)]


def detail_keys() -> set[str]:
    found: set[str] = set()
    for function, call, at in entering():
        if ast.unparse(call.func) in DETAILED:
            found.update(keys_of(function, call.args[at + 1]))
    return found - {"outcome"}


def test_every_detail_that_is_entered_has_words() -> None:
    found = detail_keys()
    assert {"slug", "count", "sha256", "promises", "how", "import_id", "article"} <= found
    assert sorted(found - set(KEYS)) == []
    assert sorted(set(KEYS) - found) == [], "words of what nothing enters"


def test_every_act_that_is_entered_has_words() -> None:
    asked = [verbs.find(name) for name in verbs.names()]
    # other tests have verbs of their own
    written = {one.name for one in asked if one.writes and one.function.__module__.startswith("osuma.")}
    named = {call.args[at].value for _, call, at in entering() if isinstance(call.args[at], ast.Constant)}
    assert {"segments.preview", "segments.count", "report.write", "users.password"} <= named
    assert sorted((written | named) - set(ACTS)) == []


def test_what_a_key_means_in_one_verb_is_of_a_verb_and_a_key_that_are() -> None:
    assert {verb for verb, _ in OF_VERB} <= set(ACTS)
    assert {key for _, key in OF_VERB} | set(CODES) <= set(KEYS)


@pytest.mark.parametrize(
    ("verb", "detail", "fi", "en"),
    [
        ("import.undo", {"import_id": 1204, "outcome": "done"}, "tuonti: 1\u00a0204", "import: 1,204"),
        ("segments.export", {"slug": "oulu", "for_": "ads", "drop_blocked": False},
         "segmentti: oulu · käyttö: mainosalusta · kielletyt jätetty pois: ei",
         "segment: oulu · use: ad platform · forbidden people left out: no"),
        ("users.role", {"user": 3, "role": "sales", "special": True},
         "käyttäjä: 3 · rooli: myyjä · arkaluonteisten tietojen oikeus: kyllä",
         "user: 3 · role: sales · right to special-category data: yes"),
        ("segments.count", {"slug": "oulu", "count": None, "as_of": "2026-11-20T00:00:00+02:00"},
         "segmentti: oulu · päivä: 20.11.2026", "segment: oulu · day: 20\u00a0Nov\u00a02026"),
        ("settings.set", {"key": "fiscal_year_start_month"},
         "asetus: Kuukausi, josta tilikausi alkaa.", "setting: The month in which the fiscal year begins."),
        ("consent_text_promises", {"promises": ["no_third_parties", "other"]},
         "lupaukset: tietoja ei anneta kolmansille, other", "promises: nothing goes to third parties, other"),
    ],
)  # fmt: skip
def test_details_are_said_in_both_languages(verb: str, detail: dict[str, object], fi: str, en: str) -> None:
    said = told(verb, detail)
    assert (said.fi, said.en) == (fi, en)
