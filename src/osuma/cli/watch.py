"""`osuma watch`: a folder whose files come in on their own."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from osuma.cli import imports
from osuma.cli.command import Call, command
from osuma.cli.default_command import DefaultCommand
from osuma.cli.help import group
from osuma.cli.language import say
from osuma.cli.place import absolute
from osuma.cli.render import line, records, sentences, words
from osuma.engine.errors import Misuse
from osuma.workflows.data.watch_words import NO_FOLDER
from osuma.workflows.data.watcher import POLL_SECONDS, Watcher, once

DEFAULT = "folder"


class FolderFirst(DefaultCommand):
    """`osuma watch drop` is `osuma watch folder drop`."""

    default = DEFAULT


app = group(
    say(
        "Seuraa kansiota: osuma watch KANSIO (valitsimet: osuma watch folder --help)",
        "Watch a folder: osuma watch FOLDER (options: osuma watch folder --help)",
    ),
    FolderFirst,
)


@command(app, DEFAULT)
def folder(
    call: Call,
    place: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FOLDER]",
            help=say("Muuten asetus watch_folder.", "Else the setting watch_folder."),
        ),
    ] = None,
    single: Annotated[
        bool,
        typer.Option(
            "--once",
            help=say("Katso kerran ja lopeta (ajastettuun ajoon).", "Look once and end (for a scheduler)."),
        ),
    ] = False,
) -> None:
    """Tuo kansioon pudotetut tiedostot / import the files dropped into a folder."""
    watcher = Watcher(call.ask, None if place is None else absolute(place))
    if single:
        _shown(call, watcher, once(watcher))
        return
    try:
        _for_ever(call, watcher)
    except KeyboardInterrupt:
        return


@command(app, "status")
def status(call: Call) -> None:
    """Näytä, mikä on tuotu ja mikä odottaa / show what came in and what waits."""
    call.show(call.ask("watch.status"), _status)


def _for_ever(call: Call, watcher: Watcher) -> None:
    problem = None
    while True:
        told = watcher.look()
        due = watcher.due or {}
        _refuse_nothing(due)
        if due.get("problem") != problem:
            problem = due.get("problem")
            _problem(call, due)
        if told is not None:
            call.show(told, imports.render)
        time.sleep(POLL_SECONDS)


def _shown(call: Call, watcher: Watcher, told: dict[str, Any] | None) -> None:
    """What one look brought; exit code 1 where a file was not imported or the folder did not answer."""
    due = watcher.due or {}
    _refuse_nothing(due)
    nothing: dict[str, Any] = {"loads": [], "failed": [], "folder": due.get("folder"), "problem": due.get("problem")}
    call.show({"problem": due.get("problem"), **told} if told is not None else nothing, _once)
    if due.get("problem") or (told or {}).get("failed"):
        raise typer.Exit(1)


def _refuse_nothing(due: Mapping[str, Any]) -> None:
    if due.get("folder") is None:
        raise Misuse(NO_FOLDER, "no_watch_folder")


def _problem(call: Call, due: dict[str, Any]) -> None:
    answers = {"fi": f"Kansio vastaa: {due['folder']}", "en": f"The folder answers: {due['folder']}"}
    call.show({"problem": due["problem"] or answers}, lambda told, language: line(words(told["problem"], language)))


def _once(told: dict[str, Any], language: str) -> None:
    if told.get("problem"):
        line(words(told["problem"], language))
    elif told["loads"] or told["failed"]:
        imports.render(told, language)
    else:
        line("Ei uusia tiedostoja:" if language == "fi" else "No new files:", told["folder"])


def _status(told: dict[str, Any], language: str) -> None:
    sentences(told["sentences"], language)
    for one in told["waiting"]:
        line(one["file"])
        line("  ?" if one["state"] == "waiting" else "  !", words(one["why"], language))
    if told["done"]:
        records([_row(one) for one in told["done"]], language, "")


def _row(one: Mapping[str, Any]) -> dict[str, Any]:
    return {"file": one["file"], "import": one["import_id"], "at": one["at"], "moved_to": one["moved_to"]}
