"""The generated reference: docs/reference/*.md, written from the code that they speak of.

python scripts/reference.py            writes the pages
python scripts/reference.py --check    exits 1 where a page on disk is stale
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

os.environ["OSUMA_LANG"] = "en"  # help texts are made in the language of the process, when the commands are

import typer
import yaml

from osuma.cli.main import app
from osuma.engine.periods import TICK, date_bounds, day_end
from osuma.engine.segments.check import check
from osuma.engine.segments.explain.context import ExplainContext
from osuma.engine.segments.explain.tree import explain
from osuma.engine.segments.explain.words import data
from osuma.engine.segments.operators import MEASURES, OPERATORS, RANK_MEASURES, shape
from osuma.engine.segments.parse import parse
from osuma.engine.segments.parse.nodes import CONDITION_KEYS
from osuma.engine.segments.parse.values import window as parse_window
from osuma.engine.segments.rule import Unknown
from osuma.engine.segments.schema import schema
from osuma.engine.tables import companies, facts, months, people
from osuma.engine.tables.schema import Table
from osuma.engine.tables.vocabulary import Field, canonical
from osuma.ingestion.mapping.mapping import OutputMapping
from osuma.ingestion.sources import Preset, presets

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"
NOTE = "<!-- Made by `make docs` from the code; do not edit. -->"
ZONE = ZoneInfo("Europe/Helsinki")
TODAY = date(2026, 11, 19)

# What each condition is for, and one that can be pasted. Every example is parsed, checked and explained when made.
CONDITIONS: dict[str, tuple[str, str]] = {
    "property": (
        "A field of the person, compared with a value, or with another field of the same kind by `other` in place of "
        "`value` (`{property: x_promised, op: lt, other: created_at}`): dates, times and numbers by order, texts and "
        "codes by `eq` and `ne`; not known where either is not. A filter of an event may do the same with two "
        "properties of the row. The fields are listed [below](#fields-of-customers).",
        "{property: age, op: between, value: [30, 60]}",
    ),
    "near": (
        "How far the person lives: from the centre of their postcode area to that of another, as the crow flies. "
        "Not known where the area statistics (Paavo) with the centres have not been imported.",
        '{near: "00100", km: 20}',
    ),
    "event": (
        "What the person did: how often, or another measure of it. Without `op` and `value`: at least once. "
        "`value: 0` with `op: eq` means never.",
        "event: order_line\nwhere: [{property: category, op: eq, value: Juoksu}]\nmeasure: {sum: amount}\nop: gte\n"
        "value: 500\nwindow: {last: 12 months}",
    ),
    "recency": (
        "How long ago the last (or the first) such event was. Not known for a person who has none, so that people "
        "who never bought are not in “has not bought for half a year”.",
        "{recency: order, which: last, op: gt, value: 180 days}",
    ),
    "date": (
        "A date of the person in a window. With `anniversary: true` the year does not matter.",
        "{date: birth_date, anniversary: true, window: {next: 14 days}}",
    ),
    "member": (
        "Membership in another stored segment, or in a class of a partition, at the same instant. With "
        "`joined: {last: 30 days}` it is stored membership that counts: who is in since a run of that time, as the "
        "runs before this one stored it; not known where none has stored the segment.",
        "{member: villa-owners}",
    ),
    "consent": (
        "What the person has said to messages. A refusal in any source wins; not known where nothing was ever said. "
        "`window`, `source`, `method` (`web_form`, `checkout`, `app`, `store`, `paper`, `phone`, `event`, "
        "`text_message`, `other_system`) and `double_opt_in` ask besides when, by which source and how a statement "
        "that counts was made; all that is asked must hold of one statement. Where none is known to fit but one does "
        "not tell, such as when it was given, it is not known.",
        "{consent: email, state: granted, window: {last: 12 months}, double_opt_in: true}",
    ),
    "rank": (
        "Where the person stands among the others by one figure. People who tie stand together, so a top 10 % may "
        "hold more than 10 %. `top` takes `percent` or `n`; `tiles` divides into `of` equal parts of which `in` are "
        "meant, 1 first by `order`; `percentile: [90, 100]` takes those who stand between two percentages of the way "
        "from the smallest, the lower end included. Only those for whom `among` holds are compared; with "
        "`per: municipality` everybody is ranked among the same municipality, and who has none is not known.",
        "rank: {event: sale, measure: {sum: amount}, window: {last: 12 months}}\norder: desc\ntop: {percent: 10}",
    ),
    "sequence": (
        "One step after another: rows of one person, each strictly later than the one before. Rows of one moment "
        "go by their ids; a row of which only the day is known comes before or after rows of other days only. One "
        "row is one step, and the person matches if any chain does; two to six steps. `within` is the longest time "
        "from the first step to the last: days and longer keep the time of day, hours are exact. `without` between "
        "two steps: none such strictly between them. As the last step: none after the step before it until `within` "
        "from the first step has passed, so that the condition is true only of those whose time is over, unless "
        "`so_far: true`. `same` names properties that are known and equal in every step (a `without` whose event has "
        "no such property is not bound by it), `window` when every step happened. Never unknown.",
        "sequence:\n"
        "  - {event: page_view, where: [{property: page, op: starts_with, value: /shoes}]}\n"
        "  - {event: page_view, where: [{property: page, op: eq, value: /basket}]}\n"
        "  - {without: order}\n"
        "within: 7 days\nwindow: {last: 90 days}",
    ),
    "overdue": (
        "The customer's own rhythm: more days have passed since the last such event than `times` the median gap of "
        "theirs. A gap is the whole local days between two days with such an event; a person with fewer than `gaps` "
        "of them (2 if not said) is unknown.",
        "{overdue: order, times: 2}",
    ),
    "seasonal": (
        "Who comes at one time of the year: some `months` in a row (they may cross the new year) hold at least "
        "`percent` of the events of every year that has any, and there are at least `years` of them. Never unknown.",
        "{seasonal: order, months: 3, percent: 80, years: 2}",
    ),
    "account": (
        "The companies that the person is a contact of: whether the rule in `where`, which is about companies, holds "
        "for `any`, `all` or `none` of them, or for how many (`count` with `op` and `value`; without `where` all of "
        "them are counted). Not known of a person without a company, and where too little is known of the companies; "
        "a count is then 0.",
        "{account: any, where: {all: [{property: turnover, op: gte, value: 2000000}, {property: exports, op: eq, "
        "value: true}]}}",
    ),
    "contacts": (
        "Of a company (`of: accounts`): whether the rule in `where`, about people, holds for `any`, `all` or "
        "`none` of its contacts, or for how many (`count`). A company without contacts is not known, and is counted "
        "so; its count is 0. An event of a company is what its contacts did together; a deal is its own.",
        "{contacts: any, where: {event: page_view, window: {last: 30 days}}}",
    ),
    "bucket": (
        "Stable chance, for tests and for a part of the customers: everybody is in one bucket of 0 to 9,999 of a "
        "draw, on every day and in every run. The bucket is the first seven hexadecimal digits of the SHA-256 of "
        "`draw:external_id` modulo 10,000, so that it can be worked out outside Osuma; another name of the draw "
        "shuffles everybody anew.",
        "{bucket: spring-test, from: 0, to: 999}",
    ),
    "sample": (
        "Exactly `n` people, or `percent` of them rounded up, of those for whom `among` holds (of everybody without "
        "it): the first in the order of the hash of `seed` and `external_id`. As people come and go the last of them "
        "change; a `bucket` keeps everybody in place.",
        "sample: {n: 500}\nseed: spring\namong: {event: order}",
    ),
    "changed": (
        "A source has changed what it says of the person: the field, and where wanted what it was (`from`), what it "
        "became (`to`) and when. It is a change too when something becomes known of somebody who was known "
        "before, or is no longer known; what the first import brings is none. Never unknown.",
        "{changed: city, to: Tampere, window: {last: 30 days}}",
    ),
    "score": (
        "What a model said last of the person (the table `scores`); not known where it said nothing.",
        "{score: clv, op: gte, value: 100}",
    ),
    "experiment": (
        "Into which arm of an experiment the person was put first (the table `exposures`); not known for those who "
        "were in none. `arm` is one arm or a list of arms; without it the condition is whether the person is in the "
        "experiment at all, which is always known, so that `not` of it is those who are not in it.",
        "{experiment: spring, arm: [control, b]}",
    ),
    "reach": (
        "Whether a message may go to the person on a channel (`email`, `sms`, `phone`, `post`), decided as "
        "`osuma segments reach` decides it: there is an address that is not on the suppression list, nobody who "
        "shares it has refused, not every company of theirs is bankrupt or closed, and there is a legal ground. "
        "`ground` names those that count: `consent`; `existing_customer` (bought, and the setting `soft_opt_in` says "
        "that buyers were told and could refuse; e-mail and text messages); `company` (the general address, such as "
        "info@, of a Finnish company whose contact the person is). Of a person with several the first one counts. "
        "Never not known: what nothing allows is forbidden. Companies are as they are now, also on a past day.",
        "{reach: email, ground: [consent, existing_customer]}",
    ),
    "suppressed": (
        "Whether the address that the person has on a channel (`email`, `sms`, `phone`) was put on the suppression "
        "list, for one of the reasons in `reason` (`unsubscribed`, `complained`, `bounced`: found not to work, "
        "`objection`, `do_not_call`; any without it) and within `window`. `not` of it is never. An entry stays: who "
        "unsubscribed and gave consent again has unsubscribed, though `reach` lets them in; only undoing the import "
        "that brought the entry takes it back. The list is of addresses, so that what one of several people with a "
        "shared mailbox said counts for all of them, and what was said of an earlier address is not that of the "
        "person now. Not known of a person without an address on the channel, and within a window where the list "
        "did not say when. Whoever is on no list that was imported is not on it; where there is not one such entry a "
        "warning says so.",
        "{suppressed: email, reason: [unsubscribed, complained], window: {last: 90 days}}",
    ),
    "message": (
        "What became of messages: `sent`, `delivered`, `opened`, `clicked` or `bounced`, of a channel and a campaign "
        "where they are given; or `handed_over`: in the list that was exported with a control group under the "
        "experiment that `campaign` names, and not in the control group. A message was delivered where it was "
        "sent and no bounce of its channel and campaign "
        "came within a week. Of somebody who refused tracking (consent of the purpose `tracking`), an opening or a "
        "click that is not recorded is not known, instead of one that did not happen. Opening and clicking are "
        "those of people; `human: false` asks for those of software. "
        "`did: false` is for who was sent such a message and did not, so that people who were never written to are "
        "not in it. `unsubscribed` and `complained` are what the suppression list says (`suppressed`): of an address "
        "and a time, not of a campaign, and with `did: false` of everybody who has not. "
        "It is a short way to write: Osuma keeps the conditions that it stands for.",
        "{message: clicked, channel: email, did: false, window: {last: 30 days}}",
    ),
    "all": (
        "Every condition of the list holds.",
        "all:\n  - {property: age, op: gte, value: 18}\n  - {event: order}",
    ),
    "any": (
        "At least one condition of the list holds.",
        "any:\n  - {property: city, op: eq, value: Tampere}\n  - {property: city, op: eq, value: Turku}",
    ),
    "none": (
        "No condition of the list holds. Somebody of whom one is not known is not known either.",
        "none:\n  - {property: country, op: eq, value: FI}",
    ),
    "not": ("The opposite of one condition; not known stays not known.", "not: {event: order}"),
}
OPS = {
    "eq": "is", "ne": "is known and is not", "in": "is one of the list", "not_in": "is known and none of the list",
    "contains": "contains; in a list field: one of its values contains the text", "not_contains": "does not contain",
    "starts_with": "starts with", "not_starts_with": "does not start with", "ends_with": "ends with",
    "not_ends_with": "does not end with", "regex": "matches the regular expression (RE2) somewhere",
    "not_regex": "does not match", "gt": "greater or later than", "gte": "at least, or not before",
    "lt": "less or earlier than", "lte": "at most, or not after", "between": "between two bounds, both included",
    "any": "at least one of the list is there", "all": "all of the list are there",
    "none": "none of the list is there", "not_all": "not all of the list are there",
    "length_eq": "has exactly so many values", "length_gte": "has at least so many values",
    "length_lte": "has at most so many values",
    "set": "is known", "not_set": "is not known",
}  # fmt: skip
SHAPES = {"one": "one value", "many": "a list", "pair": "a list of two", "nothing": "no value"}
MEASURED = {
    "count": "how many; 0 where there is none", "sum": "the sum; 0 where there is none", "avg": "the average",
    "min": "the smallest", "max": "the largest", "first": "the value of the first", "last": "the value of the last",
    "distinct": "how many different values",
    "mode": "the most frequent value; of those that tie the smallest, texts by their bytes in UTF-8; "
    "`{mode: category, by: amount}`: the value with most money instead, of those that tie the one of the newest row",
}  # fmt: skip
WINDOWS = (
    ("{last: 90 days}", "the last 90 days, today included; of hours or minutes exact to the moment"),
    ("{next: 14 days}", "from today on; for dates"),
    ("{ago: [90 days, 30 days]}", "between two durations ago"),
    ("{before: 12 months}", "longer ago than that"),
    ("{ahead: [30 days, 90 days]}", "between two durations from now; for dates"),
    ("{beyond: 30 days}", "further ahead than that; for dates"),
    (
        "{calendar: this month}",
        "a calendar period: this, last or next day, week, month, quarter, year, fiscal quarter, fiscal year",
    ),
    ("{calendar: 3 months ago}", "a whole period further back; ahead: `in 3 months`"),
    ("{calendar: last week}", "weeks are ISO weeks, from Monday"),
    ("{since: 2026-01-01, until: 2026-03-31}", "fixed days, both included; either may be left out"),
)
UNKNOWNS = {
    "keep": "it stays unknown (the default); at the root unknown is not a member, and is counted",
    "include": "the value that lets the person into the whole segment",
    "exclude": "the value that keeps the person out of it",
    "only": "true exactly where it would have been unknown",
}
DERIVED_EVENTS = {
    "order": "Purchases that count: completed, no test, not refunded in full. `amount` is less what was given back.",
    "order_line": "Lines of purchases that count. `amount` is less what was given back.",
    "order_placed": "Every order that is not a test, whatever became of it. `amount` is as ordered.",
    "deal_made": "Every deal, when it was made or first heard of. `state` and the rest are as they stand now.",
    "deal_won": "Deals that are won, when they were closed. Of a company its own, of a person where they are named.",
    "deal_lost": "Deals that are lost, when they were closed.",
    "sale": "Completed orders, and refunds as negative amounts, each at its time. The sum of `amount` is net sales.",
}
UNITS = {
    "customers": "`customers` (the default)",
    "accounts": "`accounts` (companies)",
    "areas": "`areas` (postcode areas)",
}
KEYS = {
    "osuma": "version of the language: 1", "slug": "its name in commands: a-z, 0-9 and hyphens, at most 60",
    "of": "",  # by what each form takes
    "name": "a text, or one for each of fi, en, sv", "owner": "who answers for it", "purpose": "what it is for",
    "kpi": "by what it is judged", "review_by": "a day by which to look at it again", "where": "the condition",
    "rank_by": "order of lists: `{field: …, order: asc}`; adds and removes nobody",
    "sheet": "what people say on the segment sheet: texts `interests`, `products`, `factors`, `examples`, "
    "`channels`, `angle`, `offer`, `goal`; targets `age: [18, 30]`, `customers`, `sales` (12 months), `reach`",
    "partition": "its name in commands, in place of `slug`",
    "base": "who is divided at all; people outside it are in no class",
    "classes": "a list of `{slug, name, where}`; the first that holds takes the person",
    "other": "`{slug, name}` of the class of everybody else",
}  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the pages, or with --check compare them; the exit code."""
    parser = argparse.ArgumentParser(description="The generated reference in docs/reference.")
    parser.add_argument("--check", action="store_true", help="only say which pages are stale")
    wanted = parser.parse_args(arguments)
    stale = [name for name, text in pages().items() if _on_disk(name) != text]
    for name in stale:
        if wanted.check:
            print(f"docs/reference/{name} is stale: run make docs")
        else:
            FOLDER.mkdir(parents=True, exist_ok=True)
            (FOLDER / name).write_text(pages()[name], encoding="utf-8")
            print(f"docs/reference/{name}")
    return 1 if stale and wanted.check else 0


