"""`osuma calls`, `osuma deals`: whom to ring tomorrow, what came of it, and what stages of deals mean."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from osuma.cli.command import Call, Limit, command
from osuma.cli.help import group
from osuma.cli.language import say
from osuma.cli.place import absolute
from osuma.cli.render import line, records, sentences, table
from osuma.engine.errors import Misuse, Words
from osuma.reporting import numbers
from osuma.workflows.reports.outcome_words import OUTCOMES

calls = group(say("Huomisen soitot ja mitä niistä tuli.", "Tomorrow's calls and what came of them."))
deals = group(say("Kauppojen vaiheet.", "Stages of deals."))


Whose = Annotated[
    str | None,
    typer.Option(
        "--whose",
        help=say(
            "Kenen lista: none (ilman myyjää), all tai myyjän nimi.",
            "Whose list: none (without a salesperson), all or a salesperson's name.",
        ),
    ),
]


@command(calls, "tomorrow")
def tomorrow(call: Call, limit: Limit = None, whose: Whose = None) -> None:
    """Kenelle soittaa huomenna ja miksi / whom to ring tomorrow, and why."""
    call.show(call.ask("calls.tomorrow", limit=limit, whose=whose), _tomorrow)


@command(calls, "record")
def record(
    call: Call,
    key: Annotated[
        int, typer.Argument(metavar="KEY", help=say("Henkilön numero listalla.", "The person's number on the list."))
    ],
    outcome: Annotated[
        str,
        typer.Argument(
            metavar="OUTCOME",
            help=say(
                "talked, no_answer, meeting, not_interested tai do_not_call.",
                "talked, no_answer, meeting, not_interested or do_not_call.",
            ),
        ),
    ],
) -> None:
    """Kirjaa, mitä puhelusta tuli / record what came of a call."""
    told = call.ask("calls.record", key=key, outcome=outcome)
    call.show(told, lambda result, language: sentences(result["sentences"], language))


@command(calls, "write")
def write(
    call: Call,
    to: Annotated[Path, typer.Option("--to", help=say("Tiedosto.", "The file."))],
    crm: Annotated[
        str,
        typer.Option(
            "--crm",
            metavar="hubspot|pipedrive|xlsx",
            help=say(
                "Mihin tiedosto menee; kieli asetuksesta crm_language.",
                "Where the file goes; its language from the setting crm_language.",
            ),
        ),
    ] = "xlsx",
    limit: Limit = None,
    whose: Whose = None,
) -> None:
    """Kirjoita soittolista ja puhelujen tulokset asiakkuudenhallintaan / write list and outcomes for a CRM."""
    call.show(call.ask("calls.write", to=absolute(to), crm=crm, limit=limit, whose=whose), _written)


@command(deals, "stages")
def stages(call: Call) -> None:
    """Vaiheet, joiden merkitystä ei tiedetä / stages that nobody has explained."""
    call.show(call.ask("deals.stages"), _stages)


@command(deals, "explain")
def explain(
    call: Call,
    meanings: Annotated[
        list[str],
        typer.Argument(metavar="STAGE=open|won|lost...", help=say("Mitä vaiheet tarkoittavat.", "What stages mean.")),
    ],
) -> None:
    """Kerro, mitä vaiheet tarkoittavat / say what stages mean."""
    call.show(call.ask("deals.explain_stages", meanings=dict(_meaning(one) for one in meanings)), _stages)


def _meaning(said: str) -> tuple[str, str]:
    """Stage and meaning; a stage may have an equals sign in its name."""
    stage, sign, means = said.rpartition("=")
    if not sign or not stage.strip():
        raise Misuse(
            Words(
                f'Anna vaihe ja sen merkitys, esimerkiksi "Sopimus=won". Näin ei käy: {said}',
                f'Give a stage and what it means, for example "Contract=won". This will not do: {said}',
            ),
            "stage_means",
        )
    return stage, means


def _tomorrow(result: dict[str, Any], language: str) -> None:
    fi = language == "fi"
    if not result["calls"]:
        line("Listalla ei ole ketään." if fi else "Nobody is on the list.")
        _resting(result, language)
        return
    titles = (
        ["nro", "nimi", "yritys", "puhelin", "miksi", "soitettu"]
        if fi
        else ["no.", "name", "company", "phone", "why", "rung"]
    )
    rows = [
        [str(one["key"]), one["name"], one["company_name"], one["phone"], one["why"][language], one["rung"]]
        for one in result["calls"]
    ]
    table(titles, rows, (), language)
    _resting(result, language)
    if result["control"]["percent"]:
        alone = len(result["control"]["people"])
        line(f"Kontrolliryhmässä, soittamatta: {alone}." if fi else f"In the control group, not rung: {alone}.")


def _resting(result: dict[str, Any], language: str) -> None:
    for one in result["resting"]:
        rung, back = (numbers.day(date.fromisoformat(one[name]), language) for name in ("rung", "back"))
        said = f" ({OUTCOMES[one['outcome']][language]})" if one["outcome"] in OUTCOMES else ""
        line(
            f"{one['name']}: soitettu {rung}{said}, listalla taas {back}."
            if language == "fi"
            else f"{one['name']}: rung on {rung}{said}, back on the list on {back}."
        )


def _written(result: dict[str, Any], language: str) -> None:
    line(
        f"{result['path']}: {result['calls']} soitettavaa ja {result['told']} muuta puhelua."
        if language == "fi"
        else f"{result['path']}: {result['calls']} to ring and {result['told']} other calls."
    )


def _stages(result: dict[str, Any], language: str) -> None:
    fi = language == "fi"
    if "deals" in result:
        line(f"Kauppoja selvisi: {result['deals']}." if fi else f"Deals that became clear: {result['deals']}.")
    rows = [{"stage": one["stage"], "count": one["deals"]} for one in result["unclear"]]
    records(rows, language, "Kaikki vaiheet ovat selvillä." if fi else "All stages are clear.")
    known = [{"stage": stage, "state": state} for stage, state in sorted(result["known"].items())]
    if known:
        line("Kerrotut:" if fi else "Explained:")
        records(known, language, "")
