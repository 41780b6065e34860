"""What every command shares: its options, asking a verb, and saying what came of it."""

from __future__ import annotations

import functools
import inspect
import json
import os
import sys
import typing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from osuma.cli.bar import Bar
from osuma.cli.help import Command
from osuma.cli.language import language, say
from osuma.cli.place import api_key, installation
from osuma.engine.errors import Misuse, OsumaError, Refused, Words
from osuma.workflows.asking.wire import dumps, error_to_json, unexpected

Limit = Annotated[int | None, typer.Option("--limit", min=1, help=say("Enintään näin monta.", "At most this many."))]

SHARED = say("Yhteiset valitsimet", "Shared options")

Json = Annotated[
    bool, typer.Option("--json", help=say("Tulos JSON-muodossa.", "The result as JSON."), rich_help_panel=SHARED)
]
Dir = Annotated[
    Path | None,
    typer.Option(
        "--dir",
        metavar="DIR",
        help=say(
            "Osuman kansio (muuten OSUMA_DIR tai lähin kansio ylöspäin).",
            "Folder of Osuma (else OSUMA_DIR, or the nearest one upwards).",
        ),
        rich_help_panel=SHARED,
    ),
]
Workspace = Annotated[
    str | None,
    typer.Option(
        "--workspace", metavar="SLUG", help=say("Työtilan tunnus.", "Slug of the workspace."), rich_help_panel=SHARED
    ),
]
Lang = Annotated[
    str | None, typer.Option("--lang", metavar="fi|en", help=say("Kieli.", "Language."), rich_help_panel=SHARED)
]
Wait = Annotated[
    float,
    typer.Option(
        "--wait",
        help=say("Sekunteja odottaa toista komentoa.", "Seconds to wait for another command."),
        rich_help_panel=SHARED,
    ),
]
Server = Annotated[
    str | None,
    typer.Option(
        "--server",
        metavar="URL",
        help=say(
            "Osuma toisella koneella (muuten OSUMA_SERVER); avain muuttujasta OSUMA_API_KEY tai tiedostosta, "
            "jonka OSUMA_API_KEY_FILE nimeää.",
            "An Osuma on another machine (else OSUMA_SERVER); the key from OSUMA_API_KEY, or from the file that "
            "OSUMA_API_KEY_FILE names.",
        ),
        rich_help_panel=SHARED,
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help=say(
            "Päivä tai hetki, jolle lasketaan (muuten tietojen loppu).",
            "Day or instant to compute for (else the end of the data).",
        ),
        rich_help_panel=SHARED,
    ),
]


@dataclass(frozen=True)
class Call:
    """One run of a command."""

    json: bool
    dir: Path | None
    workspace: str | None
    language: str
    wait: float
    as_of: str | None
    server: str | None = None

    @property
    def folder(self) -> Path:
        """The installation that is meant; Misuse where there is none to be found, or another machine is meant."""
        if self.server is not None:
            raise Misuse(
                Words("Tämä komento toimii vain Osuman omalla koneella.", "This works on Osuma's own machine only."),
                "only_there",
            )
        return installation(self.dir, os.environ, Path.cwd())

    def ask(self, verb: str, **args: Any) -> dict[str, Any]:
        """The verb's result. Arguments that are None are left out, so that the verb's own defaults hold."""
        from osuma.workflows.asking.verbs import call

        given = {key: value for key, value in args.items() if value is not None}
        if self.as_of is not None:
            given["as_of"] = self.as_of
        if self.server is not None:
            from osuma.workflows.asking.remote import Server as Remote

            return Remote(self.server, api_key(os.environ)).ask(self.workspace, verb, given)
        with self.bar() as progress:
            return call(self.folder, self.workspace, verb, given, progress, timeout=self.wait)

    def bar(self) -> Bar:
        """A progress bar, seen where stderr is a terminal and the answer is for a person."""
        return Bar(self.language, visible=not self.json and sys.stderr.isatty())

    def show(self, result: dict[str, Any], render: Callable[[dict[str, Any], str], None]) -> None:
        """The result as JSON, or as the renderer says it in the language."""
        if self.json:
            sys.stdout.write(json.dumps(result, ensure_ascii=False, indent=2) + "\n")
        else:
            render(result, self.language)


