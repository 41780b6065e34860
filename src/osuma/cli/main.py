"""The root of `osuma`: its commands put together, and wrong use told in one sentence."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer

from osuma.cli import (
    as_code,
    companies,
    consents,
    demo,
    engines,
    events,
    health,
    identity,
    imports,
    installation,
    membership,
    monday,
    months,
    one_page,
    quality,
    rates,
    review,
    segments,
    selling,
    serve,
    settings,
    sheet,
    simulate,
    special,
    templates,
    users,
    watch,
)
from osuma.cli.command import tell
from osuma.cli.help import expected, group, placeholder
from osuma.cli.language import language, say
from osuma.engine.errors import Misuse, Words

app = group(
    say(
        "Osuma: asiakassegmentit, jotka ymmärtää, yrityksen omista tiedostoista.",
        "Osuma: customer segments that people understand, from a company's own files.",
    )
)
installation.register(app)
demo.register(app)
simulate.register(app)
app.add_typer(imports.app, name="import")
health.register(segments.app)
app.add_typer(watch.app, name="watch")
templates.register(segments.app)
membership.register(segments.app)
as_code.register(segments.app)
app.add_typer(months.app, name="months")
app.add_typer(segments.app, name="segments")
app.add_typer(sheet.app, name="sheet")
app.add_typer(identity.app, name="identity")
app.add_typer(companies.app, name="companies")
app.add_typer(selling.deals, name="deals")
app.add_typer(selling.calls, name="calls")
app.add_typer(events.app, name="events")
app.add_typer(rates.app, name="rates")
app.add_typer(special.app, name="special")
app.add_typer(consents.app, name="consents")
app.add_typer(settings.app, name="settings")
settings.register(app)
app.add_typer(engines.app, name="engine")
app.add_typer(quality.app, name="questions")
app.add_typer(users.app, name="users")
quality.register(app)
serve.register(app)
monday.register(app)
one_page.register(app)
review.register(app)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version as installed

        sys.stdout.write(f"osuma {installed('osuma')}\n")
        raise typer.Exit(0)


@app.callback()
def root(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_show_version, help=say("Näytä versio.", "Show the version.")
        ),
    ] = False,
) -> None:
    """What belongs to no command."""


# Typer's own sentences are English and name parameters as the code does. Values: the sentences of an exception.
SENTENCES: dict[str, Callable[[Any], Words]] = {
    "NoSuchOption": lambda e: Words(f"Valitsinta {e.option_name} ei ole.", f"There is no option {e.option_name}."),
    "MissingParameter": lambda e: Words(f"Puuttuu: {_parameter(e)}.", f"Missing: {_parameter(e)}."),
    "BadOptionUsage": lambda e: (
        Words(f"Valitsin {e.option_name} ei ota arvoa.", f"{e.option_name} takes no value.")
        if "not take" in str(e.message)
        else Words(f"Valitsin {e.option_name} vaatii arvon.", f"{e.option_name} needs a value.")
    ),
}
#: Typer's sentences that come without a class of their own, by how they begin.
SAID: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Words]], ...] = (
    (
        re.compile(r"No such command '(?P<name>[^']*)'\.?(?: Did you mean (?P<near>[^?]*)\?)?"),
        lambda m: _no_command(m["name"], m["near"]),
    ),
    (
        re.compile(r"Got unexpected extra arguments?(?:\(s\))? \((?P<words>.*)\)"),
        lambda m: Words(f"Liikaa: {m['words']}.", f"Too much: {m['words']}."),
    ),
    (re.compile(r"Missing command"), lambda _: Words("Komento puuttuu.", "A command is missing.")),
    (
        re.compile(r"(?P<code>Option '?(?P<name>-[^' ]*)'? (?:requires|does not take).*)"),
        lambda m: Words(f"Valitsinta {m['name']} käytettiin väärin.", f"{m['code']}."),
    ),
)


def _not_this(problem: Any) -> Words:
    name, ctx, param = _parameter(problem), getattr(problem, "ctx", None), getattr(problem, "param", None)
    way = expected(param, ctx) if ctx is not None and param is not None else Words("", "")
    return Words(f"Arvo ei käy: {name}. {way.fi}".rstrip(), f"The value will not do: {name}. {way.en}".rstrip())


def _no_command(name: str, near: str | None) -> Words:
    close = f" {near.replace(chr(39), '')}" if near else ""
    return Words(
        f"Komentoa {name} ei ole." + (f" Tarkoititko:{close}?" if near else ""),
        f"There is no command {name}." + (f" Did you mean:{close}?" if near else ""),
    )


def _usage_words(problem: Any) -> Words:
    if type(problem).__name__ == "BadParameter":
        return _not_this(problem)
    made = SENTENCES.get(type(problem).__name__)
    if made is not None:
        return made(problem)
    english = str(problem.format_message()).strip()
    for pattern, say_ in SAID:
        if found := pattern.match(english):
            return say_(found)
    return Words("Komentoa käytettiin väärin.", english if english.endswith(("?", ".", "!")) else f"{english}.")


def _parameter(problem: Any) -> str:
    param = getattr(problem, "param", None)
    names = [name for name in getattr(param, "opts", []) if name.startswith("-")]
    return names[0] if names else placeholder(str(getattr(param, "metavar", None) or getattr(param, "name", "")))


def run(argv: list[str] | None = None) -> None:
    """Run one command and end the process: 0 done, 1 refused by a check, 2 wrong use."""
    args = sys.argv[1:] if argv is None else argv
    try:
        code = app(args=args, standalone_mode=False, prog_name="osuma")
    except typer.Abort:
        code = 1
    except BrokenPipeError:
        # The reader of our output has seen enough; nothing more may be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    except Exception as problem:
        # Typer's usage errors have no common public class over its versions, only this method.
        if not hasattr(problem, "format_message"):
            raise
        code = _misused(problem, args)
    sys.exit(code if isinstance(code, int) else 0)


def _misused(problem: Any, args: list[str]) -> int:
    if type(problem).__name__ == "NoArgsIsHelpError":
        sys.stdout.write(f"{problem.format_message()}\n")
        return 2
    path = problem.ctx.command_path if getattr(problem, "ctx", None) is not None else "osuma"
    said = _usage_words(problem)
    error = Misuse(Words(fi=f"{said.fi} Ohje: {path} --help", en=f"{said.en} Help: {path} --help"), "usage")
    tell(error, language(args, os.environ), "--json" in args)
    return error.exit_code
