"""Facts to one HTML file that needs nothing else: no network, no font, no picture, no server."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from importlib.resources import files
from types import SimpleNamespace

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from osuma.engine.errors import Words
from osuma.reporting import charts, numbers
from osuma.reporting.facts import Difference, Origin, Reconciliation, Report, Step
from osuma.reporting.words import REASONS, TEXTS

LANGUAGES = ("fi", "en")
RANGE = re.compile(r"\d{1,2}\.(?:\d{1,2}\.)?(?:\d{4})?–\d{1,2}\.\d{1,2}\.\d{4}")


def render(facts: Report, language: str = "fi") -> str:
    """The whole report as one HTML document, in both languages with a switch.

    language: which one is shown first. The document forbids every network request by its own policy.
    """
    script = _asset("switch.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    template = _environment().get_template("report.html.j2")
    return template.render(
        report=facts,
        first=language,
        tongues=[Tongue(one, facts) for one in LANGUAGES],
        charts=charts,
        style=Markup(_asset("style.css")),  # noqa: S704  our own file
        script=Markup(script),  # noqa: S704  our own file
        script_hash=digest,
    )


@dataclass(frozen=True)
class Tongue:
    """How one language says the report's values. The templates know no language but through this."""

    language: str
    report: Report

    @cached_property
    def w(self) -> SimpleNamespace:
        """The report's own texts as attributes."""
        return SimpleNamespace(**{name: self.t(words) for name, words in TEXTS.items()})

    @property
    def running(self) -> Markup:
        """What stands at the foot of every printed page, as the inside of a CSS string."""
        label = self.t(self.report.label.text)
        text = f"{self.report.workspace} · {label} · {self.said('data_until').format(self.day(self.report.data_end))}"
        return Markup("".join(f"\\{ord(letter):06x}" for letter in text))  # noqa: S704  hexadecimal only

    def said(self, name: str) -> str:
        """One of the report's own texts."""
        return self.t(TEXTS[name])

    def t(self, words: Words | str) -> str:
        """Our words in this language; text from files as it is."""
        return numbers.unbroken(words[self.language]) if isinstance(words, Words) else words

    def s(self, words: Words) -> Markup:
        """A sentence as HTML whose date ranges stay on one line where they fit."""
        return Markup(RANGE.sub(r'<span class="nb">\g<0></span>', str(escape(self.t(words)))))  # noqa: S704  escaped

    def n(self, value: int | Decimal) -> str:
        """A whole number."""
        return numbers.number(value, self.language)

    def money(self, value: Decimal) -> str:
        """An amount in whole units of the report's currency."""
        return numbers.money(value, self.report.currency, self.language)

    def cents(self, value: Decimal) -> str:
        """An amount to the cent."""
        return numbers.money(value, self.report.currency, self.language, 2)

    def pct(self, part: int | Decimal, whole: int | Decimal, decimals: int = 1) -> str:
        """A share as per cent."""
        return numbers.percent(part, whole, self.language, decimals)

    def day(self, value: date) -> str:
        """A date."""
        return numbers.day(value, self.language)

    def period(self, value: tuple[date, date]) -> str:
        """Two dates, both included."""
        return numbers.period(*value, self.language)

    def moment(self, value: datetime) -> str:
        """An instant on the report's clock."""
        return numbers.moment(value, self.report.zone, self.language)

    def month(self, value: date) -> str:
        """A calendar month."""
        return numbers.month(value, self.language)

    def origin(self, origin: Origin) -> str:
        """Where figures come from and when they held."""
        return self.said("origin").format(self.t(origin.source), self.day(origin.at))

    def reason(self, code: str) -> str:
        """Why a file and Osuma differ; an unknown code is shown as it is."""
        return self.t(REASONS[code].name) if code in REASONS else code

    def reconciled(self, money: Reconciliation) -> str:
        """The reconciliation as one line, to the cent."""
        form = "line_file" if money.of == "orders" else "line_refunds"
        file = self.said(f"{form}_one").format(self.cents(money.file.amount))
        if money.file.orders != 1:
            file = self.said(form).format(self.n(money.file.orders), self.cents(money.file.amount))
        ours = self.said("line_osuma").format(self.n(money.osuma.orders), self.cents(money.osuma.amount))
        parts = [self._difference(one) for one in money.differences]
        difference = self.said("line_difference").format(", ".join(parts)) if parts else self.said("line_none")
        unexplained = self.cents(money.unexplained.amount)
        if money.unexplained.orders:
            unexplained = f"{self.n(money.unexplained.orders)} / {unexplained}"
        return " · ".join((file, ours, difference, self.said("line_unexplained").format(unexplained)))

    def removed(self, steps: tuple[Step, ...], index: int) -> str:
        """How many a step took away; empty for the first."""
        gone = steps[index - 1].left - steps[index].left if index else 0
        if gone == 0:
            return "" if index == 0 else self.n(0)
        return f"{numbers.MINUS}{self.n(gone)}" if gone > 0 else f"+{self.n(-gone)}"

    def _difference(self, difference: Difference) -> str:
        amount = self.cents(difference.tally.amount)
        reason = REASONS.get(difference.reason)
        orders = difference.tally.orders
        if reason is None or reason.one is None or reason.many is None or orders == 0:
            name = self.reason(difference.reason)
            return f"{name[:1].lower()}{name[1:]} {amount}"
        return f"{self.n(orders)}{numbers.SPACE}{self.t(reason.one if orders == 1 else reason.many)} ({amount})"


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("osuma.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _asset(name: str) -> str:
    return files("osuma.reporting").joinpath("templates", name).read_text(encoding="utf-8")
