"""`osuma users`: who may come in, from the machine of Osuma."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from osuma.cli.command import Call, command
from osuma.cli.help import group
from osuma.cli.language import say
from osuma.cli.render import line, records

app = group(say("Käyttäjät ja kutsut.", "Users and invitations."))

User = Annotated[
    int,
    typer.Argument(
        metavar="USER", help=say("Käyttäjän numero (osuma users list).", "Number of the user (osuma users list).")
    ),
]
Role = Annotated[
    str,
    typer.Option(
        "--role",
        help=say("owner, marketer, analyst, sales tai viewer.", "owner, marketer, analyst, sales or viewer."),
    ),
]
Special = Annotated[
    bool,
    typer.Option(
        "--special",
        help=say("Saa kirjata perusteen arkaluonteisille tiedoille.", "May state a basis for special categories."),
    ),
]


@command(app, "list")
def list_(call: Call) -> None:
    """Työtilan käyttäjät / users of the workspace."""
    call.show(call.ask("users.list"), _listed)


@command(app, "invite")
def invite(
    call: Call,
    role: Role = "marketer",
    email: Annotated[
        str, typer.Option("--email", help=say("Muistiksi, kenelle.", "Whom it is for, as a reminder."))
    ] = "",
    days: Annotated[int, typer.Option("--days", help=say("Voimassa päiviä.", "Days that it is good for."))] = 7,
    special: Special = False,
) -> None:
    """Tee kutsulinkki, joka toimii kerran / make a link that lets somebody in once."""
    call.show(_linked(call, call.ask("users.invite", role=role, email=email, days=days, special=special)), _link)


@command(app, "role")
def role_(call: Call, user: User, role: Role, special: Special = False) -> None:
    """Vaihda rooli / change a role."""
    call.show(call.ask("users.role", user=user, role=role, special=special), _said)


@command(app, "remove")
def remove(call: Call, user: User) -> None:
    """Poista käyttäjä työtilasta / let a user out of the workspace."""
    call.show(call.ask("users.remove", user=user), _said)


@command(app, "reset")
def reset(call: Call, user: User) -> None:
    """Tee linkki uuteen salasanaan / make a link to a new password."""
    call.show(_linked(call, call.ask("users.reset", user=user)), _link)


def _linked(call: Call, made: dict[str, Any]) -> dict[str, Any]:
    """The link with the address by which people come, where Osuma answers."""
    from osuma.workflows.asking import forward  # not for every command: it costs start-up

    address = forward.live(call.folder)
    base = "" if address is None else address.base
    return {**made, "link": f"{base}{made['path']}"}


def _link(result: dict[str, Any], language: str) -> None:
    once = "Toimii kerran, eikä näy toiste:" if language == "fi" else "Works once, and is not shown again:"
    line(once, result["link"])


def _said(result: dict[str, Any], language: str) -> None:
    line("Tehty:" if language == "fi" else "Done:", ", ".join(f"{name} {value}" for name, value in result.items()))


def _listed(result: dict[str, Any], language: str) -> None:
    empty = "Käyttäjiä ei ole vielä." if language == "fi" else "There are no users yet."
    fields = ("user", "name", "email", "role", "special", "signed_in")
    records([{name: one[name] for name in fields} for one in result["users"]], language, empty)
