"""`osuma demo`: sample files through the whole main job, by the same calls as a user's own."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from osuma.engine.errors import Conflict, Misuse, Words
from osuma.engine.marker import CATALOG_FILE
from osuma.reporting import numbers
from osuma.workflows.asking import forward
from osuma.workflows.asking.owner import hold, locked
from osuma.workflows.asking.progress import Progress, quiet
from osuma.workflows.asking.verbs import call
from osuma.workflows.installation import upkeep
from osuma.workflows.installation.samples.b2b.files import write_b2b
from osuma.workflows.installation.samples.grocer.files import write_grocer
from osuma.workflows.installation.samples.manifest import Manifest, SampleFile
from osuma.workflows.installation.samples.sportshop.files import write_sportshop

if TYPE_CHECKING:
    from osuma.catalog.workspaces import Workspace

Writer: TypeAlias = Callable[[Path], Manifest]
Said: TypeAlias = dict[str, str]

MARKER = "osuma-demo.json"
REPORT = "report.html"
FILES = "files"
LOCK = "owner.lock"
#: What a demo makes in its folder; all of it goes when the demo is made again, and nothing else does.
OWN = (f"{CATALOG_FILE}*", "workspaces", "backups", FILES, REPORT, "owner.json")
WRITERS: Mapping[str, Writer] = {"grocer": write_grocer, "sportshop": write_sportshop, "b2b": write_b2b}
NAMES = {"sportshop": "Reipas Urheilu", "grocer": "The Complete Journey", "b2b": "Kirkas Mittaus"}
#: Ready-made partitions that a demo of a shop shows beside the sample's own definitions: they are made of orders.
TEMPLATES: Mapping[str, tuple[str, ...]] = dict.fromkeys(("grocer", "sportshop"), ("rfm", "life-cycle"))
LICENCES = {
    "grocer": Words(
        "84.51°:n aineisto tutkimukseen ja opetukseen; R-paketti completejourney CC0",
        "data of 84.51° for research and education; R package completejourney CC0",
    )
}


@dataclass(frozen=True)
class Demo:
    """One sample on its way into a workspace. files: its folder. asked: asks a verb there, by name and arguments."""

    files: Path
    sample: str
    manifest: Manifest
    progress: Progress
    asked: Callable[[str, Mapping[str, Any]], dict[str, Any]]

    def ask(self, verb: str, **args: Any) -> dict[str, Any]:
        """A verb, asked as a user's own files are."""
        return self.asked(verb, args)


def run(
    sample: str, folder: Path, language: str, progress: Progress = quiet, writer: Writer | None = None
) -> dict[str, Any]:
    """A new installation in the folder with the sample in it, refreshed and reported.

    writer: makes the files in place of the sample's own writer (another size or seed). Conflict where the folder
    holds anything but an earlier demo; Misuse for an unknown sample, or where the sample's package is missing.
    """
    began = time.monotonic()
    _refuse_unknown(sample)
    folder = folder.expanduser().absolute()
    make_room(folder)
    (folder / MARKER).write_text(json.dumps({"sample": sample}), encoding="utf-8")
    progress("samples")
    manifest = (writer or WRITERS[sample])(folder / FILES)
    upkeep.init(folder, name=NAMES[sample], zone=manifest.zone, currency=manifest.currency, language=language)
    demo = Demo(folder / FILES, sample, manifest, progress, partial(call, folder, None))
    with hold(folder) as owner:
        label(owner.session().workspace, demo)
    loads, counted = bring(demo)
    progress("report")
    report = demo.ask("report.write", to=str(folder / REPORT))
    seconds = round(time.monotonic() - began, 1)
    return {
        "report": report["path"],
        "folder": str(folder),
        "sample": sample,
        "seconds": seconds,
        "segments": counted,
        "loads": loads,
        "planted": report["planted"],
        "sentences": [*report["sentences"], *report["notices"], _told(counted, seconds)],
    }


def bring(demo: Demo) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The sample's files imported, its definitions kept and counted: what came of each file and of each segment."""
    if demo.manifest.set_apart:
        demo.ask("settings.set", key="set_apart", value={"domains": dict(demo.manifest.set_apart)})
    loads = [_load(demo, file, n) for n, file in enumerate(demo.manifest.files)]
    demo.progress("rules")
    return loads, _segments(demo)


def label(workspace: Workspace, demo: Demo) -> None:
    """What every report of the workspace says of its data."""
    from osuma.catalog import settings_store

    settings_store.put(workspace, "report_label", _label(demo))


