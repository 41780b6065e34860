"""How one column of the file is read: the SQL of its value, and when that value is a mistake."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from osuma.ingestion.lexicons import fold, lexicon
from osuma.ingestion.mapping.formats import pattern_of
from osuma.ingestion.planning import functions, moments, numbers, places, quoting
from osuma.ingestion.planning.quoting import text
from osuma.ingestion.reading.guess import NOTHING

_EMAIL = r"[^@\s<>,;\"]+@[^@\s<>,;\"]+\.[^@\s.<>,;\"]+"
_CURRENCY = r"[A-Z]{3}"
_SYMBOLS = {"€": "EUR", "eur": "EUR", "euro": "EUR", "$": "USD", "£": "GBP", "kr": "SEK"}

#: Stands for the joined table of words in a reading's value.
LOOKUP = "\x00lookup\x00"


@dataclass(frozen=True)
class Request:
    """What is to be read. cell: SQL name of the trimmed cell. kind: see `targets`. formats: patterns of dates or
    the decimal mark. zone: of times without one. codes: the mapping's own words. country: SQL of the row's
    country, for postcodes; home: the workspace's. typed: cells of a workbook. ambiguous: SQL that is true where the
    whole column shows the other order of day and month.
    """

    cell: str
    kind: str
    formats: tuple[str, ...] = ()
    zone: str = "Europe/Helsinki"
    workspace: str = "Europe/Helsinki"
    codes: tuple[tuple[str, str], ...] = ()
    country: str | None = None
    home: str = "FI"
    sql_type: str = "VARCHAR"
    typed: bool = False
    ambiguous: str | None = None


@dataclass(frozen=True)
class Reading:
    """SQL of what was read. value: null where blank or wrong. more: further values by suffix (`day`, `only`).
    told: SQL, true where the cell says anything. lookup: rows (word, code) of the table that the value takes from
    as `LOOKUP`. functions: Python functions that it calls. code: reason for a wrong value; null where none is wrong.
    mended: SQL, true where the value was put right.
    """

    value: str
    told: str
    more: Mapping[str, str] = field(default_factory=dict)
    lookup: str | None = None
    functions: tuple[str, ...] = ()
    code: str | None = None
    mended: str | None = None


def _told(cell: str) -> str:
    return f"({cell} IS NOT NULL AND lower({cell}) NOT IN ({quoting.texts(sorted(NOTHING - {''}))}))"


def _folded(cell: str) -> str:
    return f"lower(nfc_normalize({cell}))"


def _words(words: Mapping[str, str]) -> str:
    """Rows of a small table (word, code), to be joined on the folded cell."""
    return ", ".join(f"({text(w)}, {text(c)})" for w, c in sorted(words.items()))


def read(request: Request) -> Reading:
    """The reading of one column."""
    kind, _, lexicon_name = request.kind.partition(":")
    if kind == "code":
        return _code(request, lexicon_name)
    return _READERS[kind](request)


def _text(r: Request) -> Reading:
    return Reading(r.cell, f"{r.cell} IS NOT NULL")


def _bare(cell: str) -> str:
    return f"nullif(trim(ltrim({cell}, '''')), '')"


def _id(r: Request) -> Reading:
    whole = f"regexp_replace({_bare(r.cell)}, '^(\\d+)\\.0$', '\\1')"
    return Reading(whole, f"{r.cell} IS NOT NULL")


def _email(r: Request) -> Reading:
    bare = f"regexp_replace({_bare(r.cell)}, '^(?i)mailto:', '')"
    return Reading(
        f"CASE WHEN regexp_full_match({bare}, {text(_EMAIL)}) THEN {bare} END", _told(r.cell), code="not_an_email"
    )


def _address(r: Request) -> Reading:
    found = _email(r)
    return Reading(_folded(found.value), found.told, code="not_an_email")


def _phone(r: Request) -> Reading:
    digits = f"regexp_replace({r.cell}, '[\\s().''-]', '', 'g')"
    fast = f"(?:\\+358|00358|0){functions.mobile_pattern()}"
    value = (
        f"CASE WHEN regexp_full_match({digits}, {text(fast)}) "
        f"THEN '+358' || regexp_replace({digits}, '^(\\+358|00358|0)', '') "
        f"WHEN {_told(r.cell)} THEN nullif(osuma_phone({r.cell}), '') END"
    )
    return Reading(value, _told(r.cell), functions=("osuma_phone",), code="not_a_phone")


def _postcode(r: Request) -> Reading:
    bare = f"regexp_replace(upper({_bare(r.cell)}), '^(FI|AX)-|\\.0$', '', 'g')"
    home = "true" if r.home in ("FI", "AX") else "false"
    finnish = f"(coalesce({r.country} IN ('FI', 'AX'), {home}))" if r.country else home
    short = f"({finnish} AND regexp_full_match({bare}, '\\d{{1,4}}'))"
    foreign = f"regexp_full_match({bare}, '[A-Z0-9][A-Z0-9 -]{{1,9}}')"
    known = f"coalesce({r.country} NOT IN ('FI', 'AX'), false)" if r.country else "false"
    value = (
        f"CASE WHEN {known} THEN CASE WHEN {foreign} THEN {bare} END "
        f"WHEN regexp_full_match({bare}, '\\d{{5}}') THEN {bare} WHEN {short} THEN lpad({bare}, 5, '0') "
        f"WHEN {foreign} AND NOT ({finnish} AND regexp_full_match({bare}, '\\d+')) "
        f"AND regexp_matches({bare}, '\\d') THEN {bare} END"
    )
    return Reading(value, _told(r.cell), code="not_a_postcode", mended=short)


def _form(r: Request) -> str:
    return next((f for f in r.formats if f in ("comma", "dot")), "dot")


def _money(r: Request) -> Reading:
    value = numbers.money(r.cell, _form(r), typed=r.typed)
    return Reading(value, _told(r.cell), code="not_a_number")


def _int(r: Request) -> Reading:
    value = numbers.integer(r.cell, _form(r), typed=r.typed)
    return Reading(value, _told(r.cell), code="not_an_integer")


def _figure(r: Request) -> Reading:
    told = f"({_told(r.cell)} AND NOT regexp_full_match({r.cell}, '[.…-]+|-1([.,]0+)?'))"
    return Reading(numbers.figure(r.cell, _form(r), r.sql_type), told, code="not_a_number")


def _moment(r: Request) -> Reading:
    def said(formats: Sequence[str]) -> moments.Moment:
        return moments.moment(r.cell, formats, r.zone, r.workspace, typed=r.typed)

    found = said(r.formats)
    others = tuple(filter(None, (moments.other_order(pattern_of(f)) for f in r.formats)))
    if r.ambiguous and others:
        other = said(others)
        found = moments.Moment(
            f"CASE WHEN {r.ambiguous} THEN {other.instant} ELSE {found.instant} END",
            f"CASE WHEN {r.ambiguous} THEN {other.day} ELSE {found.day} END",
            found.date_only,
        )
    return Reading(
        found.instant, _told(r.cell), {"day": found.day, "only": found.date_only}, code="not_a_date"
    )  # fmt: skip


def _date(r: Request) -> Reading:
    found = _moment(r)
    return Reading(found.more["day"], found.told, code="not_a_date")


def _bool(r: Request) -> Reading:
    words = lexicon("yes_no")
    yes = quoting.texts(sorted(w for w, c in words.items() if c == "yes"))
    no = quoting.texts(sorted(w for w, c in words.items() if c == "no"))
    cell = _folded(r.cell)
    return Reading(
        f"CASE WHEN {cell} IN ({yes}) THEN true WHEN {cell} IN ({no}) THEN false END",
        _told(r.cell),
        code="not_yes_or_no",
    )


def _list(r: Request) -> Reading:
    quoted = f'regexp_extract_all({r.cell}, \'"([^"]*)"\', 1)'
    plain = (
        f"list_filter(list_transform(string_split_regex({r.cell}, '[,;|]'), lambda x: trim(x)), lambda x: x <> '')"
    )
    value = f"CASE WHEN contains({r.cell}, '\"') THEN {quoted} WHEN {r.cell} IS NOT NULL THEN {plain} END"
    return Reading(value, f"{r.cell} IS NOT NULL")


def _code(r: Request, name: str) -> Reading:
    words = {**lexicon(name), **{fold(w): c for w, c in r.codes}}
    value = f"{LOOKUP}.code"
    if name == "country":
        value = f"coalesce({value}, CASE WHEN regexp_full_match({r.cell}, '[A-Z]{{2}}') THEN {r.cell} END)"
    fault = "status_unknown" if name == "status" else "code_unknown"
    return Reading(value, _told(r.cell), lookup=_words(words), code=fault)


def _municipality(r: Request) -> Reading:
    digits = f"CASE WHEN regexp_full_match({r.cell}, '\\d{{1,3}}') THEN lpad({r.cell}, 3, '0') END"
    words = _words(places.municipality_codes())
    return Reading(f"coalesce({LOOKUP}.code, {digits})", _told(r.cell), lookup=words, code="code_unknown")


def _region(r: Request) -> Reading:
    value = f"CASE WHEN regexp_full_match({r.cell}, '(MK)?\\d{{1,2}}') THEN lpad(ltrim({r.cell}, 'MK'), 2, '0') END"
    return Reading(value, _told(r.cell), code="code_unknown")


def _title_role(r: Request) -> Reading:
    value = f"CASE WHEN {r.cell} IS NOT NULL THEN nullif(osuma_title_role({r.cell}), '') END"
    return Reading(value, "false", functions=("osuma_title_role",))


def _currency(r: Request) -> Reading:
    symbols = " ".join(f"WHEN {text(s)} THEN {text(c)}" for s, c in _SYMBOLS.items())
    upper = f"upper({r.cell})"
    code = f"CASE WHEN regexp_full_match({upper}, '{_CURRENCY}') THEN {upper} END"
    value = f"CASE lower({r.cell}) {symbols} ELSE {code} END"
    return Reading(value, _told(r.cell), code="code_unknown")


def _area_postcode(r: Request) -> Reading:
    bare = f"regexp_replace({_bare(r.cell)}, '\\.0$', '')"
    value = (
        f"CASE WHEN regexp_full_match({bare}, '\\d{{1,5}}') THEN lpad({bare}, 5, '0') "
        f"ELSE nullif(regexp_extract({bare}, '^(\\d{{5}})\\s', 1), '') END"
    )
    return Reading(value, _told(r.cell), code="not_a_postcode")


def _area_name(r: Request) -> Reading:
    value = (
        f"nullif(trim(regexp_replace(regexp_replace({r.cell}, '^\\d{{5}}\\s+', ''), '\\s*\\([^)]*\\)\\s*$', '')), '')"
    )
    return Reading(value, f"{r.cell} IS NOT NULL")


_READERS: Mapping[str, Callable[[Request], Reading]] = {
    "text": _text, "id": _id, "email": _email, "address": _address, "phone": _phone, "postcode": _postcode,
    "money": _money, "int": _int, "figure": _figure, "moment": _moment, "date": _date, "bool": _bool,
    "list": _list, "municipality": _municipality, "region": _region, "title_role": _title_role,
    "currency": _currency, "area_postcode": _area_postcode, "area_name": _area_name,
}  # fmt: skip
