"""Whose addresses may be handed to an advertising platform, by the texts on which their consent rests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from osuma.store.dialect import literal
from osuma.store.reach import barred_hashes, email

#: What a text says of sharing, the strictest first; `unknown`: the text is not known.
TEXT_FATES = ("promised", "unknown", "not_asked", "shared")


#: What each source of a person said last about marketing by e-mail, with the text it was said under.
_SAID = """
SELECT i.customer_key, c.state, c.text_version FROM consents c JOIN identities i USING (identity_key)
WHERE c.channel = 'email' AND c.purpose = 'marketing'
QUALIFY row_number() OVER (PARTITION BY c.identity_key, c.source ORDER BY c.ts DESC, c.seq DESC) = 1"""
_STATE = "customer_consents k ON k.customer_key = c.customer_key AND k.channel = 'email' AND k.purpose = 'marketing'"


@dataclass(frozen=True)
class Fate:
    """How many people have one fate. why: without_address, suppressed, minor, refused, no_consent, or of
    `TEXT_FATES`. text: the text that decides, as the consents name it; null where none does."""

    why: str
    text: str | None
    people: int


def sharing(
    con: duckdb.DuckDBPyConnection, keys: Iterable[int], texts: Mapping[str, str], today: str
) -> tuple[list[Fate], list[str]]:
    """The fates of customers, and SHA-256 hex of the folded e-mails of those who may be shared, sorted, each once.

    texts: what consents call a text → one of `TEXT_FATES`. A person's consent rests on every text under which a
    source of theirs granted it, and the strictest decides; so it does among those who share a mailbox. today: ISO
    day, for who is under 18.
    """
    con.register("share_rows", pa.table({"customer_key": pa.array(keys, pa.int64())}))
    named = {"text": pa.array(texts.keys(), pa.string()), "fate": pa.array(texts.values(), pa.string())}
    con.register("text_rows", pa.table(named))
    fates = list(TEXT_FATES)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE share_grounds AS SELECT customer_key, arg_min(text_version, place) AS text, "
        f"list_extract({fates}, min(place)) AS fate FROM (SELECT l.customer_key, l.text_version, "
        f"list_position({fates}, coalesce(t.fate, 'unknown')) AS place FROM ({_SAID}) l LEFT JOIN text_rows t "
        "ON t.text = l.text_version WHERE l.state = 'granted') GROUP BY customer_key"
    )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE share AS SELECT a.email_address AS address, g.text, {_why(today)} AS why "
        f"FROM share_rows m JOIN customers c USING (customer_key) JOIN ({email()}) a USING (customer_key) "
        f"LEFT JOIN {_STATE} "
        "LEFT JOIN share_grounds g ON g.customer_key = c.customer_key"
    )
    for name in ("share_rows", "text_rows"):
        con.unregister(name)
    found = con.execute(
        f"SELECT why, CASE WHEN why IN {TEXT_FATES} THEN text END AS text, count(*) FROM share GROUP BY ALL "
        "ORDER BY ALL"
    ).fetchall()
    hashes = con.execute(
        "SELECT sha256(address) FROM share WHERE address IS NOT NULL GROUP BY address "
        "HAVING bool_and(why = 'shared') ORDER BY 1"
    ).fetchall()
    return [Fate(str(why), text, int(n)) for why, text, n in found], [str(one) for (one,) in hashes]


def _why(today: str) -> str:
    """SQL of a person's fate: the first that applies."""
    day = f"DATE {literal(today)}"
    refused = f"SELECT c.email_fold FROM customers c JOIN {_STATE} WHERE k.state = 'refused'"
    return (
        "CASE WHEN a.email_address IS NULL THEN 'without_address' "
        f"WHEN sha256(a.email_address) IN ({barred_hashes('email')}) THEN 'suppressed' "
        f"WHEN c.birth_date + INTERVAL 18 YEAR > {day} OR (c.birth_date IS NULL AND c.age_given < 18) THEN 'minor' "
        f"WHEN k.state = 'refused' OR c.email_fold IN ({refused} AND c.email_fold IS NOT NULL) THEN 'refused' "
        "WHEN k.state IS NULL THEN 'no_consent' ELSE coalesce(g.fate, 'unknown') END"
    )
