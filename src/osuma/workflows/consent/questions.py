"""What Osuma has to ask a person, once; the answer is kept with who gave it, when, and on what ground."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, Words
from osuma.workflows.asking.known_settings import value
from osuma.workflows.asking.verbs import verb

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

#: The question of § 200 of the Act on Electronic Communications Services (917/2014), in a marketer's words.
SOFT_OPT_IN = Words(
    "Saivatko ostajat kassalla tiedon, että lähetätte uutiskirjeitä samankaltaisista tuotteista, ja voivatko he "
    "kieltää ne helposti joka viestissä?",
    "Were buyers told at the checkout that you send newsletters about similar products, and can they easily refuse "
    "in every message?",
)
HOW = Words(
    'Vastaa: osuma questions answer soft_opt_in yes|no --evidence "missä se kerrottiin"',
    'Answer: osuma questions answer soft_opt_in yes|no --evidence "where they were told"',
)


def open_questions(session: Session) -> list[dict[str, Any]]:
    """The questions whose answer would change a figure and has not been given."""
    if "allowed" in value(session.workspace, "soft_opt_in"):
        return []
    buyers = session.warehouse.rows(
        "SELECT count(*) FROM customers c WHERE kind = 'person' AND set_apart IS NULL AND email_fold IS NOT NULL AND "
        "customer_key IN (SELECT customer_key FROM event_order WHERE counted) AND NOT EXISTS (SELECT 1 FROM "
        "customer_consents k WHERE k.customer_key = c.customer_key AND k.channel = 'email' "
        "AND k.purpose = 'marketing')"
    )[0][0]
    if not buyers:
        return []
    return [{"key": "soft_opt_in", "concerns": int(buyers), **SOFT_OPT_IN.plain(),
             "how": HOW.plain()}]  # fmt: skip


@verb("questions.list")
def list_(session: Session) -> dict[str, Any]:
    """Open questions, and the answers that were given, with their evidence."""
    answered = value(session.workspace, "soft_opt_in")
    answers = [{"key": "soft_opt_in", **answered}] if "allowed" in answered else []
    return {"questions": open_questions(session), "answers": answers}


@verb("questions.answer", writes=True)
def answer(session: Session, key: str, yes: bool, evidence: str = "") -> dict[str, Any]:
    """Keep an answer. Misuse for a question that there is not, and for a yes without its evidence."""
    from osuma.catalog import settings_store

    if key != "soft_opt_in":
        raise Misuse(
            Words(fi=f"Kysymystä ”{key}” ei ole; on soft_opt_in.", en=f"There is no question “{key}”: soft_opt_in."),
            "no_question",
        )
    if yes and not evidence.strip():
        raise Misuse(
            Words(
                fi="Kerro, missä ostajille kerrottiin (--evidence): ilman sitä vastaus ei ole peruste lähettää.",
                en="Say where buyers were told (--evidence): without it the answer is no ground to send on.",
            ),
            "no_evidence",
        )
    given = {
        "allowed": yes,
        "evidence": evidence.strip(),
        "answered_by": session.who,
        "answered_at": session.now().isoformat(timespec="seconds"),
        "question": SOFT_OPT_IN.plain(),
    }
    settings_store.put(session.workspace, key, given)
    return {"answers": [{"key": key, **given}]}
