"""What templates say: both languages side by side, and figures as a reader of each writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from osuma.engine.errors import Words
from osuma.ingestion.sources.systems import system_called
from osuma.reporting import numbers
from osuma.reporting.words import REASONS
from osuma.web.builder.cells import id_of
from osuma.workflows.installation.change_words import ACTS
from osuma.workflows.installation.detail_words import CHANNELS
from osuma.workflows.people.identity_review import WHY_NOT

register = template.Library()
#: A sentence, or the part of one after a colon, that tells what to write on the command line.
COMMAND = re.compile(r"[^.!?]*?\b(?:osuma [a-z]+|--[a-z-]+).*$", re.DOTALL)

#: Colours of workspaces in Finnish.
_COLOURS = {
    "blue": "sininen", "orange": "oranssi", "green": "vihreä", "purple": "purppura", "pink": "vaaleanpunainen",
    "teal": "sinivihreä", "red": "punainen", "indigo": "indigo", "yellow": "keltainen", "cyan": "syaani",
    "lime": "limenvihreä", "azure": "taivaansininen",
}  # fmt: skip
#: How less, the same and more are marked, and what is read aloud.
_CHANGES = {
    -1: ("▼", Words("vähemmän", "less")),
    0: ("=", Words("ennallaan", "as before")),
    1: ("▲", Words("enemmän", "more")),
}


@register.simple_tag(takes_context=True)
def say(context: Mapping[str, Any], fi: str, en: str) -> str:
    """One text in the page's language."""
    return fi if context["language"] == "fi" else en


@register.simple_tag(takes_context=True)
def told(context: Mapping[str, Any], words: Mapping[str, str] | Words | None) -> str:
    """The sentence of an answer in the page's language; nothing where there is none."""
    return words[context["language"]] if words else ""


@register.filter
def at(found: Mapping[str, Any], key: str) -> Any:
    """What a mapping has under a key; None where it has not."""
    return found.get(key)


@register.filter
def of(cell: Any, path: str) -> str:
    """The name of a field of a row in its form."""
    return f"{path}:{cell.name}"


@register.filter
def breakable(address: str) -> SafeString:
    """An e-mail address that may be broken where a reader expects it: before its @."""
    return mark_safe(escape(address).replace("@", "<wbr>@"))  # noqa: S308 - escaped just before


@register.filter
def positive(value: str | Decimal | None) -> bool:
    """Whether a sum is known and more than nothing."""
    return value not in (None, "") and Decimal(str(value)) > 0


@register.filter
def as_id(path: str) -> str:
    """A path as the id of an element."""
    return id_of(path)


@register.simple_tag(takes_context=True)
def shown(context: Mapping[str, Any], words: Mapping[str, str] | None) -> str:
    """The same without the sentence that names a command: on a page the way on is a button."""
    return COMMAND.sub("", told(context, words)).strip()


@register.simple_tag(takes_context=True)
def because(context: Mapping[str, Any], reason: str) -> str:
    """Why orders of a file are not among those that are counted."""
    known = REASONS.get(reason)
    return reason if known is None else known.name[context["language"]]


@register.simple_tag(takes_context=True)
def whynot(context: Mapping[str, Any], code: str) -> str:
    """Why a rule did not join two who are alike."""
    words = WHY_NOT.get(code)
    return code if words is None else words[context["language"]]


@register.simple_tag(takes_context=True)
def done(context: Mapping[str, Any], verb: str) -> str:
    """What an act of the change log is called."""
    words = ACTS.get(verb)
    return verb if words is None else words[context["language"]]


@register.filter
def whole(slug: str) -> str:
    """The definition that a segment's or a class's name is of: a class is shown with its partition."""
    return slug.partition("/")[0]


@register.filter
def source(record: str) -> str:
    """The system that a record, named as `system:id`, came from."""
    return record.partition(":")[0]


@register.simple_tag(takes_context=True)
def refusing(context: Mapping[str, Any], said: str) -> str:
    """A channel and the source that refuses on it, as `email: shop`."""
    code, _, named = said.partition(": ")
    return f"{channel(context, code)}: {system(context, named)}"


@register.simple_tag(takes_context=True)
def system(context: Mapping[str, Any], slug: str) -> str:
    """What a system that rows came from is called."""
    return system_called(slug)[context["language"]]


@register.simple_tag(takes_context=True)
def colour(context: Mapping[str, Any], code: str) -> str:
    """What a workspace's colour is called."""
    return _COLOURS[code] if context["language"] == "fi" else code