def pages() -> dict[str, str]:
    """Every page by its file name."""
    makers: dict[str, Callable[[], Iterator[str]]] = {
        "cli.md": commands_page, "language.md": language_page, "tables.md": tables_page, "sources.md": sources_page,
    }  # fmt: skip
    return {name: "\n".join([NOTE, "", *make()]).rstrip() + "\n" for name, make in makers.items()}


def _on_disk(name: str) -> str | None:
    path = FOLDER / name
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(titles)} |"
    yield f"|{'---|' * len(titles)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
    yield ""


def _code(*names: str) -> str:
    return ", ".join(f"`{name}`" for name in names)


# commands


def commands_page() -> Iterator[str]:
    """Every command with its arguments and options."""
    root = typer.main.get_command(app)
    listed = list(_commands(root, "osuma"))
    yield "# Commands"
    yield ""
    yield (
        "Every command takes the shared options at the end of this page. It ends with 0 when done, 1 when the data "
        "or a check refused, 2 when it was used wrongly. With `--json` the result, or the error, is JSON on stdout."
    )
    yield ""
    shared: dict[str, Any] = {}
    for name, found in listed:
        yield f"## {name}"
        yield ""
        yield str(found.help)
        yield ""
        own = [p for p in found.params if p.rich_help_panel is None and p.name != "help"]
        common = [p for p in found.params if p.rich_help_panel is not None]
        shared.update({p.opts[0]: p for p in common})
        if own:
            yield from _table(("", "", "default"), [_parameter(p) for p in own])
        if any(p.opts[0] == "--as-of" for p in common):
            yield "Takes `--as-of`."
            yield ""
    yield "## Shared options"
    yield ""
    yield from _table(("", "", "default"), [_parameter(p) for p in shared.values()])


