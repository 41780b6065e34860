"""Tiedot: a file of which nobody knows what its columns are: a person says it, sees what would come, and imports."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse

from osuma.engine.errors import Misuse, Refused, Words
from osuma.web import uploads, working
from osuma.web.pages.place import Place, Right, page
from osuma.web.uploads import Waiting

#: Fields of the form: what the rows of the n-th table are, and what its m-th column tells.
KIND, COLUMN = "kind:{}", "column:{}:{}"
MOST = 1_000


@page(Right.CHANGE)
def columns(place: Place, key: str) -> HttpResponse:
    """Each column with values of it, and what it is taken for; `kind:n` of the address changes what the rows are."""
    held = _held(place, key)
    said = held.said()
    kinds = said.get("kinds", {}) | _kinds(place, held, place.request.GET)
    return _shown(place, held, _tables(place, held, kinds, said))


@page(Right.CHANGE, posted=True)
def tried(place: Place, key: str) -> HttpResponse:
    """Keep what was said of the columns, and see what would come of the file."""
    held = _held(place, key)
    kinds = _kinds(place, held, place.request.POST)
    tables = _tables(place, held, kinds, {})
    for n, table in enumerate(tables):
        for m, column in enumerate(table["columns"]):
            column["becomes"] = place.request.POST.get(COLUMN.format(n, m), "")
    columns = {table["title"]: {one["column"]: one["becomes"] for one in table["columns"]} for table in tables}
    asked = {title: {"kind": kinds[title], "columns": columns[title]} for title in columns if kinds.get(title)}
    try:
        mapping = place.ask("import.mapped", file=str(held.file), tables=asked)["yaml"]
    except Refused as refused:
        return _shown(place, held, tables, [mistake.what.plain() for mistake in refused.mistakes], 400)
    held.say({"kinds": kinds, "columns": columns}, mapping)
    return place.to("work", place.begin(working.MAPPED, waiting=key, dry_run=True))


@page(Right.CHANGE, posted=True)
def take(place: Place, key: str) -> HttpResponse:
    """Import the file as it was tried, or as Osuma knows it."""
    held, known = _held(place, key), place.request.POST.get("as") == "known"
    if not known and not held.mapping.is_file():
        raise Misuse(Words("Katso sarakkeet ensin.", "Look at the columns first."), "not_tried")
    return place.to("work", place.begin(working.MAPPED, waiting=key, dry_run=False, known=known))


@page(Right.CHANGE, posted=True)
def leave(place: Place, key: str) -> HttpResponse:
    """Take the file away; nothing of it is imported."""
    _held(place, key).drop()
    return place.to("data")


def _held(place: Place, key: str) -> Waiting:
    held = uploads.waits(place.workspace, key)
    if held is None:
        raise Http404
    return held


def _kinds(place: Place, held: Waiting, form: Any) -> dict[str, str]:
    """What the form says of the rows of each table."""
    given = {n: form[KIND.format(n)] for n in range(MOST) if form.get(KIND.format(n)) is not None}
    if not given:
        return {}
    titles = [table["title"] for table in place.ask("import.columns", file=str(held.file))["tables"]]
    return {titles[n]: kind for n, kind in given.items() if n < len(titles)}


def _tables(place: Place, held: Waiting, kinds: dict[str, str], said: dict[str, Any]) -> list[dict[str, Any]]:
    asked = {title: kind for title, kind in kinds.items() if kind}
    tables: list[dict[str, Any]] = place.ask("import.columns", file=str(held.file), kinds=asked)["tables"]
    for table in tables:
        kept = said.get("columns", {}).get(table["title"], {})
        if kinds.get(table["title"], table["kind"]) == said.get("kinds", {}).get(table["title"]):
            for column in table["columns"]:
                column["becomes"] = kept.get(column["column"], column["becomes"])
        if kinds.get(table["title"]) == "":
            table["kind"], table["choices"] = None, []
    return tables


def _shown(
    place: Place,
    held: Waiting,
    tables: list[dict[str, Any]],
    wrong: list[dict[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    kinds = place.ask("import.kinds")["kinds"]
    known = any(table["known"] for table in tables)
    return place.show(
        "columns.html", status, held=held, tables=tables, kinds=kinds, wrong=wrong, known=known, here="data"
    )
