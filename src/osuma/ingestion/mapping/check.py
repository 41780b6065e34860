"""Everything that is wrong with a mapping, all at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping as MappingOf

from osuma.engine.errors import Mistake, Words
from osuma.engine.tables.own import STATIC_LISTS
from osuma.engine.tables.special import CATEGORIES, screen
from osuma.ingestion.mapping.formats import is_format
from osuma.ingestion.mapping.mapping import ASKED, EVERY, RECIPES, Assignment, Mapping, OutputMapping
from osuma.ingestion.tables import SourceTable
from osuma.ingestion.targets import CUSTOM_TYPES, TARGETS, Target

_CUSTOM = re.compile(r"x_[a-z0-9][a-z0-9_]{0,45}")
_LOCAL = re.compile(r"_[a-z][a-z0-9_]{0,46}")
_SLUG = re.compile(r"[a-z][a-z0-9_-]{0,47}")


def mistake(where: str, code: str, fi: str, en: str) -> Mistake:
    return Mistake(where, code, Words(fi=fi, en=en))


def check_shape(mapping: Mapping, targets: MappingOf[str, Target] = TARGETS) -> list[Mistake]:
    """What is wrong with a mapping whatever file it is used on. targets: those of the workspace."""
    found = []
    if not _SLUG.fullmatch(mapping.source):
        found.append(mistake(
            "source", "bad_source",
            "Lähteen tunnus on pieniä kirjaimia, numeroita ja väliviivoja, esimerkiksi ”verkkokauppa”.",
            "The source is a slug of lower-case letters, digits and hyphens, for example “webshop”.",
        ))  # fmt: skip
    if not mapping.outputs:
        found.append(mistake(
            "outputs", "no_outputs", "Määritys ei tee mitään: lisää ainakin yksi kohta outputs-luetteloon.",
            "The mapping makes nothing: add at least one item under outputs.",
        ))  # fmt: skip
    for place, output in enumerate(mapping.outputs):
        found.extend(_output(f"outputs[{place}]", output, targets))
    return found


def _output(where: str, output: OutputMapping, targets: MappingOf[str, Target]) -> Iterator[Mistake]:
    target = targets.get(output.target)
    if target is None:
        yield mistake(
            f"{where}.target", "unknown_target",
            f"Kohdetta ”{output.target}” ei ole. Kohteet: {', '.join(targets)}.",
            f"There is no target “{output.target}”. Targets: {', '.join(targets)}.",
        )  # fmt: skip
        return
    if not output.columns and not output.unpivot:
        yield mistake(
            f"{where}.columns", "no_columns",
            f"Kohteeseen ”{output.target}” ei tule yhtään saraketta. Kerro yksi: columns: {{Sarake: kenttä}}.",
            f"No column goes to “{output.target}”. Name one: columns: {{Column: field}}.",
        )  # fmt: skip
    for assignment in output.columns:
        yield from _assignment(where, target, assignment)
    for column in [*output.constants, *(c.to for c in output.cases)]:
        if column not in target.columns and not _LOCAL.fullmatch(column):
            yield _no_field(f"{where}.{column}", column, target)
    yield from _derived(where, output, target)
    if output.unpivot and not set(ASKED) <= target.columns.keys():
        yield mistake(
            f"{where}.unpivot", "no_questions",
            f"Kohteeseen ”{output.target}” ei voi koota vastauksia sarakkeista. Käytä kohdetta events:survey_answer.",
            f"Answers cannot be gathered from columns into “{output.target}”. Use the target events:survey_answer.",
        )  # fmt: skip
    given = (
        {a.to for a in output.columns} | set(output.constants) | set(output.derived) | {c.to for c in output.cases}
    )
    given |= set(target.defaults)
    for column in target.required:
        if column not in given:
            yield mistake(
                f"{where}.columns", "required_field",
                f"Kohde ”{output.target}” tarvitsee kentän ”{column}”. Lisää sarake, josta se tulee.",
                f"The target “{output.target}” needs the field “{column}”. Add the column that it comes from.",
            )  # fmt: skip


def _derived(where: str, output: OutputMapping, target: Target) -> Iterator[Mistake]:
    for column, recipe in output.derived.items():
        if column not in target.columns and not _LOCAL.fullmatch(column):
            yield _no_field(f"{where}.derived.{column}", column, target)
        if recipe.how not in RECIPES or not recipe.of:
            yield mistake(
                f"{where}.derived.{column}", "unknown_recipe",
                f"Laskutapaa ”{recipe.how}” ei ole. Laskutavat: {', '.join(RECIPES)}.",
                f"There is no recipe “{recipe.how}”. Recipes: {', '.join(RECIPES)}.",
            )  # fmt: skip
        for name in recipe.of:
            if name not in target.columns and not _LOCAL.fullmatch(name):
                yield _no_field(f"{where}.derived.{column}", name, target)


def _no_field(where: str, column: str, target: Target) -> Mistake:
    fields = ", ".join(c for c in target.columns if c != "row")
    return mistake(
        where, "unknown_field",
        f"Kohteessa ”{target.name}” ei ole kenttää ”{column}”. Kentät: {fields}.",
        f"The target “{target.name}” has no field “{column}”. Fields: {fields}.",
    )  # fmt: skip


def _assignment(where: str, target: Target, assignment: Assignment) -> Iterator[Mistake]:
    place, to = f"{where}.columns.{assignment.header}", assignment.to
    custom = target.name == "customers" and bool(_CUSTOM.fullmatch(to))
    if to == STATIC_LISTS:
        yield mistake(
            place, "reserved_field",
            f"Kenttä ”{to}” on Osuman oma (listat, joihin asiakkaat valitaan itse). Anna kentälle toinen nimi.",
            f"The field “{to}” is Osuma's own (lists to which customers are put by hand). Give another name.",
        )  # fmt: skip
    if to == "row" or not (custom or _LOCAL.fullmatch(to) or to in target.columns):
        yield _no_field(place, to, target)
    if assignment.as_ is not None and assignment.as_ not in CUSTOM_TYPES:
        yield mistake(
            place, "unknown_type",
            f"Tyyppiä ”{assignment.as_}” ei ole. Tyypit: {', '.join(CUSTOM_TYPES)}.",
            f"There is no type “{assignment.as_}”. Types: {', '.join(CUSTOM_TYPES)}.",
        )  # fmt: skip
    for form in assignment.format:
        if not is_format(form):
            yield mistake(
                place, "unknown_format",
                f"Muotoa ”{form}” ei ole. Käytä esimerkiksi: d.m.Y, m/d/Y, iso, excel, comma, dot tai %d.%m.%Y.",
                f"There is no format “{form}”. Use for example d.m.Y, m/d/Y, iso, excel, comma, dot or %d.%m.%Y.",
            )  # fmt: skip


def check_mapping(
    table: SourceTable,
    mapping: Mapping,
    allowed_special: frozenset[str] = frozenset(),
    targets: MappingOf[str, Target] = TARGETS,
) -> list[Mistake]:
    """What is wrong with a mapping for this table, with what `check_shape` finds."""
    found = check_shape(mapping, targets)
    known, wanted = set(table.headers), set(mapping.optional)
    for place, output in enumerate(mapping.outputs):
        if output.target not in targets:
            continue
        headers = {a.header for a in output.columns} | {c.header for c in output.where}
        headers |= {h for h in (output.first_of, output.group_by) if h} | (set(output.unpivot) - {EVERY})
        for header in sorted(headers - known - wanted):
            found.append(mistake(
                f"outputs[{place}].columns.{header}", "no_such_column",
                f"Tiedostossa ei ole saraketta ”{header}”. Sarakkeet: {_few(table.headers)}.",
                f"The file has no column “{header}”. Columns: {_few(table.headers)}.",
            ))  # fmt: skip
        found.extend(_special(f"outputs[{place}]", output, allowed_special))
    return found


def _few(headers: tuple[str, ...]) -> str:
    shown = ", ".join(headers[:20])
    return shown + (" …" if len(headers) > 20 else "")


def _special(where: str, output: OutputMapping, allowed: frozenset[str]) -> Iterator[Mistake]:
    """Fields about people that the law protects; what products are called is never one."""
    if output.target != "customers":
        return
    for assignment in output.columns:
        if not assignment.to.startswith("x_") or assignment.to in allowed:
            continue
        category = screen(assignment.to.removeprefix("x_").replace("_", " ")) or screen(assignment.header)
        if category:
            words = CATEGORIES[category]
            yield mistake(
                f"{where}.columns.{assignment.header}", "special_category",
                f"Sarake ”{assignment.header}” kertoo ihmisestä arkaluonteista tietoa ({words.fi}), jota ei oteta "
                "ilman kirjallista perustetta. Jätä sarake pois tai anna perusteen sisältävä lupatiedosto.",
                f"The column “{assignment.header}” says something of people that the law protects ({words.en}); it "
                "is not taken without a written basis. Ignore the column or give a file with the basis.",
            )  # fmt: skip
