"""`osuma import`: files in, imports undone and listed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from osuma.cli import drops
from osuma.cli.command import Call, command
from osuma.cli.default_command import DefaultCommand
from osuma.cli.help import group
from osuma.cli.language import amount, number, say
from osuma.cli.place import absolute, existing, file_or_folder, write_text
from osuma.cli.render import line, records, sentences, shown, table, title, words
from osuma.engine.errors import Misuse, Words

DEFAULT = "files"
READING = say("Miten tiedosto on kirjoitettu (muuten tunnistetaan)", "How the file is written (else detected)")


class FilesFirst(DefaultCommand):
    """`osuma import a.csv` is `osuma import files a.csv`."""

    default = DEFAULT


app = group(
    say(
        "Tuo tiedostot: osuma import TIEDOSTO... (valitsimet: osuma import files --help)",
        "Import files: osuma import FILE... (options: osuma import files --help)",
    ),
    FilesFirst,
)

TITLES = {
    "new": Words("uusia", "new"),
    "changed": Words("muuttuneita", "changed"),
    "same": Words("ennallaan", "unchanged"),
    "refused": Words("hylättyjä", "refused"),
}
ONE = {"new": "uusi", "changed": "muuttunut", "refused": "hylätty"}
REASONS = {
    "refused": Words("hylättyjä rivejä", "refused rows"),
    "cancelled": Words("peruttuja", "cancelled"),
    "pending": Words("kesken", "pending"),
    "test": Words("testitilauksia", "test orders"),
    "set_apart": Words("erillään pidettyjä", "set apart"),
    "refunded": Words("kokonaan palautettuja", "refunded in full"),
    "refunds": Words("palautuksia, joiden tilausta ei tiedetä", "refunds of no known order"),
    "currency": Words("valuutan muunto", "currency conversion"),
    "repeated": Words("samoja rivejä kahdesti", "rows given twice"),
    "contradicting": Words("sama numero, eri sisältö", "same number, other content"),
    "partly_refunded": Words("osittain palautettuja", "refunded in part"),
    "shipping": Words("toimituskuluja", "shipping"),
    "same_refund": Words("toisessa tiedostossa kerrottuja", "told by another file too"),
    "already_there": Words("tuotu jo aiemmin", "imported before"),
    "no_rate": Words("valuuttakurssi puuttuu", "no currency rate"),
    "unexplained": Words("selittämättä", "unexplained"),
}


@command(app, DEFAULT)
def files(
    call: Call,
    file: Annotated[
        list[str],
        typer.Argument(
            help=say(
                "CSV, Excel, ODS, Parquet, JSON, SQLite, ZIP, kansio täynnä niitä tai tietokannan osoite.",
                "CSV, Excel, ODS, Parquet, JSON, SQLite, ZIP, a folder of them, or the address of a database.",
            )
        ),
    ],
    as_: Annotated[
        str | None,
        typer.Option("--as", help=say("Mitä rivit ovat, esim. orders.", "What the rows are, for example orders.")),
    ] = None,
    map_: Annotated[
        Path | None,
        typer.Option("--map", help=say("Sarakkeiden yhdistäminen (YAML).", "How columns are read (YAML).")),
    ] = None,
    preset: Annotated[
        str | None, typer.Option("--preset", help=say("Valmis tiedostomuoto.", "A known kind of file."))
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help=say("Näytä vain, mitä tapahtuisi.", "Only show what would happen.")),
    ] = False,
    mapping_out: Annotated[
        Path | None,
        typer.Option(
            "--mapping-out",
            help=say(
                "Kirjoita ehdotus sarakkeiden yhdistämisestä tiedostoon; mitään ei tuoda.",
                "Write the proposed mapping to a file; nothing is imported.",
            ),
        ),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--source", help=say("Tietolähteen tunnus.", "Slug of the data source.")),
    ] = None,
    sheet: Annotated[
        str | None,
        typer.Option(
            "--sheet",
            help=say(
                "Vain tämä välilehti, paketin tiedosto tai tietokannan taulu.", "Only this sheet, member or table."
            ),
            rich_help_panel=READING,
        ),
    ] = None,
    header_row: Annotated[
        int | None,
        typer.Option(
            "--header-row",
            help=say("Otsikoiden rivi; 0 = otsikoita ei ole.", "Row of the headers; 0 = there are none."),
            rich_help_panel=READING,
        ),
    ] = None,
    encoding: Annotated[
        str | None,
        typer.Option(
            "--encoding",
            help=say("Merkistö, esim. cp1252.", "Encoding, for example cp1252."),
            rich_help_panel=READING,
        ),
    ] = None,
    delimiter: Annotated[
        str | None,
        typer.Option(
            "--delimiter", help=say("Erotin: ; , | tai tab.", "Delimiter: ; , | or tab."), rich_help_panel=READING
        ),
    ] = None,
    decimal: Annotated[str | None, typer.Option("--decimal", help="comma | dot", rich_help_panel=READING)] = None,
    date_order: Annotated[
        str | None, typer.Option("--date-order", help="dmy | mdy | ymd", rich_help_panel=READING)
    ] = None,
    summary_rows: Annotated[
        str | None,
        typer.Option(
            "--summary-rows",
            help=say("Yhteensä-rivit: skip | keep.", "Rows of totals: skip | keep."),
            rich_help_panel=READING,
        ),
    ] = None,
    complete_for: Annotated[
        str | None,
        typer.Option(
            "--complete-for",
            metavar="2026-01|all",
            help=say(
                "Jakso, jolta tiedostossa on kaikki: muut saman lähteen rivit poistetaan.",
                "Period of which the file holds everything: other rows of its source go.",
            ),
        ),
    ] = None,
    yes: Annotated[
        bool,
        typer.Option("--yes", help=say("Poista, vaikka poistuisi yli viidesosa.", "Remove even more than a fifth.")),
    ] = False,
    again: Annotated[
        bool,
        typer.Option(
            "--again",
            help=say("Tuo, vaikka sama sisältö on jo tuotu.", "Import also what was imported before."),
        ),
    ] = False,
    keep_mapping: Annotated[
        bool,
        typer.Option(
            "--keep-mapping",
            help=say(
                "Lue samanlaiset tiedostot vastedes kysymättä näin.",
                "From now on read files like these in this way, without asking.",
            ),
        ),
    ] = False,
    separate_refunds: Annotated[
        bool,
        typer.Option(
            "--separate-refunds",
            help=say(
                "Palautukset ovat eri palautuksia kuin tilaustiedoston samansuuruiset.",
                "Refunds are other ones than those of the same amount in the orders' file.",
            ),
        ),
    ] = False,
    dated: Annotated[
        str | None,
        typer.Option(
            "--dated",
            metavar="DATE",
            help=say(
                "Päivä, jona tiedosto tehtiin: asiakkaiden ja yritysten tiedot tunnetaan siitä alkaen, ei tuonnista.",
                "Day on which the file was made: what it says of people is known from then on, not from the import.",
            ),
        ),
    ] = None,
    allow_special: Annotated[
        Path | None,
        typer.Option(
            "--allow-special",
            help=say(
                "Allekirjoitettu peruste arkaluonteisille tiedoille.",
                "Signed basis for special-category data.",
            ),
        ),
    ] = None,
) -> None:
    """Tuo tiedostot / import files."""
    paths = [name if "://" in name else file_or_folder(Path(name)) for name in file]
    stated = {
        "sheet": sheet, "header_row": header_row, "encoding": encoding, "delimiter": delimiter, "decimal": decimal,
        "date_order": date_order, "summary_rows": summary_rows,
    }  # fmt: skip
    dialect = {key: value for key, value in stated.items() if value is not None} or None
    if mapping_out is not None:
        _propose(call, paths, mapping_out, dialect)
        return
    result = call.ask(
        "import.run",
        files=paths,
        as_=as_,
        map_=None if map_ is None else existing(map_),
        preset=preset,
        source=source,
        dry_run=dry_run or None,
        allow_special=None if allow_special is None else existing(allow_special),
        dialect=dialect,
        complete_for=complete_for,
        yes=yes or None,
        again=again or None,
        keep_mapping=keep_mapping or None,
        separate_refunds=separate_refunds or None,
        dated=dated,
    )
    call.show(result, render)
    if result.get("failed"):
        raise typer.Exit(1)


@command(app, "undo")
def undo(
    call: Call,
    import_id: Annotated[int, typer.Argument(metavar="ID", help=say("Tuonnin numero.", "Number of the import."))],
) -> None:
    """Peru tuonti / undo an import."""
    call.show(call.ask("import.undo", import_id=import_id), _undone)


@command(app, "list")
def list_(call: Call) -> None:
    """Näytä tuonnit / list imports."""
    call.show(call.ask("import.list"), _listed)


@command(app, "show")
def show(
    call: Call,
    import_id: Annotated[int, typer.Argument(metavar="ID", help=say("Tuonnin numero.", "Number of the import."))],
) -> None:
    """Näytä yksi tuonti / show one import."""
    listed = call.ask("import.list")
    found = [load for load in listed.get("loads", []) if load.get("import_id") == import_id]
    if not found:
        raise Misuse(
            Words(
                f"Tuontia {import_id} ei ole. Katso numerot: osuma import list",
                f"There is no import {import_id}. See the numbers: osuma import list",
            ),
            "no_import",
        )
    call.show({"load": found[0]}, lambda result, language: _details(result["load"], language))


def render(result: dict[str, Any], language: str) -> None:
    """What came of an import: file by file, then all of them in a table, then in sentences."""
    loads, failed = result.get("loads", []), result.get("failed", [])
    for load in loads:
        _load(load, language, bool(result.get("dry_run")))
    for failure in failed:
        line(failure["file"])
        for said in failure["mistakes"] or [failure]:
            where = str(said.get("where") or failure["file"])
            line("  !", *([] if where == failure["file"] else [f"{where}:"]), words(said, language))
    if len(loads) + len(failed) > 1:
        drops.summary(loads, failed, language, dry_run=bool(result.get("dry_run")))
    sentences(result.get("sentences", []), language)


def reconciliation(found: Mapping[str, Any], language: str) -> None:
    """The source's own total, ours, and what lies between, to the cent; of orders, or of refunds of a list."""
    fi = language == "fi"
    own, ours = found.get("file", {}), found.get("osuma", {})
    what = "orders" if "orders" in own else "refunds"
    rows = [["Tiedosto" if fi else "File", own.get(what), amount(own.get("amount"), language)]]
    left = [*found.get("differences", []), {"reason": "unexplained", **found.get("unexplained", {})}]
    for difference in left:
        reason = str(difference.get("reason", ""))
        named = REASONS.get(reason)
        title = named[language] if named is not None else reason
        rows.append([f"  {title}", difference.get(what), amount(difference.get("amount"), language)])
    rows.append(["Osuma", ours.get(what), amount(ours.get("amount"), language)])
    counted = {"orders": Words("tilauksia", "orders"), "refunds": Words("palautuksia", "refunds")}[what]
    table(
        ["Täsmäytys" if fi else "Reconciliation", counted[language], "summa" if fi else "amount"],
        rows,
        (1, 2),
        language,
    )


