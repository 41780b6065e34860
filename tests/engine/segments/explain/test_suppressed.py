"""What the suppression list says of a person, in words and for one person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from osuma.engine.segments.explain import ExplainContext, PersonFacts, Truth, explain_node, explain_person
from osuma.engine.segments.parse import parse_node
from osuma.engine.segments.rule import Not, Segment, Suppressed

# the written condition, of how many it is not known, Finnish, English
GOLDEN: list[tuple[dict[str, Any], int | None, str, str]] = [
    (
        {"message": "unsubscribed", "window": {"last": "90 days"}},
        12,
        "Asiakas on peruuttanut uutiskirjeen viimeisten 90 päivän aikana (22.8.–19.11.2026). Sähköpostiosoite tai"
        " estolistalle lisäämisen päivä puuttuu 12 asiakkaalta, eikä heitä lasketa mukaan.",
        "The customer has unsubscribed from e-mails in the last 90 days (22 Aug – 19 Nov 2026). E-mail address, or"
        " the day on which it was put on the suppression list, is missing for 12 customers, who are left out.",
    ),
    (
        {"message": "complained", "did": False},
        1,
        "Asiakas ei ole merkinnyt sähköposteja roskapostiksi. Sähköpostiosoite puuttuu 1 asiakkaalta, eikä häntä"
        " lasketa mukaan.",
        "The customer has not marked any e-mail as spam. E-mail address is missing for 1 customer, who is left out.",
    ),
    (
        {"suppressed": "email", "reason": "bounced"},
        0,
        "Asiakkaan sähköpostiosoite on todettu toimimattomaksi.",
        "The customer’s e-mail address has been found not to work.",
    ),
    (
        {"suppressed": "phone", "reason": "do_not_call", "window": {"since": "2026-01-01"}},
        None,
        "Asiakas on kieltänyt soittamisen 1.1.2026 tai sen jälkeen. Jos puhelinnumero tai estolistalle lisäämisen"
        " päivä puuttuu, asiakasta ei lasketa mukaan.",
        "The customer has objected to calls since 1 Jan 2026 (that day included). If phone number, or the day on"
        " which it was put on the suppression list, is missing, the customer is left out.",
    ),
    (
        {"suppressed": "email", "reason": ["unsubscribed", "complained", "bounced"], "window": {"before": "1 year"}},
        0,
        "Asiakkaan sähköpostiosoite on lisätty estolistalle yli vuosi sitten (19.11.2025 tai sitä ennen) viestien"
        " peruutuksen, roskapostiksi merkitsemisen tai toimimattoman osoitteen vuoksi.",
        "The customer’s e-mail address has been put on the suppression list more than 1 year ago (on or before"
        " 19 Nov 2025) because of unsubscribing, a spam complaint or bouncing.",
    ),
    (
        {"not": {"suppressed": "sms"}},
        0,
        "Asiakkaan puhelinnumeroa ei ole lisätty estolistalle.",
        "The customer’s phone number has not been put on the suppression list.",
    ),
    (
        {"suppressed": "email", "reason": "objection", "unknown": "only"},
        3,
        "Sähköpostiosoite puuttuu (3 asiakasta).",
        "E-mail address is missing (3 customers).",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("written", "unknown", "fi", "en"), GOLDEN)
def test_golden_sentence(
    written: dict[str, Any],
    unknown: int | None,
    fi: str,
    en: str,
    context: Callable[..., ExplainContext],
    read: Callable[[str], str],
) -> None:
    node = parse_node(written)
    counts = {} if unknown is None else {"unknown": unknown}
    said = explain_node(node, context(counts={"where.not" if isinstance(node, Not) else "where": counts}))
    assert (read(said.text("fi")), read(said.text("en"))) == (fi, en)


ROW = {"ts": datetime(2026, 11, 2, 22), "dated": True, "source": "mailchimp", "reason": "unsubscribed"}
EVIDENCE: list[tuple[Suppressed, Truth, str, str]] = [
    (
        Suppressed("email"),
        Truth(1, 1, [ROW]),
        "hänen sähköpostiosoitteensa lisättiin estolistalle 3.11.2026 viestien peruutuksen vuoksi (lähde"
        " ”mailchimp”)",
        "their e-mail address was put on the suppression list on 3 Nov 2026 because of unsubscribing (source"
        " “mailchimp”)",
    ),
    (
        Suppressed("sms", ("bounced",)),
        Truth(2, 1, [ROW | {"dated": None, "reason": "kielto"}]),
        "hänen puhelinnumeronsa on ollut estolistalla viimeistään 3.11.2026 alkaen syyn ”kielto” vuoksi (lähde"
        " ”mailchimp”)",
        "their phone number has been on the suppression list since 3 Nov 2026 at the latest because of “kielto”"
        " (source “mailchimp”)",
    ),
    (
        Suppressed("email", ("complained",)),
        Truth(0, 0),
        "hänen sähköpostiosoitteensa ei ole estolistalla roskapostiksi merkitsemisen vuoksi",
        "their e-mail address is not on the suppression list because of a spam complaint",
    ),
    (
        Suppressed("phone"),
        Truth(2),
        "häneltä puuttuu puhelinnumero",
        "their phone number is missing",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("leaf", "truth", "fi", "en"), EVIDENCE)
def test_what_is_behind_it_for_one_person(
    leaf: Suppressed,
    truth: Truth,
    fi: str,
    en: str,
    context: Callable[..., ExplainContext],
    read: Callable[[str], str],
) -> None:
    facts = PersonFacts("Anna", truth.value == 1, {"where": truth})
    (reason,) = explain_person(Segment("x", leaf), facts, context()).reasons
    assert (read(reason.because.fi), read(reason.because.en)) == (fi, en)
