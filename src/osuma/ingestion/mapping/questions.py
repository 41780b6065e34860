"""What a person should confirm of a proposed mapping."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from osuma.engine.errors import Words
from osuma.engine.tables.special import CATEGORIES, Category
from osuma.ingestion.lexicons import fold, lexicon
from osuma.ingestion.mapping.mapping import OutputMapping
from osuma.ingestion.tables import SourceTable

NO_AMOUNT = Words(
    "Tiedostossa ei ole hintoja eikä summia, joten tilausten arvoa ei tiedetä. Jos hinnat ovat tuotetiedostossa, tuo "
    "se ensin samasta lähteestä ja lisää määritykseen {price: [product_id]}.",
    "The file has no prices or totals, so the orders' value is not known. If prices are in a product file, import it "
    "first under the same source and add {price: [product_id]} to the mapping.",
)

NO_NUMBER = Words(
    "Tiedostossa ei ole tilausnumeroita, joten joka rivi luettiin yhtenä ostona. Jos rivit ovat jotain muuta, peru "
    "tuonti ja kerro sarakkeista, mitä ne ovat.",
    "The file has no order numbers, so each row was read as one purchase. If the rows are something else, undo the "
    "import and say of the columns what they are.",
)


@dataclass(frozen=True)
class Question:
    """Something that a person should confirm. column: header, empty for the whole file."""

    column: str
    code: str
    what: Words


def about_permission(table: SourceTable, outputs: Sequence[OutputMapping]) -> list[Question]:
    """Whether those whom a list has not lost have said yes, where its status is all that it says."""
    states = [one for one in outputs if one.target == "suppressions" and one.where]
    words = {word for word, state in lexicon("consent_state").items() if state == "granted"}
    return [
        _permission(header, [value for value in table.by_name[header].guess.examples if fold(value) in words])
        for header in {one.where[0].header for one in states}
        if any(fold(value) in words for value in table.by_name[header].guess.examples)
    ]


def _permission(header: str, granted: Sequence[str]) -> Question:
    listed = ", ".join(f"”{value}”" for value in granted)
    return Question(
        header,
        "permission_unsaid",
        Words(
            fi=f"Listalta poistuneet ja toimimattomat osoitteet luettiin kieltoina. Onko muilla ({listed}) lupa? "
            "Jos on, peru tuonti ja valitse tälle sarakkeelle ”sähköpostilupa”.",
            en="Those who left the list and addresses that do not work were read as refusals. Have the others "
            f"({listed}) given permission? If so, undo the import and choose “e-mail permission” for this column.",
        ),
    )


def about_money(outputs: Sequence[OutputMapping]) -> list[Question]:
    """Whether orders have any value at all."""
    orders = next((o for o in outputs if o.target == "orders"), None)
    if orders is None or {a.to for a in orders.columns} & {"total", "amount", "_price"}:
        return []
    return [Question("", "no_amount", NO_AMOUNT)]


def about_stages(table: SourceTable, outputs: Sequence[OutputMapping]) -> list[Question]:
    """What a stage of deals means, where nobody has said and the words do not tell."""
    words = lexicon("deal_state")
    found = []
    for output in (o for o in outputs if o.target == "deals" and "state" not in {a.to for a in o.columns}):
        for assignment in (a for a in output.columns if a.to == "stage"):
            said = {fold(word) for word in assignment.codes}
            strange = [
                v for v in table.by_name[assignment.header].guess.examples if fold(v) not in words.keys() | said
            ]
            if strange:
                found.append(_stage(assignment.header, strange))
    return found


def _stage(header: str, strange: Sequence[str]) -> Question:
    listed = ", ".join(strange)
    return Question(
        header,
        "stage_unknown",
        Words(
            fi=f"Mitkä vaiheet tarkoittavat voitettua (won), hävittyä (lost) tai avointa (open) kauppaa? Ei "
            f"tiedossa: {listed}. Lisää ne määrityksen kohtaan codes.",
            en=f"Which stages mean that a deal is won, lost or open? Not known: {listed}. Say it under codes in the "
            "mapping.",
        ),
    )


def about_values(table: SourceTable) -> list[Question]:
    found: list[Question] = []
    for column in table.columns:
        if column.guess.decided:
            continue
        code = "decimal_undecided" if column.guess.shape == "decimal" else "date_order_undecided"
        found.extend(Question(column.name, code, note) for note in column.guess.notes)
    return found


def special(header: str, category: Category) -> Question:
    return Question(
        header,
        "special_category",
        Words(
            fi=f"Sarake ”{header}” vaikuttaa arkaluonteiselta tiedolta ihmisestä ({CATEGORIES[category].fi}); "
            "se jätetään pois.",
            en=f"The column “{header}” looks like protected data about people ({CATEGORIES[category].en}); "
            "it is left out.",
        ),
    )


def unknown_kind() -> Question:
    return Question(
        "",
        "kind_unknown",
        Words(
            fi="Tiedostosta ei tunnistettu asiakkaita, tilauksia eikä tapahtumia. Määritä sarakkeet itse.",
            en="No customers, orders or events were recognised in the file. Map its columns yourself.",
        ),
    )
