"""Fields that a workspace has marked as special: rules may use them only on a written basis.

The lexicon of special categories marks fields by what they are called; a person marks what it cannot know. Only such
a mark can be taken back: what the lexicon says, a signed basis answers for (`osuma.workflows.consent.basis`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, Words
from osuma.workflows.asking.options import SPECIAL_FIELDS, special_fields
from osuma.workflows.asking.verbs import verb
from osuma.workflows.segments.definitions import vocabulary

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session


@verb("fields.classify", writes=True)
def classify(session: Session, field: str, special: bool) -> dict[str, Any]:
    """Mark a field of the customers as special, or take that mark back. Misuse for a field that cannot be marked."""
    from osuma.catalog import settings_store

    known = vocabulary(session).customers.get(field)
    marks = special_fields(session.workspace)
    if known is None or known.klass not in ("ordinary", "special"):
        raise Misuse(
            Words(f"Tiedon ”{field}” luokkaa ei voi muuttaa.", f"The class of “{field}” cannot be changed."),
            "no_field",
        )
    if not special and known.klass == "special" and field not in marks:
        raise Misuse(
            Words(
                f"Tieto ”{field}” on nimensä perusteella arkaluonteinen. Sen käyttöön tarvitaan allekirjoitettu "
                "peruste: osuma special allow",
                f"The field “{field}” is special by its name. Using it takes a signed basis: osuma special allow",
            ),
            "special_by_name",
        )
    settings_store.put(session.workspace, SPECIAL_FIELDS, sorted((marks | {field}) if special else marks - {field}))
    return {"field": field, "class": "special" if special else "ordinary"}
