"""The JSON Schema (draft 2020-12) of definitions, for editors and for those who write them by program.

It says what `parse` says; which names exist in a workspace and which values fit them is `check`'s.
"""

from __future__ import annotations

from typing import Any, get_args

from osuma.engine.features.reach import GROUNDS
from osuma.engine.segments.check.sequence import MAX_STEPS
from osuma.engine.segments.operators import COUNTED, MEASURES, OPERATORS
from osuma.engine.segments.parse import DIVIDED, LANGUAGE_VERSION
from osuma.engine.segments.parse.habits import MAX_GAPS, MAX_TIMES, MAX_YEARS
from osuma.engine.segments.parse.messages import CHANNELS, KINDS
from osuma.engine.segments.parse.nodes import MAX_KM
from osuma.engine.segments.parse.values import CALENDAR
from osuma.engine.segments.rule import Unit, Unknown
from osuma.engine.segments.rule import sheet as rule_sheet
from osuma.engine.segments.rule.accounts import Side
from osuma.engine.segments.rule.people import BUCKETS
from osuma.engine.tables.people import LISTED, METHODS, REASONS

_SLUG = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 60}
_TEXT = {"type": "string", "minLength": 1}
_TEXTS = {"oneOf": [_TEXT, {"type": "array", "minItems": 1, "items": _TEXT}]}
_NODE = {"$ref": "#/$defs/condition"}
_LIST = {"type": "array", "items": _NODE}
_DURATION = {"$ref": "#/$defs/duration"}
_WINDOW = {"$ref": "#/$defs/window"}
_FILTERS = {"type": "array", "items": {"$ref": "#/$defs/filter"}}
_UNKNOWN = {"enum": [str(u) for u in Unknown]}
_KM = {"type": "number", "exclusiveMinimum": 0, "maximum": MAX_KM}
_OPS = {"enum": sorted({op for ops in OPERATORS.values() for op in ops})}
_VALUE = {"$ref": "#/$defs/value"}
#: A value or another property, not both.
_ONE_VALUE = {"not": {"required": ["value", "other"]}}
_DATE = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


_BUCKET = {"type": "integer", "minimum": 0, "maximum": BUCKETS - 1}
_WHOLE = {"type": "integer", "minimum": 1}
_COUNT = {"type": "integer", "minimum": 0}


def _mapping(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required, "additionalProperties": False, "properties": properties}


_TOP = {"oneOf": [_mapping(["percent"], percent={**_WHOLE, "maximum": 100}), _mapping(["n"], n=_WHOLE)]}


