"""What programs may ask over the network, and how it is described: OpenAPI from the verbs' own signatures."""

from __future__ import annotations

import collections.abc
import inspect
import json
import types
import typing
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from osuma.engine.errors import Mistake, Words
from osuma.workflows.asking import rights, verbs

VERSION = "1"
PATH = "/api/v1/"
#: Verbs that work on folders and servers of the machine: they are asked there.
NOT_OFFERED = frozenset({"engine.check", "engine.copy", "watch.due", "watch.take"})
#: Arguments that are files of the asker's: they come along with the question.
FILES_IN: Mapping[str, frozenset[str]] = {
    "events.register": frozenset({"file"}),
    "import.columns": frozenset({"file"}),
    "import.mapped": frozenset({"file"}),
    "import.propose": frozenset({"files"}),
    "import.run": frozenset({"files", "map_", "allow_special"}),
    "logo.keep": frozenset({"file"}),
    "rates.import": frozenset({"file"}),
    "segments.pin": frozenset({"file"}),
    "special.allow": frozenset({"file"}),
}
#: Arguments that say where a file is written: the server chooses, and tells where to fetch it.
FILE_OUT: Mapping[str, str] = dict.fromkeys(
    ("backup.make", "calls.write", "one_page.write", "pictures.write", "report.write", "review.write",
     "segments.export", "sheet.write"), "to",
)  # fmt: skip
#: Of those that are told a form by the ending of the file: the forms that there are, asked for as `format`. What they
#: hold are counts and sums.
FORMS: Mapping[str, tuple[str, ...]] = {
    "one_page.write": ("pdf", "png", "pptx"),
    "pictures.write": ("csv", "xlsx", "svg", "png"),
    "review.write": ("pdf", "pptx", "xlsx"),
    "sheet.write": ("xlsx", "csv", "pdf", "pptx"),
}
#: The most rows of a list in one answer.
PAGE, LONGEST_PAGE = 500, 5000

_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
    Any: {},
}
_KINDS: Mapping[str, Any] = {
    "string": str, "integer": int, "number": int | float, "boolean": bool, "null": types.NoneType,
}  # fmt: skip


def names() -> list[str]:
    """Every verb that may be asked over the network."""
    return [name for name in verbs.names() if name in rights.NEEDS and name not in NOT_OFFERED]


def file_name(name: str, form: str) -> str:
    """What the file of a verb with forms is called in the workspace's folder of reports."""
    return f"{name.partition('.')[0].replace('_', '-')}.{form}"


def of_counts() -> frozenset[str]:
    """The names of files that hold nobody's name."""
    return frozenset(file_name(name, form) for name, forms in FORMS.items() for form in forms)


def document(server: str) -> dict[str, Any]:
    """The OpenAPI description of all of it. server: the address that it is asked at."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Osuma",
            "version": VERSION,
            "description": "Everything that can be asked of Osuma, as verbs: the same, with the same checks, as the "
            "pages and the command line ask. `-` as the workspace means that of the key.",
        },
        "servers": [{"url": server}],
        "security": [{"key": []}, {"session": [], "form": []}],
        "paths": {f"{PATH}{{workspace}}/{name}": {"post": _operation(name)} for name in names()}
        | {
            f"{PATH}{{workspace}}/jobs/{{key}}": {
                "get": _fetch("A piece of work: its state, then its result.", "key")
            },
            f"{PATH}{{workspace}}/exports/{{name}}": {"get": _fetch("A list that was handed out.", "name")},
            f"{PATH}{{workspace}}/reports/{{name}}": {"get": _fetch("A report.", "name")},
        },
        "components": {
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer", "description": "A key of the workspace (Settings)."},
                "session": {"type": "apiKey", "in": "cookie", "name": "osuma"},
                "form": {"type": "apiKey", "in": "header", "name": "X-CSRFToken"},
            },
            "schemas": {"Problem": _PROBLEM},
        },
    }


def arguments(name: str) -> dict[str, Any]:
    """The JSON Schema of a verb's arguments, but for the files that come along and where files are written."""
    function = verbs.find(name).function
    hints = typing.get_type_hints(function, localns=_LOCAL)
    hidden = FILES_IN.get(name, frozenset()) | {FILE_OUT.get(name, "")}
    properties, required = {}, []
    for parameter in list(inspect.signature(function).parameters.values())[1:]:
        if parameter.name in hidden:
            continue
        found = _schema(hints[parameter.name])
        if parameter.default is parameter.empty:
            required.append(parameter.name)
        elif parameter.default is not None:
            found = {**found, "default": _listed(parameter.default)}
        properties[parameter.name] = found
    if name in FORMS:
        properties["format"] = {"enum": list(FORMS[name]), "default": FORMS[name][0]}
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def misfits(name: str, args: Mapping[str, Any]) -> list[Mistake]:
    """Arguments that are of another kind than the verb takes; null is as good as an optional one that is missing.

    Forms of files are not among them: who writes them says which there are.
    """
    schema = arguments(name)
    found = []
    for argument, value in args.items():
        wanted = schema["properties"].get(argument) if argument != "format" else None
        missing = value is None and argument not in schema["required"]
        if wanted is not None and not missing and not _fits(value, wanted):
            told = json.dumps({k: v for k, v in wanted.items() if k != "default"}, ensure_ascii=False)
            said = Words(
                f"on väärää laatua. Sen JSON-skeema on {told}", f"is of the wrong kind. Its JSON Schema is {told}"
            )
            found.append(Mistake(argument, "wrong_kind", said))
    return found


