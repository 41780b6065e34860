"""Which e-mails and phones say nothing of who somebody is: roles and placeholders, as data and as patterns.

The patterns are RE2 and mean the same on every engine: letters that Finnish and Swedish write with a mark match with
and without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

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

_LETTERS = {"a": "[aåä]", "o": "[oö]"}
_TAG = "(\\+[^@]*)?"


def _words(words: Iterable[str]) -> str:
    spelt = ("".join(_LETTERS.get(letter, re.escape(letter)) for letter in word) for word in sorted(words))
    return "(" + "|".join(spelt) + ")"


#: A folded address of a desk.
ROLE_EMAIL = f"^{_words(ROLES)}{_TAG}@"
#: A folded address that somebody typed to get past a required field.
PLACEHOLDER_EMAIL = (
    f"^({_words(PLACEHOLDER_LOCALS)}{_TAG}@|{_words(PLACEHOLDER_WORDS)}{_TAG}@{_words(PLACEHOLDER_WORDS)}\\.)"
)
#: The whole of anything that can be an address.
ADDRESS = "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$"
#: Digits of a number that cannot be anybody's.
PLACEHOLDER_PHONE = f"({_SAME_DIGITS}|123456789|987654321)"
