"""Everything that can be asked of Osuma, by name, and asking it: here, or at the owner of the installation."""

from __future__ import annotations

import contextlib
import getpass
import inspect
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from osuma.engine.errors import Misuse, OsumaError, Words
from osuma.engine.periods import local_day
from osuma.workflows.asking import forward, rights
from osuma.workflows.asking.answers import Earlier
from osuma.workflows.asking.loading import load_workflows
from osuma.workflows.asking.owner import Busy, Owner, hold
from osuma.workflows.asking.progress import Progress, quiet
from osuma.workflows.asking.rights import Asker
from osuma.workflows.asking.session import Session
from osuma.workflows.asking.soon import NotYet
from osuma.workflows.asking.wire import plain

Function: TypeAlias = Callable[..., dict[str, Any]]
Logged: TypeAlias = Callable[[Session, dict[str, Any]], None]
Brings: TypeAlias = Callable[[dict[str, Any]], bool]
Registered = TypeVar("Registered", bound=Function)

WAIT_SECONDS = 60.0
POLL_SECONDS = 0.1
# Arguments and results that name no person, so that the audit may keep them; who answers for a definition is told
# by its versions. In free text the audit itself strikes out addresses and numbers.
AUDITED = (
    "import_id",
    "slug",
    "key",
    "channel",
    "format",
    "control",
    "experiment",
    "link_id",
    "of_import",
    "candidate_id",
    "stale_on_purpose",
    "complete_for",
    "dated",
    "for_",
    "drop_blocked",
    "yes",
    "code",
    "reason",
    "purpose",
    "kpi",
    "review_by",
    "user",
    "role",
    "special",
    "invitation",
    "workspace",
)

#: What writes a file though it changes nothing.
HANDS_OUT = frozenset({"one_page.write", "pictures.write", "report.write", "review.write", "sheet.write"})


@dataclass(frozen=True)
class Verb:
    """One thing that can be asked. required, optional: names of its arguments. The rest: see `verb`."""

    name: str
    function: Function
    writes: bool
    kept: bool
    required: frozenset[str]
    optional: frozenset[str]
    logged: Logged | None = None
    lasting: bool = False
    brings: Brings | None = None


_VERBS: dict[str, Verb] = {}


def verb(
    name: str,
    *,
    writes: bool = False,
    kept: bool = False,
    logged: Logged | None = None,
    lasting: bool = False,
    brings: Brings | None = None,
) -> Callable[[Registered], Registered]:
    """Register `function(session, **plain json arguments) -> dict` under a name.

    writes: whether it changes the warehouse or the catalog; such verbs run one at a time in a workspace. kept:
    whether its answer depends on nothing but the workspace, its arguments and the day, so that it may be told again
    until something is written. logged: enters each asking with its answer in the change log, be it told again or not.
    """

    def register(function: Registered) -> Registered:
        if name in _VERBS:
            raise ValueError(f"two verbs called {name}")
        parameters = list(inspect.signature(function).parameters.values())[1:]
        _VERBS[name] = Verb(
            name=name,
            function=function,
            writes=writes,
            kept=kept,
            required=frozenset(p.name for p in parameters if p.default is p.empty),
            optional=frozenset(p.name for p in parameters if p.default is not p.empty),
            logged=logged,
            lasting=lasting,
            brings=brings,
        )
        return function

    return register


def find(name: str) -> Verb:
    """The verb of that name; Misuse where there is none."""
    load_workflows()
    found = _VERBS.get(name)
    if found is None:
        raise Misuse(
            Words(
                fi=f"Osuma ei osaa: ”{name}”. Onko käynnissä vanhempi osuma serve? Käynnistä se uudelleen.",
                en=f"Osuma cannot do “{name}”. Is an older osuma serve running? Start it again.",
            ),
            "no_verb",
        )
    return found


def names() -> list[str]:
    """Every verb."""
    load_workflows()
    return sorted(_VERBS)


def call(
    folder: Path,
    workspace: str | None,
    name: str,
    args: Mapping[str, Any],
    progress: Progress = quiet,
    who: str | None = None,
    timeout: float = WAIT_SECONDS,
) -> dict[str, Any]:
    """Ask the installation: its live owner if it has one, else own it for the duration.

    workspace: None means the only one. args: values that JSON has; files as absolute paths. who: for the audit;
    None means the user of the process. timeout: seconds to wait for a command that owns the installation without
    serving it, then Busy.
    """
    asker = getpass.getuser() if who is None else who
    deadline: float | None = None
    while True:
        address = forward.live(folder)
        try:
            if address is not None:
                return forward.send(address, workspace, name, args, progress, asker)
            with hold(folder) as owner:
                return run(owner, workspace, name, args, progress, rights.here(asker))
        except (Busy, forward.NotThere):
            if deadline is None:
                progress("waiting")
                deadline = time.monotonic() + timeout
            if time.monotonic() >= deadline:
                raise Busy from None
        time.sleep(POLL_SECONDS)


