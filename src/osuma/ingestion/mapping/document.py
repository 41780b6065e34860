"""The YAML form of a mapping: read with every mistake at once, written so that it reads back the same."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from typing import Any, get_args

import yaml

from osuma.engine.errors import Mistake, Refused
from osuma.engine.written import Bounded, Unreadable, read
from osuma.ingestion.mapping.check import check_shape, mistake
from osuma.ingestion.mapping.mapping import (
    Assignment,
    Bad,
    Case,
    Condition,
    Derivation,
    Mapping,
    Operator,
    OutputMapping,
)
from osuma.ingestion.tables import DIALECT
from osuma.ingestion.targets import TARGETS, Target

VERSION = 1
_TOP = {
    "osuma_mapping",
    "source",
    "name",
    "dialect",
    "whole",
    "outputs",
    "ignored",
    "optional",
    "preset",
    "recognise",
}
_OUTPUT = {
    "target", "origin", "columns", "constants", "derived", "cases", "where", "first_of", "group_by", "evidence",
    "unpivot",
}  # fmt: skip
_COLUMN = {"to", "format", "as", "zone", "codes", "bad"}


class _Reader:
    """Reads one document and keeps every mistake."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []

    def wrong(self, where: str, fi: str, en: str, code: str = "bad_mapping") -> None:
        self.mistakes.append(mistake(where, code, fi, en))

    def a_mapping(self, where: str, value: object) -> dict[str, Any]:
        if value is None:
            return {}
        if isinstance(value, dict) and all(isinstance(k, str | int | float | bool) for k in value):
            return {str(k): v for k, v in value.items()}
        self.wrong(where, "Tässä pitää olla avaimia ja arvoja.", "Keys and values are expected here.")
        return {}

    def a_list(self, where: str, value: object) -> list[Any]:
        if value is None:
            return []
        if isinstance(value, list):
            return value
        self.wrong(where, "Tässä pitää olla luettelo.", "A list is expected here.")
        return []

    def a_text(self, where: str, value: object) -> str:
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return str(value)
        self.wrong(where, "Tässä pitää olla tekstiä.", "Text is expected here.")
        return ""

    def texts(self, where: str, value: object) -> tuple[str, ...]:
        listed = value if isinstance(value, list) else [] if value is None else [value]
        return tuple(self.a_text(f"{where}[{i}]", v) for i, v in enumerate(listed))

    def known(self, where: str, given: MappingOf[str, object], allowed: set[str]) -> None:
        for key in sorted(given.keys() - allowed):
            self.wrong(
                f"{where}.{key}".lstrip("."),
                f"Avainta ”{key}” ei tunneta. Avaimet: {', '.join(sorted(allowed))}.",
                f"The key “{key}” is not known. Keys: {', '.join(sorted(allowed))}.",
                "unknown_key",
            )

    def one_of(self, where: str, value: str, allowed: tuple[str, ...]) -> None:
        if value not in allowed:
            self.wrong(
                where,
                f"Arvo ”{value}” ei käy. Vaihtoehdot: {', '.join(allowed)}.",
                f"The value “{value}” will not do. Choose from: {', '.join(allowed)}.",
                "bad_choice",
            )

    def mapping(self, data: dict[str, Any]) -> Mapping:
        self.known("", data, _TOP)
        if data.get("osuma_mapping") != VERSION:
            self.wrong(
                "osuma_mapping",
                f"Määrityksen alussa pitää olla ”osuma_mapping: {VERSION}”.",
                f"The mapping must begin with “osuma_mapping: {VERSION}”.",
                "bad_version",
            )
        dialect = self.a_mapping("dialect", data.get("dialect"))
        self.known("dialect", dialect, set(DIALECT))
        outputs = [
            self.output(f"outputs[{i}]", self.a_mapping(f"outputs[{i}]", item))
            for i, item in enumerate(self.a_list("outputs", data.get("outputs")))
        ]
        return Mapping(
            source=self.a_text("source", data.get("source")),
            outputs=tuple(outputs),
            name=self.a_text("name", data.get("name", "")),
            dialect=dialect,
            ignored=self.texts("ignored", data.get("ignored")),
            optional=self.texts("optional", data.get("optional")),
            whole=data.get("whole") and self.a_text("whole", data["whole"]),
            preset=data.get("preset") and self.a_text("preset", data["preset"]),
        )

    def output(self, where: str, data: dict[str, Any]) -> OutputMapping:
        self.known(where, data, _OUTPUT)
        origin = str(data.get("origin", "customers"))
        self.one_of(f"{where}.origin", origin, ("customers", "orders"))
        columns = [
            self.assignment(f"{where}.columns.{header}", header, item)
            for header, value in self.a_mapping(f"{where}.columns", data.get("columns")).items()
            for item in (value if isinstance(value, list) else [value])
        ]
        return OutputMapping(
            target=self.a_text(f"{where}.target", data.get("target")),
            columns=tuple(columns),
            constants=self.a_mapping(f"{where}.constants", data.get("constants")),
            derived=self.derived(f"{where}.derived", data.get("derived")),
            origin="orders" if origin == "orders" else "customers",
            cases=tuple(self.cases(f"{where}.cases", data.get("cases"))),
            where=self.conditions(f"{where}.where", data.get("where")),
            first_of=data.get("first_of") and self.a_text(f"{where}.first_of", data["first_of"]),
            group_by=data.get("group_by") and self.a_text(f"{where}.group_by", data["group_by"]),
            evidence=self.texts(f"{where}.evidence", data.get("evidence")),
            unpivot=self.texts(f"{where}.unpivot", data.get("unpivot")),
        )

    def assignment(self, where: str, header: str, value: object) -> Assignment:
        if isinstance(value, str):
            return Assignment(header, value)
        data = self.a_mapping(where, value)
        self.known(where, data, _COLUMN)
        bad = data.get("bad")
        if bad is not None:
            self.one_of(f"{where}.bad", str(bad), get_args(Bad))
        codes = self.a_mapping(f"{where}.codes", data.get("codes"))
        return Assignment(
            header,
            self.a_text(f"{where}.to", data.get("to")),
            self.texts(f"{where}.format", data.get("format")),
            data.get("as") and self.a_text(f"{where}.as", data["as"]),
            data.get("zone") and self.a_text(f"{where}.zone", data["zone"]),
            {word: str(code) for word, code in codes.items()},
            bad if bad in get_args(Bad) else None,
        )

    def derived(self, where: str, value: object) -> dict[str, Derivation]:
        found = {}
        for column, recipe in self.a_mapping(where, value).items():
            data = self.a_mapping(f"{where}.{column}", recipe)
            if len(data) != 1:
                self.wrong(
                    f"{where}.{column}",
                    "Tässä pitää olla yksi laskutapa, esimerkiksi {minus: [total, shipping]}.",
                    "One recipe is expected here, for example {minus: [total, shipping]}.",
                )
                continue
            how, args = next(iter(data.items()))
            found[column] = Derivation(how, self.texts(f"{where}.{column}.{how}", args))
        return found

    def cases(self, where: str, value: object) -> Iterator[Case]:
        for place, item in enumerate(self.a_list(where, value)):
            data = self.a_mapping(f"{where}[{place}]", item)
            self.known(f"{where}[{place}]", data, {"to", "value", "any"})
            yield Case(
                self.a_text(f"{where}[{place}].to", data.get("to")),
                self.a_text(f"{where}[{place}].value", data.get("value")),
                self.conditions(f"{where}[{place}].any", data.get("any")),
            )

    def conditions(self, where: str, value: object) -> tuple[Condition, ...]:
        found = []
        for place, item in enumerate(self.a_list(where, value)):
            data, here = self.a_mapping(f"{where}[{place}]", item), f"{where}[{place}]"
            self.known(here, data, {"column", "op", "value"})
            op = self.a_text(f"{here}.op", data.get("op", "is"))
            self.one_of(f"{here}.op", op, get_args(Operator))
            values = self.texts(f"{here}.value", data.get("value"))
            found.append(Condition(self.a_text(f"{here}.column", data.get("column")), op, values))  # type: ignore[arg-type]  # checked by one_of
        return tuple(found)


