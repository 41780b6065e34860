"""The columns of a file as a person looks at them: what each is taken for, some values, and saying otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Mistake, Misuse, Refused, Words
from osuma.engine.segments.explain.values import field_label
from osuma.engine.tables.special import screen
from osuma.ingestion.mapping.concepts import concept_words, concepts_of, kind_needs, kind_words, listed_kinds
from osuma.ingestion.mapping.document import dump_mapping, parse_mapping
from osuma.ingestion.mapping.kinds import Kind
from osuma.ingestion.mapping.propose import as_told, propose, understood
from osuma.ingestion.reading import open_named
from osuma.workflows.asking.verbs import verb
from osuma.workflows.consent import basis
from osuma.workflows.data.preparing import made, work_folder
from osuma.workflows.data.recognition import Wishes, recognise

if TYPE_CHECKING:
    from osuma.ingestion.mapping.mapping import Mapping as ColumnMapping
    from osuma.ingestion.tables import SourceColumn, SourceTable
    from osuma.workflows.asking.session import Session

#: What becomes of a column, beside the concepts: a field of the workspace's own, or nothing.
OWN, LEAVE = "own", ""
#: Fields that a mapping fills under another name than the concept's.
_CALLED = {
    "person_id": "customer_id", "person_email": "email", "person_phone": "phone", "ts": "order_date",
    "source_updated_at": "updated_at", "age_given": "age", "channel": "order_channel", "name": "full_name",
    "account_name": "company", "account_business_id": "business_id", "account_domain": "domain",
    "owner": "deal_owner",
    "_price": "unit_price", "founded_year": "founded",
}  # fmt: skip
#: What a column tells by which somebody says yes or no.
_PERMISSION = Words("lupa viesteihin", "permission for messages")
_EXAMPLES = 3


@verb("import.columns")
def columns(session: Session, file: str, kinds: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Each table of a file: what its rows are taken for, what each column tells and some of its values.

    kinds: title of a table → what its rows are, where a person has said it. `known` is how a file with the same
    headers is read without asking, null where nobody knows.
    """
    said = kinds or {}
    with work_folder(session) as work:
        tables = open_named(file, made(work / "columns"))
        shown = [_shown(session, table, _kind(said.get(table.title))) for table in tables]
    return {"tables": shown}


@verb("import.kinds")
def kinds_(session: Session) -> dict[str, Any]:  # noqa: ARG001  every verb is asked in a workspace
    """What the rows of a file can be, the commonest first, and what each such row has to tell."""
    return {
        "kinds": [
            {"kind": kind.name, **kind_words(kind).plain(), "needs": kind_needs(kind).plain()}
            for kind in listed_kinds()
        ]
    }


