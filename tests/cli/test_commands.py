"""The commands: what each asks for, what it prints, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import forked
from osuma.catalog import installation
from osuma.cli.main import run
from osuma.engine.errors import Conflict, Mistake, Refused, Words
from osuma.workflows.asking import verbs
from osuma.workflows.installation.upkeep import init

RULE = "osuma: 1\nslug: runners\n"


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


@pytest.fixture
def osuma(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Ended]:
    """Run a command in this process, in English, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("OSUMA_DIR", raising=False)
    monkeypatch.setenv("OSUMA_LANG", "en")

    def ended(*argv: str) -> Ended:
        with pytest.raises(SystemExit) as left:
            run([str(arg) for arg in argv])
        out, err = capsys.readouterr()
        assert isinstance(left.value.code, int)
        return Ended(left.value.code, out, err)

    return ended


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """The verbs that commands ask for; each answers with what `answers` holds for it."""
    seen: list[tuple[str, dict[str, Any]]] = []

    def call(
        folder: Path, workspace: str | None, name: str, args: dict[str, Any], *_: Any, **__: Any
    ) -> dict[str, Any]:
        seen.append((name, args))
        answer = ANSWERS[name]
        if isinstance(answer, Exception):
            raise answer
        return dict(answer)

    monkeypatch.setattr(verbs, "call", call)
    monkeypatch.setenv("OSUMA_DIR", "/nowhere")
    return seen


RECONCILED = {
    "file": {"orders": 6480, "amount": "412380.00"},
    "osuma": {"orders": 6391, "amount": "398120.00"},
    "differences": [
        {"reason": "cancelled", "orders": 61, "amount": "9260.00"},
        {"reason": "test", "orders": 28, "amount": "5000.00"},
        {"reason": "a_new_reason", "orders": 0, "amount": "0.00"},
    ],
    "unexplained": {"orders": 0, "amount": "0.00"},
}
LOAD = {
    "import_id": 3,
    "file": "/x/orders.csv",
    "recognised": {"preset": "shopify-orders", "title": {"fi": "Shopifyn tilaukset", "en": "Shopify orders"}},
    "rows": 6500,
    "new": 6480,
    "changed": 0,
    "same": 0,
    "refused": 20,
    "refused_file": "/x/rejects/3.csv",
    "warnings": [{"fi": "varoitus", "en": "a warning"}],
    "questions": [{"fi": "kysymys?", "en": "a question?"}],
    "reconciliation": RECONCILED,
    "a key that is new": 1,
}
ANSWERS: dict[str, Any] = {
    "import.run": {"loads": [LOAD], "sentences": [{"fi": "Tiedot 19.11. asti.", "en": "Data up to 19 Nov."}]},
    "import.undo": {"sentences": [{"fi": "Tuonti peruttu.", "en": "Import 3 was undone."}]},
    "import.list": {"loads": [{"import_id": 3, "kind": "import", "rows": 6500, "files": ["x"]}]},
    "import.propose": {"mappings": ["columns: {a: email}\n", "columns: {b: email}\n"]},
    "segments.count": {"count": 4180, "unknown": 812, "as_of": "2026-10-31", "base": 9000},
    "segments.members": {"members": ["A-1", "A-2", "\x1b[31mred"]},
    "segments.check": {
        "ok": False,
        "mistakes": [
            {"where": "where.all[0]", "code": "unknown_field", "fi": "ei ole kenttää", "en": "no such field"}
        ],
        "warnings": [{"fi": "v", "en": "careful"}],
    },
    "segments.explain": {"sentences": {"fi": ["Ikä on 30–60."], "en": ["Age is 30–60."]}, "person": None},
    "segments.sql": {"sql": "SELECT 1\n"},
    "segments.list": {"segments": [{"slug": "runners", "name": {"fi": "Juoksijat", "en": "Runners"}, "count": 4180}]},
    "segments.templates": {"templates": []},
    "segments.take": {"segments": [{"slug": "rfm", "changed": "new"}]},
    "segments.plan": {"as_of": "2026-10-31", "changes": [], "effects": []},
    "segments.pull": {"segments": []},
    "segments.apply": {"segments": [{"slug": "runners", "changed": "new"}]},
    "segments.refresh": {"segments": [{"slug": "runners", "count": 1}]},
    "segments.history": {"versions": [{"version": 1, "who": "anna"}]},
    "segments.overlap": {"slugs": ["a", "b"], "matrix": [[4180, 12], [12, 30]]},
    "segments.reach": {"steps": [{"step": {"fi": "kuuluu", "en": "in the segment"}, "n": 4180}]},
    "segments.export": {"path": "/x/a.csv", "rows": 4180},
    "identity.merge": {"link_id": 7},
    "identity.undo": {"sentences": [{"fi": "Peruttu.", "en": "Undone."}]},
    "identity.apart": {"link_id": 8, "sentences": [{"fi": "Erillään.", "en": "Apart."}]},
    "identity.list": {"links": []},
    "identity.find": {"waiting": 1},
    "identity.candidates": {"waiting": 1, "candidates": [{"candidate_id": 4, "probability": 0.97}]},
    "identity.confirm": {"link_id": 9, "sentences": [{"fi": "Yhdistetty.", "en": "Joined."}]},
    "identity.refuse": {"link_id": 9, "sentences": [{"fi": "Erillään.", "en": "Apart."}]},
    "identity.show": {"customer": "A-1", "identities": [], "links": [], "apart": [], "consents": []},
    "identity.review": {"review": []},
    "identity.clusters": {"clusters": [{"customer": "A-1", "size": 4}]},
    "fields.list": {"properties": [{"name": "age", "kind": "int"}], "events": []},
    "settings.get": {"settings": {"threads": None}},
    "settings.set": {"settings": {"threads": 2}},
    "report.write": {"path": "/x/r.html"},
    "doctor": {"ok": True, "checks": [{"ok": True, "fi": "Kunnossa", "en": "All is well"}]},
    "backup.make": {"path": "/x/b"},
}