def _commands(group: Any, path: str) -> Iterator[tuple[str, Any]]:
    for name, found in group.commands.items():
        if hasattr(found, "commands"):
            yield from _commands(found, f"{path} {name}")
        else:
            yield f"{path} {name}", found


def _parameter(param: Any) -> tuple[str, str, str]:
    is_option = param.opts[0].startswith("-")
    name = param.opts[0] if is_option else (param.metavar or str(param.name).upper())
    default = param.default.value if isinstance(param.default, Enum) else param.default
    shown = "required" if param.required else "" if default in (None, False, ()) else f"`{default}`"
    return f"`{name}`", param.help or "", shown


# language


def language_page() -> Iterator[str]:
    """Conditions, operators, measures, windows, fields and event types."""
    yield from _definitions()
    yield from _conditions()
    yield from _operators()
    yield from _windows()
    yield from _vocabulary()


def _definitions() -> Iterator[str]:
    yield "# The language"
    yield ""
    yield (
        "A definition is YAML or JSON. `osuma segments check FILE` tells every mistake in it at once. Dates below "
        "are those of a count as of 19 November 2026."
    )
    yield ""
    for title, form in zip(("A segment", "A partition"), schema()["oneOf"], strict=True):
        yield f"## {title}"
        yield ""
        units = ", ".join(UNITS[unit] for unit in form["properties"]["of"]["enum"])
        told = KEYS | {"of": f"who is meant: {units}"}
        rows = [
            (f"`{key}`", "yes" if key in form["required"] else "", told[key]) for key in _ordered(form["properties"])
        ]
        yield from _table(("key", "required", ""), rows)