def run(
    owner: Owner, workspace: str | None, name: str, args: Mapping[str, Any], progress: Progress, who: Asker
) -> dict[str, Any]:
    """Run a verb in this process, which owns the installation. The result holds plain JSON values only.

    NotAllowed, NoBasisRight where `who` may not.
    """
    found, session = _let_in(owner, workspace, name, args, progress, who)
    if not found.writes:
        answer = _answer(owner, session, found, args)
        _log(session, found, answer)
        return answer
    with owner.writing(session) as write:
        try:
            result = _dict(found.function(session, **args))
        except Exception as problem:
            _audit(session, name, args, problem.code if isinstance(problem, OsumaError) else "fault")
            # What cannot be settled now the next owner settles; the first problem is the one to tell.
            with contextlib.suppress(Exception):
                owner.settle(session)
            raise
        _audit(session, name, {**result, **args}, "done")
        write.brings = found.brings is not None and found.brings(result)
        return result


def soon(
    owner: Owner, workspace: str, name: str, args: Mapping[str, Any], who: Asker, patience: float
) -> dict[str, Any] | Earlier:
    """The answer of a verb that is kept, for a page that can come back for it.

    Where working it out takes more than `patience` seconds it goes on behind, and what was answered before data came
    is given, of a verb that is lasting; NotYet where there is no such answer.
    """
    found, session = _let_in(owner, workspace, name, args, quiet, who)
    slug, question = session.workspace.slug, _question(session, name, args)
    owner.soon.remember(slug, name, args)
    answer = owner.answers.kept(slug, question)
    if answer is None:
        earlier = owner.answers.earlier(slug, question) if found.lasting else None
        key = slug, question, owner.answers.written(slug)
        try:
            answer = owner.soon.of(key, lambda: _answer(owner, session, found, args), patience)
        except NotYet:
            if earlier is None:
                raise
            return earlier
    _log(session, found, answer)
    return answer


def prepare(owner: Owner, workspace: str, name: str, args: Mapping[str, Any], who: Asker) -> None:
    """Work out the answer of a verb that is kept, for who asks next; nobody is told it."""
    found, session = _let_in(owner, workspace, name, args, quiet, who)
    _answer(owner, session, found, args)


def _let_in(
    owner: Owner, workspace: str | None, name: str, args: Mapping[str, Any], progress: Progress, who: Asker
) -> tuple[Verb, Session]:
    """The verb, and a session of who may ask it. NotAllowed, NoBasisRight where they may not."""
    found = find(name)
    rights.refuse(who, name, args)
    if who.reads_only and (found.writes or name in HANDS_OUT):
        raise rights.NotAllowed(None)
    _refuse_arguments(found, args)
    return found, owner.session(workspace, progress, who)


def _answer(owner: Owner, session: Session, found: Verb, args: Mapping[str, Any]) -> dict[str, Any]:
    """The answer of a verb that writes nothing: the one that is kept, where it may be."""

    def work() -> dict[str, Any]:
        return _dict(found.function(session, **args))

    if not found.kept:
        return work()
    question = _question(session, found.name, args)
    return owner.answers.of(session.workspace.slug, question, work, found.lasting)


def _log(session: Session, found: Verb, answer: dict[str, Any]) -> None:
    if found.logged is not None:
        found.logged(session, answer)


def _question(session: Session, name: str, args: Mapping[str, Any]) -> str:
    """Everything that an answer which is kept depends on, beside what is written."""
    day = local_day(session.now(), session.zone)
    return repr((name, sorted(args.items()), day, session.workspace))


def _dict(result: dict[str, Any]) -> dict[str, Any]:
    return dict(plain(result))


def _audit(session: Any, name: str, values: Mapping[str, Any], outcome: str) -> None:
    from osuma.catalog import audit

    kept = {key: values[key] for key in AUDITED if isinstance(values.get(key), str | int)}
    audit.record(session.workspace, session.who, name, {**kept, "outcome": outcome})


def _refuse_arguments(found: Verb, args: Mapping[str, Any]) -> None:
    unknown = sorted(set(args) - found.required - found.optional)
    missing = sorted(found.required - set(args))
    if not unknown and not missing:
        return
    said = ", ".join([*(f"-{name}" for name in missing), *(f"+{name}" for name in unknown)])
    raise Misuse(
        Words(
            fi=f"{found.name}: väärät tiedot ({said}). Puuttuvat on merkitty -, tuntemattomat +.",
            en=f"{found.name}: wrong arguments ({said}). Missing ones are marked -, unknown ones +.",
        ),
        "wrong_arguments",
    )