def test_every_command_asks_for_its_verb(osuma: Callable[..., Ended], asked: list[Any], tmp_path: Path) -> None:
    rule, data = tmp_path / "rule.yaml", tmp_path / "a.csv"
    files = {"texts": [RULE], "names": ["rule.yaml"]}
    rule.write_text(RULE)
    data.write_text("x")
    cases: list[tuple[str, str, dict[str, Any]]] = [
        ("import a.csv", "import.run", {"files": [str(data)]}),
        ("import a.csv rule.yaml", "import.run", {"files": [str(data), str(rule)]}),
        ("import --as orders a.csv", "import.run", {"files": [str(data)], "as_": "orders"}),
        ("import a.csv --preset x --dry-run", "import.run", {"files": [str(data)], "preset": "x", "dry_run": True}),
        ("import a.csv --map rule.yaml", "import.run", {"files": [str(data)], "map_": str(rule)}),
        ("import --json files a.csv", "import.run", {"files": [str(data)]}),
        ("import undo 3", "import.undo", {"import_id": 3}),
        ("import --json undo 3", "import.undo", {"import_id": 3}),
        ("import --lang fi --json list", "import.list", {}),
        ("import show 3", "import.list", {}),
        ("identity merge A-1 B-2", "identity.merge", {"a": "A-1", "b": "B-2"}),
        ("identity undo 7", "identity.undo", {"link_id": 7}),
        ("identity undo --import 3", "identity.undo", {"of_import": 3}),
        ("identity apart A-1 B-2", "identity.apart", {"a": "A-1", "b": "B-2"}),
        ("identity list --import 3 --rule email", "identity.list", {"of_import": 3, "rule": "email"}),
        ("identity show A-1", "identity.show", {"customer": "A-1"}),
        ("identity candidates --stored --limit 5", "identity.candidates", {"limit": 5}),
        ("identity confirm 4", "identity.confirm", {"candidate_id": 4}),
        ("identity refuse 4", "identity.refuse", {"candidate_id": 4}),
        ("identity review", "identity.review", {}),
        ("identity clusters", "identity.clusters", {}),
        ("segments count rule.yaml --as-of 2026-10-31", "segments.count", {"text": RULE, "as_of": "2026-10-31"}),
        ("segments count ./rule.yaml", "segments.count", {"text": RULE}),
        ("segments count runners", "segments.count", {"slug": "runners"}),
        ("segments members runners --limit 5", "segments.members", {"slug": "runners", "limit": 5}),
        ("segments explain runners --customer A-1", "segments.explain", {"slug": "runners", "customer": "A-1"}),
        ("segments sql runners", "segments.sql", {"slug": "runners"}),
        ("segments list", "segments.list", {}),
        ("segments templates", "segments.templates", {}),
        ("segments take rfm", "segments.take", {"slugs": ["rfm"]}),
        ("segments apply rule.yaml", "segments.apply", {"texts": [RULE], "names": ["rule.yaml"]}),
        ("segments apply .", "segments.apply", {"texts": [RULE], "names": ["rule.yaml"]}),
        ("segments apply . --prune --yes", "segments.apply", {**files, "prune": True}),
        ("segments plan . --as-of 2026-10-31", "segments.plan", {**files, "as_of": "2026-10-31"}),
        ("segments plan . --merge", "segments.plan", {**files, "merge": True}),
        ("segments pull .", "segments.pull", files),
        ("segments refresh --as-of 2026-10-31", "segments.refresh", {"as_of": "2026-10-31"}),
        ("segments history runners", "segments.history", {"slug": "runners"}),
        ("segments overlap a b", "segments.overlap", {"slugs": ["a", "b"]}),
        ("segments reach runners --channel sms", "segments.reach", {"slug": "runners", "channel": "sms"}),
        (
            "segments export runners --to out.csv",
            "segments.export",
            {"slug": "runners", "to": str(tmp_path / "out.csv"), "format": "csv"},
        ),
        ("fields", "fields.list", {}),
        ("settings get", "settings.get", {}),
        ("settings set threads 2", "settings.set", {"key": "threads", "value": 2}),
        ("settings set memory_limit 4GB", "settings.set", {"key": "memory_limit", "value": "4GB"}),
        ("settings set threads null", "settings.set", {"key": "threads"}),
        ("report --to r.html", "report.write", {"to": str(tmp_path / "r.html")}),
        ("doctor", "doctor", {}),
        ("backup --to b", "backup.make", {"to": str(tmp_path / "b")}),
    ]
    for line, name, args in cases:
        asked.clear()
        ended = osuma(*line.split())
        assert (ended.code, ended.err) == (0, ""), line
        assert asked == [(name, args)], line
        assert ended.out, line