def _ordered(keys: Mapping[str, Any]) -> list[str]:
    return [key for key in KEYS if key in keys]


def _conditions() -> Iterator[str]:
    yield "## Conditions"
    yield ""
    yield (
        "A condition is true, false or unknown for a person. `all`, `any`, `none` and `not` hold conditions; the "
        "others take `unknown`, which says what an unknown of theirs becomes:"
    )
    yield ""
    yield from _table(("`unknown`", ""), [(f"`{u}`", UNKNOWNS[u]) for u in map(str, Unknown)])
    forms = {form_key: form for form in schema()["$defs"]["condition"]["oneOf"] for form_key in form["required"][:1]}
    context = ExplainContext(day_end(TODAY, ZONE) - TICK, ZONE)
    for head, keys in CONDITION_KEYS.items():
        text, example = CONDITIONS[head]
        yield from (f"### {head}", "", text, "")
        required = forms[head]["required"]
        yield f"Keys: {', '.join(f'`{key}`' + (' (required)' if key in required else '') for key in keys)}."
        yield from ("", "```", example, "```", "")
        yield from _explained(example, context, "accounts" if head == "contacts" else "customers")


def _explained(example: str, context: ExplainContext, unit: str) -> Iterator[str]:
    """The sentences of an example; the program ends where it is no correct condition."""
    definition = parse({"osuma": 1, "slug": "example", "of": unit, "where": yaml.safe_load(example)})
    known = {"villa-owners": parse("{osuma: 1, slug: villa-owners, where: {event: order}}")}
    mistakes = check(definition, canonical(), known)
    if mistakes:
        sys.exit(f"an example is wrong: {example}: {mistakes[0].what.en}")
    said = explain(definition, context)
    for language in ("en", "fi"):
        yield from ("```text", *said.text(language).replace("\u00a0", " ").splitlines(), "```", "")


