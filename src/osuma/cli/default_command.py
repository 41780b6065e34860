"""A group of commands of which one needs no name."""

from __future__ import annotations

from typing import Any

from osuma.cli.help import Group

FLAGS = ("--json",)
VALUED = ("--dir", "--workspace", "--lang", "--wait", "--server")


class DefaultCommand(Group):
    """A group in which anything that is no command of it is an argument of its default one."""

    default = ""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        word = _first_word(args)
        if args and args != ["--help"] and word not in self.commands:
            args = [self.default, *args]
        elif word in self.commands:
            # The shared options may stand before the command's name; Typer wants them after it.
            args = [str(word), *_without(args, str(word))]
        return super().parse_args(ctx, args)


def _first_word(args: list[str]) -> str | None:
    skip = False
    for arg in args:
        if skip:
            skip = False
        elif arg in VALUED:
            skip = True
        elif arg not in FLAGS and not arg.startswith(tuple(f"{name}=" for name in VALUED)):
            return arg
    return None


def _without(args: list[str], word: str) -> list[str]:
    at = args.index(word)
    return [*args[:at], *args[at + 1 :]]
