"""Python functions that the staging SQL calls: text in, text out, '' where there is no answer."""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneMetadata

from osuma.engine.tables import business_id
from osuma.ingestion.lexicons import fold, read

_EXTENSION = re.compile(r"(?i)\s*(?:ext\.?|x|alanumero|anknytning)\s*\d+$")
_WORD = re.compile(r"[^\w.-]+")


@lru_cache(maxsize=100_000)
def normalise_phone(text: str, country: str = "FI") -> str | None:
    """The number in E.164, null where it is no valid number. Numbers without `+` are of `country`."""
    bare = _EXTENSION.sub("", text.strip().lstrip("'"))
    try:
        number = phonenumbers.parse(bare, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    number.extension = None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def osuma_phone(text: str) -> str:
    """`normalise_phone` for SQL, Finnish by default."""
    return normalise_phone(text) or ""


def mobile_pattern() -> str:
    """How a Finnish mobile number goes after its 0 or +358, from the library's own metadata."""
    metadata = PhoneMetadata.metadata_for_region("FI")
    mobile = metadata.mobile if metadata else None
    return f"(?:{mobile.national_number_pattern})" if mobile else "(?:4[0-8]|50)\\d{4,8}"


class _Roles:
    """The roles of the lexicon, ready to be matched."""

    def __init__(self) -> None:
        self.roles = [(code, _Role(forms)) for code, forms in read("title_role").items()]

    def of(self, title: str) -> str | None:
        folded = fold(title)
        words = {w.strip(".-") for w in _WORD.split(folded)} | set(_WORD.split(folded))
        words = {w for w in words if w}
        return next((code for code, role in self.roles if role.fits(folded, words)), None)


class _Role:
    def __init__(self, forms: dict[str, list[str]]) -> None:
        listed = {key: tuple(fold(str(v)) for v in forms.get(key) or ()) for key in
                  ("whole", "words", "phrases", "ends", "not")}  # fmt: skip
        self.whole, self.words = set(listed["whole"]), set(listed["words"])
        self.phrases, self.ends, self.never = listed["phrases"], listed["ends"], listed["not"]

    def fits(self, title: str, words: set[str]) -> bool:
        if any(word == never or word.endswith(never) for word in words for never in self.never if never):
            return False
        if title in self.whole or self.words & words:
            return True
        if any(f" {phrase} " in f" {title} " or title.startswith(f"{phrase},") for phrase in self.phrases):
            return True
        return any(word.endswith(end) for word in words for end in self.ends)


@lru_cache(maxsize=1)
def _roles() -> _Roles:
    return _Roles()


@lru_cache(maxsize=100_000)
def title_role(title: str) -> str | None:
    """The code of the role behind a job title, null where none is known."""
    return _roles().of(title)


def osuma_title_role(title: str) -> str:
    """`title_role` for SQL."""
    return title_role(title) or ""


def osuma_business_id(text: str) -> str:
    """`business_id.normalise` for SQL."""
    return business_id.normalise(text) or ""


_SITE = re.compile(r"(?:[a-z][a-z0-9+.-]*://|mailto:)?(?:[^/@\s]*@)?(?:www\d?\.)?([^/:?#\s]+).*", re.DOTALL)
_HOST = re.compile(r"(?:[\w-]{1,63}\.)+[^\W\d_]{2,}")


@lru_cache(maxsize=100_000)
def domain(text: str) -> str | None:
    """The domain of a web or e-mail address, lower case and without www; null where there is none."""
    found = _SITE.fullmatch(text.strip().casefold())
    host = found[1].rstrip(".") if found else ""
    return host if _HOST.fullmatch(host) else None


def osuma_domain(text: str) -> str:
    """`domain` for SQL."""
    return domain(text) or ""
