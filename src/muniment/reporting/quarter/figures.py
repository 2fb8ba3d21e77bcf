"""A quarter as its page and its file show it: what this reader may see of each register, in tables whose numbers open lists."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from muniment import clock
from muniment.people.models import Person, Unit
from muniment.registers.figures import Counted, Figure
from muniment.registers.record import register_of
from muniment.registers.register import Moment
from muniment.registers.spans import Span
from muniment.reporting.quarter.counting import Found, count
from muniment.reporting.quarter.sections import at_end, sections, share_in_time

BY_SERVICE = ("requests", "rights")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table: `share` is how much was in time of what was answered with a date, "" where nothing was."""

    title: str
    counted: Mapping[str, Counted]
    share: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The lines of one register, with the whole last; `figures` are its columns."""

    title: str
    figures: Sequence[Figure]
    lines: Sequence[Line]
    share: str = ""

    def rows(self) -> Iterator[tuple[Line, list[tuple[Figure, Counted | None]]]]:
        """Each line with its cells, one for each figure; None where the line does not count it."""
        for line in self.lines:
            yield line, [(each, line.counted.get(each.name)) for each in self.figures]


@dataclass(frozen=True, slots=True)
class Seen:
    """What one reader may see; of a day gone by what they may see of it today."""

    person: Person
    parameters: Mapping[str, Any]

    def rows(self, model: type[Any], moment: Moment) -> Any:
        if moment.as_at is None:
            return model.objects.visible_to(self.person)
        past = register_of(model).past_of(model).objects.as_at(moment.as_at)
        return past.visible_to(self.person)


def tables(person: Person, span: Span) -> list[Table]:
    """The tables of a quarter, of what this person may see: for each register, then by the service that answers."""
    whose = Seen(person, {})
    counted = [
        count(section, whose, span, Moment(clock.today()))
        for section in sections()
        if section.register.model.objects.visible_to(person).exists()
    ]
    names: dict[Any, str] = dict(Unit.objects.values_list("pk", "name"))
    by_register = [table for found in counted for table in _tables(found, span)]
    return by_register + [_by_service(found, span, names) for found in counted if found.section.name in BY_SERVICE]


def _tables(found: Found, span: Span) -> Iterator[Table]:
    section = found.section
    lines = found.along(section.by) if section.by else {}
    told = [(section.label(value), line) for value, line in lines.items()]
    told = [*sorted(told, key=lambda each: each[0]), (_("All"), found.of())]
    timed = bool(section.timed)
    figures = [*section.figures(span), *(at_end() if timed else ())]
    shares = [Line(title, line, share_in_time(line) if timed else "") for title, line in told]
    yield Table(section.title, figures, shares, section.share_said())
    if outcomes := section.outcomes(span):
        became = _("%(register)s: what became of them") % {"register": section.title}
        yield Table(became, outcomes, [Line(title, line) for title, line in told])


def _by_service(found: Found, span: Span, names: Mapping[Any, str]) -> Table:
    lines = [Line(names.get(unit, ""), line, share_in_time(line)) for unit, line in found.along("unit").items()]
    lines.sort(key=lambda each: each.title)
    title = _("%(register)s, by service") % {"register": found.section.title}
    return Table(title, [*found.section.figures(span), *at_end()], lines, found.section.share_said())
