"""Groups and commands whose help is in the language of the user, without what Typer would draw (and load) for it."""

from __future__ import annotations

import re
import shutil
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from osuma.cli.language import say
from osuma.engine.errors import Words

_WIDEST, _NARROWEST, _NAMES = 100, 60, 34
#: What stands for a value: our own words for it, and Typer's names of kinds of values.
_WORDS = {
    "INT": Words("LUKU", "NUMBER"), "INTEGER": Words("LUKU", "NUMBER"), "FLOAT": Words("LUKU", "NUMBER"),
    "STR": Words("TEKSTI", "TEXT"), "TEXT": Words("TEKSTI", "TEXT"), "PATH": Words("TIEDOSTO", "FILE"),
    "FILE": Words("TIEDOSTO", "FILE"), "DIR": Words("KANSIO", "FOLDER"), "FOLDER": Words("KANSIO", "FOLDER"),
    "SLUG": Words("TUNNUS", "SLUG"), "ID": Words("TUNNUS", "ID"), "KEY": Words("AVAIN", "KEY"),
    "VALUE": Words("ARVO", "VALUE"), "CODE": Words("KOODI", "CODE"), "DATE": Words("PÄIVÄ", "DATE"),
    "REASON": Words("SYY", "REASON"), "SEGMENT": Words("SEGMENTTI", "SEGMENT"), "NO": Words("NRO", "NO"),
    "EXPRESSION": Words("LAUSEKE", "EXPRESSION"), "CUSTOMER": Words("ASIAKAS", "CUSTOMER"),
    "CURRENCY": Words("VALUUTTA", "CURRENCY"), "RATE": Words("KURSSI", "RATE"), "TYPE": Words("TYYPPI", "TYPE"),
    "NAME": Words("NIMI", "NAME"), "LINK": Words("NRO", "LINK"), "BACKUP": Words("VARMUUSKOPIO", "BACKUP"),
    "VERSION": Words("VERSIO", "VERSION"), "YYYY": Words("VVVV", "YYYY"), "MM": Words("KK", "MM"),
    "EVENT": Words("TAPAHTUMA", "EVENT"), "PROPERTY": Words("TIETO", "PROPERTY"),
    "URL": Words("OSOITE", "URL"), "OFFER": Words("SEGMENTTI", "SEGMENT"),
}  # fmt: skip
_PLACEHOLDER = re.compile(r"[A-Z]{2,}")


class Command(TyperCommand):
    """A command that tells its own help."""

    def get_help(self, ctx: Any) -> str:
        return _help(self, ctx)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(f"{_help(self, ctx)}\n")


class Group(TyperGroup):
    """A group that tells its own help."""

    def get_help(self, ctx: Any) -> str:
        return _help(self, ctx)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        formatter.write(f"{_help(self, ctx)}\n")


def group(says: str, cls: type[TyperGroup] = Group) -> typer.Typer:
    """A group of commands; without a command it tells its help."""
    return typer.Typer(
        cls=cls, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=says,
        rich_markup_mode=None,
    )  # fmt: skip


def _help(command: Any, ctx: Any) -> str:
    width = max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size().columns))
    parts = [_usage(command, ctx), *textwrap.wrap(str(command.help or ""), width)]
    for title, rows in _sections(command, ctx):
        parts += ["", f"{title}:", *_rows(rows, width)]
    return "\n".join(parts)


def _usage(command: Any, ctx: Any) -> str:
    arguments = [_argument(one) for one in command.get_params(ctx) if one.param_type_name == "argument"]
    if isinstance(command, TyperGroup):
        arguments.append(say("KOMENTO ...", "COMMAND ..."))
    return " ".join([say("Käyttö:", "Usage:"), ctx.command_path, say("[VALITSIMET]", "[OPTIONS]"), *arguments]) + "\n"


