"""`osuma segments plan`, `apply` and `pull`: definitions in files, compared with what is stored, and stored."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from osuma.cli.command import Call, command
from osuma.cli.language import number, say
from osuma.cli.place import make_folder, text_of, write_text
from osuma.cli.render import line, records, sentences
from osuma.cli.segments import SUFFIXES
from osuma.engine.errors import Mistake, Misuse, Refused, Words
from osuma.engine.marker import is_installation

KINDS = {
    "new": (Words("uusi", "new"), Words("uutta", "new")),
    "rule": (Words("sääntö muuttuu", "rule changed"), Words("säännön muutosta", "rule changed")),
    "metadata": (Words("vain tiedot muuttuvat", "metadata only"), Words("vain tiedoiltaan", "metadata only")),
    "same": (Words("ennallaan", "unchanged"), Words("ennallaan", "unchanged")),
    "behind": (
        Words("työtilassa on uudempi; hae se: osuma segments pull", "the workspace is newer: osuma segments pull"),
        Words("uudempia työtilassa", "newer in the workspace"),
    ),
    "archived": (Words("poistuu käytöstä", "archived"), Words("poistuu käytöstä", "archived")),
}

Files = Annotated[list[Path], typer.Argument(help=say("Määrittelyjä tai kansioita.", "Definitions or folders."))]
Prune = Annotated[
    bool,
    typer.Option(
        "--prune",
        help=say("Poista käytöstä ne, joita ei ole tiedostoissa.", "Archive those that are not in the files."),
    ),
]
Merge = Annotated[
    bool,
    typer.Option(
        "--merge",
        help=say(
            "Yhdistä omat ja työtilan muutokset, jos ne koskevat eri avaimia.",
            "Merge your changes and the workspace’s where they are of different keys.",
        ),
    ),
]


def register(segments: typer.Typer) -> None:
    """The commands beside the other ones of segments."""
    command(segments, "plan", as_of=True)(plan)
    command(segments, "apply")(apply)
    command(segments, "pull")(pull)


def plan(call: Call, file: Files, prune: Prune = False, merge: Merge = False) -> None:
    """Näytä, mitä apply muuttaisi ja keiden osalta / show what apply would change, and for how many."""
    result = call.ask("segments.plan", **_given(call, file), **_chosen(prune, merge))
    call.show(result, _planned)
    if any(one.get("conflict") for one in result["changes"]):
        raise typer.Exit(1)


def apply(
    call: Call,
    file: Files,
    prune: Prune = False,
    merge: Merge = False,
    yes: Annotated[
        bool, typer.Option("--yes", help=say("Poista käytöstä kysymättä.", "Archive without asking."))
    ] = False,
) -> None:
    """Tallenna määrittelyt / store definitions."""
    given = _given(call, file)
    if prune and not yes:
        _confirm(call, given, _chosen(prune, merge))
    result = call.ask("segments.apply", **given, **_chosen(prune, merge))
    _write(result["segments"], {str(path): path for path in _definitions(file)})
    call.show(result, _applied)


def pull(
    call: Call,
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help=say("Kansio, johon haetaan.", "Folder to fetch into."))
    ],
) -> None:
    """Hae tallennetut määrittelyt tiedostoiksi / fetch the stored definitions as files."""
    place = folder.expanduser()
    if place.exists() and not place.is_dir():
        raise Misuse(Words(f"{folder} ei ole kansio.", f"{folder} is not a folder."), "no_folder")
    make_folder(place)
    there = {str(path.relative_to(place)): path for path in _definitions([place])}
    result = call.ask("segments.pull", texts=[text_of(path) for path in there.values()], names=list(there))
    new = {one["file"]: place / Path(one["file"]).name for one in result["segments"]}
    _write(result["segments"], {**new, **there})
    call.show(result, _pulled)


def _given(call: Call, paths: Sequence[Path]) -> dict[str, list[str]]:
    """The texts and names of the files. Where one cannot be read, Refused with what is wrong in the others too."""
    texts: dict[str, str] = {}
    unread: list[Mistake] = []
    for path in _definitions(paths):
        try:
            texts[str(path)] = text_of(path)
        except Misuse as problem:
            unread.append(Mistake("", problem.code, problem.what))
    given = {"texts": list(texts.values()), "names": list(texts)}
    if unread:
        raise Refused([*unread, *_wrong(call, given)])
    if not texts:
        named = ", ".join(map(str, paths))
        raise Misuse(
            Words(
                f"Kansiossa {named} ei ole yhtään määrittelyä (.yaml, .yml tai .json).",
                f"There is no definition (.yaml, .yml or .json) in {named}.",
            ),
            "no_definitions",
        )
    return given


def _wrong(call: Call, given: Mapping[str, list[str]]) -> list[Mistake]:
    """What is wrong with files beside one that cannot be read, which may hold what the others refer to."""
    try:
        call.ask("segments.plan", **given)
    except Refused as refused:
        return [one for one in refused.mistakes if one.code != "unknown_segment"]
    return []


def _chosen(prune: bool, merge: bool) -> dict[str, bool | None]:
    return {"prune": prune or None, "merge": merge or None}


def _definitions(paths: Iterable[Path]) -> Iterator[Path]:
    """Each file once: those that are named, and those within the folders that are."""
    seen: set[Path] = set()
    for path in paths:
        for file in _within(path.expanduser()) if path.expanduser().is_dir() else [path]:
            where = file.expanduser().resolve()
            if where not in seen:
                seen.add(where)
                yield file


def _within(folder: Path) -> Iterator[Path]:
    """Definitions of a folder and the folders in it, but hidden ones (Git's own) and installations of Osuma."""
    for below, folders, files in os.walk(folder):
        here = Path(below)
        folders[:] = sorted(one for one in folders if not one.startswith(".") and not is_installation(here / one))
        yield from (here / one for one in sorted(files) if Path(one).suffix.lower() in SUFFIXES)


def _write(rows: Iterable[Mapping[str, Any]], paths: Mapping[str, Path]) -> None:
    for one in rows:
        if "text" in one:
            write_text(paths[one["file"]], one["text"])


def _confirm(call: Call, given: Mapping[str, Any], chosen: Mapping[str, Any]) -> None:
    """An explicit yes to what would be archived; Misuse where there is nobody to ask."""
    gone = [
        one["slug"] for one in call.ask("segments.plan", **given, **chosen)["changes"] if one["changed"] == "archived"
    ]
    if not gone:
        return
    asked = Words(f"Poistuu käytöstä: {', '.join(gone)}.", f"These would be archived: {', '.join(gone)}.")
    if not sys.stdin.isatty():
        raise Misuse(Words(f"{asked.fi} Lisää --yes.", f"{asked.en} Add --yes."), "not_confirmed")
    question = Words(f"{asked.fi} Jatketaanko?", f"{asked.en} Go on?")
    typer.confirm(question[call.language], abort=True)


def _planned(result: dict[str, Any], language: str) -> None:
    _changes(result, language, ("new", "rule", "metadata", "behind", "archived"))
    counted = {kind: sum(one["changed"] == kind for one in result["changes"]) for kind in KINDS}
    said = [f"{number(n, language)} {KINDS[kind][n != 1][language]}" for kind, n in counted.items() if n]
    line(", ".join(said) + "." if said else "–")
    fi = language == "fi"
    line("Mitään ei ole muutettu." if fi else "Nothing was changed.", *(_as_of(result, language)))
    sentences(result.get("sentences", []), language)


def _as_of(result: Mapping[str, Any], language: str) -> list[str]:
    if not result["effects"]:
        return []
    return [f"Luvut: tilanne {result['as_of']}." if language == "fi" else f"Figures as of {result['as_of']}."]


def _applied(result: dict[str, Any], language: str) -> None:
    _changes(result, language, ("rule", "metadata", "behind", "archived"))
    shown = [{key: value for key, value in one.items() if key not in ("text", "file")} for one in result["segments"]]
    records(shown, language, "Ei mitään." if language == "fi" else "Nothing.")


def _pulled(result: dict[str, Any], language: str) -> None:
    shown = [{"file": one["file"], "version": one["version"], "state": one["state"]} for one in result["segments"]]
    records(shown, language, "Ei mitään." if language == "fi" else "Nothing.")


def _changes(result: Mapping[str, Any], language: str, kinds: Sequence[str]) -> None:
    rest = list(result.get("effects", []))
    for one in result.get("changes", []):
        if one["changed"] not in kinds and not one.get("conflict"):
            continue
        named = f"{one['slug']} ({one['file']})" if one.get("file") else one["slug"]
        line(f"{named}: {KINDS[one['changed']][0][language]}")
        for text in one["diff"]:
            line(f"  {text[0]} {text[1:]}")
        _sentences(one, language)
        own = [effect for effect in rest if effect["slug"].partition("/")[0] == one["slug"]]
        _effects(own, one["slug"], language)
        rest = [effect for effect in rest if effect not in own]
        for text in _lines(one.get("conflict"), language):
            line(text)
    for effect in rest:
        _effects([effect], "", language)


def _lines(said: Mapping[str, str] | None, language: str) -> list[str]:
    return said[language].split("\n") if said else []


def _sentences(one: Mapping[str, Any], language: str) -> None:
    titles = {"was": Words("oli:", "was:"), "becomes": Words("tulee:", "becomes:")}
    for key, title in titles.items():
        for n, sentence in enumerate(one.get(key, {}).get(language, [])):
            line(f"  {title[language] if n == 0 else '':<9}{sentence}")


def _effects(listed: Sequence[Mapping[str, Any]], owner: str, language: str) -> None:
    fi = language == "fi"
    for one in listed:
        now, then, came, left = (number(one[key], language) for key in ("now", "then", "entered", "left"))
        name = "" if one["slug"] == owner else f"{one['slug']}: "
        came_left = f"{came} tulee, {left} lähtee" if fi else f"{came} come in, {left} leave"
        said = f"nyt {now} → {then}; {came_left}" if fi else f"now {now} → {then}; {came_left}"
        why = ", ".join(one["refers_to"])
        because = f" ({'viittaa' if fi else 'refers to'}: {why})" if why else ""
        line(f"  {name}{said}{because}")
