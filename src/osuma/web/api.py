"""`/api/v1/`: every verb for programs, with the checks that the pages have, by a session or a key."""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.views.decorators.csrf import csrf_exempt

from osuma.catalog import api_keys, jobs, once, workspaces
from osuma.catalog.api_keys import Key
from osuma.catalog.modes import private_folder
from osuma.catalog.workspaces import Workspace
from osuma.engine.errors import Conflict, Misuse, OsumaError, Refused, Words
from osuma.web import entry, working
from osuma.web.pages.place import Place
from osuma.web.problems import NoSuch, NotSignedIn, StaleForm, problem
from osuma.web.serving import Serving, log
from osuma.workflows.asking import offered, rights, verbs
from osuma.workflows.asking.progress import quiet
from osuma.workflows.asking.rights import NotAllowed, Right
from osuma.workflows.asking.wire import unexpected
from osuma.workflows.lists.destinations import destination

LONGEST_NAME = 200
OWN = "-"


@dataclass(frozen=True)
class Caller:
    """Who asks, and where."""

    asker: rights.Asker
    workspace: Workspace
    name: str


def description(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document; it tells nothing of anybody's data."""
    return JsonResponse(offered.document(request.build_absolute_uri("/").rstrip("/")))


@csrf_exempt  # a session has to bring its token all the same: `_by_session`
def ask(request: HttpRequest, workspace: str, name: str) -> HttpResponseBase:
    """Ask a verb: its arguments as JSON, or as a form with files beside `args`."""
    serving: Serving = request.META["osuma.serving"]
    with_answer: HttpResponseBase
    try:
        if request.method != "POST":
            raise Misuse(Words("Verbiä kysytään POST-pyynnöllä.", "A verb is asked by POST."), "post_only")
        caller = _caller(request, serving, workspace)
        if name not in offered.names():
            raise NoSuch
        with _at_work(serving):
            with_answer = _answer(request, serving, caller, name)
    except OsumaError as error:
        with_answer = problem(error)
    except Exception as fault:
        log(f"api {name}", fault)
        with_answer = problem(unexpected(fault))
    return with_answer


def job(request: HttpRequest, workspace: str, key: int) -> HttpResponseBase:
    """A piece of work: its state, then its result."""
    serving: Serving = request.META["osuma.serving"]
    try:
        caller = _caller(request, serving, workspace)
        found = jobs.get(caller.workspace, key)
        if found is None or request.method != "GET":
            raise NoSuch
        needs = rights.NEEDS.get(found.verb)
        if needs is None or caller.asker.right < needs:
            raise NotAllowed(needs)
    except OsumaError as error:
        return problem(error)
    answer = {"job": found.key, "verb": found.verb, "state": found.state, "step": found.step}
    return _json({**answer, "done": found.done, "total": found.total, "result": found.result, "error": found.error})


def export(request: HttpRequest, workspace: str, name: str) -> HttpResponseBase:
    """A list that was handed out."""
    return _file(request, workspace, name, "exports", Right.CHANGE)


def report(request: HttpRequest, workspace: str, name: str) -> HttpResponseBase:
    """A report."""
    return _file(request, workspace, name, "reports", Right.LOOK if name in offered.of_counts() else Right.PEOPLE)


def _file(request: HttpRequest, workspace: str, name: str, folder: str, needs: Right) -> HttpResponseBase:
    serving: Serving = request.META["osuma.serving"]
    try:
        caller = _caller(request, serving, workspace)
        if caller.asker.right < needs or caller.asker.reads_only:
            raise NotAllowed(needs)
        where: Path = getattr(caller.workspace, folder)
        # looked up among those that there are, never made into a path
        found = next((file for file in where.glob("*") if file.name == name), None)
        if found is None or not found.is_file() or found.is_symlink() or request.method != "GET":
            raise NoSuch
    except OsumaError as error:
        return problem(error)
    return FileResponse(found.open("rb"), as_attachment=True, filename=found.name)


def _caller(request: HttpRequest, serving: Serving, slug: str) -> Caller:
    """NotSignedIn, TooMany; NoSuch where the workspace is not theirs."""
    given = request.headers.get("Authorization", "")
    if given.startswith("Bearer "):
        return _by_key(request, serving, slug, given.removeprefix("Bearer "))
    return _by_session(request, slug)


def _by_key(request: HttpRequest, serving: Serving, slug: str, secret: str) -> Caller:
    found = serving.attempts.find(_program, secret, entry.address_of(request))
    if found is None:
        raise NotSignedIn
    key, asker = found
    if slug not in (OWN, key.workspace):
        raise NoSuch
    return Caller(asker, workspaces.get(key.workspace), f"key {key.key}")


def _program(secret: str) -> tuple[Key, rights.Asker] | None:
    key = api_keys.find(secret)
    asker = None if key is None else rights.program(key)
    return None if key is None or asker is None else (key, asker)


def _by_session(request: HttpRequest, slug: str) -> Caller:
    user = entry.asker(request)
    if user is None:
        raise NotSignedIn
    check = CsrfViewMiddleware(lambda _: HttpResponse())
    check.process_request(request)
    if request.method == "POST" and check.process_view(request, lambda _: HttpResponse(), (), {}) is not None:
        raise StaleForm
    try:
        place = Place.of(request, user, slug)
    except Http404:
        raise NoSuch from None
    return Caller(place.asker, place.workspace, f"user {user.key}")


@contextmanager
def _at_work(serving: Serving) -> Iterator[None]:
    if not serving.enter():
        raise Conflict(Words("Osuma on sulkeutumassa.", "Osuma is stopping."), "stopping")
    try:
        yield
    finally:
        serving.leave()


def _answer(request: HttpRequest, serving: Serving, caller: Caller, name: str) -> HttpResponseBase:
    folder: Path | None = None
    try:
        # before a byte of a file is written
        rights.refuse(caller.asker, name, {})
        args = _arguments(request, name)
        if request.FILES:
            folder = private_folder(caller.workspace.uploads / f"api-{secrets.token_hex(8)}")
            args = {**args, **_files(request, name, folder)}
        out = _written(caller.workspace, name, args)
        key = request.headers.get("Idempotency-Key", "")
        if "respond-async" in request.headers.get("Prefer", "") and folder is None:
            return _begun(serving, caller, name, {**args, **out})
        if not key or not verbs.find(name).writes:
            return _json(_paged(request, _run(serving, caller, name, {**args, **out})))
        return _once(serving, caller, name, {**args, **out}, key[:LONGEST_NAME], _fingerprint(request, name))
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def _run(serving: Serving, caller: Caller, name: str, args: Mapping[str, Any]) -> dict[str, Any]:
    result = verbs.run(serving.owner, caller.workspace.slug, name, args, quiet, caller.asker)
    if name in offered.FILE_OUT and name != "backup.make":
        kind = "exports" if name == "segments.export" else "reports"
        file = Path(str(result["path"])).name
        result = {**result, "file": f"{offered.PATH}{caller.workspace.slug}/{kind}/{file}"}
    shown: dict[str, Any] = _placeless(result, str(serving.owner.installation.folder))
    return shown


def _begun(serving: Serving, caller: Caller, name: str, args: Mapping[str, Any]) -> HttpResponse:
    key = working.begin(serving, caller.workspace, name, args, caller.asker)
    response = _json({"job": key, "state": "waiting"}, 202)
    response.headers["Location"] = f"{offered.PATH}{caller.workspace.slug}/jobs/{key}"
    return response


def _once(
    serving: Serving, caller: Caller, name: str, args: Mapping[str, Any], key: str, fingerprint: str
) -> HttpResponse:
    """Do what the key stands for, or tell again what came of it."""
    before = once.begin(caller.workspace, caller.name, key, fingerprint)
    if before is not None:
        if before.request_hash != fingerprint:
            said = Words("Sama avain, eri pyyntö.", "The same Idempotency-Key with another question.")
            raise Misuse(said, "key_reused")
        if before.status is None or before.answer is None:
            said = Words("Sama pyyntö on vielä kesken.", "The same question is still at work.")
            raise Conflict(said, "still_at_work")
        response = _json(before.answer, before.status)
        response.headers["Idempotency-Replayed"] = "true"
        return response
    try:
        result = _run(serving, caller, name, args)
    except BaseException:
        once.forget(caller.workspace, caller.name, key)
        raise
    # a secret is told once, and kept nowhere
    kept = {name: value for name, value in result.items() if name not in ("secret", "path")}
    once.end(caller.workspace, caller.name, key, 200, kept)
    return _json(result)


def _arguments(request: HttpRequest, name: str) -> dict[str, Any]:
    """Misuse where they cannot be read, or name a file of the server's."""
    if (request.content_type or "").startswith("multipart/"):
        text = request.POST.get("args", "{}")
    else:
        text = _body(request).decode("utf-8", "replace") or "{}"
    try:
        args = json.loads(text)
    except ValueError:
        args = None
    if not isinstance(args, dict):
        said = Words("Pyynnön on oltava JSON-olio.", "The request has to be a JSON object.")
        raise Misuse(said, "bad_request")
    here = offered.FILES_IN.get(name, frozenset()) | {offered.FILE_OUT.get(name, "")}
    if here & set(args):
        listed = ", ".join(sorted(here & set(args)))
        said = Words(
            f"Palvelimen tiedostoja ei nimetä: {listed}. Lähetä tiedosto lomakkeena (multipart/form-data).",
            f"Files of the server cannot be named: {listed}. Send the file as a form (multipart/form-data).",
        )
        raise Misuse(said, "files_come_along")
    misfits = offered.misfits(name, args)
    if misfits:
        raise Refused(misfits)
    return args


def _body(request: HttpRequest) -> bytes:
    try:
        return request.body
    except RequestDataTooBig:
        said = Words("Pyyntö on liian pitkä. Lähetä tiedosto.", "The request is too long. Send a file.")
        raise Misuse(said, "too_long") from None


def _files(request: HttpRequest, name: str, folder: Path) -> dict[str, Any]:
    """The files that came along, written into a folder of the server's, by argument."""
    known = offered.FILES_IN.get(name, frozenset())
    unknown = sorted(set(request.FILES) - known)
    if unknown:
        listed = ", ".join(unknown)
        raise Misuse(Words(f"Tuntematon tiedosto: {listed}", f"Unknown file: {listed}"), "unknown_file")
    given: dict[str, Any] = {}
    for argument in sorted(request.FILES):
        paths = []
        for n, one in enumerate(request.FILES.getlist(argument)):
            into = private_folder(folder / f"{argument}-{n}")
            file = into / _plain_name(str(one.name))
            with file.open("xb") as copy:
                for chunk in one.chunks():
                    copy.write(chunk)
            paths.append(str(file))
        given[argument] = paths if argument == "files" else paths[0]
    return given


def _plain_name(name: str) -> str:
    plain = "".join(c for c in name if c.isprintable() and c not in '/\\:*?"<>|')[-LONGEST_NAME:].lstrip(". ")
    return plain or "tiedosto"


def _written(workspace: Workspace, name: str, args: dict[str, Any]) -> dict[str, Any]:
    """Where the verb writes its file, where it has to be told; what is said of its form is taken out of `args`."""
    if name in offered.FORMS:
        forms = offered.FORMS[name]
        form = args.pop("format", forms[0])
        if form not in forms:
            listed = ", ".join(forms)
            raise Misuse(Words(f"format on jokin näistä: {listed}.", f"format is one of {listed}."), "bad_format")
        return {"to": str(private_folder(workspace.reports) / offered.file_name(name, form))}
    if name == "calls.write":
        form = "xlsx" if args.get("crm", "xlsx") == "xlsx" else "csv"
        return {"to": str(private_folder(workspace.reports) / f"calls.{form}")}
    if name != "segments.export":
        return {}
    slug, form = str(args.get("slug", "")), str(args.get("format", "csv"))
    if not all(c.isalnum() or c in "-_." for c in f"{slug}{form}"):
        raise NoSuch
    ending = "xlsx" if destination(form).sheet else "csv"
    return {"to": str(workspace.exports / f"{slug}-{form}.{ending}")}


def _paged(request: HttpRequest, result: dict[str, Any]) -> dict[str, Any]:
    """At most a page of the answer's longest list, and how to ask for the next."""
    lists = {name: value for name, value in result.items() if isinstance(value, list)}
    if not lists:
        return result
    cursor = request.GET.get("cursor", "")
    name, _, begun = cursor.partition(".") if cursor else (max(lists, key=lambda one: len(lists[one])), "", "0")
    try:
        limit, start = int(request.GET.get("limit", offered.PAGE)), int(begun)
    except ValueError:
        limit, start = 0, 0
    if not 1 <= limit <= offered.LONGEST_PAGE or start < 0 or name not in lists:
        most = offered.LONGEST_PAGE
        said = Words(f"limit on 1–{most}, cursor edellisen vastauksen next.", f"limit is 1 to {most}, cursor `next`.")
        raise Misuse(said, "bad_page")
    more = f"{name}.{start + limit}" if start + limit < len(lists[name]) else None
    return {**result, name: lists[name][start : start + limit], "next": more}


def _fingerprint(request: HttpRequest, name: str) -> str:
    found = hashlib.sha256(name.encode())
    if (request.content_type or "").startswith("multipart/"):
        found.update(request.POST.get("args", "{}").encode())
        for argument in sorted(request.FILES):
            for one in request.FILES.getlist(argument):
                found.update(f"{argument} {one.name} ".encode())
                for chunk in one.chunks():
                    found.update(chunk)
    else:
        found.update(_body(request))
    return found.hexdigest()


def _placeless(value: Any, folder: str) -> Any:
    """The answer without where the installation lies on its machine."""
    if isinstance(value, str):
        return value.replace(folder, "")
    if isinstance(value, dict):
        return {name: _placeless(one, folder) for name, one in value.items()}
    if isinstance(value, list):
        return [_placeless(one, folder) for one in value]
    return value


def _json(answer: dict[str, Any], status: int = 200) -> HttpResponse:
    return JsonResponse(answer, status=status, json_dumps_params={"ensure_ascii": False})
