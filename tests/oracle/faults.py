"""Planted faults: one small change of the compiler's source each, made in memory for the length of a test."""

# ruff: noqa: E501 - one fault a line is what makes the list readable
from __future__ import annotations

import inspect
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

PERIODS = "osuma.engine.periods"
VIEWS = "osuma.engine.tables.views"
AGGREGATES = "osuma.engine.features.aggregates"
OPERANDS = "osuma.engine.features.operands"
REGEX = "osuma.engine.features.regex"
NEEDS = "osuma.engine.segments.compile.needs"
LEAVES = "osuma.engine.segments.compile.leaves"
NODES = "osuma.engine.segments.compile.nodes"
BASE = "osuma.engine.segments.compile.base"
HASHES = "osuma.engine.features.hashes"
HABITS = "osuma.engine.features.habits"
PEOPLE = "osuma.engine.segments.compile.people"
COMPILE = "osuma.engine.segments.compile"
ACROSS = "osuma.engine.segments.compile.accounts"
COMPANIES = "osuma.engine.tables.company_views"
SEQUENCES = "osuma.engine.features.sequences"
REACH = "osuma.engine.features.reach"
DEADLINES = "osuma.engine.features.deadlines"


@dataclass(frozen=True)
class Fault:
    """what: in words. In `function` (or Class.method) of `module`, `old` becomes `new`."""

    what: str
    module: str
    function: str
    old: str
    new: str
    about: str | None = None

    @property
    def family(self) -> str:
        """Which conditions the fault is about; its hunt needs no others."""
        return self.about or FAMILIES.get(self.function, "event")


FAMILIES = {
    "shift": "time", "add_months": "time", "day_start": "time", "calendar_dates": "time", "month_days": "time",
    "date_bounds": "time", "_aware_bounds": "time", "_recency": "recency", "_near": "near", "with_places": "near", "features_of": "recency", "_age": "property",
    "_with_consent": "consent", "statements": "stated", "_stated": "stated", "_suppressed": "suppressed", "suppressed": "suppressed", "_asked": "stated", "consents_at": "consent", "_with_areas": "property", "_people": "property",
    "_ranked": "rank", "_rank": "rank", "_in_tile": "rank", "_decided": "tree", "node_truth": "tree", "raw_truth": "tree",
    "_column_member": "member", "partition_index": "member", "compared": "property", "_text": "property",
    "truth": "property", "_list": "property", "_elements": "property", "_instant": "property", "portable": "property", "beside": "beside",
    "bucket_number": "bucket", "person_truth": "bucket", "_group": "grouped",
}  # fmt: skip

FAMILIES |= dict.fromkeys(
    (
        "_Chains.found",
        "_Chains._ended",
        "_soonest",
        "_ordered",
        "_Chains._rows",
        "_reached",
        "_parted",
        "_latest",
        "_quiet",
        "_running",
        "later",
    ),
    "sequence",
)

