"""All that a report on a quarter reads, in a number of queries that does not grow with what is counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from muniment import clock
from muniment.people.models import Unit
from muniment.registers.register import Moment
from muniment.registers.spans import Span
from muniment.reporting import within
from muniment.reporting.models import Edition, Report
from muniment.reporting.moments import last_report_before
from muniment.reporting.quarter.counting import Found, count, quarter_before
from muniment.reporting.quarter.scope import last_day, span_of
from muniment.reporting.quarter.sections import sections
from muniment.reporting.within import Scope, Subject


@dataclass(frozen=True)
class Facts:
    """A quarter as it was known at a moment, with the one before it as it was known then. `found` are its sections by their names."""

    scope: Scope
    moment: Moment
    span: Span
    before: Span
    since: date
    last: Edition | None
    found: Mapping[str, Found]
    units: Mapping[int, str]

    @property
    def reported(self) -> bool:
        return self.last is not None

    @property
    def day(self) -> date:
        return self.moment.as_at or clock.today()


def gather(subject: Subject, moment: Moment) -> Facts:
    """Reads the quarter for the house itself: whoever reads the report was given the right to all of it."""
    scope, span = Scope(subject), span_of(moment)
    before = quarter_before(span)
    last = last_report_before(within.about(Report.Kind.QUARTER, subject), moment)
    return Facts(
        scope=scope, moment=moment, span=span, before=before, since=last.as_at if last else last_day(before), last=last,
        found={each.name: count(each, scope, span, moment, before=before) for each in sections()},
        units=dict(Unit.objects.filter(pk__in=scope.units).values_list("pk", "name")),
    )  # fmt: skip
