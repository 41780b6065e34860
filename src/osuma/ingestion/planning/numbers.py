"""Numbers as SQL: one decimal mark per column, thousands only in threes, currency allowed, percent not."""

from __future__ import annotations

from osuma.ingestion.planning.quoting import text

MONEY = "DECIMAL(18,4)"
_SPACES = " \u00a0\u2007\u2009\u202f'’"
_CURRENCY = r"(?:€|\$|£|kr\.?|EUR|USD|SEK|GBP|NOK|DKK|e)"


def _form(thousands: str, mark: str) -> str:
    sign, gap = r"[-−+]?", r"[ \x{00a0}\x{2009}\x{202f}]?"
    whole = rf"(?:\d+|\d{{1,3}}(?:[{thousands}{_SPACES}]\d{{3}})+)"
    return rf"{sign}{gap}{_CURRENCY}?{gap}{sign}{gap}{whole}(?:{mark}\d*)?{gap}{_CURRENCY}?"


def money(value: str, form: str, *, typed: bool = False) -> str:
    """SQL of an amount, null where the text is none. form: `comma` or `dot`, the column's decimal mark.

    typed: cells of a workbook are written with a point and never with three decimals, whatever the column's texts do.
    More decimals than four are rounded to four. Brackets are a minus, as accounts write it.
    """
    if form == "comma":
        plain, simple = f"replace(replace({value}, ' ', ''), ',', '.')", r"-?\d{1,3}(?: ?\d{3}){0,4}(?:,\d+)?"
        bare = f"replace(replace(regexp_replace({value}, '[^0-9,−-]', '', 'g'), '−', '-'), ',', '.')"
        amount = _form(".", ",")
    else:
        plain, simple = value, r"[-+]?\d{1,14}(?:\.\d+)?"
        bare = f"replace(regexp_replace({value}, '[^0-9.−-]', '', 'g'), '−', '-')"
        amount = _form(",", r"\.")
    whens = [f"WHEN regexp_full_match({value}, {text(simple)}) THEN try_cast({plain} AS {MONEY})"]
    if typed and form == "comma":
        point = r"-?\d+\.(?:\d{1,2}|\d{4,})"
        whens.insert(0, f"WHEN regexp_full_match({value}, {text(point)}) THEN try_cast({value} AS {MONEY})")
    whens.append(f"WHEN regexp_full_match({value}, {text(f'(?i){amount}')}) THEN try_cast({bare} AS {MONEY})")
    below = f"starts_with({value}, '(') AND regexp_full_match({value}, {text(rf'(?i)[(]{amount}[)]')})"
    whens.append(f"WHEN {below} THEN -abs(try_cast({bare} AS {MONEY}))")
    return f"CASE {' '.join(whens)} END"


def integer(value: str, number: str) -> str:
    """SQL of a whole number, null where `number`, the amount read, is none or has a fraction."""
    fast = f"regexp_full_match({value}, '[-+]?\\d{{1,18}}')"
    return (
        f"CASE WHEN {fast} THEN try_cast({value} AS BIGINT) "
        f"WHEN {number} = trunc({number}) THEN CAST({number} AS BIGINT) END"
    )


def figure(value: str, number: str, sql_type: str) -> str:
    """SQL of a published statistic: a suppressed cell (dots, a dash, -1) is null."""
    return (
        f"CASE WHEN regexp_full_match({value}, '[.…-]+') OR {number} < 0 THEN NULL "
        f"ELSE CAST({number} AS {sql_type}) END"
    )
