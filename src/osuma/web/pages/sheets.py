"""Segmenttitaulukko: who is in the segments, as a page, as files, and what people say there."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseBase

from osuma.catalog import definitions
from osuma.engine.errors import Refused, Words
from osuma.engine.segments.parse import parse
from osuma.engine.segments.rule import Segment
from osuma.engine.segments.rule.sheet import FIGURES, LONGEST, TEXTS
from osuma.reporting.sheet import TEXTS as SAID
from osuma.web.forms import wrong
from osuma.web.pages.place import LOOKED, Place, Right, page
from osuma.web.pages.reports import written
from osuma.workflows.reports import sheet as sheets
from osuma.workflows.reports.logo import logo
from osuma.workflows.reports.slides import installed

NAMES = {"fi": "segmenttitaulukko", "en": "segment-sheet"}
#: What a field that needs it says below itself.
HELP = {
    "age": Words("Esimerkiksi 18–30.", "Such as 18–30."),
    "customers": Words("Montako asiakasta segmentissä pitäisi olla.", "How many customers should be in it."),
    "sales": Words("Nettomyynti 12 kuukaudessa, euroja tai oma valuutta.", "Net sales in 12 months."),
    "reach": Words("Monelleko pitäisi voida lähettää sähköpostia.", "How many one should be able to e-mail."),
    "interests": Words("Tämä sanotaan ennen sitä, mitä tiedot kertovat.", "Said before what the data tells."),
    "products": Words("Tämä sanotaan ennen sitä, mitä tiedot kertovat.", "Said before what the data tells."),
    "examples": Words("Tämä sanotaan ennen sitä, mitä tiedot kertovat.", "Said before what the data tells."),
    "factors": Words("Esimerkiksi hinta, laatu, nopea toimitus.", "Such as price, quality, fast delivery."),
}


@page()
def sheet(place: Place) -> HttpResponse:
    """The sheet of every segment of people, or of those that the address names."""
    chosen = _chosen(place)
    return place.show(
        "sheet.html",
        sheet=place.told("sheet.show", slugs=chosen or None),
        texts=SAID,
        choices=[
            {"slug": slug, "name": defn.title(place.user.language), "chosen": not chosen or slug in chosen}
            for slug, defn in segments_of_people(place).items()
        ],
        query=f"?{urlencode({'slug': chosen}, doseq=True)}" if chosen else "",
        logo=logo(place.workspace) is not None,
        files=installed(),
        here="reports",
    )


@page()
def download(place: Place, ending: str) -> HttpResponseBase:
    """The same as a file, in the language of who asks."""
    return written(place, "sheet.write", NAMES[place.user.language], ending, slugs=_chosen(place) or None)


@page(Right.DEFINE, methods=(*LOOKED, "POST"))
def fill(place: Place, slug: str) -> HttpResponse:
    """What people say of one segment, and what they aim at."""
    defn = _segment(place, slug)
    said = _written(defn)
    wrongs: dict[str, str] = {}
    if place.request.method == "POST":
        said = {key: place.request.POST.get(key, "").strip() for key in (*TEXTS, "age", *FIGURES)}
        try:
            place.ask("sheet.fill", slug=slug, said=said)
        except Refused as error:
            wrongs = {key.removeprefix("sheet."): text for key, text in wrong(error, place.user.language).items()}
        else:
            return place.to("sheet")
    labels = sheets.labels()
    fields = [
        {"key": key, "label": labels[key].plain(), "value": said.get(key, ""), "wrong": wrongs.get(key, ""),
         "help": HELP[key].plain() if key in HELP else None, "long": key in TEXTS}
        for key in (*TEXTS, "age", *FIGURES)
    ]  # fmt: skip
    return place.show(
        "sheet_fill.html",
        400 if wrongs else 200,
        name=defn.title(place.user.language),
        slug=slug,
        fields=fields,
        longest=LONGEST,
        here="reports",
    )


def segments_of_people(place: Place) -> dict[str, Segment]:
    """The stored segments of people, by slug."""
    found = ((one.slug, parse(one.text)) for one in definitions.list_(place.workspace))
    return {slug: defn for slug, defn in found if isinstance(defn, Segment) and defn.of == "customers"}


def _chosen(place: Place) -> list[str]:
    """Those that the address names and that there are; none where it names all."""
    known = segments_of_people(place)
    return [slug for slug in dict.fromkeys(place.request.GET.getlist("slug")) if slug in known]


def _segment(place: Place, slug: str) -> Segment:
    defn = segments_of_people(place).get(slug)
    if defn is None:
        raise Http404
    return defn


def _written(defn: Segment) -> dict[str, Any]:
    """What was said, as a form shows it."""
    said = defn.sheet.plain() if defn.sheet else {}
    if "age" in said:
        said["age"] = "–".join(map(str, said["age"]))
    return said
