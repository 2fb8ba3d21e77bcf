"""The tables of a report on a quarter. Each number opens its list; each share stands beside what it is of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from muniment.documents.report.values import CellData, TableData
from muniment.registers.figures import Counted
from muniment.reporting.models import Report
from muniment.reporting.quarter.counting import BEFORE, Found
from muniment.reporting.quarter.facts import Facts
from muniment.reporting.quarter.numbers import share_of_what
from muniment.reporting.quarter.sections import at_end, share_in_time
from muniment.reporting.tables import Cell, day, table

Line = Mapping[str, Counted]
CASES = ("requests", "reviews", "rights", "complaints")


def number(counted: Counted) -> Cell:
    return CellData(f"{counted.value:,}", counted.address)


def volumes(facts: Facts) -> TableData:
    """How much came, and what became of it, by register."""
    names = ("came", "came_before", "answered", "otherwise", "still_open", "open_late")
    rows: list[tuple[Cell, ...]] = []
    for name in CASES:
        counted = facts.found[name].of()
        rows.append((facts.found[name].section.title, *(number(counted[each]) for each in names)))
    return table(
        "volumes", _("What came, and what became of it"),
        (_("Register"), _("#Received"), _("#The quarter before"), _("#Answered or acknowledged"), _("#Ended otherwise"), _("#Open at the end"), _("#Open and late")),
        rows, "",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Timed:
    """A line of which it is told whether it was in time: a law, or the sum of those of a register."""

    title: str
    counted: Line
    summed: bool = False


def timed_lines(facts: Facts) -> Iterator[Timed]:
    """The laws under which anything was counted, and each register as a whole where these are several."""
    for name in CASES:
        found = facts.found[name]
        register, lines = found.section.title, found.along(found.section.by) if found.section.by else {}
        for value, counted in sorted(lines.items(), key=lambda line: found.section.label(line[0])):
            yield Timed(f"{register}: {found.section.label(value)}", counted)
        if not lines:
            yield Timed(f"{register}: {found.section.timed}", found.of())
        elif len(lines) > 1:
            yield Timed(_("%(register)s: all") % {"register": register}, found.of(), summed=True)


def timeliness(facts: Facts) -> TableData:
    """In time, by the law under which it was asked."""
    rows: list[tuple[Cell, ...]] = [
        (
            each.title, *(number(each.counted[name]) for name in ("answered", "timely", "too_late")), share_in_time(each.counted) or _("none"),
            share_of_what(each.counted), share_in_time(each.counted, BEFORE) or _("none"),
        )
        for each in timed_lines(facts)
    ]  # fmt: skip
    return table(
        "timeliness", _("In time, by law"),
        (_("Under what"), _("#Answered"), _("#In time"), _("#Late"), _("#Share in time"), _("The share is"), _("#The quarter before")),
        rows, "",
    )  # fmt: skip


def services(facts: Facts, name: str) -> TableData:
    """In time, by the service that answers."""
    found = facts.found[name]
    lines = sorted(found.along("unit").items(), key=lambda line: facts.units.get(line[0], ""))
    columns = ("came", "answered", "timely", "too_late", "still_open", "open_late")
    rows: list[tuple[Cell, ...]] = [
        (facts.units.get(unit, ""), *(number(counted[each]) for each in columns), share_in_time(counted) or _("none"))
        for unit, counted in [*lines, (None, found.of())]
    ]
    rows[-1] = (_("All"), *rows[-1][1:])
    return table(
        f"{name}_services", _("%(register)s, by service") % {"register": found.section.title},
        (_("Service"), _("#Received"), _("#Answered"), _("#In time"), _("#Late"), _("#Open at the end"), _("#Open and late"), _("#Share in time")),
        rows if lines else [], _("None."),
    )  # fmt: skip


def outcomes(facts: Facts, name: str) -> TableData:
    """What became of what was answered, beside the quarter before."""
    found = facts.found[name]
    return _counted(f"{name}_outcomes", _("%(register)s: what became of them") % {"register": found.section.title},
                    found, found.section.outcomes(facts.span))  # fmt: skip


def _counted(name: str, caption: str, found: Found, figures: Sequence[Any]) -> TableData:
    """Figures below each other; what they count stands in each row, or in the caption where it is the same of all."""
    whole, same = found.of(), {each.explain for each in figures}
    columns = [
        _("Figure"),
        _("#This quarter"),
        _("#The quarter before"),
        *([_("What it counts")] if len(same) > 1 else []),
    ]
    rows = [
        (str(each.title), number(whole[each.name]), number(whole[each.name + BEFORE]), *([each.explain] if len(same) > 1 else []))
        for each in figures
    ]  # fmt: skip
    return table(name, caption if len(same) > 1 else f"{caption}. {same.pop()}".removesuffix("."), columns, rows, "")


def exemptions(facts: Facts) -> TableData:
    """Which exemptions the answers of the quarter rely on, the most used first."""
    found = facts.found["exemptions"]
    lines = sorted(found.along("code").items(), key=lambda line: (-line[1]["used"].value, line[0]))
    rows = [(found.section.label(code), number(line["used"]), number(line["used" + BEFORE])) for code, line in lines]
    whole = found.of()
    rows += [(_("All uses"), number(whole["used"]), number(whole["used" + BEFORE]))] if lines else []
    return table("exemptions", _("Exemptions relied on, by section"), (_("Exemption"), _("#Uses"), _("#The quarter before")), rows,
                 _("No answer of these two quarters relies on an exemption."))  # fmt: skip


def definitions(facts: Facts) -> TableData:
    """What the columns count, where a table has no room to say so."""
    found = facts.found["requests"]
    figures = [*found.section.figures(facts.span), *at_end()]
    rows = [(str(each.title), each.explain) for each in figures]
    rows.append((_("Share in time"), found.section.share_said()))
    acknowledged = facts.found["complaints"].section.figures(facts.span)[1]
    rows.append(
        (str(acknowledged.title), _("Complaints have thirty days for the acknowledgement, and none for the answer."))
    )
    return table("definitions", _("What the columns count"), (_("Column"), _("What it counts")), rows, "")


def next_steps(report: Report) -> TableData:
    steps = [(day(report.meeting_on), _("This group meets"))] if report.meeting_on else []
    return table("timetable", _("Next steps"), (_("When"), _("What")), steps, _("No date is set."))


def of_quarter_report(report: Report, facts: Facts) -> tuple[TableData, ...]:
    others = [
        _counted(name, facts.found[name].section.title, facts.found[name], facts.found[name].section.figures(facts.span))
        for name in ("incidents", "disclosures", "regulators")
    ]  # fmt: skip
    return (
        next_steps(report), volumes(facts), timeliness(facts), services(facts, "requests"), services(facts, "rights"),
        *(outcomes(facts, name) for name in CASES), exemptions(facts), definitions(facts), *others,
    )  # fmt: skip