def test_json_prints_the_answer_and_nothing_else(osuma: Callable[..., Ended], asked: list[Any]) -> None:
    for line, name in [("segments count x", "segments.count"), ("import list", "import.list"), ("doctor", "doctor")]:
        ended = osuma(*line.split(), "--json")
        assert json.loads(ended.out) == ANSWERS[name]
        assert (ended.code, ended.err) == (0, "")


def test_an_import_says_what_came_of_it(osuma: Callable[..., Ended], asked: list[Any], tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("x")
    out = osuma("import", "orders.csv").out
    assert "orders.csv (Shopify orders)" in out
    assert "6,500 rows: 6,480 new, 0 changed, 0 unchanged, 20 refused" in out
    assert "refused rows: /x/rejects/3.csv" in out
    assert "! a warning" in out
    assert "? a question?" in out
    table = [line.split() for line in out.splitlines()]
    assert ["File", "6,480", "412,380.00"] in table
    assert ["cancelled", "61", "9,260.00"] in table
    assert ["test", "orders", "28", "5,000.00"] in table
    assert ["a_new_reason", "0", "0.00"] in table
    assert ["unexplained", "0", "0.00"] in table
    assert ["Osuma", "6,391", "398,120.00"] in table
    assert out.endswith("Data up to 19 Nov.\n")
    finnish = osuma("import", "orders.csv", "--lang", "fi").out
    assert "6\u00a0500 riviä: 6\u00a0480 uusia" in finnish
    assert "peruttuja" in finnish
    assert "412\u00a0380,00" in finnish


def test_one_of_a_kind_is_told_in_the_singular(
    osuma: Callable[..., Ended], asked: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "orders.csv").write_text("x")
    load = {"file": "/x/a.csv", "rows": 1, "new": 1, "changed": 1, "same": 1, "refused": 1}
    monkeypatch.setitem(ANSWERS, "import.run", {"loads": [load], "sentences": []})
    finnish = osuma("import", "orders.csv", "--lang", "fi").out
    assert "1 rivi: 1 uusi, 1 muuttunut, 1 ennallaan, 1 hylätty\n" in finnish
    assert "1 row: 1 new, 1 changed, 1 unchanged, 1 refused\n" in osuma("import", "orders.csv").out


def test_what_is_said_of_a_segment_has_headings_in_the_language(
    osuma: Callable[..., Ended], asked: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {"slug": "x", "owner": "Maija", "purpose": "Kirje", "kpi": "orders", "review_by": "2027-01-01"}
    monkeypatch.setitem(ANSWERS, "segments.describe", said)
    heading = osuma("segments", "describe", "x", "--lang", "fi").out.strip().splitlines()[0]
    assert heading.split() == ["tunnus", "vastuuhenkilö", "tarkoitus", "mittari", "tarkistettava"]


def test_a_count_says_how_many_and_how_many_are_unknown(osuma: Callable[..., Ended], asked: list[Any]) -> None:
    assert osuma("segments", "count", "x").out == "4,180 customers\nunknown: 812\nas of: 2026-10-31\n"
    assert osuma("segments", "count", "x", "--lang", "fi").out == (
        "4\u00a0180 asiakasta\ntieto puuttuu: 812\ntilanne: 2026-10-31\n"
    )


def test_members_are_one_a_line_and_cannot_command_the_terminal(
    osuma: Callable[..., Ended], asked: list[Any]
) -> None:
    assert osuma("segments", "members", "x").out == "A-1\nA-2\n\ufffd[31mred\n"


def test_codes_are_words_and_the_users_own_words_are_left(
    osuma: Callable[..., Ended], asked: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        {
            "slug": "new",
            "state": "done",
            "at": "2026-11-21T22:52:28.369292+00:00",
            "more": None,
            "list": [1],
            "n": 1234,
        },
        {"slug": "b", "state": "odd", "at": None, "more": None, "list": None, "n": None, "late": "x"},
    ]
    monkeypatch.setitem(ANSWERS, "segments.list", {"segments": rows})
    lines = [line.split() for line in osuma("segments", "list", "--lang", "fi").out.splitlines() if line.strip()]
    assert lines[0] == ["tunnus", "tila", "aika", "n", "late"]
    assert lines[2:] == [["new", "valmis", "2026-11-21", "22:52", "UTC", "1", "234"], ["b", "odd", "x"]]


def test_a_check_with_mistakes_ends_with_one(osuma: Callable[..., Ended], asked: list[Any]) -> None:
    ended = osuma("segments", "check", "x")
    assert (ended.code, ended.out) == (1, "where.all[0]: no such field\n! careful\n")
    as_json = osuma("segments", "check", "x", "--json")
    assert (as_json.code, json.loads(as_json.out)) == (1, ANSWERS["segments.check"])


def test_a_proposed_mapping_is_written_and_nothing_imported(
    osuma: Callable[..., Ended], asked: list[Any], tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text("x")
    assert osuma("import", "a.csv", "--mapping-out", "m.yaml").code == 0
    assert [name for name, _ in asked] == ["import.propose"]
    assert (tmp_path / "m.yaml").read_text() == "columns: {a: email}\n---\ncolumns: {b: email}\n"


def test_a_refusal_is_one_sentence_a_mistake(
    osuma: Callable[..., Ended], asked: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    mistakes = [
        Mistake("row 12, Summa", "not_a_number", Words("ei ole luku", "is no number")),
        Mistake("", "b", Words("ä", "b")),
    ]
    monkeypatch.setitem(ANSWERS, "doctor", Refused(mistakes))
    ended = osuma("doctor")
    assert (ended.code, ended.out, ended.err) == (1, "", "row 12, Summa: is no number\nb\n")
    assert osuma("doctor", "--lang", "fi").err == "row 12, Summa: ei ole luku\nä\n"
    told = osuma("doctor", "--json")
    assert (told.code, told.err) == (1, "")
    assert json.loads(told.out)["error"]["mistakes"][0] == {
        "where": "row 12, Summa", "code": "not_a_number", "fi": "ei ole luku", "en": "is no number",
    }  # fmt: skip
    monkeypatch.setitem(ANSWERS, "doctor", Conflict(Words("varattu", "busy"), "busy"))
    assert osuma("doctor").err == "busy\n"


def test_a_fault_is_told_without_its_message(
    osuma: Callable[..., Ended], asked: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ANSWERS, "doctor", ValueError("matti@example.fi"))
    ended = osuma("doctor")
    assert (ended.code, ended.out) == (1, "")
    assert "ValueError" in ended.err
    assert "matti" not in ended.err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("segments count", "Missing: FILE|SLUG."),
        ("segments count x --nothing", "There is no option --nothing."),
        ("segments cuont x", "There is no command cuont. Did you mean: count?"),
        ("nothing", "There is no command nothing."),
        ("serve --port x", "The value will not do: --port"),
        ("import undo x", "The value will not do: ID"),
        ("import nofile.csv", "There is no file or folder nofile.csv."),
        ("segments count nofile.yaml", "There is no file nofile.yaml."),
        ("segments count x --lang sv", "--lang sv will not do"),
        ("settings get", "There is no Osuma in"),
        ("settings get --dir nowhere", "There is no Osuma in"),
    ],
)
def test_wrong_use_ends_with_two_and_a_sentence(osuma: Callable[..., Ended], line: str, said: str) -> None:
    ended = osuma(*line.split())
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert "Traceback" not in ended.err
    as_json = osuma(*line.split(), "--json")
    told = json.loads(as_json.out)["error"]
    assert (as_json.code, as_json.err) == (2, "")
    assert said in told["en"]
    assert told["fi"] != told["en"]


def test_an_option_without_its_value_is_wrong_use(osuma: Callable[..., Ended]) -> None:
    ended = osuma("segments", "count", "x", "--as-of")
    assert (ended.code, ended.err) == (2, "--as-of needs a value. Help: osuma --help\n")


def test_the_nearest_installation_upwards_is_meant(
    osuma: Callable[..., Ended], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert osuma("init", "shop", "--workspace", "kauppa", "--name", "Kauppa", "--json").code == 0
    deep = tmp_path / "shop" / "a" / "b"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert osuma("settings", "set", "threads", "2").out == "threads  2\n"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OSUMA_DIR", str(tmp_path / "shop"))
    assert json.loads(osuma("settings", "get", "threads", "--json").out)["settings"] == {"threads": 2}
    assert osuma("init", "shop").code == 1
    refused = osuma("settings", "set", "threads", "x")
    assert (refused.code, refused.err) == (1, "threads: will not do; give a whole number, 1 to 256, or null\n")
    installation.close()


def test_commands_answer_beside_a_running_server(tmp_path: Path) -> None:
    folder = tmp_path / "osuma"
    init(folder, "kauppa")
    installation.close()
    environ = {**os.environ, "OSUMA_DIR": str(folder), "OSUMA_LANG": "en"}

    def command(*argv: str) -> subprocess.CompletedProcess[str]:
        return forked.ended(forked.osuma_command(*argv, environ=environ))

    lines = [
        ["settings", "set", "threads", "2", "--json"],
        ["settings", "get", "--json"],
        ["settings", "set", "threads", "0", "--json"],
        ["segments", "count", "--json"],
        ["backup", "--to", str(tmp_path / "kept"), "--json"],
    ]
    serve = subprocess.Popen(
        [sys.executable, "-m", "osuma.cli", "serve", "--port", "0", "--json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environ,
    )  # fmt: skip
    try:
        assert serve.stdout is not None
        assert json.loads(serve.stdout.readline())["address"].startswith("http://127.0.0.1:")
        beside = [command(*line) for line in lines]
        second = command("serve", "--port", "0")
        assert second.returncode == 1
        assert "Osuma is running already" in second.stderr
        serve.terminate()
        _, err = serve.communicate(timeout=30)
        assert (serve.returncode, err) == (0, "")
    finally:
        if serve.poll() is None:
            serve.kill()
            serve.communicate()
    assert [done.returncode for done in beside] == [0, 0, 1, 2, 0]
    assert [done.stderr for done in beside] == [""] * 5
    alone = [command(*line) for line in lines[:4]]
    assert [(done.returncode, done.stdout) for done in alone] == [(d.returncode, d.stdout) for d in beside[:4]]


def test_a_reader_that_has_seen_enough_is_no_fault(tmp_path: Path) -> None:
    piped = subprocess.run(
        f"{sys.executable} -m osuma.cli --help | head -1; exit ${{PIPESTATUS[0]}}",
        shell=True, capture_output=True, text=True, executable="/bin/bash", check=False,
    )  # fmt: skip
    assert "Traceback" not in piped.stderr


def test_a_class_of_a_partition_is_no_file(osuma: Callable[..., Ended], asked: list[Any], tmp_path: Path) -> None:
    osuma("segments", "explain", "levels/middle", "--customer", "7")
    assert asked[-1] == ("segments.explain", {"slug": "levels/middle", "customer": "7"})
    (tmp_path / "levels").mkdir()
    (tmp_path / "levels" / "middle").write_text(RULE, encoding="utf-8")
    osuma("segments", "explain", "levels/middle")
    assert asked[-1] == ("segments.explain", {"text": RULE})


def test_engines_of_the_machine_need_no_installation(osuma: Callable[..., Ended], tmp_path: Path) -> None:
    ended = osuma("engine", "list")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("ok duckdb\n")
    assert "In use:" not in ended.out
    assert osuma("engine", "list", "--dir", str(tmp_path / "wrong")).code != 0


def test_a_place_that_cannot_be_written_is_named(
    osuma: Callable[..., Ended], asked: list[Any], tmp_path: Path
) -> None:
    (tmp_path / "x.csv").write_text("a\n1\n", encoding="utf-8")
    ended = osuma("import", "x.csv", "--mapping-out", "nowhere/map.yaml")
    assert (ended.code, ended.err) == (
        2, "This cannot be written: nowhere/map.yaml (it is not there). Give another place.\n"
    )  # fmt: skip
    assert osuma("segments", "pull", "x.csv/deep").err.startswith(
        "This cannot be written: x.csv/deep (it is no folder)"
    )


def test_a_listed_segment_is_named_once(
    osuma: Callable[..., Ended], asked: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {"slug": "runners", "name": "Runners", "title": {"fi": "Juoksijat", "en": "Runners"}, "count": 2}
    monkeypatch.setitem(ANSWERS, "segments.list", {"segments": [row]})
    assert osuma("segments", "list").out.count("Runners") == 1
    assert json.loads(osuma("segments", "list", "--json").out)["segments"] == [row]
