"""Whose calls they are: whom each salesperson looks after in the source, and which lists somebody sees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import Misuse, Words
from osuma.engine.tables.own import CONTACT_OWNER
from osuma.store import schema
from osuma.store.dialect import fold_text
from osuma.store.warehouse import Connection
from osuma.workflows.asking.rights import NotAllowed, Right

if TYPE_CHECKING:
    from osuma.workflows.asking.session import Session

#: Lists that are nobody's by name: one's own, of those whom nobody looks after, everybody's.
OWN, UNOWNED, ALL = "own", "none", "all"
#: Whoever may do this sees everybody's list, and who looks after nobody: a head of sales, a marketer.
_LEADS = Right.DEFINE


@dataclass(frozen=True)
class Whose:
    """Whose list is shown. chosen: `OWN`, `UNOWNED`, `ALL` or a salesperson as the source names them.

    own: what the source calls the asker; None where nobody there is called so. leads: whether they see all lists.
    """

    chosen: str
    own: str | None
    leads: bool

    def holds(self, owner: str | None) -> bool:
        """Whether a call with such an owner is on the list."""
        if self.chosen == ALL:
            return True
        wanted = {OWN: self.own, UNOWNED: None}.get(self.chosen, self.chosen)
        return _folded(owner) == _folded(wanted)

    def lists(self, owners: Iterable[str | None]) -> list[dict[str, Any]]:
        """The lists that the asker can choose of, each with its calls: the own one first, then by name."""
        given = list(owners)
        number, named = Counter(map(_folded, given)), _named(given)
        mine = [] if self.own is None else [{"whose": OWN, "owner": self.own, "calls": number[_folded(self.own)]}]
        others = [
            {"whose": owner, "owner": owner, "calls": number[folded]}
            for folded, owner in sorted(named.items())
            if self.leads and folded != _folded(self.own)
        ]
        unowned = {"whose": UNOWNED, "owner": None, "calls": number[None]}
        every = [{"whose": ALL, "owner": None, "calls": number.total()}] if self.leads else []
        return [*mine, unowned, *every, *others] if mine else [*every, unowned, *others]


def of_contacts(con: Connection) -> str:
    """Who looks after each of the `customers c`, as SQL; no CRM may have told it."""
    return f"c.{CONTACT_OWNER}" if CONTACT_OWNER in schema.columns(con, "customers") else "NULL"


def whose(session: Session, asked: str | None, owners: Iterable[str | None]) -> Whose:
    """What somebody is shown: their own list first, if the source knows them by their name or address.

    A salesperson whom the source knows may see their own and the unowned; everybody else sees all. It says whose work
    a call is, and keeps nothing secret: whoever may see names may open every card. Misuse where there
    is no such salesperson, NotAllowed where the list is another's.
    """
    named = _named(owners)
    own = next((named[one] for one in _called(session) if one in named), None)
    leads = own is None or session.asker.right >= _LEADS
    chosen = asked or (OWN if own is not None else ALL)
    if chosen == OWN and own is None:
        raise Misuse(
            Words("Tiedoissa ei ole sinun nimistäsi myyjää.", "No salesperson in the data has your name."), "no_owner"
        )
    if chosen not in (OWN, UNOWNED) and not leads and _folded(chosen) != _folded(own):
        raise NotAllowed(_LEADS)
    if chosen not in (OWN, UNOWNED, ALL) and _folded(chosen) not in named:
        raise Misuse(
            Words(f"Myyjää ”{chosen}” ei ole tiedoissa.", f"There is no salesperson “{chosen}”."), "no_owner"
        )
    return Whose(chosen, own, leads)


def _called(session: Session) -> list[str]:
    """What a source may call the asker."""
    from osuma.catalog import users

    user = None if session.asker.user is None else users.get(session.asker.user)
    folded = (_folded(session.who), _folded(user.email if user else None))
    return [one for one in folded if one]


def _named(owners: Iterable[str | None]) -> dict[str, str]:
    """Salespeople by the form that is compared, each as they are first written."""
    found: dict[str, str] = {}
    for one in owners:
        folded = _folded(one)
        if one and folded:
            found.setdefault(folded, one)
    return found


def _folded(name: str | None) -> str | None:
    return fold_text(" ".join(name.split())) if name and name.strip() else None
