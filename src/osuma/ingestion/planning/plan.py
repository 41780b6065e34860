"""A table and a mapping become the SQL that stages it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from osuma.engine.errors import Refused
from osuma.ingestion.mapping.check import check_mapping
from osuma.ingestion.mapping.mapping import Mapping, OutputMapping
from osuma.ingestion.planning import answers, finishing, functions, headcounts
from osuma.ingestion.planning.cells import Cells, raw_layers, relation
from osuma.ingestion.planning.load_plan import LoadPlan, Output, PlanSettings
from osuma.ingestion.planning.quoting import RAW, template, text
from osuma.ingestion.planning.readings import SELF
from osuma.ingestion.planning.rows import Rows
from osuma.ingestion.tables import SourceTable

_FUNCTIONS = {
    f.__name__: f
    for f in (
        functions.osuma_phone,
        functions.osuma_title_role,
        functions.osuma_business_id,
        functions.osuma_domain,
        headcounts.osuma_headcount,
    )
}
_NONE = "SELECT CAST(NULL AS BIGINT) AS row, '' AS \"column\", '' AS value, '' AS code WHERE false"
_ORDER = ("products", "areas", "customers", "accounts", "orders", "order_lines", "refunds")


@dataclass(frozen=True)
class _Check:
    """One thing that can be wrong. value: SQL of what to show. marks: outputs whose rows it concerns. what: SQL that
    is true where it is wrong. strict: whether it refuses the row."""

    header: str
    value: str
    marks: tuple[str, ...]
    what: str
    code: str
    strict: bool

    @property
    def test(self) -> str:
        return f"({' OR '.join(self.marks)}) AND ({self.what})"


def plan(
    table: SourceTable,
    mapping: Mapping,
    settings: PlanSettings | None = None,
    allowed_special: frozenset[str] = frozenset(),
) -> LoadPlan:
    """The SQL that stages `table` as `mapping` says; raises Refused with every mistake of the mapping."""
    settings = settings or PlanSettings()
    mapping = answers.screened(mapping, table.headers, allowed_special)
    if mistakes := check_mapping(table, mapping, allowed_special, settings.targets):
        raise Refused(mistakes)
    cells = Cells(table, mapping, settings, allowed_special)
    about_orders = any(o.target in ("orders", "order_lines") for o in mapping.outputs)
    outputs = [
        Rows(f"o{place}", output, cells, soft=about_orders or _in_passing(output, mapping))
        for place, output in enumerate(mapping.outputs, start=1)
    ]
    for rows in outputs:
        finishing.build(rows)
    checks = _checks(outputs)
    whole = _whole(mapping, cells)
    bad, warned = (" OR ".join(f"({c.test})" for c in checks if c.strict is strict) for strict in (True, False))
    numbered = cells.asks_file or any(rows.output.first_of for rows in outputs)
    marks = [(r.name, r.mark()) for r in outputs]
    raw = raw_layers(cells, marks, bad or "false", warned or "false", numbered=numbered)
    source = relation(table, numbered=numbered)

    def finished(sql: str) -> str:
        return template(sql.replace(RAW, source))

    excluded = _excluded(whole)
    used = {name for cell in cells.read.values() for name in cell.reading.functions}
    return LoadPlan(
        source=mapping.source,
        raw_sql=raw,
        numbered_sql=finished(RAW),
        outputs=tuple(_output(r, excluded, finished) for r in sorted(outputs, key=_order)),
        refused_sql=finished(_listed([c for c in checks if c.strict], "bad", _with_the_rest(mapping, whole))),
        warnings_sql=finished(_listed([c for c in checks if not c.strict], f"NOT ({excluded})", None)),
        claims={
            target: (finished(claim), finished(f"{claim} AND ({excluded})"))
            for target, field in _CLAIMED.items()
            if (claim := _claim(outputs, target, field))
        },
        refused_early=table.refused,
        refused_rest=table.unread_rest,
        functions={name: _FUNCTIONS[name] for name in sorted(used)},
    )


def _in_passing(output: OutputMapping, mapping: Mapping) -> bool:
    """Whether the file tells of companies beside what it is about: a row without one is no mistake then."""
    return output.target == "accounts" and any(o.target != "accounts" for o in mapping.outputs)


def _output(rows: Rows, excluded: str, finished: Callable[[str], str]) -> Output:
    made = Output(rows.output.target, rows.output.origin, finished(rows.sql(excluded)), rows.custom())
    if not rows.alone or excluded != "bad":
        return made
    fields, where = rows.typed(), rows.wanted(excluded)
    return replace(made, fields=fields, where=where, absent=frozenset(fields.keys() - rows.fields.keys()))


def _order(rows: Rows) -> int:
    """Products, areas and people before what refers to them."""
    target = rows.output.target
    return _ORDER.index(target) if target in _ORDER else len(_ORDER)


def _whole(mapping: Mapping, cells: Cells) -> str | None:
    header = mapping.whole or next((o.group_by for o in mapping.outputs if o.group_by), None)
    return cells.text(header) if header else None


def _excluded(whole: str | None) -> str:
    if whole is None:
        return "bad"
    return f"bad OR coalesce({whole} IN (SELECT {whole} FROM {RAW} WHERE bad AND {whole} IS NOT NULL), false)"


def _with_the_rest(mapping: Mapping, whole: str | None) -> str | None:
    """SQL of the rows that go with a bad row of the same order."""
    if whole is None:
        return None
    header = mapping.whole or next(o.group_by for o in mapping.outputs if o.group_by)
    return (
        f"SELECT row, {text(header or '')} AS \"column\", {whole} AS value, 'with_the_rest' AS code FROM {RAW} "
        f"WHERE NOT bad AND {whole} IN (SELECT {whole} FROM {RAW} WHERE bad AND {whole} IS NOT NULL)"
    )


def _checks(outputs: Sequence[Rows]) -> list[_Check]:
    """Everything that can be wrong; a cell that several outputs read is checked once."""
    found: dict[tuple[str, str, str, bool], _Check] = {}
    for rows in outputs:
        for check in [*_cell_checks(rows), *_row_checks(rows)]:
            key = (check.header, check.what, check.code, check.strict)
            earlier = found.get(key)
            found[key] = replace(check, marks=(*earlier.marks, *check.marks)) if earlier else check
    return list(found.values())


def _cell_checks(rows: Rows) -> list[_Check]:
    found = []
    for assignment, cell in rows.used:
        place, reading, marks = cell.column.place, cell.reading, (rows.name,)
        if reading.code:
            soft = rows.lenient(assignment, cell)
            code = "email_left_out" if soft and reading.code == "not_an_email" else reading.code
            told = reading.told.replace(SELF, cell.alias)
            what = f"CASE WHEN {cell.alias} IS NULL THEN {told} ELSE false END"
            found.append(_Check(assignment.header, place, marks, what, code, not soft))
        if reading.mended:
            found.append(
                _Check(assignment.header, place, marks, f"{cell.alias}_mended", "zeros_restored", strict=False)
            )
    return found


def _row_checks(rows: Rows) -> list[_Check]:
    marks = (rows.name,)
    # What was left out is not repeated in the file of warnings.
    kept_out = [_Check(header, "''", marks, g.found, g.code, strict=False) for header, g in rows.protected]
    if rows.soft and not rows.paper:
        return kept_out
    found = [_Check(header, "''", marks, what, "missing", strict=True) for header, what in rows.needs()]
    found += kept_out
    if until := rows.several_days():
        found.append(
            _Check(*until, marks, f"{rows.fields['_until']} <> {rows.fields['day']}", "several_days", strict=True)
        )
    if nobody := rows.nobody():
        code = "no_company" if rows.output.target == "accounts" else "nobody"
        found.append(_Check("", "''", marks, nobody, code, strict=True))
    return found


def _listed(checks: Sequence[_Check], among: str, more: str | None) -> str:
    parts = [
        f'SELECT row, {text(c.header)} AS "column", CAST({c.value} AS VARCHAR) AS value, {text(c.code)} AS code '
        f"FROM {RAW} WHERE ({among}) AND ({c.test})"
        for c in checks
    ]
    parts += [more] if more else []
    return " UNION ALL ".join(parts) + " ORDER BY ALL" if parts else _NONE


#: What a file sums to by itself: by target the field that has the amount.
_CLAIMED = {"orders": "claimed", "refunds": "amount"}


def _claim(outputs: Sequence[Rows], target: str, field: str) -> str | None:
    rows = next((r for r in outputs if r.output.target == target), None)
    if rows is None or field not in rows.fields:
        return None
    claimed = rows.fields[field]
    # an order made of its lines is one with or without an amount; else the row with the amount is the order's
    of_lines = target == "orders" and rows.output.group_by is not None
    count = f"count(DISTINCT {rows.fields['order_id']})" if of_lines else "count(*)"
    told = "true" if of_lines else f"{claimed} IS NOT NULL"
    return (
        f"SELECT {count} AS number, CAST(coalesce(sum({claimed}), 0) AS DECIMAL(18,4)) AS amount "
        f"FROM {RAW} WHERE {rows.name} AND {told}"
    )