def load(text: str, loader: type[yaml.SafeLoader] = Bounded) -> dict[str, Any]:
    """The document as plain data; raises Refused where it is no YAML mapping."""
    try:
        data = read(text, loader)
    except Unreadable as error:
        raise Refused([Mistake("", "not_yaml", error.words)]) from None
    if not isinstance(data, dict):
        raise Refused([mistake(
            "", "not_a_mapping", "Määrityksessä pitää olla avaimia ja arvoja.",
            "The mapping must have keys and values.",
        )])  # fmt: skip
    return {str(key): value for key, value in data.items()}


def parse_mapping(text: str | MappingOf[str, Any], targets: MappingOf[str, Target] = TARGETS) -> Mapping:
    """A mapping from its YAML text; raises Refused with every mistake. targets: those of the workspace."""
    data = load(text) if isinstance(text, str) else {str(k): v for k, v in text.items()}
    reader = _Reader()
    mapping = reader.mapping(data)
    mistakes = reader.mistakes or check_shape(mapping, targets)
    if reader.mistakes:
        seen = {m.where for m in reader.mistakes}
        mistakes = [*reader.mistakes, *(m for m in check_shape(mapping, targets) if m.where not in seen)]
    if mistakes:
        raise Refused(mistakes)
    return mapping


def dump_mapping(mapping: Mapping) -> str:
    """The YAML text of a mapping; `parse_mapping` gives the same mapping back."""
    data: dict[str, Any] = {"osuma_mapping": VERSION, "source": mapping.source}
    for key in ("name", "preset", "whole"):
        if value := getattr(mapping, key):
            data[key] = value
    if mapping.dialect:
        data["dialect"] = dict(mapping.dialect)
    data["outputs"] = [_output(output) for output in mapping.outputs]
    for key in ("optional", "ignored"):
        if listed := getattr(mapping, key):
            data[key] = list(listed)
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110)


