"""What to do next with a segment, by what it is meant to change (its KPI)."""

from __future__ import annotations

from osuma.engine.errors import Words
from osuma.engine.segments.rule import Segment

_CONTROL = Words(
    "Jätä kymmenesosa kontrolliryhmäksi, joka ei saa viestiä: silloin näet, mitä viesti toi.",
    "Leave a tenth as a control group that gets no message: then you see what the message brought.",
)


def _with_control(fi: str, en: str) -> Words:
    return Words(f"{fi} {_CONTROL.fi}", f"{en} {_CONTROL.en}")


#: By KPI. Others have no step of their own.
STEPS: dict[str, Words] = {
    "reactivated": _with_control(
        "Lähetä muistutus niille, joille saa lähettää.",
        "Send a reminder to those who may be written to.",
    ),
    "second_order": _with_control(
        "Lähetä tervetuloviesti ja ehdota toista ostosta: toinen osto tekee uudesta asiakkaasta vakituisen.",
        "Send a welcome and suggest a second purchase: it is the second one that makes a new customer a regular.",
    ),
    "first_order": _with_control(
        "Kutsu ensimmäiselle ostokselle.",
        "Invite them to a first purchase.",
    ),
    "repeat_orders": _with_control(
        "Kerro uutuuksista ensin näille asiakkaille ja seuraa, kuinka moni ostaa uudelleen.",
        "Tell these customers of what is new first, and follow how many buy again.",
    ),
    "consents": Words(
        "Kysy lupa seuraavan oston tai käynnin yhteydessä. Sitä ennen heille ei lähetetä mitään.",
        "Ask for permission at the next purchase or visit. Nothing is sent to them before that.",
    ),
    "coverage": Words(
        "Kysy puuttuva tieto seuraavalla kirjautumisella. Arvattua tietoa ei käytetä.",
        "Ask for what is missing at the next sign-in. Guessed facts are not used.",
    ),
    "survey_answers": Words(
        "Kysy lyhyellä kyselyllä, mikä kiinnostaa, ja käytä vastausta seuraavassa viestissä.",
        "Ask in a short survey what interests them, and use the answer in the next message.",
    ),
}


#: Steps that need no message.
_WITHOUT_MESSAGE = frozenset({"coverage"})


def next_step(rule: Segment, *, contactless: bool) -> Words | None:
    """The step, or None; nobody is told to write where nobody can be written to."""
    kpi = rule.kpi or ""
    return None if contactless and kpi not in _WITHOUT_MESSAGE else STEPS.get(kpi)
