"""What a report on the shares counts, in words, and of which moments it can speak."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from muniment.discovery.scanned_places import ScannedPlace
from muniment.discovery.scans import Scan
from muniment.registers.access import Actor
from muniment.registers.register import Moment
from muniment.reporting import within
from muniment.reporting.models import Report
from muniment.reporting.moments import as_frozen
from muniment.reporting.within import Subject

COUNTED: tuple[type[Any], ...] = (ScannedPlace, Scan)


def about(subject: Subject) -> dict[str, Any]:
    """How reports about a subject are found."""
    return within.about(Report.Kind.SHARES, subject)


def words(subject: Subject, _moment: Moment) -> str:
    told = _(
        "What the last scan of each scanned place of “%(subject)s” and of all units that belong to it today had found by the end of that day"
    )
    return told % {"subject": subject}


def links_note() -> str:
    return _(
        "No name of a file or folder stands in this report. Its links open what the last scan of a place found, to those who may read that place."
    )


def known_since() -> date | None:
    return within.known_since(COUNTED)


def moment_for(subject: Subject, as_at: date, late_on: date | None = None) -> Moment:
    """The moment of a report. Invalid, with the reason, for a day to come and for one on which nothing was known."""
    within.checked(as_at, known_since(), _("the shares"))
    return as_frozen(Moment(late_on or as_at, as_at), about(subject))


def why_partial(actor: Actor, report: Any) -> str:
    """Why this actor cannot make the report; "" when they see all that it counts."""
    return within.why_partial(actor, report.subject, COUNTED, Moment(report.as_at, report.as_at))
