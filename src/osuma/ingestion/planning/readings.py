"""How one column of the file is read: the SQL of its value, and when that value is a mistake."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from osuma.engine.tables.facts import AREA_COUNTRIES
from osuma.ingestion.lexicons import fold, lexicon
from osuma.ingestion.mapping.formats import other_order, pattern_of
from osuma.ingestion.planning import functions, moments, numbers, places, quoting
from osuma.ingestion.planning.quoting import text
from osuma.ingestion.reading.guess import NOTHING

_MARK = text("'")
_GAPS = text(r"[\s().'-]")
_EMAIL = r"[^@\s<>,;\"]+@[^@\s<>,;\"]+\.[^@\s.<>,;\"]+"
_CURRENCY = r"[A-Z]{3}"
#: A cell before which Osuma put an apostrophe, so that no spreadsheet takes it for a formula.
FORMULA_MARKED = r"^'+[=+@\t\r-]"
_SYMBOLS = {"€": "EUR", "eur": "EUR", "euro": "EUR", "$": "USD", "£": "GBP", "kr": "SEK"}

#: Stands for the reading's own name; `SELF_x` is its first step `x`.
SELF = "\x00self\x00"


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
    """SQL of what was read.

    first: steps by suffix, worked out before the rest, which names them `SELF_<suffix>` (so that nothing is computed
    twice). value: null where blank or wrong. more: further values by suffix (`day`, `only`).
    told: SQL, true where the cell says anything; it may name `SELF_<suffix>`. functions: Python functions that it
    calls. code: reason for a wrong value; null where none is wrong.
    mended: whether there is a `mended` among more: true where the value was put right.
    """

    value: str
    told: str
    more: Mapping[str, str] = field(default_factory=dict)
    first: Mapping[str, str] = field(default_factory=dict)
    functions: tuple[str, ...] = ()
    code: str | None = None
    mended: bool = False


def _told(cell: str) -> str:
    return f"({cell} IS NOT NULL AND NOT {quoting.among(f'lower({cell})', sorted(NOTHING - {''}))})"


def _told_contact(cell: str) -> str:
    """The same of an address or a number, where people write that there is none."""
    return f"({_told(cell)} AND NOT {quoting.among(_folded(cell), sorted(lexicon('no_contact')))})"


def _folded(cell: str) -> str:
    return f"lower(nfc_normalize({cell}))"


def read(request: Request) -> Reading:
    """The reading of one column."""
    kind, _, lexicon_name = request.kind.partition(":")
    if kind == "code":
        return _code(request, lexicon_name)
    return _READERS[kind](request)


def _text(r: Request) -> Reading:
    return Reading(r.cell, f"{r.cell} IS NOT NULL")


def _bare(cell: str) -> str:
    """The cell without the apostrophe that spreadsheets and Shopify put before digits."""
    return f"CASE WHEN starts_with({cell}, {_MARK}) THEN nullif(trim(ltrim({cell}, {_MARK})), '') ELSE {cell} END"


def _unmarked(cell: str) -> str:
    """The cell as Osuma was to write it: `'=1` was written for `=1`, and `''=1` for `'=1`."""
    return f"CASE WHEN regexp_matches({cell}, {text(FORMULA_MARKED)}) THEN substr({cell}, 2) ELSE {cell} END"


def _written(r: Request) -> Reading:
    return Reading(_unmarked(r.cell), f"{r.cell} IS NOT NULL")


def _id(r: Request) -> Reading:
    bare = _bare(r.cell)
    whole = f"CASE WHEN ends_with({bare}, '.0') THEN regexp_replace({bare}, '^(\\d+)\\.0$', '\\1') ELSE {bare} END"
    powers = f"contains({bare}, 'E+') AND regexp_full_match({bare}, '\\d([.,]\\d+)?E\\+\\d+')"
    lost = f"{quoting.among(f'lower({bare})', sorted(lexicon('summary_row')))} OR ({powers})"
    doubtful = f"({bare} > ':' OR contains({bare}, 'E+')) AND ({lost})"  # most ids begin with a digit: a quick look
    return Reading(f"CASE WHEN {doubtful} THEN NULL ELSE {whole} END", f"{r.cell} IS NOT NULL", code="not_an_id")


def _first_id(r: Request) -> Reading:
    """The first of several ids with semicolons between, as a CRM lists what a row is associated with."""
    found = _id(r)
    return replace(found, value=f"nullif(trim(split_part({found.value}, ';', 1)), '')")


def _email(r: Request) -> Reading:
    linked = f"regexp_replace({r.cell}, '^(?i)mailto:', '')"
    bare = f"CASE WHEN contains({r.cell}, ':') THEN {linked} ELSE {_bare(r.cell)} END"
    value = f"CASE WHEN regexp_full_match({SELF}_bare, {text(_EMAIL)}) THEN {SELF}_bare END"
    return Reading(value, _told_contact(r.cell), first={"bare": bare}, code="not_an_email")


def _address(r: Request) -> Reading:
    found = _email(r)
    return Reading(_folded(found.value), found.told, first=found.first, code="not_an_email")


def _phone(r: Request) -> Reading:
    digits = f"regexp_replace({r.cell}, {_GAPS}, '', 'g')"
    fast = f"(?:\\+358|00358|0){functions.mobile_pattern()}"
    value = (
        f"CASE WHEN regexp_full_match({SELF}_digits, {text(fast)}) "
        f"THEN '+358' || regexp_replace({SELF}_digits, '^(\\+358|00358|0)', '') "
        f"WHEN {_told_contact(r.cell)} THEN nullif(osuma_phone({r.cell}), '') END"
    )
    return Reading(
        value, _told_contact(r.cell), first={"digits": digits}, functions=("osuma_phone",), code="not_a_phone"
    )  # fmt: skip


def _postcode(r: Request) -> Reading:
    bare = f"regexp_replace(upper({_bare(r.cell)}), '^(FI|AX)-|\\.0$', '', 'g')"
    home, own = ("true" if r.home in AREA_COUNTRIES else "false"), f"{SELF}_bare"
    finnish = f"(coalesce({r.country} IN {AREA_COUNTRIES}, {home}))" if r.country else home
    short = f"({finnish} AND regexp_full_match({own}, '\\d{{1,4}}'))"
    foreign = f"regexp_full_match({own}, '[A-Z0-9][A-Z0-9 -]{{1,9}}')"
    known = f"coalesce({r.country} NOT IN {AREA_COUNTRIES}, false)" if r.country else "false"
    value = (
        f"CASE WHEN {known} THEN CASE WHEN {foreign} THEN {own} END "
        f"WHEN regexp_full_match({own}, '\\d{{5}}') THEN {own} WHEN {short} THEN lpad({own}, 5, '0') "
        f"WHEN {foreign} AND NOT ({finnish} AND regexp_full_match({own}, '\\d+')) "
        f"AND regexp_matches({own}, '\\d') THEN {own} END"
    )
    return Reading(value, _told(r.cell), {"mended": short}, {"bare": bare}, code="not_a_postcode", mended=True)


def _form(r: Request) -> str:
    return next((f for f in r.formats if f in ("comma", "dot")), "dot")


def _money(r: Request) -> Reading:
    value = numbers.money(r.cell, _form(r), typed=r.typed)
    return Reading(value, _told(r.cell), code="not_a_number")


def _int(r: Request) -> Reading:
    number = numbers.money(r.cell, _form(r), typed=r.typed)
    return Reading(
        numbers.integer(r.cell, f"{SELF}_number"), _told(r.cell), first={"number": number}, code="not_an_integer"
    )


#: Units of time as programs write them after a number → minutes.
_UNITS = {"h|t|hrs?|hours?|tuntia?": 60.0, "m|min|minuuttia?|minutes?": 1.0, "s|sec|sek|sekuntia?|seconds?": 1 / 60}


def _count_of(cell: str, unit: str) -> str:
    pattern = rf"(\d+)\s*(?:{unit})\.?(?:\s|\d|$)"
    return f"coalesce(try_cast(regexp_extract(lower({cell}), {text(pattern)}, 1) AS DOUBLE), 0)"


def _minutes(r: Request) -> Reading:
    """How long something took: minutes as a number, `1h 2m 3s` in English or Finnish, or `1:02:03`."""
    number = numbers.money(r.cell, _form(r), typed=r.typed)
    spoken = " + ".join(_count_of(r.cell, unit) + f" * {minutes!r}" for unit, minutes in _UNITS.items())
    clock = f"date_part('epoch', try_cast({r.cell} AS INTERVAL)) / 60.0"
    value = (
        f"CAST(CASE WHEN {SELF}_number IS NOT NULL THEN {SELF}_number "
        f"WHEN regexp_full_match({r.cell}, '\\d+:\\d\\d(:\\d\\d)?') THEN {clock} "
        f"WHEN regexp_full_match(lower({r.cell}), '(\\d+\\s*[a-z]+\\.?\\s*)+') THEN {spoken} END AS {numbers.MONEY})"
    )
    return Reading(value, _told(r.cell), first={"number": number}, code="not_a_number")


def _figure(r: Request) -> Reading:
    told = f"({_told(r.cell)} AND NOT regexp_full_match({r.cell}, '[.…-]+|-1([.,]0+)?'))"
    number = numbers.money(r.cell, _form(r))
    return Reading(
        numbers.figure(r.cell, f"{SELF}_number", r.sql_type), told, first={"number": number}, code="not_a_number"
    )


def _average(r: Request) -> Reading:
    found = _figure(r)
    told = f"({found.told} AND NOT regexp_full_match({r.cell}, '0+([.,]0+)?'))"
    return replace(found, value=f"nullif({found.value}, 0)", told=told)


def _moment(r: Request) -> Reading:
    others = tuple(filter(None, (other_order(pattern_of(f)) for f in r.formats)))
    first = moments.steps(r.cell, r.formats, typed=r.typed)
    if r.ambiguous and others:
        swapped = moments.steps(r.cell, others, typed=r.typed)
        first = {name: f"CASE WHEN {r.ambiguous} THEN {swapped[name]} ELSE {sql} END" for name, sql in first.items()}
    found = moments.moment(f"{SELF}_local", f"{SELF}_aware" if "aware" in first else None, r.zone, r.workspace)
    only = moments.date_only(r.cell, r.formats, typed=r.typed)
    return Reading(found.instant, _told(r.cell), {"day": found.day, "only": only}, first, code="not_a_date")


def _date(r: Request) -> Reading:
    found = _moment(r)
    return Reading(found.more["day"], found.told, first=found.first, code="not_a_date")


def _bool(r: Request) -> Reading:
    words = lexicon("yes_no")
    cell = _folded(r.cell)
    yes, no = (quoting.among(cell, sorted(w for w, c in words.items() if c == code)) for code in ("yes", "no"))
    return Reading(
        f"CASE WHEN {yes} THEN true WHEN {no} THEN false END",
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
    value = quoting.coded(words, _folded(r.cell))
    if name == "country":
        value = f"coalesce({value}, CASE WHEN regexp_full_match({r.cell}, '[A-Z]{{2}}') THEN {r.cell} END)"
    fault = {"status": "status_unknown", "deal_state": "stage_unknown"}.get(name, "code_unknown")
    return Reading(value, _told(r.cell), code=fault)


def _municipality(r: Request) -> Reading:
    digits = f"CASE WHEN regexp_full_match({r.cell}, '\\d{{1,3}}') THEN lpad({r.cell}, 3, '0') END"
    value = f"coalesce({quoting.coded(places.municipality_codes(), _folded(r.cell))}, {digits})"
    return Reading(value, _told(r.cell), code="code_unknown")


def _area_municipality(r: Request) -> Reading:
    """A municipality, alone or in brackets behind the name of its area."""
    inside = f"regexp_extract({r.cell}, '\\(([^()]*)\\)\\s*$', 1)"
    bare = f"coalesce(nullif(trim({inside}), ''), {r.cell})"
    return _municipality(replace(r, cell=bare))


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


_COUNTRIES = "AT|B[EG]|C[HYZ]|D[EK]|E[ELS]|FR|G[BR]|H[RU]|I[ET]|L[TUV]|MT|N[LO]|P[LT]|RO|S[EIK]|XI"
_VAT = rf"(?i)(?:{_COUNTRIES})[ -]?[A-Z0-9*+.-]{{5,15}}"


def _business_id(r: Request) -> Reading:
    value = f"CASE WHEN {_told(r.cell)} THEN nullif(osuma_business_id({_bare(r.cell)}), '') END"
    told = f"({_told(r.cell)} AND NOT regexp_full_match({r.cell}, {text(_VAT)}))"
    return Reading(value, told, functions=("osuma_business_id",), code="bad_business_id")


def _vat_id(r: Request) -> Reading:
    """A foreign number as given; a Finnish one is the business ID and no mistake here."""
    finnish = f"osuma_business_id({r.cell}) <> ''"
    value = f"CASE WHEN regexp_full_match({r.cell}, {text(_VAT)}) THEN {r.cell} END"
    told = f"({_told(r.cell)} AND NOT {finnish})"
    return Reading(value, told, functions=("osuma_business_id",), code="not_a_vat_number")


def _domain(r: Request) -> Reading:
    value = f"CASE WHEN {_told(r.cell)} THEN nullif(osuma_domain({r.cell}), '') END"
    return Reading(value, _told(r.cell), functions=("osuma_domain",), code="not_a_domain")


def _headcount(r: Request) -> Reading:
    """A number of people; of a class only its ends, `low` and `high`."""
    said = f"CASE WHEN {_told(r.cell)} THEN osuma_headcount({r.cell}) END"
    low, high = (f"try_cast(nullif(split_part({SELF}_said, '|', {n}), '') AS BIGINT)" for n in (1, 2))
    told = f"({_told(r.cell)} AND {SELF}_low IS NULL)"
    return Reading(
        f"CASE WHEN {low} = {high} THEN {low} END", told, {"low": low, "high": high}, {"said": said},
        functions=("osuma_headcount",), code="not_a_headcount",
    )  # fmt: skip


def _industry_code(r: Request) -> Reading:
    """Digits of the code, or the bare letter of a section; words after it are left out."""
    digits = (
        f"regexp_replace(regexp_extract({_bare(r.cell)}, '^[A-Va-v]? ?(\\d{{1,2}}[\\d. ]*)', 1), '[^0-9]', '', 'g')"
    )
    letter = f"upper(regexp_extract({r.cell}, '^([A-Va-v])(?:[ .:–-].*)?$', 1))"
    value = f"CASE WHEN {r.cell} IS NOT NULL THEN coalesce(nullif({digits}, ''), nullif({letter}, '')) END"
    return Reading(value, _told(r.cell), code="code_unknown")


def _euros(r: Request) -> Reading:
    """An amount of a year; a column may be in thousands or millions."""
    scale = {"thousands": "1000", "millions": "1000000"}
    times = next((scale[f] for f in r.formats if f in scale), None)
    value = numbers.money(r.cell, _form(r), typed=r.typed)
    if times is None:
        return Reading(value, _told(r.cell), code="not_a_number")
    scaled = f"CAST({SELF}_figure * {times} AS {numbers.MONEY})"
    return Reading(scaled, _told(r.cell), first={"figure": value}, code="not_a_number")


def _percent(r: Request) -> Reading:
    value = numbers.money(f"rtrim(rtrim({r.cell}, '%'))", _form(r), typed=r.typed)
    return Reading(value, _told(r.cell), code="not_a_number")


_READERS: Mapping[str, Callable[[Request], Reading]] = {
    "text": _text, "written": _written, "id": _id, "first_id": _first_id,
    "email": _email, "address": _address, "phone": _phone, "postcode": _postcode,
    "money": _money, "int": _int, "figure": _figure, "average": _average, "minutes": _minutes,
    "moment": _moment, "date": _date, "bool": _bool,
    "list": _list, "municipality": _municipality, "area_municipality": _area_municipality,
    "region": _region, "title_role": _title_role,
    "business_id": _business_id, "vat_id": _vat_id, "domain": _domain, "headcount": _headcount,
    "industry_code": _industry_code, "euros": _euros, "percent": _percent,
    "currency": _currency, "area_postcode": _area_postcode, "area_name": _area_name,
}  # fmt: skip
