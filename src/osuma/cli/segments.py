"""`osuma segments`: check, count, list the members of, explain, keep and compare segments."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from osuma.cli.command import Call, command
from osuma.cli.engines import Engine
from osuma.cli.help import group
from osuma.cli.language import number, say
from osuma.cli.place import absolute, text_of
from osuma.cli.render import clean, dated, line, records, sentences, words
from osuma.engine.errors import Misuse, Words

app = group(say("Segmentit ja jaot.", "Segments and partitions."))

SUFFIXES = (".yaml", ".yml", ".json")
#: `partition/class`, which looks like a file in a folder.
CLASS = re.compile(r"[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9-]*")
UNITS = {
    "customers": (Words("asiakas", "customer"), Words("asiakasta", "customers")),
    "accounts": (Words("yritys", "company"), Words("yritystä", "companies")),
    "areas": (Words("postinumeroalue", "postcode area"), Words("postinumeroaluetta", "postcode areas")),
}

What = Annotated[
    str,
    typer.Argument(metavar="FILE|SLUG", help=say("Tiedosto (- on syöte) tai tunnus.", "File (- is stdin) or slug.")),
]
Slug = Annotated[str, typer.Argument(metavar="SLUG", help=say("Segmentin tunnus.", "Slug of the segment."))]


@command(app, "check")
def check(call: Call, what: What) -> None:
    """Tarkista määrittely / check a definition."""
    result = call.ask("segments.check", **definition(what))
    call.show(result, _checked)
    if not result.get("ok", False):
        raise typer.Exit(1)


@command(app, "count", as_of=True)
def count(call: Call, what: What, engine: Engine = None) -> None:
    """Laske koko / count."""
    call.show(call.ask("segments.count", **definition(what), engine=engine), _counted)


@command(app, "members", as_of=True)
def members(
    call: Call,
    what: What,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, help=say("Enintään näin monta.", "At most so many."))
    ] = None,
    known_at: Annotated[
        str | None,
        typer.Option(
            "--known-at",
            metavar="DATE",
            help=say(
                "Ketkä olivat tallessa silloin (--as-of laskee uudelleen nykyisillä tiedoilla).",
                "Who was stored then (--as-of recomputes with today's data).",
            ),
        ),
    ] = None,
    engine: Engine = None,
) -> None:
    """Asiakkaiden tunnukset, yksi rivillä / external ids, one a line."""
    if known_at is None:
        call.show(call.ask("segments.members", **definition(what), limit=limit, engine=engine), shown_members)
        return
    stored = definition(what)
    if call.as_of is not None or "slug" not in stored:
        raise Misuse(
            Words(
                "--known-at kertoo tallennetun segmentin jäsenet: anna segmentin tunnus, älä tiedostoa eikä --as-of.",
                "--known-at tells the members of a stored segment: give its slug, no file and no --as-of.",
            ),
            "known_at",
        )
    call.show(call.ask("segments.known_members", **stored, known_at=known_at, limit=limit), shown_members)


@command(app, "explain", as_of=True)
def explain(
    call: Call,
    what: What,
    customer: Annotated[
        str | None,
        typer.Option("--customer", metavar="ID", help=say("Miksi juuri tämä asiakas.", "Why this customer.")),
    ] = None,
    company: Annotated[
        str | None,
        typer.Option("--company", metavar="ID", help=say("Miksi juuri tämä yritys.", "Why this company.")),
    ] = None,
) -> None:
    """Selitä sanoin / explain in words."""
    call.show(call.ask("segments.explain", **definition(what), customer=customer, company=company), _explained)


@command(app, "sql", as_of=True)
def sql(call: Call, what: What) -> None:
    """Näytä SQL / show the SQL."""
    call.show(call.ask("segments.sql", **definition(what)), lambda result, _: _text(result.get("sql", "")))


@command(app, "list")
def list_(call: Call) -> None:
    """Tallennetut segmentit / stored segments."""
    call.show(call.ask("segments.list"), _listed)


@command(app, "refresh", as_of=True)
def refresh(
    call: Call,
    engine: Engine = None,
    full: Annotated[
        bool,
        typer.Option(
            "--full",
            help=say(
                "Laske kaikki alusta, ei edellisen laskennan luvuista.",
                "Compute everything anew, not from the figures of the last refresh.",
            ),
        ),
    ] = False,
) -> None:
    """Laske kaikki segmentit / compute every segment."""
    call.show(call.ask("segments.refresh", engine=engine, in_full=full or None), _rows("segments"))


@command(app, "history")
def history(call: Call, slug: Slug) -> None:
    """Versiot ja siirtymät / versions and moves."""
    call.show(call.ask("segments.history", slug=slug), _history)


@command(app, "reach", as_of=True)
def reach(
    call: Call,
    slug: Slug,
    channel: Annotated[str, typer.Option("--channel", help="email, sms, phone, post")] = "email",
) -> None:
    """Keille viesti lähtee / who can be reached."""
    call.show(call.ask("segments.reach", slug=slug, channel=channel), _reach)


@command(app, "export", as_of=True)
def export(
    call: Call,
    slug: Slug,
    to: Annotated[Path, typer.Option("--to", help=say("Tiedosto, joka kirjoitetaan.", "File to write."))],
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            metavar="csv|xlsx|mailchimp|shopify|hubspot|pipedrive",
            help=say("Taulukko tai se ohjelma, johon tiedosto viedään.", "A table, or the program that takes it in."),
        ),
    ] = "csv",
    channel: Annotated[
        str | None,
        typer.Option(
            "--channel",
            metavar="email|sms|phone|post",
            help=say(
                "Vain ne, joihin saa ottaa yhteyttä näin (ohjelmien tiedostoissa muuten email).",
                "Only those who may be contacted this way (in files for programs else email).",
            ),
        ),
    ] = None,
    control: Annotated[
        str | None,
        typer.Option(
            "--control",
            metavar="10%",
            help=say(
                "Jätä osuus pois kontrolliryhmäksi, jotta tulos voidaan mitata.",
                "Leave a share out as a control group, so that the result can be measured.",
            ),
        ),
    ] = None,
    experiment: Annotated[
        str | None,
        typer.Option(
            "--experiment",
            metavar="SLUG",
            help=say("Kokeen tunnus (muuten segmentin).", "Name of the experiment (else the segment's)."),
        ),
    ] = None,
    stale_on_purpose: Annotated[
        str | None,
        typer.Option(
            "--stale-on-purpose",
            metavar="REASON",
            help=say(
                "Miksi vanhoista tiedoista laskettu ”ei ole tehnyt” -lista saa lähteä; jää muutoslokiin.",
                "Why a “did not” list of old data may leave; kept in the change log.",
            ),
        ),
    ] = None,
    for_: Annotated[
        str | None,
        typer.Option(
            "--for",
            metavar="ads|linkedin|contacts|decision-makers",
            help=say(
                "ads: osoitteet tiivisteinä mainosalustalle. Yrityksistä: linkedin, contacts, decision-makers.",
                "ads: hashed addresses for ad platforms. Of companies: linkedin, contacts, decision-makers.",
            ),
        ),
    ] = None,
    drop_blocked: Annotated[
        bool,
        typer.Option("--drop-blocked", help=say("Jätä estetyt pois.", "Leave out those who are blocked.")),
    ] = False,
    with_: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            metavar="EVENT.PROPERTY",
            help=say(
                "Lisäsarake: jäsenyyden takana olevan uusimman tapahtuman tieto, esim. attendance.event_name.",
                "One more column: a property of the newest event behind the membership, as attendance.event_name.",
            ),
        ),
    ] = None,
    work_related: Annotated[
        str | None,
        typer.Option(
            "--work-related",
            metavar="SYY|REASON",
            help=say(
                "Miksi tarjottava liittyy olennaisesti näiden ihmisten työhön (§ 202); jää muutoslokiin.",
                "Why the offer essentially relates to these people's work (§ 202); kept in the change log.",
            ),
        ),
    ] = None,
) -> None:
    """Lataa tiedostoksi / write to a file."""
    result = call.ask(
        "segments.export",
        slug=slug,
        to=absolute(to),
        format=format_,
        stale_on_purpose=stale_on_purpose,
        for_=for_,
        drop_blocked=drop_blocked or None,
        with_=with_ or None,
        channel=channel,
        control=control,
        experiment=experiment,
        work_related=work_related,
    )
    call.show(result, _exported)


def definition(what: str) -> dict[str, str]:
    """`text` of a definition in a file or on stdin, or the `slug` of a stored one. Misuse: no such file."""
    if what == "-":
        return {"text": sys.stdin.read()}
    path = Path(what)
    a_class = CLASS.fullmatch(what) is not None and not path.exists()
    if what.lower().endswith(SUFFIXES) or (path.name != what and not a_class):
        return {"text": text_of(path)}
    return {"slug": what}


def _checked(result: dict[str, Any], language: str) -> None:
    for mistake in result.get("mistakes", []):
        line(f"{mistake.get('where', '')}:", words(mistake, language))
    _warned(result, language)
    if result.get("ok"):
        line("Kunnossa." if language == "fi" else "No mistakes.")


def _counted(result: dict[str, Any], language: str) -> None:
    fi = language == "fi"
    one, many = UNITS.get(str(result.get("unit")), UNITS["customers"])
    line(number(result.get("count"), language), (one if result.get("count") == 1 else many)[language])
    line("tieto puuttuu:" if fi else "unknown:", number(result.get("unknown"), language))
    line("tilanne:" if fi else "as of:", result.get("as_of"))
    if result.get("data_end") and result["data_end"] != result.get("as_of"):
        line("tiedot päättyvät:" if fi else "data ends:", result["data_end"])
    sentences(result.get("sentences", []), language)
    _warned(result, language)


def _warned(result: Mapping[str, Any], language: str) -> None:
    for warning in result.get("warnings", []):
        line("!", words(warning, language))


def shown_members(result: dict[str, Any], language: str) -> None:
    """One id a line; what is to be known of the list goes to stderr, beside it."""
    for member in result.get("members", []):
        sys.stdout.write(clean(member) + "\n")
    for sentence in result.get("sentences", []):
        sys.stderr.write(f"{words(sentence, language)}\n")
    for warning in result.get("warnings", []):  # beside the list, which goes on to other programs
        sys.stderr.write(f"! {words(warning, language)}\n")


def _explained(result: dict[str, Any], language: str) -> None:
    said = result.get("sentences", {})
    sentences(said.get(language, []) if isinstance(said, Mapping) else said, language)
    person = result.get("person") or result.get("company")
    if isinstance(person, Mapping):
        own = person.get("sentences", {})
        sentences(own.get(language, []) if isinstance(own, Mapping) else own, language)
    _warned(result, language)


def _listed(result: dict[str, Any], language: str) -> None:
    # the name in both languages is for programs; a person reads the one in their own
    rows = [{key: value for key, value in one.items() if key != "title"} for one in result.get("segments", [])]
    records(rows, language, "Ei mitään." if language == "fi" else "Nothing.")


def _history(result: dict[str, Any], language: str) -> None:
    for key in ("versions", "moves", "runs"):
        if result.get(key):
            records(result[key], language, "")


def _reach(result: dict[str, Any], language: str) -> None:
    records(result.get("steps", []), language, "–")
    dated(result, language)
    reachable = result.get("reachable")
    if reachable is not None:
        line("Tavoitettavissa:" if language == "fi" else "Reachable:", number(reachable, language))
    sentences(result.get("sentences", []), language)


def _exported(result: dict[str, Any], language: str) -> None:
    rows = "riviä" if language == "fi" else "rows"
    line(result.get("path", result.get("to")), f"({number(result.get('rows'), language)} {rows})")
    dated(result, language)
    sentences(result.get("sentences", []), language)
    _warned(result, language)


def _text(text: Any) -> None:
    sys.stdout.write(str(text).rstrip() + "\n")


def _rows(key: str) -> Any:
    def render(result: dict[str, Any], language: str) -> None:
        records(result.get(key, []), language, "Ei mitään." if language == "fi" else "Nothing.")
        dated(result, language)
        sentences(result.get("sentences", []), language)

    return render
