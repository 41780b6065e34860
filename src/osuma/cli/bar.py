"""A progress bar on stderr for what takes more than a second, and only where somebody can see it."""

from __future__ import annotations

import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Self

from osuma.engine.errors import Words

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

DELAY_SECONDS = 1.0

STEPS = {
    "waiting": Words("Odotetaan toista komentoa", "Waiting for another command"),
    "started": Words("Aloitettu", "Started"),
    "read": Words("Luetaan tiedostoa", "Reading the file"),
    "checking": Words("Tarkistetaan rivejä", "Checking the rows"),
    "people": Words("Tunnistetaan asiakkaat", "Recognising the customers"),
    "storing": Words("Tallennetaan rivejä", "Storing the rows"),
    "refused": Words("Kirjataan hylättyjä rivejä", "Listing the refused rows"),
    "staged": Words("Tiedosto luettu", "File read"),
    "loaded": Words("Rivit valmiina", "Rows ready"),
    "committed": Words("Tallennettu", "Stored"),
    "ledger": Words("Luvat ja kiellot kirjattu", "Consents and objections entered"),
    "moved": Words("Rivit siirretty", "Rows moved"),
    "kept": Words("Määritelmä tallennettu", "Definition kept"),
    "done": Words("Valmis", "Done"),
    "projected": Words("Luvat ja kiellot käytössä", "Consents and objections in use"),
    "comparing": Words("Vertaillaan asiakkaita", "Comparing customers"),
    "features": Words("Lasketaan tietoja", "Computing"),
    "rules": Words("Lasketaan segmenttejä", "Computing segments"),
    "evaluated": Words("Segmentit laskettu", "Segments computed"),
    "copying": Words("Kopioidaan tauluja", "Copying tables"),
    "backup": Words("Tehdään varmuuskopiota", "Making a backup"),
    "restore": Words("Palautetaan", "Restoring"),
    "upgrade": Words("Päivitetään", "Bringing up to date"),
    "samples": Words("Tehdään esimerkkitiedostot", "Making the sample files"),
    "report": Words("Kirjoitetaan raporttia", "Writing the report"),
}


class Bar:
    """`bar(step, done, total)` while the block runs; silent where `visible` is false."""

    def __init__(self, language: str, visible: bool) -> None:
        self._language = language
        self._visible = visible
        self._last: tuple[str, int | None, int | None] = ("", None, None)
        self._lock = threading.Lock()
        self._shown: tuple[Progress, TaskID] | None = None
        self._timer = threading.Timer(DELAY_SECONDS, self._show)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        if self._visible:
            self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        with self._lock:
            self._visible = False
            if self._shown is not None:
                self._shown[0].stop()

    def __call__(self, step: str, done: int | None = None, total: int | None = None, /) -> None:
        with self._lock:
            self._last = (step, done, total)
            self._update()

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            Progress,
            SpinnerColumn,
            TaskProgressColumn,
            TextColumn,
            TimeElapsedColumn,
        )

        with self._lock:
            if not self._visible:
                return
            columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
            progress = Progress(*columns, TimeElapsedColumn(), console=Console(file=sys.stderr), transient=True)
            self._shown = (progress, progress.add_task("", total=None))
            self._update()
            progress.start()

    def _update(self) -> None:
        if self._shown is None:
            return
        step, done, total = self._last
        words = STEPS.get(step)
        progress, task = self._shown
        # The program's own words or a step's slug: a file name could hold what rich takes for markup.
        text = words[self._language] if words is not None else step.replace("[", "(")
        progress.update(task, description=text, completed=done or 0, total=total)