def _fits(value: Any, schema: Mapping[str, Any]) -> bool:
    """Whether a value is of a schema that `_schema` makes."""
    if "anyOf" in schema:
        return any(_fits(value, one) for one in schema["anyOf"])
    if "enum" in schema:
        return value in schema["enum"]
    match schema.get("type"):
        case "array":
            return isinstance(value, list) and all(_fits(one, schema["items"]) for one in value)
        case "object":
            return isinstance(value, dict) and all(
                _fits(one, schema["additionalProperties"]) for one in value.values()
            )
        case None:
            return True
        case kind:
            return isinstance(value, _KINDS[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _operation(name: str) -> dict[str, Any]:
    found = verbs.find(name)
    said = inspect.getdoc(found.function) or ""
    summary, _, rest = said.partition("\n\n")
    parameters: list[dict[str, Any]] = [_WORKSPACE]
    if found.writes:
        parameters += [_IDEMPOTENCY, _PREFER]
    else:
        parameters += [_LIMIT, _CURSOR]
    return {
        "operationId": name,
        "tags": [name.partition(".")[0]],
        "summary": summary.replace("\n", " "),
        "description": rest,
        "x-right": rights.NEEDS[name].name.lower(),
        "x-writes": found.writes,
        "parameters": parameters,
        "requestBody": {"required": True, "content": _content(name)},
        "responses": {
            "200": {"description": "The answer.", "content": {"application/json": {"schema": {"type": "object"}}}},
            "default": _REFUSED,
        },
    }


def _content(name: str) -> dict[str, Any]:
    plain = {"application/json": {"schema": arguments(name)}}
    files = FILES_IN.get(name)
    if files is None:
        return plain
    given = verbs.find(name)
    parts: dict[str, Any] = {"args": arguments(name)}
    for one in sorted(files):
        part = {"type": "string", "format": "binary"}
        parts[one] = {"type": "array", "items": part} if one == "files" else part
    needed = sorted(files & given.required)
    return {"multipart/form-data": {"schema": {"type": "object", "properties": parts, "required": needed}}} | (
        {} if needed else plain
    )


def _fetch(said: str, parameter: str) -> dict[str, Any]:
    kind = "integer" if parameter == "key" else "string"
    named = {"name": parameter, "in": "path", "required": True, "schema": {"type": kind}}
    return {"summary": said, "parameters": [_WORKSPACE, named], "responses": {"200": _OK, "default": _REFUSED}}


def _schema(hint: Any) -> dict[str, Any]:
    """The schema of a Python type as verbs use them. TypeError for one that JSON has not."""
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return {"enum": list(inner)}
    if origin in (types.UnionType, typing.Union):
        return {"anyOf": [{"type": "null"} if one is types.NoneType else _schema(one) for one in inner]}
    if origin in (list, tuple, collections.abc.Sequence):
        return {"type": "array", "items": _schema(inner[0])}
    if origin in (dict, collections.abc.Mapping):
        return {"type": "object", "additionalProperties": _schema(inner[1])}
    raise TypeError(f"{hint} has no JSON Schema")


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


# what annotations speak of and modules import for the checker alone
_LOCAL: dict[str, Any] = {"Session": object}
_OK = {"description": "As asked."}
_REFUSED = {
    "description": "A problem, by its code.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_TEXT = {"type": "string"}
_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code", "fi", "en"],
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "code": _TEXT,
        "fi": _TEXT,
        "en": _TEXT,
        "mistakes": {
            "type": "array",
            "items": {"type": "object", "properties": dict.fromkeys(("where", "code", "fi", "en"), _TEXT)},
        },
    },
}
_WORKSPACE = {
    "name": "workspace", "in": "path", "required": True, "schema": _TEXT,
    "description": "Slug of the workspace; - for that of the key.",
}  # fmt: skip
_IDEMPOTENCY = {
    "name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "maxLength": 200},
    "description": "The same key and question again: done once, answered the same.",
}  # fmt: skip
_PREFER = {
    "name": "Prefer", "in": "header", "schema": {"enum": ["respond-async"]},
    "description": "Answer at once with 202 and where the work is followed.",
}  # fmt: skip
_LIMIT = {
    "name": "limit", "in": "query", "description": "The most rows of the answer's list.",
    "schema": {"type": "integer", "minimum": 1, "maximum": LONGEST_PAGE, "default": PAGE},
}  # fmt: skip
_CURSOR = {
    "name": "cursor", "in": "query", "schema": _TEXT, "description": "`next` of the answer before, for what follows.",
}  # fmt: skip
