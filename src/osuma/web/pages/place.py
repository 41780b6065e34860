"""Where a request is and what it may do there: somebody signed in, in a workspace, with a right."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from osuma.catalog import users, workspaces
from osuma.catalog.users import User
from osuma.catalog.workspaces import Workspace
from osuma.engine.errors import Misuse, OsumaError, Words
from osuma.web import topics, working
from osuma.web.entry import asker, beside, language_of
from osuma.web.serving import Serving
from osuma.workflows.asking import rights, verbs
from osuma.workflows.asking.answers import Earlier
from osuma.workflows.asking.progress import quiet
from osuma.workflows.asking.rights import Asker, NotAllowed
from osuma.workflows.asking.rights import Right as Right  # what a page says that it needs
from osuma.workflows.asking.soon import NotYet

#: A browser that can come back for what is not there yet says so in a cookie; `static/app.js` sets it.
FOLLOWS = "osuma_follows"
#: When a page that comes back came first, in seconds of the server's clock.
SINCE = "X-Osuma-Since"
#: What stands in the place of a page until its figures are there.
COMING = "coming.html"
#: The element that a page which comes back puts in its own place.
WHOLE = "page"
#: Seconds to wait for figures before a page is shown without them, and when it comes back for them.
PATIENCE, AGAIN = 0.3, 2.0
#: After so long it waits for them: what is written all the time would never be there otherwise.
LONG = 30.0

#: What a page says after a change that would not be seen otherwise.
SAVED = Words("Tallennettu.", "Saved.")
KEPT = Words("Tallennettu ja laskettu.", "Saved and counted.")
#: In a session: what its next page tells once.
_NOTICE = "notice"


@dataclass(frozen=True)
class Place:
    """One request's user in a workspace. asker: who they are to a verb there. earlier: until when each of the figures
    held that are shown though data came since."""

    request: HttpRequest
    serving: Serving
    user: User
    workspace: Workspace
    asker: Asker
    earlier: list[datetime] = field(default_factory=list)

    @classmethod
    def of(cls, request: HttpRequest, user: User, slug: str) -> Place:
        """A user in the workspace of that slug; Http404 where it is not there for them."""
        try:
            workspace = workspaces.get(slug)
        except Misuse:
            raise Http404 from None
        asking = rights.asker(user, workspace)
        if asking is None:
            raise Http404
        return cls(request, request.META["osuma.serving"], user, workspace, asking)

    @property
    def right(self) -> Right:
        """The most that they may do there."""
        return self.asker.right

    def ask(self, verb: str, /, **args: Any) -> dict[str, Any]:
        """A verb; arguments that are None are not given."""
        given = {name: value for name, value in args.items() if value is not None}
        return verbs.run(self.serving.owner, self.workspace.slug, verb, given, quiet, self.asker)

    def told(self, verb: str, /, **args: Any) -> dict[str, Any]:
        """The same of a verb that is kept, for a page that comes back for what takes long: NotYet until it is there.

        Of a verb that is lasting the answer from before data came is shown meanwhile, and the page says so.
        """
        came = self._came_back()
        if not self._follows() or (came is not None and time.time() - came > LONG):
            return self.ask(verb, **args)
        given = {name: value for name, value in args.items() if value is not None}
        patience = PATIENCE if came is None else AGAIN
        found = verbs.soon(self.serving.owner, self.workspace.slug, verb, given, self.asker, patience)
        if not isinstance(found, Earlier):
            return found
        if came is not None:
            raise NotYet
        self.earlier.append(found.until)
        return found.answer

    def _follows(self) -> bool:
        return self.request.method == "GET" and FOLLOWS in self.request.COOKIES

    def _came_back(self) -> float | None:
        """When the page came first that now comes back; None where it comes first."""
        said = self.request.headers.get(SINCE, "")
        return float(said) if said.isdigit() else None

    def put(self, key: str, value: object) -> None:
        """A setting of the workspace; None takes it back to what holds without one."""
        verbs.run(
            self.serving.owner,
            self.workspace.slug,
            "settings.set",
            {"key": key, "value": value},
            quiet,
            self.asker,
        )

    def begin(self, verb: str, /, **args: Any) -> int:
        """A verb as work that goes on without the page; its key."""
        return working.begin(self.serving, self.workspace, verb, args, self.asker)

    def show(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        """A page of the workspace, or a part of one."""
        every = {
            "language": self.user.language,
            "user": self.user,
            "workspace": self.workspace,
            "workspaces": mine(self.user),
            "may_own": self.right >= Right.OWN,
            "may_all": self.right >= Right.EVERYWHERE,
            "may_change": self.right >= Right.CHANGE,
            "may_define": self.right >= Right.DEFINE,
            "may_see_people": self.right >= Right.PEOPLE,
            "path": self.request.get_full_path(),
            "since": int(time.time()),
            "earlier": min(self.earlier, default=None),
            "help": self._help(),
            # kept for the page with its figures
            "notice": None if template.startswith(("parts/", COMING)) else self.request.session.pop(_NOTICE, None),
        }
        answer = render(self.request, template, {**every, **context}, status=status)
        if self._came_back() is not None and self._is_whole and f'id="{WHOLE}"'.encode() not in answer.content:
            # of another frame than what stands in its place: the browser asks for all of it again
            return HttpResponse(headers={"HX-Refresh": "true"})
        return answer

    def coming(self) -> HttpResponse:
        """A page or a part of one that comes back for its figures; nothing where it came back too early."""
        if self._came_back() is not None:
            return HttpResponse(status=204)
        if not self.is_part:
            return self.show(COMING, here=self.request.path.split("/")[3] or "home")
        found = self.show("parts/coming.html")
        found.headers["HX-Reswap"] = "beforeend"  # what stands there meanwhile stays
        return found

    @property
    def is_part(self) -> bool:
        """Whether a page asks for a part of itself, and not for the whole of it again."""
        return "HX-Request" in self.request.headers and not self._is_whole

    @property
    def _is_whole(self) -> bool:
        return self.request.headers.get("HX-Target") == WHOLE

    def _help(self) -> str | None:
        """The slug of the help that tells of the page that was asked for."""
        at = self.request.resolver_match
        topic = topics.PAGES.get(at.url_name or "") if at else None
        return topic.slug if topic else None

    def to(self, name: str, *more: Any, said: Words | None = None) -> HttpResponseRedirect:
        """The way to another page of the workspace. said: what that page tells once, since it looks as before."""
        if said is not None:
            self.request.session[_NOTICE] = said.plain()
        return HttpResponseRedirect(reverse(name, args=[self.workspace.slug, *more]))

    def to_workspace(self, slug: str, name: str = "home") -> HttpResponseRedirect:
        """The way to a page of another workspace."""
        return HttpResponseRedirect(reverse(name, args=[slug]))


View = Callable[..., HttpResponseBase]
LOOKED = ("GET", "HEAD")


@dataclass(eq=False)  # an address knows its view as the one that it is
class Page:
    """A view with what it needs; everybody who has less finds nothing there."""

    view: View
    needs: Right
    methods: tuple[str, ...]

    def __call__(self, request: HttpRequest, workspace: str, **given: Any) -> HttpResponseBase:
        user = asker(request)
        if user is None:
            return to_sign_in(request)
        place = Place.of(request, user, workspace)
        if place.right < self.needs:
            raise Http404
        if request.method not in self.methods:
            return HttpResponse(status=405)
        try:
            return self.view(place, **given)
        except NotYet:
            return place.coming()
        except OsumaError as error:
            part = "parts/refused.html" if place.is_part else "refused.html"
            # htmx puts only what succeeded into a page
            asked = "HX-Request" in request.headers
            status = 200 if asked else 403 if isinstance(error, NotAllowed) else 400
            return place.show(part, status, said=error.what.plain())


def mine(user: User) -> list[Workspace]:
    """The workspaces in which a user may do anything."""
    return [workspace for workspace in workspaces.list_() if users.role(workspace, user) is not None]


def page(
    needs: Right = Right.LOOK, *, posted: bool = False, methods: tuple[str, ...] | None = None
) -> Callable[[View], Page]:
    """`view(place, ...)` for somebody with the right in the workspace.

    posted: for POST alone; methods: where neither that nor looking alone is right. What Osuma says no to is shown as
    its sentence.
    """

    def wrap(view: View) -> Page:
        made = Page(view, needs, methods or (("POST",) if posted else LOOKED))
        functools.update_wrapper(made, view)
        return made

    return wrap


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Away to where one signs in, and back from there to the page that was asked for, or from which a form was sent.

    A part of a page leaves the page where it is, with all that is written in it, and says that one is signed out.
    """
    if request.headers.get("HX-Request"):
        return beside(request, "parts/signed_out.html", language_of(request))
    back = request.get_full_path() if request.method == "GET" else urlsplit(request.headers.get("Referer", "")).path
    return HttpResponseRedirect(f"{reverse('closed')}?{urlencode({'next': back})}" if back else reverse("closed"))


def within(address: str) -> str | None:
    """A page's address if it is one of ours, else None: nobody is sent elsewhere by a link to us."""
    ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if ours else None
