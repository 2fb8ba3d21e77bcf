"""Of which quarter a report speaks, what it counts, in words, and whether somebody sees all of it."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from muniment import clock
from muniment.registers.access import Actor
from muniment.registers.errors import Invalid
from muniment.registers.register import Moment, Words
from muniment.registers.spans import Span, around
from muniment.reporting import within
from muniment.reporting.models import Report
from muniment.reporting.moments import as_frozen
from muniment.reporting.quarter.counting import quarter_before
from muniment.reporting.quarter.sections import sections
from muniment.reporting.within import Subject


def counted() -> list[type[Any]]:
    """Every register whose rows are counted."""
    return [section.register.model for section in sections()]


def span_of(moment: Moment) -> Span:
    """The quarter of a moment: that in which the day lies by which lateness is judged."""
    return around(moment.late_on, 3)


def last_day(span: Span) -> date:
    return span.days[1] - timedelta(days=1)


def is_over(moment: Moment) -> bool:
    """Whether the quarter was over on the day of the figures."""
    return (moment.as_at or clock.today()) >= last_day(span_of(moment))


def days() -> tuple[date, date]:
    """A new report tells what is known today of the quarter that ended last."""
    today = clock.today()
    return today, last_day(quarter_before(around(today, 3)))


def moment_for(subject: Subject, as_at: date, late_on: date | None = None) -> Moment:
    """The moment of a report. Invalid, with the reason, where nothing was known or the quarter had not begun on the day of the figures."""
    within.checked(as_at, within.known_since(counted()), _("requests and incidents"))
    span = around(late_on or as_at, 3)
    if span.first > as_at:
        raise Invalid(
            _("The quarter %(quarter)s begins after %(day)s, the day of the figures.")
            % {"quarter": span.words, "day": f"{as_at:%-d %B %Y}"}
        )
    same = {**within.about(Report.Kind.QUARTER, subject), "late_on__range": (span.first, last_day(span))}
    return as_frozen(Moment(min(last_day(span), as_at), as_at), same)


def told(moment: Moment) -> str:
    """The quarter in words, and how far it is where it runs."""
    span = span_of(moment)
    if is_over(moment):
        return _("the quarter %(quarter)s") % {"quarter": span.words}
    return _("the quarter %(quarter)s up to %(day)s") % {"quarter": span.words, "day": f"{moment.late_on:%-d %B %Y}"}


def marks(moment: Moment) -> list[Words]:
    return [] if is_over(moment) else [_("The quarter is not over")]


def words(subject: Subject, moment: Moment) -> str:
    said = _(
        "%(quarter)s as known at the end of %(day)s: what the registers of requests, exemptions, reviews, complaints, incidents, disclosures "
        "and cases of regulators say of “%(subject)s” and all units that belong to it today. Records that only named people may know of "
        "are in no figure"
    ) % {"quarter": told(moment), "day": f"{moment.as_at or moment.late_on:%-d %B %Y}", "subject": subject}  # fmt: skip
    return said[:1].upper() + said[1:]


def lede(report: Any) -> str:
    late_on = report.late_on or report.as_at
    span = around(late_on, 3)
    return _("%(subject)s, %(quarter)s") % {
        "subject": report.subject,
        "quarter": told(Moment(min(last_day(span), report.as_at), report.as_at)),
    }


def links_note() -> str:
    return _("A link in this report opens only what its reader may see; the figures are those of the whole.")


def why_partial(actor: Actor, report: Any) -> str:
    """Why this actor cannot make the report; "" when they see all that it counts."""
    return within.why_partial(actor, report.subject, counted(), Moment(report.as_at, report.as_at))
