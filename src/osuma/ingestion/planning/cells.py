"""Which cells of a table are read, and how: every column is read once, whatever takes from it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from osuma.ingestion.mapping.formats import DECIMALS, SCALES, other_order, scale_of
from osuma.ingestion.mapping.mapping import Assignment, Mapping, OutputMapping
from osuma.ingestion.planning import quoting
from osuma.ingestion.planning.load_plan import PlanSettings
from osuma.ingestion.planning.readings import SELF, Reading, Request, read
from osuma.ingestion.tables import SourceColumn, SourceTable
from osuma.ingestion.targets import CUSTOM_TYPES, LENIENT, Target

_GLOB = re.compile(r"[*?\[]")
_UNCOMMITTED = 36_028_797_018_960_000  # where DuckDB begins the row ids of a table made in a transaction still open
_SPACE = r"[\s\x{00a0}\x{2009}\x{202f}]"
_CUSTOM_KINDS = {"text": "text", "int": "int", "decimal": "money", "bool": "bool", "date": "date", "list": "list"}


@dataclass(frozen=True)
class Cell:
    """One column read in one way. alias: SQL name of what was read, `<alias>_day` and so on beside it."""

    column: SourceColumn
    alias: str
    reading: Reading
    kind: str


@dataclass
class Cells:
    """The cells that a plan reads, in the order in which they are first needed.

    allowed_special: what a written basis for special-category data covers.
    whole: places of columns whose text an output takes. asks_file: whether reading one needs a look at the whole
    file first (which loses the order of rows).
    """

    table: SourceTable
    mapping: Mapping
    settings: PlanSettings
    allowed_special: frozenset[str] = frozenset()
    read: dict[tuple[object, ...], Cell] = field(default_factory=dict)
    plain: dict[str, SourceColumn] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)
    asks_file: bool = False

    def text(self, header: str) -> str | None:
        """SQL of a column's trimmed text; null where the file has no such column."""
        column = self.table.by_name.get(header)
        if column is None:
            return None
        self.plain[column.place] = column
        self.whole.add(column.place)
        return column.place

    def cell(self, output: OutputMapping, assignment: Assignment) -> Cell | None:
        """The reading of an assignment; null where the file lacks the column."""
        column = self.table.by_name.get(assignment.header)
        if column is None:
            return None
        target = self.settings.targets[output.target]
        kind = kind_of(target, output, assignment)
        country = self._country(output) if kind == "postcode" else None
        formats = self._formats(column, assignment, kind)
        zone = assignment.zone or self.settings.zone
        codes = tuple(sorted(assignment.codes.items()))
        key = (column.place, kind, formats, zone, codes, country)
        if key not in self.read:
            request = Request(
                cell=column.place, kind=kind, formats=formats, zone=zone, workspace=self.settings.zone,
                codes=codes, country=country, home=self.settings.country, typed=self.table.typed_cells,
                sql_type=sql_type(target, output, assignment.to), ambiguous=self._ambiguous(column, assignment, kind),
            )  # fmt: skip
            self.plain[column.place] = column
            found = read(request)
            alias = column.place if found.value == column.place else f"p{len(self.read) + 1}"
            self.whole |= {alias} & {column.place}
            self.read[key] = Cell(column, alias, found, kind)
        return self.read[key]

    def _country(self, output: OutputMapping) -> str | None:
        for assignment in output.columns:
            if assignment.to == "country" and (cell := self.cell(output, assignment)):
                return cell.alias
        constant = output.constants.get("country")
        return quoting.text(str(constant)) if constant else None

    def _formats(self, column: SourceColumn, assignment: Assignment, kind: str) -> tuple[str, ...]:
        if kind == "euros":
            return self._scaled(column, assignment)
        if assignment.format:
            return assignment.format
        guessed = column.guess.format
        if kind in ("moment", "date"):
            fits = guessed if guessed and ("%" in guessed or guessed == "excel") else None
            order = {"dmy": "%d.%m.%Y", "mdy": "%m/%d/%Y", "ymd": "%Y-%m-%d"}[self.table.dialect.date_order]
            return (fits,) if fits else ("%Y-%m-%d", order)
        return (guessed if guessed in ("comma", "dot") else self.table.dialect.decimal,)

    def _scaled(self, column: SourceColumn, assignment: Assignment) -> tuple[str, ...]:
        """Decimal mark and scale of an amount of a year: as the mapping says, else by the values and the header."""
        guessed = column.guess.format if column.guess.format in DECIMALS else self.table.dialect.decimal
        mark = next((f for f in assignment.format if f in DECIMALS), guessed)
        scale = next((f for f in assignment.format if f in SCALES), None) or scale_of(column.header)
        return (mark, scale) if scale else (mark,)

    def _ambiguous(self, column: SourceColumn, assignment: Assignment, kind: str) -> str | None:
        """SQL over the whole file, where its sample leaves day and month open and nobody said."""
        guess = column.guess
        if kind not in ("moment", "date") or assignment.format or guess.decided or not guess.format:
            return None
        if other_order(guess.format) is None:
            return None
        second = "try_cast(regexp_extract(x, '^\\s*\\d{1,2}[./-](\\d{1,2})', 1) AS INTEGER)"
        first = "try_cast(regexp_extract(x, '^\\s*(\\d{1,2})[./-]', 1) AS INTEGER)"
        self.asks_file = True
        shows, speaks = (second, first) if guess.format.startswith("%d") else (first, second)
        return (
            f"(SELECT coalesce(bool_or({shows} > 12), false) AND NOT coalesce(bool_or({speaks} > 12), false) "
            f"FROM (SELECT {column.place} AS x FROM {reader(self.table)}))"
        )


