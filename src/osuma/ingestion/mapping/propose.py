"""A mapping proposed from headers and the shape of values, with the questions that a person should answer."""

from __future__ import annotations

import re
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass, replace

from osuma.engine.tables.own import STATIC_LISTS
from osuma.engine.tables.special import screen
from osuma.ingestion.lexicons import lexicon
from osuma.ingestion.mapping.headers import concept_of, plain, slug_of
from osuma.ingestion.mapping.kinds import ABOUT_A_PERSON, KINDS, REFUSALS, Kind, is_sale, of_people, refusals
from osuma.ingestion.mapping.mapping import Assignment, Mapping, OutputMapping
from osuma.ingestion.mapping.questions import (
    NO_NUMBER,
    Question,
    about_money,
    about_permission,
    about_stages,
    about_values,
    special,
    unknown_kind,
)
from osuma.ingestion.mapping.sold import with_returns, with_totals
from osuma.ingestion.reading.moments import looks_like_serials
from osuma.ingestion.tables import Shape, SourceColumn, SourceTable
from osuma.ingestion.targets import CUSTOM_TYPES

_NUMBERS: tuple[Shape, ...] = ("integer", "decimal", "bool", "postcode", "empty")
_DATES: tuple[Shape, ...] = ("date", "instant", "empty")
#: Shapes that the values of a concept must have; concepts not named here take any.
_SHAPES: dict[str, tuple[Shape, ...]] = {
    "email": ("email", "empty"), "birth_date": _DATES, "order_date": _DATES, "created_at": _DATES,
    "updated_at": _DATES, "consent_ts": _DATES, "refunded_at": _DATES,
    **dict.fromkeys(("closed_at", "expected_close", "engaged_at"), _DATES),
    "age": ("integer", "bool", "empty"), "children": ("integer", "bool", "empty"), "birth_year": ("integer", "empty"),
    **dict.fromkeys(("income", "total", "amount", "shipping", "tax", "discount", "items", "refunded", "quantity",
                     "unit_price", "price", "cost", "line_no", "turnover", "profit", "balance_total", "deal_value",
                     "probability", "offices"), _NUMBERS),
}  # fmt: skip
_CODED = ("gender", "language", "country", "employment", "relationship", "education", "dwelling", "income_band")
#: Numbers and classes such as 10-49.
_COUNTED = ("headcount", "founded", "turnover")
_TYPES: dict[Shape, str] = {
    "integer": "int", "decimal": "decimal", "bool": "bool", "date": "date", "instant": "date", "list": "list",
}  # fmt: skip
_FEW = 60
#: In a file's name: years, months and days in either order, and the number of a copy.
_DATED = re.compile(
    r"(?<!\d)(?:\d{1,2}[-_. ]){0,2}(?:19|20)\d\d"
    r"(?:[-_. ]?(?:0?[1-9]|1[0-2])(?:[-_. ]?(?:0?[1-9]|[12]\d|3[01]))?)?(?![a-z0-9])"
    r"|[-_ ]?\(\d+\)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Proposal:
    """A mapping and what is uncertain in it.

    kind: what the file was taken for. confidence: 0 to 1, the share of filled columns that were understood, 0 where
    nothing could be made. unmapped: columns left out.
    """

    mapping: Mapping
    kind: str
    questions: tuple[Question, ...]
    confidence: float
    unmapped: tuple[str, ...]


def propose(
    table: SourceTable,
    source: str | None = None,
    allowed_special: frozenset[str] = frozenset(),
    kind_name: str | None = None,
) -> Proposal:
    """What each column of a file most likely is. Every unread column is listed, none is lost unseen.

    kind_name: what the rows are, where a person has said it; the name of one of `KINDS`.
    """
    concepts, belied = _understood(table.columns)
    if kind_name is not None:
        concepts = _as_said(concepts, kind_name)
    kinds = [k for k in KINDS if kind_name in (None, k.name)]
    kind = next((k for k in kinds if k.fits(frozenset(concepts)) and not k.spoilt_by & belied), None)
    questions = about_values(table)
    if kind is None:
        empty = Mapping(source or source_named(table.original.stem), (), table.title, ignored=table.headers)
        return Proposal(empty, "unknown", (*questions, unknown_kind()), 0.0, table.headers)
    return _built(table, kind, concepts, source, allowed_special, questions)


def as_told(
    table: SourceTable,
    kind: Kind,
    concepts: MappingOf[str, list[str]],
    own: frozenset[str],
    source: str | None = None,
    allowed_special: frozenset[str] = frozenset(),
) -> Proposal:
    """The mapping where a person has said what the rows are and what each column tells.

    concepts: concept → headers; own: headers kept as fields of the workspace's own. The concepts must fit the kind.
    """
    return _built(table, kind, concepts, source, allowed_special, about_values(table), own)


def understood(table: SourceTable, kind: Kind | None = None) -> tuple[Kind | None, dict[str, str]]:
    """What the rows are taken for, and header → concept; kind: where a person has said it."""
    concepts, belied = _understood(table.columns)
    if kind is not None:
        concepts = _as_said(concepts, kind.name)
    else:
        kind = next((k for k in KINDS if k.fits(frozenset(concepts)) and not k.spoilt_by & belied), None)
    return kind, {header: concept for concept, headers in concepts.items() for header in headers}


def _built(
    table: SourceTable,
    kind: Kind,
    concepts: MappingOf[str, list[str]],
    source: str | None,
    allowed_special: frozenset[str],
    questions: Sequence[Question],
    own: frozenset[str] | None = None,
) -> Proposal:
    concepts = with_totals(table, concepts) if kind.name == "order lines" else concepts
    outputs = [_with_years(table, _with_serials(table, o)) for o in kind.outputs(concepts) if o.columns]
    outputs = list(with_returns(table, outputs))
    taken = {a.header for o in outputs for a in o.columns}
    if outputs and outputs[0].target == "customers" and kind.keeps_custom:
        custom, asked = _custom(table, taken, allowed_special, own)
        outputs[0] = replace(outputs[0], columns=(*outputs[0].columns, *custom))
        questions = [*questions, *asked]
        taken |= {a.header for a in custom}
    unmapped = tuple(h for h in table.headers if h not in taken)
    filled = [c for c in table.columns if c.guess.shape != "empty"]
    confidence = sum(1 for c in filled if c.name in taken) / max(1, len(filled))
    mapping = Mapping(source or source_named(table.original.stem), tuple(outputs), table.title, ignored=unmapped)
    questions = [*questions, *about_money(outputs), *about_stages(table, outputs)]
    questions += [Question("", "no_number", NO_NUMBER)] if kind.name == "purchases" else []
    questions += about_permission(table, outputs)
    return Proposal(mapping, kind.name, tuple(questions), round(confidence, 2), unmapped)


def with_refusals(mapping: Mapping, table: SourceTable) -> Mapping:
    """The mapping of a product's list of people, with the columns of refusals that the product's preset left out."""
    people = next((one for one in mapping.outputs if one.target == "customers"), None)
    concepts, _ = _understood([c for c in table.columns if c.name in mapping.left_out(table.headers)])
    said = {concept: headers for concept, headers in concepts.items() if concept in REFUSALS}
    if people is None or people.origin != "customers" or not said:
        return mapping
    by = {"person_id": "customer_id", "email": "email", "phone": "phone"}
    known = {by[one.to]: [one.header] for one in people.columns if one.to in by}
    return replace(mapping, outputs=(*mapping.outputs, *refusals({**said, **known})))


def completed(mapping: Mapping, table: SourceTable) -> Mapping:
    """A mapping of people whose file has more columns that the lexicon knows: they are read too, each field once. A
    column called only ID is left out, for it may be of another list."""
    concepts, _ = _understood([c for c in table.columns if c.name in mapping.left_out(table.headers)])
    told = {a.to for output in mapping.outputs if output.target == "customers" for a in output.columns}

    def more(output: OutputMapping) -> OutputMapping:
        if output.target != "customers":
            return output
        known = {concept: headers for concept, headers in concepts.items() if concept != "customer_id"}
        added = (a for a in of_people(known, output.origin) if a.to not in told)
        return _with_serials(table, replace(output, columns=(*output.columns, *added)))

    return replace(mapping, outputs=tuple(map(more, mapping.outputs)))


def source_named(stem: str) -> str:
    """The source by a file's name, without the days and the number of the copy in it: the next month's file is the
    same list."""
    slug = slug_of(_DATED.sub(" ", stem).strip() or stem).replace("_", "-")
    return slug if slug[:1].isalpha() else f"tiedosto-{slug}"


def _understood(columns: Sequence[SourceColumn]) -> tuple[dict[str, list[str]], set[str]]:
    """Concept → headers, in the file's order, where the values agree with the header; and concepts whose headers are
    there over values of another kind."""
    found: dict[str, list[str]] = {}
    belied: set[str] = set()
    for column in columns:
        concept = concept_of(column.header) or _by_shape(column)
        if concept and _agrees(concept, column):
            found.setdefault(concept, []).append(column.name)
        elif concept:
            belied.add(concept)
    return _with_bare_id(_with_goods(found)), belied


def _as_said(concepts: dict[str, list[str]], kind_name: str) -> dict[str, list[str]]:
    """The concepts where a person has said what the rows are: a bare ID is theirs, whoever else is named."""
    found = {concept: headers for concept, headers in concepts.items() if concept not in ("other_party", "id")}
    bare = concepts.get("id", [])
    own = {"customers": "customer_id", "products": "product_id", "companies": "account_id"}.get(kind_name)
    return {**found, own: bare} if own and bare and own not in found else found


def _with_goods(found: dict[str, list[str]]) -> dict[str, list[str]]:
    """A bare name and code beside a date, a quantity and a price are the product's, where the row names nobody."""
    code = found.pop("code", [])
    named = found.keys() & {"product", "customer_id", "email", "phone", "first_name", "last_name"}
    if is_sale(found) and not named:
        found["product"] = found.pop("full_name", [])
        if code:
            found.setdefault("product_id", code)
    return {concept: headers for concept, headers in found.items() if headers}


def _with_bare_id(found: dict[str, list[str]]) -> dict[str, list[str]]:
    """A column called only ID is the id of what the file is about; a person's only where the row says who it is. It
    stays `id` where it may be anything's, such as a campaign's with a name."""
    bare = found.pop("id", [])
    if bare and is_sale(found):
        found.setdefault("order_id", bare)
    elif bare and "product" in found and _telling(found, "product"):
        found.setdefault("product_id", bare)
    elif bare and found.keys() & {"order_date", "total"} and "order_id" not in found:
        found["order_id"] = bare
    elif bare and (found.keys() & (ABOUT_A_PERSON - {"full_name"}) or _telling(found, "full_name")):
        found.setdefault("customer_id", bare)
    elif bare and found.keys() & {"business_id", "company"}:
        found.setdefault("account_id", bare)
    elif bare:
        found["id"] = bare
    return found


#: Headers that anything may have: they do not say of what a bare ID is.
_OF_ANYTHING = frozenset({"name", "nimi", "namn", "description", "kuvaus", "beskrivning"})


def _telling(found: dict[str, list[str]], concept: str) -> bool:
    """Whether a header of this concept says more than that the thing has a name; a price says it of a description."""
    priced = concept == "product" and found.keys() & {"price", "unit_price", "cost"}
    return bool(priced) or any(plain(header) not in _OF_ANYTHING for header in found.get(concept, ()))


#: Words of headers over an address that is not of whom the row is about.
_SENDERS = frozenset({"from", "reply", "sender", "smtp", "bcc", "cc", "list", "beamer", "owner", "agent", "lähettäjä",
                      "vastaus", "myyjä", "vastuuhenkilö", "avsändare", "säljare"})  # fmt: skip


def _by_shape(column: SourceColumn) -> str | None:
    theirs = column.guess.shape == "email" and not _SENDERS & set(plain(column.header).split())
    return "email" if theirs else None


def _agrees(concept: str, column: SourceColumn) -> bool:
    shapes = _SHAPES.get(concept)
    if shapes and column.guess.shape not in shapes:
        return concept in ("order_date", "birth_date", "created_at") and looks_like_serials(column.guess.examples)
    if concept in _COUNTED:
        return not column.guess.examples or any(c.isdigit() for v in column.guess.examples for c in v)
    if concept in _CODED and column.guess.examples:
        words = lexicon(concept)
        known = sum(
            1 for v in column.guess.examples if v.casefold() in words or (len(v) == 2 and concept == "country")
        )
        return known > 0
    return True


def _with_serials(table: SourceTable, output: OutputMapping) -> OutputMapping:
    """Day numbers of a spreadsheet in a date column are read as such."""

    def read(assignment: Assignment) -> Assignment:
        guess = table.by_name[assignment.header].guess
        dated = assignment.to in ("ts", "birth_date", "created_at")
        if dated and not table.typed_cells and guess.shape in ("integer", "decimal"):
            return Assignment(assignment.header, assignment.to, ("excel",))
        return assignment

    return replace(output, columns=tuple(map(read, output.columns)))


def _with_years(table: SourceTable, output: OutputMapping) -> OutputMapping:
    """A column of founding years has no days in it."""

    def read(assignment: Assignment) -> Assignment:
        years = assignment.to == "founded" and table.by_name[assignment.header].guess.shape == "integer"
        return replace(assignment, to="founded_year") if years else assignment

    return replace(output, columns=tuple(map(read, output.columns)))


def _custom(
    table: SourceTable, taken: set[str], allowed: frozenset[str], chosen: frozenset[str] | None = None
) -> tuple[tuple[Assignment, ...], list[Question]]:
    """Other columns about the person as custom fields: values that repeat or measure, never protected ones.

    chosen: the only headers that are kept, whatever their values; None where nobody has chosen.
    """
    kept: list[Assignment] = []
    asked: list[Question] = []
    slugs: set[str] = set()
    for column in table.columns:
        unfit = column.guess.shape in ("empty", "email", "phone") if chosen is None else column.name not in chosen
        if column.name in taken or unfit:
            continue
        slug = _named(column.name)
        category = screen(column.header)
        if category and slug not in allowed:
            asked.append(special(column.name, category))
        elif slug not in slugs and (chosen or column.guess.shape in _TYPES or column.guess.distinct <= _FEW):
            kind = "text" if _third_answer(column) else _TYPES.get(column.guess.shape, "text")
            slugs.add(slug)
            kept.append(Assignment(column.name, slug, as_=kind if kind in CUSTOM_TYPES else "text"))
    return tuple(kept), asked


def _named(header: str) -> str:
    """The field of a header of the file's own; one that is Osuma's gets a mark."""
    slug = f"x_{slug_of(header)}"
    return f"x_own_{slug_of(header)}" if slug == STATIC_LISTS else slug


def _third_answer(column: SourceColumn) -> bool:
    """Whether a column of mostly yes and no knows more answers than these two."""
    words = lexicon("yes_no")
    return column.guess.shape == "bool" and any(v.casefold() not in words for v in column.guess.examples)