FAULTS = (
    Fault("window begins one tick early (> becomes >=)", AGGREGATES, "passes", 'rows["at"] > inst', 'rows["at"] >= inst'),
    Fault("window ends one tick early (<= becomes <)", AGGREGATES, "passes", 'rows["at"] <= inst', 'rows["at"] < inst'),
    Fault("lower edge dropped", AGGREGATES, "passes", "if (low := feature.low) is not None", "if False"),
    Fault("upper edge dropped", AGGREGATES, "passes", "if feature.high < source.as_of", "if False"),
    Fault("filters dropped", AGGREGATES, "passes", "in feature.where", "in ()"),
    Fault("only the first filter kept", AGGREGATES, "passes", "in feature.where", "in feature.where[:1]"),
    Fault("a filter passes where it is unknown", AGGREGATES, "_passes", "source.day_start)", "source.day_start).fill_null(True)"),
    Fault("events later than as_of count", AGGREGATES, "_read", 'rows.filter(rows["at"] <= instant(asked.as_of))', "rows"),
    Fault("a date without a time happens at midnight", AGGREGATES, "_read", "ibis.ifelse(rows.date_only, after, rows.ts)", "rows.ts"),
    Fault("rows of nobody counted for somebody", AGGREGATES, "_distinct", "values.value.notnull()", "values.value.notnull() | True"),
    Fault("null amounts count in an average", AGGREGATES, "folded", "known = rows[str(feature.field)].notnull()", "known = rows.ts.notnull()"),
    Fault("max becomes min", AGGREGATES, "folded", 'feature.aggregate == "max"', 'feature.aggregate == "min"'),
    Fault("equal times: the smaller id is last", AGGREGATES, "_end", "[ibis.desc(column) for column in order]", "[ibis.desc(order[0]), order[1]]"),
    Fault("last takes the first", AGGREGATES, "_end", 'feature.aggregate != "first"', "False"),
    Fault("distinct without case folding", AGGREGATES, "compared_value", 'found.kind == "text"', "False"),
    Fault("rows before the earliest window are cut too late", AGGREGATES, "since_earliest", "earliest - WITHIN_DAY", "earliest + 86400 * WITHIN_DAY"),
    Fault("days are 24 hours", PERIODS, "shift", "local = instant.astimezone(zone)", "return instant.astimezone(UTC) + (datetime.combine(shift_days(date(2001, 1, 1) if duration.unit in ('days', 'weeks') else instant.astimezone(zone).date(), duration, sign), time()) - datetime.combine(date(2001, 1, 1) if duration.unit in ('days', 'weeks') else instant.astimezone(zone).date(), time()))"),
    Fault("a time that exists twice is the second", PERIODS, "shift", "replace(fold=0)", "replace(fold=1)"),
    Fault("month ends are not clipped", PERIODS, "add_months", "min(day.day, monthrange(year, month + 1)[1])", "min(day.day, 28)"),
    Fault("days begin at midnight UTC", PERIODS, "day_start", "tzinfo=zone", "tzinfo=UTC"),
    Fault("weeks begin on Sunday", PERIODS, "calendar_dates", "days=today.weekday()", "days=(today.weekday() + 1) % 7"),
    Fault("the fiscal year is the calendar year", PERIODS, "calendar_dates", 'fiscal_year_start_month if period in ("fiscal_quarter", "fiscal_year") else 1', "1"),
    Fault("last and this period swapped", PERIODS, "calendar_dates", "offset * months - behind", "(offset + 1) * months - behind"),
    Fault("29 February has no birthday in common years", PERIODS, "month_days", "found.add(229)", "pass"),
    Fault("today is not in the last N days", PERIODS, "date_bounds", "shift_days(today, far, -1) + _DAY, today", "shift_days(today, far, -1) + _DAY, today - _DAY"),
    Fault("the next N days are N + 1", PERIODS, "date_bounds", "return today, shift_days(today, far, 1) - _DAY", "return today, shift_days(today, far, 1)"),
    Fault("ago: far and near swapped", PERIODS, "_aware_bounds", "return shift(as_of, far, -1, zone), shift(as_of, near, -1, zone)", "return shift(as_of, near, -1, zone), shift(as_of, far, -1, zone)"),
    Fault("until does not include its day", PERIODS, "_aware_bounds", "window.until + _DAY", "window.until"),
    Fault("no events is unknown, not 0", LEAVES, "_event", "first.fill_null(0)", "first"),
    Fault("a sum over nothing is unknown, not 0", LEAVES, "_event", "first.fill_null(zero)", "first"),
    Fault("an average over nothing is 0", LEAVES, "_event", "return compared(first, leaf.op", "return compared(first.fill_null(0), leaf.op"),
    Fault("least, greatest, first and last of nothing are known", LEAVES, "_event", "return truth(Operand(measured, first, first), leaf.op, leaf.value, env.day_start)", "return truth(Operand(measured, first, first), leaf.op, leaf.value, env.day_start).fill_null(False)"),
    Fault("recency edge (> becomes >=)", LEAVES, "_recency", "moment > edge", "moment >= edge"),
    Fault("recency: first and last swapped", NEEDS, "features_of", 'leaf.which == "last"', 'leaf.which == "first"'),
    Fault("recency of nobody is long ago", LEAVES, "_recency", "moment <= edge", "(moment <= edge).fill_null(True)"),
    Fault("birthday not reached counts as reached", LEAVES, "_age", "> env.today.month", ">= env.today.month"),
    Fault("age ignores the age that the source gave", LEAVES, "_age", "table.age_given)", "ibis.null('int64'))"),
    Fault("consent of another purpose counts", BASE, "_with_consent", "& (stated.purpose == leaf.purpose)", ""),
    Fault("area figures of people abroad", BASE, "_with_areas", 'people.country.isin(AREA_COUNTRIES)', "people.country.notnull()"),
    Fault("near: the edge (<= becomes <)", LEAVES, "_near", "<= ibis.literal", "< ibis.literal"),
    Fault("near: kilometres are miles", LEAVES, "_near", "leaf.metres**2", "(leaf.metres * 1609 // 1000) ** 2"),
    Fault("near: easting alone", LEAVES, "_near", "east * east + north * north", "east * east"),
    Fault("near: an area without a place is at the origin", BASE, "with_places", 'ibis.null("int64")).max()', 'ibis.null("int64")).max().fill_null(0)'),
    Fault("guests and people set apart are in the base", BASE, "people_of_base", 'people.filter((people.kind == "person") & people.set_apart.isnull())', "people"),
    Fault("rank: ties are broken", BASE, "_ranked", "numbered.number.min().over(group_by=[numbered.within, numbered.figure])", "numbered.number"),
    Fault("rank: order reversed", BASE, "_ranked", 'ranking.order == "asc"', 'ranking.order == "desc"'),
    Fault("rank: among ignored", BASE, "_ranked", "ranking.among is not None", "False"),
    Fault("rank: people outside among are unknown", LEAVES, "_rank", "ibis.ifelse(among(leaf), stands, False)", "ibis.ifelse(among(leaf), stands, ibis.null('boolean'))"),
    Fault("rank: border of the percentage (< becomes <=)", LEAVES, "_rank", "place * 100 < size", "place * 100 <= size"),
    Fault("rank: top N is N + 1", LEAVES, "_rank", "place < leaf.n", "place <= leaf.n"),
    Fault("tiles: lower border (>= becomes >)", LEAVES, "_in_tile", "scaled >= size", "scaled > size"),
    Fault("polarity ignored", NODES, "_decided", "fill_null(positive)", "fill_null(True)"),
    Fault("exclude lets in", NODES, "_decided", "fill_null(not positive)", "fill_null(positive)"),
    Fault("not does not turn the sign", NODES, "node_truth", "~node_truth(child, row, env, not positive)", "~node_truth(child, row, env, positive)"),
    Fault("only is true where known", NODES, "_decided", "three(truth) == UNKNOWN", "three(truth) != UNKNOWN"),
    Fault("null as false in a leaf", NODES, "raw_truth", "stands_among(rank, row, env))", "stands_among(rank, row, env)).fill_null(False)"),
    Fault("any becomes all", NODES, "node_truth", "case AnyOf(nodes):\n            return ibis.or_", "case AnyOf(nodes):\n            return ibis.and_"),
    Fault("member: unknown is false", COMPILE, "_column_member", "column.nullif(UNKNOWN) == TRUE", "column == TRUE"),
    Fault("partition: the last match wins", BASE, "partition_index", "ibis.cases(*firsts,", "ibis.cases(*reversed(firsts),"),
    Fault("partition: base ignored", BASE, "partition_index", "partition.base is None", "True"),
    Fault("between leaves out its upper end", OPERANDS, "compared", "column <= typed(high)", "column < typed(high)"),
    Fault("the text of the rule is not folded", OPERANDS, "_text", "return fold(text) if folded", "return text if folded"),
    Fault("starts with becomes contains", OPERANDS, "_text", "column.startswith(wanted)", "column.contains(wanted)"),
    Fault("negation is true where unknown", OPERANDS, "truth", "return ~_positive(operand, NEGATIONS[op], value, day_start)", "return (~_positive(operand, NEGATIONS[op], value, day_start)).fill_null(True)"),
    Fault("a list that nobody filled is empty", OPERANDS, "_list", "ibis.ifelse(known, _elements(column, op, value), ibis.null(\"boolean\"))", "_elements(column, op, value)"),
    Fault("all of a list becomes any", OPERANDS, "_elements", 'if op == "any"', "if True"),
    Fault("an instant up to a day leaves out that day", OPERANDS, "_instant", 'case "lte":\n            return column < start(value, 1)', 'case "lte":\n            return column < start(value)'),
    Fault("regex: the dollar is not the end", REGEX, "portable", 'r"\\z" if piece == "$"', 'r"" if piece == "$"'),
    Fault("orders that do not count are counted", VIEWS, "_counted", "rows.filter(rows.counted)", "rows"),
    Fault("refunds are not deducted", VIEWS, "relation", '_shown(_counted(_orders(as_of, current, own)), "net_base")', '_shown(_counted(_orders(as_of, current, own)), "amount_base")'),
    Fault("refunds add to sales", VIEWS, "_sales", "(zero - taken.amount_base.cast(WIDE))", "(zero + taken.amount_base.cast(WIDE))"),
    Fault("refunds of cancelled orders reduce sales", VIEWS, "_sales", "joined.order_event_id.isnull() | joined.sold_id.notnull()", "joined.event_id.notnull()"),
    Fault("a status of later counts already", VIEWS, "_status_at", "history.filter(history.ts <= _instant(as_of))", "history"),
    Fault("a refund of later is deducted already", VIEWS, "_given_back", "& (refunds.ts <= _instant(as_of))", ""),
    Fault("two properties: less becomes at most", OPERANDS, "compared", '"lt": lambda: column < other', '"lt": lambda: column <= other', "beside"),
    Fault("two properties: the text is compared as it was given", OPERANDS, "beside", 'side.kind == "text" and side.fold is not None', "False"),
    Fault("two properties: the sides are swapped", OPERANDS, "beside", "compared(column(operand), op, column(other)", "compared(column(other), op, column(operand)"),
    Fault("a filter on two properties compares one with itself", AGGREGATES, "_passes", "event, test.other)", "event, test.property)"),
    Fault("most frequent: ties go to the greatest", AGGREGATES, "_mode", "met.value])", "ibis.desc(met.value)])"),
    Fault("most frequent: the least frequent", AGGREGATES, "_mode", "ibis.desc(met.n)", "met.n"),
    Fault("a length is at least, not exactly", OPERANDS, "_elements", "column.length() == int(value)", "column.length() >= int(value)"),
    Fault("ahead: near and far swapped", PERIODS, "_aware_bounds", "return shift(as_of, near, 1, zone), shift(as_of, far, 1, zone)", "return shift(as_of, far, 1, zone), shift(as_of, near, 1, zone)"),
    Fault("beyond: the day itself is out", PERIODS, "date_bounds", "return shift_days(today, near, 1), None", "return shift_days(today, near, 1) + _DAY, None"),
    Fault("fiscal quarters are those of the calendar", PERIODS, "calendar_dates", '("fiscal_quarter", "fiscal_year")', '("fiscal_year",)'),
    Fault("bucket: the salt is left out", HASHES, "digest", 'f"{salt}:"', '":"', "bucket"),
    Fault("bucket: six digits", HASHES, "bucket_number", "range(_DIGITS)", "range(_DIGITS - 1)"),
    Fault("bucket: the last one is out", PEOPLE, "person_truth", "number <= high", "number < high"),
    Fault("sample: everybody is drawn from", LEAVES, "Ranking.of", "leaf.draw, \"asc\", leaf.among", "leaf.draw, \"asc\", None", "sample"),
    Fault("sample: the order is turned", LEAVES, "Ranking.of", "leaf.draw, \"asc\"", "leaf.draw, \"desc\"", "sample"),
    Fault("rank per group: groups are forgotten", BASE, "_group", "ranking.per is None", "True"),
    Fault("rank per group: the size is of all", BASE, "_ranked", "ibis.window(group_by=numbered.within)", "ibis.window()", "grouped"),
    Fault("rank per group: who has none is a group", BASE, "_ranked", "figures.figure.notnull() & figures.within.notnull()", "figures.figure.notnull()", "grouped"),
    Fault("percentile: the lower end is out", LEAVES, "_rank", "place * 100 >= size * low", "place * 100 > size * low", "grouped"),
    Fault("percentile: the upper end is in", LEAVES, "_rank", "place * 100 < size * high", "place * 100 <= size * high", "grouped"),
    Fault("overdue: the mean of the first two gaps", HABITS, "_overdue", "(twice == ordered.n - 2) | (twice == ordered.n)", "ordered.place < 2", "overdue"),
    Fault("overdue: as late as usual is late", HABITS, "_overdue", 'type="int64") > due', 'type="int64") >= due', "overdue"),
    Fault("overdue: too few gaps are enough", HABITS, "_overdue", "found.n >= feature.gaps", "found.n >= 1", "overdue"),
    Fault("seasonal: the share is more, not at least", HABITS, "_season", "yearly.inside * 100 >= yearly.n", "yearly.inside * 100 > yearly.n", "seasonal"),
    Fault("seasonal: a year begins in January", HABITS, "_season", "year=tried.month - tried.into", "year=tried.month - tried.month % MONTHS", "seasonal"),
    Fault("seasonal: one good year is enough", HABITS, "_season", "(seasons.bad == 0) & ", "", "seasonal"),
    Fault("seasonal: all years together hold more than the share", HABITS, "_maybe_seasonal", "inside >= enough", "inside > enough", "seasonal"),
    Fault("seasonal: a month more than there are years", HABITS, "_maybe_seasonal", "held.months >= feature.years", "held.months > feature.years", "seasonal"),
    Fault("joined: where nothing was stored nobody is in", PEOPLE, "person_truth", 'ibis.null("boolean")', "False", "joined"),
    Fault("joined: a run that failed counts", PEOPLE, "_runs_of", "told.filter(told.error.isnull())", "told", "joined"),
    Fault("joined: who has left is in", PEOPLE, "_joined", "(t.place == 0) & (t.direction == 1)", "t.direction == 1", "joined"),
    Fault("joined: members of the first run are forgotten", PEOPLE, "_joined", "told.select(columns).union(stays, distinct=True)", "told.select(columns)", "joined"),
    Fault("changed: another field counts", PEOPLE, "_changed", "(changes.field == leaf.changed) & ", "", "changed"),
    Fault("changed: the text is compared as it was given", PEOPLE, "recorded", "return fold(text) if", "return text if", "changed"),
    Fault("changed: from and to swapped", PEOPLE, "_changed", '(("old", leaf.old), ("new", leaf.new))', '(("new", leaf.old), ("old", leaf.new))', "changed"),
    Fault("changed: the window begins one tick early", PEOPLE, "_within", "moment > instant(low)", "moment >= instant(low)", "changed"),
    Fault("score: the first, not the last", PEOPLE, "_scored", 'ibis.desc(rows.ts)', 'rows.ts', "score"),
    Fault("score: of another model", PEOPLE, "_scored", "(scores.model == leaf.score) & ", "", "score"),
    Fault("score: of later", PEOPLE, "_scored", '& (scores.ts <= instant(env.now))', "", "score"),
    Fault("most money: the least", AGGREGATES, "_heaviest", "ibis.desc(met.total)", "met.total", "heaviest"),
    Fault("most money: ties go to the oldest", AGGREGATES, "_heaviest", "ibis.desc(met.newest)", "met.newest", "heaviest"),
    Fault("most money: rows without an amount are no rows", AGGREGATES, "_heaviest", ".fill_null(zero)", "", "heaviest"),
    Fault("unseen: of somebody who refused tracking, nothing is 0", LEAVES, "_seen", "counted.nullif(0), counted", "counted, counted", "unseen"),
    Fault("unseen: what was recorded of them is forgotten", LEAVES, "_seen", "counted.nullif(0), counted)", "ibis.null('int64'), counted)", "unseen"),
    Fault("unseen: who has said nothing is unseen too", LEAVES, "_seen", ".fill_null(False)", ".fill_null(True)", "unseen"),
    Fault("reach: a refusal counts for the person alone", REACH, "fates", '| rows.shares.notnull()', '', "reach"),
    Fault("reach: consent given again never lifts a bar", REACH, "barred", 'rows.again > rows.ts', 'rows.again < rows.ts', "reach"),
    Fault("reach: the desk of a company abroad", REACH, "_at_company", 'finnish & met', 'met', "reach"),
    Fault("reach: one bankrupt company is enough", REACH, "_at_excluded", ".min())", ".max())", "reach"),
    Fault("reach: a named address at a company", REACH, "fates", "rows.desk.notnull() & _says(rows.email_fold, ROLE_EMAIL)", "rows.desk.notnull()", "reach"),
    Fault("reach: an address typed to get past a field", REACH, "address", "& ~_says(mail, PLACEHOLDER_EMAIL)", "", "reach"),
    Fault("reach: the ground does not matter", PEOPLE, "person_truth", "leaf.grounds or GROUNDS[leaf.reach]", "GROUNDS[leaf.reach]", "reach"),
    Fault("reach: consents of later", REACH, "_stated", "asked.current or now is None", "True", "reach"),
    Fault("experiment: only the first of the arms counts", PEOPLE, "person_truth", "for arm in leaf.arms", "for arm in leaf.arms[:1]", "experiment"),
    Fault("experiment: who is in no arm is in the experiment", PEOPLE, "person_truth", "if not leaf.arms:", "if not leaf.arms and False:", "experiment"),
    Fault("experiment: who is in none is not in the arm", PEOPLE, "person_truth", 'for arm in leaf.arms])', 'for arm in leaf.arms]).fill_null(False)', "experiment"),
    Fault("experiment: the last arm counts", PEOPLE, "_exposed", '[rows.ts, rows.arm', '[ibis.desc(rows.ts), rows.arm', "experiment"),
    Fault("consent: a grant wins over a refusal", VIEWS, "consents_at", "counted.refusals > 0", "counted.refusals > 99"),
    Fault("consent: the oldest statement of a source counts", VIEWS, "statements", "[ibis.desc(past.ts), ibis.desc(past.seq)]", "[past.ts, past.seq]"),
    Fault("consent: what was taken back by hand is given back", VIEWS, "statements", "(rows.ts >= rows.again)", "ibis.literal(False)"),
    Fault("stated: a time that the load gave is the source's own", PEOPLE, "_asked", "said.dated.fill_null(False)", "said.dated.fill_null(True)"),
    Fault("stated: a refusal beside the statement does not outdo it", PEOPLE, "_stated", "refusals > 0", "refusals > 99"),
    Fault("stated: statements of the other state fit too", PEOPLE, "_stated", "ibis.ifelse(said.state == leaf.state, code, _NOT)", "code"),
    Fault("stated: what is not told does not fit", PEOPLE, "_stated", "else_=_MAY_FIT)", "else_=_NOT)"),
    Fault("stated: confirmed and not confirmed swapped", PEOPLE, "_asked", "said.double_opt_in ==", "said.double_opt_in !="),
    Fault("suppressed: a time that the load gave is the source's own", PEOPLE, "_suppressed", "entries.dated.fill_null(False)", "entries.dated.fill_null(True)"),
    Fault("suppressed: an entry without a time of its own does not fit", PEOPLE, "_suppressed", "own_time, _MAY_FIT)", "own_time, _NOT)"),
    Fault("suppressed: for whatever reason", PEOPLE, "_suppressed", "if leaf.reasons:", "if False:"),
    Fault("suppressed: who has no address is not on the list", PEOPLE, "_suppressed", "own = own.filter(own.own_address.notnull())", "own = own"),
    Fault("suppressed: of several entries the worst counts", PEOPLE, "_suppressed", "entries.fits.max()", "entries.fits.min()"),
    Fault("suppressed: an entry of another channel counts", REACH, "suppressed", "listed.filter(listed.channel == asked.channel)", "listed"),
    Fault("suppressed: entries of later", REACH, "_until", "asked.current or asked.now is None", "True", "suppressed"),
    Fault("sequence: a day is over when it begins", SEQUENCES, "_reached", "_CLOSES, _STANDS", "_OPENS, _STANDS"),
    Fault("sequence: equal times are in any order", SEQUENCES, "_running", "list(_ORDER)", "[c for c in _ORDER if c != 'event_id']"),
    Fault("sequence: the earliest deadline of the chains", SEQUENCES, "_reached", "records.until.max()", "records.until.min()"),
    Fault("sequence: the end of the time is outside", SEQUENCES, "_reached", 'met["at"] <= met.until', 'met["at"] < met.until'),
    Fault("sequence: days are 24 hours", DEADLINES, "later", 'in ("minutes", "hours")', 'in ("minutes", "hours", "days", "weeks")'),
    Fault("sequence: a time that does not exist, or exists twice", DEADLINES, "later", "one.settled", "one.at"),
    Fault("sequence: a day parts what lies within it", SEQUENCES, "_latest", "records.opened, records.closed", "records.closed, records.closed"),
    Fault("sequence: a row with a time parts nothing", SEQUENCES, "_parted", "== _TIMED, one, none", "== _TIMED, none, none"),
    Fault("sequence: what must be the same may differ", SEQUENCES, "_Chains.found", "range(len(feature.same))", "range(0)"),
    Fault("sequence: unknown is the same as unknown", SEQUENCES, "_Chains._rows", "if names else rows", "if False else rows"),
    Fault("sequence: true before its time is over", SEQUENCES, "_Chains._ended", "ends if self.feature.so_far else", "ends if True else"),
    Fault("sequence: the last deadline and not the next one", SEQUENCES, "_soonest", "records.until.min()", "records.until.max()"),
    Fault("sequence: what comes at the end of the time comes after it", SEQUENCES, "_quiet", "met.next > met.until", "met.next >= met.until"),
    Fault("sequence: steps outside the window", SEQUENCES, "_Chains._rows", "(feature.low, feature.high) if bound", "(None, source.as_of) if bound"),
    Fault("sequence: only the first of what must not be between", SEQUENCES, "_Chains._reaching", "in self.feature.without[place]]", "in self.feature.without[place][:1]]", "sequence"),
    Fault("contacts: a pair that is there twice counts twice", COMPANIES, "contact_pairs", '"account_key").distinct()', '"account_key")', "companies"),
    Fault("contacts: who is set apart counts", COMPANIES, "contact_pairs", '(people.kind == "person") & people.set_apart.isnull()', 'people.kind == "person"', "companies"),
    Fault("contacts: nobody known is nobody", ACROSS, "across_truth", "(unknown > 0) | (n == 0), not hit", "unknown > 0, not hit", "companies"),
    Fault("contacts: all of those who are known", ACROSS, "across_truth", "(true + unknown) < n, False, (unknown > 0) | (n == 0)", "(true + unknown) < n, False, n == 0", "companies"),
    Fault("contacts: a number leaves out who may be one", ACROSS, "across_truth", "true, true + unknown)", "true, true)", "companies"),
    Fault("contacts: any other number is that number", ACROSS, "_counted", "~found if", "found if", "companies"),
    Fault("account: a company that may be is one that is not", ACROSS, "told", '("unknown", 2)', '("unknown", 3)', "account"),
    Fault("deal: without a closing day there is none", COMPANIES, "deal_rows", "ibis.coalesce(joined.given_ts, joined.since)", "joined.given_ts", "companies"),
    Fault("deal: made when it came to its last stage", COMPANIES, "deal_rows", "stages.ts.min()", "stages.ts.max()", "companies"),
    Fault("deal: of the person, not of the company", COMPANIES, "deal_rows", "else joined.account_key", "else joined.customer_key", "companies"),
    Fault("deal: what is not open is won", COMPANIES, "deal_rows", "deals.state == state", 'deals.state != "open"', "companies"),
    Fault("deal: in a sequence it has no day", SEQUENCES, "_Chains._rows", "if link.event in DEAL_EVENTS", "if False", "companies"),
    Fault("company: what a person of the same number did", COMPANIES, "of_companies", "== pairs.contact_key", "== pairs.account_key", "companies"),
)  # fmt: skip


