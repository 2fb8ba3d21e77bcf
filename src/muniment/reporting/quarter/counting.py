"""The figures of a quarter counted: one query for each register, however many lines they are read by, and one for each end of a quarter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Protocol

from django.db.models import Q

from muniment.registers.figures import Across, Counted, count_across
from muniment.registers.listing import condition
from muniment.registers.register import Moment
from muniment.registers.spans import Span, around
from muniment.reporting.quarter.sections import Section, at_end

BEFORE = "_before"  # ends the names of the same figures of the quarter before


class Rows(Protocol):
    """Whose rows are counted: those that a reader may see, or all of a body or a unit. `parameters` select them in a list's address."""

    @property
    def parameters(self) -> Mapping[str, Any]: ...
    def rows(self, model: type[Any], moment: Moment) -> Any: ...


@dataclass(frozen=True, slots=True)
class Found:
    """A section counted. Figures of the quarter before have names that end in `_before`."""

    section: Section
    parts: Sequence[Across]

    def of(self, **fields: Any) -> dict[str, Counted]:
        """The figures of one line, or of the whole."""
        return {name: each for part in self.parts for name, each in part.of(**fields).items()}

    def along(self, by: str) -> dict[Any, dict[str, Counted]]:
        """The lines in which anything was counted, by the values of a field."""
        values = dict.fromkeys(value for part in self.parts for value in part.values(by))
        lines = {value: self.of(**{by: value}) for value in values}
        return {value: line for value, line in lines.items() if any(each.value for each in line.values())}


def quarter_before(span: Span) -> Span:
    """The quarter that ended when this one began."""
    return around(span.first - timedelta(days=1), 3)


def end_of(span: Span, moment: Moment) -> Moment:
    """The end of the quarter as it was known then; where it was not over, or just over, the moment itself."""
    last = span.days[1] - timedelta(days=1)
    known = moment.as_at or moment.late_on
    return Moment(last, last) if last < known else moment


def count(section: Section, whose: Rows, span: Span, moment: Moment, *, before: Span | None = None) -> Found:
    """Counts a section of a quarter as it was known at a moment, and of the one before for comparison."""
    spans = {"": span, **({BEFORE: before} if before else {})}
    figures = [
        replace(each, name=each.name + suffix)
        for suffix, of in spans.items()
        for each in (*section.figures(of), *section.outcomes(of))
    ]
    fields = (section.by, "unit") if section.by else ("unit",)
    register, model = section.register, section.register.model
    # Only what is in one of the quarters is looked at: of most rows a large register keeps, nothing is counted.
    asked = [str(each) for each in spans.values()]
    any_of = Q()
    for name in section.within:
        any_of |= condition(register, {name: asked}, moment)
    rows = whose.rows(model, moment).filter(any_of)
    parts = [count_across(register, rows, fields, figures, moment, whose.parameters)]
    for suffix, of in spans.items() if section.timed else ():
        end = end_of(of, moment)
        open_then = [replace(each, name=each.name + suffix) for each in at_end()]
        was_open = whose.rows(model, end).filter(condition(register, open_then[0].parameters, end))
        parts.append(count_across(register, was_open, fields, open_then, end, whose.parameters))
    return Found(section, parts)