def _totals(load: Mapping[str, Any], language: str) -> None:
    for name, value in load.items():
        if name.startswith("reconciliation") and value:
            reconciliation(value, language)


def _counted(key: str, count: int, named: Words, language: str) -> str:
    return ONE[key] if language == "fi" and count == 1 and key in ONE else named[language]


def _load(load: Mapping[str, Any], language: str, dry_run: bool) -> None:
    recognised = load.get("recognised") or {}
    title = words(recognised.get("title") or recognised.get("preset"), language)
    line(Path(str(load.get("file", ""))).name, f"({title})" if title else "")
    if load.get("already"):
        line(" ", words(load["already"], language))
        return
    counts = [
        f"{number(load[key], language)} {_counted(key, load[key], named, language)}"
        for key, named in TITLES.items()
        if load.get(key) is not None
    ]
    one = load.get("rows") == 1
    rows = Words("rivi", "row")[language] if one else Words("riviä", "rows")[language]
    line(f"  {number(load.get('rows'), language)} {rows}:", ", ".join(counts))
    if dry_run:
        _parts(load.get("parts") or [], language)
    if load.get("refused_file") and load.get("refused"):
        line("  hylätyt rivit:" if language == "fi" else "  refused rows:", load["refused_file"])
    for kind, mark in (("columns_left_out", " "), ("warnings", "  !"), ("questions", "  ?")):
        for said in load.get(kind) or []:
            line(mark, words(said, language))
    for said in load.get("restated") or []:
        line("  !", words(said, language))
    removed = load.get("removed") or {}
    if removed:
        line(" ", words(removed, language))
    for said in removed.get("warnings", []):
        line("  !", words(said, language))
    _totals(load, language)


