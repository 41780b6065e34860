"""`osuma identity`: who is the same person, decided by hand."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from osuma.cli.command import Call, command
from osuma.cli.language import say
from osuma.cli.render import line, records, sentences

app = typer.Typer(no_args_is_help=True, help=say("Kuka on sama henkilö.", "Who is the same person."))

Person = Annotated[str, typer.Argument(metavar="ID", help=say("Asiakkaan tunnus.", "Id of the customer."))]


@command(app, "merge")
def merge(call: Call, a: Person, b: Person) -> None:
    """Yhdistä kaksi / join two."""
    call.show(call.ask("identity.merge", a=a, b=b), _said)


@command(app, "undo")
def undo(
    call: Call,
    link_id: Annotated[int, typer.Argument(metavar="LINK", help=say("Yhdistämisen numero.", "Number of the link."))],
) -> None:
    """Peru yhdistäminen / undo a merge."""
    call.show(call.ask("identity.undo", link_id=link_id), _said)


@command(app, "list")
def list_(call: Call) -> None:
    """Voimassa olevat yhdistämiset / links that hold."""
    call.show(call.ask("identity.list"), _rows("links"))


@command(app, "review")
def review(call: Call) -> None:
    """Mitä jäi yhdistämättä / what was not joined."""
    call.show(call.ask("identity.review"), _rows("review"))


@command(app, "clusters")
def clusters(call: Call) -> None:
    """Suurimmat yhdistetyt / the largest joined."""
    call.show(call.ask("identity.clusters"), _rows("clusters"))


def _said(result: dict[str, Any], language: str) -> None:
    if result.get("sentences"):
        sentences(result["sentences"], language)
        return
    line("Valmis." if language == "fi" else "Done.")
    for key, value in result.items():
        if isinstance(value, str | int):
            line(f"{key}:", value)


def _rows(key: str) -> Any:
    def render(result: dict[str, Any], language: str) -> None:
        found: list[dict[str, Any]] = next((result[name] for name in (key, "items", "rows") if name in result), [])
        records(found, language, "Ei mitään." if language == "fi" else "Nothing.")

    return render
