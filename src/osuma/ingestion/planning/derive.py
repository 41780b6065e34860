"""Fields made of other fields: the recipes that a mapping may name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from osuma.ingestion.planning.quoting import text

MONEY = "DECIMAL(18,4)"


def _zero(sql: str) -> str:
    return f"coalesce({sql}, 0)"


def minus(args: Sequence[str]) -> str:
    """The first less the others; a missing other counts as 0."""
    return f"CAST({' - '.join([args[0], *map(_zero, args[1:])])} AS {MONEY})"


def plus(args: Sequence[str]) -> str:
    """The sum; null where all are missing."""
    return (
        f"CASE WHEN coalesce({', '.join(args)}) IS NOT NULL THEN CAST({' + '.join(map(_zero, args))} AS {MONEY}) END"
    )


def times(args: Sequence[str]) -> str:
    """The product; null where any is missing."""
    return f"CAST({' * '.join(args)} AS {MONEY})"


def negative(args: Sequence[str]) -> str:
    """The same with the other sign."""
    return f"CAST(-({args[0]}) AS {MONEY})"


def first(args: Sequence[str]) -> str:
    """The first that is known."""
    return f"coalesce({', '.join(args)})"


def joined(args: Sequence[str]) -> str:
    """Texts with a slash between."""
    return f"concat_ws('/', {', '.join(f'CAST({a} AS VARCHAR)' for a in args)})"


def digest(args: Sequence[str]) -> str:
    """What tells a row of these values from others, and nothing of them: a short name, the same in every file."""
    return f"substr(md5({joined(args)}), 1, 10)"


def spaced(args: Sequence[str]) -> str:
    """Texts with a space between (a name of its parts); null where none is known."""
    return f"nullif(concat_ws(' ', {', '.join(args)}), '')"


def numbered(args: Sequence[str]) -> str:
    """The row's place among the rows of the same value, from 1."""
    return f"row_number() OVER (PARTITION BY {args[0]} ORDER BY row)"


def price(args: Sequence[str], source: str) -> str:
    """The list price of a product imported earlier from the same source; null where there is none."""
    return (
        f"(SELECT max(products.price) FROM products WHERE products.source = {text(source)} "
        f"AND products.product_id = {args[0]})"
    )


#: Name in a mapping → SQL of its arguments. `price` also needs the source and is handled apart.
RECIPES: Mapping[str, Callable[[Sequence[str]], str]] = MappingProxyType({
    "minus": minus, "plus": plus, "times": times, "negative": negative, "first": first, "joined": joined,
    "digest": digest, "spaced": spaced, "numbered": numbered,
})  # fmt: skip
