"""`osuma quality`, `osuma questions`: what the data is worth, and what Osuma has to ask."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

import typer

from osuma.cli.command import Call, command
from osuma.cli.help import group
from osuma.cli.language import amount, number, say
from osuma.cli.render import dated, line, sentences, table, words
from osuma.engine.errors import Words

app = group(say("Kysymykset, joihin tarvitaan ihminen.", "Questions for a person."))


_COUNTED = {"orders": Words("tilausta", "orders"), "refunds": Words("palautusta", "refunds")}


def register(root: typer.Typer) -> None:
    """The command of one word."""
    command(root, "quality")(quality)


def quality(
    call: Call,
    fields: Annotated[
        bool, typer.Option("--fields", help=say("Myös jokainen kenttä.", "Every field as well."))
    ] = False,
) -> None:
    """Tietojen laatu / the quality of the data."""
    call.show(call.ask("quality.show"), _with_fields if fields else _quality)


@command(app, "list")
def list_(call: Call) -> None:
    """Avoimet kysymykset ja annetut vastaukset / open questions and answers given."""
    call.show(call.ask("questions.list"), _questions)


@command(app, "answer")
def answer(
    call: Call,
    key: Annotated[str, typer.Argument(metavar="KEY")],
    said: Annotated[Literal["yes", "no"], typer.Argument(metavar="yes|no")],
    evidence: Annotated[
        str, typer.Option("--evidence", help=say("Missä ja miten asia on todettu.", "Where and how it is known."))
    ] = "",
) -> None:
    """Vastaa kysymykseen / answer a question."""
    call.show(call.ask("questions.answer", key=key, yes=said == "yes", evidence=evidence), _questions)


def _quality(result: dict[str, Any], language: str) -> None:
    fi = language == "fi"
    dated(result, language)
    sentences(result["sentences"], language)
    _reconciled(result["reconciliation"], language)
    for question in result["questions"]:
        line("?", words(question, language))
        line(" ", words(question["how"], language))
    for finding in result["findings"]:
        line("-", words(finding, language))
    lacking = result["unanswerable"]
    if lacking:
        ready = result["answerable"]
        line(
            f"Valmiista segmenteistä {ready} toimii näillä tiedoilla, {len(lacking)} ei:"
            if fi
            else f"Of the ready-made segments {ready} work with this data, {len(lacking)} do not:"
        )
    for way, names in _ways(lacking, language).items():
        line("-", way, f"({', '.join(names)})")


def _reconciled(found: list[dict[str, Any]], language: str) -> None:
    """Each file's own total beside ours, a line each; why they differ is told by the sentences and by the import."""
    if not found:
        return
    rows = []
    for one in found:
        own, ours, left = (Decimal(one[side]["amount"]) for side in ("file", "osuma", "unexplained"))
        what = _COUNTED["orders" if "orders" in one["file"] else "refunds"][language]
        counted = f"{number(next(iter(one['file'].values())), language)} {what}"
        rows.append(
            [one["name"], counted, *(amount(str(each), language) for each in (own, ours, own - ours - left, left))]
        )
    titles = (
        ("Täsmäytys", "tiedostossa", "summa", "Osumassa", "selitetty", "selittämättä")
        if language == "fi"
        else ("Reconciliation", "in the file", "amount", "in Osuma", "explained", "unexplained")
    )
    table(titles, rows, (1, 2, 3, 4, 5), language)


def _ways(lacking: list[dict[str, Any]], language: str) -> dict[str, list[str]]:
    """What to bring, and the segments that wait for it."""
    found: dict[str, list[str]] = {}
    for one in lacking:
        for way in dict.fromkeys(words(lack, language) for lack in one["lacks"]):
            found.setdefault(way, []).append(words(one["name"], language))
    return found


def _with_fields(result: dict[str, Any], language: str) -> None:
    from osuma.reporting.numbers import percent  # not for every command: it costs start-up

    _quality(result, language)
    fi = language == "fi"
    says = {one["field"]: words(one["says"], language) for one in result["relevance"]}
    rows = [
        [
            words(one["label"], language),
            percent(one["known"], one["base"], language, 0),
            ", ".join(f"{said['source']} {said['newest']}" for said in one["said"]),
            says.get(one["field"], "–"),
        ]
        for one in result["fields"]
    ]
    titles = (
        ("tieto", "tiedossa", "lähde ja päivä", "ostaminen") if fi else ("field", "known", "source, day", "buying")
    )
    table(titles, rows, (1,), language)


def _questions(result: dict[str, Any], language: str) -> None:
    for question in result.get("questions", ()):
        line("?", words(question, language))
        line(" ", words(question["how"], language))
    for given in result["answers"]:
        yes = ("kyllä" if given["allowed"] else "ei") if language == "fi" else ("yes" if given["allowed"] else "no")
        line(f"{given['key']}:", yes, given.get("evidence", ""), given.get("answered_by", ""))