def kind_of(target: Target, output: OutputMapping, assignment: Assignment) -> str:
    """How an assignment is read."""
    if assignment.to not in target.columns and assignment.to.startswith(("x_", "_")):
        default = "text" if assignment.to.startswith("x_") else "decimal"
        return _CUSTOM_KINDS[assignment.as_ or default]
    if assignment.to == "address" and output.constants.get("channel") in ("phone", "sms"):
        return "phone"
    return target.kind(assignment.to)


def sql_type(target: Target, output: OutputMapping, column: str) -> str:
    """The SQL type of a field of an output."""
    if column not in target.columns and column.startswith("x_"):
        found = next((a.as_ for a in output.columns if a.to == column), None)
        return CUSTOM_TYPES[found or "text"]
    return target.columns.get(column, "DECIMAL(18,4)")


def lenient(output: OutputMapping, assignment: Assignment, kind: str, *, soft: bool) -> bool:
    """Whether a value that cannot be read is left empty with a warning, rather than refusing the row."""
    if assignment.bad:
        return assignment.bad == "warn"
    if kind == "email":
        return soft or output.target not in ("customers", "consents")
    coded = kind.startswith("code:") and kind != "code:status"
    return soft or coded or kind in LENIENT or assignment.to == "double_opt_in"


def reader(table: SourceTable) -> str:
    """The FROM clause that reads the file as text, every column as VARCHAR, strictly."""
    names = [*(["row"] if table.numbered else []), *(c.place for c in table.columns)]
    types = ", ".join(f"'{n}': '{'BIGINT' if n == 'row' else 'VARCHAR'}'" for n in names)
    delimiter = "," if table.numbered else table.dialect.delimiter
    quote = quoting.text('"' if table.numbered else table.dialect.quote)
    header = "false" if table.numbered or table.dialect.header_row == 0 else "true"
    options = [
        f"delim = {quoting.text(delimiter)}", f"quote = {quote}", f"escape = {quote}", f"header = {header}",
        f"columns = {{{types}}}", "auto_detect = false", "strict_mode = true", "null_padding = false",
        "compression = 'none'",
    ]  # fmt: skip
    if table.longest > 1_000_000:
        options.append(f"max_line_size = {table.longest + 1_000_000}")
    return f"read_csv({quoting.text(_literal(table.path))}, {', '.join(options)})"