def _operators() -> Iterator[str]:
    yield from ("## Operators", "")
    yield "Of a field or of a property of an event, by the kind of its values. A `text` and the values of a `list`"
    yield "are compared without regard to case, a `code` as it is."
    yield ""
    rows = [(kind, _code(*ops)) for kind, ops in OPERATORS.items()]
    yield from _table(("kind", "operators"), rows)
    every = list(dict.fromkeys(op for ops in OPERATORS.values() for op in ops))
    yield from _table(
        ("operator", "takes", "holds where the value"), [(f"`{o}`", SHAPES[shape(o)], OPS[o]) for o in every]
    )
    yield from ("## Measures", "")
    rows = [
        (f"`{name}`", ", ".join(kinds) or "–", ", ".join(RANK_MEASURES.get(name, ())) or "–", MEASURED[name])
        for name, kinds in MEASURES.items()
    ]
    yield "`measure: count` (the default), or `measure: {sum: amount}`. Average, smallest, largest, first, last and"
    yield "most frequent of nothing are unknown."
    yield ""
    yield from _table(("measure", "in an event, of", "in a rank, of", ""), rows)


def _windows() -> Iterator[str]:
    yield from ("## Windows", "")
    yield "Durations are whole minutes, hours, days, weeks, months or years. Days and longer follow the calendar of"
    yield "the workspace's zone: a day may have 23 or 25 hours."
    yield ""
    rows = []
    for text, what in WINDOWS:
        given = parse_window(yaml.safe_load(text), "window", lambda mistake: sys.exit(mistake.what.en))
        first, last = date_bounds(given, TODAY)
        rows.append((f"`{text}`", what, f"{first or '…'} to {last or '…'}"))
    yield from _table(("window", "", "as of 2026-11-19"), rows)


