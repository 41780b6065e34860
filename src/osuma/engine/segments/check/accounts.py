"""Whether conditions stand in a segment of the unit that they speak of; each mistake names the bridge."""

from __future__ import annotations

from osuma.engine.errors import Mistake, Words
from osuma.engine.segments.check.values import value_mistakes
from osuma.engine.segments.mistakes import mistake, not_of_numbers
from osuma.engine.segments.operators import COUNTED
from osuma.engine.segments.rule import (
    Across,
    Changed,
    Consent,
    Dates,
    Event,
    Experiment,
    Joined,
    Near,
    Node,
    Overdue,
    PersonLeaf,
    Rank,
    Reach,
    Recency,
    RowsLeaf,
    Score,
    Seasonal,
    Stated,
    Suppressed,
    Unit,
)
from osuma.engine.tables.company_views import DEAL_EVENTS

#: Conditions that no company has.
_OF_PEOPLE = Near | Consent | Joined | Changed | Score | Experiment | Reach | Stated | Suppressed
#: Conditions that no area has.
_NOT_OF_AREAS = Event | Recency | Consent | Rank | Dates | RowsLeaf | PersonLeaf


def misplaced(node: Node, path: str, unit: Unit) -> list[Mistake]:
    """The mistake of a condition that nothing of the unit can meet; empty where it can stand there."""
    rhythm = node.overdue if isinstance(node, Overdue) else node.seasonal if isinstance(node, Seasonal) else None
    if rhythm in DEAL_EVENTS:
        return [
            mistake(
                path,
                "rhythm",
                "Kaupoista ei lasketa rytmiä: niiden päivät ovat myynnin kirjaamia. Käytä ehtoa event tai recency.",
                "deals have no rhythm: their days are those on which sales noted them. Use `event` or `recency`.",
            )
        ]
    if isinstance(node, Across) and node.outside != unit:
        return [_not_across(node, path, unit)]
    if unit == "areas" and isinstance(node, _NOT_OF_AREAS):
        return [
            mistake(
                path,
                "unit",
                "Tämä ehto koskee asiakkaita, mutta segmentti on alueista. Tee asiakkaista oma segmentti ja käytä"
                " siinä alueen tietoja (area_…).",
                "this condition is about customers, but the segment is of areas. Make a segment of customers and use"
                " the figures of their area (area_…) in it.",
            )
        ]
    if unit == "accounts" and isinstance(node, _OF_PEOPLE):
        return [
            mistake(
                path,
                "unit",
                "Tämä ehto koskee ihmistä, mutta segmentti on yrityksistä. Kirjoita se yhteyshenkilöistä:"
                " {contacts: any, where: …}; myös all, none ja count käyvät.",
                "this condition is about a person, but the segment is of companies. Write it of the contacts:"
                " {contacts: any, where: …}; all, none and count will do, too.",
            )
        ]
    return []


def _not_across(node: Across, path: str, unit: Unit) -> Mistake:
    if unit == "areas":
        return mistake(
            path,
            "unit",
            "Alueilla ei ole yrityksiä eikä yhteyshenkilöitä. Alueista voi sanoa vain alueiden tietoja.",
            "areas have no companies and no contacts. Areas can be told apart by figures of areas only.",
        )
    if node.to == "account":
        return mistake(
            path,
            "unit",
            "Tässä puhutaan jo yrityksistä: kirjoita ehto ilman avainta account.",
            "this is about companies already: write the condition without `account`.",
        )
    return mistake(
        path,
        "unit",
        "Tässä puhutaan ihmisistä, joilla ei ole yhteyshenkilöitä. Kirjoita: {account: any, where: {contacts: …}}.",
        "this is about people, who have no contacts. Write: {account: any, where: {contacts: …}}.",
    )


def count_mistakes(node: Across, path: str) -> list[Mistake]:
    """What is wrong with the comparison of a number of companies or contacts."""
    if node.op not in COUNTED:
        what = Words(fi="määrälle ei käy vertailu", en="the number cannot be compared with")
        return [not_of_numbers(f"{path}.op", what, node.op, COUNTED)]
    found = value_mistakes("int", node.op, node.value, f"{path}.value")
    values = node.value if isinstance(node.value, tuple) else (node.value,)
    if not found and any(isinstance(value, int) and value < 0 for value in values):
        return [mistake(f"{path}.value", "value", "Määrä ei voi olla alle nollan.", "a count cannot be below zero.")]
    return found


_NAMES: dict[Unit, Words] = {
    "customers": Words("asiakkaista", "of customers"),
    "accounts": Words("yrityksistä", "of companies"),
    "areas": Words("alueista", "of areas"),
}


def bridge(where: str, slug: str, other: Unit, unit: Unit) -> Mistake:
    """A reference to a segment of another unit, with what to write instead."""
    apart = Words(
        f"”{slug}” on {_NAMES[other].fi} ja tässä puhutaan {_NAMES[unit].fi}.",
        f"`{slug}` is {_NAMES[other].en} and this is {_NAMES[unit].en}.",
    )
    way = _bridge(slug, other, unit)
    return mistake(where, "unit", f"{apart.fi} {way.fi}", f"{apart.en} {way.en}")


def _bridge(slug: str, other: Unit, unit: Unit) -> Words:
    match unit, other:
        case "customers", "accounts":
            return Words(
                f"Kirjoita: {{account: any, where: {{member: {slug}}}}}.",
                f"Write: {{account: any, where: {{member: {slug}}}}}.",
            )
        case "accounts", "customers":
            return Words(
                f"Kirjoita: {{contacts: any, where: {{member: {slug}}}}}; myös all, none ja count käyvät.",
                f"Write: {{contacts: any, where: {{member: {slug}}}}}; all, none and count will do, too.",
            )
        case "customers", "areas":
            return Words(
                "Silta on asiakkaan postinumeroalue: kirjoita samat ehdot asiakkaan kentille area_….",
                "The bridge is the customer's postcode area: write the same conditions with the fields area_….",
            )
        case "accounts", "areas":
            return Words(
                "Kirjoita samat ehdot yrityksen kentille postcode, municipality ja region.",
                "Write the same conditions with the company's fields postcode, municipality and region.",
            )
        case _:
            return Words(
                "Alueista voi sanoa vain alueiden tietoja.", "Areas can be told apart by figures of areas only."
            )
