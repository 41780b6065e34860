"""Properties of events that came as JSON, read by the types that they are registered with."""

from __future__ import annotations

from collections.abc import Sequence

from osuma.engine.tables.own import OwnProperty, OwnType
from osuma.ingestion.planning.quoting import RAW, name, template, text
from osuma.ingestion.planning.readings import SELF, Reading, Request, read
from osuma.ingestion.targets import OWN_KINDS

#: Forms of dates that are tried where the definition gives none.
DATES = ("%Y-%m-%d", "%d.%m.%Y")
_NUMBERS = "('BIGINT', 'UBIGINT', 'HUGEINT', 'DOUBLE')"


def pointer(given: str) -> str:
    """Where a property is in its JSON object, as an SQL literal."""
    return text("/" + given.replace("~", "~0").replace("/", "~1"))


def typed_sql(own: OwnType, zone: str) -> str:
    """A SELECT over `{raw}` (rows with `properties`): its rows, with `<property>` as registered, `cell_<n>` its text
    and `wrong_<n>` the code of why it does not fit, null where it does. A nested value never fits."""
    cells, first, values = ["*"], ["*"], ["*"]
    for n, one in enumerate(own.properties):
        cell, shape = f"cell_{n}", f"shape_{n}"
        cells.append(f"nullif(trim(json_extract_string(properties, {pointer(one.given)})), '') AS {cell}")
        cells.append(f"coalesce(json_type(properties, {pointer(one.given)}), 'NULL') AS {shape}")
        said = _said(one, cell, zone)
        for m, (reading, _) in enumerate(said):
            first += [f"{sql} AS read_{n}_{m}_{step}" for step, sql in reading.first.items()]
        value = " ".join(
            f"WHEN {when} THEN {_own(reading.value, n, m)}" for m, (reading, when) in enumerate(said)
        )  # fmt: skip
        told = said[-1][0].told
        code = said[-1][0].code or "nested"
        values.append(f"CASE WHEN {shape} IN ('ARRAY', 'OBJECT') THEN NULL {value} END AS {name(one.name)}")
        values.append(
            f"CASE WHEN {shape} IN ('ARRAY', 'OBJECT') THEN 'nested' WHEN {told} AND (CASE {value} END) IS NULL "
            f"THEN {text(code)} END AS wrong_{n}"
        )
    sql = (
        f"SELECT {', '.join(values)} FROM (SELECT {', '.join(first)} FROM (SELECT {', '.join(cells)} "
        f"FROM {RAW} AS own_rows))"
    )
    return template(sql)


def _own(sql: str, n: int, m: int) -> str:
    return sql.replace(SELF, f"read_{n}_{m}")


def _said(one: OwnProperty, cell: str, zone: str) -> Sequence[tuple[Reading, str]]:
    """How a property is read, and when so: a number of JSON is written with a point whatever the texts do."""
    kind = OWN_KINDS[one.type]
    formats = (one.format,) if one.format else DATES if one.type in ("date", "instant") else ("dot",)
    formats = (*formats, "%Y-%m-%d") if one.format and one.type in ("date", "instant") else formats
    request = Request(cell, kind, formats, zone, zone, typed=kind in ("int", "money"))
    if kind not in ("int", "money"):
        return [(read(request), "true")]
    number = Request(cell, kind, ("dot",), zone, zone)
    shape = cell.replace("cell_", "shape_")
    return [(read(number), f"{shape} IN {_NUMBERS}"), (read(request), "true")]
