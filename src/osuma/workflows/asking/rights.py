"""Who may do what: the one table of verbs and rights, whoever asks and from wherever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from osuma.engine.errors import OsumaError, Words

if TYPE_CHECKING:
    from osuma.catalog.api_keys import Key
    from osuma.catalog.users import RoleName, User
    from osuma.catalog.workspaces import Workspace


class Right(IntEnum):
    """What somebody may do in a workspace; each right holds those before it.

    LOOK: counts and sums. PEOPLE: names of customers. DEFINE: segments. CHANGE: imports, lists handed out.
    OWN: users, keys, settings. EVERYWHERE: what touches every workspace or the machine, for an owner of them all.
    """

    LOOK = 1
    PEOPLE = 2
    DEFINE = 3
    CHANGE = 4
    OWN = 5
    EVERYWHERE = 6


ROLES: dict[RoleName, Right] = {
    "viewer": Right.LOOK,
    "sales": Right.PEOPLE,
    "analyst": Right.DEFINE,
    "marketer": Right.CHANGE,
    "owner": Right.OWN,
}

#: What each verb needs. A verb that is not here can be asked by nobody but the user of the machine.
NEEDS: dict[str, Right] = {
    **dict.fromkeys(
        (
            "companies.candidates",
            "consents.texts.list",
            "engine.list",
            "events.list",
            "events.seen",
            "fields.list",
            "fields.sums",
            "import.kinds",
            "fields.words",
            "import.list",
            "import.show",
            "monday.mail",
            "monday.show",
            "months.list",
            "months.show",
            "one_page.show",
            "one_page.write",
            "pictures.show",
            "pictures.write",
            "quality.show",
            "review.show",
            "review.write",
            "questions.list",
            "rates.list",
            "companies.industries",
            "deals.stages",
            "segments.changes",
            "notes.list",
            "segments.check",
            "segments.combine",
            "segments.comments",
            "segments.copy",
            "segments.count",
            "segments.course",
            "segments.divided",
            "segments.explain",
            "segments.health",
            "segments.history",
            "segments.list",
            "segments.live",
            "segments.overlap",
            "segments.plan",
            "segments.prioritise",
            "segments.pull",
            "segments.reach",
            "segments.shelf",
            "segments.sql",
            "segments.templates",
            "segments.tuned",
            "segments.used",
            "settings.get",
            "sheet.show",
            "sheet.write",
            "special.list",
            "watch.status",
            "workspaces.list",
        ),
        Right.LOOK,
    ),
    **dict.fromkeys(
        (
            "calls.record",
            "calls.tomorrow",
            "calls.write",
            "companies.card",
            "companies.find",
            "companies.list",
            "companies.show",
            "customers.card",
            "customers.find",
            "customers.why",
            "identity.candidates",
            "identity.clusters",
            "identity.list",
            "identity.review",
            "identity.show",
            "segments.companies",
            "segments.known_members",
            "segments.members",
            "segments.preview",
            "segments.propose",
        ),
        Right.PEOPLE,
    ),
    **dict.fromkeys(
        (
            "fields.values",
            "notes.add",
            "notes.remove",
            "report.write",
            "segments.apply",
            "segments.comment",
            "segments.describe",
            "segments.folder",
            "segments.freeze",
            "segments.on_purpose",
            "segments.pin",
            "segments.refresh",
            "segments.tag",
            "segments.take",
            "segments.tidy",
            "segments.uncomment",
            "sheet.fill",
        ),
        Right.DEFINE,
    ),
    **dict.fromkeys(
        (
            "companies.confirm",
            "companies.undo",
            "consents.texts.add",
            "consents.texts.confirm",
            "consents.withdraw",
            "events.register",
            "events.unregister",
            "events.widen",
            "identity.apart",
            "identity.confirm",
            "identity.find",
            "deals.explain_stages",
            "identity.merge",
            "identity.refuse",
            "identity.undo",
            "exports.delete",
            "exports.fetched",
            "exports.list",
            "import.columns",
            "import.mapped",
            "import.propose",
            "import.run",
            "import.undo",
            "logo.keep",
            "months.close",
            "questions.answer",
            "rates.import",
            "rates.set",
            "segments.export",
            "fields.money",
            "shares.list",
            "shares.make",
            "shares.withdraw",
            "special.allow",
            "watch.due",
            "watch.take",
        ),
        Right.CHANGE,
    ),
    **dict.fromkeys(
        (
            "audit.list",
            "fields.classify",
            "keys.list",
            "keys.make",
            "keys.revoke",
            "settings.set",
            "users.invite",
            "users.list",
            "users.remove",
            "users.reset",
            "users.role",
            "users.withdraw",
            "workspaces.change",
            "workspaces.create",
        ),
        Right.OWN,
    ),
    **dict.fromkeys(
        ("backup.list", "backup.make", "backup.prove", "doctor", "engine.check", "engine.copy"), Right.EVERYWHERE
    ),
}
#: Arguments that ask for more than their verb does.
ARGUMENTS: dict[tuple[str, str], Right] = {
    ("segments.changes", "people"): Right.PEOPLE,
    ("segments.combine", "members"): Right.PEOPLE,
    ("segments.explain", "company"): Right.PEOPLE,
    ("segments.explain", "customer"): Right.PEOPLE,
    ("months.show", "rows"): Right.PEOPLE,
    ("segments.count", "engine"): Right.EVERYWHERE,
    ("segments.members", "engine"): Right.EVERYWHERE,
    ("segments.refresh", "engine"): Right.EVERYWHERE,
}
#: What a key for programs never asks: whoever gets hold of one must not make others.
BY_PERSON = frozenset(
    {
        "keys.list", "keys.make", "keys.revoke", "segments.copy", "users.invite", "users.list", "users.remove",
        "users.reset", "users.role", "users.withdraw", "workspaces.create",
    }
)  # fmt: skip
#: Settings of the machine: a folder that it reads, a server that it asks, how much of it is used.
OF_THE_MACHINE = frozenset({"engine", "memory_limit", "threads", "watch_folder", "watch_move_done"})
#: Verbs, and arguments of others, that state the basis on which special categories of personal data are held.
SPECIAL = frozenset({"special.allow"})
SPECIAL_ARGUMENTS = frozenset({("import.run", "allow_special")})


@dataclass(frozen=True)
class Asker:
    """Who asks. name: for the audit. special: may state a basis for special categories of personal data.

    user: the key of who signed in; None for a key of the API and for the user of the machine. reads_only: a key that
    changes nothing and hands nothing out. here: the user of the machine, whom the files belong to anyway.
    """

    name: str
    right: Right
    special: bool = False
    user: int | None = None
    reads_only: bool = False
    here: bool = False


class NotAllowed(OsumaError):
    """The asker's role is not enough."""

    def __init__(self, needs: Right | None) -> None:
        fi, en = _WHO.get(needs, _WHO[None])
        super().__init__(
            Words(f"Roolisi ei riitä tähän. {fi}", f"Your role does not reach to this. {en}"), "not_allowed"
        )


