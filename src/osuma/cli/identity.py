"""`osuma identity`: who is the same person, decided by hand."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from osuma.cli.command import Call, Limit, command
from osuma.cli.help import group
from osuma.cli.language import number, say
from osuma.cli.render import line, records, sentences

app = group(say("Kuka on sama henkilö.", "Who is the same person."))

Number = Annotated[int, typer.Argument(metavar="NO", help=say("Ehdotuksen numero.", "Number of the candidate."))]
Person = Annotated[str, typer.Argument(metavar="ID", help=say("Asiakkaan tunnus.", "Id of the customer."))]


@command(app, "merge")
def merge(call: Call, a: Person, b: Person) -> None:
    """Yhdistä kaksi / join two."""
    call.show(call.ask("identity.merge", a=a, b=b), _said)


@command(app, "undo")
def undo(
    call: Call,
    link_id: Annotated[
        int | None, typer.Argument(metavar="LINK", help=say("Yhdistämisen numero.", "Number of the link."))
    ] = None,
    of_import: Annotated[
        int | None,
        typer.Option(
            "--import",
            metavar="N",
            help=say("Kaikki tämän tuonnin yhdistämiset; rivit jäävät.", "Every link of this import; its rows stay."),
        ),
    ] = None,
) -> None:
    """Peru yhdistäminen tai kielto / take back a link or a "no"."""
    call.show(call.ask("identity.undo", link_id=link_id, of_import=of_import), _said)


@command(app, "apart")
def apart(call: Call, a: Person, b: Person) -> None:
    """Sano, että kaksi eivät ole sama henkilö / say that two are not one person."""
    call.show(call.ask("identity.apart", a=a, b=b), _said)


@command(app, "list")
def list_(
    call: Call,
    of_import: Annotated[
        int | None,
        typer.Option("--import", metavar="N", help=say("Vain tämän tuonnin.", "Only those of this import.")),
    ] = None,
    rule: Annotated[
        str | None,
        typer.Option(
            "--rule",
            help=say(
                "Vain tällä säännöllä: email, phone, manual, confirmed; kept_apart: erillään pidettävät.",
                "Only by this rule: email, phone, manual, confirmed; kept_apart: whom you keep apart.",
            ),
        ),
    ] = None,
    limit: Limit = None,
) -> None:
    """Voimassa olevat yhdistämiset ja niiden syyt / links that hold, and why."""
    call.show(call.ask("identity.list", of_import=of_import, rule=rule, limit=limit), _rows("links"))


@command(app, "review")
def review(call: Call, limit: Limit = None) -> None:
    """Mitä jäi yhdistämättä ja miksi / what was not joined, and why."""
    call.show(call.ask("identity.review", limit=limit), _rows("review"))


@command(app, "clusters")
def clusters(call: Call, limit: Limit = None) -> None:
    """Suurimmat yhdistetyt / the largest joined."""
    call.show(call.ask("identity.clusters", limit=limit), _rows("clusters"))


@command(app, "show")
def show(call: Call, customer: Person) -> None:
    """Yhden asiakkaan tiedot lähteittäin ja mikä ne yhdistää / one customer's records and what joins them."""
    call.show(call.ask("identity.show", customer=customer), _person)


@command(app, "candidates")
def candidates(
    call: Call,
    threshold: Annotated[
        float | None,
        typer.Option(
            "--threshold", help=say("Pienin todennäköisyys, muuten 0.95.", "The least probability, else 0.95.")
        ),
    ] = None,
    stored: Annotated[
        bool,
        typer.Option("--stored", help=say("Älä etsi uudelleen.", "Do not look again.")),
    ] = False,
    limit: Limit = None,
) -> None:
    """Etsi ne, jotka voivat olla sama henkilö / look for those who may be one person."""
    if not stored:
        call.ask("identity.find", threshold=threshold)
    call.show(call.ask("identity.candidates", limit=limit), _candidates)


@command(app, "confirm")
def confirm(call: Call, candidate_id: Number) -> None:
    """Ehdotus on oikein: yhdistä / the candidate is right: join."""
    call.show(call.ask("identity.confirm", candidate_id=candidate_id), _said)


@command(app, "refuse")
def refuse(call: Call, candidate_id: Number) -> None:
    """Ehdotus on väärin: pidä erillään / the candidate is wrong: keep apart."""
    call.show(call.ask("identity.refuse", candidate_id=candidate_id), _said)


def _candidates(result: dict[str, Any], language: str) -> None:
    _rows("candidates")(result, language)
    waiting = number(result["waiting"], language)
    line(
        f"Ratkaisematta {waiting}. Yhdistä: osuma identity confirm NRO. Pidä erillään: osuma identity refuse NRO."
        if language == "fi"
        else f"{waiting} to decide. Join: osuma identity confirm NO. Keep apart: osuma identity refuse NO."
    )


def _person(result: dict[str, Any], language: str) -> None:
    for key, fi, en in (
        ("identities", "Tiedot lähteittäin", "Records by source"),
        ("links", "Mikä ne yhdistää", "What joins them"),
        ("apart", "Pidetään erillään", "Kept apart"),
        ("consents", "Suostumukset (tiukin voittaa)", "Consents (the strictest wins)"),
    ):
        line(fi if language == "fi" else en)
        records(result[key], language, "Ei mitään." if language == "fi" else "Nothing.")


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