@register.simple_tag(takes_context=True)
def channel(context: Mapping[str, Any], code: str) -> str:
    """What a channel is called."""
    words = CHANNELS.get(code)
    return code if words is None else words[context["language"]]


@register.simple_tag(takes_context=True)
def drawn(context: Mapping[str, Any], svg: Mapping[str, str]) -> SafeString:
    """A drawing that Osuma made, in the page's language; its words were escaped where it was drawn."""
    return mark_safe(svg[context["language"]])  # noqa: S308


@register.simple_tag(takes_context=True)
def spoken(context: Mapping[str, Any], by_language: Mapping[str, Any]) -> Any:
    """What an answer holds for each language, in the page's."""
    return by_language[context["language"]]


@register.simple_tag(takes_context=True)
def cents(context: Mapping[str, Any], value: str | Decimal | None, currency: str) -> str:
    """412 380,50 € or €412,380.50; a dash where it is not known."""
    return "–" if value in (None, "") else numbers.money(Decimal(str(value)), currency, context["language"], 2)


@register.simple_tag(takes_context=True)
def number(context: Mapping[str, Any], value: int | Decimal | str | None, decimals: int = 0) -> str:
    """1 204 or 1,204; a dash where it is not known."""
    return "–" if value in (None, "") else numbers.number(Decimal(value), context["language"], decimals)


@register.simple_tag(takes_context=True)
def noun(context: Mapping[str, Any], n: int | str | None, fi: str, en: str) -> str:
    """What there are n of; both forms in each language, as `asiakas, asiakasta`."""
    one, more = (fi if context["language"] == "fi" else en).split(", ")
    return one if n in (1, "1") else more


@register.simple_tag(takes_context=True)
def money(context: Mapping[str, Any], value: str | Decimal, currency: str) -> str:
    """412 380 € or €412,380."""
    return numbers.money(Decimal(value), currency, context["language"])


@register.simple_tag(takes_context=True)
def share(context: Mapping[str, Any], part: int | str | Decimal, whole: int | str | Decimal) -> str:
    """12 % or 12%; a dash where there is nothing to divide by."""
    return numbers.percent(Decimal(part), Decimal(whole), context["language"], 0)


@register.simple_tag(takes_context=True)
def moment(context: Mapping[str, Any], value: str | datetime, zone: str) -> str:
    """19.11.2026 14.05 or 19 Nov 2026 14:05, in a workspace's zone."""
    found = (datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(ZoneInfo(zone))
    clock = f"{found:%H.%M}" if context["language"] == "fi" else f"{found:%H:%M}"
    return f"{numbers.day(found.date(), context['language'])} {clock}"


@register.simple_tag(takes_context=True)
def day(context: Mapping[str, Any], value: str | date | datetime | None) -> str:
    """19.11.2026 or 19 Nov 2026; a dash where it is not known. An instant is of the workspace's day."""
    return numbers.day(_local(context, value), context["language"]) if value else "–"


def _local(context: Mapping[str, Any], value: str | date | datetime) -> date:
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    if not isinstance(found, datetime):
        return found
    workspace = context.get("workspace")
    return (found.astimezone(ZoneInfo(workspace.zone)) if workspace and found.tzinfo else found).date()


@register.simple_tag(takes_context=True)
def span(context: Mapping[str, Any], first: str, last: str) -> str:
    """Two days, both included: 13.–19.11.2026 or 13 – 19 Nov 2026."""
    return numbers.period(date.fromisoformat(first), date.fromisoformat(last), context["language"])


@register.simple_tag(takes_context=True)
def change(context: Mapping[str, Any], value: str | Decimal, before: str | Decimal) -> str:
    """▲ 12 % or ▼ 12 %, read aloud as more or less; nothing where there was nothing before."""
    now, then = Decimal(value), Decimal(before)
    if not then:
        return ""
    mark, aloud = _CHANGES[(now > then) - (now < then)]
    return format_html(
        '<span aria-hidden="true">{} </span>{}<span class="visually-hidden"> {}</span>',
        mark,
        numbers.percent(abs(now - then), abs(then), context["language"], 0),
        aloud[context["language"]],
    )


@register.simple_tag
def bar(part: int | str | Decimal | None, whole: int | str | Decimal | None) -> str:
    """A share as a bar: the figure itself stands beside it."""
    if part in (None, "") or not whole:
        return ""
    return format_html(
        '<svg class="osuma-bar" viewBox="0 0 {} 1" preserveAspectRatio="none" aria-hidden="true">'
        '<rect width="{}" height="1"/></svg>',
        str(whole),
        str(part),
    )
