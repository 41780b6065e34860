"""Order lines without any money, valued at the list prices of the products of their source."""

from __future__ import annotations

from dataclasses import replace

from osuma.ingestion.mapping.mapping import Assignment, Derivation, Mapping, OutputMapping

_MONEY = frozenset({"unit_price", "amount", "total", "_price"})
_PRICED = "_product"


def tells_prices(mapping: Mapping) -> bool:
    """Whether its rows say what products cost."""
    return any(_has(output, "product_id", "price") for output in mapping.outputs if output.target == "products")


def at_list_prices(mapping: Mapping) -> Mapping | None:
    """The mapping with a price for each line by its product; None where lines name no product, or tell a price."""
    lines = next((output for output in mapping.outputs if output.target == "order_lines"), None)
    if lines is None or not _has(lines, "product_id") or any(_fields(output) & _MONEY for output in mapping.outputs):
        return None
    product = next(column.header for column in lines.columns if column.to == "product_id")
    return replace(mapping, outputs=tuple(_priced(output, product) for output in mapping.outputs))


def _priced(output: OutputMapping, product: str) -> OutputMapping:
    if output.target == "order_lines":
        return replace(output, derived={"unit_price": Derivation("price", ("product_id",)), **output.derived})
    if output.target == "orders" and output.group_by is not None:
        columns = (*output.columns, Assignment(product, _PRICED))
        return replace(output, columns=columns, derived={"_price": Derivation("price", (_PRICED,)), **output.derived})
    return output


def _has(output: OutputMapping, *fields: str) -> bool:
    return set(fields) <= _fields(output)


def _fields(output: OutputMapping) -> set[str]:
    return {column.to for column in output.columns}