@contextmanager
def planted(fault: Fault) -> Iterator[None]:
    """The engine with the fault in it, wherever the function was imported to."""
    module = import_module(fault.module)
    owner: Any = module
    *path, name = fault.function.split(".")
    for step in path:
        owner = getattr(owner, step)
    right, given = getattr(owner, name), vars(owner)[name]
    source = textwrap.dedent(inspect.getsource(right))
    if source.count(fault.old) < 1:
        raise LookupError(f"{fault.what}: {fault.old!r} is not in {fault.function}")
    space = dict(vars(module))
    exec(
        compile("from __future__ import annotations\n" + source.replace(fault.old, fault.new), "<fault>", "exec"),
        space,
    )
    wrong = space[name]
    space.update({name: wrong})
    places = [(owner, name)] + [(m, name) for m in _engine() if m is not owner and getattr(m, name, None) is right]
    tables = [
        (t, k) for m in _engine() for t in vars(m).values() if isinstance(t, dict) for k, v in t.items() if v is right
    ]
    tables = [(t, k) for t, k in tables if t is not sys.modules]
    for place, attribute in places:
        setattr(place, attribute, wrong)
    for table, key in tables:
        table[key] = wrong
    _forget()
    try:
        yield
    finally:
        _forget()
        for place, attribute in places:
            setattr(place, attribute, given)
        for table, key in tables:
            table[key] = right


def _forget() -> None:
    """What the engine keeps for the next plan was made without the fault, or with it."""
    for module in _engine():
        if module.__name__.startswith(
            ("osuma.engine.features", "osuma.engine.tables", "osuma.engine.segments.compile")
        ):
            for found in vars(module).values():
                if hasattr(found, "cache_clear"):
                    found.cache_clear()


def _engine() -> list[Any]:
    return [m for n, m in sys.modules.items() if n.startswith(("osuma.engine", "osuma.store"))]
