"""Which e-mails and phones say nothing of who somebody is, as SQL; the words are `osuma.engine.tables.addresses`."""

from __future__ import annotations

import re

from osuma.engine.tables.addresses import ADDRESS, PLACEHOLDER_EMAIL, PLACEHOLDER_PHONE, ROLE_EMAIL
from osuma.store.dialect import literal

_FINNISH_MOBILE = re.compile(r"\+358(4\d|50)\d{4,9}")


def names(alias: str = "") -> tuple[str, str]:
    """SQL: the folded given and family name of a record; of a full name alone its first and its last word."""
    at = f"{alias}." if alias else ""
    words = f"regexp_split_to_array(trim({at}full_name_fold), '\\s+')"
    both = f"CASE WHEN {at}first_name_fold IS NULL AND {at}last_name_fold IS NULL AND len({words}) > 1 THEN {words}"
    return f"coalesce({at}first_name_fold, {both}[1] END)", f"coalesce({at}last_name_fold, {both}[-1] END)"


def role_email(email: str) -> str:
    """SQL: whether a folded address belongs to a role."""
    return f"regexp_matches({email}, {literal(ROLE_EMAIL)})"


def placeholder_email(email: str) -> str:
    """SQL: whether a folded address is none, or was typed to get past a required field."""
    return (
        f"(NOT regexp_matches({email}, {literal(ADDRESS)}) OR regexp_matches({email}, {literal(PLACEHOLDER_EMAIL)}))"
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
