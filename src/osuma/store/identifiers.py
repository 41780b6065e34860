"""Which e-mails and phones say nothing of who somebody is: roles and placeholders, as data."""

from __future__ import annotations

import re
from collections.abc import Iterable

from osuma.store.dialect import literal

#: Local parts of addresses that belong to a desk, not to a person; Finnish, Swedish, English.
ROLES = frozenset({
    "info", "infot", "information", "tieto", "tiedot", "posti", "postit", "mail", "email", "sahkoposti", "kirjaamo",
    "registry", "registrator", "myynti", "sales", "sale", "forsaljning", "myyja", "ostot", "osto", "purchasing",
    "purchase", "inkop", "tilaus", "tilaukset", "order", "orders", "bestallning", "asiakaspalvelu", "asiakastuki",
    "palvelu", "kundservice", "kundtjanst", "customerservice", "service", "support", "tuki", "helpdesk", "help",
    "toimisto", "office", "kansli", "kontor", "reception", "vastaanotto", "vaihde", "switchboard", "vaxel",
    "keskus", "laskut", "lasku", "laskutus", "ostolasku", "ostolaskut", "verkkolasku", "billing", "invoice",
    "invoices", "faktura", "fakturor", "accounts", "talous", "taloushallinto", "finance", "ekonomi", "accounting",
    "kirjanpito", "bokforing", "palkat", "payroll", "hr", "henkilosto", "rekry", "rekrytointi", "jobs", "careers",
    "tyopaikat", "personal", "hallinto", "admin", "administration", "administrator", "johto", "hallitus", "board",
    "markkinointi", "marketing", "marknadsforing", "viestinta", "press", "media", "tiedotus", "contact", "contacts",
    "yhteys", "yhteydenotto", "kontakt", "webmaster", "postmaster", "hostmaster", "root", "abuse", "security",
    "privacy", "tietosuoja", "gdpr", "noreply", "no-reply", "donotreply", "eivastata", "all", "everyone", "kaikki",
    "team", "tiimi", "shop", "store", "kauppa", "butik", "varasto", "logistics", "logistiikka", "lager", "huolto",
    "asennus", "tekninen", "it", "ict", "hotelli", "hotel", "ravintola", "restaurant", "varaukset", "varaus",
    "booking", "bookings", "reservations", "apteekki",
})  # fmt: skip

#: Local parts that people type to get past a required field.
PLACEHOLDER_LOCALS = frozenset({
    "no", "none", "nomail", "noemail", "no-email", "no-mail", "nobody", "null", "ei", "eioo", "eiole", "eimailia",
    "eisahkopostia", "ei-sahkopostia", "puuttuu", "tyhja", "test", "testi", "testaaja", "testing", "tester",
    "unknown", "tuntematon", "anonymous", "anonyymi", "dummy", "ingen", "saknas",
})  # fmt: skip
#: Local parts that say nothing only where the domain is such a word too (a@a.fi), else they may be initials.
PLACEHOLDER_WORDS = PLACEHOLDER_LOCALS | {
    "x", "xx", "xxx", "y", "z", "a", "aa", "aaa", "asd", "asdf", "qwerty", "abc", "foo", "bar", "na", "nil", "fake",
}  # fmt: skip

_SAME_DIGITS = "|".join(f"{digit}{{7,}}" for digit in range(10))
PLACEHOLDER_PHONE = f"({_SAME_DIGITS}|123456789|987654321)"
_FINNISH_MOBILE = re.compile(r"\+358(4\d|50)\d{4,9}")


def _words(words: Iterable[str]) -> str:
    return "(" + "|".join(re.escape(word) for word in sorted(words)) + ")"


_TAG = "(\\+[^@]*)?"
_ROLE_PATTERN = f"^{_words(ROLES)}{_TAG}@"
_PLACEHOLDER_PATTERN = (
    f"^({_words(PLACEHOLDER_LOCALS)}{_TAG}@|{_words(PLACEHOLDER_WORDS)}{_TAG}@{_words(PLACEHOLDER_WORDS)}\\.)"
)
_ADDRESS_PATTERN = "[^@\\s]+@[^@\\s]+\\.[^@\\s]+"


def _plain(email: str) -> str:
    return f"translate({email}, 'åäö', 'aao')"


def names(alias: str = "") -> tuple[str, str]:
    """SQL: the folded given and family name of a record; of a full name alone its first and its last word."""
    at = f"{alias}." if alias else ""
    words = f"regexp_split_to_array(trim({at}full_name_fold), '\\s+')"
    both = f"CASE WHEN {at}first_name_fold IS NULL AND {at}last_name_fold IS NULL AND len({words}) > 1 THEN {words}"
    return f"coalesce({at}first_name_fold, {both}[1] END)", f"coalesce({at}last_name_fold, {both}[-1] END)"


def role_email(email: str) -> str:
    """SQL: whether a folded address belongs to a role."""
    return f"regexp_matches({_plain(email)}, {literal(_ROLE_PATTERN)})"


def placeholder_email(email: str) -> str:
    """SQL: whether a folded address is none, or was typed to get past a required field."""
    return (
        f"(NOT regexp_full_match({email}, {literal(_ADDRESS_PATTERN)}) "
        f"OR regexp_matches({_plain(email)}, {literal(_PLACEHOLDER_PATTERN)}))"
    )


def placeholder_phone(phone: str) -> str:
    """SQL: whether an E.164 number cannot be anybody's."""
    return f"regexp_matches({phone}, {literal(PLACEHOLDER_PHONE)})"


def is_mobile(phone: str) -> bool:
    """Whether an E.164 number is a mobile number, by the numbering plan of its country."""
    if phone.startswith("+358"):
        return _FINNISH_MOBILE.fullmatch(phone) is not None
    import phonenumbers

    try:
        kind = phonenumbers.number_type(phonenumbers.parse(phone))
    except phonenumbers.NumberParseException:
        return False
    return kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
