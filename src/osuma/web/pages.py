"""The plain page: what runs here, where the data is and how far it reaches, and the reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template import Context, Engine
from django.utils.translation.trans_real import parse_accept_lang_header

from osuma.catalog import journal, workspaces
from osuma.catalog.workspaces import Workspace
from osuma.engine.errors import Misuse
from osuma.web.serving import Serving

ENGINE = Engine(dirs=[str(Path(__file__).parent / "templates")], autoescape=True)

# A report is one file with its own script and style in it; it may fetch nothing and send nothing anywhere.
REPORT_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Shown:
    """One workspace on the page. data_end: local date up to which there is data, empty where it is not known."""

    workspace: Workspace
    data_end: str
    reports: list[str]


def index(request: HttpRequest) -> HttpResponse:
    serving: Serving = request.META["osuma.serving"]
    language = _language(request)
    context = {
        "fi": language == "fi",
        "language": language,
        "folder": serving.owner.installation.folder,
        "pid": serving.address.pid,
        "version": version("osuma"),
        "workspaces": [_shown(workspace, language) for workspace in workspaces.list_()],
    }
    return HttpResponse(ENGINE.get_template("index.html").render(Context(context)))


def report(_request: HttpRequest, slug: str, name: str) -> HttpResponseBase:
    """One report. The name is looked up among those that there are, never made into a path."""
    try:
        workspace = workspaces.get(slug)
    except Misuse:
        raise Http404 from None
    found = {file.name: file for file in _reports(workspace)}.get(name)
    if found is None:
        raise Http404
    response = FileResponse(found.open("rb"), content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = REPORT_POLICY
    return response


def _shown(workspace: Workspace, language: str) -> Shown:
    return Shown(
        workspace=workspace,
        data_end=_data_end(workspace, language),
        reports=[file.name for file in _reports(workspace)],
    )


def _reports(workspace: Workspace) -> list[Path]:
    if not workspace.reports.is_dir():
        return []
    files = workspace.reports.glob("*.html")
    return sorted(file for file in files if file.is_file() and not file.is_symlink())


def _data_end(workspace: Workspace, language: str) -> str:
    ends = [
        str(load.result["data_end"])
        for load in journal.list_(workspace, "import")
        if load.state == "done" and load.result.get("data_end")
    ]
    if not ends:
        return ""
    end = datetime.fromisoformat(ends[-1])
    day = end.astimezone(ZoneInfo(workspace.zone)) if end.tzinfo is not None else end
    return f"{day.day}.{day.month}.{day.year}" if language == "fi" else f"{day.day} {day:%b %Y}"


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("lang")
    wanted = [asked] if asked else [code for code, _ in _accepted(request)]
    return next((code[:2] for code in wanted if code[:2] in ("fi", "en")), "en")


def _accepted(request: HttpRequest) -> tuple[tuple[str, float], ...]:
    return tuple(parse_accept_lang_header(request.headers.get("Accept-Language", "")))