@verb("import.mapped")
def mapped(session: Session, file: str, tables: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The mapping that says what a person said, as YAML for `import.run`.

    tables: title → `kind` and `columns`, header → concept, `own` for a field of the workspace's own, or nothing.
    A table that is not named is left out. Refused names each table whose columns do not make its kind of rows.
    """
    mistakes: list[Mistake] = []
    texts: list[str] = []
    allowed = basis.allowed(session)
    with work_folder(session) as work:
        for table in open_named(file, made(work / "columns")):
            told = tables.get(table.title)
            kind = _kind(told["kind"]) if told else None
            if told is None or kind is None:
                continue
            concepts, own = _told(told["columns"], table, kind)
            wrong = _mistake(table, kind, concepts)
            mistakes += wrong
            if not wrong:
                made_of = as_told(table, kind, concepts, own, allowed_special=allowed)
                texts.append(dump_mapping(made_of.mapping))
    if not texts and not mistakes:
        mistakes = [Mistake("", "no_kind", Words("Valitse, mitä rivit ovat.", "Choose what the rows are."))]
    if mistakes:
        raise Refused(mistakes)
    return {"yaml": "---\n".join(texts)}


def told_of(mapping: ColumnMapping) -> list[dict[str, Any]]:
    """Each column that a mapping reads, and what it becomes in words."""
    found: dict[str, list[Words]] = {}
    for output in mapping.outputs:
        for one in output.columns:
            named = _PERMISSION if (output.target, one.to) == ("consents", "state") else field_called(one.to)
            if named not in found.setdefault(one.header, []):
                found[one.header].append(named)
    return [
        {
            "column": header,
            "fi": ", ".join(one.fi for one in said),
            "en": ", ".join(one.en for one in said),
        }
        for header, said in found.items()
    ]


def field_called(field: str) -> Words:
    """What a field that a mapping fills is called."""
    words = concept_words().get(_CALLED.get(field, field))
    return words or field_label(field)


def read_text(session: Session, text: str) -> list[dict[str, Any]]:
    """The columns of a kept mapping's YAML, in words."""
    from osuma.workflows.asking.own import targets_of

    return told_of(parse_mapping(text, targets_of(session)))


def _kind(name: str | None) -> Kind | None:
    found = next((kind for kind in listed_kinds() if kind.name == name), None)
    if name and found is None:
        raise Misuse(Words(f"Rivejä ”{name}” ei tunneta.", f"There are no rows called “{name}”."), "no_kind")
    return found


def _shown(session: Session, table: SourceTable, said: Kind | None) -> dict[str, Any]:
    kind, taken = understood(table, said)
    readable = concepts_of(kind) if kind else ()
    proposed = propose(table, kind_name=kind.name).mapping.outputs if kind else ()
    own = {one.header for output in proposed for one in output.columns if one.to.startswith("x_")}
    becomes = {one.name: OWN if one.name in own else taken.get(one.name, LEAVE) for one in table.columns}
    return {
        "title": table.title,
        "sheet": table.dialect.sheet,
        "rows": table.rows,
        "known": _known(session, table) if said is None else None,
        "kind": kind.name if kind else None,
        "needs": kind_needs(kind).plain() if kind else None,
        "keeps_own": bool(kind and kind.keeps_custom),
        "choices": [{"concept": name, **concept_words()[name].plain()} for name in readable],
        "columns": [_column(one, becomes[one.name], readable) for one in table.columns],
    }


def _known(session: Session, table: SourceTable) -> dict[str, Any] | None:
    from osuma.workflows.asking.own import targets_of

    try:
        found = recognise(table, session.workspace, Wishes(targets=targets_of(session)))
    except Refused:
        return None
    return {"by": found.by, "title": found.title.plain(), "columns": told_of(found.mapping)}


def _column(column: SourceColumn, becomes: str, readable: Sequence[str]) -> dict[str, Any]:
    guess = column.guess
    return {
        "column": column.name,
        "examples": list(guess.examples[:_EXAMPLES]),
        "filled": round(guess.filled, 4),
        "becomes": becomes if becomes == OWN or becomes in readable else LEAVE,
        "protected": screen(column.header) is not None,
        "undecided": [note.plain() for note in guess.notes if not guess.decided],
    }


def _told(said: Mapping[str, str], table: SourceTable, kind: Kind) -> tuple[dict[str, list[str]], frozenset[str]]:
    readable = frozenset(concepts_of(kind))
    concepts: dict[str, list[str]] = {}
    for header in table.headers:
        if said.get(header) in readable:
            concepts.setdefault(said[header], []).append(header)
    return concepts, frozenset(header for header in table.headers if said.get(header) == OWN)


def _mistake(table: SourceTable, kind: Kind, concepts: Mapping[str, list[str]]) -> list[Mistake]:
    """What keeps the columns from making rows of the kind: something missing, or two columns for one thing."""
    named, needs = kind_words(kind), kind_needs(kind)
    found = [
        Mistake(
            table.title,
            "twice",
            Words(
                f"”{concept_words()[concept].fi}” on valittu monelle sarakkeelle ({', '.join(headers)}). Jätä yksi.",
                f"“{concept_words()[concept].en}” is chosen for several columns ({', '.join(headers)}). Leave one.",
            ),
        )
        for concept, headers in concepts.items()
        if len(headers) > 1 and concept != "phone"
    ]
    if not kind.fits(frozenset(concepts)):
        what = Words(
            f"{named.fi}: rivistä pitää tietää {needs.fi}. Valitse sarake, jossa puuttuva tieto on.",
            f"{named.en}: a row has to tell {needs.en}. Choose the column that has what is missing.",
        )
        found.append(Mistake(table.title, "no_fit", what))
    return found