def _vocabulary() -> Iterator[str]:
    known, labels = canonical(), data("fields")
    for title, fields, said in (
        (
            "Fields of customers",
            known.customers,
            {**labels["customers"], **{f"area_{name}": words for name, words in labels["areas"].items()}},
        ),
        ("Fields of companies", known.accounts, labels["accounts"]),
        ("Fields of areas", known.areas, labels["areas"]),
    ):
        yield from (f"## {title}", "")
        yield from _table(("field", "kind", "English", "Finnish"), [_field(f, said) for f in fields.values()])
    yield from ("## Events", "")
    yield "What `event`, `recency` and `rank` can name, with the properties that `where` and `measure` can."
    yield ""
    for name, event in known.events.items():
        table = facts.EVENT_TABLES.get(name)
        yield from (f"### {name}", "", DERIVED_EVENTS.get(name) or (table.note if table else ""), "")
        yield ", ".join(f"`{f.name}` ({f.kind})" for f in event.properties.values())
        yield ""


def _field(field: Field, said: Mapping[str, Any]) -> tuple[str, str, str, str]:
    words = said.get(field.name, {})
    klass = f" ({field.klass})" if field.klass != "ordinary" else " (area figure)" if field.area else ""
    return f"`{field.name}`", field.kind + klass, words.get("en", ""), words.get("fi", "")