def _columns(output: OutputMapping) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for assignment in output.columns:
        item = _assignment(assignment)
        if assignment.header in columns:
            earlier = columns[assignment.header]
            columns[assignment.header] = [*(earlier if isinstance(earlier, list) else [earlier]), item]
        else:
            columns[assignment.header] = item
    return columns


def _output(output: OutputMapping) -> dict[str, Any]:
    """One output as plain data; what is empty is left out."""
    data: dict[str, Any] = {
        "target": output.target,
        "origin": output.origin if output.origin != "customers" else None,
        "first_of": output.first_of,
        "group_by": output.group_by,
        "where": [_condition(c) for c in output.where],
        "columns": _columns(output),
        "constants": dict(output.constants),
        "derived": {column: {d.how: list(d.of)} for column, d in output.derived.items()},
        "cases": [{"to": c.to, "value": c.value, "any": [_condition(x) for x in c.any_of]} for c in output.cases],
        "evidence": list(output.evidence),
        "unpivot": list(output.unpivot),
    }
    return {key: value for key, value in data.items() if value}


def _condition(condition: Condition) -> dict[str, Any]:
    data: dict[str, Any] = {"column": condition.header, "op": condition.op}
    if condition.values:
        data["value"] = list(condition.values)
    return data


def _assignment(assignment: Assignment) -> Any:
    data: dict[str, Any] = {"to": assignment.to}
    if assignment.format:
        data["format"] = assignment.format[0] if len(assignment.format) == 1 else list(assignment.format)
    rest = {"as": assignment.as_, "zone": assignment.zone, "bad": assignment.bad}
    data |= {key: value for key, value in rest.items() if value}
    if assignment.codes:
        data["codes"] = dict(assignment.codes)
    return data if len(data) > 1 else assignment.to
