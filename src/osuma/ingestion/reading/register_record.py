"""A company of the Finnish register's open API (PRH, YTJ v3): its record, in which everything has a history, as one
flat record of what holds now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

_FINNISH = "1"
#: Situations from the lightest to the gravest: restructuring, liquidation, bankruptcy.
_SITUATIONS = ("SANE", "SELTILA", "KONK")
_VISITING = "1"


def is_company(content: Any) -> bool:
    """Whether a record is a company of that API."""
    return (
        isinstance(content, dict)
        and isinstance(content.get("businessId"), dict)
        and isinstance(content.get("names"), list)
        and ("companyForms" in content or "tradeRegisterStatus" in content)
    )


def flat(company: dict[str, Any]) -> dict[str, Any]:
    """The record as one row. Its own `status` says nothing (it is 2 for the living and the dead): situations do.

    Gives empty texts where the register has nothing.
    """
    line = _record(company.get("mainBusinessLine"))
    address = _first(_current(company.get("addresses")), _VISITING)
    office = _spoken(address.get("postOffices"))
    held = {str(s.get("type")) for s in _current(company.get("companySituations"))}
    situation = next((code for code in reversed(_SITUATIONS) if code in held), "normal")
    return {
        "businessId": _record(company.get("businessId")).get("value", ""),
        "name": _first(_current(company.get("names")), "1").get("name", ""),
        "website": _record(company.get("website")).get("url", ""),
        "mainBusinessLine": line.get("type", ""),
        "mainBusinessLine.version": line.get("typeCodeSet", ""),
        "mainBusinessLine.name": _spoken(line.get("descriptions")).get("description", ""),
        "postCode": address.get("postCode", ""),
        "city": office.get("city", ""),
        "municipalityCode": office.get("municipalityCode", ""),
        "companySituation": situation,
        "registrationDate": company.get("registrationDate") or "",
        "endDate": company.get("endDate") or "",
        "lastModified": company.get("lastModified") or "",
    }


def _record(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _current(values: Any) -> list[dict[str, Any]]:
    """The entries that have not ended, the newest first."""
    held = [v for v in values or () if isinstance(v, dict) and not v.get("endDate")]
    return sorted(held, key=lambda v: str(v.get("registrationDate") or ""), reverse=True)


def _first(entries: Iterable[dict[str, Any]], kind: str) -> dict[str, Any]:
    """The newest entry of a kind, else the newest of any."""
    listed = list(entries)
    return next((e for e in listed if str(e.get("type")) == kind), listed[0] if listed else {})


def _spoken(values: Any) -> dict[str, Any]:
    """The Finnish one of entries by language, else the first."""
    listed = [v for v in values or () if isinstance(v, dict)]
    return next((v for v in listed if str(v.get("languageCode")) == _FINNISH), listed[0] if listed else {})
