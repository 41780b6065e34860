"""What follows from other fields of a row by itself, by target."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from osuma.engine.tables.facts import AREA_COUNTRIES
from osuma.ingestion.lexicons import fold, lexicon
from osuma.ingestion.mapping.mapping import Assignment
from osuma.ingestion.planning import derive, places, quoting
from osuma.ingestion.planning.cells import Cell
from osuma.ingestion.planning.quoting import text
from osuma.ingestion.planning.rows import Rows


def build(rows: Rows) -> None:
    """Work out every field of an output; call once."""
    rows.fill()
    if finish := _FINISH.get(rows.output.target):
        finish(rows)
    rows.close()


def _finish_customer(rows: Rows) -> None:
    fields = rows.fields
    if birth := fields.get("birth_date"):
        for part in ("year", "month", "day"):
            fields.setdefault(f"birth_{part}", f"{part}({birth})")
    _finish_place(rows)
    _finish_role(rows)


def _finish_role(rows: Rows) -> None:
    """The role behind a title."""
    _read_also(rows, "title", "title_role")


def _read_also(rows: Rows, column: str, other: str) -> None:
    """Fill a field that no column was given for from the cells of another, read in its own way."""
    if other in rows.fields:
        return
    for assignment, _ in list(rows.used):
        if assignment.to == column:
            also = Assignment(assignment.header, other, codes=assignment.codes)
            if cell := rows.cells.cell(rows.output, also):
                rows.also(other, cell.alias)


def _finish_area(rows: Rows) -> None:
    if municipality := rows.fields.get("municipality"):
        rows.fields.setdefault("region", _region(municipality))


def _finish_place(rows: Rows) -> None:
    fields, known = rows.fields, []
    finnish = f"coalesce({fields['country']} IN {AREA_COUNTRIES}, true)" if "country" in fields else "true"
    if "municipality" in fields:
        known.append(fields["municipality"])
    if postcode := fields.get("postcode"):
        known.append(f"CASE WHEN {finnish} THEN {_by_prefix(postcode)} END")
    for assignment, _ in list(rows.used):
        if assignment.to == "city":
            cell = rows.cells.cell(rows.output, Assignment(assignment.header, "municipality"))
            known += [f"CASE WHEN {finnish} THEN {cell.alias} END"] if cell else []
    if known:
        fields["municipality"] = f"coalesce({', '.join(known)})"
        fields.setdefault("region", _region(fields["municipality"]))


def _by_prefix(postcode: str) -> str:
    prefixes = places.postcode_prefixes()
    short = {p: c for p, c in prefixes.items() if len(p) == 2}
    longer = {p: c for p, c in prefixes.items() if len(p) == 3}
    found = f"{quoting.coded(longer, f'left({postcode}, 3)')}, {quoting.coded(short, f'left({postcode}, 2)')}"
    return f"CASE WHEN regexp_full_match({postcode}, '\\d{{5}}') THEN coalesce({found}) END"


def _region(municipality: str) -> str:
    return quoting.coded(places.region_codes(), municipality)


def _finish_currency(rows: Rows) -> None:
    default = text(rows.cells.settings.currency)
    found = rows.fields.get("currency")
    rows.fields["currency"] = f"coalesce({found}, {default})" if found else default


def _finish_order(rows: Rows) -> None:
    _finish_currency(rows)
    fields = rows.fields
    if "amount" not in fields and "total" in fields:
        fields["amount"] = derive.minus([fields["total"], fields.get("shipping", "0")])
    if "claimed" not in fields and ("total" in fields or "amount" in fields):
        fields["claimed"] = fields.get("total") or fields["amount"]
    if "refunded" in fields and "amount" in fields:
        back, amount = fields["refunded"], fields["amount"]
        fields["refunded"] = (
            # least() passes over a null: nothing said of a refund is no refund
            f"CASE WHEN {back} > {amount} AND {amount} >= 0 THEN {amount} ELSE {back} END"
        )


def _finish_line(rows: Rows) -> None:
    """A line that does not name its currency is in its order's, which the store knows."""
    fields = rows.fields
    if "line_no" not in fields and "order_id" in fields:
        fields["line_no"] = derive.numbered([fields["order_id"]])
    if "amount" not in fields and {"quantity", "unit_price"} <= fields.keys():
        fields["amount"] = derive.times([fields["quantity"], fields["unit_price"]])


def _finish_refund(rows: Rows) -> None:
    """A note of several lines names no order's lines: its own are numbered, so that each is a row of its own."""
    _finish_currency(rows)
    if "line_no" not in rows.fields and "order_id" not in rows.fields and "refund_id" in rows.fields:
        rows.fields["line_no"] = derive.numbered([rows.fields["refund_id"]])


def _finish_account(rows: Rows) -> None:
    """A foreign VAT number and a Finnish business ID each find their own column, whichever they were written in."""
    fields = rows.fields
    if founded := fields.get("founded"):
        fields.setdefault("founded_year", f"year({founded})")
    _finish_place(rows)
    _read_also(rows, "business_id", "vat_id")
    _read_also(rows, "vat_id", "business_id")
    _read_also(rows, "industry", "industry_code")
    if "industry_version" not in fields and (said := _said_version(rows)):
        fields["industry_version"] = f"CASE WHEN {fields['industry_code']} IS NOT NULL THEN {text(said)} END"


def _said_version(rows: Rows) -> str | None:
    """The version that the header of the industry code names; of two names that it has in it, the longer."""
    headers = [fold(a.header) for a, _ in rows.used if a.to in ("industry_code", "industry")]
    words = sorted(lexicon("industry_version").items(), key=lambda word: -len(word[0]))
    return next((code for header in headers for word, code in words if word in header), None)


def _finish_deal(rows: Rows) -> None:
    """Whether a deal is open, won or lost, by what its stage was said to mean; `unknown` where nobody said."""
    _finish_currency(rows)
    rows.used += _meaning(rows)


def _finish_stage(rows: Rows) -> None:
    """The same of a stage that a deal once was in. What is strange here the deals may know: nobody is warned."""
    _meaning(rows)


def _meaning(rows: Rows) -> list[tuple[Assignment, Cell]]:
    """Fill `state` by what the stage means; gives the cells that it was read from."""
    silent, read = rows.target.defaults["state"], list[tuple[Assignment, Cell]]()
    if rows.fields.get("state") != silent:
        return read
    del rows.fields["state"]
    for assignment, _ in rows.used:
        if assignment.to == "stage":
            state = Assignment(assignment.header, "state", codes=assignment.codes)
            if cell := rows.cells.cell(rows.output, state):
                read.append((state, cell))
                rows.also("state", cell.alias)
    rows.fields["state"] = f"coalesce({rows.fields['state']}, {silent})" if "state" in rows.fields else silent
    return read


_FINISH: Mapping[str, Callable[[Rows], None]] = MappingProxyType(
    {
        "customers": _finish_customer,
        "own_export": _finish_place,
        "areas": _finish_area,
        "orders": _finish_order,
        "order_lines": _finish_line,
        "refunds": _finish_refund,
        "accounts": _finish_account,
        "contacts": _finish_role,
        "deals": _finish_deal,
        "deal_stages": _finish_stage,
        "ad_cost": _finish_currency,
    }
)
