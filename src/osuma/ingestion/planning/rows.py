"""One output of a mapping as SQL over the raw table: its fields, the rows it wants, what a row must have."""

from __future__ import annotations

import re
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field

from osuma.ingestion.mapping.mapping import ASKED, Assignment, Case, Condition, OutputMapping
from osuma.ingestion.planning import answers, derive, quoting
from osuma.ingestion.planning.cells import Cell, Cells, lenient, sql_type
from osuma.ingestion.planning.protected import Protection, protection
from osuma.ingestion.planning.quoting import RAW, text
from osuma.ingestion.targets import AD_FIGURES, Target

#: SQL that looks at other rows; a literal that reads like it only costs the short way.
_SEVERAL = re.compile(r"\b(OVER|SELECT)\b")
_PERSON = ("person_id", "person_email", "person_phone")
#: What a row may be known by, by target; the others by the person that they name.
_NAMES = {
    "customers": ("person_id", "email", "phone"),
    "own_export": ("person_id", "email", "phone"),
    "accounts": ("account_id", "business_id", "name", "domain"),
}


@dataclass
class Rows:
    """An output while it is planned. fields: column → SQL over the raw table. used: each assignment and its cell.
    protected: headers whose values may say what the law protects. soft: the file is about something else, orders
    above all, and what it says here in passing costs no row. source: SQL of what rows are taken from: the raw table,
    or its answers."""

    name: str
    output: OutputMapping
    cells: Cells
    soft: bool
    fields: dict[str, str] = field(default_factory=dict)
    used: list[tuple[Assignment, Cell]] = field(default_factory=list)
    protected: list[tuple[str, Protection]] = field(default_factory=list)
    source: str = RAW

    @property
    def target(self) -> Target:
        return self.cells.settings.targets[self.output.target]

    @property
    def paper(self) -> bool:
        """Whether the rows are money: orders, their lines, refunds."""
        return self.output.target in ("orders", "order_lines", "refunds")

    def fill(self) -> None:
        """What columns, constants, recipes and cases say of each field."""
        for assignment in self.output.columns:
            if cell := self.cells.cell(self.output, assignment):
                self.used.append((assignment, cell))
                self._assign(assignment, cell)
        for column, value in self.output.constants.items():
            self.fields[column] = self._constant(column, value)
        said = dict(self.fields)
        for column in self.output.derived:
            self.fields[column] = self._derived(column, said, frozenset())
        for case in reversed(self.output.cases):
            self._case(case)
        for column, sql in self.target.defaults.items():
            blank = self.target.blanks.get(column, sql)
            self.fields[column] = f"coalesce({self.fields[column]}, {blank})" if column in self.fields else sql

    def _assign(self, assignment: Assignment, cell: Cell) -> None:
        column, value = assignment.to, cell.alias
        if guard := protection(self.target, self.output, column, value, self.cells.allowed_special):
            self.protected.append((assignment.header, guard))
            value = guard.kept
        self.also(column, value)
        if column == "ts" and "local_date" in self.target.columns:
            self.also("local_date", f"{cell.alias}_day")
            self.also("date_only", f"CASE WHEN {cell.alias} IS NOT NULL THEN {cell.alias}_only END")
        if column == "headcount":
            self.also("headcount_low", f"{cell.alias}_low")
            self.also("headcount_high", f"{cell.alias}_high")

    def also(self, column: str, sql: str) -> None:
        """Another way to fill a field, for rows that have nothing there yet."""
        earlier = self.fields.get(column)
        self.fields[column] = f"coalesce({earlier}, {sql})" if earlier else sql

    def _constant(self, column: str, value: object) -> str:
        return f"CAST({text(str(value))} AS {sql_type(self.target, self.output, column)})"

    def _derived(self, column: str, said: MappingOf[str, str], above: frozenset[str]) -> str:
        """A recipe over `said`, what columns and constants give. A field may be made of what its own column says."""
        recipe, inside = self.output.derived[column], above | {column}
        args = [
            self._derived(name, said, inside)
            if name in self.output.derived and name not in inside
            else said.get(name) or f"CAST(NULL AS {sql_type(self.target, self.output, name)})"
            for name in recipe.of
        ]
        if recipe.how == "price":
            return derive.price(args, self.cells.mapping.source)
        made = derive.RECIPES[recipe.how](args)
        if recipe.how == "joined" and column in recipe.of:  # an id of its own and more: no id without its own part
            return f"CASE WHEN {said.get(column, 'NULL')} IS NOT NULL THEN {made} END"
        return made

    def _case(self, case: Case) -> None:
        tests = [self.condition(c) for c in case.any_of]
        otherwise = self.fields.get(case.to) or self.target.defaults.get(case.to) or "NULL"
        self.fields[case.to] = (
            f"CASE WHEN {' OR '.join(tests)} THEN {self._constant(case.to, case.value)} ELSE {otherwise} END"
        )

    def condition(self, condition: Condition) -> str:
        """SQL of one test; a column that the file lacks is empty."""
        cell = self.cells.text(condition.header) or "CAST(NULL AS VARCHAR)"
        folded = f"coalesce(lower(nfc_normalize({cell})), '')"
        values = [text(v.casefold()) for v in condition.values]
        among = quoting.among(folded, [v.casefold() for v in condition.values])
        starts = " OR ".join(f"starts_with({folded}, {v})" for v in values) or "false"
        has = " OR ".join(f"contains({folded}, {v})" for v in values) or "false"
        return {
            "is": among,
            "is_not": f"(NOT {among})",
            "starts": f"({starts})",
            "not_starts": f"(NOT ({starts}))",
            "has": f"({has})",
            "empty": f"({cell} IS NULL)",
            "not_empty": f"({cell} IS NOT NULL)",
        }[condition.op]

    def close(self) -> None:
        """The last of it, once what follows from other fields is known: answers and evidence."""
        if self.output.unpivot:
            self.source = answers.relation(self.cells, self.output)
            self.fields |= {name: f"{answers.ASKED}.{name}" for name in ASKED}
            if response := self.fields.get("event_id"):
                asked = f"{answers.ASKED}.question, {answers.ASKED}.choice"
                self.fields["event_id"] = (
                    f"CASE WHEN {response} IS NOT NULL THEN concat_ws('/', {response}, {asked}) END"
                )
        if self.output.evidence:
            column = "properties" if "properties" in self.target.columns else "evidence"
            self.fields[column] = self._evidence()

    def _evidence(self) -> str:
        pairs = [f"{text(h)}, {c}" for h in self.output.evidence if (c := self.cells.text(h))]
        found = f"json_object({', '.join(pairs)})" if pairs else "json_object()"
        title = text(self.cells.table.title)
        if "properties" in self.target.columns:
            return f"CAST(json_merge_patch('{{}}', {found}) AS VARCHAR)"
        return f"CAST(json_merge_patch(json_object('file', {title}), {found}) AS VARCHAR)"

    def mark(self) -> str:
        """SQL that is true for the rows that this output wants, before anything is refused."""
        tests = [self.condition(c) for c in self.output.where]
        if self.output.first_of and (key := self.cells.text(self.output.first_of)):
            tests.append(f"{key} IS NOT NULL AND row_number() OVER (PARTITION BY {key} ORDER BY row) = 1")
        return f"({' AND '.join(tests)})" if tests else "true"

    def needs(self) -> list[tuple[str, str]]:
        """What a row must have: the header to name, and SQL that is true where it is missing, blank cells only."""
        found = []
        for column in self._required():
            sources = [(a, c) for a, c in self.used if a.to == column]
            header = sources[0][0].header if sources else ""
            silent = " AND ".join(f"NOT {c.reading.told}" for _, c in sources) or "true"
            value = self.fields.get(column, "NULL")
            found.append((header, f"CASE WHEN {value} IS NULL THEN {silent} ELSE false END"))
        return found

    def several_days(self) -> tuple[str, str] | None:
        """The header and the cell of the last day of a row about advertising; null where its rows have none."""
        if self.output.target != "ad_cost" or not {"_until", "day"} <= self.fields.keys():
            return None
        return next((a.header, cell.column.place) for a, cell in self.used if a.to == "_until")

    def nobody(self) -> str | None:
        """SQL that is true where a row about a person or a company names none; null where that cannot be."""
        if not self.target.people and self.output.target not in _NAMES:
            return None
        visitor = ("visitor_id",) if "visitor_id" in self.target.columns else ()
        names = _NAMES.get(self.output.target, (*_PERSON, *visitor))
        known = [self.fields[n] for n in names if n in self.fields]
        wrong = [c.reading.told for a, c in self.used if a.to in names and c.reading.code and not self.lenient(a, c)]
        silent = "".join(f" AND NOT {told}" for told in wrong)
        return f"coalesce({', '.join(known)}) IS NULL{silent}" if known else "true"

    def custom(self) -> dict[str, str]:
        """The custom fields of this output and their types."""
        known = self.target.columns
        return {a.to: a.as_ or "text" for a, _ in self.used if a.to.startswith("x_") and a.to not in known}

    def columns(self) -> MappingOf[str, str]:
        """Name → SQL type of what the output gives, `row` first."""
        extra = {name: sql_type(self.target, self.output, name) for name in self.custom()}
        return {**self.target.columns, **extra}

    def wanted(self, excluded: str) -> str:
        """SQL that is true for the rows of the raw table that this output takes."""
        wanted = [self.name, f"NOT ({excluded})"]
        wanted += [f"{self.fields[c]} IS NOT NULL" for c in self._required() if c in self.fields]
        if self.soft and not self.paper:
            wanted += [f"NOT ({nobody})" for nobody in (self.nobody(),) if nobody]
        wanted += [f"{self._any(group)} IS NOT NULL" for group in self.target.links]
        wanted += [f"NOT {guard.found}" for _, guard in self.protected if guard.code == "special_question"]
        wanted += [f"{answers.ASKED}.answer IS NOT NULL"] if self.output.unpivot else []
        return " AND ".join(wanted)

    @property
    def alone(self) -> bool:
        """Whether a row of the raw table makes at most one row here, by itself."""
        others = any(_SEVERAL.search(sql) for sql in self.fields.values())
        return self.source == RAW and not self._keys() and not others

    def typed(self) -> dict[str, str]:
        """SQL of every column but `row`, in its type."""
        return {c: f"CAST({self.fields.get(c, 'NULL')} AS {t})" for c, t in self.columns().items() if c != "row"}

    def sql(self, excluded: str) -> str:
        """The finished SELECT. excluded: SQL that is true where the row is left out."""
        plain = ", ".join(
            f"{self.fields.get(c, 'NULL') if c != 'row' else 'row'} AS {quoting.name(c)}" for c in self.columns()
        )
        rows = f"SELECT {plain} FROM {self.source} WHERE {self.wanted(excluded)}"
        if keys := self._keys():
            return self._grouped(rows, keys)
        typed = ", ".join(f"CAST({quoting.name(c)} AS {t}) AS {quoting.name(c)}" for c, t in self.columns().items())
        return f"SELECT {typed} FROM ({rows})"

    def _required(self) -> list[str]:
        """What a row must have of its own. What is made by counting rows is never missing."""
        return [c for c in self.target.required if " OVER " not in self.fields.get(c, "")]

    def _any(self, columns: tuple[str, ...]) -> str:
        known = [self.fields[c] for c in columns if c in self.fields]
        return f"coalesce({', '.join(known)})" if known else "NULL"

    def _keys(self) -> tuple[str, ...]:
        """The columns that name a row, where several rows of the file make one."""
        if self.output.target == "ad_cost":
            return tuple(c for c in self.target.columns if c not in ("row", *AD_FIGURES))
        if self.output.group_by:
            return ("event_id", *_PERSON) if self.output.target.startswith("events:") else ("order_id",)
        return ()

    def _grouped(self, rows: str, keys: tuple[str, ...]) -> str:
        parts = [_together(column, sql, keys) for column, sql in self.columns().items()]
        return f"SELECT {', '.join(parts)} FROM ({rows}) GROUP BY {', '.join(map(quoting.name, keys))}"

    def lenient(self, assignment: Assignment, cell: Cell) -> bool:
        """Whether a wrong value of this cell is only warned of."""
        return lenient(self.output, assignment, cell.kind, soft=self.soft and not self.paper)


def _together(column: str, sql: str, keys: tuple[str, ...]) -> str:
    """One column of a row made from several: sums of what is counted, the earliest time, the first text."""
    named = quoting.name(column)
    if column in keys:
        value = named
    elif column == "row" or sql in ("TIMESTAMP", "DATE"):
        value = f"min({named})"
    elif sql == "DECIMAL(18,4)" or column in AD_FIGURES:
        value = f"sum({named})"
    elif sql == "BOOLEAN":
        value = f"bool_and({named})"
    else:
        value = f'arg_min({named}, "row")'
    return f"CAST({value} AS {sql}) AS {named}"
