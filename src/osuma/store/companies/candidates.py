"""Companies without a business ID beside those with one: candidates that a person confirms.

A pair is looked at where the names without legal form or the domains are the same, or where the names are much alike
in the same postcode. Points: name the same 0.60, alike (Jaro-Winkler 0.92 or more) 0.45; domain the same 0.35,
another -0.15; postcode the same 0.20, only the municipality 0.10; another legal form -0.20. The score is their sum,
from 0 to 1.
"""

from __future__ import annotations

import re

import duckdb

from osuma.store.writing import rows

#: Legal forms in Finnish, Swedish and English, as folded names end or begin with them.
LEGAL_FORMS = (
    "osakeyhtiö", "oy", "oyj", "julkinen osakeyhtiö", "ab", "abp", "aktiebolag", "ky", "kommandiittiyhtiö", "kb",
    "ay", "avoin yhtiö", "tmi", "toiminimi", "ry", "rf", "osk", "osuuskunta", "anl", "oy ab", "ab oy", "ltd",
    "limited", "inc", "corp", "llc", "plc", "gmbh", "as", "a/s", "asa", "aps", "oü", "sia", "uab", "bv", "sa", "srl",
    "spa",
)  # fmt: skip
#: A legal form and its other names.
_SAME_FORMS = {
    "oy": ("osakeyhtiö", "ab", "aktiebolag", "oy ab", "ab oy", "ltd", "limited"),
    "oyj": ("abp", "julkinen osakeyhtiö", "plc"),
    "ky": ("kommandiittiyhtiö", "kb"),
    "ay": ("avoin yhtiö",),
    "tmi": ("toiminimi",),
    "osk": ("osuuskunta", "anl"),
    "ry": ("rf",),
}
_FORMS = "|".join(re.escape(f) for f in sorted(LEGAL_FORMS, key=len, reverse=True))
#: Domains that say nothing of whose they are.
_SHARED = ("gmail.com", "hotmail.com", "outlook.com", "icloud.com", "facebook.com", "linkedin.com", "instagram.com",
           "wordpress.com", "wixsite.com", "blogspot.com", "fonecta.fi", "finder.fi")  # fmt: skip
LIKENESS = 0.92
#: Below this a pair says too little to be shown.
LEAST = 0.45


def find(con: duckdb.DuckDBPyConnection) -> int:
    """Write `account_candidates` anew; gives how many there are. A pair that a person parted is not offered."""
    con.execute("DELETE FROM account_candidates")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE companies_compared AS SELECT account_key, business_id, domain, postcode, "
        f"municipality, {_core('name_fold')} AS core, {_form('name_fold')} AS form, domain IN "
        f"({', '.join(repr(d) for d in _SHARED)}) AS shared FROM accounts WHERE name_fold IS NOT NULL OR domain "
        "IS NOT NULL"
    )
    keyless = (
        "FROM companies_compared c JOIN companies_compared r ON c.business_id IS NULL AND r.business_id IS NOT NULL"
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE companies_pairs AS SELECT DISTINCT * FROM ("
        f"SELECT c.account_key, r.account_key AS register_key {keyless} AND c.core = r.core UNION ALL "
        f"SELECT c.account_key, r.account_key {keyless} AND c.domain = r.domain AND NOT c.shared UNION ALL "
        f"SELECT c.account_key, r.account_key {keyless} AND c.postcode = r.postcode AND left(c.core, 3) = "
        f"left(r.core, 3) AND jaro_winkler_similarity(c.core, r.core) >= {LIKENESS})"
    )
    reasons = ", ".join(f"CASE WHEN {test} THEN '{code}' END" for code, test, _ in _POINTS)
    points = " + ".join(f"CASE WHEN {test} THEN {worth} ELSE 0 END" for _, test, worth in _POINTS)
    return rows.number(
        con,
        "INSERT INTO account_candidates SELECT account_key || '-' || register_key, account_key, register_key, score, "
        "list_filter(reasons, lambda x: x IS NOT NULL) FROM (SELECT p.*, least(1, greatest(0, "
        f"{points}))::DECIMAL(18,4) "
        f"AS score, [{reasons}] AS reasons FROM companies_pairs p JOIN companies_compared c USING (account_key) "
        "JOIN companies_compared r ON r.account_key = p.register_key) s WHERE "
        f"score >= {LEAST} AND NOT EXISTS (SELECT 1 FROM account_links l JOIN account_identities x ON "
        "x.account_identity_key = l.a JOIN account_identities y ON y.account_identity_key = l.b WHERE "
        "l.undone_at IS NOT "
        "NULL AND least(x.account_key, y.account_key) = least(s.account_key, s.register_key) AND "
        "greatest(x.account_key, "
        "y.account_key) = greatest(s.account_key, s.register_key)) ORDER BY account_key, score DESC, register_key",
    )


_SAME_NAME = "coalesce(c.core = r.core, false)"
_POINTS = (
    ("same_name", _SAME_NAME, 0.60),
    (
        "alike_name",
        f"NOT {_SAME_NAME} AND coalesce(jaro_winkler_similarity(c.core, r.core) >= {LIKENESS}, false)",
        0.45,
    ),
    ("same_domain", "coalesce(c.domain = r.domain AND NOT c.shared, false)", 0.35),
    ("other_domain", "coalesce(c.domain <> r.domain AND NOT c.shared AND NOT r.shared, false)", -0.15),
    ("same_postcode", "coalesce(c.postcode = r.postcode, false)", 0.20),
    (
        "same_municipality",
        "coalesce(c.municipality = r.municipality, false) AND NOT coalesce(c.postcode = r.postcode, false)",
        0.10,
    ),
    ("other_form", "coalesce(c.form <> r.form, false)", -0.20),
)


def _plain(name: str) -> str:
    """A folded name with single spaces in the place of marks."""
    return f"trim(regexp_replace(replace(replace({name}, '.', ''), '&', ' ja '), '[^\\p{{L}}\\p{{N}}/]+', ' ', 'g'))"


def _core(name: str) -> str:
    """The name without legal form, at the end or the beginning; null where nothing is left."""
    bare = f"regexp_replace({_plain(name)}, '( ({_FORMS}))+$|^(({_FORMS}) )+', '', 'g')"
    return f"nullif(trim({bare}), '')"


def _form(name: str) -> str:
    """The legal form that the name has, one word for each kind; null where it has none."""
    plain = _plain(name)
    found = (
        f"coalesce(nullif(regexp_extract({plain}, ' ({_FORMS})$', 1), ''), "
        f"nullif(regexp_extract({plain}, '^({_FORMS}) ', 1), ''))"
    )
    pairs = ", ".join(f"'{word}': '{kind}'" for kind, words in _SAME_FORMS.items() for word in (kind, *words))
    return f"coalesce(MAP {{{pairs}}}[{found}], {found})"