# tables


def tables_page() -> Iterator[str]:
    """Every canonical table and column."""
    yield "# Tables"
    yield ""
    yield (
        "The canonical tables of a workspace's warehouse, a DuckDB file. Instants are UTC; money is `decimal(18,4)`. "
        "Read them with any DuckDB while Osuma is not running; write to them only through Osuma."
    )
    yield ""
    for table in _tables():
        yield from (f"## {table.name}", "", table.note, "")
        if table.key:
            yield from (f"Unique: {_code(*table.key)}.", "")
        rows = [(f"`{c.name}`", c.type, "" if c.nullable else "never null", c.note) for c in table.columns]
        yield from _table(("column", "type", "", ""), rows)


def _tables() -> list[Table]:
    found = {
        t.name: t
        for module in (people, companies, facts, months)
        for t in vars(module).values()
        if isinstance(t, Table)
    }
    return list({**found, **{t.name: t for t in facts.EVENT_TABLES.values()}}.values())


# sources


def sources_page() -> Iterator[str]:
    """Every kind of file that needs no mapping."""
    yield "# Files that Osuma knows"
    yield ""
    yield (
        "A file is recognised by its headers, whatever their case, and then there is nothing to map. Name one with "
        "`--preset`, or give your own mapping with `--map` ([how](../how-to/import-own-files.md))."
    )
    yield ""
    for preset in sorted(presets(), key=lambda p: p.slug):
        yield from _preset(preset)


def _preset(preset: Preset) -> Iterator[str]:
    source = "" if preset.refuse else f" Source: `{preset.mapping.source}`."
    yield from (f"## {preset.slug}", "", f"{preset.words.en} ({preset.words.fi}).{source}", "")
    if preset.refuse:
        yield from (f"Refused: {preset.refuse.en}", "")
    if preset.note:
        yield from (preset.note.en, "")
    if preset.needs:
        yield f"* Always has: {_code(*preset.needs)}."
    yield from (f"* One of: {_code(*group)}." for group in preset.any_of)
    if preset.without:
        yield f"* Never has: {_code(*preset.without)}."
    if preset.like:
        yield f"* Some header is like `{preset.like}`."
    yield from (f"* `{header}` may be {_code(*others)}." for header, others in preset.aliases.items())
    if preset.file:
        yield f"* Its file or sheet is named like `{preset.file}`."
    yield ""
    for output in preset.mapping.outputs:
        yield from _output(output)


def _output(output: OutputMapping) -> Iterator[str]:
    constants = ", ".join(f"`{key}` = {value}" for key, value in output.constants.items())
    yield f"Fills **{output.target}**{f' with {constants}' if constants else ''}:"
    yield ""
    fields: dict[str, list[str]] = {}
    for column in output.columns:
        fields.setdefault(column.to, []).append(column.header)
    if output.unpivot:
        yield from ("Every other column is a question, and each of its cells an answer.", "")
    yield from _table(("field", "from column"), [(f"`{to}`", _code(*headers)) for to, headers in fields.items()])


if __name__ == "__main__":
    sys.exit(main())