_ASK = Words("Pyydä omistajaa muuttamaan roolisi.", "Ask an owner to change your role.")
_WHO: dict[Right | None, tuple[str, str]] = {
    None: (_ASK.fi, _ASK.en),
    Right.OWN: ("Sen tekee työtilan omistaja.", "An owner of the workspace does it."),
    Right.EVERYWHERE: (
        "Se koskee koko asennusta, ja sen tekee se, joka omistaa kaikki työtilat.",
        "It concerns the whole installation, and is done by who owns every workspace.",
    ),
}


class NoBasisRight(OsumaError):
    """The asker may not state a basis for special categories."""

    def __init__(self) -> None:
        super().__init__(
            Words(
                "Sinulla ei ole oikeutta kirjata käsittelyperustetta arkaluonteisille tiedoille. "
                "Oikeuden antaa työtilan omistaja (Asetukset, Käyttäjät).",
                "You have no right to state a basis for special categories of personal data. "
                "An owner of the workspace gives it (Settings, Users).",
            ),
            "no_basis_right",
        )


def here(name: str) -> Asker:
    """The user of this machine."""
    return Asker(name, Right.EVERYWHERE, special=True, here=True)


def asker(user: User, workspace: Workspace) -> Asker | None:
    """Somebody signed in, in a workspace; None where they may do nothing there."""
    from osuma.catalog import users, workspaces

    given = users.given(workspace, user)
    if given is None:
        return None
    right = ROLES[given.role]
    if right is Right.OWN and all(users.role(one, user) == "owner" for one in workspaces.list_()):
        right = Right.EVERYWHERE
    return Asker(user.name, right, given.special, user.key)


def program(key: Key) -> Asker | None:
    """A key for programs, with no more than its maker may do now; None where they may do nothing any more."""
    from osuma.catalog import users, workspaces

    right = ROLES[key.role]
    if key.user is not None:
        held = users.role(workspaces.get(key.workspace), key.user)
        if held is None:
            return None
        right = min(right, ROLES[held])
    return Asker(f"{key.name} (API)", right, reads_only=key.reads_only)


def refuse(asking: Asker, name: str, args: Mapping[str, Any]) -> None:
    """NotAllowed, NoBasisRight where the asker may not ask this."""
    if asking.here:
        return
    needs = _needs(name, args)
    if needs is None or asking.right < needs or (name in BY_PERSON and asking.user is None):
        raise NotAllowed(needs)
    of_special = name in SPECIAL or any(args.get(one) is not None for verb, one in SPECIAL_ARGUMENTS if verb == name)
    if of_special and not asking.special:
        raise NoBasisRight


def _needs(name: str, args: Mapping[str, Any]) -> Right | None:
    least = NEEDS.get(name)
    if least is None:
        return None
    if name == "settings.set" and args.get("key") in OF_THE_MACHINE:
        return Right.EVERYWHERE
    return max([least, *(right for (verb, one), right in ARGUMENTS.items() if verb == name and args.get(one))])