def command(
    app: typer.Typer, name: str, *, as_of: bool = False
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register `function(call: Call, its own parameters)` with the shared options added and errors told."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(function)
        def run(
            *,
            json_: bool,
            dir_: Path | None,
            workspace: str | None,
            lang: str | None,
            wait: float,
            server: str | None = None,
            as_of: str | None = None,
            **own: Any,
        ) -> None:
            spoken = language([], {"LANG": lang}) if lang else language(sys.argv[1:], os.environ)
            with told(spoken, json_):
                _refuse_language(lang)
                there = server or os.environ.get("OSUMA_SERVER") or None
                function(Call(json_, dir_, workspace, spoken, wait, as_of, there), **own)

        run.__signature__ = _signature(function, as_of)  # type: ignore[attr-defined]  # what Typer reads
        run.__annotations__ = {p.name: p.annotation for p in _signature(function, as_of).parameters.values()}
        app.command(name, cls=Command, help=_help(function))(run)
        return function

    return register


def _help(function: Callable[..., None]) -> str:
    """The docstring of a command says it in Finnish, a slash, and in English."""
    fi, _, en = (inspect.getdoc(function) or "").rstrip(".").partition(" / ")
    said = say(fi, en)
    return f"{said[:1].upper()}{said[1:]}."


@contextmanager
def told(language: str, as_json: bool) -> Iterator[None]:
    """Say what goes wrong in the block, and end the process with its exit code."""
    try:
        yield
    except OsumaError as error:
        tell(error, language, as_json)
        raise typer.Exit(error.exit_code) from error
    except (typer.Exit, typer.Abort, KeyboardInterrupt, BrokenPipeError):
        raise
    except Exception as problem:
        if os.environ.get("OSUMA_DEBUG"):
            raise
        tell(unexpected(problem), language, as_json)
        raise typer.Exit(1) from problem


def tell(error: OsumaError, language: str, as_json: bool) -> None:
    """One clear sentence a mistake on stderr; with --json all of it on stdout."""
    if as_json:
        sys.stdout.write(dumps({"error": error_to_json(error)}) + "\n")
        return
    if isinstance(error, Refused) and error.mistakes:
        for mistake in error.mistakes:
            where = f"{mistake.where}: " if mistake.where else ""
            sys.stderr.write(f"{where}{mistake.what[language]}\n")
    else:
        sys.stderr.write(f"{error.what[language]}\n")


def _refuse_language(lang: str | None) -> None:
    if lang is not None and lang not in ("fi", "en"):
        raise Misuse(
            Words(f"--lang {lang} ei käy: fi tai en.", f"--lang {lang} will not do: fi or en."), "bad_language"
        )


def _signature(function: Callable[..., None], as_of: bool) -> inspect.Signature:
    hints = typing.get_type_hints(function, include_extras=True)
    own = [p.replace(annotation=hints[p.name]) for p in inspect.signature(function).parameters.values()][1:]
    shared: list[tuple[str, Any, Any]] = [
        *([("as_of", AsOf, None)] if as_of else []),
        ("json_", Json, False),
        ("dir_", Dir, None),
        ("workspace", Workspace, None),
        ("lang", Lang, None),
        ("wait", Wait, 60.0),
        ("server", Server, None),
    ]
    keyword = inspect.Parameter.KEYWORD_ONLY
    return inspect.Signature(
        [p.replace(kind=keyword) for p in own]
        + [inspect.Parameter(name, keyword, default=default, annotation=kind) for name, kind, default in shared]
    )
