"""What the details of an act in the change log are called, and what their codes mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from osuma.engine.errors import Words
from osuma.reporting.numbers import day, number
from osuma.workflows.asking.known_settings import SETTINGS

#: By key of the detail; what a key of one verb alone means is in `OF_VERB`.
KEYS = {
    "article": Words("tietosuoja-asetuksen kohta", "article of the GDPR"),
    "as_of": Words("päivä", "day"),
    "bytes": Words("tavuja", "bytes"),
    "candidate_id": Words("ehdotus", "candidate"),
    "channel": Words("kanava", "channel"),
    "code": Words("havainto", "remark"),
    "complete_for": Words("täydellinen ajalta", "complete for"),
    "control": Words("kontrolliryhmä", "control group"),
    "count": Words("määrä", "count"),
    "date": Words("päätöksen päivä", "day of the decision"),
    "dated": Words("tiedostojen päivä", "day of the files"),
    "drop_blocked": Words("kielletyt jätetty pois", "forbidden people left out"),
    "experiment": Words("kontrolliryhmän nimi", "name of the control group"),
    "expires": Words("voimassa asti", "valid until"),
    "fields": Words("kentät", "fields"),
    "for_": Words("käyttö", "use"),
    "format": Words("muoto", "format"),
    "how": Words("miten", "how"),
    "import_id": Words("tuonti", "import"),
    "invitation": Words("kutsu", "invitation"),
    "key": Words("numero", "number"),
    "kpi": Words("mittari", "measure"),
    "link_id": Words("yhdistäminen", "joining"),
    "of_import": Words("tuonti", "import"),
    "promises": Words("lupaukset", "promises"),
    "purpose": Words("tarkoitus", "purpose"),
    "reason": Words("syy", "reason"),
    "review_by": Words("tarkista viimeistään", "review by"),
    "role": Words("rooli", "role"),
    "segments": Words("segmenttejä", "segments"),
    "sha256": Words("tarkiste (SHA-256)", "checksum (SHA-256)"),
    "signed": Words("allekirjoitus", "signature"),
    "slug": Words("segmentti", "segment"),
    "special": Words("arkaluonteisten tietojen oikeus", "right to special-category data"),
    "stale_on_purpose": Words("miksi vanhoista tiedoista", "why from old data"),
    "text": Words("suostumusteksti", "consent text"),
    "user": Words("käyttäjä", "user"),
    "values": Words("arvot", "values"),
    "who": Words("päättäjä", "decided by"),
    "workspace": Words("työtila", "workspace"),
    "workspaces": Words("työtilat", "workspaces"),
    "yes": Words("hyväksytty kysymättä", "accepted without asking"),
}
OF_VERB = {
    ("calls.record", "key"): Words("asiakas", "customer"),
    ("consents.texts.add", "slug"): Words("suostumusteksti", "consent text"),
    ("consents.texts.confirm", "slug"): Words("suostumusteksti", "consent text"),
    ("events.register", "slug"): Words("tapahtumatyyppi", "event type"),
    ("events.unregister", "slug"): Words("tapahtumatyyppi", "event type"),
    ("events.widen", "slug"): Words("tapahtumatyyppi", "event type"),
    ("fields.classify", "special"): Words("arkaluonteinen", "special category"),
    ("keys.revoke", "key"): Words("avain", "key"),
    ("questions.answer", "key"): Words("kysymys", "question"),
    ("questions.answer", "yes"): Words("vastaus", "answer"),
    ("segments.combine", "slug"): Words("lauseke", "expression"),
    ("settings.set", "key"): Words("asetus", "setting"),
}
CHANNELS = {
    "email": Words("sähköposti", "e-mail"),
    "sms": Words("tekstiviesti", "text message"),
    "phone": Words("puhelin", "phone"),
    "post": Words("posti", "post"),
}
_TRUTHS = {True: Words("kyllä", "yes"), False: Words("ei", "no")}
#: What the codes of a key mean; what is not here is told as it is: a name, a number or somebody's own words.
CODES: Mapping[str, Mapping[str, Words]] = {
    "channel": CHANNELS,
    "for_": {
        "ads": Words("mainosalusta", "ad platform"),
        "linkedin": Words("LinkedIn", "LinkedIn"),
        "decision-makers": Words("päättäjät", "decision makers"),
    },
    "how": {"link": Words("linkillä", "by a link"), "own": Words("omalla tilillä", "on the account page")},
    "key": {name: setting.what for name, setting in SETTINGS.items()}
    | {"soft_opt_in": Words("asiakassuhteen perusteella kirjoittaminen", "writing to existing customers")},
    "promises": {
        "no_third_parties": Words("tietoja ei anneta kolmansille", "nothing goes to third parties"),
        "withdraw_any_time": Words("luvan voi perua milloin tahansa", "consent can be withdrawn at any time"),
    },
    "purpose": {"marketing": Words("markkinointi", "marketing"), "ads": Words("mainonta", "advertising")},
    "role": {
        "owner": Words("omistaja", "owner"),
        "marketer": Words("markkinoija", "marketer"),
        "analyst": Words("analyytikko", "analyst"),
        "sales": Words("myyjä", "sales"),
        "viewer": Words("katselija", "viewer"),
        "data_protection_officer": Words("tietosuojavastaava", "data protection officer"),
    },
}
_DAYS = ("as_of", "date", "dated", "expires", "review_by")


def told(verb: str, detail: Mapping[str, Any]) -> Words:
    """The details of one act, each with its name; what came of it is told apart."""
    shown = {key: value for key, value in detail.items() if key != "outcome" and value not in (None, "", [])}
    return Words(*(" · ".join(_said(verb, key, shown[key], language) for key in shown) for language in ("fi", "en")))


def _said(verb: str, key: str, value: Any, language: str) -> str:
    name = OF_VERB.get((verb, key)) or KEYS.get(key) or Words(key, key)
    values = value if isinstance(value, list) else [value]
    return f"{name[language]}: {', '.join(_value(key, one, language) for one in values)}"


def _value(key: str, value: Any, language: str) -> str:
    if isinstance(value, bool):
        return _TRUTHS[value][language]
    if isinstance(value, int):
        return number(value, language)
    known = CODES.get(key, {}).get(str(value))
    if known is not None:
        return known[language]
    return _day(str(value), language) if key in _DAYS else str(value)


def _day(text: str, language: str) -> str:
    try:
        return day(date.fromisoformat(text[:10]), language)
    except ValueError:
        return text