def _parts(parts: Sequence[Mapping[str, Any]], language: str) -> None:
    """How each table was read, so that a person may say otherwise before anything is imported."""
    for part in parts:
        line(
            "  luettu:" if language == "fi" else "  read as:",
            words(part["read_as"], language),
            f"({part['table']}: {words(part['title'], language)})" if len(parts) > 1 else "",
        )


def _propose(call: Call, paths: list[str], to: Path, dialect: dict[str, Any] | None) -> None:
    result = call.ask("import.propose", files=paths, dialect=dialect)
    texts = [proposed["yaml"] if isinstance(proposed, Mapping) else str(proposed) for proposed in _proposals(result)]
    write_text(to, "\n---\n".join(text.rstrip() for text in texts) + "\n")
    call.show({**result, "mapping_out": absolute(to)}, lambda _, language: line(_written(to, language)))


def _proposals(result: Mapping[str, Any]) -> Iterable[Any]:
    found = result.get("mappings", result.get("files", []))
    return found.values() if isinstance(found, Mapping) else found


def _written(to: Path, language: str) -> str:
    return f"Kirjoitettu: {to}" if language == "fi" else f"Written: {to}"


def _undone(result: dict[str, Any], language: str) -> None:
    if result.get("sentences"):
        sentences([*result["sentences"], *result.get("restated", [])], language)
    else:
        line("Tuonti peruttu." if language == "fi" else "The import was undone.")


def _listed(result: dict[str, Any], language: str) -> None:
    empty = "Tuonteja ei ole." if language == "fi" else "There are no imports."
    shown = [
        {name: value for name, value in one.items() if name != "refused_file"} for one in result.get("loads", [])
    ]
    records(shown, language, empty)  # where refused rows are is told by `import show`


def _details(load: Mapping[str, Any], language: str) -> None:
    for key, value in load.items():
        if key.startswith("reconciliation") and isinstance(value, Mapping):
            reconciliation(value, language)
        elif value is not None:
            line(f"{title(key, language)}:", shown(key, value, language))
