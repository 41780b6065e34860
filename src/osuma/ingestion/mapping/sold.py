"""What the rows of sales show that their headers do not: whose total it is, and which rows give money back."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from osuma.ingestion.mapping.mapping import Assignment, Condition, Derivation, OutputMapping
from osuma.ingestion.tables import SourceTable

#: How an amount below zero begins.
MINUS = ("-", "−", "(")
#: What a line says of its whole order, where it says it at all.
_OF_THE_ORDER = ("total", "shipping", "tax", "discount", "refunded")
_CENT, _NEARLY_ALL = 0.011, 0.9
_PREFIX = re.compile(r"([A-Za-z]+)\d+")


def with_totals(table: SourceTable, concepts: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The concepts of a list of lines, where a total that each line has of its own is the line's amount."""
    found = dict(concepts)
    if "total" not in found:
        return found
    if not _once_an_order(table, found["order_id"][0], found):
        found.setdefault("amount", found["total"])
        for concept in _OF_THE_ORDER:
            found.pop(concept, None)
    return found


def _once_an_order(table: SourceTable, order: str, concepts: Mapping[str, list[str]]) -> bool:
    """Whether the lines of an order all have the same total, or only the first has it, though they differ: and it is
    not what their own pieces cost."""
    if _adds_up(table, concepts):
        return False
    own = [concepts[name][0] for name in ("product_id", "product", "quantity", "unit_price") if name in concepts]
    rows = list(table.seen(order, concepts["total"][0], *own))
    several = [
        lines for _, same in groupby(rows, key=lambda row: row[0]) if len(lines := list(same)) > 1 and lines[0][0]
    ]
    differing = [lines for lines in several if len({line[2:] for line in lines}) > 1]
    return bool(differing) and all(len({line[1] for line in lines if line[1]}) <= 1 for lines in differing)


def _adds_up(table: SourceTable, concepts: Mapping[str, list[str]]) -> bool:
    """Whether a row's total is its own pieces times its own price, in nearly every row."""
    if not {"quantity", "unit_price"} <= concepts.keys():
        return False
    headers = [concepts[name][0] for name in ("quantity", "unit_price", "total")]
    told = 0
    for row in (rows := list(table.seen(*headers))):
        cells = [_number(table, header, cell) for header, cell in zip(headers, row, strict=True)]
        told += abs(cells[0] * cells[1] - cells[2]) < _CENT
    return bool(rows) and told >= _NEARLY_ALL * len(rows)


def _number(table: SourceTable, header: str, cell: str) -> float:
    """A number as the column writes it; not a number where it is none."""
    comma = table.by_name[header].guess.format == "comma"
    digits = re.sub(r"[^0-9,-]" if comma else r"[^0-9.-]", "", cell).replace(",", ".")
    try:
        return float(digits)
    except ValueError:
        return math.nan


def with_returns(table: SourceTable, outputs: Sequence[OutputMapping]) -> tuple[OutputMapping, ...]:
    """The outputs, with refunds of the rows that give money back: orders below zero, or notes marked by a letter."""
    order = next((one for one in outputs if one.target == "orders"), None)
    if order is None:
        return tuple(outputs)
    number = _header(order, "order_id")
    if order.group_by is None and order.first_of is None:
        money = _header(order, "total") or _header(order, "amount")
        if money and any(cell.startswith(MINUS) for (cell,) in table.seen(money)):
            return _apart(outputs, order, money, MINUS, _refund(order))
    elif number and (prefix := _credit_notes(table, number, outputs)):
        lines = next(one for one in outputs if one.target == "order_lines")
        return _apart(outputs, order, number, (prefix,), _refund_of_line(order, lines))
    return tuple(outputs)


def _apart(
    outputs: Sequence[OutputMapping],
    order: OutputMapping,
    header: str,
    begins: tuple[str, ...],
    refund: OutputMapping,
) -> tuple[OutputMapping, ...]:
    kept = Condition(header, "not_starts", begins)
    sold = tuple(
        replace(one, where=(*one.where, kept)) if one.target in ("orders", "order_lines") else one for one in outputs
    )
    return (*sold, replace(refund, where=(*order.where, Condition(header, "starts", begins))))


def _header(output: OutputMapping, field: str) -> str | None:
    return next((one.header for one in output.columns if one.to == field), None)


_OF_A_REFUND = ("order_id", "person_id", "person_email", "person_phone", "ts", "currency")


def _refund(order: OutputMapping) -> OutputMapping:
    """A row below zero: it gives back of the order of its number, where there is one."""
    told = [one for one in order.columns if one.to in _OF_A_REFUND]
    money = replace(next(one for one in order.columns if one.to in ("total", "amount")), to="_sum")
    number = next((replace(one, to="refund_id") for one in order.columns if one.to == "order_id"), None)
    derived = {
        "amount": Derivation("negative", ("_sum",)),
        "line_no": Derivation("numbered", ("refund_id",)),
        **({name: recipe for name, recipe in order.derived.items() if name.startswith("_")} if not number else {}),
    }
    if number is None:
        derived["refund_id"] = order.derived["order_id"]
    columns = (*told, money, *([number] if number else []))
    return OutputMapping("refunds", columns, derived=derived, origin="orders")


def _refund_of_line(order: OutputMapping, lines: OutputMapping) -> OutputMapping:
    told = [one for one in order.columns if one.to in _OF_A_REFUND and one.to != "order_id"]
    goods = [one for one in lines.columns if one.to in ("product_id", "product", "category")]
    number = next(replace(one, to="refund_id") for one in order.columns if one.to == "order_id")
    pieces = [replace(one, to="_pieces") for one in lines.columns if one.to == "quantity"]
    money = _money_of(lines)
    derived = {
        "amount": Derivation("negative", ("_sum",)),
        "line_no": Derivation("numbered", ("refund_id",)),
        **({"quantity": Derivation("negative", ("_pieces",))} if pieces else {}),
        **({"_sum": Derivation("times", ("_pieces", "_each"))} if money.to == "_each" else {}),
    }
    return OutputMapping("refunds", (number, *told, *goods, *pieces, money), derived=derived, origin="orders")


def _money_of(lines: OutputMapping) -> Assignment:
    """What a line is worth, or what each piece of it is."""
    amount = next((one for one in lines.columns if one.to == "amount"), None)
    if amount is not None:
        return replace(amount, to="_sum")
    return replace(next(one for one in lines.columns if one.to == "unit_price"), to="_each")


def _credit_notes(table: SourceTable, number: str, outputs: Sequence[OutputMapping]) -> str | None:
    """The letters before the numbers of notes that give money back: all of their lines are below zero, and no other
    number begins so. None where there are none."""
    lines = next((one for one in outputs if one.target == "order_lines"), None)
    sign = lines and (_header(lines, "amount") or _header(lines, "quantity"))
    if not lines or not sign or not (_header(lines, "amount") or _header(lines, "unit_price")):
        return None
    below: dict[str, set[bool]] = {}
    for order, cell in table.seen(number, sign):
        marked = _PREFIX.fullmatch(order)
        below.setdefault(marked[1] if marked else "", set()).add(cell.startswith(MINUS))
    if False not in below.get("", {True}):
        return None
    return next((prefix for prefix, signs in below.items() if prefix and signs == {True}), None)