def _literal(path: Path) -> str:
    """A path that matches itself alone: the engine takes `*`, `?` and `[` for patterns."""
    return _GLOB.sub(r"[\g<0>]", str(path.resolve()))


def _trimmed(cell: str) -> str:
    """A cell without space around it, null where blank; the slow way only where there is any (the fast test is for
    every row of every file: what sorts before `!` is blank or begins with a space or a control character)."""
    marks = ("\u00a0", "\t", "\n", "\r", "\u2009", "\u202f")
    ends = " OR ".join(f"ends_with({cell}, {quoting.text(m)})" for m in marks)
    starts = " OR ".join(f"starts_with({cell}, {quoting.text(m)})" for m in marks if m > "!")
    slow = f"nullif(trim(regexp_replace({cell}, '^{_SPACE}+|{_SPACE}+$', '', 'g')), '')"
    return f"CASE WHEN {cell} < '!' OR ends_with({cell}, ' ') OR {ends} OR {starts} THEN {slow} ELSE {cell} END"


def raw_layers(cells: Cells, marks: Iterable[tuple[str, str]], bad: str, warned: str, *, numbered: bool) -> str:
    """The SELECT that makes the raw table: text, what was read of it, which outputs want the row, and `bad`.

    bad, warned: SQL that is true where something refuses the row, and where something is left out of it or mended.
    A text that only such rows are asked for is kept of them alone. numbered: whether to give `row`. Without it the
    rows stay in the file's order (no joins), read by as many threads as there are, and the place in the table is
    the row.
    """
    table, used = cells.table, sorted(cells.plain)
    own = ["row"] if numbered or table.numbered else []
    numbering = (
        [] if not own else ["row"] if table.numbered else [f"{place_of_row('row_number() OVER () - 1', table)}"]
    )
    trimmed = [f"{_trimmed(place) if table.padded else place} AS {place}" for place in used]
    first, values = ["*"], [*own, *used]
    for cell in cells.read.values():
        if cell.alias == cell.column.place:
            continue
        first.extend(f"{sql} AS {cell.alias}_{name}" for name, sql in cell.reading.first.items())
        said = {"": cell.reading.value, **{f"_{name}": sql for name, sql in cell.reading.more.items()}}
        values.extend(f"{sql.replace(SELF, cell.alias)} AS {cell.alias}{suffix}" for suffix, sql in said.items())
    filled = f"coalesce({', '.join(used)}) IS NOT NULL" if used else "true"
    flags = "".join(f", ({filled} AND {sql}) AS {name}" for name, sql in marks)
    return (
        f"WITH source AS (SELECT {', '.join([*numbering, *used])} FROM {reader(table)}), "
        f"file AS (SELECT {', '.join([*own, *trimmed])} FROM source), "
        f"seen AS (SELECT {', '.join(first)} FROM file), "
        f"parsed AS (SELECT {', '.join(values)} FROM seen), "
        f"marked AS (SELECT *{flags} FROM parsed), "
        f"judged AS (SELECT *, coalesce({bad}, false) AS bad, coalesce({warned}, false) AS warned FROM marked) "
        f"SELECT * EXCLUDE (warned){_short(place for place in used if place not in cells.whole)} FROM judged"
    )


def _short(places: Iterable[str]) -> str:
    kept = ", ".join(f"CASE WHEN bad OR warned THEN {place} END AS {place}" for place in places)
    return f" REPLACE ({kept})" if kept else ""


def place_of_row(place: str, table: SourceTable) -> str:
    """SQL of the spreadsheet row from the place in the table, 0 for the first."""
    return f"{place} + {table.first_row} AS row"


def relation(table: SourceTable, *, numbered: bool) -> str:
    """The raw table with its `row`."""
    if numbered or table.numbered:
        return quoting.RAW
    return f"(SELECT {place_of_row(f'rowid % {_UNCOMMITTED}', table)}, * FROM {quoting.RAW})"