def _sections(command: Any, ctx: Any) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    shown = [one for one in command.get_params(ctx) if not getattr(one, "hidden", False)]
    arguments = [(_argument(one), _told(one)) for one in shown if one.param_type_name == "argument" and one.help]
    if arguments:
        yield say("Argumentit", "Arguments"), arguments
    if isinstance(command, TyperGroup):
        listed = ((name, command.get_command(ctx, name)) for name in command.list_commands(ctx))
        yield say("Komennot", "Commands"), [(name, str(one.help or "")) for name, one in listed if one is not None]
    panels: dict[str, list[tuple[str, str]]] = {}
    for one in shown:
        if one.param_type_name == "option":
            panel = getattr(one, "rich_help_panel", None) or say("Valitsimet", "Options")
            panels.setdefault(panel, []).append((_option(one, ctx), _told(one)))
    yield from panels.items()


def _argument(one: Any) -> str:
    name = placeholder(str(one.metavar or str(one.name).upper()))
    if one.nargs == -1 and not name.rstrip("]").endswith("..."):
        name = f"{name}..."
    return name if one.required or name.startswith("[") else f"[{name}]"


def _option(one: Any, ctx: Any) -> str:
    names = ", ".join(one.opts)
    return names if one.is_flag else f"{names} {_value(one, ctx)}"


def placeholder(metavar: str) -> str:
    """What stands for a value, in the language; what is to be written as it is stays."""
    return _PLACEHOLDER.sub(lambda m: _WORDS[m[0]][say("fi", "en")] if m[0] in _WORDS else m[0], metavar)


def _value(one: Any, ctx: Any) -> str:
    kind = _kind(one, ctx)
    return placeholder(str(one.metavar or (kind.upper() if kind.upper() in _WORDS else kind)))


def _kind(one: Any, ctx: Any) -> str:
    """What kind of value Typer says that it takes: `int`, or `yes|no`."""
    record = one.get_help_record(ctx) or ("", "")
    return str(record[0]).removeprefix(one.opts[0] if one.opts else "").strip().strip("<>[]").partition(" ")[0]


def expected(one: Any, ctx: Any) -> Words:
    """What would do as the value of a parameter."""
    kind = _kind(one, ctx).upper()
    choices = str(one.metavar or "").strip("[]") or _kind(one, ctx)
    if "|" in choices:
        listed = ", ".join(choices.split("|"))
        return Words(f"Anna jokin näistä: {listed}.", f"Give one of these: {listed}.")
    least = re.search(r"x>=(-?\d+)", str((one.get_help_record(ctx) or ("", ""))[1]))
    more = Words(f", vähintään {least[1]}", f" of at least {least[1]}") if least else Words("", "")
    if kind == "FLOAT":
        return Words(f"Anna luku{more.fi}.", f"Give a number{more.en}.")
    if kind.startswith("INT") or least:
        return Words(f"Anna kokonaisluku{more.fi}.", f"Give a whole number{more.en}.")
    return Words("Katso, millainen arvo käy.", "See what value will do.")


def _told(one: Any) -> str:
    if one.name == "help":
        return say("Näytä tämä ohje.", "Show this help.")
    extra = say("[pakollinen]", "[required]") if one.required and one.param_type_name == "option" else ""
    default = one.default
    if not one.required and default not in (None, "", False, True, (), []) and not callable(default):
        extra = (
            say(f"[oletus: {default:g}]", f"[default: {default:g}]")
            if isinstance(default, float)
            else (say(f"[oletus: {default}]", f"[default: {default}]"))
        )
    return " ".join(part for part in (str(one.help or ""), extra) if part)


def _rows(rows: Iterable[tuple[str, str]], width: int) -> Iterator[str]:
    listed = list(rows)
    column = min(_NAMES, max(len(name) for name, _ in listed))
    for name, told in listed:
        lines = textwrap.wrap(told, max(width - column - 4, 20)) or [""]
        if len(name) > column:
            yield f"  {name}"
            name = ""
        yield f"  {name:<{column}}  {lines[0]}".rstrip()
        yield from (f"  {'':<{column}}  {line}" for line in lines[1:])