def make_room(folder: Path) -> None:
    """The folder, empty. Only what an earlier demo made is removed, and only while nobody uses it."""
    if folder.exists() and not folder.is_dir():
        raise Misuse(
            Words(fi=f"{folder} on tiedosto, ei kansio.", en=f"{folder} is a file, not a folder."), "not_a_folder"
        )
    folder.mkdir(parents=True, exist_ok=True)
    if not any(folder.iterdir()):
        return
    if not (folder / MARKER).is_file():
        raise Conflict(
            Words(
                fi=f"Kansiossa {folder} on jo muuta kuin esimerkki. Anna tyhjä tai uusi kansio: --dir KANSIO",
                en=f"{folder} holds something else than a demo. Give an empty or a new folder: --dir FOLDER",
            ),
            "folder_taken",
        )
    if forward.live(folder) is not None:
        raise Conflict(
            Words(
                fi="Tämän kansion esimerkki on käynnissä. Lopeta ensin osuma serve (Ctrl-C) ja aja uudelleen.",
                en="The demo in this folder is running. Stop osuma serve first (Ctrl-C) and run again.",
            ),
            "serving",
        )
    with locked(folder):
        for pattern in OWN:
            for path in folder.glob(pattern):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    (folder / LOCK).unlink(missing_ok=True)


def _refuse_unknown(sample: str) -> None:
    if sample not in WRITERS:
        known = ", ".join(WRITERS)
        raise Misuse(
            Words(fi=f"Esimerkkiä ”{sample}” ei ole. On: {known}.", en=f"No sample “{sample}”. There are: {known}."),
            "no_sample",
        )


def _label(demo: Demo) -> dict[str, Any]:
    manifest, licence = demo.manifest, LICENCES.get(demo.sample)
    short = (
        Words("Simuloitu aineisto", "Simulated data")
        if manifest.simulated
        else Words("Julkinen opetusaineisto, ei päätöksentekoon", "Public teaching data, not for decisions")
    )
    found: dict[str, Any] = {
        "kind": "simulated" if manifest.simulated else "public",
        **short.plain(),
        "notices": [manifest.source.plain()],
        "files": {file.path.name: file.what.plain() for file in manifest.files},
        "planted": planted(manifest),
    }
    return found if licence is None else {**found, "licence": licence.plain()}


def planted(manifest: Manifest) -> dict[str, int]:
    """What is really so behind simulated files, to be held against what is found; empty for real data."""
    if manifest.truth is None:
        return {}
    refused = {(row.file, row.row) for row in manifest.truth.refused}
    named = {r.person for r in manifest.truth.records if r.person is not None and (r.file, r.row) not in refused}
    return {
        "people": len(named),
        "reachable": sum(one.permission.reachable for one in manifest.truth.people),
        "refused": len(refused),
    }


def _load(demo: Demo, file: SampleFile, nth: int) -> dict[str, Any]:
    demo.progress(file.path.name, nth, len(demo.manifest.files))
    args: dict[str, Any] = {"files": [str(file.path)]}
    if file.mapping is not None:
        mappings = demo.files / "mappings"
        mappings.mkdir(exist_ok=True)
        path = mappings / f"{file.key}.yaml"
        path.write_text(file.mapping, encoding="utf-8")
        args["map_"] = str(path)
    (load,) = demo.ask("import.run", **args)["loads"]
    return {key: load[key] for key in ("file", "rows", "taken", "refused")}


def _segments(demo: Demo) -> list[dict[str, Any]]:
    """The sample's definitions and the ready-made partitions kept and counted."""
    demo.ask("segments.apply", texts=list(demo.manifest.segments))
    kept = {one["slug"] for one in demo.ask("segments.list")["segments"]}
    ready = demo.ask("segments.templates")["templates"]
    more = [one["yaml"] for one in ready if one["slug"] in TEMPLATES.get(demo.sample, ()) and one["slug"] not in kept]
    if more:
        demo.ask("segments.apply", texts=more)
    counted = demo.ask("segments.refresh")["segments"]
    return [{key: one[key] for key in ("slug", "count", "unknown")} for one in counted]


def _told(counted: list[dict[str, Any]], seconds: float) -> Said:
    whole = len({one["slug"].partition("/")[0] for one in counted})
    return {
        "fi": f"{whole} segmenttiä ja jakoa laskettiin; kaikkeen meni {numbers.number(round(seconds), 'fi')} s.",
        "en": f"{whole} segments and partitions were counted; everything took {round(seconds)} s.",
    }
