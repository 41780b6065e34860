"""Where a request is and what it may do there: somebody signed in, in a workspace, with a right."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from osuma.catalog import users, workspaces
from osuma.catalog.users import RoleName, User
from osuma.catalog.workspaces import Workspace
from osuma.engine.errors import Misuse, OsumaError
from osuma.web import working
from osuma.web.entry import asker
from osuma.web.serving import Serving
from osuma.workflows import verbs
from osuma.workflows.progress import quiet


class Right(IntEnum):
    """What a page needs; each holds those before it.

    LOOK: counts and sums. PEOPLE: names of customers. CHANGE: definitions, imports, lists handed out.
    """

    LOOK = 1
    PEOPLE = 2
    CHANGE = 3


RIGHTS: dict[RoleName, Right] = {
    "viewer": Right.LOOK,
    "sales": Right.PEOPLE,
    "analyst": Right.PEOPLE,
    "marketer": Right.CHANGE,
    "owner": Right.CHANGE,
}


@dataclass(frozen=True)
class Place:
    """One request's user in a workspace."""

    request: HttpRequest
    serving: Serving
    user: User
    workspace: Workspace
    right: Right

    def ask(self, verb: str, **args: Any) -> dict[str, Any]:
        """A verb; arguments that are None are not given."""
        given = {name: value for name, value in args.items() if value is not None}
        return verbs.run(self.serving.owner, self.workspace.slug, verb, given, quiet, self.user.name)

    def begin(self, verb: str, **args: Any) -> int:
        """A verb as work that goes on without the page; its key."""
        return working.begin(self.serving, self.workspace, verb, args, self.user.name)

    def show(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        """A page of the workspace, or a part of one."""
        every = {
            "language": self.user.language,
            "user": self.user,
            "workspace": self.workspace,
            "workspaces": mine(self.user),
            "may_change": self.right >= Right.CHANGE,
            "may_see_people": self.right >= Right.PEOPLE,
            "path": self.request.get_full_path(),
        }
        return render(self.request, template, {**every, **context}, status=status)

    def to(self, name: str, *more: Any) -> HttpResponseRedirect:
        """The way to another page of the workspace."""
        return HttpResponseRedirect(reverse(name, args=[self.workspace.slug, *more]))


View = Callable[..., HttpResponseBase]
LOOKED = ("GET", "HEAD")


def mine(user: User) -> list[Workspace]:
    """The workspaces in which a user may do anything."""
    return [workspace for workspace in workspaces.list_() if users.role(workspace, user) is not None]


def page(
    needs: Right = Right.LOOK, *, posted: bool = False, methods: tuple[str, ...] | None = None
) -> Callable[[View], View]:
    """`view(place, ...)` for somebody with the right in the workspace; everybody else finds nothing there.

    posted: for POST alone; methods: where neither that nor looking alone is right. What Osuma says no to is shown as
    its sentence.
    """

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def answered(request: HttpRequest, workspace: str, **given: Any) -> HttpResponseBase:
            user = asker(request)
            if user is None:
                return HttpResponseRedirect(reverse("closed"))
            place = _place(request, user, workspace)
            if place.right < needs:
                raise Http404
            if request.method not in (methods or (("POST",) if posted else LOOKED)):
                return HttpResponse(status=405)
            try:
                return view(place, **given)
            except OsumaError as error:
                part = "parts/refused.html" if request.headers.get("HX-Request") else "refused.html"
                # htmx puts only what succeeded into a page
                return place.show(part, 200 if part.startswith("parts") else 400, said=error.what.plain())

        return answered

    return wrap


def _place(request: HttpRequest, user: User, slug: str) -> Place:
    try:
        workspace = workspaces.get(slug)
    except Misuse:
        raise Http404 from None
    role = users.role(workspace, user)
    if role is None:
        raise Http404
    return Place(request, request.META["osuma.serving"], user, workspace, RIGHTS[role])
