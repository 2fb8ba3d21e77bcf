"""The tables of a report on the shares: by place, by kind, by line. No name of a file or folder stands in any; each number opens what it counts."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muniment.discovery.engine.schema import DECISIONS
from muniment.discovery.engine.tallying import PROPOSED
from muniment.discovery.result_words import DECIDED
from muniment.discovery.templatetags.shares import amount, kind_words
from muniment.documents.report.values import CellData, TableData
from muniment.reporting.models import Report
from muniment.reporting.rules import share_of
from muniment.reporting.shares import numbers
from muniment.reporting.shares.costing import boxes_scanned
from muniment.reporting.shares.facts import Facts, Looked
from muniment.reporting.since_last import changes
from muniment.reporting.tables import Cell, day, table

SHOWN_KINDS, SHOWN_RISKS = 6, 20
UNREAD = {
    "locked": gettext_lazy("Locked by a password"), "too large": gettext_lazy("Larger than what is read"), "failed": gettext_lazy("Damaged, or its reader gave up"), "unopened": gettext_lazy("Could not be opened"),
}  # fmt: skip


def _cell(place: Looked, number: int, page: str = "", **asked: str) -> CellData:
    return CellData(f"{number:,}", place.opens(page, **asked) if number else "")


def _whole(facts: Facts, rows: list[tuple[Cell, ...]], *sums: Cell) -> list[tuple[Cell, ...]]:
    """The rows with their sum, where there are several."""
    return [*rows, (_("All"), *sums)] if len(facts.places) > 1 else rows


def _none() -> str:
    return _("No scan was finished by then.")


def places(facts: Facts) -> TableData:
    """What was scanned, the largest first."""
    rows: list[tuple[Cell, ...]] = [
        (
            CellData(each.name, f"/scanned-places/{each.pk}/"), each.service, CellData(day(each.day), f"/scans/{each.scan}/"), _cell(each, each.number("files"), "files"),
            amount(each.number("bytes")), _cell(each, each.number("failed"), "failed"), amount(each.proposed),
        )
        for each in by_size(facts)
    ]  # fmt: skip
    sums = (
        "",
        "",
        facts.number("files"),
        amount(facts.number("bytes")),
        facts.number("failed"),
        amount(facts.proposed),
    )
    return table(
        "places", _("What was scanned, by place"),
        (_("Place"), _("Service"), _("Scanned on"), _("#Files"), _("#Size"), _("#Not read"), _("#Proposed to go")), _whole(facts, rows, *sums), _none(),
    )  # fmt: skip


def by_size(facts: Facts) -> list[Looked]:
    return sorted(facts.places, key=lambda each: (-each.number("bytes"), each.name))


def left_out(facts: Facts) -> TableData:
    """The places that are in no figure, with the reason."""
    rows = [
        (CellData(each.name, f"/scanned-places/{each.pk}/"), each.service, _("Lies within “%(place)s” and is counted there.") % {"place": each.inside} if each.inside else _("No scan of its address was finished by then."))
        for each in facts.left_out
    ]  # fmt: skip
    return table(
        "left_out",
        _("Places that are not counted"),
        (_("Place"), _("Service"), _("Why")),
        rows,
        _("Every scanned place is counted."),
    )


def alike(facts: Facts) -> TableData:
    """Copies, versions and near-duplicates, by place."""
    kinds = ("copies", "versions", "near")

    def cells(place: Looked) -> Iterator[Cell]:
        for kind in kinds:
            yield _cell(place, place.number("alike", kind, "files"), kind)
            yield amount(place.number("alike", kind, "bytes"))

    rows: list[tuple[Cell, ...]] = [(each.name, *cells(each)) for each in by_size(facts)]
    sums = [
        one
        for kind in kinds
        for one in (facts.number("alike", kind, "files"), amount(facts.number("alike", kind, "bytes")))
    ]
    return table(
        "alike", _("Copies, versions and near-duplicates, each without the one that stays"),
        (_("Place"), _("#Copies"), _("#Room they take"), _("#Older versions"), _("#Size"), _("#Near-duplicates"), _("#Size")), _whole(facts, rows, *sums), _none(),
    )  # fmt: skip


def ages(facts: Facts) -> TableData:
    """How much was last changed in which year, the latest first."""
    years, size = facts.told.get("years", {}), facts.number("bytes")
    rows = [
        (year or _("Not known"), told["files"], amount(told["bytes"]), share_of(told["bytes"], size) or "–")
        for year, told in sorted(years.items(), reverse=True)
    ]
    return table(
        "ages",
        _("By the year of the last change; shares are rounded down"),
        (_("Year"), _("#Files"), _("#Size"), _("#Share")),
        rows,
        _none(),
    )


def personal_places(facts: Facts) -> TableData:
    """Where personal data lies, and of which kinds most."""
    every, kinds = facts.personal(), {kind: facts.personal(kind) for kind in facts.told.get("kinds", {})}
    rows: list[tuple[Cell, ...]] = []
    for place in by_size(facts):
        if not every.numbers[place.pk]:
            continue
        there = sorted(
            (kind for kind in kinds if kinds[kind].numbers[place.pk]),
            key=lambda kind: (-kinds[kind].numbers[place.pk], kind),
        )
        # Kinds that are not shown stand by their names, so that their order tells nothing.
        open_ = [kind for kind in there if kinds[kind].of(place.pk) is not None][:SHOWN_KINDS]
        closed = sorted((kind for kind in there if kinds[kind].of(place.pk) is None), key=kind_words)
        found = [f"{_first(kind_words(kind))}: {kinds[kind].of(place.pk):,}" for kind in open_]
        found += [_("Not shown: %(kinds)s") % {"kinds": ", ".join(map(kind_words, closed))}] if closed else []
        rows.append((place.name, _people(every.of(place.pk), place.opens("personal")), "\n".join(found)))
    return table(
        "personal_places",
        _("Files with personal data, by place"),
        (_("Place"), _("#Files"), _("What was found most")),
        rows,
        _("None was found."),
    )


def personal_kinds(facts: Facts) -> TableData:
    """Each kind of personal data, over all places."""
    kinds = [(kind, facts.personal(kind)) for kind in facts.told.get("kinds", {})]
    kinds.sort(key=lambda each: (each[1].all is None, -(each[1].all or 0), kind_words(each[0])))
    rows = [
        (_first(kind_words(kind)), _people(found.all), sum(1 for number in found.numbers.values() if number))
        for kind, found in kinds
    ]
    return table(
        "personal_kinds",
        _("Files with personal data, by kind; a file with two kinds is under both"),
        (_("Kind"), _("#Files"), _("#Places")),
        rows,
        _("None was found."),
    )


def _people(number: int | None, address: str = "") -> CellData:
    return CellData(numbers.kept_back() if number is None else f"{number:,}", address)


def _first(words: str) -> str:
    return words[:1].upper() + words[1:]


def unread(facts: Facts) -> TableData:
    """What could not be read, by what stood in the way."""
    rows: list[tuple[Cell, ...]] = [
        (str(UNREAD[why]), told["files"], amount(told["bytes"])) for why, told in sorted(facts.told.get("unread", {}).items(), key=lambda each: -each[1]["files"])
    ]  # fmt: skip
    unlisted = facts.number("unlisted")
    rows += [(_("Folders that could not be listed"), unlisted, _("not known"))] if unlisted else []
    return table(
        "unread",
        _("What could not be read"),
        (_("Why"), _("#How many"), _("#Size")),
        rows,
        _("All that was found was read."),
    )


def risks(facts: Facts) -> TableData:
    """The formats that may soon be unreadable, the most frequent first."""
    found = sorted(facts.told.get("risks", {}).items(), key=lambda each: (-each[1]["files"], each[0]))[:SHOWN_RISKS]
    rows = [(name, each["risk"], each["files"], amount(each["bytes"])) for name, each in found]
    return table(
        "risks", _("Formats at risk"), (_("Format"), _("Why"), _("#Files"), _("#Size")), rows, _("None was found.")
    )


def decisions(facts: Facts) -> TableData:
    """What the scans propose."""
    told = facts.told.get("decisions", {})
    rows = [
        (
            str(DECIDED[name][0]),
            str(DECIDED[name][1]),
            _("Yes") if name in PROPOSED else _("No"),
            told[name]["files"],
            amount(told[name]["bytes"]),
        )
        for name in DECISIONS
        if name in told
    ]
    return table(
        "decisions",
        _("What the scans make of it"),
        (_("Decision"), _("What it means"), _("Proposed to go"), _("#Files"), _("#Size")),
        rows,
        _none(),
    )


def lines(facts: Facts) -> TableData:
    """What is overdue or soon due, by line of the schedule, the most first."""
    found = sorted(facts.told.get("lines", {}).items(), key=lambda each: (-each[1]["bytes"], each[0]))
    rows: list[tuple[Cell, ...]] = []
    for code, told in found:
        pk, title = facts.lines.get(code, (0, ""))
        name = f"{code} {title}".strip()
        since = day(date.fromisoformat(told["since"])) if "since" in told else "–"
        rows.append(
            (
                CellData(name, f"/retention-lines/{pk}/") if pk else name,
                told["files"],
                amount(told["bytes"]),
                since,
                told["soon"],
                amount(told["soon_bytes"]),
            )
        )
    return table(
        "lines", _("Disposal due, by line of the schedule"),
        (_("Line"), _("#Overdue files"), _("#Size"), _("Oldest since"), _("#Due within a year of the scan"), _("#Size")), rows, _("Nothing is due under a line that is known."),
    )  # fmt: skip


def orphans(facts: Facts) -> TableData:
    """Folders that nobody is left to know, counted by place: their names are seen by who may read the place."""
    rows: list[tuple[Cell, ...]] = [
        (
            each.name,
            _cell(each, each.number("orphans", "folders"), "folder"),
            each.number("orphans", "files"),
            amount(each.number("orphans", "bytes")),
        )
        for each in by_size(facts)
        if each.number("orphans", "folders")
    ]
    return table(
        "orphans",
        _("Folders that nobody is left to know, by place"),
        (_("Place"), _("#Folders"), _("#Files"), _("#Size")),
        rows,
        _("None was found."),
    )


def since_scan(facts: Facts) -> TableData:
    """What has changed on each place since the scan before."""
    rows: list[tuple[Cell, ...]] = []
    for each in by_size(facts):
        known = each.told is not None and "changes" in each.told
        cells = [
            _cell(each, each.number("changes", name, "files"), "changes") if known else "–" for name in numbers.CHANGES
        ]
        rows.append((each.name, day(each.day), *cells))
    return table(
        "since_scan", _("What has changed since the scan before; of a first scan nothing is known"),
        (_("Place"), _("Scanned on"), _("#New"), _("#Changed"), _("#Moved"), _("#Gone")), rows, _none(),
    )  # fmt: skip


def costs(facts: Facts) -> TableData:
    """What it costs and what could be saved, each with how it was reckoned."""
    labels = {
        "cost": _("Keeping all that was scanned"),
        "copies_cost": _("Of that, keeping copies"),
        "saving": _("Saved if all proposals are carried out"),
    }
    found = numbers.costs(facts)
    rows: list[Sequence[Cell]] = [
        (labels[name], numbers.in_money(cost), numbers.working(cost)) for name, cost in found.items()
    ]
    boxes = boxes_scanned(found["saving"], facts.rates)
    rows.append(
        (
            _("Boxes of paper that this would pay to scan"),
            numbers.not_known() if boxes.number is None else f"{boxes.number:,}",
            boxes.working,
        )
    )
    return table("costs", _("In a year"), (_("What"), _("#Sum"), _("How it was reckoned")), rows, "")


def assumptions(facts: Facts) -> TableData:
    """The prices that were reckoned with, on whose word."""
    used = ("disk", *(("scan_box",) if "scan_box" in facts.assumptions else ("scan_page", "box_pages")))
    rows = [
        (
            CellData(each.get_what_display(), f"/cost-assumptions/{each.record_id}/"),
            each.in_words(),
            day(each.holds_from),
            each.source,
        )
        for each in map(facts.assumptions.get, used)
        if each
    ]
    return table(
        "assumptions",
        _("What was assumed"),
        (_("What"), _("#Amount"), _("Holds from"), _("Source")),
        rows,
        _("Nobody has said what anything costs."),
    )


def next_steps(report: Report) -> TableData:
    steps = [(day(report.meeting_on), _("This group meets"))] if report.meeting_on else []
    return table("timetable", _("Next steps"), (_("When"), _("What")), steps, _("No date is set."))


def of_shares_report(report: Report, facts: Facts) -> tuple[TableData, ...]:
    found: list[Any] = [
        places,
        left_out,
        alike,
        personal_places,
        personal_kinds,
        unread,
        risks,
        lines,
        orphans,
        since_scan,
        costs,
        assumptions,
    ]
    return (next_steps(report), changes(facts.last, numbers.of_shares(facts)), *(each(facts) for each in found))