def schema() -> dict[str, Any]:
    """The schema of a segment or a partition."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Osuma definition",
        "oneOf": [_segment(), _partition()],
        "$defs": {
            "condition": {"oneOf": _conditions()},
            "filter": {
                **_mapping(["property", "op"], property=_TEXT, op=_OPS, value=_VALUE, other=_TEXT),
                **_ONE_VALUE,
            },
            "value": {"oneOf": [*_scalars(), {"type": "array", "minItems": 1, "items": {"oneOf": _scalars()}}]},
            "duration": {
                "type": "string",
                "pattern": "^[0-9]{1,6} (minute|hour|day|week|month|year)s?$",
                "examples": ["90 days", "12 months"],
            },
            "window": {"oneOf": _windows()},
            "measure": {"oneOf": _measures()},
        },
    }


def _scalars() -> list[dict[str, Any]]:
    return [{"type": "string"}, {"type": "number"}, {"type": "boolean"}]


def _meta() -> dict[str, Any]:
    name = _mapping([], fi=_TEXT, en=_TEXT, sv=_TEXT)
    return {
        "osuma": {"const": LANGUAGE_VERSION},
        "name": {"oneOf": [_TEXT, name]},
        "owner": _TEXT,
        "purpose": _TEXT,
        "kpi": _TEXT,
        "review_by": _DATE,
    }


def _segment() -> dict[str, Any]:
    order = _mapping(["field"], field=_TEXT, order={"enum": ["asc", "desc"]})
    unit = {"enum": list(get_args(Unit))}
    return _mapping(["slug", "where"], **_meta(), slug=_SLUG, of=unit, where=_NODE, rank_by=order, sheet=_sheet())


def _sheet() -> dict[str, Any]:
    text = {"type": "string", "minLength": 1, "maxLength": rule_sheet.LONGEST}
    year = {"type": "integer", "minimum": 0, "maximum": rule_sheet.OLDEST}
    figure = {"type": "integer", "minimum": 0, "maximum": rule_sheet.MOST}
    ages = {"type": "array", "minItems": 2, "maxItems": 2, "items": year}
    return _mapping(
        [], **dict.fromkeys(rule_sheet.TEXTS, text), age=ages, **dict.fromkeys(rule_sheet.FIGURES, figure)
    )


def _partition() -> dict[str, Any]:
    name = _meta()["name"]
    klass = _mapping(["slug", "where"], slug=_SLUG, name=name, where=_NODE)
    other = _mapping(["slug"], slug=_SLUG, name=name)
    classes = {"type": "array", "minItems": 1, "items": klass}
    unit = {"enum": list(DIVIDED)}
    return _mapping(
        ["partition", "classes"], **_meta(), partition=_SLUG, of=unit, base=_NODE, classes=classes, other=other
    )


def _windows() -> list[dict[str, Any]]:
    calendar = {"type": "string", "pattern": CALENDAR}
    pair = {"type": "array", "minItems": 2, "maxItems": 2, "items": _DURATION}
    forms = [*((key, _DURATION) for key in ("last", "next", "before", "beyond")), ("ago", pair), ("ahead", pair)]
    forms.append(("calendar", calendar))
    fixed = {**_mapping([], since=_DATE, until=_DATE), "minProperties": 1}
    return [*(_mapping([key], **{key: form}) for key, form in forms), fixed]


def _measures() -> list[dict[str, Any]]:
    more = {"mode": {"by": _TEXT}}
    fields = [kind for kind in MEASURES if kind != "count"]
    return [{"const": "count"}, *(_mapping([kind], **{kind: _TEXT}, **more.get(kind, {})) for kind in fields)]


_METHOD = {"enum": list(METHODS)}
_REASON = {"enum": list(REASONS)}


def _conditions() -> list[dict[str, Any]]:
    measure = {"$ref": "#/$defs/measure"}
    event = {"event": _TEXT, "where": _FILTERS, "measure": measure, "window": _WINDOW}
    channel = {"enum": ["email", "sms", "phone", "post"]}
    figure = {"oneOf": [_mapping(["event"], **event), _mapping(["property"], property=_TEXT)]}
    return [
        {
            **_mapping(["property", "op"], property=_TEXT, op=_OPS, value=_VALUE, other=_TEXT, unknown=_UNKNOWN),
            **_ONE_VALUE,
        },
        _mapping(["near", "km"], near={"type": "string", "pattern": "^[0-9]{5}$"}, km=_KM, unknown=_UNKNOWN),
        _mapping(["event"], **event, op=_OPS, value=_VALUE, unknown=_UNKNOWN),
        _mapping(
            ["recency", "value"],
            recency=_TEXT,
            which={"enum": ["first", "last"]},
            where=_FILTERS,
            op={"enum": ["lte", "gt"]},
            value=_DURATION,
            unknown=_UNKNOWN,
        ),
        _mapping(["date", "window"], date=_TEXT, anniversary={"type": "boolean"}, window=_WINDOW, unknown=_UNKNOWN),
        _mapping(["member"], member=_TEXT, joined=_WINDOW, unknown=_UNKNOWN),
        _mapping(
            ["consent"],
            consent=channel,
            state={"enum": ["granted", "refused"]},
            purpose=_TEXT,
            window=_WINDOW,
            source=_TEXTS,
            method={"oneOf": [_METHOD, {"type": "array", "minItems": 1, "items": _METHOD}]},
            double_opt_in={"type": "boolean"},
            unknown=_UNKNOWN,
        ),
        _rank(figure),
        _mapping(["bucket", "from", "to"], **{"bucket": _TEXT, "from": _BUCKET, "to": _BUCKET, "unknown": _UNKNOWN}),
        _mapping(
            ["score", "op"], score=_TEXT, op={"enum": list(OPERATORS["decimal"])}, value=_VALUE, unknown=_UNKNOWN
        ),
        _mapping(["experiment"], experiment=_TEXT, arm=_TEXTS, unknown=_UNKNOWN),
        *(_reach(name, grounds) for name, grounds in GROUNDS.items()),
        _suppressed(),
        _changed(),
        _message(),
        _mapping(["sample", "seed"], sample=_TOP, seed=_TEXT, among=_NODE, unknown=_UNKNOWN),
        _sequence(),
        *_habits(),
        *_across(),
        *(_mapping([key], **{key: _LIST}) for key in ("all", "any", "none")),
        _mapping(["not"], **{"not": _NODE}),
    ]


def _message() -> dict[str, Any]:
    yes_or_no = {"type": "boolean"}
    return _mapping(
        ["message"],
        message={"enum": list(KINDS)},
        channel={"enum": list(CHANNELS)},
        campaign=_TEXT,
        human=yes_or_no,
        did=yes_or_no,
        window=_WINDOW,
    )


def _reach(channel: str, grounds: tuple[str, ...]) -> dict[str, Any]:
    ground = {"enum": list(grounds)}
    either = {"oneOf": [ground, {"type": "array", "minItems": 1, "items": ground}]}
    return _mapping(["reach"], reach={"const": channel}, ground=either, purpose=_TEXT, unknown=_UNKNOWN)


def _suppressed() -> dict[str, Any]:
    either = {"oneOf": [_REASON, {"type": "array", "minItems": 1, "items": _REASON}]}
    return _mapping(
        ["suppressed"], suppressed={"enum": list(LISTED)}, reason=either, window=_WINDOW, unknown=_UNKNOWN
    )


def _changed() -> dict[str, Any]:
    value = {"oneOf": _scalars()}
    return _mapping(
        ["changed"], **{"changed": _TEXT, "from": value, "to": value, "window": _WINDOW, "unknown": _UNKNOWN}
    )


def _rank(figure: dict[str, Any]) -> dict[str, Any]:
    chosen = {"oneOf": [_WHOLE, {"type": "array", "minItems": 1, "items": _WHOLE}]}
    tiles = _mapping(["of", "in"], **{"of": {**_WHOLE, "minimum": 2, "maximum": 100}, "in": chosen})
    order = {"enum": ["asc", "desc"]}
    percents = {
        "type": "array",
        "minItems": 2,
        "maxItems": 2,
        "items": {"type": "integer", "minimum": 0, "maximum": 100},
    }
    found = _mapping(
        ["rank"],
        rank=figure,
        order=order,
        top=_TOP,
        tiles=tiles,
        percentile=percents,
        per=_TEXT,
        among=_NODE,
        unknown=_UNKNOWN,
    )
    return {**found, "oneOf": [{"required": [form]} for form in ("top", "tiles", "percentile")]}


def _habits() -> list[dict[str, Any]]:
    def whole(most: int) -> dict[str, Any]:
        return {"type": "integer", "minimum": 1, "maximum": most}

    times = {"type": "number", "exclusiveMinimum": 0, "maximum": MAX_TIMES}
    shape = {"months": whole(11), "percent": whole(100), "years": whole(MAX_YEARS)}
    return [
        _mapping(["overdue"], overdue=_TEXT, times=times, where=_FILTERS, gaps=whole(MAX_GAPS), unknown=_UNKNOWN),
        _mapping(["seasonal"], seasonal=_TEXT, where=_FILTERS, **shape, unknown=_UNKNOWN),
    ]


def _across() -> list[dict[str, Any]]:
    found = []
    for side in get_args(Side):
        held = {side: {"enum": ["any", "all", "none"]}, "where": _NODE, "unknown": _UNKNOWN}
        counted = {side: {"const": "count"}, "where": _NODE, "unknown": _UNKNOWN}
        number = {"oneOf": [_COUNT, {"type": "array", "minItems": 2, "maxItems": 2, "items": _COUNT}]}
        found.append(_mapping([side, "where"], **held))
        found.append(_mapping([side], **counted, op={"enum": list(COUNTED)}, value=number))
    return found


def _sequence() -> dict[str, Any]:
    steps = [_mapping([key], **{key: _TEXT, "where": _FILTERS}) for key in ("event", "without")]
    return _mapping(
        ["sequence"],
        sequence={"type": "array", "minItems": 2, "maxItems": MAX_STEPS, "items": {"oneOf": steps}},
        within=_DURATION,
        same={"oneOf": [_TEXT, {"type": "array", "items": _TEXT}]},
        window=_WINDOW,
        so_far={"type": "boolean"},
        unknown=_UNKNOWN,
    )
